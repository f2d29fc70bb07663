package report

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

// A sarifWriter writes SARIF 2.1.0 (OASIS): one run, one result a finding.
type sarifWriter struct {
	w       io.Writer
	options Options
	results int
	index   map[string]int
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifRule struct {
	ID      string    `json:"id"`
	Short   sarifText `json:"shortDescription"`
	Full    sarifText `json:"fullDescription"`
	Help    sarifText `json:"help"`
	Default struct {
		Level string `json:"level"`
	} `json:"defaultConfiguration"`
}

type sarifDriver struct {
	Name    string      `json:"name"`
	Version string      `json:"version,omitempty"`
	Rules   []sarifRule `json:"rules"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine,omitempty"`
	StartColumn int `json:"startColumn,omitempty"`
}

type sarifPhysical struct {
	Artifact struct {
		URI string `json:"uri"`
	} `json:"artifactLocation"`
	Region *sarifRegion `json:"region,omitempty"`
}

type sarifLogical struct {
	Name string `json:"fullyQualifiedName"`
	Kind string `json:"kind"`
}

type sarifLocation struct {
	Physical *sarifPhysical `json:"physicalLocation,omitempty"`
	Logical  []sarifLogical `json:"logicalLocations,omitempty"`
}

type sarifSuppression struct {
	Kind          string `json:"kind"`
	Justification string `json:"justification,omitempty"`
}

type sarifResult struct {
	RuleID       string             `json:"ruleId"`
	RuleIndex    int                `json:"ruleIndex"`
	Kind         string             `json:"kind"`
	Level        string             `json:"level"`
	Message      sarifText          `json:"message"`
	Locations    []sarifLocation    `json:"locations"`
	Suppressions []sarifSuppression `json:"suppressions,omitempty"`
	Properties   map[string]string  `json:"properties"`
}

// level returns the SARIF level of a severity.
func level(s coding.Severity) string {
	switch s {
	case coding.Reject, coding.Deny:
		return "error"
	case coding.Review, coding.Warn:
		return "warning"
	}
	return "note"
}

// Begin writes the tool with its rules and opens the results.
func (s *sarifWriter) Begin(c Config) error {
	d := sarifDriver{Name: c.Program, Version: c.Version, Rules: []sarifRule{}}
	s.index = map[string]int{}
	for i, r := range s.options.Rules {
		rule := sarifRule{ID: r.ID, Short: sarifText{r.Doc.Title}, Full: sarifText{r.Doc.Text}, Help: sarifText{"Source: " + r.Doc.Source}}
		rule.Default.Level = level(r.Severity)
		d.Rules = append(d.Rules, rule)
		s.index[r.ID] = i
	}
	b, err := marshal(d)
	if err != nil {
		return err
	}
	head := `{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"tool":{"driver":` + string(b) + `},"columnKind":"unicodeCodePoints","results":[`
	_, err = io.WriteString(s.w, head)
	return err
}

func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimRight(b.Bytes(), "\n"), err
}

// Claim writes the results of one claim.
func (s *sarifWriter) Claim(r *coding.Result) error {
	for i := range r.Findings {
		f := &r.Findings[i]
		b, err := marshal(s.result(r, f))
		if err != nil {
			return err
		}
		before := "\n"
		if s.results > 0 {
			before = ",\n"
		}
		s.results++
		if _, err := io.WriteString(s.w, before+string(b)); err != nil {
			return err
		}
	}
	return nil
}

func (s *sarifWriter) result(r *coding.Result, f *coding.Finding) sarifResult {
	out := sarifResult{
		RuleID: f.Rule, RuleIndex: s.index[f.Rule], Kind: "fail", Level: level(f.Severity),
		Message:    sarifText{codesets.Clean(sentence(r, f))},
		Locations:  []sarifLocation{location(r, f)},
		Properties: map[string]string{"claim": codesets.Clean(r.ID), "severity": f.Severity.String(), "outcome": f.Outcome.String()},
	}
	if f.Outcome != coding.Fail {
		// SARIF 3.27.10: a result of another kind than fail has the level none.
		out.Level = "none"
		out.Kind = map[coding.Outcome]string{coding.Bypassed: "pass", coding.NoData: "open"}[f.Outcome]
	}
	if f.Suppressed != "" {
		out.Suppressions = []sarifSuppression{{"external", codesets.Clean(f.Suppressed)}}
	}
	return out
}

// sentence returns the whole of a finding in words.
func sentence(r *coding.Result, f *coding.Finding) string {
	s := "claim " + name(r) + ", " + where(f) + ": " + f.Message
	if f.By != "" {
		s += " (bypassed by " + f.By + ")"
	}
	if f.Fix != "" {
		s += ". Fix: " + f.Fix
	}
	return s
}

func location(r *coding.Result, f *coding.Finding) sarifLocation {
	loc := sarifLocation{Logical: []sarifLogical{{Name: "claim " + name(r) + "/" + where(f), Kind: "member"}}}
	if r.Claim == nil || r.Claim.File == "" || r.Claim.File == "-" {
		return loc
	}
	p := &sarifPhysical{}
	p.Artifact.URI = uri(r.Claim.File)
	if f.Place.Line > 0 {
		p.Region = &sarifRegion{StartLine: f.Place.Line, StartColumn: f.Place.Column}
	}
	loc.Physical = p
	return loc
}

// uri returns a file name as a relative reference (RFC 3986).
func uri(file string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for _, c := range []byte(strings.ReplaceAll(file, `\`, "/")) {
		if c == '/' || c == '.' || c == '-' || c == '_' || c == '~' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(hex[c>>4])
		b.WriteByte(hex[c&15])
	}
	return b.String()
}

// End closes the results and the run. What could not be checked is told as
// notifications of the run.
func (s *sarifWriter) End(sum *Summary) error {
	type notification struct {
		Level   string    `json:"level"`
		Message sarifText `json:"message"`
	}
	type invocation struct {
		OK    bool           `json:"executionSuccessful"`
		Notes []notification `json:"toolExecutionNotifications"`
	}
	inv := invocation{OK: true, Notes: []notification{}}
	for _, m := range sum.Missing {
		inv.Notes = append(inv.Notes, notification{"warning", sarifText{codesets.Clean("not checked: " + m.String() + " (" + strings.Join(m.Rules, ", ") + ")")}})
	}
	for _, n := range sum.Notes {
		inv.Notes = append(inv.Notes, notification{"note", sarifText{codesets.Clean(n)}})
	}
	b, err := marshal([]invocation{inv})
	if err != nil {
		return err
	}
	_, err = io.WriteString(s.w, "\n],\"invocations\":"+string(b)+"}]}\n")
	return err
}
