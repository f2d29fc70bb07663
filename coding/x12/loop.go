package x12

import (
	_ "embed" // the loops are a text file
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

const guideLetters = "-PID"

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
	trigger uint32
	guides  string
	start   Level // where an NM1, LIN, SVD or LQ loop may begin
	allowed []uint32
	require []requirement
}

type requirement struct {
	guides string
	id     string
	values []string
}

// words gives, for the third column of loops.txt, the level of the loop.
var words = map[string]Level{
	"-": LevelHeader, "header": LevelHeader, "billing": LevelBilling, "subscriber": LevelSubscriber, "patient": LevelPatient,
	"claim": LevelClaim, "in-claim": LevelClaim, "other": LevelOther, "in-other": LevelOther, "line": LevelLine, "in-line": LevelLine,
}

type loopSet struct {
	all  []*Loop
	byID map[string]*Loop // the first of each id, for loops that are entered by name

	byKey map[loopKey]*Loop
}

// loops holds the table of loops.txt.
var loops = sync.OnceValue(func() *loopSet {
	set := &loopSet{byID: make(map[string]*Loop)}
	for line := range strings.Lines(loopsText) {
		f := strings.Split(strings.TrimSpace(line), "|")
		if len(f) < 7 {
			continue
		}
		l := parseLoop(f)
		set.all = append(set.all, l)
		if set.byID[l.ID] == nil {
			set.byID[l.ID] = l
		}
	}
	set.index()
	return set
})

func parseLoop(f []string) *Loop {
	id, role, _ := strings.Cut(f[3], ":")
	l := &Loop{ID: f[0], guides: f[1], Level: words[f[2]], Name: f[4], Role: role, trigger: pack([]byte(id))}
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
		l.allowed = append(l.allowed, pack([]byte(s)))
	}
	for s := range strings.FieldsSeq(f[6]) {
		r := requirement{guides: "PID"}
		if g, rest, ok := strings.Cut(s, ":"); ok {
			r.guides, s = g, rest
		}
		var v string
		r.id, v, _ = strings.Cut(s, "=")
		if v != "" {
			r.values = strings.Split(v, ",")
		}
		l.require = append(l.require, r)
	}
	return l
}

// loopKey finds a loop by what it begins with.
type loopKey struct {
	guide   Guide
	level   Level
	trigger uint32
	role    uint32
}

// index lists every loop under every guide; a guide that does not know a loop
// gets that of another, so that a stray one is still named.
func (s *loopSet) index() {
	s.byKey = make(map[loopKey]*Loop)
	for g := GuideNone; g <= Dental; g++ {
		for pass := range 2 {
			for _, l := range s.all {
				k := loopKey{g, l.start, l.trigger, pack([]byte(l.Role))}
				own := g == GuideNone || strings.IndexByte(l.guides, guideLetters[g]) >= 0
				if s.byKey[k] == nil && (own || pass == 1) {
					s.byKey[k] = l
				}
			}
		}
	}
}

// named returns the loop that a segment id with this first element begins at
// a level, nil when none does.
func (s *loopSet) named(g Guide, level Level, trigger uint32, role []byte) *Loop {
	return s.byKey[loopKey{g, level, trigger, pack(role)}]
}

// unknownLoop takes what follows a party or level nobody knows, so that one
// wrong qualifier gives one issue.
var unknownLoop = &Loop{ID: "", Name: "unknown"}

// applies reports whether the requirement holds in guide g.
func (r *requirement) applies(g Guide) bool {
	return g != GuideNone && strings.IndexByte(r.guides, guideLetters[g]) >= 0
}
