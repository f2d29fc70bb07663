package codesets

import (
	"regexp"
	"sync"
)

// Pattern returns a function that gives the compiled form of expr, which must
// be valid. It is compiled when first used: a package may hold patterns that
// most commands never need, and starting the program stays cheap. Safe for
// concurrent use.
func Pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
