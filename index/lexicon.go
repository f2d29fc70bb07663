package index

import (
	_ "embed" // for the word lists
	"strings"
)

// The coder's lexicon. Its files are described in lexicon/README.md.
//
//go:embed lexicon/abbreviations.txt
var lexiconAbbreviations string

//go:embed lexicon/lay.txt
var lexiconLay string

//go:embed lexicon/drugs.txt
var lexiconDrugs string

//go:embed lexicon/eponyms.txt
var lexiconEponyms string

//go:embed lexicon/neoplasms.txt
var lexiconNeoplasms string

//go:embed lexicon/spelling.txt
var lexiconSpelling string

// A LexiconKind says which file of the lexicon an expansion comes from.
type LexiconKind uint8

// The kinds of expansions.
const (
	Abbreviation LexiconKind = iota // "copd", "nondisp", "w/o"
	LayTerm                         // "heart attack"
	Drug                            // "tylenol"
	Eponym                          // "gorlin syndrome", and other synonyms of diseases
	Neoplasm                        // "osteosarcoma"
	Spelling                        // "oesophagus"
	lexiconKinds
)

// String returns the kind as --explain names it.
func (k LexiconKind) String() string {
	names := [...]string{"abbreviation", "lay term", "drug", "synonym", "neoplasm", "spelling"}
	if int(k) >= len(names) {
		return ""
	}
	return names[k]
}

// An Alternative is one meaning of a phrase.
type Alternative struct {
	// Terms are words of official titles and inclusion terms, lower case;
	// empty when the meaning is given by Codes alone.
	Terms []string
	// Codes are codes, categories or blocks that the phrase is an official or
	// usual synonym of, undotted, best first; mostly empty or one.
	Codes []string
	// Context reports that words elsewhere in the query speak for this meaning.
	Context bool
}

// An Expansion is what the lexicon knows of the query's tokens Start to End-1.
type Expansion struct {
	Start, End   int // End is exclusive
	Kind         LexiconKind
	Alternatives []Alternative // never empty, most likely first
}

// A Lexicon expands what coders and patients write into the words of official
// titles. It is safe for concurrent use.
type Lexicon struct {
	files [lexiconKinds]string
	keys  lexiconKeys
}

// OpenLexicon reads the embedded lexicon, which takes about a millisecond. An
// index keeps what this works out and need not do it again.
func OpenLexicon() *Lexicon { return parseLexicon(lexiconFiles()) }

func lexiconFiles() [lexiconKinds]string {
	return [lexiconKinds]string{
		lexiconAbbreviations, lexiconLay, lexiconDrugs, lexiconEponyms, lexiconNeoplasms, lexiconSpelling,
	}
}

// parseLexicon indexes the keys of the files; the rest of a line is read when
// it is asked for.
func parseLexicon(files [lexiconKinds]string) *Lexicon {
	return &Lexicon{files: files, keys: lexiconKeys{makeLexiconKeys(files)}}
}

// Len returns the number of lines; each may have several keys.
func (l *Lexicon) Len() int { return l.keys.lines() }

// Expand returns what the lexicon knows of tokens, which Tokens made: the
// longest phrases from left to right, which do not overlap.
func (l *Lexicon) Expand(tokens []string) []Expansion {
	var out []Expansion
	for i := 0; i < len(tokens); {
		e, ok := l.longest(tokens, i)
		if !ok {
			i++
			continue
		}
		out = append(out, e)
		i = e.End
	}
	return out
}

// longest returns the expansion of the longest phrase that begins at start.
func (l *Lexicon) longest(tokens []string, start int) (Expansion, bool) {
	h, best := keyHash{}, Expansion{}
	for end := start + 1; end <= len(tokens) && end-start <= l.keys.words(); end++ {
		before := h
		h.add(tokens[end-1])
		if e, ok := l.meanings(h.sum, tokens, start, end); ok {
			best = e
			continue
		}
		if e, ok := l.nouns(before, tokens, start, end); ok {
			best = e
		}
	}
	if best.End == 0 {
		return l.numbered(tokens, start)
	}
	if best.Kind == Eponym {
		best.End = serialEnd(tokens, best.End)
	}
	return best, true
}

// numbered looks the symbol of a gene-numbered disease up by its letters.
func (l *Lexicon) numbered(tokens []string, start int) (Expansion, bool) {
	letters, ok := symbol(tokens[start])
	if !ok {
		return Expansion{}, false
	}
	h := keyHash{}
	h.add(letters)
	e, ok := l.meanings(h.sum, tokens, start, start+1)
	return e, ok && e.Kind == Eponym
}

// nouns looks the phrase up with another word for its last: one author's
// syndrome is another's disease.
func (l *Lexicon) nouns(before keyHash, tokens []string, start, end int) (Expansion, bool) {
	nouns := [...]string{"syndrome", "disease", "disorder"}
	last := tokens[end-1]
	if end-start < 2 || (last != nouns[0] && last != nouns[1] && last != nouns[2]) {
		return Expansion{}, false
	}
	for _, noun := range nouns {
		h := before
		h.add(noun)
		if e, ok := l.meanings(h.sum, tokens, start, end); ok {
			return e, true
		}
	}
	return Expansion{}, false
}

// meanings returns the lines of the key with this hash that the rest of the
// query does not rule out: those it speaks for first, those that wait for a
// word it lacks last.
func (l *Lexicon) meanings(hash uint64, tokens []string, start, end int) (Expansion, bool) {
	e := Expansion{Start: start, End: end}
	var by [3][]Alternative
	for p := range l.keys.places(hash) {
		rest, _, _ := strings.Cut(l.files[p.kind()][p.offset():], "\n")
		f := splitLine(rest)
		v := weigh(f.context, tokens, start, end)
		if v == against {
			continue
		}
		e.Kind = p.kind()
		by[v] = f.alternatives(by[v], v == spoken)
	}
	e.Alternatives = append(append(by[spoken], by[neutral]...), by[unspoken]...)
	return e, len(e.Alternatives) > 0
}

// lexiconFields are the parts of a line behind its keys.
type lexiconFields struct{ expansion, context, codes string }

func splitLine(rest string) lexiconFields {
	var f lexiconFields
	n := 0
	for part := range strings.SplitSeq(rest, "\t") {
		if codes, ok := strings.CutPrefix(part, "=>"); ok {
			f.codes = codes
			continue
		}
		switch n++; n {
		case 1:
			f.expansion = part
		case 2:
			f.context = part
		}
	}
	return f
}

// alternatives appends the meanings of a line: the first expansion with the
// first codes, the second with the second, and so on.
func (f lexiconFields) alternatives(to []Alternative, context bool) []Alternative {
	expansion, codes := f.expansion, f.codes
	for more := true; more; more = expansion != "" || codes != "" {
		var text, group string
		text, expansion, _ = strings.Cut(expansion, "|")
		group, codes, _ = strings.Cut(codes, "|")
		a := Alternative{Terms: strings.Fields(text), Context: context}
		for c := range strings.FieldsSeq(group) {
			a.Codes = append(a.Codes, strings.ReplaceAll(c, ".", ""))
		}
		to = append(to, a)
	}
	return to
}

// A verdict is what the rest of the query says of a line.
type verdict uint8

const (
	spoken   verdict = iota // it has a context word
	neutral                 // the line asks for none
	unspoken                // it has none of those asked for
	against                 // it has one marked by a minus, or none marked by a plus
)

// weigh looks for the context words, separated by blanks, outside
// tokens[start:end]. Without one of those marked by a plus, all is against
// the line.
func weigh(context string, tokens []string, start, end int) verdict {
	v := neutral
	for w := range strings.FieldsSeq(context) {
		word, minus := strings.CutPrefix(w, "-")
		word, plus := strings.CutPrefix(word, "+")
		switch {
		case plus && v != spoken:
			v = against
		case !minus && v == neutral:
			v = unspoken
		}
		for i, tok := range tokens {
			if i >= start && i < end || !sameWord(word, tok) {
				continue
			}
			if minus {
				return against
			}
			v = spoken
		}
	}
	return v
}
