package report

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

// A fhirWriter answers claims in FHIR R4: a Bundle of type batch-response with
// an entry for every claim. Its resource is a ClaimResponse, its outcome an
// OperationOutcome with every finding.
type fhirWriter struct {
	w       io.Writer
	date    codesets.Date
	entries int
}

type (
	fhirConcept struct {
		Coding []fhirCoding `json:"coding,omitempty"`
		Text   string       `json:"text,omitempty"`
	}
	fhirCoding struct {
		System string `json:"system"`
		Code   string `json:"code"`
	}
	fhirReference struct {
		Identifier *fhirIdentifier `json:"identifier,omitempty"`
		Display    string          `json:"display,omitempty"`
	}
	fhirIdentifier struct {
		Value string `json:"value"`
	}
	fhirIssue struct {
		Severity    string      `json:"severity"`
		Code        string      `json:"code"`
		Details     fhirConcept `json:"details"`
		Diagnostics string      `json:"diagnostics,omitempty"`
		Expression  []string    `json:"expression,omitempty"`
	}
	fhirOutcome struct {
		ResourceType string      `json:"resourceType"`
		Issue        []fhirIssue `json:"issue"`
	}
	fhirError struct {
		Item int         `json:"itemSequence,omitempty"`
		Code fhirConcept `json:"code"`
	}
	fhirClaimResponse struct {
		ResourceType string        `json:"resourceType"`
		Status       string        `json:"status"`
		Type         fhirConcept   `json:"type"`
		Use          string        `json:"use"`
		Patient      fhirReference `json:"patient"`
		Created      string        `json:"created"`
		Insurer      fhirReference `json:"insurer"`
		Request      fhirReference `json:"request"`
		Outcome      string        `json:"outcome"`
		Disposition  string        `json:"disposition"`
		Error        []fhirError   `json:"error,omitempty"`
	}
	fhirResponse struct {
		Status  string      `json:"status"`
		Outcome fhirOutcome `json:"outcome"`
	}
	fhirEntry struct {
		Resource *fhirClaimResponse `json:"resource,omitempty"`
		Response fhirResponse       `json:"response"`
	}
)

// Systems of the codes of an answer: the rule ids of this program, and the
// claim types of HL7 Terminology.
const (
	systemRules     = "https://github.com/medcode-cli/medcode/docs/rules.md"
	systemClaimType = "http://terminology.hl7.org/CodeSystem/claim-type"
)

// Begin opens the Bundle.
func (f *fhirWriter) Begin(c Config) error {
	f.date = c.Date
	_, err := io.WriteString(f.w, `{"resourceType":"Bundle","type":"batch-response"`)
	return err
}

// Claim writes the entry of one claim, or that of the envelope of a file.
func (f *fhirWriter) Claim(r *coding.Result) error {
	e := fhirEntry{Response: fhirResponse{Status: "200 OK", Outcome: outcomeOf(r)}}
	if !r.Outside {
		e.Resource = f.response(r)
	}
	b, err := json.Marshal(e)
	if err != nil {
		return err
	}
	before := ",\n"
	if f.entries++; f.entries == 1 {
		before = ",\"entry\":[\n"
	}
	_, err = fmt.Fprintf(f.w, "%s%s", before, b)
	return err
}

// End closes the Bundle.
func (f *fhirWriter) End(*Summary) error {
	end := "}\n"
	if f.entries > 0 {
		end = "\n]}\n"
	}
	_, err := io.WriteString(f.w, end)
	return err
}

func (f *fhirWriter) response(r *coding.Result) *fhirClaimResponse {
	c := r.Claim
	out := &fhirClaimResponse{
		ResourceType: "ClaimResponse", Status: "active", Type: fhirType(c.Type), Use: "claim", Created: f.date.String(),
		Patient: reference(c.Patient.ID, "not given"), Insurer: reference("", orElse(codesets.Clean(c.Payer), "not given")),
		Request: reference(r.ID, "not given"), Outcome: "complete", Disposition: r.Verdict.String(),
	}
	for i := range r.Findings {
		x := &r.Findings[i]
		if x.Outcome != coding.Fail || x.Suppressed != "" {
			continue
		}
		if x.Severity >= coding.Deny {
			out.Outcome = "error"
		}
		out.Error = append(out.Error, fhirError{x.Line, ruleConcept(x)})
	}
	return out
}

func fhirType(t coding.ClaimType) fhirConcept {
	code := "professional"
	if t.Institutional() {
		code = "institutional"
	}
	return fhirConcept{Coding: []fhirCoding{{systemClaimType, code}}}
}

func reference(id, display string) fhirReference {
	if id = codesets.Clean(id); id != "" {
		return fhirReference{Identifier: &fhirIdentifier{id}}
	}
	return fhirReference{Display: display}
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func ruleConcept(f *coding.Finding) fhirConcept {
	return fhirConcept{Coding: []fhirCoding{{systemRules, f.Rule}}, Text: codesets.Clean(f.Message)}
}

// outcomeOf lists the findings as issues; a clean claim has one that says so,
// since an OperationOutcome needs one.
func outcomeOf(r *coding.Result) fhirOutcome {
	o := fhirOutcome{ResourceType: "OperationOutcome"}
	missing := map[string]int{} // message to issue: one stands for all rules that lack a table
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Outcome != coding.NoData {
			o.Issue = append(o.Issue, issueOf(f))
			continue
		}
		if at, ok := missing[f.Message]; ok {
			o.Issue[at].Details.Coding = append(o.Issue[at].Details.Coding, fhirCoding{systemRules, f.Rule})
			continue
		}
		missing[f.Message] = len(o.Issue)
		o.Issue = append(o.Issue, issueOf(f))
	}
	if len(o.Issue) == 0 {
		o.Issue = append(o.Issue, fhirIssue{Severity: "information", Code: "informational", Details: fhirConcept{Text: "nothing found"}})
	}
	return o
}

func issueOf(f *coding.Finding) fhirIssue {
	i := fhirIssue{Severity: "information", Code: issueCode(f.Rule), Details: ruleConcept(f)}
	switch {
	case f.Outcome == coding.NoData:
		i.Code = "incomplete"
	case f.Outcome != coding.Fail || f.Suppressed != "":
		i.Code = "informational"
	case f.Severity >= coding.Deny:
		i.Severity = "error"
	case f.Severity >= coding.Warn:
		i.Severity = "warning"
	}
	if f.Outcome == coding.NoData {
		i.Diagnostics = codesets.Clean(f.Fix)
		return i
	}
	parts := []string{where(f)}
	if p := f.Place.String(); p != "" && p != parts[0] {
		parts = append(parts, p)
	}
	for _, more := range []struct{ word, text string }{{"bypassed by", f.By}, {"accepted", f.Suppressed}, {"fix", f.Fix}, {"source", f.Source}} {
		if more.text != "" {
			parts = append(parts, more.word+": "+more.text)
		}
	}
	i.Diagnostics = codesets.Clean(strings.Join(parts, "; "))
	if f.Place.Path != "" {
		i.Expression = []string{f.Place.Path}
	} else if f.Line > 0 {
		i.Expression = []string{"Claim.item.where(sequence=" + strconv.Itoa(f.Line) + ")"}
	}
	return i
}

// issueCode returns the issue type of a rule (HL7 value set issue-type, R4).
func issueCode(rule string) string {
	switch rule {
	case "x12-syntax", "x12-control", "x12-count", "claim-unreadable":
		return "structure"
	case "x12-required", "claim-required-field":
		return "required"
	case "date-invalid", "dx-format", "line-code-format", "mod-format":
		return "value"
	case "claim-duplicate", "line-duplicate":
		return "duplicate"
	case "dx-not-found", "line-code-not-found", "mod-unknown", "pos-unknown", "x12-codeset":
		return "code-invalid"
	}
	return "business-rule"
}
