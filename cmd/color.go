package cmd

import (
	"os"
	"slices"
	"strings"
	"unicode"
)

// SGR sequences of ECMA-48, the only ones medcode writes.
const (
	sgrBold  = "\x1b[1m"
	sgrReset = "\x1b[0m"
)

// colored reports whether output may use colour: on a terminal, unless the
// user does not want it.
func (a *app) colored() bool {
	_, terminal := isTerminal(a.out)
	return terminal && !a.settings.GetBool("no_color") && os.Getenv("TERM") != "dumb"
}

// minStem is the length of the shortest word that stands for those that
// begin with it: "neuropath" for "neuropathies".
const minStem = 4

// highlight sets the words of s that marks has, lower case, in bold.
func highlight(s string, marks []string) string {
	var out strings.Builder
	eachWord(s, func(between, word string) {
		out.WriteString(between)
		if marked(word, marks) {
			word = sgrBold + word + sgrReset
		}
		out.WriteString(word)
	})
	return out.String()
}

// written returns the words of s that marks has, lower case, each once.
func written(s string, marks []string) []string {
	var out []string
	eachWord(s, func(_, word string) {
		if word = strings.ToLower(word); marked(word, marks) && !slices.Contains(out, word) {
			out = append(out, word)
		}
	})
	return out
}

// eachWord calls f for each word of s with what stands before it. The last
// word is empty when s ends with something else.
func eachWord(s string, f func(between, word string)) {
	for s != "" {
		n := strings.IndexFunc(s, isWordRune)
		if n < 0 {
			f(s, "")
			return
		}
		end := strings.IndexFunc(s[n:], func(r rune) bool { return !isWordRune(r) })
		if end < 0 {
			end = len(s) - n
		}
		f(s[:n], s[n:n+end])
		s = s[n+end:]
	}
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func marked(word string, marks []string) bool {
	word = strings.ToLower(word)
	for _, m := range marks {
		if word != "" && word == m || len(m) >= minStem && strings.HasPrefix(word, m) {
			return true
		}
	}
	return false
}
