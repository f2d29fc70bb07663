package x12

import (
	_ "embed" // the loops are a text file
	"slices"
	"strings"
	"sync"
)

//go:embed loops.txt
var loopsText string

// A Guide is one of the claim guides of the 837.
type Guide uint8

// The guides. GuideNone stands for a transaction that is no claim.
const (
	GuideNone    Guide = iota
	Professional       // 005010X222, CMS-1500
	Institutional
	Dental
)

var guideNames = [...]string{"", "837P", "837I", "837D"}

// String returns "837P", "837I" or "837D".
func (g Guide) String() string { return guideNames[min(int(g), len(guideNames)-1)] }

// A guideSet is a set of guides, a bit each.
type guideSet uint8

// guidesOf reads a set written as letters: "PI".
func guidesOf(letters string) guideSet {
	var set guideSet
	for i := range len(letters) {
		set |= 1 << strings.IndexByte("-PID", letters[i])
	}
	return set
}

func (s guideSet) has(g Guide) bool { return s&(1<<g) != 0 }

// A Level is how deep in the claim hierarchy a loop stands.
type Level uint8

// The levels, from the outside in.
const (
	LevelHeader     Level = iota // transaction set header, submitter, receiver
	LevelBilling                 // 2000A and its names
	LevelSubscriber              // 2000B and its names
	LevelPatient                 // 2000C and its names
	LevelClaim                   // 2300 and its names
	LevelOther                   // 2320: another payer of the claim
	LevelLine                    // 2400 and what hangs on it
)

// A Loop is one loop of the 837.
type Loop struct {
	ID      string // "2310B"
	Name    string // what it is for, own words: "rendering provider"
	Level   Level
	Role    string // NM101 of a loop that begins with NM1, else ""
	trigger Tag
	guides  guideSet
	start   Level // where an NM1, LIN, SVD or LQ loop may begin
	allowed segmentSet
	require []requirement

	dates [Dental + 1]codeSet // values of DTP01 by guide, empty for any

	head     bool  // begins a level
	needed   uint8 // its bit in the needs of the level that requires it
	neededBy Level
}

type requirement struct {
	guides guideSet
	id     string
	tag    Tag
	first  string  // the first of codes, "" when any value may stand
	codes  codeSet // of its first element
}

// words gives, for the third column of loops.txt, the level of the loop.
var words = map[string]Level{
	"-": LevelHeader, "header": LevelHeader, "billing": LevelBilling, "subscriber": LevelSubscriber, "patient": LevelPatient,
	"claim": LevelClaim, "in-claim": LevelClaim, "other": LevelOther, "in-other": LevelOther, "line": LevelLine, "in-line": LevelLine,
}

type loopSet struct {
	all  []*Loop
	byID map[string]*Loop // the first of each id, for loops that are entered by name

	byPlace [Dental + 1][LevelLine + 1][]*Loop

	set, subscriber, patient, claim, other, line *Loop
}

// loops holds the table of loops.txt.
var loops = sync.OnceValue(func() *loopSet {
	set := &loopSet{byID: make(map[string]*Loop)}
	for line := range strings.Lines(loopsText) {
		f := strings.Split(strings.TrimSpace(line), "|")
		if line[0] == '#' || len(f) < 7 {
			continue
		}
		l := parseLoop(f)
		set.all = append(set.all, l)
		if set.byID[l.ID] == nil {
			set.byID[l.ID] = l
		}
	}
	set.index()
	set.setDates()
	return set
})

func parseLoop(f []string) *Loop {
	id, role, _ := strings.Cut(f[3], ":")
	l := &Loop{ID: f[0], guides: guidesOf(f[1]), Level: words[f[2]], Name: f[4], Role: role, trigger: tagOf(id)}
	switch f[3] {
	case "HL:20":
		l.Level = LevelBilling
	case "HL:22":
		l.Level = LevelSubscriber
	case "HL:23":
		l.Level = LevelPatient
	}
	l.start = l.Level
	for s := range strings.FieldsSeq(f[5]) {
		l.allowed.add(spec(tagOf(s)).number)
	}
	for s := range strings.FieldsSeq(f[6]) {
		r := requirement{guides: guidesOf("PID")}
		if g, rest, ok := strings.Cut(s, ":"); ok {
			r.guides, s = guidesOf(g), rest
		}
		var v string
		r.id, v, _ = strings.Cut(s, "=")
		r.tag = tagOf(r.id)
		if v != "" {
			values := strings.Split(v, ",")
			r.first, r.codes = values[0], newCodeSet(values)
		}
		l.require = append(l.require, r)
	}
	return l
}

// index lists the loops of every level under every guide, and behind them those
// of other guides, so that a stray one is still named.
func (s *loopSet) index() {
	for g := GuideNone; g <= Dental; g++ {
		for _, own := range []bool{true, false} {
			for _, l := range s.all {
				if l.in(g) == own {
					s.byPlace[g][l.start] = append(s.byPlace[g][l.start], l)
				}
			}
		}
	}
	s.set, s.subscriber, s.patient = s.byID["ST"], s.byID["2000B"], s.byID["2000C"]
	s.claim, s.other, s.line = s.byID["2300"], s.byID["2320"], s.byID["2400"]
	for _, l := range []*Loop{s.byID["2000A"], s.subscriber, s.patient, s.claim, s.other, s.line} {
		l.head = true
	}
	for _, l := range s.all {
		for level, ids := range needs {
			if i := slices.Index(ids, l.ID); i >= 0 {
				l.needed, l.neededBy = 1<<i, Level(level)
			}
		}
	}
}

// in reports whether the loop belongs to guide g.
func (l *Loop) in(g Guide) bool {
	return g == GuideNone || l.guides.has(g)
}

// named returns the loop that a segment id with this first element begins at
// a level, nil when none does.
func (s *loopSet) named(g Guide, level Level, trigger Tag, role []byte) *Loop {
	for _, l := range s.byPlace[g][level] {
		if l.trigger == trigger && string(role) == l.Role {
			return l
		}
	}
	return nil
}

// unknownLoop takes what follows a party or level nobody knows, so that one
// wrong qualifier gives one issue.
var unknownLoop = &Loop{ID: "", Name: "unknown"}

// applies reports whether the requirement holds in guide g.
func (r *requirement) applies(g Guide) bool {
	return g != GuideNone && r.guides.has(g)
}
