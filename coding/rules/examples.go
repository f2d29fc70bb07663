package rules

import (
	_ "embed"
	"strings"
)

// examples holds, a rule a line, its id and what it says of the bad example of
// its page, message and fix with a tab between. A test writes and compares it.
//
//go:embed examples.txt
var examples string

// Example returns what the rule with that id says of its bad example: the
// message and the fix, "" each where it has none. Which codes a fix proposes
// depends on the tables; these are those of the rule's tests.
func Example(id string) (message, fix string) {
	for line := range strings.Lines(examples) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(fields) == 3 && fields[0] == id {
			return fields[1], fields[2]
		}
	}
	return "", ""
}
