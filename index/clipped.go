package index

import (
	_ "embed" // for the word list
	"strings"
)

// clippedWords lists short forms of title words. It is compiled into the
// index, so that a search need not read it.
//
//go:embed lexicon/titles.txt
var clippedWords string

// relatedWords lists words of one meaning, a group a line.
//
//go:embed lexicon/related.txt
var relatedWords string

// relatedGroups returns the groups of words of one meaning.
func relatedGroups() [][]string {
	var out [][]string
	for line := range strings.Lines(relatedWords) {
		if words := strings.Fields(line); len(words) > 1 && words[0] != "#" {
			out = append(out, words)
		}
	}
	return out
}

// clipped returns the short forms with the words they stand for.
func clipped() map[string][]string {
	out := map[string][]string{}
	for line := range strings.Lines(clippedWords) {
		short, words, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if ok && short[0] != '#' {
			out[short] = strings.Fields(words)
		}
	}
	return out
}
