package coding

import (
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// Before returns the newest loaded ICD-10-CM release before that of the date
// in which the code is billable, After the oldest one behind it; nil when
// there is none, or no release for the date.
func (c *DXCode) Before() *codesets.Release {
	for _, t := range slices.Backward(c.others()) {
		if r := t.Release(); r.Effective < c.Table.Release.Effective && billableIn(t, c.Code) {
			return &r
		}
	}
	return nil
}

// After is described at Before.
func (c *DXCode) After() *codesets.Release {
	for _, t := range c.others() {
		if r := t.Release(); r.Effective > c.Table.Release.Effective && billableIn(t, c.Code) {
			return &r
		}
	}
	return nil
}

func (c *DXCode) others() []*table.Codes {
	if !c.Table.OK() {
		return nil
	}
	return c.era.otherReleases()
}

func billableIn(t *table.Codes, code string) bool {
	n, ok := t.Find(code)
	return ok && t.Billable(n)
}

// conversionTable returns the newest conversion table at hand, which is
// cumulative; nil when there is none.
func (e *Era) conversionTable() *table.Rows {
	if e.conversion != nil {
		return e.conversion
	}
	r, ok := e.source.Catalog().Newest(codesets.ICD10CMConversion)
	if !ok {
		return nil
	}
	if t, err := e.source.Rows(r); err == nil {
		e.conversion = t
	}
	return e.conversion
}

// Replaces returns the codes the conversion table gives as those the code was
// assigned to before it came into force; empty when the table is not at hand.
func (c *DXCode) Replaces() []string {
	t := c.era.conversionTable()
	if t == nil {
		return nil
	}
	var out []string
	for row := range t.Find(c.Code) {
		out = appendCodes(out, row.Get("previous"))
	}
	return c.inForce(out)
}

// ReplacedBy returns the codes the conversion table gives as new for what was
// assigned to the code; empty when the table is not at hand.
func (c *DXCode) ReplacedBy() []string {
	if c.replace != nil {
		return *c.replace
	}
	var out []string
	if t := c.era.conversionTable(); t != nil && c.Code != "" {
		now, _ := t.Column("code")
		old, ok := t.Column("previous")
		for row := range t.All() {
			if ok && slices.Contains(appendCodes(nil, row.At(old)), c.Code) {
				out = append(out, row.At(now))
			}
		}
	}
	out = c.inForce(out)
	c.replace = &out
	return out
}

// appendCodes adds the codes of a list such as "M54.5" or "A41.8, A41.9".
func appendCodes(out []string, list string) []string {
	for f := range strings.FieldsFuncSeq(list, func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '+' }) {
		out = append(out, codesets.Normalize(f))
	}
	return out
}

// inForce returns those of codes that are billable in the release of the date,
// each once, at most eight.
func (c *DXCode) inForce(codes []string) []string {
	var out []string
	for _, code := range codes {
		if len(out) < 8 && billableIn(c.Table.Codes, code) && !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	return out
}
