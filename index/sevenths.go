package index

import (
	"strings"

	"github.com/medcode-cli/medcode/codesets/table"
)

// A seventhChoice is what the query says about one list of 7th characters.
type seventhChoice struct {
	order []byte // the characters, the fitting one first
	slots uint64 // slots of the query that the first one answers
}

// seventh chooses, of list s of 7th characters, the one the query means: by
// its words, then by convention the first listed (initial encounter, closed;
// single fetus; stage unspecified). An encounter asked for goes before both.
func (c *scorer) seventh(s uint32) *seventhChoice {
	choice := &c.choices7[s]
	if choice.order != nil {
		return choice
	}
	f := c.x.fwd
	chars := f.setChars.at(s)
	best, first := float32(-1), 0
	choice.order = make([]byte, chars.len())
	for i := range chars.len() {
		words := f.setWords.at(f.setFirst.at(s) + uint32(i))
		score, slots := c.fits(s, words)
		if c.encounter != "" && words.len() > 0 && strings.HasPrefix(f.names.at(occurrence(words.at(0)).term()), c.encounter) {
			score += 10
		}
		if score > best+1e-6 {
			best, first = score, i
			choice.slots = slots
		}
		choice.order[i] = byte(chars.at(uint32(i)))
	}
	ch := choice.order[first]
	copy(choice.order[1:first+1], choice.order[:first])
	choice.order[0] = ch
	return choice
}

// fits returns how well the query goes with the words of one 7th character of
// list s. A word counts by how few of the list's characters have it.
func (c *scorer) fits(s uint32, words numbers) (float32, uint64) {
	score, slots := float32(0), uint64(0)
	for v := range words.all() {
		t := occurrence(v).term()
		h := c.where[t]
		if h == 0 {
			continue
		}
		rare := c.rarity(s, t)
		best := float32(0)
		for _, ht := range c.hits[h-1] {
			a := &c.r.alts[ht.alt]
			if a.quality < 0.6 {
				continue
			}
			best = max(best, a.quality*a.share[ht.word])
			for i := a.lo; i < a.hi && i < 64; i++ {
				slots |= 1 << i
			}
		}
		score += best * rare
	}
	return score, slots
}

// rarity returns the share of the characters of list s that lack term t.
func (c *scorer) rarity(s, t uint32) float32 {
	f := c.x.fwd
	chars, have := uint32(f.setChars.at(s).len()), 0
	for i := range chars {
		if f.setWords.at(f.setFirst.at(s) + i).hasTerm(t) {
			have++
		}
	}
	return 1 - float32(have)/float32(chars)
}

// variant returns the code that stands for document d: the copy with the
// fitting 7th character, or the document's own code.
func (c *scorer) variant(d uint32, f filter) (table.Node, bool) {
	x := c.x
	n := table.Node(x.fwd.node.at(d))
	s := x.fwd.set.at(d)
	if s == none {
		return n, !f.billable || x.codes.Billable(n)
	}
	for _, char := range c.seventh(s).order {
		for m := n + 1; m < x.codes.End(n); m++ {
			if key := x.codes.Key(m); key[len(key)-1] == char {
				return m, true
			}
		}
	}
	return n, !f.billable
}
