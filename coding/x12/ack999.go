package x12

import (
	"io"
	"slices"
	"strconv"
	"strings"
)

// Write999 reads interchanges from r and answers each with a 999
// (005010X231A1), and a TA1 where the interchange itself is at fault or asks
// for one. It returns how many transaction sets were accepted and rejected.
// A set is rejected when it has an issue of the given test types.
func Write999(w io.Writer, r io.Reader, snip SNIP, at Stamp) (accepted, rejected int, err error) {
	a := &ack999{w: newWriter(w), r: NewReader(r, snip), at: at}
	for a.r.Next() {
		a.segment()
	}
	if err := a.r.Err(); err != nil {
		return a.accepted, a.rejected, err
	}
	a.collect()
	a.closeInterchange()
	return a.accepted, a.rejected, a.w.flush()
}

// An ack999 is the state of answering one input.
type ack999 struct {
	w        *writer
	r        *Reader
	at       Stamp
	isa      Interchange
	gs       Group
	set      Set
	open     bool // an answering interchange is open
	group    bool // an answering set is open
	inSet    bool // a set of the input is open
	control  int  // of the answers, counted
	groups   int
	outer    []Issue // of the interchange
	ofGroup  []Issue
	ofSet    []Issue
	received int
	good     int
	accepted int
	rejected int
}

// segment follows the envelope. The reader finds faults of a set up to the
// segment that comes after it, so issues are collected before that is acted on.
func (a *ack999) segment() {
	s := a.r.Segment()
	switch s.Tag() {
	case TagISA:
		a.collect()
		a.closeInterchange()
		a.isa = *a.r.Interchange()
	case TagGS:
		a.collect()
		a.closeGroup()
		a.openGroup()
	case TagST:
		a.collect()
		a.closeSet()
		a.openSet()
	case TagSE:
		a.collect()
		a.closeSet()
	case TagGE, TagIEA:
		a.collect()
	}
}

// collect sorts new issues by what they are about.
func (a *ack999) collect() {
	for _, i := range a.r.TakeIssues() {
		switch i.Scope {
		case ScopeInterchange:
			a.outer = append(a.outer, i)
		case ScopeGroup:
			a.ofGroup = append(a.ofGroup, i)
		default:
			a.ofSet = append(a.ofSet, i)
		}
	}
}

func (a *ack999) openGroup() {
	a.gs, a.received, a.good = *a.r.Group(), 0, 0
	a.group = true
	if !a.open {
		a.openInterchange()
	}
	a.groups++
	a.control++
	a.w.put("GS", "FA", partner(a.gs.Receiver, "RECEIVER"), partner(a.gs.Sender, "SENDER"), a.at.Date, a.at.Time,
		strconv.Itoa(a.control), "X", "005010X231A1")
	a.w.begin("999", digits(a.control, 4), "005010X231A1")
	a.w.put("AK1", code2(a.gs.Kind, "HC"), controlNumber(a.gs.Control), orElse(strings.TrimSpace(data(prefix(a.gs.Version, 12))), "005010"))
}

func (a *ack999) openSet() {
	a.set = *a.r.Set()
	a.inSet = true
	if !a.group {
		a.openGroup()
	}
	a.received++
}

// openInterchange begins the answer, from the receiver back to the sender.
func (a *ack999) openInterchange() {
	a.open, a.groups = true, 0
	mode := "P"
	if a.isa.Test {
		mode = "T"
	}
	a.w.isa(a.isa.Receiver, a.isa.Sender, a.at, a.control+1, mode)
}

// closeSet writes the AK2 loop of a set that has ended.
func (a *ack999) closeSet() {
	if !a.inSet {
		return
	}
	a.inSet = false
	issues := a.ofSet
	a.ofSet = nil
	a.w.put("AK2", code3(a.set.Kind), pad4(a.set.Control), data(prefix(a.set.Version, 35)))
	codes := a.segments(issues)
	for _, i := range issues {
		if i.Scope == ScopeSet && !slices.Contains(codes, i.Code) {
			codes = append(codes, i.Code)
		}
	}
	if len(codes) == 0 {
		a.good++
		a.accepted++
		a.w.put("IK5", "A")
		return
	}
	a.rejected++
	a.w.put("IK5", append([]string{"R"}, codes[:min(len(codes), 5)]...)...)
}

// code2 and code3 return codes as they may stand in an answer: letters and
// digits, and of the right length.
func code2(s, other string) string {
	if len(s) != 2 || !isAlnum(s[0]) || !isAlnum(s[1]) {
		return other
	}
	return s
}

// partner returns an application code of a group, two to fifteen characters.
func partner(s, other string) string {
	if s = strings.TrimSpace(data(s)); len(s) < 2 || len(s) > 15 {
		return other
	}
	return s
}

func code3(s string) string {
	if len(s) != 3 || !isAlnum(s[0]) || !isAlnum(s[1]) || !isAlnum(s[2]) {
		return "837"
	}
	return s
}

// pad4 returns a set control number of at least four characters.
func pad4(s string) string {
	s = prefix(data(s), 9)
	for len(s) < 4 {
		s = "0" + s
	}
	return s
}

// controlNumber returns a group control number, 0 for what is none.
func controlNumber(s string) string {
	if _, ok := number([]byte(s)); !ok || len(s) > 9 {
		return "0"
	}
	return s
}

// segments writes an IK3 for each segment at fault, with an IK4 for each of
// its elements, and returns the code of the set when there was one.
func (a *ack999) segments(issues []Issue) []string {
	slices.SortStableFunc(issues, func(x, y Issue) int { return x.InSet - y.InSet })
	found := false
	for k := 0; k < len(issues); k++ {
		i := &issues[k]
		if i.Scope < ScopeSegment {
			continue
		}
		found = true
		code := i.Code
		if i.Scope == ScopeElement {
			code = "8"
		}
		a.w.put("IK3", segmentCode(i.ID), strconv.Itoa(max(i.InSet, 1)), prefix(i.Loop, 4), code)
		if i.Claim != "" {
			a.w.put("CTX", "CLM01:"+prefix(data(i.Claim), 35))
		}
		for i.Scope == ScopeElement {
			a.element(i)
			if k+1 >= len(issues) || issues[k+1].Segment != i.Segment || issues[k+1].Scope != ScopeElement {
				break
			}
			k++
			i = &issues[k]
		}
	}
	if found {
		return []string{"5"}
	}
	return nil
}

// segmentCode returns a segment ID of two or three letters and digits, ZZZ for
// what is none.
func segmentCode(id string) string {
	if len(id) < 2 || len(id) > 3 {
		return "ZZZ"
	}
	for _, c := range []byte(id) {
		if !isAlnum(c) {
			return "ZZZ"
		}
	}
	return id
}

func (a *ack999) element(i *Issue) {
	at := strconv.Itoa(i.Element)
	if i.Component > 0 {
		at += ":" + strconv.Itoa(i.Component)
	}
	a.w.put("IK4", at, "", i.Code, prefix(data(i.Value), 99))
}

func (a *ack999) closeGroup() {
	a.closeSet()
	if !a.group {
		return
	}
	a.group = false
	result := "A"
	switch {
	case len(a.ofGroup) > 0 || a.good == 0 && a.received > 0:
		result = "R"
	case a.good < a.received:
		result = "P"
	}
	n := strconv.Itoa(a.received)
	ak9 := []string{result, n, n, strconv.Itoa(a.good)}
	for _, i := range a.ofGroup {
		if len(ak9) < 9 && !slices.Contains(ak9[4:], i.Code) {
			ak9 = append(ak9, i.Code)
		}
	}
	a.ofGroup = nil
	a.w.put("AK9", ak9...)
	a.w.end(digits(a.control, 4))
	a.w.put("GE", "1", strconv.Itoa(a.control))
}

// closeInterchange ends the answer; a TA1 stands for what is wrong with the
// interchange as a whole.
func (a *ack999) closeInterchange() {
	a.closeGroup()
	if len(a.outer) > 0 || a.isa.WantsTA1 {
		a.acknowledge()
	}
	a.outer, a.ofSet = nil, nil
	if a.open {
		a.w.put("IEA", strconv.Itoa(a.groups), digits(a.control-a.groups+1, 9))
		a.open = false
	}
	a.isa = Interchange{}
}

// acknowledge writes a TA1. It stands in an interchange of its own, since the
// groups of the answer are written before the end of the input is known.
func (a *ack999) acknowledge() {
	if a.open {
		a.w.put("IEA", strconv.Itoa(a.groups), digits(a.control-a.groups+1, 9))
		a.open = false
	}
	a.groups = 0
	a.openInterchange()
	result, code := "A", "000"
	if len(a.outer) > 0 {
		result, code = "R", a.outer[0].Code
	}
	n, ok := number([]byte(a.isa.Control))
	date, tm := a.isa.Date, a.isa.Time
	if _, isDate := number([]byte(date)); !isDate || len(date) != 6 {
		date = "000101"
	}
	if !validTime([]byte(tm)) || len(tm) != 4 {
		tm = "0000"
	}
	if !ok || len(a.isa.Control) > 9 {
		n = 0
	}
	a.w.put("TA1", digits(n, 9), date, tm, result, code)
	a.control++
	a.w.put("IEA", "0", digits(a.control, 9))
	a.open = false
}
