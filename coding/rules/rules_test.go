package rules_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/coding"
	"github.com/medcode-cli/medcode/coding/claimfile"
	"github.com/medcode-cli/medcode/coding/rules"
	"github.com/medcode-cli/medcode/coding/x12"
)

var update = flag.Bool("update", false, "rewrite the .out files")

// TestCases runs testdata/rules/ID/*.json: every claim of an ok file leaves
// the rule silent, every claim of an err file gives what the .out file beside
// it says, at least one finding of the rule among it.
func TestCases(t *testing.T) {
	engine := newEngine(t, rules.All(), coding.Config{Today: 20260601})
	for _, r := range rules.All() {
		t.Run(r.ID, func(t *testing.T) {
			oks, errs := cases(r.ID, "ok"), cases(r.ID, "err")
			if len(oks) == 0 || len(errs) == 0 {
				t.Fatalf("testdata/rules/%s has %d ok and %d err files, want at least one of each", r.ID, len(oks), len(errs))
			}
			for _, f := range oks {
				if got := findings(t, engine, r.ID, f); got != "" {
					t.Errorf("%s gives\n%s\nwant nothing", filepath.Base(f), got)
				}
			}
			for _, f := range errs {
				golden(t, strings.TrimSuffix(f, filepath.Ext(f))+".out", findings(t, engine, r.ID, f))
			}
		})
	}
}

// cases returns the files of claims of a rule whose name begins with word.
func cases(id, word string) []string {
	var out []string
	for _, ext := range []string{"json", "csv", "837"} {
		files, _ := filepath.Glob(filepath.Join("testdata", "rules", id, word+"*."+ext))
		out = append(out, files...)
	}
	return out
}

// findings returns what rule id says of the claims of a file, one JSON object
// a line, without what is missing from the tables.
func findings(t *testing.T, e *coding.Engine, id, path string) string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var b strings.Builder
	var r claimfile.Reader = claimfile.NewJSON(f, claimfile.Options{})
	if filepath.Ext(path) == ".csv" {
		r = claimfile.NewCSV(f, claimfile.Options{KeepGoing: true})
	}
	if filepath.Ext(path) == ".837" {
		r = claimfile.NewX12(f, claimfile.X12Options{SNIP: x12.AllSNIP})
	}
	w := e.NewWorker()
	var c coding.Claim
	var res coding.Result
	seen := map[string]bool{}
	for {
		err := r.Next(t.Context(), &c)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		key, _ := json.Marshal(c)
		w.Check(&c, seen[string(key)], &res)
		seen[string(key)] = true
		writeFindings(t, &b, id, &res)
	}
	if x, ok := r.(claimfile.Outsider); ok {
		writeFindings(t, &b, id, e.Outside("", x.FileProblems()))
	}
	return b.String()
}

// writeFindings writes what rule id says; where is told of X12 only.
func writeFindings(t *testing.T, b *strings.Builder, id string, res *coding.Result) {
	t.Helper()
	for _, f := range res.Findings {
		if f.Rule != id || f.Outcome == coding.NoData {
			continue
		}
		f.Source, f.Rule = "", ""
		if f.Place.Segment == 0 || !strings.HasPrefix(id, "x12-") {
			f.Place = coding.Place{}
		}
		writeJSON(t, b, f)
	}
}

func writeJSON(t *testing.T, w io.Writer, v any) {
	t.Helper()
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if !strings.Contains(got, `"outcome":"fail"`) {
		t.Errorf("%s: the rule does not fire", filepath.Base(path))
	}
	for line := range strings.Lines(got) {
		if !strings.Contains(line, `"fix":`) && !strings.Contains(path, "x12-") {
			t.Errorf("%s: a finding says nothing of what would be right: %s", filepath.Base(path), line)
		}
	}
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, []byte(got)) {
		t.Errorf("%s (-want +got):\n%s", filepath.Base(path), cmp.Diff(string(want), got))
	}
}

// TestDocs asserts that every rule has a page.
func TestDocs(t *testing.T) {
	for _, r := range rules.All() {
		d := r.Doc
		if d.Title == "" || d.Text == "" || d.Source == "" || d.Bad == "" || d.Good == "" {
			t.Errorf("rule %s: title, text, source, bad and good example are all required", r.ID)
		}
		if r.Severity == 0 || r.Check == nil {
			t.Errorf("rule %s: severity and check are required", r.ID)
		}
	}
}

// TestFolders asserts that every folder of cases is a rule's.
func TestFolders(t *testing.T) {
	known := map[string]bool{}
	for _, r := range rules.All() {
		known[r.ID] = true
	}
	dirs, err := os.ReadDir(filepath.Join("testdata", "rules"))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range dirs {
		if !known[d.Name()] {
			t.Errorf("testdata/rules/%s belongs to no rule", d.Name())
		}
	}
}
