package x12

import "bytes"

// A loopState is where in an 837 the reader stands.
type loopState struct {
	loop  *Loop
	level Level
	open  [LevelLine + 1]openLoop // the loops that are open, by level
	sv    bool                    // the service of the line has come
	met   uint64                  // which of loop.require are met
	begin place                   // the first segment of loop
	hl    [LevelPatient + 1]levelNumber
	leaf  bool // HL04 of the subscriber level says that nothing is below it
	self  selfState
	last  int // HL01 of the level before
}

// An openLoop is a loop whose required loops are counted.
type openLoop struct {
	loop  *Loop
	begin place
	have  uint8 // bit i: needs[level][i] has come
}

// A levelNumber is HL01 of a level, at most 12 characters.
type levelNumber struct {
	b [12]byte
	n int
}

func (l *levelNumber) set(b []byte) { l.n = copy(l.b[:], b) }

func (l *levelNumber) bytes() []byte { return l.b[:l.n] }

// A place is where a segment stood.
type place struct {
	segment, inSet int
	offset         int64
}

// needs lists the loops that each level requires (X222, X223, X224: usage
// "required"). A claim needs a service line.
var needs = [LevelLine + 1][]string{
	LevelHeader: {"1000A", "1000B", "2000A"}, LevelBilling: {"2010AA"}, LevelSubscriber: {"2010BA", "2010BB"},
	LevelPatient: {"2010CA"}, LevelClaim: {"2400"}, LevelOther: {"2330A", "2330B"},
}

func (r *Reader) resetLoops() {
	r.state = loopState{}
	r.balance = balanceState{}
}

func (r *Reader) here() place {
	s := r.sc.Segment()
	return place{s.Number, r.inSet, s.Offset}
}

// claims follows the loops of an 837 and checks the segment against its loop.
func (r *Reader) claims(s *Segment, id Tag) {
	if r.state.loop == nil {
		r.enter(r.loops.set)
	}
	switch {
	case id == TagHL:
		r.level(s)
	case id == TagCLM:
		r.claim(s)
	case id == TagLX:
		r.line()
	case id == TagNM1 || id == TagLIN || id == TagSVD || id == TagLQ:
		r.begin(s, id)
	case id == TagSBR && r.state.level >= LevelClaim:
		r.closeLoops(LevelOther)
		r.enterAt(r.loops.other)
	default:
		r.recover(id)
	}
	r.count(id)
	if r.set.Old || r.snip == 0 {
		return
	}
	spec := *r.specs.at(id)
	r.member(s, spec)
	r.elements(s, spec)
	r.sums(s, id)
	switch {
	case id == TagDTP:
		r.dateRole(s)
	case r.state.level == LevelSubscriber:
		r.self(s, id)
	}
}

func (r *Reader) count(id Tag) {
	switch id {
	case TagCLM:
		r.set.Claims++
	case TagSV1, TagSV2, TagSV3:
		r.set.Lines++
	}
}

// level begins a loop of the hierarchy.
func (r *Reader) level(s *Segment) {
	l := r.loops.named(r.set.Guide, levelOf(s.Element(3)), TagHL, s.Element(3))
	if l == nil {
		r.closeLoops(LevelBilling)
		r.enter(unknownLoop)
		r.add(Issue{Rule: RuleSyntax, SNIP: SNIP2, Scope: ScopeElement, Code: "7", Element: 3, Value: text(s.Element(3))},
			"hierarchy level %q is not used in a claim: want 20, 22 or 23", text(s.Element(3)))
		return
	}
	r.closeLoops(l.Level)
	r.enterAt(l)
	r.parent(s, l.Level)
}

func levelOf(code []byte) Level {
	switch string(code) {
	case "20":
		return LevelBilling
	case "22":
		return LevelSubscriber
	case "23":
		return LevelPatient
	}
	return LevelHeader
}

// parent checks the numbers of a level: HL01 counts on, or starts again at 1,
// and HL02 is the number of the level above.
func (r *Reader) parent(s *Segment, level Level) {
	st := &r.state
	n, ok := number(s.Element(1))
	if !r.set.Old && (!ok || n != st.last+1 && n != 1) {
		r.add(Issue{Rule: RuleSyntax, SNIP: SNIP1, Scope: ScopeElement, Code: "7", Element: 1, Value: text(s.Element(1))},
			"level number %q does not follow %d", text(s.Element(1)), st.last)
		r.fix("%d", st.last+1)
	}
	st.last = n
	st.hl[level].set(s.Element(1))
	if r.set.Old {
		return
	}
	var want []byte
	if level > LevelBilling {
		want = st.hl[level-1].bytes()
	}
	if got := s.Element(2); string(got) != string(want) {
		r.add(Issue{Rule: RuleSyntax, SNIP: SNIP1, Scope: ScopeElement, Code: "7", Element: 2, Value: text(got)},
			"level %s says it is below %q, it stands below %q", st.hl[level].bytes(), text(got), want)
	}
	if level == LevelPatient && st.leaf {
		r.add(Issue{Rule: RuleSyntax, SNIP: SNIP2, Scope: ScopeSegment, Code: "2"},
			"a patient level follows, but the subscriber level %s says that it has none below (HL04 is 0)", want)
	}
	if level == LevelSubscriber {
		st.leaf = string(s.Element(4)) == "0"
	}
}

func (r *Reader) claim(s *Segment) {
	r.separator(s)
	if r.state.level < LevelSubscriber {
		r.missing("HL", "a claim stands outside of a subscriber or patient: HL is missing")
	}
	r.selfAtClaim()
	r.closeLoops(LevelClaim)
	r.claimID = append(r.claimID[:0], s.Element(1)...)
	r.enterAt(r.loops.claim)
}

// separator finds a claim whose components are separated otherwise than ISA16
// says, as happens where files are pasted together.
func (r *Reader) separator(s *Segment) {
	b := s.Element(5)
	if len(b) < 4 || bytes.IndexByte(b, s.Delimiters.Component) >= 0 {
		return
	}
	i := bytes.IndexAny(b, ":><|\\!;^+")
	if i < 0 || bytes.Count(b, b[i:i+1]) < 2 {
		return
	}
	r.add(Issue{Rule: RuleSyntax, SNIP: SNIP1, Scope: ScopeElement, Code: "6", Element: 5, Value: text(b)},
		"components are separated by %q here, ISA16 declares %q", b[i], s.Delimiters.Component)
	r.alternative = b[i]
	s.Delimiters.Component = b[i]
}

func (r *Reader) line() {
	if r.state.level < LevelClaim {
		r.missing("CLM", "a service line stands outside of a claim: CLM is missing")
		r.enterAt(r.loops.claim)
		r.state.met = ^uint64(0)
	}
	r.closeLoops(LevelOther)
	r.enterAt(r.loops.line)
}

// begin starts a loop that hangs on the level at hand.
func (r *Reader) begin(s *Segment, id Tag) {
	role := s.Element(1)
	if id != TagNM1 {
		role = nil
	}
	l := r.loops.named(r.set.Guide, r.state.level, id, role)
	if l != nil {
		r.enterAt(l)
		if !l.in(r.set.Guide) && !r.set.Old {
			r.add(Issue{Rule: RuleSyntax, SNIP: SNIP2, Scope: ScopeElement, Code: "7", Element: 1, Value: text(s.Element(1))},
				"%s (loop %s) is not used in an %s", l.Name, l.ID, r.set.Guide)
		}
		return
	}
	if id != TagNM1 {
		return // member says that it does not belong here
	}
	r.closeLoop()
	r.enter(unknownLoop)
	if !r.set.Old {
		r.add(Issue{Rule: RuleSyntax, SNIP: SNIP2, Scope: ScopeElement, Code: "7", Element: 1, Value: text(role)},
			"role %q is no party of %s", text(role), levelNames[r.state.level])
	}
}

var levelNames = [...]string{
	"the header", "the billing provider level", "the subscriber level", "the patient level", "a claim",
	"another payer of a claim", "a service line",
}

// recover enters the loop that a segment shows to have begun although the
// segment that begins it is missing.
func (r *Reader) recover(id Tag) {
	if r.set.Old {
		return
	}
	level := r.state.level
	switch {
	case id == TagSBR && level < LevelSubscriber:
		r.missing("HL", "the subscriber level begins without its HL segment")
		r.closeLoops(LevelSubscriber)
		r.enterAt(r.loops.subscriber)
	case id == TagPAT && level == LevelSubscriber && r.state.loop.ID != "2000B":
		r.missing("HL", "the patient level begins without its HL segment")
		r.enterAt(r.loops.patient)
	case (id == TagHI || id == TagCL1) && (level == LevelSubscriber || level == LevelPatient):
		r.missing("CLM", "the segments of a claim stand without its CLM segment")
		r.enterAt(r.loops.claim)
	case (id == TagSV1 || id == TagSV2 || id == TagSV3) && (level != LevelLine || r.hasService()):
		r.missing("LX", "a service stands without its LX segment")
		if level >= LevelClaim {
			r.closeLoops(LevelOther)
			r.enterAt(r.loops.line)
		}
	}
}

// hasService reports whether the open line has its service segment already.
func (r *Reader) hasService() bool { return r.state.loop.ID != "2400" || r.state.sv }

func (r *Reader) missing(id, message string) {
	if !r.set.Old {
		r.add(Issue{Rule: RuleRequired, SNIP: SNIP2, Scope: ScopeSegment, Code: "3", ID: id}, "%s", message)
	}
}

// enterAt closes the loop at hand and begins l, which opens its level when it
// stands at the head of one.
func (r *Reader) enterAt(l *Loop) {
	r.closeLoop()
	if l.needed != 0 {
		r.state.open[l.neededBy].have |= l.needed
	}
	r.enter(l)
	if l.head {
		r.state.level = l.Level
		r.state.open[l.Level] = openLoop{loop: l, begin: r.state.begin}
	}
}

func (r *Reader) enter(l *Loop) {
	r.state.loop, r.state.sv, r.state.met, r.state.begin = l, false, 0, r.here()
	if l.trigger == TagST {
		r.state.begin = place{segment: r.sc.Segment().Number - r.inSet + 1, inSet: 1, offset: r.setOffset}
		r.state.open[LevelHeader] = openLoop{loop: l, begin: r.state.begin}
	}
}

// member checks that a segment belongs to its loop and notes which required
// segments have come.
func (r *Reader) member(s *Segment, spec *segmentSpec) {
	l := r.state.loop
	if l == unknownLoop {
		return
	}
	if spec == nil || !l.allowed.has(spec.number) {
		r.add(Issue{Rule: RuleSyntax, SNIP: SNIP2, Scope: ScopeSegment, Code: "2", ID: segmentID(s.ID())},
			"segment %q does not belong to %s (loop %s)", segmentID(s.ID()), l.Name, l.ID)
		return
	}
	switch spec.tag {
	case TagSV1, TagSV2, TagSV3:
		r.state.sv = true
	}
	for k := range l.require {
		if q := &l.require[k]; q.tag == spec.tag && q.metBy(s) {
			r.state.met |= 1 << k
		}
	}
}

// metBy reports whether a segment is the one required. A diagnosis whose
// qualifier nobody knows may be it: the qualifier is told.
func (q *requirement) metBy(s *Segment) bool {
	switch {
	case q.first == "":
		return true
	case q.tag == TagHI:
		got := s.Component(1, 1)
		return q.codes.has(got) || !knownCode(TagHI, 1, got)
	}
	return q.codes.has(s.Element(1))
}

// closeLoop notes the required segments that the loop at hand lacks.
func (r *Reader) closeLoop() {
	l := r.state.loop
	if l == nil || r.set.Old || r.snip&SNIP2 == 0 {
		r.state.loop = nil
		return
	}
	for k := range l.require {
		q := &l.require[k]
		if r.state.met&(1<<k) != 0 || !q.applies(r.set.Guide) {
			continue
		}
		what := q.id
		if q.first != "" {
			what += "*" + q.first
		}
		b := r.state.begin
		r.add(Issue{
			Rule: RuleRequired, SNIP: SNIP2, Scope: ScopeSegment, Code: "3", ID: q.id,
			Segment: b.segment, InSet: b.inSet, Offset: b.offset, Loop: l.ID,
		}, "%s (loop %s, begins at segment %d) lacks its segment %s, %s", l.Name, l.ID, b.segment, what, SegmentName(q.id))
	}
	r.state.loop = nil
}

// closeLoops closes the loop at hand and every open level from the given one
// down, noting required loops that did not come.
func (r *Reader) closeLoops(from Level) {
	if r.set.Guide == GuideNone {
		return
	}
	r.closeLoop()
	for i := int(LevelLine); i >= int(from); i-- {
		lv := Level(i)
		o := r.state.open[lv]
		r.state.open[lv] = openLoop{}
		if o.loop == nil || r.set.Old || r.snip == 0 {
			continue
		}
		r.closeBalance(lv, o.begin)
		for k, id := range needs[lv] {
			if o.have&(1<<k) == 0 {
				r.lacks(o, r.loops.byID[id])
			}
		}
	}
	if r.state.level >= from && from > LevelHeader {
		r.state.level = r.outer(from)
	}
}

// outer returns the innermost level that is open above the given one.
func (r *Reader) outer(from Level) Level {
	for lv := from; lv > LevelHeader; lv-- {
		if r.state.open[lv-1].loop != nil {
			return lv - 1
		}
	}
	return LevelHeader
}

func (r *Reader) lacks(o openLoop, l *Loop) {
	r.add(Issue{
		Rule: RuleRequired, SNIP: SNIP2, Scope: ScopeSegment, Code: "I7", ID: l.trigger.String(),
		Segment: o.begin.segment, InSet: o.begin.inSet, Offset: o.begin.offset, Loop: l.ID,
	}, "%s (loop %s, begins at segment %d) lacks its loop %s, %s", o.loop.Name, o.loop.ID, o.begin.segment, l.ID, l.Name)
}
