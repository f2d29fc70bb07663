package coding

import (
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
	"github.com/medcode-cli/medcode/codesets/validate"
)

// A DXCode is a diagnosis code as typed, looked up in the ICD-10-CM release of
// an era. Its lists are made on first use and kept.
type DXCode struct {
	Raw      string     // as typed
	Code     string     // normalized: upper case, the dot behind the third character removed; "" when nothing was typed
	Node     table.Node // table.None when the release does not have it, or there is none
	Billable bool
	Table    *Opened // ICD-10-CM

	era     *Era
	verdict *validate.Verdict
	side    *Sided
	notes   *noteSets
	marks   TitleMark
	mce     *MCEFacts
	replace *[]string
}

// Verdict returns what is wrong with the code as typed, and what was probably
// meant; the release must be there.
func (c *DXCode) Verdict() *validate.Verdict {
	if c.verdict == nil {
		v := c.era.validator().Check(c.Raw)
		c.verdict = &v
	}
	return c.verdict
}

// validator returns a validator on the era's ICD-10-CM release that knows the
// other loaded releases too.
func (e *Era) validator() *validate.Validator {
	if e.valid != nil {
		return e.valid
	}
	e.valid = &validate.Validator{Table: e.ICD10CM.Codes, Others: e.otherReleases}
	return e.valid
}

// otherReleases returns the ICD-10-CM releases beside the era's own, oldest first.
func (e *Era) otherReleases() []*table.Codes {
	var out []*table.Codes
	for _, r := range e.source.Catalog().Of(codesets.ICD10CM) {
		if r.Edition == e.ICD10CM.Release.Edition {
			continue
		}
		if t, err := e.source.Codes(r); err == nil {
			out = append(out, t)
		}
	}
	return out
}

// maxCodes bounds what an era remembers of codes, so that memory stays flat on
// a file of a million wrong codes.
const maxCodes = 1 << 17

// DX looks up a diagnosis code as typed in the era's ICD-10-CM release.
func (e *Era) DX(raw string) *DXCode { return e.dx(raw) }

func (e *Era) dx(raw string) *DXCode {
	if c, ok := e.dxs[raw]; ok {
		return c
	}
	if e.dxs == nil || len(e.dxs) >= maxCodes {
		e.dxs = make(map[string]*DXCode, 1024)
	}
	c := &DXCode{Raw: raw, Code: codesets.Normalize(raw), Node: table.None, Table: e.ICD10CM, era: e}
	if t := e.ICD10CM.Codes; t != nil {
		if n, ok := t.Find(c.Code); ok && t.Kind(n) != codesets.KindChapter && t.Kind(n) != codesets.KindBlock {
			c.Node, c.Billable = n, t.Billable(n)
		}
	}
	e.dxs[raw] = c
	return c
}

// Found reports whether the release has the code, billable or header.
func (c *DXCode) Found() bool { return c.Node != table.None }

// Display returns the code with its dot; as typed when it is not one.
func (c *DXCode) Display() string {
	if !c.Found() {
		return codesets.Clean(c.Raw)
	}
	return codesets.Display(codesets.ICD10CM, c.Code)
}

// Title returns the official title, "" when the code is not found.
func (c *DXCode) Title() string {
	if !c.Found() {
		return ""
	}
	return c.Table.Codes.Title(c.Node)
}

// Within reports whether the code is one of, or beneath one of, prefixes,
// undotted: "E08", "O00". It compares text, so it needs no release.
func (c *DXCode) Within(prefixes ...string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(c.Code, p) {
			return true
		}
	}
	return false
}

// Between reports whether the code's category lies from first to last, both
// inclusive, three characters: "V00", "Y99".
func (c *DXCode) Between(first, last string) bool {
	return len(c.Code) >= 3 && c.Code[:3] >= first && c.Code[:3] <= last
}

// Seventh returns the 7th character, 0 when the code is shorter.
func (c *DXCode) Seventh() byte {
	if len(c.Code) != 7 {
		return 0
	}
	return c.Code[6]
}
