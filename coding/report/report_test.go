package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// testRules are the rules of the reports written here.
var testRules = []coding.Rule{
	{ID: "dx-side", Severity: coding.Warn, Doc: coding.Doc{Title: "Side is wrong", Text: "A side is <left> or right.", Source: "Guideline I.B.13"}},
	{ID: "ptp", Severity: coding.Deny, Doc: coding.Doc{Title: "Pair", Text: "Two codes.", Source: "NCCI Policy Manual"}},
	{ID: "mue", Severity: coding.Deny, Doc: coding.Doc{Title: "Units", Text: "Too many.", Source: "NCCI Policy Manual"}},
	{ID: "units", Severity: coding.Reject, Doc: coding.Doc{Title: "No units", Text: "None.", Source: "X12"}},
}

// written returns a report of every kind of finding: one a claim and pair, one
// bypassed, suppressed, without data, of the file, and one of hostile text.
func written(t *testing.T, format string, o Options) []byte {
	t.Helper()
	hostile := "=cmd|'/c calc'!A1 <script>alert(1)</script> \x1b[31mred\x07 \"q\" | ` &\u202e"
	results := []*coding.Result{
		{ID: "A1", Claim: &coding.Claim{Type: coding.Professional, File: "a b.csv", At: coding.Place{Line: 2}}},
		{ID: "A2", Verdict: coding.Findings, Claim: &coding.Claim{Type: coding.Professional, File: "a b.csv", At: coding.Place{Line: 3}}, Findings: []coding.Finding{
			{Rule: "units", Severity: coding.Reject, Outcome: coding.Fail, Line: 1, Codes: []string{"99213"}, Message: "0 units", Fix: "give the units", Source: "X12", CARC: "16", Place: coding.Place{Line: 3, Column: 9}},
			{
				Rule: "ptp", Severity: coding.Deny, Outcome: coding.Fail, Line: 3, Related: 1, Codes: []string{"11042", "99213"}, Message: "not paid together",
				Source: "NCCI Policy Manual", Table: codesets.PTPPractitioner, Release: "2026Q2", Row: "99213 11042", Date: 20260406, Place: coding.Place{Line: 5},
			},
			{Rule: "ptp", Severity: coding.Deny, Outcome: coding.Bypassed, Line: 2, Related: 1, Message: "not paid together", By: "modifier 59 on line 2", Source: "NCCI Policy Manual"},
			{Rule: "dx-side", Severity: coding.Warn, Outcome: coding.Fail, DX: []int{1, 2}, Message: "two sides", Suppressed: "both knees", Source: "Guideline I.B.13"},
		}},
		{ID: hostile, Verdict: coding.Findings, Claim: &coding.Claim{File: "a b.csv", At: coding.Place{Line: 6}}, Findings: []coding.Finding{
			{Rule: "dx-side", Severity: coding.Warn, Outcome: coding.Fail, DX: []int{1}, Codes: []string{hostile}, Message: hostile, Fix: hostile, Source: "Guideline I.B.13"},
		}},
		{ID: "A4", Verdict: coding.Incomplete, Claim: &coding.Claim{Type: coding.Inpatient}, Findings: []coding.Finding{
			{Rule: "mue", Severity: coding.Deny, Outcome: coding.NoData, Message: "NCCI MUE: not loaded", Fix: "medcode fetch mue", Table: codesets.MUEPractitioner, Why: "meta-table-missing", Source: "NCCI Policy Manual"},
			{Rule: "mue", Severity: coding.Deny, Outcome: coding.NoData, Message: "no row", Codes: []string{"99999"}, Table: codesets.MUEPractitioner, Source: "NCCI Policy Manual"},
		}},
		{ID: "", Claim: &coding.Claim{}},
		{Outside: true, Verdict: coding.Findings, Claim: &coding.Claim{File: "f.837"}, Findings: []coding.Finding{
			{Rule: "units", Severity: coding.Reject, Outcome: coding.Fail, Message: "SE01 counts wrong", Source: "X12", Place: coding.Place{Segment: 30, Tag: "SE", Element: 1}},
		}},
	}
	return writeAll(t, format, o, results)
}

func writeAll(t *testing.T, format string, o Options, results []*coding.Result) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := New(format, &b, o)
	if err != nil {
		t.Fatal(err)
	}
	config := Config{Program: "medcode", Version: "v1.0.0", Protocol: Protocol, Date: 20260415, Profile: "medicare", FailOn: "deny", Input: "a b.csv"}
	tally := &coding.Tally{Used: []codesets.Release{{
		Set: codesets.ICD10CM, Edition: "FY2026-04", Title: "ICD-10-CM FY2026, April", Effective: 20260401, End: 20260930, Rows: 98186, Digest: "f161f8182aff3ce3",
	}}}
	for _, r := range testRules {
		config.Rules = append(config.Rules, RuleConfig{ID: r.ID, Severity: r.Severity, On: true})
		tally.Rules = append(tally.Rules, coding.RuleTally{ID: r.ID})
	}
	if err := w.Begin(config); err != nil {
		t.Fatal(err)
	}
	counter := NewCounter()
	for _, r := range results {
		counter.Add(r)
		if err := w.Claim(r); err != nil {
			t.Fatal(err)
		}
	}
	severity := o.severity
	if err := w.End(counter.Summary(tally, severity, []string{"columns not used: color\x1b[31m"})); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// severity returns the severity of a rule.
func (o *Options) severity(id string) coding.Severity {
	if r := o.rule(id); r != nil {
		return r.Severity
	}
	return coding.Info
}

// TestFormats compares what every form writes with testdata/FORM.golden;
// -update rewrites them. No form lets a control character through.
func TestFormats(t *testing.T) {
	for name, o := range map[string]Options{
		"text": {}, "text-color-explain": {Color: true, Explain: true}, "json": {}, "jsonl": {}, "csv": {}, "sarif": {}, "junit": {}, "markdown": {}, "html": {},
	} {
		o.Rules = testRules
		format, _, _ := strings.Cut(name, "-")
		got := written(t, format, o)
		for _, c := range string(got) {
			if c < ' ' && c != '\n' && !o.Color || c >= 0x7f && c < 0xa0 {
				t.Errorf("%s writes the control character %q", name, c)
			}
		}
		file := filepath.Join("testdata", name+".golden")
		if *update {
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", file, diff)
		}
	}
}

// TestNewUnknown asserts that an unknown form is an error that names the forms.
func TestNewUnknown(t *testing.T) {
	if _, err := New("xlsx", nil, Options{}); err == nil || !strings.Contains(err.Error(), "want text, json,") {
		t.Errorf("New = %v, want an error with the forms", err)
	}
}

// TestEmpty asserts that a run without claims gives a whole document.
func TestEmpty(t *testing.T) {
	for _, format := range []string{"json", "sarif", "fhir"} {
		var v any
		if err := json.Unmarshal(writeAll(t, format, Options{}, nil), &v); err != nil {
			t.Errorf("%s: %v", format, err)
		}
	}
	checkJUnit(t, writeAll(t, "junit", Options{}, nil))
}

// TestJSONMessages asserts that jsonl and json have the same claims, and every
// line of jsonl one key.
func TestJSONMessages(t *testing.T) {
	var claims []any
	var kinds []string
	for line := range bytes.Lines(written(t, "jsonl", Options{Rules: testRules})) {
		var m map[string]any
		if err := json.Unmarshal(line, &m); err != nil || len(m) != 1 {
			t.Fatalf("line %s: %v, want an object with one key", line, err)
		}
		for k, v := range m {
			kinds = append(kinds, k)
			if k == "claim" {
				claims = append(claims, v)
			}
		}
	}
	if want := []string{"config", "claim", "claim", "claim", "claim", "claim", "file", "summary"}; !cmp.Equal(kinds, want) {
		t.Errorf("messages %v, want %v", kinds, want)
	}
	var doc struct{ Claims []any }
	if err := json.Unmarshal(written(t, "json", Options{Rules: testRules}), &doc); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(claims, doc.Claims); diff != "" {
		t.Errorf("claims of jsonl and json (-jsonl +json):\n%s", diff)
	}
}

// TestCSVSafe asserts that no cell of a table begins a formula.
func TestCSVSafe(t *testing.T) {
	rows, err := csv.NewReader(bytes.NewReader(written(t, "csv", Options{}))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 11 {
		t.Errorf("%d rows, want a header and ten", len(rows))
	}
	for _, row := range rows {
		for _, cell := range row {
			if strings.IndexAny(cell, "=+-@\t\r") == 0 {
				t.Errorf("the cell %q is a formula", cell)
			}
		}
	}
	for in, want := range map[string]string{"": "", "E11.9": "E11.9", "-7": "'-7", "  =1": "'  =1", "=1": "'=1", "+1": "'+1", "@A": "'@A", "a=b": "a=b"} {
		if got := spreadsheetSafe(in); got != want {
			t.Errorf("spreadsheetSafe(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestCounter counts claims, findings and what was missing.
func TestCounter(t *testing.T) {
	c := NewCounter()
	deny := coding.Finding{Rule: "ptp", Severity: coding.Deny, Outcome: coding.Fail}
	known := deny
	known.Severity, known.Suppressed = coding.Reject, "known"
	missing := coding.Finding{Rule: "mue", Severity: coding.Reject, Outcome: coding.NoData, Message: "not loaded"}
	for _, r := range []*coding.Result{
		{Verdict: coding.Clean},
		{Verdict: coding.Findings, Findings: []coding.Finding{deny, deny, known, missing}},
		{Verdict: coding.Incomplete, Findings: []coding.Finding{missing, missing}},
		{Outside: true, Verdict: coding.Findings, Claim: &coding.Claim{}, Findings: []coding.Finding{deny}},
	} {
		c.Add(r)
	}
	s := c.Summary(&coding.Tally{}, func(string) coding.Severity { return coding.Deny }, nil)
	if s.Claims != 3 || s.Clean != 1 || s.Incomplete != 1 || s.Findings != 1 || s.Suppressed != 1 {
		t.Errorf("summary %+v", s)
	}
	if len(s.Missing) != 1 || s.Missing[0].Claims != 2 {
		t.Errorf("missing %+v, want one of two claims", s.Missing)
	}
	for sev, want := range map[coding.Severity]bool{coding.Info: true, coding.Deny: true, coding.Reject: false} {
		if got := c.Failed(sev); got != want {
			t.Errorf("Failed(%v) = %t, want %t", sev, got, want)
		}
	}
}
