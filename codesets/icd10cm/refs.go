package icd10cm

import (
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
)

// ParseRefs returns what the text of a note refers to, in its order, and
// whether the text names codes in a form the grammar does not know; the
// references of such a part are left out, so that nothing is read wider than
// it is meant.
//
// Codes are looked for in parentheses, and in the running text behind "code",
// "codes", "category", "subcategory", "classified to" and the like:
//
//	list      = item { separator item } [ qualifier ]
//	item      = code [ "-" ] | code ( "-" | "to" ) code [ "-" ]
//	separator = "," | ";" | "and" | "or" | "."
//	qualifier = [","] "with" positions "character" values
//	          | [","] "with" ["final characters"] endings
//
// as in "(I82.4Z-)", "(F01-F99)", "(T36-T50 with fifth or sixth character 5)"
// and "(E08-E13 with .51-.52)". A qualifier holds for every item before it in
// its list. Codes are returned undotted.
func ParseRefs(text string) (refs []codesets.Ref, unparsed bool) {
	for _, part := range codeParts(text) {
		p := refParser{toks: refTokens(part.text)}
		got, ok := p.list()
		refs = append(refs, got...)
		unparsed = unparsed || (!ok && (part.inParens || len(got) == 0))
	}
	return refs, unparsed
}

type codePart struct {
	text     string
	inParens bool
}

// codeParts returns the parts of a note in which a code stands as a code:
// parentheses that hold one, and text from a code on that stands behind a
// word such as "category".
func codeParts(text string) []codePart {
	var parts []codePart
	for len(text) > 0 {
		open := strings.IndexByte(text, '(')
		if open < 0 {
			return appendRunning(parts, text)
		}
		parts = appendRunning(parts, text[:open])
		rest := text[open+1:]
		end := strings.IndexAny(rest, "()}")
		if end < 0 {
			end = len(rest)
		}
		if holdsCode(rest[:end]) {
			parts = append(parts, codePart{rest[:end], true})
		}
		text = rest[end:]
		if text != "" && text[0] != '(' {
			text = text[1:]
		}
	}
	return parts
}

// leadWords are the words behind which running text names a code.
var leadWords = []string{
	"code", "codes", "category", "categories", "subcategory", "subcategories",
	"from", "to", "in", "than", "block", "blocks",
}

func appendRunning(parts []codePart, text string) []codePart {
	words := strings.Fields(text)
	for i := 1; i < len(words); i++ {
		_, n := scanCode(words[i])
		if n == 0 || !slices.Contains(leadWords, strings.ToLower(words[i-1])) {
			continue
		}
		return append(parts, codePart{strings.Join(words[i:], " "), false})
	}
	return parts
}

func holdsCode(s string) bool {
	return slices.ContainsFunc(refTokens(s), func(t refToken) bool { return t.code != "" })
}

// A refToken is a code, or a word or sign.
type refToken struct {
	code string // undotted
	word string // lower case
}

// refTokens splits s into codes, words and signs.
func refTokens(s string) []refToken {
	var toks []refToken
	for len(s) > 0 {
		if s[0] == ' ' {
			s = s[1:]
			continue
		}
		if code, n := scanCode(s); n > 0 {
			toks = append(toks, refToken{code: code})
			s = s[n:]
			continue
		}
		n := strings.IndexAny(s, " ,;-")
		switch {
		case n < 0:
			n = len(s)
		case n == 0:
			n = 1
		}
		toks = append(toks, refToken{word: strings.ToLower(s[:n])})
		s = s[n:]
	}
	return toks
}

// scanCode returns the code s begins with, undotted, and its length in s; a
// dot that nothing follows belongs to it. The length is 0 when s does not
// begin with a code: a letter, a digit, a letter or digit, and behind a dot
// up to four more.
func scanCode(s string) (string, int) {
	if len(s) < 3 || !isUpper(s[0]) || !isDigit(s[1]) || !isAlnum(s[2]) {
		return "", 0
	}
	n := 3
	if n < len(s) && s[n] == '.' {
		n++
		for n < len(s) && n < 8 && isAlnum(s[n]) {
			n++
		}
	}
	if n < len(s) && (isAlnum(s[n]) || s[n] >= 'a' && s[n] <= 'z') {
		return "", 0
	}
	return strings.Replace(s[:n], ".", "", 1), n
}

func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }
func isDigit(c byte) bool { return '0' <= c && c <= '9' }
func isAlnum(c byte) bool { return isUpper(c) || isDigit(c) }

// A refParser reads one list of references.
type refParser struct {
	toks []refToken
	refs []codesets.Ref
}

func (p *refParser) peek() refToken {
	if len(p.toks) == 0 {
		return refToken{}
	}
	return p.toks[0]
}

func (p *refParser) word(w ...string) bool {
	t := p.peek()
	if t.word == "" || !slices.Contains(w, t.word) {
		return false
	}
	p.toks = p.toks[1:]
	return true
}

// list reads the whole part. It reports false when something is left over.
func (p *refParser) list() ([]codesets.Ref, bool) {
	done := 0 // refs before this one have their qualifier
	for len(p.toks) > 0 {
		if p.peek().code != "" {
			p.item()
			continue
		}
		if p.word(",", ";", "and", "or", ".", "&", "-", "i.e.", "e.g.", "codes", "code") {
			continue
		}
		if !p.word("with") {
			return p.refs, false
		}
		q, ok := p.qualifier()
		if !ok {
			return p.refs[:done], false
		}
		for i := done; i < len(p.refs); i++ {
			p.refs[i].Qualifier = q
		}
		done = len(p.refs)
	}
	return p.refs, true
}

// item reads a code, a prefix or a range.
func (p *refParser) item() {
	r := codesets.Ref{From: p.toks[0].code}
	p.toks = p.toks[1:]
	dashes := 0
	for p.word("-") {
		dashes++
	}
	to := dashes == 0 && len(p.toks) > 1 && p.peek().word == "to" && p.toks[1].code != ""
	if to {
		p.toks = p.toks[1:]
	}
	if next := p.peek().code; next != "" && (to || dashes > 0) {
		r.To = next
		p.toks = p.toks[1:]
		for p.word("-") {
			continue
		}
	} else {
		r.Prefix = dashes > 0
	}
	p.refs = append(p.refs, r)
}

// positions are the ways official notes name a character's place.
var positions = map[string]string{
	"fourth": "4", "4th": "4", "fifth": "5", "5th": "5", "sixth": "6", "six": "6", "6th": "6",
	"seventh": "7", "7th": "7",
}

// qualifier reads what follows "with".
func (p *refParser) qualifier() (codesets.Qualifier, bool) {
	if w := p.peek().word; strings.HasPrefix(w, ".") {
		v, ok := p.values()
		return codesets.Qualifier("end:" + v), ok
	}
	if p.word("final") {
		return p.finalCharacters()
	}
	var where []string
	through := false
	for positions[p.peek().word] != "" {
		where = append(where, positions[p.peek().word])
		p.toks = p.toks[1:]
		through = through || p.peek().word == "to"
		p.word("or", "to", "-")
	}
	if len(where) == 0 || !p.word("character", "characters") {
		return "", false
	}
	if p.peek().word == "to" { // "to indicate intent": any
		p.toks = nil
		return "", true
	}
	v, ok := p.values()
	v = strings.ReplaceAll(v, ".", "")
	if through {
		return codesets.Qualifier("end:" + v), ok
	}
	return codesets.Qualifier(strings.Join(where, ",") + ":" + v), ok
}

// finalCharacters reads "characters -23", "characters .00 or .01", and
// "character 6", which is the intent of a poisoning code: its sixth character,
// or its fifth where the sixth is the placeholder.
func (p *refParser) finalCharacters() (codesets.Qualifier, bool) {
	if p.word("character") {
		v, ok := p.values()
		return codesets.Qualifier("5,6:" + v), ok
	}
	if !p.word("characters") {
		return "", false
	}
	p.word("-")
	v, ok := p.values()
	return codesets.Qualifier("end:" + v), ok
}

// values reads "5", "1-4 or 6", "B or C", ".51-.52", ".17, .27, .97", ".62-".
func (p *refParser) values() (string, bool) {
	var out []string
	for len(p.toks) > 0 {
		w := strings.ToUpper(strings.TrimRight(p.peek().word, "."))
		if w == "" || !isAlnum(w[len(w)-1]) || len(w) > 4 || w == "AND" || w == "WITH" {
			break
		}
		p.toks = p.toks[1:]
		out = append(out, w)
		if p.word("-") {
			hi := strings.ToUpper(p.peek().word)
			if hi == "" || hi == "OR" || hi == "," {
				continue
			}
			p.toks = p.toks[1:]
			out = append(out, through(w, hi)...)
		}
		for p.word(",", "or") {
			continue
		}
	}
	return strings.Join(out, ","), len(out) > 0
}

// through returns the values behind lo up to hi, which differ in the last
// character: 1-4 gives 2, 3, 4.
func through(lo, hi string) []string {
	n := len(lo)
	if len(hi) != n || lo[:n-1] != hi[:n-1] || lo[n-1] >= hi[n-1] {
		return []string{hi}
	}
	var out []string
	for c := lo[n-1] + 1; c <= hi[n-1]; c++ {
		out = append(out, lo[:n-1]+string(c))
	}
	return out
}
