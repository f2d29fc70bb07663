package alphabetic

import (
	"math/bits"
	"slices"
	"strings"
	"unicode"

	"github.com/medcode-cli/medcode/codesets"
)

// A key is what a term is matched by.
type key struct {
	parts    [][]string // words between its commas, without stop words
	optional []string   // nonessential modifiers
	joint    bool       // of words alone that join terms: "with", "due to"
	joints   []string   // those words
}

// stopWords join terms and are passed over in what is looked for.
var stopWords = map[string]bool{
	"a": true, "an": true, "and": true, "as": true, "at": true, "by": true, "due": true, "for": true, "from": true, "in": true,
	"nec": true, "nos": true, "of": true, "off": true, "on": true, "or": true, "out": true, "the": true, "to": true, "unspecified": true, "w": true, "with": true,
}

// split returns the words of text as they are compared: lower case, without
// a possessive or plural s.
func split(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(codesets.Unaccented(text)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\''
	})
	out := words[:0]
	for _, w := range words {
		if w = stem(strings.Trim(w, "'")); w != "" {
			out = append(out, w)
		}
	}
	return out
}

// stem takes off the s of a possessive or a plural.
func stem(w string) string {
	w = strings.TrimSuffix(w, "'s")
	const shortest = 4 // of a word that may be a plural
	if len(w) < shortest || !strings.HasSuffix(w, "s") || slices.ContainsFunc([]string{"ss", "us", "is", "as", "os"}, func(end string) bool { return strings.HasSuffix(w, end) }) {
		return w
	}
	return w[:len(w)-1]
}

// content returns words without stop words.
func content(words []string) []string {
	return slices.DeleteFunc(words, func(w string) bool { return stopWords[w] })
}

// key returns what t is matched by.
func (t *Term) key() *key {
	if t.known != nil {
		return t.known
	}
	k := &key{}
	essential, optional := modifiers(t.title)
	k.optional = content(split(optional))
	for part := range strings.SplitSeq(essential, ",") {
		if words := content(split(part)); len(words) > 0 {
			k.parts = append(k.parts, words)
		}
	}
	if k.joint = len(k.parts) == 0; k.joint {
		k.joints = split(t.title)
	}
	t.known = k
	return k
}

// modifiers splits a title into the term and what stands in parentheses.
func modifiers(title string) (essential, optional string) {
	var in, out strings.Builder
	depth := 0
	for _, r := range title {
		switch {
		case r == '(':
			depth++
			in.WriteByte(' ')
		case r == ')' && depth > 0:
			depth--
		case depth > 0:
			in.WriteRune(r)
		default:
			out.WriteRune(r)
		}
	}
	return out.String(), in.String()
}

// A wanted is the words looked for.
type wanted struct {
	words  []string // maxWords at most
	joints []string // stop words of the query
	loose  uint64   // words that may differ in a letter or two
}

// newWanted returns what a query looks for. Stop words are looked for only
// when there are no others.
func newWanted(query string) *wanted {
	words := split(query)
	q := &wanted{}
	for _, w := range words {
		if stopWords[w] {
			q.joints = append(q.joints, w)
		} else {
			q.words = append(q.words, w)
		}
	}
	if len(q.words) == 0 {
		q.words, q.joints = q.joints, nil
	}
	q.words = q.words[:min(len(q.words), maxWords)]
	return q
}

// The costs of what is not quite as asked for, in words.
const (
	costAbsent = 0.6  // a word of the term that was not asked for
	costBegins = 0.15 // a word that only begins the term's
	costTypo   = 0.3  // a letter that differs
	costPart   = 0.1  // a part of the term, not another form of its first, that was not asked for
	costSkip   = 1    // a term passed over
	costLoose  = 0.05 // a word that only a nonessential modifier has
	costOrder  = 0.02 // a word that stands before one taken above
	costJoint  = 0.05 // a joining term passed over
)

// A taking is what a term takes of the words looked for.
type taking struct {
	words    uint64 // 0 for a term that is not named
	optional uint64 // words that only its nonessential modifiers have
	cost     float64
	whole    bool // a part of the term was named in full
}

// match returns what t takes of the words in left.
func (q *wanted) match(t *Term, left uint64) taking {
	k := t.key()
	best := -1
	var got taking
	for i, part := range k.parts {
		words, cost := q.consume(part, left)
		if words == 0 {
			continue
		}
		more := bits.OnesCount64(words) - bits.OnesCount64(got.words)
		if best < 0 || more > 0 || more == 0 && cost < got.cost {
			best, got.words, got.cost = i, words, cost
		}
	}
	if best < 0 {
		return taking{}
	}
	got.whole = bits.OnesCount64(got.words) >= len(k.parts[best])
	for i, part := range k.parts {
		if i == best {
			continue
		}
		words, _ := q.consume(part, left&^got.words)
		got.words |= words
		if words == 0 && !sameStem(part, k.parts[best]) {
			got.cost += costPart
		}
	}
	t.read()
	got.optional, _ = q.consume(t.key().optional, left&^got.words)
	return got
}

// sameStem reports whether two parts of a term are forms of one word, like
// those of "Infarct, infarction".
func sameStem(a, b []string) bool {
	const stem = 3
	return len(a) == 1 && len(b) == 1 && len(a[0]) >= stem && len(b[0]) >= stem && a[0][:stem] == b[0][:stem]
}

// consume returns which words of left are among those of a term, each taken
// once, and what the absent and the unlike ones cost.
func (q *wanted) consume(term []string, left uint64) (taken uint64, cost float64) {
	for _, w := range term {
		c := costAbsent
		at := -1
		for i := range q.words {
			if left&^taken&(1<<i) == 0 {
				continue
			}
			if like, ok := q.like(i, w); ok && (at < 0 || like < c) {
				at, c = i, like
			}
		}
		if at >= 0 {
			taken |= 1 << at
		}
		cost += c
	}
	return taken, cost
}

// like returns what it costs to take word i for w, and whether it may be.
func (q *wanted) like(i int, w string) (cost float64, ok bool) {
	asked := q.words[i]
	const shortest = 3 // of the beginning of a word
	switch {
	case asked == w:
		return 0, true
	case len(asked) >= shortest && strings.HasPrefix(w, asked):
		return costBegins, true
	case q.loose&(1<<i) != 0:
		n, ok := near(asked, w)
		return costTypo * float64(n), ok
	}
	return 0, false
}

// near returns in how many letters two words differ, and whether they are
// alike: by one letter, or by two when long. Two letters exchanged count as
// one.
func near(a, b string) (int, bool) {
	const short, long = 5, 8
	most := 1
	if len(a) >= long {
		most = 2
	}
	if len(a) < short {
		return 0, false
	}
	n := codesets.Distance(a, b, most)
	return n, n <= most
}
