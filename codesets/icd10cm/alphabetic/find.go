package alphabetic

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets/icd10cm"
)

// A Book is the parts of the Index at hand.
type Book struct {
	Parts map[string]*Term // the root of each by its name, such as icd10cm.PartIndex
	// Expand returns other ways to write a query, such as with abbreviations
	// spelt out, the likeliest first. It may be nil.
	Expand func(query string) []Reading
}

// A Reading is another way to write a query.
type Reading struct {
	Query string
	Read  [][2]string // what was written otherwise: as given, as read
}

// A Found is a place in the Index that words lead to.
type Found struct {
	Part    string
	Term    *Term
	Columns []string    // of a table: those that words name, none for all
	Missing []string    // words that name nothing there
	Read    [][2]string // words taken for others: as given, as read
	Via     []Reference // what was followed to come there
}

// A Reference is a term that refers to another.
type Reference struct {
	Term *Term
	Also bool   // "see also", else "see"
	To   string // as printed
}

const (
	maxHops   = 4  // references followed one after the other
	maxWords  = 16 // words of a query that are looked for
	maxFollow = 6  // places whose references are followed
)

// Find returns the places in a part, or with "" in any, that the words of
// query lead to, the best first and limit at most; each names as many of the
// words as any. The words may stand in any order and be begun only ("neopl");
// a letter may be wrong in a word that names nothing. Levels between may be
// left out ("diabetes neuropathy"), and where the words run out at a term that
// refers to another, that one is gone to, in another part too. It returns
// nothing when no word names a term.
func (b Book) Find(part, query string, limit int) []Found {
	found := b.inParts(part, query, limit)
	if len(found) > 0 && len(found[0].Missing)+len(found[0].Read) == 0 || b.Expand == nil {
		return found
	}
	for _, r := range b.Expand(query) {
		again := b.inParts(part, r.Query, limit)
		if len(again) == 0 || len(found) > 0 && again[0].worse(found[0]) >= 0 {
			continue
		}
		for i := range again {
			again[i].Read = append(slices.Clone(r.Read), again[i].Read...)
		}
		found = again
	}
	return found
}

// worse compares places by the words that name nothing, then by the words
// taken for others.
func (f Found) worse(g Found) int {
	return cmp.Or(cmp.Compare(len(f.Missing), len(g.Missing)), cmp.Compare(len(f.Read), len(g.Read)))
}

// inParts is Find for one way to write a query.
func (b Book) inParts(part, query string, limit int) []Found {
	if part != "" {
		return b.inPart(part, query, limit)
	}
	var found []Found
	for _, p := range icd10cm.IndexParts() {
		found = append(found, b.inPart(p, query, limit)...)
	}
	return b.bestOf(found, limit)
}

// bestOf sorts places and keeps those that are as good as the best, each term
// once.
func (b Book) bestOf(found []Found, limit int) []Found {
	slices.SortStableFunc(found, Found.worse)
	var out []Found
	for _, f := range found {
		if f.worse(found[0]) == 0 && len(out) < limit && !slices.ContainsFunc(out, func(o Found) bool { return o.Term == f.Term }) {
			out = append(out, f)
		}
	}
	return out
}

// inPart finds the places of one part and follows where they refer to.
func (b Book) inPart(part, query string, limit int) []Found {
	found := b.search(part, query, limit)
	for i := range found[:min(len(found), maxFollow)] {
		found[i] = b.follow(found[i], 0)
	}
	for i := range found {
		found[i].column()
	}
	return b.bestOf(found, limit)
}

// column takes the words left that name columns of a table.
func (f *Found) column() {
	var heads []string
	for _, l := range f.Term.Lines() {
		if l.Column != "" && !slices.Contains(heads, l.Column) {
			heads = append(heads, l.Column)
		}
	}
	names := func(head, word string) bool {
		return slices.ContainsFunc(split(head), func(h string) bool { return h == word || len(word) > 2 && strings.HasPrefix(h, word) })
	}
	var asked []string
	f.Missing = slices.DeleteFunc(slices.Clone(f.Missing), func(w string) bool {
		if !slices.ContainsFunc(heads, func(h string) bool { return names(h, w) }) {
			return false
		}
		asked = append(asked, w)
		return true
	})
	var some []string
	for _, h := range heads {
		n := 0
		for _, w := range asked {
			if names(h, w) {
				n++
			}
		}
		if n > 0 {
			some = append(some, h)
		}
		if n > 0 && n == len(asked) {
			f.Columns = append(f.Columns, h)
		}
	}
	if f.Columns == nil {
		f.Columns = some
	}
}

// search finds places without following references.
func (b Book) search(part, query string, limit int) []Found {
	q := newWanted(query)
	root := b.Parts[part]
	if root == nil || len(q.words) == 0 {
		return nil
	}
	all := uint64(1)<<len(q.words) - 1
	places := q.places(root, all)
	if len(places) == 0 || places[0].left != 0 {
		// The words that name nothing may be misspelt.
		q.loose = all
		if len(places) > 0 {
			q.loose = places[0].left
		}
		if again := q.places(root, all); len(again) > 0 && (len(places) == 0 || again[0].better(places[0]) < 0) {
			places = again
		}
	}
	var out []Found
	for _, p := range places[:min(len(places), limit)] {
		f := Found{Part: part, Term: p.term, Missing: q.wordsOf(p.left), Read: q.read(p.term, all&^p.left)}
		if len(out) > 0 && !slices.Equal(f.Read, out[0].Read) {
			continue
		}
		out = append(out, f)
	}
	return out
}

// A place is a term reached with some of the words still left.
type place struct {
	term  *Term
	left  uint64
	cost  float64
	depth int
}

// better orders places: fewest words left, then the least cost, then the
// nearest to the top.
func (p place) better(q place) int {
	return cmp.Or(
		cmp.Compare(bits.OnesCount64(p.left), bits.OnesCount64(q.left)),
		cmp.Compare(p.cost, q.cost), cmp.Compare(p.depth, q.depth),
	)
}

// places returns the best places beneath root.
func (q *wanted) places(root *Term, all uint64) []place {
	s := seeker{wanted: q}
	type start struct {
		*Term
		taking
	}
	var named, touched []start
	for _, main := range root.subs {
		got := q.match(main, all)
		switch {
		case got.words == 0 && len(root.subs) == 1: // the Table of Neoplasms
			named = append(named, start{Term: main})
		case got.words == 0:
		case got.whole:
			named = append(named, start{main, got})
		default:
			touched = append(touched, start{main, got})
		}
	}
	if len(named) == 0 {
		named = touched
	}
	for _, m := range named {
		if m.words&1 == 0 {
			m.cost += costLater
		}
		s.down(place{m.Term, all, 0, -1}, m.Term, m.taking, maxSkips)
	}
	slices.SortStableFunc(s.found, place.better)
	if len(s.found) > 0 {
		most := bits.OnesCount64(s.found[0].left)
		s.found = slices.DeleteFunc(s.found, func(p place) bool {
			return bits.OnesCount64(p.left) > most || p.cost > s.found[0].cost+costSkip || p.left == all
		})
	}
	return s.found
}

const (
	costLater = 0.3 // a main term that another word than the first names
	costSee   = 0.2 // a term that only refers to another
	maxSkips  = 3   // terms passed over on one way
)

// A seeker goes down terms and gathers the places it comes to.
type seeker struct {
	*wanted
	found []place
}

// down goes from p to t, which takes words, gathers it, and goes on beneath.
// What only its nonessential modifiers have may be named again further down.
func (s *seeker) down(p place, t *Term, got taking, skips int) {
	above := (uint64(1)<<len(s.words) - 1) &^ p.left
	p = place{t, p.left &^ got.words, p.cost + got.cost, p.depth + 1}
	if bits.TrailingZeros64(got.words) < bits.Len64(above) {
		p.cost += costOrder
	}
	if got.optional != 0 && len(t.subs) > 0 {
		s.beneath(p, skips)
	}
	p.left &^= got.optional
	p.cost += costLoose * float64(bits.OnesCount64(got.optional))
	here := p
	if !t.coded() && t.See() != "" {
		here.cost += costSee
	}
	s.found = append(s.found, here)
	if p.left != 0 {
		s.beneath(p, skips)
	}
}

// beneath looks for the words left under p's term, which may be one passed
// over: skips more may be.
func (s *seeker) beneath(p place, skips int) {
	for _, t := range p.term.Subterms() {
		got := s.match(t, p.left)
		switch {
		case got.words != 0:
			s.down(p, t, got, skips)
		case skips > 0 && len(t.subs) > 0:
			s.beneath(place{t, p.left, p.cost + s.passing(t), p.depth + 1}, skips-1)
		}
	}
}

// passing returns what it costs to pass over t: little for a term that only
// joins others, nothing when the query has its words.
func (q *wanted) passing(t *Term) float64 {
	k := t.key()
	switch {
	case !k.joint:
		return costSkip
	case slices.ContainsFunc(q.joints, func(w string) bool { return slices.Contains(k.joints, w) }):
		return 0
	}
	return costJoint
}

// wordsOf returns the words of a mask.
func (q *wanted) wordsOf(mask uint64) []string {
	var out []string
	for i, w := range q.words {
		if mask&(1<<i) != 0 {
			out = append(out, w)
		}
	}
	return out
}

// read returns the words of mask that stand in no title from the main term
// down to t, or at the beginning of one, each with the one it was taken for.
func (q *wanted) read(t *Term, mask uint64) [][2]string {
	var titled []string
	for ; t != nil && t.up != nil; t = t.up {
		titled = append(titled, split(t.title)...)
	}
	var out [][2]string
	for _, w := range q.wordsOf(mask & q.loose) {
		begins := func(s string) bool { return strings.HasPrefix(s, w) }
		if slices.ContainsFunc(titled, begins) {
			continue
		}
		if i := slices.IndexFunc(titled, func(s string) bool { _, ok := near(w, s); return ok }); i >= 0 {
			out = append(out, [2]string{w, titled[i]})
		}
	}
	return out
}

// follow goes on from a place that refers to another: always from a term
// that has no code, and from others when words are left. It stays where it
// is when the reference does not lead on.
func (b Book) follow(f Found, hops int) Found {
	ref, ok := f.reference()
	if !ok || hops == maxHops {
		return f
	}
	part, words, ok := b.target(f.Part, ref.To)
	if words = append(words, f.Missing...); !ok || len(words) == 0 {
		return f
	}
	next := b.search(part, strings.Join(words, " "), 1)
	if len(next) == 0 {
		return f
	}
	to := next[0]
	to.column()
	missing := slices.DeleteFunc(slices.Clone(f.Missing), func(w string) bool { return !slices.Contains(to.Missing, w) })
	switch {
	case to.Term == f.Term, len(to.Missing) == len(words):
		return f // it leads nowhere
	case len(missing) == len(f.Missing) && len(f.Missing) > 0 && (ref.Also || f.Term.coded() || len(to.Missing) > len(missing)):
		return f // it does not lead on
	}
	to.Missing = missing
	to.Via = append(slices.Clone(f.Via), ref)
	to.Read = append(slices.Clone(f.Read), to.Read...)
	return b.follow(to, hops+1)
}

// reference returns what to follow from f.
func (f Found) reference() (Reference, bool) {
	if see := f.Term.See(); see != "" && (len(f.Missing) > 0 || !f.Term.coded()) {
		return Reference{Term: f.Term, To: see}, true
	}
	if len(f.Missing) == 0 {
		return Reference{}, false
	}
	for t := f.Term; t != nil; t = t.Up() {
		if also := t.SeeAlso(); also != "" {
			return Reference{Term: t, Also: true, To: also}, true
		}
	}
	return Reference{}, false
}

// coded reports whether t itself leads to a code.
func (t *Term) coded() bool {
	return slices.ContainsFunc(t.Lines(), func(l icd10cm.IndexLine) bool { return l.Code != "" })
}

// genericWords stand in references for what the reader fills in.
var genericWords = map[string]bool{
	"site": true, "type": true, "category": true, "subcategory": true, "condition": true, "specified": true,
	"table": true, "drug": true, "chemical": true, "histology": true, "index": true,
}

// target returns the part and the words that a reference leads to; false when
// it says only what kind of term to look for.
func (b Book) target(part, to string) (string, []string, bool) {
	first, _, _ := strings.Cut(to, ";")
	lower := strings.ToLower(first)
	words := slices.DeleteFunc(content(split(first)), func(w string) bool { return genericWords[w] })
	isNeoplasm := func(w string) bool { return w == "neoplasm" }
	switch {
	case strings.Contains(lower, "table of drugs"):
		return icd10cm.PartDrugs, words, true
	case strings.Contains(lower, "table of neoplasms"), strings.HasPrefix(lower, "neoplasm") && b.Parts[icd10cm.PartNeoplasm] != nil:
		return icd10cm.PartNeoplasm, slices.DeleteFunc(words, isNeoplasm), true
	case strings.HasPrefix(lower, "category"), strings.HasPrefix(lower, "subcategory"), len(words) == 0:
		return part, nil, false
	case part == icd10cm.PartNeoplasm || part == icd10cm.PartDrugs:
		if len(b.search(part, strings.Join(words, " "), 1)) == 0 {
			return icd10cm.PartIndex, words, true
		}
	}
	return part, words, true
}
