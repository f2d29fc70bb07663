package rules_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/sharedtest"
	"github.com/medcode-cli/medcode/coding"
)

// pxRuleIDs are the rules on procedures that read the code editor's lists.
var pxRuleIDs = []string{"px-non-covered", "px-limited-coverage", "px-length-of-stay", "px-sex-conflict"}

// pxClaim is the stay of three days of a patient of 70 with one procedure.
func pxClaim(code, sex string, discharge codesets.Date) *coding.Claim {
	return &coding.Claim{
		ID: "1", Type: coding.Inpatient, Patient: coding.Patient{Birth: 19490101, Sex: sex},
		Admission: discharge.AddDays(-3), Discharge: discharge, PCS: []coding.Procedure{{Code: code}},
	}
}

// TestPxOracle compares the rules on procedures, for every procedure on any
// list of version 37 of the code editor and a thousand on none, with the lines
// of the raw file.
func TestPxOracle(t *testing.T) {
	const file = "MCE_Simple_Code_Edits_v37.txt.xz"
	lists := map[string]map[string]bool{} // by code
	for line := range strings.Lines(string(sharedtest.Read(t, "data", "mce", file))) {
		if f := strings.Split(strings.TrimRight(line, "\r\n"), "\t"); len(f) > 6 && f[5] == "P" {
			if lists[f[6]] == nil {
				lists[f[6]] = map[string]bool{}
			}
			lists[f[6]][f[4]] = true
		}
	}
	order := sharedtest.Read(t, "data", "icd10pcs", "order", "icd10pcs_order_2020.txt.xz")
	free := 0
	for line := range strings.Lines(string(order)) {
		if code := strings.TrimSpace(line[6:13]); len(code) == 7 && lists[code] == nil && free < 1000 {
			lists[code] = map[string]bool{}
			free++
		}
	}
	// What the manual says of each list, for this patient and stay.
	want := map[string]string{
		"Noncovered_Always": "px-non-covered", "Noncovered_Over60": "px-non-covered",
		"Limited_Coverage": "px-limited-coverage", "Noncovered_LOS_96hr": "px-length-of-stay",
	}
	w := feeEngine(t, "mce/"+file, pxRuleIDs...).NewWorker()
	count := map[string]int{}
	for _, code := range slices.Sorted(maps.Keys(lists)) {
		for sex, list := range map[string]string{"M": "Female_Only", "F": "Male_Only"} {
			expect := map[string]bool{}
			for l := range lists[code] {
				if rule := want[l]; rule != "" {
					expect[rule] = true
				}
			}
			if lists[code][list] {
				expect["px-sex-conflict"] = true
			}
			var r coding.Result
			w.Check(pxClaim(code, sex, 20200501), false, &r)
			got := map[string]bool{}
			for _, f := range r.Findings {
				got[f.Rule] = f.Outcome == coding.Fail
				count[f.Rule]++
			}
			if !maps.Equal(got, expect) {
				t.Errorf("%s of a patient %s: rules %v, the lists say %v", code, sex, got, expect)
			}
		}
	}
	t.Logf("%d procedures, %v", len(lists), count)
	for _, id := range pxRuleIDs {
		if count[id] == 0 {
			t.Errorf("no procedure makes %s fire", id)
		}
	}
}

// TestPxPart asserts that an edition without the lists of procedures, or
// without those of questionable admissions and unacceptable principal
// diagnoses, has no data for what needs them, and nothing to say of a claim
// that does not.
func TestPxPart(t *testing.T) {
	ids := append([]string{"dx-questionable-admission", "dx-unacceptable-principal"}, pxRuleIDs...)
	for _, tt := range []struct {
		file      string
		discharge codesets.Date
		noData    []string
	}{
		{"mce_v41.1_code_edits*", 20240501, ids},
		{"mce_edits_2026-07*", 20260501, []string{"dx-questionable-admission", "px-length-of-stay", "px-limited-coverage", "px-non-covered"}},
	} {
		e := feeEngine(t, "mce/"+tt.file, ids...)
		c := pxClaim("5A1955Z", "M", tt.discharge)
		c.DX = []coding.Diagnosis{{Code: "J9600"}}
		if tt.discharge < 20251001 { // no release of ICD-10-CM is loaded for it
			c.DX = nil
		}
		var r coding.Result
		w := e.NewWorker()
		w.Check(c, false, &r)
		got := []string{}
		for _, f := range r.Findings {
			if f.Outcome != coding.NoData || f.Why != coding.MetaTableSample {
				t.Errorf("%s: %s: %s %q: %s", tt.file, f.Rule, f.Outcome, f.Why, f.Message)
			}
			got = append(got, f.Rule)
		}
		want := slices.DeleteFunc(slices.Clone(tt.noData), func(id string) bool { return len(c.DX) == 0 && strings.HasPrefix(id, "dx-") })
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: no data for %v, want %v", tt.file, got, want)
		}
		c.PCS, c.DX = nil, nil
		if w.Check(c, false, &r); r.Verdict != coding.Clean {
			t.Errorf("%s: a claim without procedures and diagnoses is %s", tt.file, r.Verdict)
		}
	}
}
