package index

import (
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// explain says what of the document the query was found in.
func (c *scorer) explain(sc scored) Match {
	x := c.x
	owner := table.Node(x.fwd.node.at(sc.owner))
	m := Match{Kind: "title", Text: x.codes.Title(owner), Owner: x.codes.Key(owner)}
	words := x.fwd.title.at(sc.owner)
	switch {
	case sc.desc >= 0:
		notes := x.codes.Notes(owner)
		note := int32(x.fwd.descNote.at(uint32(sc.desc)))
		if note >= 0 && int(note) < len(notes) {
			m.Kind, m.Text = notes[note].Kind.String(), withoutCodes(notes[note].Text)
		} else if names := x.source.names(m.Owner); note < 0 && nameOf(note) < len(names) {
			m.Kind, m.Text = "index", names[nameOf(note)]
		}
		words = slices.Concat(x.fwd.descWords.at(uint32(sc.desc)), x.fwd.title.at(sc.doc))
	case sc.named:
		m.Kind = "synonym"
	}
	for v := range words.all() {
		t := occurrence(v).term()
		if c.where[t] != 0 && !slices.Contains(m.Words, x.fwd.names.at(t)) {
			m.Words = append(m.Words, x.fwd.names.at(t))
		}
	}
	return m
}

// report adds to res how the query was read, judged by its first hit.
func (c *scorer) report(res *Result) {
	res.Readings = append(res.Readings, c.r.fixed...)
	first := none
	if len(res.Hits) > 0 {
		first = res.Hits[0].doc
	}
	for i, sl := range c.r.slots {
		tok := c.r.tokens[sl.token]
		a, ok := c.used(i, first)
		switch {
		case !ok:
			res.Dropped = append(res.Dropped, tok)
		case a.source != "" && a.source != "stem" && a.lo == i:
			var from strings.Builder
			from.WriteString(tok)
			for j := a.lo + 1; j < a.hi; j++ {
				from.WriteString(" " + c.r.tokens[c.r.slots[j].token])
			}
			res.Readings = append(res.Readings, Correction{From: from.String(), To: c.phrase(a), Why: a.source})
		}
	}
	if len(res.Hits) > 0 {
		res.Choices = c.choices(res.Hits)
	}
}

// used returns the best reading of slot i that document d has, or any when d
// is none.
func (c *scorer) used(i int, d uint32) (best alternative, ok bool) {
	for _, a := range c.r.alts {
		if i < a.lo || i >= a.hi || ok && a.quality <= best.quality {
			continue
		}
		if d == none || c.has(d, a) {
			best, ok = a, true
		}
	}
	return best, ok
}

// has reports whether document d has all the words of a, or is one of its codes.
func (c *scorer) has(d uint32, a alternative) bool {
	n := table.Node(c.x.fwd.node.at(d))
	for _, sp := range a.nodes {
		if n >= sp.lo && n < sp.hi {
			return true
		}
	}
	if len(a.terms) == 0 {
		return false
	}
	for _, t := range a.terms {
		if !c.x.hasTerm(d, t) {
			return false
		}
	}
	return true
}

// hasTerm reports whether t occurs in a title, other name or 7th character of
// document d or of those above it.
func (x *Index) hasTerm(d, t uint32) bool {
	in := func(list numbers) bool { return list.hasTerm(t) }
	if s := x.fwd.set.at(d); s != none {
		for i := range x.fwd.setChars.at(s).len() {
			if in(x.fwd.setWords.at(x.fwd.setFirst.at(s) + uint32(i))) {
				return true
			}
		}
	}
	for p := d; ; p = x.fwd.parent.at(p) {
		if in(x.fwd.title.at(p)) || in(x.fwd.ctx.at(p)) {
			return true
		}
		for e := range x.fwd.extra.at(p).all() {
			if in(x.fwd.descWords.at(e)) {
				return true
			}
		}
		if x.fwd.parent.at(p) == none {
			return false
		}
	}
}

// phrase returns the words a reading stands for.
func (c *scorer) phrase(a alternative) string {
	if a.text != "" {
		return a.text
	}
	var words []string
	for _, t := range a.terms {
		words = append(words, c.x.fwd.names.at(t))
	}
	if len(words) == 0 {
		for _, sp := range a.nodes {
			key := c.x.codes.Key(sp.lo)
			words = append(words, codesets.Display(c.x.codes.Release().Set, key))
		}
	}
	return strings.Join(words, " ")
}

// choices returns what the hits beside the first differ in that the query
// leaves open: a side, a stage of pregnancy, an encounter.
func (c *scorer) choices(hits []Hit) []Choice {
	var out []Choice
	for _, g := range []struct {
		group    uint8
		question string
	}{{sideGroup, "side"}, {ordinalGroup, "trimester"}, {severityGroup, "severity"}} {
		if c.quest[g.group] != 0 {
			continue
		}
		var answers []string
		for _, h := range hits {
			if len(answers) > 0 || c.x.category(h.doc) == c.x.category(hits[0].doc) {
				answers = c.appendMember(answers, h.doc, g.group)
			}
		}
		if len(answers) > 1 {
			out = append(out, Choice{g.question, answers})
		}
	}
	if s := c.x.fwd.set.at(hits[0].doc); s != none && !c.asksEncounter() && c.offersEncounter(s) {
		out = append(out, Choice{"encounter", []string{"initial", "subsequent", "sequela"}})
	}
	return out
}

func (x *Index) category(d uint32) uint32 {
	for x.fwd.parent.at(d) != none {
		d = x.fwd.parent.at(d)
	}
	return d
}

func (c *scorer) appendMember(answers []string, d uint32, group uint8) []string {
	for v := range c.x.fwd.title.at(d).all() {
		t := occurrence(v).term()
		if m := c.x.group(t); m.group == group && !slices.Contains(answers, opposites[group][m.member]) {
			answers = append(answers, opposites[group][m.member])
		}
	}
	return answers
}

func (c *scorer) asksEncounter() bool {
	for _, w := range [...]string{"initial", "subsequent", "sequela"} {
		if t, ok := c.x.fwd.term(w); ok && c.where[t] != 0 {
			return true
		}
	}
	return false
}

func (c *scorer) offersEncounter(set uint32) bool {
	for i := range c.x.fwd.setChars.at(set).len() {
		for v := range c.x.fwd.setWords.at(c.x.fwd.setFirst.at(set) + uint32(i)).all() {
			if c.x.fwd.names.at(occurrence(v).term()) == "encounter" {
				return true
			}
		}
	}
	return false
}
