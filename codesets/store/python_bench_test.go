package store_test

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// BenchmarkLookupPython compares the lookup of every code of the release, as
// typed, with the Python package simple-icd-10-cm on the same codes in the
// same run. The interpreter is python3 or what MEDCODE_PYTHON names; it needs
// 'pip install simple-icd-10-cm==1.5.0'.
func BenchmarkLookupPython(b *testing.B) {
	python := cmp.Or(os.Getenv("MEDCODE_PYTHON"), "python3")
	if err := exec.CommandContext(b.Context(), python, "-c", "import simple_icd_10_cm").Run(); err != nil {
		b.Skipf("%s has no simple_icd_10_cm: %v", python, err)
	}
	t := embedded(b)
	var typed []string
	for n := range table.Node(t.Len()) {
		if k := t.Kind(n); k != codesets.KindChapter && k != codesets.KindBlock {
			typed = append(typed, codesets.Display(codesets.ICD10CM, t.Key(n)))
		}
	}
	theirs, ready := lookupPython(b, python, typed)
	begin, lookups := time.Now(), 0
	for b.Loop() {
		for _, code := range typed {
			n, ok := t.Find(codesets.Normalize(code))
			if !ok || t.Title(n) == "" {
				b.Fatalf("%s not found", code)
			}
			t.Billable(n)
		}
		lookups += len(typed)
	}
	ours := float64(time.Since(begin).Nanoseconds()) / float64(lookups)
	b.ReportMetric(ours, "ns/lookup")
	b.ReportMetric(theirs, "python-ns/lookup")
	b.ReportMetric(theirs/ours, "x-faster")
	b.ReportMetric(ready*1000, "python-ready-ms")
}

// lookupPython returns how long one lookup takes with the package, in
// nanoseconds, and how long it takes to be ready, in seconds.
func lookupPython(b *testing.B, python string, typed []string) (nanoseconds, ready float64) {
	b.Helper()
	c := exec.CommandContext(b.Context(), python, filepath.Join("testdata", "simple_icd_10_cm_lookup.py"))
	c.Stdin = strings.NewReader(strings.Join(typed, "\n"))
	var errs bytes.Buffer
	c.Stderr = &errs
	out, err := c.Output()
	if err != nil {
		b.Fatalf("%v: %s", err, errs.String())
	}
	if _, err := fmt.Sscan(string(out), &nanoseconds, &ready); err != nil {
		b.Fatal(err)
	}
	return nanoseconds, ready
}
