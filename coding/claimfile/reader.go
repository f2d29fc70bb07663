package claimfile

import (
	"cmp"
	"context"
	"fmt"

	"github.com/medcode-cli/medcode/coding"
)

// A Reader gives claims in the order of their file.
//
// Next empties c with Claim.Reset, fills it with the next claim, and returns
// io.EOF when there is none left. c belongs to the caller, who may read several
// claims before it uses the first: a reader keeps no part of c, and gives it
// strings that stay as they are. What is wrong inside one claim goes into
// c.Problems; an *Error means the rest of the file cannot be read.
type Reader interface {
	Next(ctx context.Context, c *coding.Claim) error
}

// A Noter is a Reader that has something to say once about its file, such as
// columns nobody knows. Notes is asked for after the last claim.
type Noter interface {
	Notes() []string
}

// An Error says why a file cannot be read, and where.
type Error struct {
	File  string // base name, "" for standard input
	Place coding.Place
	Err   error
}

// Error returns "read FILE: line 4, column 9: what".
func (e *Error) Error() string {
	s := "read " + cmp.Or(e.File, "standard input")
	if at := e.Place.String(); at != "" {
		s += ": " + at
	}
	return fmt.Sprintf("%s: %v", s, e.Err)
}

// Unwrap returns what was found.
func (e *Error) Unwrap() error { return e.Err }

// Texts keeps one copy of each text that recurs, such as codes and modifiers,
// so that reading a claim does not copy them again. The zero Texts is ready.
type Texts struct {
	seen  map[string]string
	short [1 << shortBits]string // texts of at most 8 bytes, at the place of their hash
}

// maxTexts bounds what Texts keeps, in texts, so that memory stays flat on a
// file of a million different numbers.
const maxTexts = 1 << 15

const shortBits = 10

// Of returns b as a string.
func (t *Texts) Of(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if len(b) > 8 {
		return t.long(b)
	}
	var v uint64
	for _, c := range b {
		v = v<<8 | uint64(c)
	}
	slot := &t.short[v*0x9e3779b97f4a7c15>>(64-shortBits)]
	if *slot != string(b) {
		*slot = t.long(b)
	}
	return *slot
}

func (t *Texts) long(b []byte) string {
	if s, ok := t.seen[string(b)]; ok {
		return s
	}
	s := string(b)
	if t.seen == nil || len(t.seen) >= maxTexts {
		t.seen = make(map[string]string, 1024)
	}
	t.seen[s] = s
	return s
}
