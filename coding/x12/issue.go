package x12

import "fmt"

// MaxIssues is the number of issues kept for one transaction set; a file that
// is wrong throughout is not listed throughout.
const MaxIssues = 500

// The rules an Issue is filed under.
const (
	RuleSyntax   = "x12-syntax"
	RuleControl  = "x12-control"
	RuleCount    = "x12-count"
	RuleRequired = "x12-required"
	RuleCodeSet  = "x12-codeset"
	RuleBalance  = "x12-balance"
)

// A SNIP is a set of the WEDI SNIP test types to run.
type SNIP uint8

// The test types this package runs: 1 is the integrity of the envelope and of
// the syntax, 2 what the guides require, 3 balancing, 5 outside code sets.
const (
	SNIP1 SNIP = 1 << iota
	SNIP2
	SNIP3
	SNIP5
	AllSNIP = SNIP1 | SNIP2 | SNIP3 | SNIP5
)

// ParseSNIP reads a list of test types: "1,2,3,5". Type 4, 6 and 7 are rules
// of claims, not of X12, and are refused here with those that do not exist.
func ParseSNIP(types []string) (SNIP, error) {
	var s SNIP
	for _, t := range types {
		switch t {
		case "1":
			s |= SNIP1
		case "2":
			s |= SNIP2
		case "3":
			s |= SNIP3
		case "5":
			s |= SNIP5
		default:
			return 0, fmt.Errorf("SNIP type %q, want 1, 2, 3 or 5", t)
		}
	}
	return s, nil
}

// Number returns the type as a number, 0 for a set of several.
func (s SNIP) Number() int {
	switch s {
	case SNIP1:
		return 1
	case SNIP2:
		return 2
	case SNIP3:
		return 3
	case SNIP5:
		return 5
	}
	return 0
}

// A Scope says which part of the interchange an Issue is about, and so which
// segment of a 999 or TA1 tells it.
type Scope uint8

// The scopes.
const (
	ScopeInterchange Scope = iota // TA1
	ScopeGroup                    // AK9
	ScopeSet                      // IK5
	ScopeSegment                  // IK3
	ScopeElement                  // IK4
)

// An Issue is one fault of an interchange.
type Issue struct {
	Rule  string // "x12-count"
	SNIP  SNIP   // the test type that finds it
	Scope Scope
	Code  string // the code of a 999 or TA1 for it: TA105, AK905, IK502, IK304 or IK403

	Segment   int    // 1-based in the input
	InSet     int    // 1-based in the transaction set, ST is 1; 0 outside of one
	ID        string // segment ID; of a missing segment, the ID it would have
	Element   int    // 1-based, 0 for the segment
	Component int    // 1-based, 0 for the element
	Offset    int64  // of the element, or of the segment, in bytes
	Loop      string // "2300", "" outside of a claim transaction
	Claim     string // CLM01 of the claim it belongs to, "" outside of one
	Value     string // what was found, at most 99 bytes

	Message string // what is wrong, a sentence without its full stop
	Fix     string // what would be right
}

// Place returns the place as people read it: "segment 31, SV101-2".
func (i *Issue) Place() string {
	s := fmt.Sprintf("segment %d, %s", i.Segment, i.ID)
	if i.Element > 0 {
		s += fmt.Sprintf("%02d", i.Element)
	}
	if i.Component > 0 {
		s += fmt.Sprintf("-%d", i.Component)
	}
	return s
}
