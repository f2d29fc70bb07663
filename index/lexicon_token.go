package index

import (
	"strings"
	"unicode"
)

// Tokens returns the words of s as the lexicon's keys have them: lower case,
// without accents, possessives and plural marks in parentheses ("toe(s)");
// hyphens, commas and slashes separate, but the slashes of "w/o", "d/t" and
// their like are kept, and "w/cough" is "w/" and "cough".
func Tokens(s string) []string {
	var out []string
	for chunk := range strings.FieldsFuncSeq(s, func(r rune) bool { return r <= ' ' || unicode.IsSpace(r) }) {
		out = appendChunk(out, plain(chunk))
	}
	return out
}

// appendChunk appends the tokens of chunk, which has no blanks.
func appendChunk(out []string, chunk string) []string {
	trimmed := strings.Trim(chunk, ",;:()[]")
	if slashed(trimmed) {
		return append(out, trimmed)
	}
	for _, p := range [...]string{"w/o", "w/"} {
		if rest, ok := strings.CutPrefix(trimmed, p); ok && (p == "w/" || strings.HasPrefix(rest, ",")) {
			return appendChunk(append(out, p), rest)
		}
	}
	for tok := range strings.FieldsFuncSeq(chunk, func(r rune) bool {
		return r != '.' && r != '%' && r != '+' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}) {
		out = appendDotted(out, tok)
	}
	return out
}

// slashed reports an abbreviation that is written with a slash: single
// letters ("d/t", "n/v/d"), or with nothing behind it ("w/").
func slashed(s string) bool {
	if !strings.Contains(s, "/") || s[0] == '/' {
		return false
	}
	for part := range strings.SplitSeq(s, "/") {
		if len(part) > 1 || (part != "" && (part[0] < 'a' || part[0] > 'z')) {
			return false
		}
	}
	return true
}

// appendDotted splits tok at the dots that are neither a decimal point nor
// part of an abbreviation ("u.t.i." is "uti").
func appendDotted(out []string, tok string) []string {
	if !strings.Contains(tok, ".") {
		return appendWord(out, tok)
	}
	parts := strings.Split(strings.Trim(tok, "."), ".")
	word := parts[0]
	for i, p := range parts[1:] {
		prev := parts[i]
		switch {
		case isDigits(prev) && isDigits(p):
			word += "." + p
		case len(prev) == 1 && len(p) == 1:
			word += p
		default:
			out = appendWord(out, word)
			word = p
		}
	}
	return appendWord(out, word)
}

func appendWord(out []string, w string) []string {
	if w = strings.TrimLeft(w, "+%"); w == "" {
		return out
	}
	return append(out, american(w))
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// plain returns s in lower case, without accents, possessive marks and the
// plural in parentheses, and with "and" for "&".
func plain(s string) string {
	s = strings.ToLower(s)
	ascii := true
	for i := range len(s) {
		if c := s[i]; c >= 0x80 || c == '\'' || c == '(' || c == '&' {
			ascii = false
			break
		}
	}
	if ascii {
		return s
	}
	return plainReplacer().Replace(s)
}

// plainReplacer folds what keyboards and languages write differently. It is
// made when needed: few queries have one of these.
func plainReplacer() *strings.Replacer {
	return strings.NewReplacer(
		"'s", "", "’s", "", "`s", "", "s'", "s", "s’", "s", "'", "", "’", "", "`", "",
		"(s)", "", "(es)", "", "(ies)", "", "&", " and ",
		"á", "a", "à", "a", "â", "a", "ä", "a", "ã", "a", "å", "a", "æ", "ae",
		"ç", "c", "é", "e", "è", "e", "ê", "e", "ë", "e", "í", "i", "ì", "i", "î", "i", "ï", "i",
		"ñ", "n", "ó", "o", "ò", "o", "ô", "o", "ö", "o", "õ", "o", "ø", "o", "œ", "oe",
		"ú", "u", "ù", "u", "û", "u", "ü", "u", "ý", "y", "ÿ", "y", "ß", "ss", "ł", "l", "š", "s", "ž", "z",
		"α", "alpha", "β", "beta", "γ", "gamma", "δ", "delta", "κ", "kappa", "λ", "lambda", "µ", "u", "μ", "u",
		"–", "-", "—", "-", "½", " 1/2 ",
	)
}

// A keyHash is the FNV-1a hash of a phrase, taken word by word, under which
// singular and plural, Roman and Arabic numbers are one. Indexes keep hashes:
// mappingVersion changes with them.
type keyHash struct {
	sum  uint64
	prev string
}

func (h *keyHash) add(tok string) {
	const offset, prime = 14695981039346656037, 1099511628211
	if h.sum == 0 {
		h.sum = offset
	}
	word := arabic(singular(tok), h.prev)
	h.prev = tok
	h.sum = (h.sum ^ ' ') * prime
	for i := range len(word) {
		h.sum = (h.sum ^ uint64(word[i])) * prime
	}
}

// singular returns w without the s of a plural.
func singular(w string) string {
	n := len(w)
	if n < 5 || w[n-1] != 's' || w[n-2] == 's' || w[n-2] == 'i' || w[n-2] == 'u' {
		return w
	}
	return w[:n-1]
}

// arabic returns a Roman number as digits. Single letters are numbers only
// behind a word that is numbered.
func arabic(w, prev string) string {
	switch w {
	case "ii":
		return "2"
	case "iii":
		return "3"
	case "iv":
		return "4"
	case "vi":
		return "6"
	case "vii":
		return "7"
	case "viii":
		return "8"
	case "ix":
		return "9"
	case "xi":
		return "11"
	case "xii":
		return "12"
	}
	if len(w) != 1 || !numbered(prev) {
		return w
	}
	switch w {
	case "i":
		return "1"
	case "v":
		return "5"
	case "x":
		return "10"
	}
	return w
}

func numbered(w string) bool {
	switch w {
	case "type", "stage", "grade", "class", "factor", "group", "mucopolysaccharidosis", "bipolar":
		return true
	}
	return false
}

// sameWord reports whether a and b are one word but for a plural.
func sameWord(a, b string) bool { return singular(a) == singular(b) }

// serialEnd returns the end of a phrase with the number that follows it:
// genetic diseases are numbered by gene ("retinitis pigmentosa 43", "Usher
// syndrome type 2A", "deafness 4 with goiter"), and no title has the number.
func serialEnd(tokens []string, end int) int {
	i := end
	if i < len(tokens) && tokens[i] == "type" {
		i++
	}
	if i >= len(tokens) || !isSerial(tokens[i]) {
		return end
	}
	if i++; i == len(tokens) || tokens[i] == "with" || tokens[i] == "w/" {
		return i
	}
	return end
}

// isSerial reports a number, Arabic or Roman, with at most two letters behind
// it.
func isSerial(w string) bool {
	n := len(w)
	for n > 1 && len(w)-n < 2 && isLower(w[n-1]) {
		n--
		if isDigits(w[:n]) {
			return n <= 3
		}
	}
	return len(w) <= 3 && isDigits(w) || isRoman(w) || len(w) > 1 && isRoman(w[:len(w)-1])
}

// isRoman reports a Roman number below 20.
func isRoman(w string) bool {
	switch strings.TrimPrefix(w, "x") {
	case "", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix":
		return w != "" && w != "xx"
	}
	return false
}

// symbol returns the letters of a gene-numbered name ("lca11", "dfnb1a",
// "cmt1a") without its number, false when w is none. A single
// letter is a vertebra or a vitamin.
func symbol(w string) (string, bool) {
	n := 0
	for n < len(w) && isLower(w[n]) {
		n++
	}
	return w[:n], n > 1 && n < len(w) && w[n] <= '9' && isSerial(w[n:])
}

func isLower(c byte) bool { return c >= 'a' && c <= 'z' }
