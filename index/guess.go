package index

import (
	"cmp"
	"math/bits"
	"slices"
)

// A guess reads a word that the vocabulary does not have.
type guess struct {
	term    uint32
	quality float32
	source  string
}

// maxGuesses bounds the readings of one unknown word.
const maxGuesses = 8

// guess returns what an unknown word may stand for, best first: words it
// misspells, words it abbreviates.
func (x *Index) guess(tok string) []guess {
	if len(tok) < 2 || len(tok) > 40 || tok[0] >= '0' && tok[0] <= '9' {
		return nil
	}
	masks := x.letterMasks()
	mask := letters(tok)
	best := map[uint32]guess{}
	offer := func(g guess) {
		if old, ok := best[g.term]; !ok || g.quality > old.quality {
			best[g.term] = g
		}
	}
	limit := 0
	switch {
	case len(tok) >= 8:
		limit = 2
	case len(tok) >= 4:
		limit = 1
	}
	sound := ""
	if len(tok) >= 4 {
		sound = phonetic(tok)
	}
	for i := range uint32(x.fwd.words.len()) {
		w := x.fwd.words.at(i)
		if len(w) < 3 || w[0] >= '0' && w[0] <= '9' {
			continue
		}
		t := x.fwd.wordTerm.at(i)
		common := 0.06 * (1 - x.fwd.weight(t)) // the commoner word, all else equal
		missing := bits.OnesCount32(mask &^ masks[i])
		if w[0] == tok[0] && missing == 0 && len(w) > len(tok) {
			if q := abbreviates(tok, w); q > 0 {
				offer(guess{t, x.w.abbrev*q + common, "abbreviation"})
			}
		}
		if limit == 0 || missing > 2 || bits.OnesCount32(masks[i]&^mask) > 2 {
			continue
		}
		if d := distance(tok, w, 2); d <= limit {
			offer(guess{t, x.w.typo - 0.12*float32(d-1) + common, "spelling"})
		} else if d <= 2 && tok[0] == w[0] || sound != "" {
			if phonetic(w) == sound {
				offer(guess{t, x.w.typo - 0.14 + common, "sound"})
			} else if d <= 2 && len(tok) >= 6 {
				offer(guess{t, x.w.typo - 0.2 + common, "spelling"})
			}
		}
	}
	out := make([]guess, 0, len(best))
	for _, g := range best {
		out = append(out, g)
	}
	slices.SortFunc(out, func(a, b guess) int {
		return cmp.Or(-cmp.Compare(a.quality, b.quality), cmp.Compare(a.term, b.term))
	})
	return out[:min(len(out), maxGuesses)]
}

// letters returns the set of letters of w, a bit each.
func letters(w string) uint32 {
	m := uint32(0)
	for i := range len(w) {
		if c := w[i] - 'a'; c < 26 {
			m |= 1 << c
		}
	}
	return m
}

// letterMasks returns the letters of every word of the vocabulary, made when
// the first unknown word is met.
func (x *Index) letterMasks() []uint32 {
	x.masksOnce.Do(func() {
		x.masks = make([]uint32, x.fwd.words.len())
		for i := range x.masks {
			x.masks[i] = letters(x.fwd.words.at(uint32(i)))
		}
	})
	return x.masks
}

// abbreviates returns how well a shortens w, 0 for not at all: its letters
// occur in w in order, consonants before vowels. A beginning is best.
func abbreviates(a, w string) float32 {
	i, skippedConsonants := 0, 0
	for j := 0; j < len(w); j++ {
		if i < len(a) && a[i] == w[j] {
			i++
			continue
		}
		if i < len(a) && !isVowel(w[j]) {
			skippedConsonants++
		}
	}
	if i < len(a) {
		return 0
	}
	ratio := float32(len(a)) / float32(len(w))
	if skippedConsonants == 0 && len(w) >= len(a) && w[:len(a)] == a {
		if len(a) < 3 {
			return 0.5 + 0.3*ratio
		}
		return 0.85 + 0.15*ratio
	}
	q := 0.8 + 0.2*ratio - 0.06*float32(skippedConsonants)
	if len(a) < 3 {
		q -= 0.25
	}
	return max(q, 0.2)
}

func isVowel(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u', 'y':
		return true
	}
	return false
}

// distance returns the number of letters to add, drop, change or swap to turn
// a into b, or limit+1 when it is more than limit.
func distance(a, b string, limit int) int {
	if d := len(a) - len(b); d > limit || -d > limit {
		return limit + 1
	}
	const width = 48
	if len(b) >= width || len(a) >= width {
		return limit + 1
	}
	var rows [3][width]int
	for j := range len(b) + 1 {
		rows[0][j] = j
	}
	prev2, prev, cur := &rows[2], &rows[0], &rows[1]
	for i := 1; i <= len(a); i++ {
		cur[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, prev2[j-2]+1)
			}
			cur[j] = d
			least = min(least, d)
		}
		if least > limit {
			return limit + 1
		}
		prev2, prev, cur = prev, cur, prev2
	}
	return prev[len(b)]
}

// phonetic returns how a word of Greek or Latin origin sounds: its consonants,
// with the letters that are heard as one written as one.
func phonetic(w string) string {
	var buf [24]byte
	out := buf[:0]
	push := func(c byte) {
		if len(out) == 0 || out[len(out)-1] != c {
			out = append(out, c)
		}
	}
	at := func(i int) byte {
		if i < len(w) {
			return w[i]
		}
		return 0
	}
	for i := 0; i < len(w) && len(out) < 20; i++ {
		c := w[i]
		switch {
		case isVowel(c):
			if i == 0 {
				push('a')
			}
		case c == 'p' && at(i+1) == 'h':
			push('f')
			i++
		case i == 0 && (c == 'p' && (at(1) == 'n' || at(1) == 's' || at(1) == 't') || c == 'g' && at(1) == 'n' || c == 'k' && at(1) == 'n'):
			continue
		case c == 'h' || c == 'w':
			continue
		case c == 'c' && (at(i+1) == 'e' || at(i+1) == 'i' || at(i+1) == 'y') || c == 'z' || c == 'x' && i == 0:
			push('s')
		case c == 'c' || c == 'q' || c == 'k':
			push('k')
		case c == 't' && at(i+1) == 'i' && (at(i+2) == 'o' || at(i+2) == 'a'):
			push('s')
		default:
			push(c)
		}
	}
	if len(out) < 3 {
		return ""
	}
	return string(out)
}
