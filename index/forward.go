package index

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"

	"github.com/medcode-cli/medcode/codesets/table"
)

// errShape reports a forward file whose sections do not fit together.
var errShape = errors.New("index file is damaged")

// A forward is what ranking reads of every document: its words in order. It
// is written beside the segment as a container of sections of 32-bit numbers.
type forward struct {
	names    []string  // terms, sorted; a term's number is its place
	idf      []float32 // by term, 0 to 1
	words    []string  // words as they are written, sorted
	wordTerm []uint32  // by word
	roots    []string  // sorted
	rootTerm lists     // terms by root
	termRoot []uint32  // root + 1 by term, 0 for none
	short    []string  // short forms of title words, sorted
	shortFor lists     // terms by short form, the most usual first
	same     []string  // words with others of one meaning, sorted
	sameAs   lists     // their terms

	node, parent, set []uint32 // by document; all ones for no parent, no set
	title             lists    // occurrences by document
	ctx               lists    // terms by document, categories only
	extra             lists    // descriptors by document
	descNote          []uint32
	descWords         lists // occurrences by descriptor

	setChars lists // 7th characters by set
	setFirst []uint32
	setWords lists // occurrences by 7th character of all sets
}

const none = ^uint32(0)

// A lists holds short lists of numbers, one behind the other.
type lists struct {
	off []uint32 // where list i begins in val; one more than there are lists
	val []uint32
}

func (l lists) at(i uint32) []uint32 { return l.val[l.off[i]:l.off[i+1]] }

func (l lists) len() int { return len(l.off) - 1 }

func (l *lists) add(vals ...uint32) {
	l.val = append(l.val, vals...)
	l.off = append(l.off, uint32(len(l.val)))
}

func (l lists) valid(n int) bool {
	if len(l.off) != n+1 || l.off[0] != 0 || l.off[n] != uint32(len(l.val)) {
		return false
	}
	return slices.IsSorted(l.off)
}

// forward returns the documents in the form that ranking reads, with terms
// renumbered in the order of their names.
func (b *builder) forward(idf []float32) *forward {
	f := &forward{}
	for _, l := range []*lists{&f.rootTerm, &f.title, &f.ctx, &f.extra, &f.descWords, &f.setChars, &f.setWords, &f.shortFor, &f.sameAs} {
		l.off = []uint32{0}
	}
	order := make([]uint32, len(b.names))
	for i := range order {
		order[i] = uint32(i)
	}
	sort.Slice(order, func(i, j int) bool { return b.names[order[i]] < b.names[order[j]] })
	renumber := make([]uint32, len(order))
	for i, o := range order {
		renumber[o] = uint32(i)
		f.names = append(f.names, b.names[o])
		f.idf = append(f.idf, idf[o])
	}
	occ := func(words []occurrence) []uint32 {
		out := make([]uint32, len(words))
		for i, o := range words {
			out[i] = uint32(makeOccurrence(renumber[o.term()], o.class()))
		}
		return out
	}
	for i := range b.docs {
		f.addDocument(&b.docs[i], occ, renumber)
	}
	for _, set := range b.setList {
		f.setFirst = append(f.setFirst, uint32(f.setWords.len()))
		var chars []uint32
		for _, s := range set {
			chars = append(chars, uint32(s.char))
			f.setWords.add(occ(s.words)...)
		}
		f.setChars.add(chars...)
	}
	f.addWords(b, renumber)
	f.addRoots()
	f.addShort()
	f.addSame()
	return f
}

func (f *forward) addDocument(d *concept, occ func([]occurrence) []uint32, renumber []uint32) {
	f.node = append(f.node, uint32(d.node))
	f.parent = append(f.parent, uint32(d.parent))
	f.set = append(f.set, uint32(d.set))
	f.title.add(occ(d.title)...)
	ctx := make([]uint32, len(d.ctx))
	for i, t := range d.ctx {
		ctx[i] = renumber[t]
	}
	f.ctx.add(ctx...)
	var descs []uint32
	for _, e := range d.extra {
		descs = append(descs, uint32(len(f.descNote)))
		f.descNote = append(f.descNote, uint32(e.note))
		f.descWords.add(occ(e.words)...)
	}
	f.extra.add(descs...)
}

func (f *forward) addWords(b *builder, renumber []uint32) {
	for w := range b.words {
		if _, ok := b.terms[b.words[w]]; ok {
			f.words = append(f.words, w)
		}
	}
	slices.Sort(f.words)
	for _, w := range f.words {
		f.wordTerm = append(f.wordTerm, renumber[b.terms[b.words[w]]])
	}
}

func (f *forward) addRoots() {
	by := map[string][]uint32{}
	for t, name := range f.names {
		if r := root(name); r != "" {
			by[r] = append(by[r], uint32(t))
		}
	}
	for r := range by {
		f.roots = append(f.roots, r)
	}
	slices.Sort(f.roots)
	f.termRoot = make([]uint32, len(f.names))
	for i, r := range f.roots {
		f.rootTerm.add(by[r]...)
		for _, t := range by[r] {
			f.termRoot[t] = uint32(i) + 1
		}
	}
}

func (f *forward) addShort() {
	all := clipped()
	for short := range all {
		f.short = append(f.short, short)
	}
	slices.Sort(f.short)
	for _, short := range f.short {
		var terms []uint32
		for _, w := range all[short] {
			if t, ok := f.term(stem(w)); ok {
				terms = append(terms, t)
			}
		}
		f.shortFor.add(terms...)
	}
}

func (f *forward) addSame() {
	by := map[string][]uint32{}
	for _, group := range relatedGroups() {
		for _, w := range group {
			for _, other := range group {
				if t, ok := f.term(stem(other)); ok && other != w {
					by[stem(w)] = append(by[stem(w)], t)
				}
			}
		}
	}
	for w := range by {
		f.same = append(f.same, w)
	}
	slices.Sort(f.same)
	for _, w := range f.same {
		slices.Sort(by[w])
		f.sameAs.add(slices.Compact(by[w])...)
	}
}

// term returns the number of the term with this name.
func (f *forward) term(name string) (uint32, bool) {
	i, ok := slices.BinarySearch(f.names, name)
	return uint32(i), ok
}

// related returns the terms of the same root as name, name itself included.
func (f *forward) related(name string) []uint32 {
	i, ok := slices.BinarySearch(f.roots, root(name))
	if !ok {
		return nil
	}
	return f.rootTerm.at(uint32(i))
}

// docs returns the number of documents.
func (f *forward) docs() int { return len(f.node) }

// docOf returns the document of node n, or of the nearest node above it that
// is one. Documents are in tabular order.
func (f *forward) docOf(n table.Node) (uint32, bool) {
	i, ok := slices.BinarySearch(f.node, uint32(n))
	if ok {
		return uint32(i), true
	}
	if i == 0 {
		return 0, false
	}
	return uint32(i - 1), true
}

// sections names the parts of the forward file, in the order they are written.
func (f *forward) sections() []struct {
	name string
	to   *[]uint32
} {
	return []struct {
		name string
		to   *[]uint32
	}{
		{"wordterm", &f.wordTerm},
		{"rootterm.off", &f.rootTerm.off},
		{"rootterm", &f.rootTerm.val},
		{"termroot", &f.termRoot},
		{"node", &f.node},
		{"parent", &f.parent},
		{"set", &f.set},
		{"title.off", &f.title.off},
		{"title", &f.title.val},
		{"ctx.off", &f.ctx.off},
		{"ctx", &f.ctx.val},
		{"extra.off", &f.extra.off},
		{"extra", &f.extra.val},
		{"descnote", &f.descNote},
		{"desc.off", &f.descWords.off},
		{"desc", &f.descWords.val},
		{"setchars.off", &f.setChars.off},
		{"setchars", &f.setChars.val},
		{"setfirst", &f.setFirst},
		{"setwords.off", &f.setWords.off},
		{"setwords", &f.setWords.val},
		{"short.off", &f.shortFor.off},
		{"shortfor", &f.shortFor.val},
		{"same.off", &f.sameAs.off},
		{"sameas", &f.sameAs.val},
	}
}

// encode returns the forward file.
func (f *forward) encode() []byte {
	var out []table.Section
	for _, s := range f.sections() {
		out = append(out, table.Section{Name: s.name, Data: encodeNumbers(*s.to)})
	}
	idf := make([]uint32, len(f.idf))
	for i, v := range f.idf {
		idf[i] = math.Float32bits(v)
	}
	out = append(out, table.Section{Name: "idf", Data: encodeNumbers(idf)})
	for _, s := range []struct {
		name string
		list []string
	}{{"names", f.names}, {"words", f.words}, {"roots", f.roots}, {"short", f.short}, {"same", f.same}} {
		out = append(out, table.Section{Name: s.name, Data: encodeStrings(s.list)})
	}
	return table.MakeContainer(out)
}

func encodeNumbers(v []uint32) []byte {
	b := make([]byte, 0, 4*len(v))
	for _, n := range v {
		b = binary.LittleEndian.AppendUint32(b, n)
	}
	return b
}

// encodeStrings writes each string behind its length in one byte.
func encodeStrings(list []string) []byte {
	b := binary.LittleEndian.AppendUint32(nil, uint32(len(list)))
	for _, s := range list {
		s = s[:min(len(s), math.MaxUint8)]
		b = append(append(b, byte(len(s))), s...)
	}
	return b
}

// decodeForward reads a forward file.
func decodeForward(data []byte) (*forward, error) {
	c, err := table.OpenContainer(data, false)
	if err != nil {
		return nil, err
	}
	f := &forward{}
	for _, s := range f.sections() {
		b, err := c.Section(s.name)
		if err != nil {
			return nil, fmt.Errorf("section %s: %w", s.name, err)
		}
		*s.to = decodeNumbers(b)
	}
	b, err := c.Section("idf")
	if err != nil {
		return nil, err
	}
	f.idf = make([]float32, len(b)/4)
	for i := range f.idf {
		f.idf[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	for name, to := range map[string]*[]string{"names": &f.names, "words": &f.words, "roots": &f.roots, "short": &f.short, "same": &f.same} {
		b, err := c.Section(name)
		if err != nil {
			return nil, err
		}
		if *to, err = decodeStrings(b); err != nil {
			return nil, err
		}
	}
	return f, f.check()
}

func decodeNumbers(b []byte) []uint32 {
	out := make([]uint32, len(b)/4)
	for i := range out {
		out[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return out
}

func decodeStrings(b []byte) ([]string, error) {
	if len(b) < 4 {
		return nil, errShape
	}
	n := int(binary.LittleEndian.Uint32(b))
	if n > len(b) {
		return nil, errShape
	}
	s, out := string(b[4:]), make([]string, n)
	for i := range out {
		if len(s) == 0 || len(s) <= int(s[0]) {
			return nil, errShape
		}
		out[i], s = s[1:1+s[0]], s[1+s[0]:]
	}
	return out, nil
}

// check verifies what the checksums cannot: that the file was made by this
// version of the program.
func (f *forward) check() error {
	docs, terms := len(f.node), len(f.names)
	ok := len(f.idf) == terms && len(f.termRoot) == terms && len(f.wordTerm) == len(f.words) &&
		len(f.parent) == docs && len(f.set) == docs &&
		f.title.valid(docs) && f.ctx.valid(docs) && f.extra.valid(docs) &&
		f.descWords.valid(len(f.descNote)) && f.rootTerm.valid(len(f.roots)) && f.shortFor.valid(len(f.short)) && f.sameAs.valid(len(f.same)) &&
		f.setChars.valid(len(f.setFirst)) && f.setWords.valid(len(f.setChars.val))
	if !ok {
		return errShape
	}
	return nil
}
