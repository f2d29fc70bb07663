package index

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/medcode-cli/medcode/codesets"
)

// A guess reads a word that neither the vocabulary nor the lexicon has.
type guess struct {
	word    uint32 // place in the word list
	term    uint32 // none: a word of the lexicon's
	quality float32
	source  string
}

// The sources of guesses.
const (
	guessShort    = "abbreviation"
	guessSpelling = "spelling"
	guessSound    = "sound"
)

// maxGuesses bounds the readings of one unknown word.
const maxGuesses = 8

// guess returns what an unknown word may stand for, best first: words it
// misspells, words it abbreviates.
func (x *Index) guess(tok string) []guess {
	if len(tok) < 2 || len(tok) > 40 || tok[0] >= '0' && tok[0] <= '9' {
		return nil
	}
	masks := x.letterMasks()
	g := guesser{x: x, tok: tok, mask: letters([]byte(tok)), best: map[uint32]guess{}}
	if len(tok) >= 4 {
		g.sound = phonetic(tok)
	}
	for i, mask := range masks {
		g.consider(uint32(i), mask)
	}
	out := make([]guess, 0, len(g.best))
	for _, v := range g.best {
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b guess) int {
		return cmp.Or(-cmp.Compare(a.quality, b.quality), cmp.Compare(a.word, b.word))
	})
	return out[:min(len(out), maxGuesses)]
}

// A guesser compares one unknown word with the word list.
type guesser struct {
	x     *Index
	tok   string
	mask  uint32
	sound string
	best  map[uint32]guess // by term, by word for words of the lexicon's
}

// consider offers word i, whose letters are mask.
func (g *guesser) consider(i, mask uint32) {
	missing := bits.OnesCount32(g.mask &^ mask)
	if missing > 2 {
		return
	}
	more := bits.OnesCount32(mask &^ g.mask)
	if missing > 0 && more > 2 {
		return
	}
	text := g.x.fwd.words.raw(i)
	if len(text) < 3 || text[0] >= '0' && text[0] <= '9' {
		return
	}
	w := string(text)
	if w[0] == g.tok[0] && missing == 0 && len(w) > len(g.tok) && g.x.fwd.wordTerm.at(i) != none {
		if q := abbreviates(g.tok, w); q > 0 {
			g.offer(i, g.x.w.abbrev*q, guessShort)
		}
	}
	if more > 2 || len(g.tok) < 4 {
		return
	}
	g.misspelling(i, w)
}

// misspelling offers word i when the unknown word is near it: one letter off,
// two in long words, or the same to the ear.
func (g *guesser) misspelling(i uint32, w string) {
	d := codesets.Distance(g.tok, w, 3)
	alike := g.sound != "" && d <= 3 && phonetic(w) == g.sound
	typo := g.x.w.typo
	switch {
	case d == 1 && alike:
		g.offer(i, typo, guessSpelling)
	case d == 1 && len(g.tok) > 3:
		g.offer(i, typo-0.06, guessSpelling)
	case alike && d == 2:
		g.offer(i, typo-0.04, guessSound)
	case alike && len(g.tok) >= 6:
		g.offer(i, typo-0.1, guessSound)
	case d == 2 && len(g.tok) >= 8:
		g.offer(i, typo-0.12, guessSpelling)
	case d == 2 && len(g.tok) >= 6:
		g.offer(i, typo-0.2, guessSpelling)
	}
}

// offer keeps the guess when it is the best for its term; of equals the
// commoner word is better.
func (g *guesser) offer(i uint32, quality float32, source string) {
	t := g.x.fwd.wordTerm.at(i)
	key := t
	if t == none {
		key = i | 1<<31
	} else {
		quality += 0.06 * (1 - g.x.fwd.weight(t))
	}
	if old, ok := g.best[key]; !ok || quality > old.quality {
		g.best[key] = guess{i, t, quality, source}
	}
}

// letters returns the set of letters of w, a bit each.
func letters(w []byte) uint32 {
	m := uint32(0)
	for i := range len(w) {
		if c := w[i] - 'a'; c < 26 {
			m |= 1 << c
		}
	}
	return m
}

// letterMasks returns the letters of every word of the word list, made when
// the first unknown word is met.
func (x *Index) letterMasks() []uint32 {
	x.masksOnce.Do(func() {
		x.masks = make([]uint32, x.fwd.words.len())
		for i := range x.masks {
			x.masks[i] = letters(x.fwd.words.raw(uint32(i)))
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
	if i < len(a) || len(w) <= len(a) {
		return 0
	}
	ratio := float32(len(a)) / float32(len(w))
	if skippedConsonants == 0 && w[:len(a)] == a {
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
