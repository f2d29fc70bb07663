package index

import (
	"math"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// A builder gathers the documents of one release.
type builder struct {
	codes   *table.Codes
	source  Source
	terms   map[string]uint32 // by term; numbers are in order of appearance until sorted
	names   []string
	words   map[string]string // surface word to term
	docs    []concept
	docOf   map[table.Node]int32
	setOf   map[table.Node]int32
	setList [][]seventh
}

// A concept is one document: a node of the classification with its names.
type concept struct {
	node   table.Node
	parent int32 // document of the node above, -1 for a category
	title  []occurrence
	extra  []descriptor // the concept's own inclusion terms and synonyms
	ctx    []uint32     // terms of the blocks and chapters above and of Includes notes
	set    int32        // list of 7th characters, -1 for none
}

// A descriptor is another name of a concept.
type descriptor struct {
	note  int32 // its place among the node's notes, or as nameNote has it
	words []occurrence
}

// nameNote is the note of a descriptor that is the name at place i of the
// source's names, and nameOf the place that a note stands for.
func nameNote(i int) int32 { return -1 - int32(i) }

func nameOf(note int32) int { return int(-1 - note) }

// A seventh is a 7th character and the words of its meaning.
type seventh struct {
	char  byte
	words []occurrence
}

func newBuilder(from Source) *builder {
	return &builder{
		codes: from.Codes, source: from,
		terms: map[string]uint32{},
		words: map[string]string{},
		docOf: map[table.Node]int32{},
		setOf: map[table.Node]int32{},
	}
}

// isCopy reports that n is a code with its 7th character: not a document of
// its own but a variant of the one above.
func isCopy(codes *table.Codes, n table.Node) bool {
	return codes.Billable(n) && codes.Parent(n) != table.None && len(codes.Key(n)) == 7 &&
		codes.SeventhOwner(n) != table.None
}

// collect makes the documents of the whole release; progress is told how far
// it is, from 0 to 1.
func (b *builder) collect(progress func(float64)) {
	total := b.codes.Len()
	for n := table.Node(0); int(n) < total; n++ {
		if n%2048 == 0 {
			progress(float64(n) / float64(total))
		}
		kind := b.codes.Kind(n)
		if kind == codesets.KindChapter || kind == codesets.KindBlock || isCopy(b.codes, n) {
			continue
		}
		b.docOf[n] = int32(len(b.docs))
		b.docs = append(b.docs, b.concept(n))
	}
}

func (b *builder) concept(n table.Node) concept {
	d := concept{node: n, parent: -1, set: -1, title: b.occurrences(b.codes.Title(n))}
	if p, ok := b.docOf[b.codes.Parent(n)]; ok {
		d.parent = p
	}
	d.set = b.sevenths(n)
	for i, note := range b.codes.Notes(n) {
		switch note.Kind {
		case codesets.InclusionTerm:
			d.extra = append(d.extra, descriptor{int32(i), b.occurrences(withoutCodes(note.Text))})
		case codesets.Includes:
			words := b.occurrences(withoutCodes(note.Text))
			d.extra = append(d.extra, descriptor{int32(i), words})
		}
	}
	for i, name := range b.source.names(b.codes.Key(n)) {
		d.extra = append(d.extra, descriptor{nameNote(i), b.occurrences(name)})
	}
	d.ctx = append(b.context(n), b.classifiable(n)...)
	slices.Sort(d.ctx)
	d.ctx = slices.Compact(d.ctx)
	return d
}

// classifiable returns the terms of the categories that a note of n takes in
// by their codes: "Conditions classifiable to C15-C26" makes the cancers of
// the gut part of what "family history of malignant neoplasm of digestive
// organs" is about.
func (b *builder) classifiable(n table.Node) []uint32 {
	var out []uint32
	for _, note := range b.codes.Notes(n) {
		if note.Kind != codesets.Includes && note.Kind != codesets.InclusionTerm || !takesIn(note.Text) {
			continue
		}
		for _, ref := range note.Refs {
			for m, end := b.codes.Span(ref); m < end; m++ {
				if len(b.codes.Key(m)) == 3 && b.codes.Kind(m) != codesets.KindChapter {
					for _, o := range b.occurrences(b.codes.Title(m)) {
						out = append(out, o.term())
					}
				}
			}
		}
	}
	return out
}

// takesIn reports notes that name their conditions by codes.
func takesIn(text string) bool {
	text = strings.ToLower(text)
	return strings.HasPrefix(text, "condition") || strings.Contains(text, "classifiable to") && !strings.Contains(text, "not classifiable to")
}

// context returns the terms of the chapter and blocks above a category; what
// lies beneath reads its category's.
func (b *builder) context(n table.Node) []uint32 {
	var out []uint32
	for p := b.codes.Parent(n); p != table.None; p = b.codes.Parent(p) {
		if k := b.codes.Kind(p); k != codesets.KindBlock && k != codesets.KindChapter {
			return nil
		}
		for _, o := range b.occurrences(b.codes.Title(p)) {
			out = append(out, o.term())
		}
	}
	return out
}

// sevenths returns the number of the list of 7th characters of the codes
// beneath n, -1 when there are none.
func (b *builder) sevenths(n table.Node) int32 {
	if b.codes.Billable(n) || b.codes.End(n) == n+1 || !isCopy(b.codes, n+1) {
		return -1
	}
	owner := b.codes.SeventhOwner(n + 1)
	if s, ok := b.setOf[owner]; ok {
		return s
	}
	var list []seventh
	for _, s := range b.codes.Sevenths(n + 1) {
		list = append(list, seventh{s.Char, b.occurrences(s.Text)})
	}
	b.setOf[owner] = int32(len(b.setList))
	b.setList = append(b.setList, list)
	return b.setOf[owner]
}

// withoutCodes returns text without parentheses that hold codes.
func withoutCodes(text string) string {
	var out strings.Builder
	for {
		i := strings.IndexByte(text, '(')
		if i < 0 {
			break
		}
		n := strings.IndexByte(text[i:], ')') + 1
		if n == 0 {
			n = len(text) - i
		}
		out.WriteString(text[:i])
		if !holdsCode(text[i : i+n]) {
			out.WriteString(text[i : i+n])
		}
		text = text[i+n:]
	}
	out.WriteString(text)
	return out.String()
}

// holdsCode reports a letter with two digits behind it, as codes begin.
func holdsCode(s string) bool {
	for i := 0; i+2 < len(s); i++ {
		if s[i] >= 'A' && s[i] <= 'Z' && isDigit(s[i+1]) && (isDigit(s[i+2]) || s[i+2] == 'A' || s[i+2] == 'B') {
			return true
		}
	}
	return false
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func (b *builder) occurrences(text string) []occurrence {
	for _, tok := range Tokens(text) {
		if _, ok := b.words[tok]; !ok {
			b.words[strings.Clone(tok)] = stem(tok)
		}
	}
	words := analyze(text)
	out := make([]occurrence, len(words))
	for i, w := range words {
		out[i] = makeOccurrence(b.term(w.term), w.class)
	}
	return out
}

func (b *builder) term(t string) uint32 {
	id, ok := b.terms[t]
	if !ok {
		id = uint32(len(b.names))
		t = strings.Clone(t)
		b.terms[t] = id
		b.names = append(b.names, t)
	}
	return id
}

// inherited calls f with the document and every one above it.
func (b *builder) inherited(d int32, f func(*concept)) {
	for ; d >= 0; d = b.docs[d].parent {
		f(&b.docs[d])
	}
}

// text returns the terms by which document d is found: its title, its own
// and inherited other names.
func (b *builder) text(d int32) []uint32 {
	var out []uint32
	add := func(list []occurrence) {
		for _, o := range list {
			out = append(out, o.term())
		}
	}
	add(b.docs[d].title)
	b.inherited(d, func(doc *concept) {
		for _, e := range doc.extra {
			add(e.words)
		}
	})
	slices.Sort(out)
	return slices.Compact(out)
}

// around returns the terms of what document d belongs to.
func (b *builder) around(d int32) []uint32 {
	var out []uint32
	b.inherited(d, func(doc *concept) {
		for _, o := range doc.title {
			out = append(out, o.term())
		}
		out = append(out, doc.ctx...)
	})
	slices.Sort(out)
	return slices.Compact(out)
}

// weigh returns how telling each term is, 0 to 1: the fewer documents and
// categories have it, the more.
func (b *builder) weigh(texts [][]uint32) []float32 {
	df, cats := make([]float64, len(b.names)), make([]float64, len(b.names))
	last := make([]int32, len(b.names))
	cat, ncat := int32(0), 0.0
	for d, terms := range texts {
		if b.docs[d].parent < 0 {
			cat++
			ncat++
		}
		for _, t := range terms {
			df[t]++
			if last[t] != cat {
				last[t] = cat
				cats[t]++
			}
		}
	}
	out := make([]float32, len(b.names))
	n := float64(len(texts))
	for t := range out {
		byDoc := math.Log(1+n/(df[t]+0.5)) / math.Log(1+n)
		byCat := math.Log(1+ncat/(cats[t]+0.5)) / math.Log(1+ncat)
		out[t] = float32((byDoc + byCat) / 2)
	}
	return out
}
