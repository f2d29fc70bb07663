// Package history follows codes from release to release: what a release
// added, deleted, retitled or made a header, and what codes came before and
// after another by the conversion table.
//
// Start with [Diff] for two releases, [Of] for one code through many, and
// [NewConversions] for predecessors and successors.
package history

import (
	"cmp"
	"slices"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// An Event is what happened to a code with a release. The values are a contract.
type Event string

// The events.
const (
	First    Event = "first"    // it stands in the oldest release at hand
	Added    Event = "added"    // it was not in the release before
	Deleted  Event = "deleted"  // it was in the release before
	Retitled Event = "retitled" // its long title changed
	Header   Event = "header"   // billable before, a header now
	Billable Event = "billable" // a header before, billable now
	Ended    Event = "ended"    // its own last day came (HCPCS, CPT)
)

// A Change is one event of one code between two releases.
type Change struct {
	Event  Event
	Code   string        // undotted
	Before codesets.Code // zero when added
	After  codesets.Code // zero when deleted
}

// Diff returns what changed from before to after: codes and headers, not
// blocks and chapters, by code. One code may change in two ways at once; then
// a change of title comes last.
func Diff(before, after *table.Codes) []Change {
	var out []Change
	for n := range table.Node(after.Len()) {
		if !isCode(after, n) {
			continue
		}
		old, ok := find(before, after.Key(n))
		out = append(out, changes(old, ok, after.Code(n), true)...)
	}
	for n := range table.Node(before.Len()) {
		if !isCode(before, n) {
			continue
		}
		if _, ok := find(after, before.Key(n)); !ok {
			out = append(out, changes(before.Code(n), true, codesets.Code{}, false)...)
		}
	}
	slices.SortStableFunc(out, func(a, b Change) int { return cmp.Compare(a.Code, b.Code) })
	return out
}

func isCode(t *table.Codes, n table.Node) bool {
	k := t.Kind(n)
	return k != codesets.KindChapter && k != codesets.KindBlock
}

func find(t *table.Codes, key string) (codesets.Code, bool) {
	n, ok := t.Find(key)
	if !ok || !isCode(t, n) {
		return codesets.Code{}, false
	}
	return t.Code(n), true
}

// changes returns the events between a code before and after, either of
// which may be missing.
func changes(before codesets.Code, was bool, after codesets.Code, is bool) []Change {
	c := Change{Code: cmp.Or(after.Code, before.Code), Before: before, After: after}
	with := func(e Event) Change {
		c.Event = e
		return c
	}
	switch {
	case !was && !is:
		return nil
	case !was:
		return []Change{with(Added)}
	case !is:
		return []Change{with(Deleted)}
	}
	var out []Change
	switch {
	case before.Billable && !after.Billable && own(after, codesets.AttrEnd) != "":
		out = append(out, with(Ended))
	case before.Billable && !after.Billable:
		out = append(out, with(Header))
	case !before.Billable && after.Billable:
		out = append(out, with(Billable))
	}
	if titleOf(before) != titleOf(after) {
		out = append(out, with(Retitled))
	}
	return out
}

// titleOf returns the title for comparison: accents are those of the Tabular
// List and do not stand in order files, so they make no new title.
func titleOf(c codesets.Code) string { return codesets.Unaccented(codesets.Clean(c.Title)) }

// own returns an attribute of c.
func own(c codesets.Code, name string) string {
	for _, a := range c.Attrs {
		if a.Name == name {
			return a.Value
		}
	}
	return ""
}

// A Step is what happened to a code with one release.
type Step struct {
	Change
	Release codesets.Release
}

// Of follows code, undotted, through releases of one code set, oldest first.
// A code in none of them has no steps.
func Of(code string, releases []*table.Codes) []Step {
	var out []Step
	var before codesets.Code
	was := false
	for i, t := range releases {
		after, is := find(t, code)
		for _, c := range changes(before, was, after, is) {
			if i == 0 {
				c.Event = First
			}
			out = append(out, Step{c, t.Release()})
		}
		before, was = after, is
	}
	return out
}

// A Link is one line of the conversion table.
type Link struct {
	Code      string        `json:"code"`           // the newer code, undotted
	Previous  string        `json:"previous"`       // what was assigned before, undotted
	Effective codesets.Date `json:"effective_date"` // first day of the newer code
	Together  bool          `json:"together,omitempty"`
}

// Conversions answers from a release of the ICD-10-CM conversion table.
type Conversions struct{ links []Link }

// NewConversions reads rows as icd10cm.ConversionRows made them.
func NewConversions(rows *table.Rows) *Conversions {
	c := &Conversions{}
	code, _ := rows.Column("code")
	previous, _ := rows.Column("previous")
	effective, _ := rows.Column("effective")
	together, _ := rows.Column("together")
	for r := range rows.All() {
		if r.At(previous) != "" {
			c.links = append(c.links, Link{r.At(code), r.At(previous), r.Date(effective), r.Is(together, "1")})
		}
	}
	return c
}

// Links returns every line of the table, oldest first, then by code.
func (c *Conversions) Links() []Link { return c.where(func(Link) bool { return true }) }

// Before returns what was assigned before code came, oldest first.
func (c *Conversions) Before(code string) []Link {
	return c.where(func(l Link) bool { return l.Code == code })
}

// After returns the codes that came in place of code, or of a part of it,
// oldest first, then by code.
func (c *Conversions) After(code string) []Link {
	return c.where(func(l Link) bool { return l.Previous == code })
}

func (c *Conversions) where(keep func(Link) bool) []Link {
	var out []Link
	for _, l := range c.links {
		if keep(l) {
			out = append(out, l)
		}
	}
	slices.SortStableFunc(out, func(a, b Link) int {
		return cmp.Or(cmp.Compare(a.Effective, b.Effective), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Previous, b.Previous))
	})
	return out
}
