package cmd_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestFaultsOf837 puts one wrong value at a time into a valid 837 and checks
// the file: the rule fires at the segment and element that are wrong. Faults
// of the envelope and of segments are in the tables of coding/x12.
func TestFaultsOf837(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	const p, i = "professional.837", "institutional.837"
	for _, f := range []struct {
		name, file string
		segment    int
		old, new   string
		rule       string
		at         string // tag and element
		place      [3]int // segment, element, component
	}{
		{"no such diagnosis", p, 29, "J069", "J06Z9", "dx-not-found", "HI", [3]int{29, 1, 2}},
		{"header diagnosis", p, 29, "H6693", "H669", "dx-not-billable", "HI", [3]int{29, 2, 2}},
		{"ICD-9 qualifier", p, 29, "ABK:J069*ABF:H6693", "BK:4659*BF:3829", "dx-icd9-qualifier", "HI", [3]int{29, 1, 2}},
		{"procedure of no form", p, 38, "99213", "9921", "line-code-format", "SV1", [3]int{38, 1, 2}},
		{"modifier of no form", p, 38, ":25*", ":2*", "mod-format", "SV1", [3]int{38, 1, 3}},
		{"pointer out of range", p, 45, "***2", "***7", "line-dx-pointer", "SV1", [3]int{45, 7, 0}},
		{"no such place", p, 27, "11:B:1", "77:B:1", "pos-unknown", "CLM", [3]int{27, 5, 1}},
		{"NPI with a wrong check digit", p, 10, "1234567893", "1234567894", "claim-npi", "NM1", [3]int{10, 9, 0}},
		{"taxonomy of no form", p, 9, "207Q00000X", "207Q00000", "claim-taxonomy-format", "PRV", [3]int{9, 3, 0}},
		{"total is not the sum", p, 27, "225.5", "225.6", "claim-charge-balance", "CLM", [3]int{27, 2, 0}},
		{"service before birth", p, 26, "20150704", "20260411", "date-before-birth", "DTP", [3]int{39, 3, 0}},
		{"service after today", p, 39, "20260410", "20271231", "date-future", "DTP", [3]int{39, 3, 0}},
		{"replacement without the original", p, 27, "11:B:1", "11:B:7", "claim-frequency-reference", "CLM", [3]int{27, 0, 0}},
		{"POA indicator of the 4010", i, 27, ":Y~", ":1~", "ub-poa-invalid", "HI", [3]int{27, 1, 9}},
		{"no such principal diagnosis", i, 27, "I214", "I21Z4", "dx-not-found", "HI", [3]int{27, 1, 2}},
		{"external cause first", i, 27, "I214", "W010XXA", "dx-external-cause-first", "HI", [3]int{27, 1, 2}},
		{"no admission date", i, 24, "435", "096", "claim-required-field", "CLM", [3]int{21, 0, 0}},
		{"no charge", i, 40, "*6000*", "**", "claim-required-field", "SV2", [3]int{40, 3, 0}},
		{"total is not the sum, institutional", i, 21, "*9000*", "*9001*", "claim-charge-balance", "CLM", [3]int{21, 2, 0}},
	} {
		t.Run(f.name, func(t *testing.T) {
			b, err := os.ReadFile(filepath.Join("..", "coding", "x12", "testdata", f.file))
			if err != nil {
				t.Fatal(err)
			}
			in := strings.SplitAfter(string(b), "~\n")
			if !strings.Contains(in[f.segment-1], f.old) {
				t.Fatalf("segment %d is %q, without %q", f.segment, in[f.segment-1], f.old)
			}
			in[f.segment-1] = strings.Replace(in[f.segment-1], f.old, f.new, 1)
			file := filepath.Join(t.TempDir(), f.file)
			if err := os.WriteFile(file, []byte(strings.Join(in, "")), 0o600); err != nil {
				t.Fatal(err)
			}
			type finding struct {
				Rule, Outcome, Message string
				Place                  struct {
					Segment, Element, Component int
					Tag                         string
				}
			}
			var failed []finding
			for line := range strings.Lines(string(medcode(t, "check", file, "--format", "jsonl", "--date", "2026-05-01"))) {
				var m struct{ Claim, File struct{ Findings []finding } }
				if err := json.Unmarshal([]byte(line), &m); err != nil {
					t.Fatal(err)
				}
				for _, x := range append(m.Claim.Findings, m.File.Findings...) {
					if x.Outcome == "fail" {
						failed = append(failed, x)
					}
				}
			}
			for _, x := range failed {
				at := x.Place
				if x.Rule == f.rule && at.Tag == f.at && [3]int{at.Segment, at.Element, at.Component} == f.place {
					return
				}
			}
			t.Errorf("no finding of %s at %s %v, but %+v", f.rule, f.at, f.place, failed)
		})
	}
}
