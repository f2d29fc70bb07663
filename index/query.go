package index

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// maxQuery is the number of bytes of a query that are read.
const maxQuery = 4096

// ErrQuery reports a query or option that cannot be understood.
var ErrQuery = errors.New("bad query")

// A Query is a parsed search text.
type Query struct {
	Words   string   // what is ranked by
	Phrases []string // must occur as they are
	Without []string // must not occur in a title
	Code    string   // restricts to these codes: "E11*", "E08-E13"
	Chapter string   // restricts to a chapter
	Note    string   // searches the notes of this kind instead
}

// ParseQuery reads a search text:
//
//	"two words"   the phrase must occur
//	-word         no code whose title has the word
//	code:E11*     only these codes; also a range, code:E08-E13
//	chapter:9     only this chapter
//	note:KIND     search the notes of a kind: includes, inclusion_term,
//	              excludes1, excludes2, code_first, use_additional, code_also, note
//
// Everything else is ranked by. Text beyond 4,096 bytes is not read.
func ParseQuery(text string) (Query, error) {
	var q Query
	text = codesets.Clean(strings.ToValidUTF8(text[:min(len(text), maxQuery)], " "))
	var words []string
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		if text[0] == '"' {
			phrase, rest, closed := strings.Cut(text[1:], `"`)
			if closed && phrase != "" {
				q.Phrases = append(q.Phrases, phrase)
			}
			words = append(words, phrase)
			text = rest
			continue
		}
		word, rest, _ := strings.Cut(text, " ")
		text = rest
		if !q.field(word) {
			words = append(words, word)
		}
	}
	q.Words = strings.Join(words, " ")
	if q.Note != "" {
		if _, ok := noteKind(q.Note); !ok {
			return q, fmt.Errorf("%w: note:%s, want a kind such as note:excludes1", ErrQuery, q.Note)
		}
	}
	return q, nil
}

// field takes word when it is one of the query's operators.
func (q *Query) field(word string) bool {
	name, value, _ := strings.Cut(word, ":")
	switch {
	case value != "" && name == "code":
		q.Code = value
	case value != "" && name == "chapter":
		q.Chapter = value
	case value != "" && name == "note":
		q.Note = strings.ToLower(value)
	case len(word) > 2 && word[0] == '-' && isLetter(word[1]):
		q.Without = append(q.Without, word[1:])
	default:
		return false
	}
	return true
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func noteKind(name string) (codesets.NoteKind, bool) {
	for k := range codesets.NoteKinds {
		if codesets.NoteKind(k).String() == name {
			return codesets.NoteKind(k), true
		}
	}
	return 0, false
}

// A filter says which codes a search may return.
type filter struct {
	spans    []span // empty: all
	billable bool
	side     member
	without  []uint32 // terms
}

func (x *Index) filter(q Query, opts Options) (filter, error) {
	f := filter{billable: opts.Billable}
	for _, s := range []string{q.Code, opts.Range} {
		if s == "" {
			continue
		}
		sp, ok := x.rangeSpan(s)
		if !ok {
			return f, fmt.Errorf("%w: no codes %q in %s", ErrQuery, s, x.codes.Release().Title)
		}
		f.spans = append(f.spans, sp)
	}
	for _, s := range []string{q.Chapter, opts.Chapter} {
		if s == "" {
			continue
		}
		n, ok := x.codes.Find(strings.ToUpper(s))
		if !ok || x.codes.Kind(n) != codesets.KindChapter {
			return f, fmt.Errorf("%w: no chapter %q in %s", ErrQuery, s, x.codes.Release().Title)
		}
		f.spans = append(f.spans, span{n, x.codes.End(n)})
	}
	if opts.Side != "" {
		t, ok := x.fwd.term(strings.ToLower(opts.Side))
		if !ok || x.group(t).group != sideGroup {
			return f, fmt.Errorf("%w: side %q, want left, right or bilateral", ErrQuery, opts.Side)
		}
		f.side = x.group(t)
	}
	switch opts.Encounter {
	case "", "initial", "subsequent", "sequela":
	default:
		return f, fmt.Errorf("%w: encounter %q, want initial, subsequent or sequela", ErrQuery, opts.Encounter)
	}
	for _, w := range q.Without {
		for _, tok := range Tokens(w) {
			if t, ok := x.fwd.term(stem(tok)); ok {
				f.without = append(f.without, t)
			}
		}
	}
	return f, nil
}

// rangeSpan returns the codes of "E11", "E11*", "E11.4-" or "E08-E13".
func (x *Index) rangeSpan(s string) (span, bool) {
	s = codesets.Normalize(s)
	ref := codesets.Ref{From: s, To: s}
	if p := strings.TrimRight(s, "*-"); p != s {
		ref = codesets.Ref{From: p, To: p, Prefix: true}
	} else if from, to, ok := strings.Cut(s, "-"); ok {
		if n, found := x.codes.Find(s); found {
			return span{n, x.codes.End(n)}, true
		}
		ref = codesets.Ref{From: codesets.Normalize(from), To: codesets.Normalize(to)}
	}
	lo, hi := x.codes.Span(ref)
	return span{lo, hi}, lo < hi
}

// allows reports whether document d may be returned.
func (x *Index) allows(d uint32, f filter) bool {
	n := table.Node(x.fwd.node.at(d))
	for _, s := range f.spans {
		if n < s.lo || n >= s.hi {
			return false
		}
	}
	if f.side.group == 0 && len(f.without) == 0 {
		return true
	}
	sides, same := false, false
	for v := range x.fwd.title.at(d).all() {
		t := occurrence(v).term()
		if g := x.group(t); f.side.group > 0 && g.group == f.side.group {
			sides, same = true, same || g == f.side
		}
		if slices.Contains(f.without, t) {
			return false
		}
	}
	return same || !sides
}

// hasPhrases reports whether the title or another name of d has every phrase
// of the query.
func (x *Index) hasPhrases(d uint32, q Query) bool {
	for _, p := range q.Phrases {
		if !x.hasPhrase(d, strings.ToLower(p)) {
			return false
		}
	}
	return true
}

func (x *Index) hasPhrase(d uint32, phrase string) bool {
	n := table.Node(x.fwd.node.at(d))
	if strings.Contains(strings.ToLower(x.codes.Title(n)), phrase) {
		return true
	}
	for p := d; ; p = x.fwd.parent.at(p) {
		for _, note := range x.codes.Notes(table.Node(x.fwd.node.at(p))) {
			if (note.Kind == codesets.InclusionTerm || note.Kind == codesets.Includes) &&
				strings.Contains(strings.ToLower(note.Text), phrase) {
				return true
			}
		}
		if x.fwd.parent.at(p) == none {
			return false
		}
	}
}
