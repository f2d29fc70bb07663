package rules_test

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/codesets/sharedtest"
	"github.com/medcode-cli/medcode/coding"
)

// TestCoverageOracle compares line-coverage, for every HCPCS Level II code of
// the official file, with its column COV.
func TestCoverageOracle(t *testing.T) {
	records, err := csv.NewReader(bytes.NewReader(sharedtest.Read(t, "data", "hcpcs", "2025-oct", "HCPC2025_OCT_ANWEB.csv.xz"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	cov := slices.Index(records[0], "COV")
	w := feeEngine(t, "hcpcs/2025-oct/*", "line-coverage").NewWorker()
	count := map[string]int{}
	for _, r := range records[1:] {
		code, letter := strings.TrimSpace(r[0]), strings.TrimSpace(r[cov])
		if len(code) != 5 {
			continue // a modifier
		}
		c := &coding.Claim{ID: "1", Type: coding.Professional, Lines: []coding.Line{{Number: 1, From: 20251015, Code: code}}}
		var res coding.Result
		w.Check(c, false, &res)
		fires := len(res.Findings) == 1 && res.Findings[0].Outcome == coding.Fail
		if want := letter == "I" || letter == "M" || letter == "S"; fires != want || len(res.Findings) > 1 {
			t.Errorf("%s, coverage %q: %d findings, fires %v", code, letter, len(res.Findings), fires)
		}
		count[letter]++
	}
	t.Logf("codes by coverage: %v", count)
	for _, letter := range []string{"C", "D", "I", "M", "S"} {
		if count[letter] == 0 {
			t.Errorf("no code with coverage %s", letter)
		}
	}
}
