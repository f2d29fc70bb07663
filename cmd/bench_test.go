package cmd_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/cmd"
	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/store"
	"github.com/medcode-cli/medcode/codesets/table"
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

// BenchmarkValidateFile validates a file of a million codes, those of the
// embedded release over and over, with the whole command. The codes/s are
// those of docs/performance.md.
func BenchmarkValidateFile(b *testing.B) {
	b.Setenv("HOME", b.TempDir())
	path := filepath.Join(b.TempDir(), "codes.txt")
	const codes = 1_000_000
	if err := os.WriteFile(path, manyCodes(b, codes), 0o600); err != nil {
		b.Fatal(err)
	}
	for _, format := range []string{"plain", "jsonl"} {
		b.Run(format, func(b *testing.B) {
			args := []string{"validate", "-f", path, "--date", "2026-05-01", "--format", format}
			for b.Loop() {
				if rc := cmd.Main(args, strings.NewReader(""), io.Discard, io.Discard); rc > 1 {
					b.Fatal(rc)
				}
			}
			b.ReportMetric(codes*float64(b.N)/b.Elapsed().Seconds(), "codes/s")
		})
	}
}

// manyCodes returns n codes and headers with their dots, one a line.
func manyCodes(b *testing.B, n int) []byte {
	b.Helper()
	s, err := store.Open("")
	if err != nil {
		b.Fatal(err)
	}
	rel, _ := s.Catalog().Newest(codesets.ICD10CM)
	t, err := s.Codes(rel)
	if err != nil {
		b.Fatal(err)
	}
	var out []byte
	for i := 0; n > 0; i++ {
		at := table.Node(i % t.Len())
		if k := t.Kind(at); k == codesets.KindChapter || k == codesets.KindBlock {
			continue
		}
		out = append(append(out, codesets.Display(codesets.ICD10CM, t.Key(at))...), '\n')
		n--
	}
	return out
}
