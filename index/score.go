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
	x         *Index
	r         *reading
	hits      [][]hit         // by number in scratch.hits - 1
	where     []uint32        // by term: number in hits + 1
	full      []uint32        // by alternative: words found in the title or the other name
	title     []uint32        // by alternative: words found in the title
	ctx       []uint32        // by alternative: words found around it
	match     []float32       // by slot
	base      []float32       // by slot: match of the title and what is around it
	quality   []float32       // by alternative
	coded     []int32         // alternatives that name codes
	touched   []int32         // alternatives to look at anew
	choices7  []seventhChoice // by list of 7th characters, made when needed
	encounter string          // asked for by an option
	quest     [16]uint32      // groups of opposites: what the query names
}

func (x *Index) newScorer(r *reading, s *scratch, encounter string) *scorer {
	c := &scorer{
		x: x, r: r, where: s.hits, encounter: encounter, choices7: make([]seventhChoice, x.fwd.setChars.len()),
		full: make([]uint32, len(r.alts)), title: make([]uint32, len(r.alts)),
		ctx: make([]uint32, len(r.alts)), quality: make([]float32, len(r.alts)),
		match: make([]float32, len(r.slots)), base: make([]float32, len(r.slots)),
	}
	for a, alt := range r.alts {
		c.quality[a] = alt.quality
		if len(alt.nodes) > 0 {
			c.coded = append(c.coded, int32(a))
		}
		for k, t := range alt.terms {
			if c.where[t] == 0 {
				c.hits = append(c.hits, nil)
				c.where[t] = uint32(len(c.hits))
			}
			i := c.where[t] - 1
			c.hits[i] = append(c.hits[i], hit{int32(a), int32(k)})
		}
	}
	c.ask()
	return c
}

// ask notes which of the opposites the query names: by its own words, and
// where those say nothing, by what they stand for ("dm2" is type 2).
func (c *scorer) ask() {
	var implied [16]uint32
	for _, alt := range c.r.alts {
		for _, t := range alt.terms {
			g := c.x.group(t)
			if g.group == 0 || alt.quality < 0.75 {
				continue
			}
			if len(alt.terms) == 1 {
				c.quest[g.group] |= 1 << g.member
			} else {
				implied[g.group] |= 1 << g.member
			}
		}
	}
	for g := range implied {
		if c.quest[g] == 0 {
			c.quest[g] = implied[g]
		}
	}
}

// done clears what newScorer set in the scratch.
func (c *scorer) done() {
	for _, a := range c.r.alts {
		for _, t := range a.terms {
			c.where[t] = 0
		}
	}
}

// mark notes the words of list as found, the readings that have them as
// touched, and returns the weight of the words found and of those the query
// lacks.
func (c *scorer) mark(found []uint32, list numbers) (have, lack float32) {
	x := c.x
	for i := range uint32(list.len()) {
		o := occurrence(list.at(i))
		t := o.term()
		w := x.fwd.weight(t)
		h := c.where[t]
		if h == 0 {
			lack += w * x.w.classes[o.class()]
			continue
		}
		q := float32(0)
		for _, ht := range c.hits[h-1] {
			if found[ht.alt]&(1<<ht.word) == 0 {
				found[ht.alt] |= 1 << ht.word
				c.touched = append(c.touched, ht.alt)
			}
			q = max(q, c.quality[ht.alt])
		}
		have += w * q
		lack += w * x.w.classes[o.class()] * (1 - min(q, 1)) * 0.5
	}
	return have, lack
}

// has reports whether the query has any word of list.
func (c *scorer) hasAny(list numbers) bool {
	for i := range uint32(list.len()) {
		if c.where[occurrence(list.at(i)).term()] != 0 {
			return true
		}
	}
	return false
}

// answer enters the touched readings into match, by slot.
func (c *scorer) answer() {
	for _, a := range c.touched {
		c.enter(a, c.found(a))
	}
	c.touched = c.touched[:0]
}

func (c *scorer) enter(a int32, m float32) {
	alt := &c.r.alts[a]
	for i := alt.lo; i < alt.hi; i++ {
		c.match[i] = max(c.match[i], m)
	}
}

// found returns how much of reading a is found, with its quality.
func (c *scorer) found(a int32) float32 {
	alt, w := &c.r.alts[a], &c.x.w
	m := float32(0)
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
		m *= root2(m)
	}
	return m * alt.quality
}

// root2 returns the square root of v; v times its root is v to the power 1.5.
func root2(v float32) float32 { return float32(math.Sqrt(float64(v))) }

// coverage returns how much of the query is matched, 0 to 1; seventh are
// slots that the 7th character answers.
func (c *scorer) coverage(seventh uint64) float32 {
	sum := float32(0)
	for i, m := range c.match {
		if seventh&(1<<i) != 0 {
			m = max(m, 0.95)
		}
		sum += m * c.r.slots[i].weight
	}
	return min(1, sum/max(c.r.total, 1e-6))
}

// headCover returns how much of the main term is in the title: of the words
// before the first "with" or "without".
func (c *scorer) headCover() float32 {
	sum, total := float32(0), float32(1e-6)
	for i := range c.r.head {
		sum += c.base[i] * c.r.slots[i].weight
		total += c.r.slots[i].weight
	}
	return min(1, sum/total)
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
func (c *scorer) score(d uint32) scored {
	f := c.x.fwd
	clear(c.ctx)
	clear(c.title)
	clear(c.match)
	for p := d; ; p = f.parent.at(p) {
		if p != d {
			c.mark(c.ctx, f.title.at(p))
		}
		c.mark(c.ctx, f.ctx.at(p))
		if f.parent.at(p) == none {
			break
		}
	}
	var seventh uint64
	if s := f.set.at(d); s != none {
		seventh = c.seventh(s).slots
	}
	have, lack := c.mark(c.title, f.title.at(d))
	copy(c.full, c.title)
	c.answer()
	copy(c.base, c.match)
	best := scored{doc: d, desc: -1, owner: d}
	best.cover = c.coverage(seventh)
	best.lack = lack
	best.score = c.value(best.cover, have, lack)
	if best.cover > 0.97 && lack < 0.05 {
		best.score += c.x.w.exact
	}
	c.otherNames(d, seventh, &best)
	if c.r.head > 0 {
		best.score = max(best.score, c.x.w.head*c.value(c.headCover(), have, lack))
	}
	best.score += c.prior(d)
	return best
}

// value joins coverage and the words the query lacks into a score.
func (c *scorer) value(cover, have, lack float32) float32 {
	return cover * root2(cover) * (1 - c.x.w.unmatched*lack/(have+lack+c.x.w.floor))
}

// otherNames tries the inclusion terms of d and of those above it, and the
// codes the lexicon names.
func (c *scorer) otherNames(d uint32, seventh uint64, best *scored) {
	f := c.x.fwd
	for p := d; ; p = f.parent.at(p) {
		below := float32(-1) // not known yet
		for e := range f.extra.at(p).all() {
			words := f.descWords.at(e)
			if !c.hasAny(words) {
				continue
			}
			below = c.below(d, p, below)
			copy(c.full, c.title)
			copy(c.match, c.base)
			have, lack := c.mark(c.full, words)
			c.answer()
			cover := c.coverage(seventh)
			c.keep(best, scored{d, c.value(cover, have, lack+below), int32(e), p, cover, lack + below, false})
		}
		if c.named(table.Node(f.node.at(p))) {
			below = c.below(d, p, below)
			cover := c.coverage(seventh)
			c.keep(best, scored{d, c.value(cover, c.r.total*cover, below), -1, p, cover, below, true})
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

// named matches the readings that name exactly node n.
func (c *scorer) named(n table.Node) bool {
	any := false
	for _, a := range c.coded {
		for rank, sp := range c.r.alts[a].nodes {
			if sp.lo != n {
				continue
			}
			if !any {
				copy(c.match, c.base)
				any = true
			}
			c.enter(a, c.quality[a]*(1-0.02*float32(min(rank, 10))))
		}
	}
	return any
}

// below returns the weight of the words of d's title that neither the title
// of p, above it, nor the query has; known is the answer when not negative.
func (c *scorer) below(d, p uint32, known float32) float32 {
	if d == p {
		return 0
	}
	if known >= 0 {
		return known
	}
	f := c.x.fwd
	above := f.title.at(p)
	list := f.title.at(d)
	lack := float32(0)
	for i := range uint32(list.len()) {
		o := occurrence(list.at(i))
		if t := o.term(); c.where[t] == 0 && !above.hasTerm(t) {
			lack += f.weight(t) * c.x.w.classes[o.class()]
		}
	}
	return lack * c.x.w.inherited
}

// hasTerm reports whether t is among occurrences n.
func (n numbers) hasTerm(t uint32) bool {
	for i := range uint32(n.len()) {
		if occurrence(n.at(i)).term() == t {
			return true
		}
	}
	return false
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
