package coding

import "github.com/medcode-cli/medcode/codesets/table"

// A PairEdit is a PTP edit in force on two lines of one day.
type PairEdit struct {
	table.Edit
	First, Second *Service // column 1 and column 2
	Table         *Opened
}

// A pairCache keeps the edits of the pairs of lines of one claim, which
// several rules ask for.
type pairCache struct {
	edits []PairEdit
	at    [][2]int32 // by pair of lines: where its edits are in edits, behind one
	used  bool
}

// maxCached bounds the lines of a claim whose pairs are kept.
const maxCached = 64

// reset forgets the claim.
func (c *pairCache) reset() { c.used, c.edits = false, c.edits[:0] }

// PairEdits returns the edits in force in t on lines a and b, of one day, in
// either order. They hold until the next claim is prepared.
func (p *Prepared) PairEdits(t *Opened, setting Setting, a, b *Service) []PairEdit {
	c, n := &p.pairs, len(p.Lines)
	if n > maxCached {
		return appendPair(nil, t, setting, a, b)
	}
	if !c.used {
		c.used = true
		c.at = resize(c.at, n*n)
		clear(c.at)
	}
	at := &c.at[a.Index*n+b.Index]
	if at[1] == 0 {
		at[0] = int32(len(c.edits))
		c.edits = appendPair(c.edits, t, setting, a, b)
		at[1] = int32(len(c.edits)) + 1
	}
	return c.edits[at[0] : at[1]-1]
}

// appendPair looks the edits of two lines up.
func appendPair(out []PairEdit, t *Opened, setting Setting, a, b *Service) []PairEdit {
	c, okA := a.PTPCode(setting)
	d, okB := b.PTPCode(setting)
	if !okA || !okB {
		return out
	}
	if e, ok := t.Pairs.On(c, d, a.Date()); ok {
		out = append(out, PairEdit{Edit: e, First: a, Second: b, Table: t})
	}
	if e, ok := t.Pairs.On(d, c, a.Date()); ok {
		out = append(out, PairEdit{Edit: e, First: b, Second: a, Table: t})
	}
	return out
}
