package codesets

import "slices"

// A Source is one file a release was made from.
type Source struct {
	File    string `json:"file"`              // base name, as published
	SHA256  string `json:"sha256"`            // of the file as read, lower-case hex
	Package string `json:"package,omitempty"` // registry package that carried it, "name version"
	Licence string `json:"licence,omitempty"` // of that package
}

// A Release is one published edition of a code set or table, with the dates
// it is in force. Dates are inclusive; a zero End is open.
type Release struct {
	Set       CodeSet  `json:"set"`
	Edition   string   `json:"edition"` // unique in the set and sortable: "FY2026-04", "2024Q3", "v41.1"
	Title     string   `json:"title"`   // for people: "ICD-10-CM FY2026, April"
	Effective Date     `json:"effective_date"`
	End       Date     `json:"end_date"`
	Since     Date     `json:"since,omitempty"` // first day it answers for, when earlier: its rows carry dates of their own
	Rows      int      `json:"rows"`
	Billable  int      `json:"billable,omitempty"` // of code sets that have headers
	Parts     []string `json:"parts,omitempty"`    // what the release carries: "order", "tabular"
	Digest    string   `json:"digest"`             // SHA-256 over the sources' digests, lower-case hex
	Sources   []Source `json:"sources"`
	Licence   string   `json:"licence,omitempty"`
	Note      string   `json:"note,omitempty"`    // what a user must know, such as "no effective dates"
	Program   string   `json:"program,omitempty"` // version of medcode that compiled it
	Embedded  bool     `json:"embedded,omitempty"`
}

// First returns the first day r answers for.
func (r Release) First() Date {
	if r.Since.IsZero() {
		return r.Effective
	}
	return min(r.Since, r.Effective)
}

// Covers reports whether r answers for d.
func (r Release) Covers(d Date) bool {
	return r.First() <= d && (r.End.IsZero() || d <= r.End)
}

// Same reports whether o is the release r: the same edition of the same set.
func (r Release) Same(o Release) bool { return r.Set == o.Set && r.Edition == o.Edition }

// Has reports whether r carries part, such as "tabular".
func (r Release) Has(part string) bool {
	return slices.Contains(r.Parts, part)
}
