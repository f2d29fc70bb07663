package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/cmd"
)

// TestReadme runs the commands of the README's console blocks and compares
// what they print; a line "…" stands for anything from there on.
func TestReadme(t *testing.T) {
	page, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("MEDCODE_DATE", "2026-05-01")
	t.Setenv("MEDCODE_DATA_DIR", t.TempDir())
	t.Setenv("MEDCODE_CACHE_DIR", t.TempDir())
	ran := 0
	for block := range strings.SplitSeq(string(page), "```console\n") {
		text, _, _ := strings.Cut(block, "```")
		line, want, ok := strings.Cut(text, "\n")
		args, isCommand := strings.CutPrefix(line, "$ medcode ")
		if !ok || !isCommand {
			continue
		}
		ran++
		var out, errOut bytes.Buffer
		cmd.Main(strings.Fields(args), strings.NewReader(""), &out, &errOut)
		if want, some := strings.CutSuffix(want, "…\n"); !matches(out.String(), want, some) {
			t.Errorf("%s\ngot:\n%s%swant:\n%s", line, out.String(), errOut.String(), want)
		}
	}
	if ran < 3 {
		t.Errorf("%d commands run, want at least 3", ran)
	}
}

func matches(got, want string, some bool) bool {
	return got == want || some && strings.HasPrefix(got, want)
}
