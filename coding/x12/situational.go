package x12

import (
	"slices"
	"strings"
)

// A selfState is a subscriber of whom SBR02 says that he is the patient: then
// the guides require his address, birth and sex (X222, X223 and X224, loop
// 2010BA: N3, N4 and DMG).
type selfState struct {
	is    bool
	begin place
	have  uint8 // bit i: selfNeeds[i] has come
}

var selfNeeds = []Tag{TagN3, TagN4, TagDMG}

// self follows the subscriber level.
func (r *Reader) self(s *Segment, id Tag) {
	st, loop := &r.state.self, r.state.loop
	switch {
	case loop.ID == "2000B" && id == TagSBR:
		*st = selfState{is: string(s.Element(2)) == "18", begin: r.here()}
	case loop.ID != "2010BA":
	case id == TagNM1:
		st.begin = r.here()
	default:
		if i := slices.Index(selfNeeds, id); i >= 0 {
			st.have |= 1 << i
		}
	}
}

// selfAtClaim says, when a claim of the subscriber begins, what is missing of
// him. Each is told once.
func (r *Reader) selfAtClaim() {
	st := &r.state.self
	if !st.is || r.set.Old || r.state.open[LevelPatient].loop != nil || r.state.open[LevelSubscriber].loop == nil {
		return
	}
	st.is = false
	for i, id := range selfNeeds {
		if st.have&(1<<i) == 0 {
			name := id.String()
			r.add(Issue{
				Rule: RuleRequired, SNIP: SNIP2, Scope: ScopeSegment, Code: "3", ID: name,
				Segment: st.begin.segment, InSet: st.begin.inSet, Offset: st.begin.offset, Loop: "2010BA",
			}, "the subscriber is the patient (SBR02 is 18): segment %s, %s, is required", name, SegmentName(name))
		}
	}
}

// dateRoles lists which dates (DTP01) a loop has in each guide (X222, X223 and
// X224, segment DTP of the loop).
var dateRoles = []struct {
	loop, guides, roles string
}{
	{"2300", "P", "431 454 304 453 439 484 455 471 314 360 361 297 296 435 096 090 091 444 050"},
	{"2300", "I", "096 434 435 050"},
	{"2300", "D", "439 452 472 050"},
	{"2330B", "PID", "573"},
	{"2400", "P", "472 471 607 463 461 304 738 739 011 455 454"},
	{"2400", "I", "472"},
	{"2400", "D", "472 441 452 446 196 198"},
	{"2430", "PID", "573"},
}

// setDates gives the loops their dates.
func (s *loopSet) setDates() {
	for _, l := range s.all {
		for _, d := range dateRoles {
			if d.loop != l.ID {
				continue
			}
			for _, g := range []Guide{Professional, Institutional, Dental} {
				if guidesOf(d.guides).has(g) {
					l.dates[g] = newCodeSet(strings.Fields(d.roles))
				}
			}
		}
	}
}

// dateRole checks that a date is one that its loop has. A role that no loop
// has is told with the elements.
func (r *Reader) dateRole(s *Segment) {
	have := &r.state.loop.dates[r.set.Guide]
	if have.empty() || have.has(s.Element(1)) || !knownCode(TagDTP, 1, s.Element(1)) {
		return
	}
	r.add(Issue{Rule: RuleSyntax, SNIP: SNIP2, Scope: ScopeElement, Code: "7", Element: 1, Value: text(s.Element(1))},
		"date %q is not used in loop %s of an %s", text(s.Element(1)), r.state.loop.ID, r.set.Guide)
}

// knownCode reports whether a value is in the code list of its element.
func knownCode(id Tag, element int, b []byte) bool {
	e := &spec(id).elements[element]
	if len(e.parts) > 1 {
		e = &e.parts[1]
	}
	return e.codes.has(b)
}
