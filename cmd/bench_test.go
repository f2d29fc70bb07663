package cmd_test

import (
	"io"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/cmd"
)

// BenchmarkMain runs whole commands in process: what a process does beyond
// its start.
func BenchmarkMain(b *testing.B) {
	b.Setenv("HOME", b.TempDir())
	for name, args := range map[string][]string{
		"version": {"version"},
		"lookup":  {"lookup", "E11.9", "--date", "2026-05-01"},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if rc := cmd.Main(args, strings.NewReader(""), io.Discard, io.Discard); rc != 0 {
					b.Fatal(rc)
				}
			}
		})
	}
}
