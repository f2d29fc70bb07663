package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

// A Summary sums up a run.
type Summary struct {
	Claims     int            `json:"claims"`
	Clean      int            `json:"clean"`
	Incomplete int            `json:"incomplete"`
	Findings   int            `json:"findings"` // claims with findings
	Suppressed int            `json:"suppressed"`
	Severities []SeverityHits `json:"severities"`
	Rules      []RuleHits     `json:"rules"`   // those with an outcome beside pass and not_applicable
	Tables     []Table        `json:"tables"`  // that were read
	Missing    []Missing      `json:"missing"` // that were not there
	Notes      []string       `json:"notes,omitempty"`
}

// A SeverityHits counts the findings of one severity.
type SeverityHits struct {
	Severity coding.Severity `json:"severity"`
	Findings int             `json:"findings"`
}

// A RuleHits counts what one rule said: findings, and claims by outcome.
type RuleHits struct {
	Rule          string          `json:"rule"`
	Severity      coding.Severity `json:"severity"`
	Findings      int             `json:"findings"`
	Fail          int             `json:"fail"`
	Bypassed      int             `json:"bypassed"`
	NoData        int             `json:"no_data"`
	Skipped       int             `json:"skipped"`
	Pass          int             `json:"pass"`
	NotApplicable int             `json:"not_applicable"`
}

// A Table is a release that was read.
type Table struct {
	Table     codesets.CodeSet `json:"table"`
	Release   string           `json:"release"`
	Title     string           `json:"title"`
	Effective codesets.Date    `json:"effective_date"`
	End       codesets.Date    `json:"end_date"`
	Rows      int              `json:"rows"`
	Digest    string           `json:"digest"`
}

// A Missing is a reason for no_data, with the rules it stopped.
type Missing struct {
	Table   codesets.CodeSet `json:"table,omitempty"`
	ID      string           `json:"id,omitempty"` // the reason: meta-table-missing and so on; "" when a loaded table has no row
	Why     string           `json:"why"`
	Rules   []string         `json:"rules"`
	Claims  int              `json:"claims"`
	Command string           `json:"command,omitempty"` // what would mend it
	Codes   []string         `json:"codes,omitempty"`   // the first codes a loaded table does not decide
	From    codesets.Date    `json:"from,omitzero"`     // first date it was asked for
	To      codesets.Date    `json:"to,omitzero"`       // last date
}

// String returns what was missing in words, with the codes that have no row,
// or the dates of which there is no release.
func (m *Missing) String() string {
	if m.ID == coding.MetaTableStale && !m.From.IsZero() {
		if m.From == m.To {
			return fmt.Sprintf("%s (%s)", m.Why, m.From)
		}
		return fmt.Sprintf("%s (%s to %s)", m.Why, m.From, m.To)
	}
	if len(m.Codes) == 0 {
		return m.Why
	}
	return fmt.Sprintf("%s: %s: %s", m.Table, m.Why, strings.Join(m.Codes, ", "))
}

// maxCodes bounds Missing.Codes.
const maxCodes = 12

// A Counter makes a summary while results go by.
type Counter struct {
	s        Summary
	severity [8]int
	rule     map[string]*RuleHits
	missing  map[missingKey]*missing
	failed   [8]int // claims by the worst severity of what failed
}

type missingKey struct {
	table codesets.CodeSet
	why   string
}

type missing struct {
	Missing
	last int // the claim that was counted last
}

// NewCounter returns an empty counter.
func NewCounter() *Counter {
	return &Counter{rule: map[string]*RuleHits{}, missing: map[missingKey]*missing{}}
}

// Add counts r.
func (c *Counter) Add(r *coding.Result) {
	if !r.Outside {
		c.claim(r.Verdict)
	}
	var worst coding.Severity
	for i := range r.Findings {
		f := &r.Findings[i]
		switch {
		case f.Suppressed != "":
			c.s.Suppressed++
		case f.Outcome == coding.Fail:
			c.severity[f.Severity]++
			c.hits(f).Findings++
			worst = max(worst, f.Severity)
		case f.Outcome == coding.NoData:
			c.miss(f)
		}
	}
	if worst > 0 {
		c.failed[worst]++
	}
}

func (c *Counter) claim(v coding.Verdict) {
	c.s.Claims++
	switch v {
	case coding.Clean:
		c.s.Clean++
	case coding.Incomplete:
		c.s.Incomplete++
	default:
		c.s.Findings++
	}
}

func (c *Counter) hits(f *coding.Finding) *RuleHits {
	h := c.rule[f.Rule]
	if h == nil {
		h = &RuleHits{Rule: f.Rule, Severity: f.Severity}
		c.rule[f.Rule] = h
	}
	return h
}

func (c *Counter) miss(f *coding.Finding) {
	key := missingKey{f.Table, f.Message}
	if len(f.Codes) > 0 { // a loaded table lacks the row of a code
		key.why = "no row for these codes"
	}
	m := c.missing[key]
	if m == nil {
		m = &missing{Missing: Missing{ID: f.Why, Table: f.Table, Why: key.why, Command: f.Fix}}
		c.missing[key] = m
	}
	if d := f.Date; !d.IsZero() {
		if m.From.IsZero() || d < m.From {
			m.From = d
		}
		m.To = max(m.To, d)
	}
	if m.last != c.s.Claims {
		m.last = c.s.Claims
		m.Claims++
	}
	if !slices.Contains(m.Rules, f.Rule) {
		m.Rules = append(m.Rules, f.Rule)
	}
	for _, code := range f.Codes {
		if len(m.Codes) < maxCodes && !slices.Contains(m.Codes, code) {
			m.Codes = append(m.Codes, code)
		}
	}
}

// Failed reports whether a claim has a finding of severity at least s.
func (c *Counter) Failed(s coding.Severity) bool {
	for i := int(s); i < len(c.failed); i++ {
		if c.failed[i] > 0 {
			return true
		}
	}
	return false
}

// Summary returns what was counted, with what the run itself counted and the
// notes of the reader.
func (c *Counter) Summary(t *coding.Tally, severity func(rule string) coding.Severity, notes []string) *Summary {
	s := c.s
	s.Notes = notes
	for sev := coding.Reject; sev >= coding.Info; sev-- {
		s.Severities = append(s.Severities, SeverityHits{sev, c.severity[sev]})
	}
	s.Rules = []RuleHits{}
	for _, r := range t.Rules {
		h := c.rule[r.ID]
		if h == nil {
			h = &RuleHits{Rule: r.ID}
		}
		h.Severity = severity(r.ID)
		h.Fail, h.Bypassed, h.NoData = r.Of(coding.Fail), r.Of(coding.Bypassed), r.Of(coding.NoData)
		h.Skipped, h.Pass, h.NotApplicable = r.Of(coding.Skipped), r.Of(coding.Pass), r.Of(coding.NotApplicable)
		if h.Fail+h.Bypassed+h.NoData+h.Findings > 0 {
			s.Rules = append(s.Rules, *h)
		}
	}
	s.Tables = []Table{}
	for _, r := range t.Used {
		s.Tables = append(s.Tables, Table{r.Set, r.Edition, r.Title, r.Effective, r.End, r.Rows, r.Digest})
	}
	s.Missing = c.missed()
	return &s
}

// missed returns what was missing, by table and reason.
func (c *Counter) missed() []Missing {
	out := []Missing{}
	for _, m := range c.missing {
		slices.Sort(m.Rules)
		slices.Sort(m.Codes)
		out = append(out, m.Missing)
	}
	slices.SortFunc(out, func(a, b Missing) int {
		return cmp.Or(cmp.Compare(a.Table, b.Table), cmp.Compare(a.Why, b.Why))
	})
	return out
}
