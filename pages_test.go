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

// TestPractice runs the commands of docs/practice.md.
func TestPractice(t *testing.T) { runPage(t, "docs/practice.md", 6) }

// TestClaims runs the commands of docs/claims.md.
func TestClaims(t *testing.T) { runPage(t, "docs/claims.md", 5) }

// runPage runs the commands of a page, at least so many, among the files that
// the page shows; a line "…" stands for anything from there on.
func runPage(t *testing.T, page string, least int) {
	t.Helper()
	name, err := filepath.Abs(page)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("MEDCODE_DATE", "2026-05-01")
	t.Setenv("MEDCODE_DATA_DIR", t.TempDir())
	t.Setenv("MEDCODE_CACHE_DIR", t.TempDir())
	t.Chdir(t.TempDir())
	for _, m := range fileBlock.FindAllSubmatch(text, -1) {
		if err := os.WriteFile(string(m[1]), m[2], 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ran := 0
	text = consoleBlock.ReplaceAllFunc(text, func(block []byte) []byte {
		m := consoleBlock.FindSubmatch(block)
		line, output := string(m[1]), string(m[2])
		got, errOut := runLine(t, line)
		ran++
		if want, some := strings.CutSuffix(output, "…\n"); !matches(got, want, some) && !*update {
			t.Errorf("%s\ngot:\n%s%swant:\n%s", line, got, errOut, output)
		} else if !some {
			output = got
		}
		return []byte("```console\n$ " + line + "\n" + output + "```")
	})
	if ran < least {
		t.Errorf("%d commands run, want at least %d", ran, least)
	}
	if *update {
		if err := os.WriteFile(name, text, 0o600); err != nil {
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
