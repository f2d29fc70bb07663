package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

// Protocol is the version of the JSON messages. Fields are only added.
const Protocol = 1

// A Writer takes the results of a check in the order of the claims.
type Writer interface {
	Begin(Config) error
	Claim(*coding.Result) error
	End(*Summary) error
}

// A Config is what a report says about the run at its beginning.
type Config struct {
	Program  string        `json:"program"`
	Version  string        `json:"version"`
	Protocol int           `json:"protocol"`
	Date     codesets.Date `json:"date"` // the day of the run
	Profile  string        `json:"profile"`
	FailOn   string        `json:"fail_on"`
	Input    string        `json:"input,omitempty"`
	Rules    []RuleConfig  `json:"rules"`
}

// A RuleConfig says how one rule is set.
type RuleConfig struct {
	ID       string          `json:"id"`
	Severity coding.Severity `json:"severity"`
	On       bool            `json:"on"`
}

// Options are what the forms for people need.
type Options struct {
	Color   bool
	Explain bool          // add the text of each rule
	Rules   []coding.Rule // all rules, for their titles and texts
}

// Formats lists the forms New knows, the default first.
var Formats = []string{"text", "json", "jsonl", "csv", "sarif", "junit", "markdown", "html", "fhir"}

// New returns a writer of the named form.
func New(format string, w io.Writer, o Options) (Writer, error) {
	switch format {
	case "text":
		return newText(w, o), nil
	case "json":
		return &jsonWriter{w: w}, nil
	case "jsonl":
		return &jsonlWriter{w: w}, nil
	case "csv":
		return newCSV(w), nil
	case "sarif":
		return &sarifWriter{w: w, options: o}, nil
	case "junit":
		return &junitWriter{w: w}, nil
	case "markdown":
		return newMarkdown(w, o), nil
	case "html":
		return newHTML(w, o), nil
	case "fhir":
		return &fhirWriter{w: w}, nil
	}
	return nil, fmt.Errorf("format %q, want %s", format, strings.Join(Formats, ", "))
}

// rule returns the rule with that id, nil when there is none.
func (o *Options) rule(id string) *coding.Rule {
	for i := range o.Rules {
		if o.Rules[i].ID == id {
			return &o.Rules[i]
		}
	}
	return nil
}

// where returns the place of f on its claim as people say it: "line 2".
func where(f *coding.Finding) string {
	switch { // the usual ones
	case len(f.Lines) <= 1 && f.Line > 0 && len(f.DX) == 0 && f.Related == 0:
		return "line " + strconv.Itoa(f.Line)
	case len(f.Lines) <= 1 && f.Line > 0 && len(f.DX) == 0:
		return "line " + strconv.Itoa(f.Line) + " (with " + strconv.Itoa(f.Related) + ")"
	}
	var parts []string
	switch {
	case len(f.Lines) > 1:
		parts = append(parts, "lines "+join(f.Lines))
	case f.Line > 0 && f.Related > 0: // and diagnoses
		parts = append(parts, fmt.Sprintf("line %d (with %d)", f.Line, f.Related))
	case f.Line > 0:
		parts = append(parts, fmt.Sprintf("line %d", f.Line))
	}
	if len(f.DX) > 0 {
		parts = append(parts, "dx "+join(f.DX))
	}
	switch {
	case len(parts) > 0:
		return strings.Join(parts, ", ")
	case f.Place.Segment > 0:
		return f.Place.String()
	}
	return "claim"
}

func join(ns []int) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(ns), " ", ", "), "[]")
}

// kind returns the word a report heads a finding with: its severity, or what
// became of it.
func kind(f *coding.Finding) string {
	switch {
	case f.Suppressed != "":
		return "suppressed"
	case f.Outcome == coding.Bypassed:
		return "bypassed"
	case f.Outcome == coding.NoData:
		return "no data"
	}
	return f.Severity.String()
}

// name returns the claim's id as a report shows it.
func name(r *coding.Result) string {
	if r.Outside {
		return "(envelope)"
	}
	if id := codesets.Clean(r.ID); id != "" {
		return id
	}
	return "(no id)"
}
