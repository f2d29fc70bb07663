package alphabetic

import (
	"cmp"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets/icd10cm"
	"github.com/medcode-cli/medcode/codesets/table"
)

// A Term is a term of the Index with the lines that are its own and the terms
// beneath it. It is not safe for concurrent use: a main term reads what stands
// beneath it at first need.
type Term struct {
	up    *Term
	title string
	lines []icd10cm.IndexLine
	subs  []*Term

	unread []table.Row // of a main term not yet read
	known  *key
}

// Up returns the term above, nil for the root of a part.
func (t *Term) Up() *Term { return t.up }

// Title returns the term as printed, nonessential modifiers in their
// parentheses; "" for a root.
func (t *Term) Title() string {
	t.read()
	return t.title
}

// Lines returns what the term itself leads to: a code a line, more than one in
// the tables, or the terms it refers to. It is empty for a term that only has
// others beneath it.
func (t *Term) Lines() []icd10cm.IndexLine {
	t.read()
	return t.lines
}

// Subterms returns the terms right beneath, in the order of the book: "with"
// first, the others by the alphabet.
func (t *Term) Subterms() []*Term {
	t.read()
	return t.subs
}

// Path returns the titles from the main term down to t.
func (t *Term) Path() []string {
	var path []string
	for ; t != nil && t.up != nil; t = t.up {
		path = append(path, t.Title())
	}
	slices.Reverse(path)
	return path
}

// Leads returns what t itself leads to, as the book prints it.
func (t *Term) Leads() []string {
	var to []string
	for i := range t.Lines() {
		if text := t.lines[i].Leads(); text != "" && !slices.Contains(to, text) {
			to = append(to, text)
		}
	}
	return to
}

// See returns the term that t says to see instead, "" for none.
func (t *Term) See() string { return t.reference(func(l *icd10cm.IndexLine) string { return l.See }) }

// SeeAlso returns the term that t says to see as well, "" for none.
func (t *Term) SeeAlso() string {
	return t.reference(func(l *icd10cm.IndexLine) string { return l.SeeAlso })
}

func (t *Term) reference(of func(*icd10cm.IndexLine) string) string {
	for i := range t.Lines() {
		if s := of(&t.lines[i]); s != "" {
			return s
		}
	}
	return ""
}

// Count returns how many terms stand beneath t, at any depth.
func (t *Term) Count() int {
	n := 0
	for _, s := range t.Subterms() {
		n += 1 + s.Count()
	}
	return n
}

// NewTree returns the root of the terms of lines.
func NewTree(lines []icd10cm.IndexLine) *Term {
	b := builder{root: &Term{}, terms: map[string]*Term{}}
	for i := range lines {
		at := b.root
		for depth := range lines[i].Path {
			at = b.under(at, lines[i].Path[:depth+1])
		}
		if l := &lines[i]; l.Shown+l.See+l.SeeAlso != "" || l.Code != "" {
			at.lines = append(at.lines, *l)
		}
	}
	b.root.sort()
	return b.root
}

// A builder puts lines together as a tree.
type builder struct {
	root  *Term
	terms map[string]*Term // by path
}

// under returns the term of path, which is right beneath up.
func (b *builder) under(up *Term, path []string) *Term {
	name := strings.Join(path, "\x00")
	if t, ok := b.terms[name]; ok {
		return t
	}
	t := &Term{up: up, title: path[len(path)-1]}
	up.subs = append(up.subs, t)
	b.terms[name] = t
	return t
}

// sortTerms puts terms in the order of the book.
func sortTerms(terms []*Term) {
	slices.SortStableFunc(terms, func(a, b *Term) int { return cmp.Compare(a.rank(), b.rank()) })
}

func (t *Term) sort() {
	sortTerms(t.subs)
	for _, s := range t.subs {
		s.sort()
	}
}

// rank returns what a term is sorted by.
func (t *Term) rank() string {
	if t.title == "with" {
		return ""
	}
	return strings.ToLower(t.title)
}

// Open returns the root of a part of a release of the Index. Main terms are
// read when they are first looked into.
func Open(rows *table.Rows, part string) *Term {
	root := &Term{}
	partCol, _ := rows.Column("part")
	termCol, ok := rows.Column("term")
	if !ok {
		return root
	}
	mains := map[string]*Term{}
	for r := range rows.All() {
		if !r.Is(partCol, part) {
			continue
		}
		t, ok := mains[string(r.Bytes(termCol))]
		if !ok {
			t = &Term{up: root, title: r.At(termCol)}
			root.subs = append(root.subs, t)
			mains[t.title] = t
		}
		t.unread = append(t.unread, r)
	}
	slices.SortFunc(root.subs, func(a, b *Term) int { return cmp.Compare(a.title, b.title) })
	return root
}

// read reads a main term's lines. Terms that differ in their nonessential
// modifiers alone are put together under the first.
func (t *Term) read() {
	if t.unread == nil {
		return
	}
	lines := make([]icd10cm.IndexLine, len(t.unread))
	for i, r := range t.unread {
		lines[i] = icd10cm.IndexLineOf(r)
	}
	t.unread, t.known = nil, nil
	for i, main := range NewTree(lines).subs {
		if i == 0 {
			t.title, t.lines = main.title, main.lines
		} else {
			t.lines = append(t.lines, main.lines...)
		}
		for _, s := range main.subs {
			s.up = t
			t.subs = append(t.subs, s)
		}
	}
	sortTerms(t.subs)
}
