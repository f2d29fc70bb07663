package coding

import (
	"github.com/medcode-cli/medcode/codesets"
)

// A Rule is one rule as plain data with its check. Check looks at a prepared
// claim, reports what it finds through p, and returns Pass when it tested
// something, else NotApplicable; what it reports wins over what it returns.
// It must not keep p or any part of it.
type Rule struct {
	ID       string // kebab-case, place first: "dx-not-found"; never reused
	Doc      Doc
	Severity Severity           // by default; a profile may change it
	Sets     []codesets.CodeSet // the tables it reads
	Types    TypeSet            // the claim types it is for; zero means all
	// After lists the rules whose finding on the same diagnosis or line makes
	// this one skip it: an invalid code has no ten followers.
	After []string
	// Off says that the rule runs only when a profile or --only names it.
	Off   bool
	Check func(p *Prepared) Outcome
}

// A Doc is a rule's page. Text and the rest are plain sentences; Bad and Good
// are claims in the notation of medcode check's flags, run by the tests.
type Doc struct {
	Title  string // what is wrong when it fires, few words
	Text   string // what it checks and why
	Bad    string // `--dx S67.01A --date 2026-05-01`
	Good   string
	Fix    string // what would be right, where a finding has nothing more exact to say
	Source string // document and section
	Limits string // what it does not cover, or is to be confirmed
}

// A TypeSet is a set of claim types.
type TypeSet uint8

// Types returns the set of ts.
func Types(ts ...ClaimType) TypeSet {
	var s TypeSet
	for _, t := range ts {
		s |= 1 << t
	}
	return s
}

// Has reports whether t is in s; the empty set has every type.
func (s TypeSet) Has(t ClaimType) bool { return s == 0 || s&(1<<t) != 0 }

// maxRules bounds the rules of an engine, so that a set of them is a few words.
const maxRules = 256

// A ruleSet is a set of rules by their place in the engine.
type ruleSet [maxRules / 64]uint64

func (s *ruleSet) add(i int) { s[i/64] |= 1 << (i % 64) }

func (s *ruleSet) has(i int) bool { return s[i/64]&(1<<(i%64)) != 0 }

func (s *ruleSet) meets(o *ruleSet) bool {
	return s[0]&o[0]|s[1]&o[1]|s[2]&o[2]|s[3]&o[3] != 0
}
