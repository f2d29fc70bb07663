package codesets

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// UTF8 returns b as text: as it is when it is valid UTF-8, else read as
// Latin-1, in which older official files are published.
func UTF8(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	var s strings.Builder
	s.Grow(len(b) + 8)
	for _, c := range b {
		s.WriteRune(rune(c))
	}
	return s.String()
}

// Clean returns s without control characters and with every run of white
// space as one blank, so that text from a file cannot drive a terminal.
func Clean(s string) string {
	if isClean(s) {
		return s
	}
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return r <= ' ' || r == 0x7f || (r >= 0x80 && r <= 0xa0) || r == utf8.RuneError ||
			(r >= 0x200b && r <= 0x200f) || (r >= 0x2028 && r <= 0x202e) || (r >= 0x2066 && r <= 0x2069) || r == 0xfeff
	}), " ")
}

// isClean reports whether s is ASCII without anything that Clean changes.
func isClean(s string) bool {
	before := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c > '~' || c == ' ' && before == ' ' {
			return false
		}
		before = c
	}
	return before != ' ' || s == ""
}

// Unaccented returns s with Latin letters without their accents: official
// order files write "Sjogren" where the Tabular List has "Sjögren".
func Unaccented(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		i := strings.IndexRune(accented, r)
		if r < utf8.RuneSelf || i < 0 {
			return r
		}
		return rune(unaccented[utf8.RuneCountInString(accented[:i])])
	}, s)
}

// Each letter of accented stands above its plain form.
const (
	accented   = "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöøùúûüýÿ"
	unaccented = "AAAAAACEEEEIIIINOOOOOOUUUUYaaaaaaceeeeiiiinoooooouuuuyy"
)

// Count returns a number with its word: "1 code", "2 codes".
func Count(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return strconv.Itoa(n) + " " + word + "s"
}
