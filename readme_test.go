package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
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
		line, isCommand := strings.CutPrefix(line, "$ ")
		if !ok || !isCommand {
			continue
		}
		ran++
		out, errOut := runLine(t, line)
		if want, some := strings.CutSuffix(want, "…\n"); !matches(out, want, some) {
			t.Errorf("%s\ngot:\n%s%swant:\n%s", line, out, errOut, want)
		}
	}
	if ran < 3 {
		t.Errorf("%d commands run, want at least 3", ran)
	}
}

func matches(got, want string, some bool) bool {
	return got == want || some && strings.HasPrefix(got, want)
}

// linkRE is a link of a page to a file of the project.
var linkRE = regexp.MustCompile(`\]\(([^):#]+)(#[^)]*)?\)`)

// TestLinks fails for a link of the README or of a page of docs that leads
// nowhere.
func TestLinks(t *testing.T) {
	pages, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	links := 0
	for _, page := range append(pages, "README.md") {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range linkRE.FindAllStringSubmatch(string(text), -1) {
			links++
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), m[1])); err != nil {
				t.Errorf("%s: link to %s: %v", page, m[1], err)
			}
		}
	}
	if links < 5 {
		t.Errorf("%d links found, want those of the README at least", links)
	}
}
