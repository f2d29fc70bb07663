package index

import "strings"

// correct replaces words that nothing is known of by the words they misspell,
// where one word stands out, so that all the rest of the program sees the
// word that was meant. Words written apart are joined, words written together
// are parted.
func (x *Index) correct(r *reading) {
	known := x.known(r.tokens)
	var out []string
	for i := 0; i < len(r.tokens); i++ {
		tok := r.tokens[i]
		if joined, ok := x.joined(r.tokens, known, i); ok {
			r.fix(tok+" "+r.tokens[i+1], joined, guessSpelling)
			out = append(out, joined)
			i++
			continue
		}
		if letters, digits, ok := lettersDigits(tok); ok && !known[i] && x.known([]string{letters})[0] {
			out = append(out, letters, digits)
			continue
		}
		if known[i] || len(tok) < 4 || tok[0] >= '0' && tok[0] <= '9' {
			out = append(out, tok)
			continue
		}
		out = append(out, x.corrected(r, tok)...)
	}
	r.tokens = out
}

// lettersDigits splits letters with digits behind them: "fts2".
func lettersDigits(tok string) (letters, digits string, ok bool) {
	letters = strings.TrimRight(tok, "0123456789")
	digits = tok[len(letters):]
	return letters, digits, len(letters) > 1 && digits != "" && !strings.ContainsAny(letters, "0123456789")
}

// joined returns tokens i and i+1 as one word, when they are one: half of
// them is unknown by itself or a prefix ("hyper tension").
func (x *Index) joined(tokens []string, known []bool, i int) (string, bool) {
	if i+1 == len(tokens) || len(tokens[i]) < 3 || len(tokens[i+1]) < 3 {
		return "", false
	}
	if _, stands := x.fwd.term(tokens[i]); known[i] && known[i+1] && (stands && tokens[i] != "hyper" && tokens[i] != "hypo" || !isPrefix(tokens[i])) {
		return "", false
	}
	w := tokens[i] + tokens[i+1]
	return w, x.isWord(w)
}

// isPrefix reports the prefixes that people write apart.
func isPrefix(w string) bool {
	switch w {
	case "hyper", "hypo", "pre", "post", "non", "sub", "anti", "poly", "mono", "micro", "macro", "endo", "peri", "intra", "inter",
		"extra", "retro", "para", "neuro", "cardio", "osteo", "gastro", "broncho", "thrombo", "over", "under", "psycho", "pseudo":
		return true
	}
	return false
}

func (r *reading) fix(from, to, why string) {
	r.fixed = append(r.fixed, Correction{From: from, To: to, Why: why})
}

// corrected returns the words that stand for an unknown one: itself when no
// other stands out.
func (x *Index) corrected(r *reading, tok string) []string {
	guesses := x.guess(tok)
	if len(guesses) > 0 && guesses[0].source != guessShort {
		// A word that is as likely cut short is left to the ranking.
		short := float32(0)
		for _, g := range guesses {
			if g.source == guessShort {
				short = g.quality
				break
			}
		}
		if guesses[0].quality > short+0.02 {
			to := x.fwd.words.at(guesses[0].word)
			r.fix(tok, to, guesses[0].source)
			return []string{to}
		}
	}
	if len(guesses) > 0 && guesses[0].quality > 0.7 {
		return []string{tok}
	}
	for i := 4; i <= len(tok)-4; i++ {
		if x.isWord(tok[:i]) && x.isWord(tok[i:]) {
			r.fix(tok, tok[:i]+" "+tok[i:], guessSpelling)
			return []string{tok[:i], tok[i:]}
		}
	}
	return []string{tok}
}

// isWord reports whether w is a word of the titles or of the lexicon.
func (x *Index) isWord(w string) bool {
	if _, ok := x.fwd.words.find(w); ok {
		return true
	}
	_, ok := x.fwd.term(stem(w))
	return ok
}

// known reports, for each token, whether the vocabulary or the lexicon knows it.
func (x *Index) known(tokens []string) []bool {
	out := make([]bool, len(tokens))
	for _, e := range x.lexicon.Expand(tokens) {
		for i := e.Start; i < e.End; i++ {
			out[i] = true
		}
	}
	for i, tok := range tokens {
		if out[i] {
			continue
		}
		_, short := x.fwd.short.find(tok)
		out[i] = short || isStop(tok) || x.isWord(tok) || len(x.fwd.related(stem(tok))) > 0 && !x.misspells(tok)
	}
	return out
}

// misspells reports whether tok, which has the root of a word, is more likely
// that word with a letter wrong: "arthritus".
func (x *Index) misspells(tok string) bool {
	if len(tok) < 6 {
		return false
	}
	g := x.guess(tok)
	if len(g) == 0 || g[0].source != guessSpelling || g[0].quality < x.w.typo {
		return false
	}
	for t := range x.fwd.related(stem(tok)).all() {
		if t == g[0].term {
			return true
		}
	}
	return false
}
