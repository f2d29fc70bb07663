package codesets

import (
	"errors"
	"fmt"
)

// ErrNoRelease reports that no release of a code set is loaded.
var ErrNoRelease = errors.New("no release loaded")

// A ParseError says where an official file is not in its published form.
type ParseError struct {
	File   string // base name, "" when the reader had none
	Line   int    // 1-based, 0 when unknown
	Column int    // 1-based, 0 when the whole line is meant
	Err    error
}

// Error returns "read FILE: line N: column C: what".
func (e *ParseError) Error() string {
	s := "read"
	if e.File != "" {
		s += " " + e.File
	}
	if e.Line > 0 {
		s += fmt.Sprintf(": line %d", e.Line)
	}
	if e.Column > 0 {
		s += fmt.Sprintf(": column %d", e.Column)
	}
	return s + ": " + e.Err.Error()
}

// Unwrap returns what was found.
func (e *ParseError) Unwrap() error { return e.Err }
