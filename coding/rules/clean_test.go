package rules_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/coding"
)

// TestCleanDX asserts that lists of diagnoses as coders write them trip no
// rule on diagnoses, on professional and on inpatient claims.
func TestCleanDX(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("testdata", "clean_dx.txt"))
	if err != nil {
		t.Fatal(err)
	}
	w := dxEngine(t, dxRules()).NewWorker()
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		for _, typ := range []coding.ClaimType{coding.Professional, coding.Inpatient} {
			c := coding.Claim{ID: "A1", Type: typ, Discharge: 20260501}
			c.Lines = []coding.Line{{Number: 1, From: 20260501, Code: "99213"}}
			for code := range strings.FieldsSeq(line) {
				c.DX = append(c.DX, coding.Diagnosis{Code: code})
			}
			var r coding.Result
			w.Check(&c, false, &r)
			for _, f := range r.Findings {
				if f.Outcome == coding.Fail {
					t.Errorf("%s %s: %s: %s", typ, line, f.Rule, f.Message)
				}
			}
		}
	}
}
