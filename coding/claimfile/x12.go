package claimfile

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
	"github.com/medcode-cli/medcode/coding/x12"
)

// An X12 reads the claims of 837 transactions (005010X222, X223, X224, and
// 004010 as far as it is the same), whatever else stands in the file. What is
// wrong with the segments of a claim goes into its Problems; what is wrong
// with the envelope is told by FileProblems.
type X12 struct {
	r       *x12.Reader
	file    string
	texts   Texts
	party   parties
	pending bool // the current segment is not taken yet
	early   []x12.Issue
	outside []coding.Problem
	cut     int // problems of the file that were not kept
	other   map[string]int
	counts  Counts
	open    bool         // a claim is being filled
	begin   int          // number of its first segment
	full    bool         // it is longer than what is read of a claim
	pos     coding.Place // where its place of service stands
	parts   [x12.MaxComponents + 1][]byte
}

// Counts says how much an X12 file held.
type Counts struct {
	Interchanges, Groups, Sets int
	Claims, Lines              int
}

// maxFileProblems bounds the problems kept of one file's envelope.
const maxFileProblems = 1000

// MaxLines is how many service lines are read of one claim, and
// MaxClaimSegments how many segments from its CLM on. The guides allow 999
// lines at most; what is behind is not read, and the claim has a problem.
const (
	MaxLines         = 10_000
	MaxClaimSegments = 100_000
)

// maxMarks bounds the places kept of the values above a claim.
const maxMarks = 256

// parties are those that stand above a claim and hold for all below them.
type parties struct {
	billing    coding.Provider
	subscriber coding.Patient
	patient    coding.Patient
	dependent  bool
	payer      string
	marks      []coding.FieldPlace // of billing, subscriber and patient, in this order
	level      [3]int              // how many marks each level has left behind
}

// X12Options say how an X12 file is taken.
type X12Options struct {
	File string   // base name, for messages
	SNIP x12.SNIP // the test types to run; zero runs none
}

// NewX12 returns a reader of the claims in r.
func NewX12(r io.Reader, o X12Options) *X12 {
	return &X12{r: x12.NewReader(r, o.SNIP), file: o.File, other: map[string]int{}}
}

// Next reads the next claim, as Reader says.
func (x *X12) Next(ctx context.Context, c *coding.Claim) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	c.Reset()
	x.open = false
	for x.pending || x.r.Next() {
		x.pending = false
		s := x.r.Segment()
		id := s.Tag()
		if x.open && endsClaim(id) {
			x.pending = true
			x.finish(c, s.Number)
			return nil
		}
		x.segment(c, s, id)
	}
	if err := x.r.Err(); err != nil {
		return &Error{File: x.file, Place: coding.Place{Offset: x.r.Segment().Offset}, Err: err}
	}
	if x.open {
		x.finish(c, x.r.Segment().Number+1)
		return nil
	}
	x.settleEarly()
	return io.EOF
}

// settleEarly gives what was found and belongs to no claim to the file: no
// claim is open.
func (x *X12) settleEarly() {
	x.drain()
	x.outer(x.early)
	x.early = x.early[:0]
}

// FileProblems returns what is wrong with the file outside of its claims. It
// is asked for after the last claim.
func (x *X12) FileProblems() []coding.Problem { return x.outside }

// Counts returns how much was read so far.
func (x *X12) Counts() Counts { return x.counts }

func endsClaim(id x12.Tag) bool {
	switch id {
	case x12.TagCLM, x12.TagHL, x12.TagST, x12.TagSE, x12.TagGS, x12.TagGE, x12.TagISA, x12.TagIEA:
		return true
	}
	return false
}

// finish completes a claim that ends before segment next.
func (x *X12) finish(c *coding.Claim, next int) {
	x.open = false
	x.counts.Lines += len(c.Lines)
	x.drain()
	keep := x.early[:0]
	for _, i := range x.early {
		if i.Scope < x12.ScopeSegment || i.Segment >= next {
			keep = append(keep, i)
			continue
		}
		c.Problems = append(c.Problems, x12Problem(&i))
	}
	x.early = keep
	settle(c)
}

// drain takes the reader's issues.
func (x *X12) drain() {
	if x.r.HasIssues() {
		x.early = append(x.early, x.r.TakeIssues()...)
	}
}

// outer keeps issues as problems of the file.
func (x *X12) outer(list []x12.Issue) {
	for i := range list {
		if len(x.outside) < maxFileProblems {
			x.outside = append(x.outside, x12Problem(&list[i]))
		} else {
			x.cut++
		}
	}
}

// sift moves what was found above the subscriber level to the file; what is
// left belongs to the claim that comes.
func (x *X12) sift() {
	if !x.r.HasIssues() && len(x.early) == 0 {
		return
	}
	x.drain()
	keep := x.early[:0]
	for _, i := range x.early {
		below := len(i.Loop) >= 5 && (i.Loop[:5] == "2000B" || i.Loop[:5] == "2000C" || i.Loop[:5] == "2010B" || i.Loop[:5] == "2010C")
		if i.Scope >= x12.ScopeSegment && below || i.Segment == x.r.Segment().Number && i.Scope >= x12.ScopeSegment {
			keep = append(keep, i)
			continue
		}
		x.outer([]x12.Issue{i})
	}
	x.early = keep
}

// x12Problem turns an issue of the syntax into a problem of a claim or a file.
func x12Problem(i *x12.Issue) coding.Problem {
	return coding.Problem{
		Rule: i.Rule, Value: i.Value, Message: i.Message, Fix: i.Fix,
		Place: coding.Place{Segment: i.Segment, Tag: i.ID, Element: i.Element, Component: i.Component, Offset: i.Offset},
	}
}

// Notes names the transactions that are no claims.
func (x *X12) Notes() []string {
	var notes []string
	for _, name := range sortedKeys(x.other) {
		notes = append(notes, codesets.Count(x.other[name], "transaction")+" "+name+": not a claim, not read")
	}
	if x.cut > 0 {
		notes = append(notes, codesets.Count(x.cut, "further problem")+" of the envelope not listed")
	}
	return notes
}

// segment takes one segment outside of a claim, or of the claim that is open.
func (x *X12) segment(c *coding.Claim, s *x12.Segment, id x12.Tag) {
	switch id {
	case x12.TagISA:
		x.settleEarly()
		x.counts.Interchanges++
		return
	case x12.TagGS:
		x.settleEarly()
		x.counts.Groups++
		return
	case x12.TagST:
		x.settleEarly()
		x.counts.Sets++
		x.party = parties{marks: x.party.marks[:0]}
		if set := x.r.Set(); set.Guide == x12.GuideNone {
			tally(x.other, otherName(set), "of further kinds")
		}
		return
	}
	loop := x.r.Loop()
	if loop == nil || x.r.Set().Guide == x12.GuideNone {
		return
	}
	switch loop.Level {
	case x12.LevelBilling:
		x.billingLevel(s, id, loop)
	case x12.LevelSubscriber:
		x.subscriberLevel(s, id, loop)
	case x12.LevelPatient:
		x.patientLevel(s, id, loop)
	case x12.LevelClaim:
		if id == x12.TagCLM || !x.isFull(c, s, id) {
			x.claimLevel(c, s, id, loop)
		}
	case x12.LevelLine:
		if x.open && !x.isFull(c, s, id) {
			x.lineLevel(c, s, id, loop)
		}
	}
}

// isFull reports whether the claim is longer than what is read of one, and
// says so once.
func (x *X12) isFull(c *coding.Claim, s *x12.Segment, id x12.Tag) bool {
	service := id == x12.TagSV1 || id == x12.TagSV2 || id == x12.TagSV3
	if !x.open || !x.full && s.Number-x.begin < MaxClaimSegments && (!service || len(c.Lines) < MaxLines) {
		return false
	}
	if !x.full {
		x.full = true
		c.Problems = append(c.Problems, coding.Problem{
			Rule: "claim-unreadable", Place: x12At(s, string(s.ID()), 0, 0),
			Message: fmt.Sprintf("the claim has more than %d lines or %d segments: what follows is not read", MaxLines, MaxClaimSegments),
			Fix:     "split the claim",
		})
	}
	return true
}

// maxKinds bounds the kinds of other content that are named one by one.
const maxKinds = 50

// tally counts what is no claim under its name, or under other when there are
// too many names.
func tally(m map[string]int, name, other string) {
	if _, known := m[name]; !known && len(m) >= maxKinds {
		name = other
	}
	m[name]++
}

// otherName is what a note calls a transaction that is no claim.
func otherName(set *x12.Set) string {
	name := set.Name()
	if what := x12.TransactionName(set.Kind); what != "" {
		name += " (" + what + ")"
	}
	return codesets.Clean(name)
}

func (x *X12) billingLevel(s *x12.Segment, id x12.Tag, loop *x12.Loop) {
	p := &x.party
	switch {
	case id == x12.TagHL:
		*p = parties{marks: p.marks[:0]}
	case id == x12.TagPRV && loop.ID == "2000A":
		p.billing.Taxonomy = x.texts.Of(s.Element(3))
		p.mark(coding.FieldBillingTaxonomy, x12At(s, "PRV", 3, 0))
	case loop.ID != "2010AA":
	case id == x12.TagNM1 && isNPI(s):
		p.billing.NPI = x.texts.Of(s.Element(9))
		p.mark(coding.FieldBillingNPI, x12At(s, "NM1", 9, 0))
	case id == x12.TagN4:
		p.billing.Zip = x.texts.Of(s.Element(3))
		p.mark(coding.FieldBillingZip, x12At(s, "N4", 3, 0))
	case id == x12.TagREF && isTIN(s.Element(1)):
		p.billing.TIN = x.texts.Of(s.Element(2))
		p.mark(coding.FieldBillingTIN, x12At(s, "REF", 2, 0))
	}
	p.level[0] = len(p.marks)
}

func isNPI(s *x12.Segment) bool { return string(s.Element(8)) == "XX" }

func isTIN(q []byte) bool { return string(q) == "EI" || string(q) == "SY" }

func (x *X12) subscriberLevel(s *x12.Segment, id x12.Tag, loop *x12.Loop) {
	p := &x.party
	if id == x12.TagHL {
		p.marks = p.marks[:p.level[0]]
		p.subscriber, p.patient, p.payer, p.dependent = coding.Patient{}, coding.Patient{}, "", false
		x.sift()
	}
	switch loop.ID {
	case "2000B":
		x.death(&p.subscriber, s, id)
	case "2010BA":
		x.person(&p.subscriber, s, id)
	case "2010BB":
		if id == x12.TagNM1 {
			p.payer = x.texts.Of(s.Element(9))
			if p.payer == "" {
				p.payer = x.texts.Of(s.Element(3))
			}
			p.mark(coding.FieldPayer, x12At(s, "NM1", 9, 0))
		}
	}
	p.level[1] = len(p.marks)
}

func (x *X12) patientLevel(s *x12.Segment, id x12.Tag, loop *x12.Loop) {
	p := &x.party
	if id == x12.TagHL {
		p.marks = p.marks[:p.level[1]]
		p.patient, p.dependent = coding.Patient{}, true
	}
	switch loop.ID {
	case "2000C":
		x.death(&p.patient, s, id)
	case "2010CA":
		x.person(&p.patient, s, id)
	}
}

func (x *X12) death(p *coding.Patient, s *x12.Segment, id x12.Tag) {
	if id == x12.TagPAT && string(s.Element(5)) == "D8" {
		p.Death = x12Day(s.Element(6))
		x.party.mark(coding.FieldDeath, x12At(s, "PAT", 6, 0))
	}
}

func (x *X12) person(p *coding.Patient, s *x12.Segment, id x12.Tag) {
	switch id {
	case x12.TagNM1:
		if b := s.Element(9); len(b) > 0 {
			p.ID = string(b)
			x.party.mark(coding.FieldPatientID, x12At(s, "NM1", 9, 0))
		}
	case x12.TagN4:
		p.Zip = x.texts.Of(s.Element(3))
		x.party.mark(coding.FieldZip, x12At(s, "N4", 3, 0))
	case x12.TagDMG:
		p.Birth = x12Day(s.Element(2))
		p.Sex = x.texts.Of(s.Element(3))
		x.party.mark(coding.FieldBirth, x12At(s, "DMG", 2, 0))
		x.party.mark(coding.FieldSex, x12At(s, "DMG", 3, 0))
	}
}

// mark notes where a value that holds for the claims below stands. A later
// one of the same field, that of the patient, wins over the subscriber's.
func (p *parties) mark(f coding.Field, at coding.Place) {
	if len(p.marks) < maxMarks {
		p.marks = append(p.marks, coding.FieldPlace{Field: f, Place: at})
	}
}

// x12At returns the place of component j of element i of a segment.
func x12At(s *x12.Segment, tag string, i, j int) coding.Place {
	return coding.Place{Segment: s.Number, Tag: tag, Element: i, Component: j, Offset: s.At(i, j)}
}

// x12Day reads a date of form D8; what is none has been told by the element
// checks and is left out.
func x12Day(b []byte) codesets.Date {
	if len(b) != 8 {
		return 0
	}
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0
		}
		n = n*10 + int(c-'0')
	}
	if y, m, d := n/10000, n/100%100, n%100; y > 0 && m >= 1 && m <= 12 && d >= 1 && d <= 28 {
		return codesets.Date(n) // the usual case, without a calendar
	}
	d, _ := codesets.NewDate(n/10000, n/100%100, n%100)
	return d
}

// x12Days reads a date of form D8 or RD8, first and last day.
func x12Days(form, b []byte) (from, to codesets.Date) {
	switch {
	case string(form) == "RD8" && len(b) == 17:
		return x12Day(b[:8]), x12Day(b[9:])
	case len(b) >= 8:
		from = x12Day(b[:8])
	}
	return from, from
}

func sortedKeys(m map[string]int) []string { return slices.Sorted(maps.Keys(m)) }
