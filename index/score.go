package index

import (
	"math"

	"github.com/medcode-cli/medcode/codesets/table"
)

// A hit is a term of the query's readings.
type hit struct {
	alt  int32
	word int32 // place in the alternative's terms
}

// A scorer ranks documents against one reading.
type scorer struct {
	x     *Index
	r     *reading
	hits  [][]hit    // by number in scratch.hits - 1
	where []uint32   // by term: number in hits + 1
	full  []uint32   // by alternative: words found in the title or the other name
	title []uint32   // by alternative: words found in the title
	ctx   []uint32   // by alternative: words found around it
	code  []bool     // by alternative: named by its codes
	match []float32  // by slot
	quest [16]uint32 // groups of opposites: what the query names
}

func (x *Index) newScorer(r *reading, s *scratch) *scorer {
	c := &scorer{
		x: x, r: r, where: s.hits,
		full: make([]uint32, len(r.alts)), title: make([]uint32, len(r.alts)),
		ctx: make([]uint32, len(r.alts)), code: make([]bool, len(r.alts)),
		match: make([]float32, len(r.slots)),
	}
	for a, alt := range r.alts {
		for k, t := range alt.terms {
			if c.where[t] == 0 {
				c.hits = append(c.hits, nil)
				c.where[t] = uint32(len(c.hits))
			}
			i := c.where[t] - 1
			c.hits[i] = append(c.hits[i], hit{int32(a), int32(k)})
			if alt.quality > 0.75 {
				if g := x.group(t); g.group > 0 {
					c.quest[g.group] |= 1 << g.member
				}
			}
		}
	}
	return c
}

// done clears what newScorer set in the scratch.
func (c *scorer) done() {
	for _, a := range c.r.alts {
		for _, t := range a.terms {
			c.where[t] = 0
		}
	}
}

// mark notes the words of list as found and returns the weight of those found
// and of those the query lacks.
func (c *scorer) mark(found []uint32, list numbers) (have, lack float32) {
	x := c.x
	for i := range uint32(list.len()) {
		o := occurrence(list.at(i))
		t := o.term()
		w := x.fwd.weight(t) * x.w.classes[o.class()]
		h := c.where[t]
		if h == 0 {
			lack += w
			continue
		}
		q := float32(0)
		for _, ht := range c.hits[h-1] {
			found[ht.alt] |= 1 << ht.word
			q = max(q, c.r.alts[ht.alt].quality)
		}
		have += x.fwd.weight(t) * q
		lack += w * (1 - min(q, 1)) * 0.5
	}
	return have, lack
}

// coverage returns how much of the query is found, 0 to 1.
func (c *scorer) coverage(seventh uint64) float32 {
	clear(c.match)
	w := &c.x.w
	for a := range c.r.alts {
		alt := &c.r.alts[a]
		m := float32(0)
		switch {
		case c.code[a]:
			m = alt.quality
		case c.full[a]|c.ctx[a] == 0:
			continue
		default:
			for k, sh := range alt.share {
				bit := uint32(1) << k
				switch {
				case c.title[a]&bit != 0:
					m += sh
				case c.full[a]&bit != 0:
					m += sh * w.synonym
				case c.ctx[a]&bit != 0:
					m += sh * w.context
				}
			}
			if m < 0.999 && len(alt.share) > 1 {
				m = float32(math.Pow(float64(m), float64(w.partial)))
			}
			m *= alt.quality
		}
		for i := alt.lo; i < alt.hi; i++ {
			c.match[i] = max(c.match[i], m)
		}
	}
	sum := float32(0)
	for i, m := range c.match {
		if seventh&(1<<i) != 0 {
			m = max(m, 0.95)
		}
		sum += m * c.r.slots[i].weight
	}
	return min(1, sum/max(c.r.total, 1e-6))
}

// A scored document.
type scored struct {
	doc   uint32
	score float32
	desc  int32 // the other name that matched, -1 for the title
	owner uint32
	cover float32
	lack  float32
	named bool // by a code of the lexicon
}

// score returns the best score of document d over its title and other names.
func (c *scorer) score(d uint32, sevenths []seventhChoice) scored {
	x, f := c.x, c.x.fwd
	clear(c.ctx)
	clear(c.title)
	for p := d; ; p = f.parent.at(p) {
		if p != d {
			c.mark(c.ctx, f.title.at(p))
		}
		if f.parent.at(p) == none {
			c.mark(c.ctx, f.ctx.at(p))
			break
		}
	}
	var seventh uint64
	if s := f.set.at(d); s != none {
		seventh = sevenths[s].slots
	}
	have, lack := c.mark(c.title, f.title.at(d))
	copy(c.full, c.title)
	clear(c.code)
	best := scored{doc: d, desc: -1, owner: d}
	best.cover = c.coverage(seventh)
	best.lack = lack
	best.score = c.value(best.cover, have, lack)
	if best.cover > 0.97 && lack < 0.05 {
		best.score += x.w.exact
	}
	c.otherNames(d, seventh, &best)
	best.score += c.prior(d)
	return best
}

// value joins coverage and the words the query lacks into a score.
func (c *scorer) value(cover, have, lack float32) float32 {
	v := float32(math.Pow(float64(cover), float64(c.x.w.sharpness)))
	return v * (1 - c.x.w.unmatched*lack/(have+lack+c.x.w.floor))
}

// otherNames tries the inclusion terms of d and of those above it, and the
// codes the lexicon names.
func (c *scorer) otherNames(d uint32, seventh uint64, best *scored) {
	f, w := c.x.fwd, &c.x.w
	for p := d; ; p = f.parent.at(p) {
		below := float32(0)
		if p != d {
			below = c.below(d, p) * w.inherited
		}
		for e := range f.extra.at(p).all() {
			copy(c.full, c.title)
			have, lack := c.mark(c.full, f.descWords.at(e))
			if have == 0 {
				continue
			}
			cover := c.coverage(seventh)
			c.keep(best, scored{d, c.value(cover, have, lack+below), int32(e), p, cover, lack + below, false})
		}
		if named := c.named(table.Node(f.node.at(p))); named {
			copy(c.full, c.title)
			cover := c.coverage(seventh)
			c.keep(best, scored{d, c.value(cover, c.r.total*cover, below), -1, p, cover, below, true})
			clear(c.code)
		}
		if f.parent.at(p) == none {
			return
		}
	}
}

func (c *scorer) keep(best *scored, s scored) {
	if s.cover > 0.97 && s.lack < 0.05 {
		s.score += c.x.w.exact
	}
	if s.score <= best.score {
		return
	}
	if s.owner != s.doc && s.cover <= best.cover && best.owner == best.doc {
		s.desc, s.owner = best.desc, best.owner // nothing in it that the code's own names do not say
	}
	*best = s
}

// named marks the readings that name exactly node n.
func (c *scorer) named(n table.Node) bool {
	any := false
	for a := range c.r.alts {
		for _, sp := range c.r.alts[a].nodes {
			if sp.lo == n {
				c.code[a], any = true, true
			}
		}
	}
	return any
}

// below returns the weight of the words of d's title that neither the title
// of p, above it, nor the query has.
func (c *scorer) below(d, p uint32) float32 {
	f := c.x.fwd
	above := f.title.at(p)
	lack := float32(0)
next:
	for v := range f.title.at(d).all() {
		o := occurrence(v)
		if c.where[o.term()] != 0 {
			continue
		}
		for a := range above.all() {
			if occurrence(a).term() == o.term() {
				continue next
			}
		}
		lack += f.weight(o.term()) * c.x.w.classes[o.class()]
	}
	return lack
}

// prior returns what speaks for or against d apart from its words.
func (c *scorer) prior(d uint32) float32 {
	x, f := c.x, c.x.fwd
	p := float32(0)
	n := table.Node(f.node.at(d))
	if !x.codes.Billable(n) && f.set.at(d) == none {
		p -= x.w.header
	}
	var doc [16]uint32
	for v := range f.title.at(d).all() {
		if g := x.group(occurrence(v).term()); g.group > 0 {
			doc[g.group] |= 1 << g.member
		}
	}
	for g := range doc {
		if doc[g] != 0 && c.quest[g] != 0 && doc[g]&c.quest[g] == 0 {
			p -= x.w.conflict
		}
	}
	switch x.codes.Key(n)[0] {
	case 'O', 'P', 'V', 'W', 'X', 'Y', 'Z':
		p -= x.w.special
	}
	return p
}
