package index

import (
	_ "embed" // for the word lists
	"hash/crc32"
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

// minLexiconWord is the length of the shortest word of the lexicon's that a
// misspelled word is compared with.
const minLexiconWord = 5

// lexiconWords returns the words of the lexicon's keys.
func lexiconWords() []string {
	var out []string
	for _, file := range lexiconFiles() {
		for line := range strings.Lines(file) {
			keys, _, ok := strings.Cut(line, "\t")
			if !ok || keys[0] == '#' {
				continue
			}
			for _, w := range strings.FieldsFunc(keys, func(r rune) bool { return r == ' ' || r == ';' }) {
				if len(w) >= minLexiconWord && strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") == "" {
					out = append(out, w)
				}
			}
		}
	}
	return out
}

// lexiconSum returns a checksum of all word lists: an index made with other
// lists is built anew.
func lexiconSum() uint32 {
	sum := uint32(0)
	castagnoli := crc32.MakeTable(crc32.Castagnoli)
	files := lexiconFiles()
	for _, file := range append(files[:], clippedWords, relatedWords) {
		var buf [4096]byte // a search starts with this: no copy of the whole
		for file != "" {
			n := copy(buf[:], file)
			sum = crc32.Update(sum, castagnoli, buf[:n])
			file = file[n:]
		}
	}
	return sum
}
