package coding

import (
	"fmt"

	"github.com/medcode-cli/medcode/codesets"
)

// A Severity says what a payer does about a finding.
type Severity uint8

// The severities, the mildest first. The zero Severity is none.
const (
	Info   Severity = iota + 1
	Warn            // likely an error, accepted
	Review          // may be right; needs a person or documentation
	Deny            // the line or claim will not be paid
	Reject          // the front end returns the claim
	severities
)

var severityNames = [severities]string{"", "info", "warn", "review", "deny", "reject"}

// String returns the word of flags and JSON: "deny".
func (s Severity) String() string { return severityNames[min(s, severities-1)] }

// ParseSeverity reads the word of flags.
func ParseSeverity(s string) (Severity, error) {
	for i, name := range severityNames {
		if s == name && i > 0 {
			return Severity(i), nil
		}
	}
	return 0, fmt.Errorf("severity %q, want info, warn, review, deny or reject", s)
}

// MarshalText writes the word of flags.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the word of flags.
func (s *Severity) UnmarshalText(b []byte) (err error) {
	*s, err = ParseSeverity(string(b))
	return err
}

// An Outcome is what one rule says of one subject.
type Outcome uint8

// The outcomes, in the order in which one wins over another when a rule looks
// at many subjects of a claim.
const (
	NotApplicable Outcome = iota // nothing to judge on this claim, date, setting or payer
	Skipped                      // switched off, or a finding it depends on already fired
	Pass                         // tested against a loaded row or rule, clean
	Bypassed                     // fires, but something on the claim resolves it
	NoData                       // no loaded table or row can decide
	Fail                         // fires
	outcomes
)

var outcomeNames = [outcomes]string{"not_applicable", "skipped", "pass", "bypassed", "no_data", "fail"}

// String returns the word of JSON: "no_data".
func (o Outcome) String() string { return outcomeNames[min(o, outcomes-1)] }

// MarshalText writes the word of JSON.
func (o Outcome) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// UnmarshalText reads the word of JSON.
func (o *Outcome) UnmarshalText(b []byte) error {
	for i, name := range outcomeNames {
		if string(b) == name {
			*o = Outcome(i)
			return nil
		}
	}
	return fmt.Errorf("outcome %q", b)
}

// A Finding is one thing a rule says of a claim.
type Finding struct {
	Rule     string           `json:"rule"`
	Severity Severity         `json:"severity"`
	Outcome  Outcome          `json:"outcome"` // fail, bypassed or no_data
	Place    Place            `json:"place,omitzero"`
	Line     int              `json:"line,omitempty"`    // 1-based line number; of a pair, the line that would be denied
	Related  int              `json:"related,omitempty"` // the other line of a pair
	Lines    []int            `json:"lines,omitempty"`   // all lines meant, when there are several
	DX       []int            `json:"dx,omitempty"`      // 1-based positions of the diagnoses meant
	Codes    []string         `json:"codes,omitempty"`   // as people write them; the first is the one that would be denied
	Message  string           `json:"message"`           // what is wrong
	Fix      string           `json:"fix,omitempty"`     // what would be right
	Source   string           `json:"source"`            // document and section
	Table    codesets.CodeSet `json:"table,omitempty"`
	Release  string           `json:"release,omitempty"` // edition of Table
	Row      string           `json:"row,omitempty"`     // key of the row of Table
	Date     codesets.Date    `json:"date,omitzero"`     // chose the release
	By       string           `json:"by,omitempty"`      // what resolved it, of a bypassed finding
	Why      string           `json:"why,omitempty"`     // of a no_data finding, one of the Meta ids; "" when a loaded table has no row
	CARC     string           `json:"carc,omitempty"`    // likely claim adjustment reason code
	RARC     string           `json:"rarc,omitempty"`    // likely remittance advice remark code
	// Suppressed is the reason for which the user accepts the finding.
	Suppressed string `json:"suppressed,omitempty"`
}

// A Suppression accepts findings, and says why.
type Suppression struct {
	Rule   string `json:"rule"`             // rule id
	Claim  string `json:"claim,omitempty"`  // claim id, "" for every claim
	Code   string `json:"code,omitempty"`   // one of the finding's codes, "" for any
	Reason string `json:"reason,omitempty"` // required
}

// A Verdict sums up a claim.
type Verdict uint8

// The verdicts.
const (
	Clean      Verdict = iota // every enabled rule is pass, bypassed or not_applicable
	Incomplete                // nothing failed, but something could not be decided
	Findings                  // something failed
	verdicts
)

var verdictNames = [verdicts]string{"clean", "incomplete", "findings"}

// String returns the word of JSON: "incomplete".
func (v Verdict) String() string { return verdictNames[min(v, verdicts-1)] }

// MarshalText writes the word of JSON.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }
