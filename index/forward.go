package index

import (
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"math"

	"github.com/medcode-cli/medcode/codesets/table"
)

// errShape reports a forward file whose sections do not fit together.
var errShape = errors.New("index file is damaged")

const none = ^uint32(0)

// A forward is what ranking reads of every document: its words in order. It
// is a container of sections beside the segment, read in place.
type forward struct {
	names    texts   // terms, sorted; a term's number is its place
	idf      numbers // by term, 0 to 1, as the bits of a float32
	words    texts   // words as they are written, sorted
	wordTerm numbers // by word
	roots    texts   // sorted
	rootTerm lists   // terms by root
	kins     texts   // sorted
	kinTerm  lists   // terms by kin
	short    texts   // short forms of title words, sorted
	shortFor lists   // terms by short form, the most usual first
	same     texts   // words with others of one meaning, sorted
	sameAs   lists   // their terms
	lexicon  numbers // keys of the lexicon, see lexiconKeys

	node, parent, set numbers // by document; none for no parent, no set
	title             lists   // occurrences by document
	ctx               lists   // terms by document, categories only
	extra             lists   // descriptors by document
	descNote          numbers
	descWords         lists // occurrences by descriptor

	setChars lists // 7th characters by set
	setFirst numbers
	setWords lists // occurrences by 7th character of all sets
}

// numbers are 32-bit numbers, little-endian, read in place.
type numbers []byte

func (n numbers) len() int { return len(n) / 4 }

func (n numbers) at(i uint32) uint32 { return binary.LittleEndian.Uint32(n[4*int(i):]) }

// all yields the numbers in order.
func (n numbers) all() iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for i := range uint32(n.len()) {
			if !yield(n.at(i)) {
				return
			}
		}
	}
}

// lists are short lists of numbers, one behind the other; list i begins at
// off[i], and off has one more than there are lists.
type lists struct{ off, val numbers }

func (l lists) len() int { return l.off.len() - 1 }

func (l lists) at(i uint32) numbers { return l.val[4*int(l.off.at(i)) : 4*int(l.off.at(i+1))] }

func (l lists) valid(n int) bool {
	return l.off.len() == n+1 && l.off.at(0) == 0 && int(l.off.at(uint32(n))) == l.val.len()
}

// texts are strings, one behind the other.
type texts struct {
	off numbers
	all []byte // of the file: it does not outlive the index
}

func (t texts) len() int { return t.off.len() - 1 }

// at returns a copy of text i.
func (t texts) at(i uint32) string { return string(t.raw(i)) }

// raw returns text i in place.
func (t texts) raw(i uint32) []byte { return t.all[t.off.at(i):t.off.at(i+1)] }

// find returns the place of s among sorted texts.
func (t texts) find(s string) (uint32, bool) {
	lo, hi := uint32(0), uint32(t.len())
	for lo < hi {
		m := (lo + hi) / 2
		switch b := t.raw(m); {
		case string(b) == s:
			return m, true
		case string(b) < s:
			lo = m + 1
		default:
			hi = m
		}
	}
	return lo, false
}

// term returns the number of the term with this name.
func (f *forward) term(name string) (uint32, bool) { return f.names.find(name) }

// weight returns how telling term t is, 0 to 1.
func (f *forward) weight(t uint32) float32 { return math.Float32frombits(f.idf.at(t)) }

// related returns the terms of the same root as name, name itself included.
func (f *forward) related(name string) numbers {
	if r := root(name); r != "" {
		if i, ok := f.roots.find(r); ok {
			return f.rootTerm.at(i)
		}
	}
	return nil
}

// akin returns the terms that speak of the same organ as name.
func (f *forward) akin(name string) numbers {
	if k := kin(name); k != "" {
		if i, ok := f.kins.find(k); ok {
			return f.kinTerm.at(i)
		}
	}
	return nil
}

// docs returns the number of documents.
func (f *forward) docs() int { return f.node.len() }

// docOf returns the document of node n, or of the last one before it when n
// is a copy. Documents are in tabular order.
func (f *forward) docOf(n table.Node) (uint32, bool) {
	lo, hi := uint32(0), uint32(f.docs())
	for lo < hi {
		m := (lo + hi) / 2
		if f.node.at(m) <= uint32(n) {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo - 1, lo > 0
}

// A section is one part of the forward file.
type section struct {
	name string
	to   *numbers
}

// sections names the parts of the forward file, in the order they are written.
func (f *forward) sections() []section {
	return []section{
		{"idf", &f.idf},
		{"wordterm", &f.wordTerm},
		{"rootterm.off", &f.rootTerm.off},
		{"rootterm", &f.rootTerm.val},
		{"kinterm.off", &f.kinTerm.off},
		{"kinterm", &f.kinTerm.val},
		{"short.off", &f.shortFor.off},
		{"shortfor", &f.shortFor.val},
		{"same.off", &f.sameAs.off},
		{"sameas", &f.sameAs.val},
		{"lexicon", &f.lexicon},
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
		{"names.at", &f.names.off},
		{"words.at", &f.words.off},
		{"roots.at", &f.roots.off},
		{"kins.at", &f.kins.off},
		{"shorts.at", &f.short.off},
		{"sames.at", &f.same.off},
	}
}

// A textSection is a part of the forward file that holds strings.
type textSection struct {
	name string
	to   *texts
}

func (f *forward) textSections() []textSection {
	return []textSection{{"names", &f.names}, {"words", &f.words}, {"roots", &f.roots}, {"kins", &f.kins}, {"shorts", &f.short}, {"sames", &f.same}}
}

// openForward opens a forward file; it keeps data.
func openForward(data []byte) (*forward, error) {
	c, err := table.OpenContainer(data, false)
	if err != nil {
		return nil, err
	}
	f := &forward{}
	for _, s := range f.sections() {
		if *s.to, err = c.Section(s.name); err != nil {
			return nil, fmt.Errorf("section %s: %w", s.name, err)
		}
	}
	for _, s := range f.textSections() {
		if s.to.all, err = c.Section(s.name); err != nil {
			return nil, fmt.Errorf("section %s: %w", s.name, err)
		}
	}
	return f, f.check()
}

// check verifies what the checksums cannot: that the parts fit together.
func (f *forward) check() error {
	docs, terms := f.node.len(), f.names.len()
	for _, t := range f.textSections() {
		if t.to.off.len() == 0 || int(t.to.off.at(uint32(t.to.len()))) != len(t.to.all) {
			return errShape
		}
	}
	ok := f.idf.len() == terms && f.wordTerm.len() == f.words.len() && f.parent.len() == docs && f.set.len() == docs &&
		f.title.valid(docs) && f.ctx.valid(docs) && f.extra.valid(docs) && f.descWords.valid(f.descNote.len()) &&
		f.rootTerm.valid(f.roots.len()) && f.kinTerm.valid(f.kins.len()) && f.shortFor.valid(f.short.len()) && f.sameAs.valid(f.same.len()) &&
		f.setChars.valid(f.setFirst.len()) && f.setWords.valid(f.setChars.val.len()) &&
		lexiconKeys{f.lexicon}.valid()
	if !ok {
		return errShape
	}
	return nil
}
