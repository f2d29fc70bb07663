package report

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/coding"
	"github.com/medcode-cli/medcode/coding/x12"
)

// answered are results with one of everything that an answer tells.
func answered() []*coding.Result {
	return []*coding.Result{
		{ID: "A1", Verdict: coding.Findings, Claim: &coding.Claim{Type: coding.Professional, Patient: coding.Patient{ID: "P1"}, Payer: "PAYER"}, Findings: []coding.Finding{
			{Rule: "dx-not-found", Severity: coding.Reject, Outcome: coding.Fail, DX: []int{1}, Message: "E11.99 does not exist", Place: coding.Place{Segment: 9, Tag: "HI", Element: 1, Component: 2}, Fix: "use E11.9"},
			{Rule: "line-units", Severity: coding.Reject, Outcome: coding.Fail, Line: 2, Message: "0 units"},
			{Rule: "mod-em-only", Severity: coding.Deny, Outcome: coding.Fail, Line: 1, Message: "modifier 25"},
			{Rule: "claim-npi", Severity: coding.Reject, Outcome: coding.Fail, Message: "rendering NPI is not valid"},
			{Rule: "dx-side", Severity: coding.Reject, Outcome: coding.Fail, Suppressed: "known", Message: "accepted"},
			{Rule: "mue-line", Outcome: coding.NoData, Message: "NCCI MUE: not loaded"},
			{Rule: "mue-day", Outcome: coding.NoData, Message: "NCCI MUE: not loaded"},
		}},
		{ID: "A2", Verdict: coding.Clean, Claim: &coding.Claim{Type: coding.Inpatient}},
		{Outside: true, Verdict: coding.Findings, Claim: &coding.Claim{File: "f.837"}, Findings: []coding.Finding{
			{Rule: "x12-count", Severity: coding.Reject, Outcome: coding.Fail, Message: "SE01", Place: coding.Place{Segment: 30, Tag: "SE", Element: 1}},
		}},
	}
}

func fhirAnswer(t *testing.T, results ...*coding.Result) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := New("fhir", &b, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Begin(Config{Date: 20260415}); err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if err := w.Claim(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.End(&Summary{}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestFHIR(t *testing.T) {
	var bundle struct {
		Entry []struct {
			Resource *fhirClaimResponse
			Response fhirResponse
		}
	}
	if err := json.Unmarshal(fhirAnswer(t, answered()...), &bundle); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range bundle.Entry {
		if r := e.Resource; r != nil {
			got = append(got, "claim "+r.Request.Identifier.Value+" "+r.Type.Coding[0].Code+" "+r.Outcome)
			for _, x := range r.Error {
				got = append(got, "  error "+x.Code.Coding[0].Code)
			}
		}
		for _, i := range e.Response.Outcome.Issue {
			got = append(got, "  "+i.Severity+" "+i.Code+" "+i.Details.Text+" | "+i.Diagnostics+" | "+strings.Join(i.Expression, " "))
		}
	}
	want := []string{
		"claim A1 professional error", "  error dx-not-found", "  error line-units", "  error mod-em-only", "  error claim-npi",
		"  error code-invalid E11.99 does not exist | dx 1; segment 9, HI01-2; fix: use E11.9 | ",
		"  error business-rule 0 units | line 2 | Claim.item.where(sequence=2)",
		"  error business-rule modifier 25 | line 1 | Claim.item.where(sequence=1)",
		"  error business-rule rendering NPI is not valid | claim | ",
		"  information informational accepted | claim; accepted: known | ",
		"  information incomplete NCCI MUE: not loaded |  | ",
		"claim A2 institutional complete", "  information informational nothing found |  | ",
		"  error structure SE01 | segment 30, SE01 | ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
}

// TestFHIRValid has another implementation read the answer: the Python package
// fhir.resources, R4B.
func TestFHIRValid(t *testing.T) {
	python := os.Getenv("MEDCODE_PYTHON")
	if python == "" {
		python = "python3"
	}
	if exec.CommandContext(t.Context(), python, "-c", "import fhir.resources").Run() != nil {
		t.Skip("fhir.resources is not installed: pip install fhir.resources, or set MEDCODE_PYTHON")
	}
	const script = "import json,sys\nfrom fhir.resources.R4B.bundle import Bundle\nfor f in sys.argv[1:]: Bundle.model_validate(json.load(open(f)))"
	for name, content := range map[string][]byte{"full.json": fhirAnswer(t, answered()...), "empty.json": fhirAnswer(t)} {
		file := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.CommandContext(t.Context(), python, "-c", script, file).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

func TestVerdict277(t *testing.T) {
	v := Verdict277(answered()[0])
	want := x12.Verdict{
		Statuses: []x12.Status{{Category: "A7", Code: "255"}, {Category: "A7", Code: "562", Party: "82"}},
		Lines:    map[int]x12.Status{2: {Category: "A7", Code: "476"}},
	}
	if diff := cmp.Diff(want, v); diff != "" || !v.Rejected() {
		t.Errorf("verdict (-want +got):\n%s", diff)
	}
	if v := Verdict277(answered()[1]); v.Rejected() {
		t.Errorf("a clean claim is rejected: %+v", v)
	}
}
