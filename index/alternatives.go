package index

import (
	"math"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets/table"
)

// maxTokens bounds the words of a query that are looked at; maxAlternatives
// the readings of all of them.
const (
	maxTokens       = 48
	maxAlternatives = 256
)

// A slot is one meaningful word of the query.
type slot struct {
	token  int     // its place among the tokens
	weight float32 // how telling it is, about 0 to 1, more for an abbreviation of several words
	known  bool    // the word stands in the vocabulary or the lexicon
}

// An alternative reads a stretch of slots as one or several terms, or as codes.
type alternative struct {
	lo, hi  int // slots, hi exclusive
	terms   []uint32
	share   []float32 // by term, sums to 1
	quality float32   // 0 to 1
	nodes   []span    // codes the words are a synonym of, best first
	text    string    // its words, as the lexicon has them
	source  string    // what made it: "", "stem", "abbreviation", "typo", …
}

// A span is a node with all beneath it.
type span struct{ lo, hi table.Node }

// A reading is a query compiled against one index.
type reading struct {
	tokens []string
	fixed  []Correction // tokens replaced by the words they misspell
	slots  []slot
	alts   []alternative
	head   int     // slots before the first "with", 0 when there is none
	total  float32 // sum of the slots' weights
}

// read compiles the words of a query; exact takes them as they are written.
func (x *Index) read(text string, exact bool) *reading {
	r := &reading{tokens: Tokens(text)}
	if len(r.tokens) > maxTokens {
		r.tokens = r.tokens[:maxTokens]
	}
	if exact {
		x.addExact(r, r.makeSlots())
		x.weigh(r)
		return r
	}
	x.correct(r)
	slotOf := r.makeSlots()
	expanded := make([]bool, len(r.tokens))
	expansions := x.lexicon.Expand(r.tokens)
	for _, e := range expansions {
		x.addExpansion(r, e, slotOf, expanded)
	}
	for _, e := range x.rewritten(r.tokens, expansions) {
		x.addExpansion(r, e, slotOf, expanded)
	}
	for s := range r.slots {
		x.addLiteral(r, s, expanded[r.slots[s].token])
	}
	x.addJoined(r)
	x.weigh(r)
	return r
}

// rewritten returns what the lexicon knows of the query once its abbreviations
// are written out: "htn" is a key as "hypertension", "neph syndrome" as
// "nephrotic syndrome". Start and End are places in tokens.
func (x *Index) rewritten(tokens []string, expansions []Expansion) []Expansion {
	var words []string
	var from, to []int // of each word, the tokens it stands for
	var edge []bool    // of each word: it begins a stretch; one more for the end
	plain := func(end int) {
		at := 0
		if len(to) > 0 {
			at = to[len(to)-1]
		}
		for ; at < end; at++ {
			words, from, to, edge = append(words, tokens[at]), append(from, at), append(to, at+1), append(edge, true)
		}
	}
	wrote := false
	for _, e := range expansions {
		first := e.Alternatives[0]
		if e.Kind != Abbreviation || len(first.Terms) == 0 || len(first.Codes) > 0 {
			continue
		}
		plain(e.Start)
		for i, w := range first.Terms {
			words, from, to, edge = append(words, w), append(from, e.Start), append(to, e.End), append(edge, i == 0)
		}
		wrote = true
	}
	if !wrote {
		return nil
	}
	plain(len(tokens))
	edge = append(edge, true)
	var out []Expansion
	for _, e := range x.lexicon.Expand(words) {
		if e.Kind == Abbreviation || !edge[e.Start] || !edge[e.End] {
			continue
		}
		e.Start, e.End = from[e.Start], to[e.End-1]
		out = append(out, e)
	}
	return out
}

// makeSlots makes a slot of every token that means something, and returns the
// slot of each token, -1 for none.
func (r *reading) makeSlots() []int {
	slotOf := make([]int, len(r.tokens))
	for i, tok := range r.tokens {
		slotOf[i] = -1
		if isStop(tok) && !letterName(r.tokens, i) && (i != len(r.tokens)-1 || len(tok) != 1) {
			continue
		}
		slotOf[i] = len(r.slots)
		if r.head == 0 && (tok == "with" || tok == "w/" || tok == "without" || tok == "w/o" || tok == "w") {
			r.head = len(r.slots)
		}
		r.slots = append(r.slots, slot{token: i})
	}
	return slotOf
}

func (x *Index) addExact(r *reading, slotOf []int) {
	for i, s := range slotOf {
		if s < 0 {
			continue
		}
		if t, ok := x.fwd.term(stem(r.tokens[i])); ok {
			r.slots[s].known = x.add(r, alternative{lo: s, hi: s + 1, terms: []uint32{t}, quality: 1})
		}
	}
}

// add appends an alternative for slots lo to hi-1; terms that the vocabulary
// lacks are left out. It reports whether anything was left.
func (x *Index) add(r *reading, a alternative) bool {
	if len(r.alts) >= maxAlternatives || len(a.terms) == 0 && len(a.nodes) == 0 || a.lo >= a.hi {
		return false
	}
	slices.Sort(a.terms)
	a.terms = slices.Compact(a.terms)
	if len(a.terms) > 32 {
		a.terms = a.terms[:32]
	}
	sum := float32(0)
	for _, t := range a.terms {
		sum += x.fwd.weight(t)
	}
	a.share = make([]float32, len(a.terms))
	for i, t := range a.terms {
		a.share[i] = x.fwd.weight(t) / max(sum, 1e-6)
	}
	r.alts = append(r.alts, a)
	return true
}

func (x *Index) addExpansion(r *reading, e Expansion, slotOf []int, expanded []bool) {
	lo, hi := -1, -1
	for i := e.Start; i < e.End; i++ {
		if s := slotOf[i]; s >= 0 {
			if lo < 0 {
				lo = s
			}
			hi = s + 1
		}
	}
	if lo < 0 {
		return
	}
	for n, alt := range e.Alternatives {
		a := alternative{lo: lo, hi: hi, text: strings.Join(alt.Terms, " "), source: e.Kind.String(), quality: x.w.lexicon}
		if !alt.Context {
			a.quality *= float32(math.Pow(float64(x.w.later), float64(n)))
		}
		for _, w := range alt.Terms {
			if t, ok := x.fwd.term(stem(w)); ok && !isStop(w) {
				a.terms = append(a.terms, t)
			}
		}
		for _, c := range alt.Codes {
			if n, ok := x.codes.Find(c); ok {
				a.nodes = append(a.nodes, span{n, x.codes.End(n)})
			}
		}
		if x.add(r, a) {
			for i := e.Start; i < e.End; i++ {
				expanded[i] = expanded[i] || e.End-e.Start == 1
				if s := slotOf[i]; s >= 0 {
					r.slots[s].known = true
				}
			}
		}
	}
}

// addLiteral reads a slot as the word it is and as its derivations, or, when
// the vocabulary does not know it, as a misspelling or an abbreviation.
func (x *Index) addLiteral(r *reading, s int, expanded bool) {
	tok := r.tokens[r.slots[s].token]
	name := stem(tok)
	t, ok := x.fwd.term(name)
	if ok {
		x.add(r, alternative{lo: s, hi: s + 1, terms: []uint32{t}, quality: 1})
		r.slots[s].known = true
	}
	if i, found := x.fwd.short.find(tok); found {
		q := x.w.clipped
		for t := range x.fwd.shortFor.at(i).all() {
			expanded = x.add(r, alternative{lo: s, hi: s + 1, terms: []uint32{t}, quality: q, source: "abbreviation"}) || expanded
			q *= x.w.later
		}
		r.slots[s].known = true
	}
	near := false
	for rel := range x.fwd.related(name).all() {
		if !ok || rel != t {
			near = x.add(r, alternative{lo: s, hi: s + 1, terms: []uint32{rel}, quality: x.w.related, source: "stem"}) || near
		}
	}
	if kin := x.fwd.akin(name); kin.len() <= maxKin {
		for k := range kin.all() {
			if !ok || k != t {
				x.add(r, alternative{lo: s, hi: s + 1, terms: []uint32{k}, quality: x.w.kin, source: "stem"})
			}
		}
	}
	x.addCompound(r, s, tok)
	if i, found := x.fwd.same.find(name); found {
		for t := range x.fwd.sameAs.at(i).all() {
			near = x.add(r, alternative{lo: s, hi: s + 1, terms: []uint32{t}, quality: x.w.same, source: "synonym"}) || near
		}
	}
	if ok || expanded || near && len(tok) > 6 {
		return
	}
	for _, g := range x.guess(tok) {
		if g.term == none {
			continue
		}
		x.add(r, alternative{lo: s, hi: s + 1, terms: []uint32{g.term}, quality: g.quality, source: g.source})
	}
}

// maxKin bounds the words of one organ that a word may stand for.
const maxKin = 12

// addCompound reads a word of two organs as both: "vulvovaginal".
func (x *Index) addCompound(r *reading, s int, tok string) {
	for i := 3; i < len(tok)-4; i++ {
		if tok[i] != 'o' {
			continue
		}
		a, b := x.common(tok[:i]), x.common(root(stem(tok[i+1:])))
		if a != none && b != none && a != b {
			x.add(r, alternative{lo: s, hi: s + 1, terms: []uint32{a, b}, quality: x.w.compound, source: "stem"})
			return
		}
	}
}

// common returns the most frequent term of a root, none when there is none.
func (x *Index) common(root string) uint32 {
	i, ok := x.fwd.roots.find(root)
	if !ok || len(root) < 4 {
		return none
	}
	best := none
	for t := range x.fwd.rootTerm.at(i).all() {
		if best == none || x.fwd.weight(t) < x.fwd.weight(best) {
			best = t
		}
	}
	return best
}

// addJoined reads two slots as one word ("gall stone") and one unknown slot
// as two ("nonpressure").
func (x *Index) addJoined(r *reading) {
	for s := 0; s+1 < len(r.slots); s++ {
		a, b := r.tokens[r.slots[s].token], r.tokens[r.slots[s+1].token]
		if t, ok := x.fwd.term(stem(a + b)); ok && r.slots[s+1].token == r.slots[s].token+1 {
			x.add(r, alternative{lo: s, hi: s + 2, terms: []uint32{t}, quality: x.w.joined, source: "joined"})
		}
	}
	for s := range r.slots {
		tok := r.tokens[r.slots[s].token]
		if r.slots[s].known || len(tok) < 6 {
			continue
		}
		for i := 3; i <= len(tok)-3; i++ {
			t1, ok1 := x.fwd.term(stem(tok[:i]))
			t2, ok2 := x.fwd.term(stem(tok[i:]))
			if ok1 && ok2 {
				x.add(r, alternative{lo: s, hi: s + 1, terms: []uint32{t1, t2}, quality: x.w.joined, source: "joined"})
			}
		}
	}
}

// weigh gives each slot the weight of its best reading.
func (x *Index) weigh(r *reading) {
	f := x.fwd
	for i := range r.slots {
		best, quality := float32(0), float32(0)
		for _, a := range r.alts {
			if a.lo > i || a.hi <= i || a.quality < quality {
				continue
			}
			w := float32(0)
			for _, t := range a.terms {
				w += f.weight(t)
			}
			w /= float32(a.hi - a.lo)
			if len(a.terms) == 0 {
				w = 0.7
			}
			if a.quality > quality || w > best {
				best, quality = w, a.quality
			}
		}
		if quality == 0 {
			best = 0.5 // nothing is known of the word
		}
		switch wordClass(r.tokens[r.slots[i].token]) {
		case fillerWord:
			best *= x.w.filler
		case unspecified, otherWord:
			best *= x.w.vague
		}
		if len(r.slots) > 1 {
			best *= 1 + x.w.lead*(1-float32(i)/float32(len(r.slots)-1))
		}
		r.slots[i].weight = min(best, x.w.most)
		r.total += r.slots[i].weight
	}
}
