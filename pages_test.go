package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/cmd"
)

var update = flag.Bool("update", false, "rewrite the output in the pages")

var (
	consoleBlock = regexp.MustCompile("(?s)```console\n\\$ ([^\n]*)\n(.*?)```")
	fileBlock    = regexp.MustCompile("(?s)```[a-z]+ ([a-z0-9.-]+)\n(.*?)```")
)

// TestPractice runs the commands of docs/practice.md among the files that the
// page shows; a line "…" stands for anything from there on.
func TestPractice(t *testing.T) {
	name, err := filepath.Abs("docs/practice.md")
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("MEDCODE_DATE", "2026-05-01")
	t.Setenv("MEDCODE_DATA_DIR", t.TempDir())
	t.Setenv("MEDCODE_CACHE_DIR", t.TempDir())
	t.Chdir(t.TempDir())
	for _, m := range fileBlock.FindAllSubmatch(page, -1) {
		if err := os.WriteFile(string(m[1]), m[2], 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ran := 0
	page = consoleBlock.ReplaceAllFunc(page, func(block []byte) []byte {
		m := consoleBlock.FindSubmatch(block)
		line, text := string(m[1]), string(m[2])
		got, errOut := runLine(t, line)
		ran++
		if want, some := strings.CutSuffix(text, "…\n"); !matches(got, want, some) && !*update {
			t.Errorf("%s\ngot:\n%s%swant:\n%s", line, got, errOut, text)
		} else if !some {
			text = got
		}
		return []byte("```console\n$ " + line + "\n" + text + "```")
	})
	if ran < 6 {
		t.Errorf("%d commands run, want at least 6", ran)
	}
	if *update {
		if err := os.WriteFile(name, page, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// runLine runs a line of a page: "medcode ARGS", or "echo 'TEXT' | medcode ARGS".
func runLine(t *testing.T, line string) (out, errOut string) {
	t.Helper()
	stdin := ""
	if rest, ok := strings.CutPrefix(line, "echo '"); ok {
		text, command, found := strings.Cut(rest, "' | ")
		if !found {
			t.Fatalf("%s: want echo 'TEXT' | medcode ARGS", line)
		}
		stdin, line = text+"\n", command
	}
	args, ok := strings.CutPrefix(line, "medcode ")
	if !ok {
		t.Fatalf("%s: not a command of ours", line)
	}
	var o, e bytes.Buffer
	cmd.Main(strings.Fields(args), strings.NewReader(stdin), &o, &e)
	return o.String(), e.String()
}
