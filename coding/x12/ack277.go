package x12

import (
	"io"
	"strconv"
)

// A Status is one claim status of a 277CA: category and status code of the
// code sources 507 and 508, and the party it is about, which may be empty.
type Status struct {
	Category string // A2 accepted; A3, A6, A7 and A8 rejected
	Code     string
	Party    string // 85 billing provider, 82 rendering, QC patient, …
}

// Rejected reports whether the status returns the claim.
func (s Status) Rejected() bool { return s.Category != "A1" && s.Category != "A2" }

// A Verdict is what became of one claim: accepted without statuses, else
// rejected with at least one.
type Verdict struct {
	Statuses []Status       // of the claim
	Lines    map[int]Status // of lines, 1-based
}

// Rejected reports whether the claim is returned.
func (v *Verdict) Rejected() bool { return len(v.Statuses) > 0 || len(v.Lines) > 0 }

// Write277CA answers the claims of an 837 with a 277CA (005010X214), one
// transaction set for each. open gives the input; it is read twice, since the
// totals stand before the claims. verdict says what became of claim n of the
// input, 0-based, in the order of its CLM segments.
func Write277CA(w io.Writer, open func() (io.ReadCloser, error), at Stamp, verdict func(n int) Verdict) error {
	totals := &totals277{verdict: verdict}
	if err := scan277(open, totals); err != nil {
		return err
	}
	a := &ack277{w: newWriter(w), at: at, verdict: verdict, totals: totals.sets}
	if err := scan277(open, a); err != nil {
		return err
	}
	return a.w.flush()
}

// An event277 takes what a 277CA is made of, in the order of the 837.
type event277 interface {
	set(*claimSet)
	provider(*claimSet)
	claim(*claimSet)
	endSet(*claimSet)
	endInput()
}

// A claimSet is what is known of an 837 while its claims go by.
type claimSet struct {
	isa                 Interchange
	gs                  Group
	batch               string // BHT03
	submitter, receiver party
	billing             party
	subscriber, patient party
	dependent           bool
	providers           int
	claims              int // of the whole input, before this one
	id, billType        string
	charge              int64
	from, to            string
	lines               []line277
	inClaim             bool
}

type party struct{ kind, last, first, middle, qualifier, id string }

type line277 struct {
	procedure, revenue string
	charge             string
	units              string
	number             int
}

// scan277 reads the input once.
func scan277(open func() (io.ReadCloser, error), to event277) error {
	in, err := open()
	if err != nil {
		return err
	}
	defer in.Close()
	r := NewReader(in, 0)
	c := &claimSet{}
	began := false
	for r.Next() {
		s := r.Segment()
		id := s.Tag()
		switch id {
		case TagCLM, TagHL, TagSE, TagST, TagGE, TagIEA, TagISA, TagGS:
			if c.inClaim {
				c.inClaim = false
				to.claim(c)
				c.claims++
			}
		}
		if began && (id == TagST || id == TagSE || id == TagGE || id == TagIEA || id == TagISA) {
			to.endSet(c)
			began = false
		}
		if id == TagST && r.Set().Guide != GuideNone {
			*c = claimSet{isa: *r.Interchange(), gs: *r.Group(), claims: c.claims}
			began = true
			to.set(c)
		}
		if began && r.Loop() != nil {
			c.take(s, id, r.Loop(), to)
		}
	}
	if c.inClaim {
		to.claim(c)
	}
	if began {
		to.endSet(c)
	}
	to.endInput()
	return r.Err()
}

// take keeps what the answer needs of a segment.
func (c *claimSet) take(s *Segment, id Tag, loop *Loop, to event277) {
	switch {
	case id == TagBHT:
		c.batch = text(s.Element(3))
	case id == TagHL && loop.Level == LevelBilling:
		c.billing = party{}
	case id == TagHL && loop.Level == LevelSubscriber:
		c.dependent, c.patient, c.subscriber = false, party{}, party{}
	case id == TagHL && loop.Level == LevelPatient:
		c.dependent = true
	case id == TagCLM:
		c.start(s, to)
	case id == TagNM1 && loop.Level < LevelClaim:
		c.name(s, loop)
	case loop.ID == "2300" && id == TagDTP, loop.ID == "2400" && id == TagDTP:
		c.dates(s)
	case id == TagSV1 || id == TagSV2 || id == TagSV3:
		c.service(s, id)
	}
}

func (c *claimSet) name(s *Segment, loop *Loop) {
	p := party{
		kind: text(s.Element(2)), last: text(s.Element(3)), first: text(s.Element(4)), middle: text(s.Element(5)),
		qualifier: text(s.Element(8)), id: text(s.Element(9)),
	}
	switch loop.ID {
	case "1000A":
		c.submitter = p
	case "1000B":
		c.receiver = p
	case "2010AA":
		c.billing = p
		c.providers++
	case "2010BA":
		c.subscriber = p
	case "2010CA":
		c.patient = p
	}
}

func (c *claimSet) start(s *Segment, to event277) {
	if c.providers > 0 {
		to.provider(c)
		c.providers = 0
	}
	c.inClaim = true
	c.id, c.from, c.to, c.billType = text(s.Element(1)), "", "", ""
	c.charge, _ = parseCents(s.Element(2))
	c.lines = c.lines[:0]
	if string(s.Component(5, 2)) == "A" {
		c.billType = text(s.Component(5, 1)) + text(s.Component(5, 3))
	}
}

// dates keeps the first and last day of service.
func (c *claimSet) dates(s *Segment) {
	q, b := string(s.Element(1)), s.Element(3)
	if q != "472" && q != "434" || len(b) < 8 || !validDay(b[:8]) {
		return
	}
	from, to := string(b[:8]), string(b[:8])
	if len(b) == 17 {
		to = string(b[9:])
	}
	if c.from == "" || from < c.from {
		c.from = from
	}
	c.to = max(c.to, to)
}

func (c *claimSet) service(s *Segment, id Tag) {
	ln := line277{number: len(c.lines) + 1, procedure: text(s.Element(1)), charge: text(s.Element(2)), units: text(s.Element(4))}
	if id == TagSV2 {
		ln.revenue, ln.procedure, ln.charge, ln.units = ln.procedure, text(s.Element(2)), text(s.Element(3)), text(s.Element(5))
	}
	c.lines = append(c.lines, ln)
}

// A total counts claims and their charges.
type total struct {
	accepted, rejected             int
	acceptedCharge, rejectedCharge int64
}

func (t *total) add(rejected bool, charge int64) {
	if rejected {
		t.rejected++
		t.rejectedCharge += charge
		return
	}
	t.accepted++
	t.acceptedCharge += charge
}

// setTotals are the totals of one transaction set and of its providers.
type setTotals struct {
	all       total
	providers []total
}

// totals277 adds up, in a first reading.
type totals277 struct {
	verdict func(int) Verdict
	sets    []setTotals
}

func (t *totals277) set(*claimSet) { t.sets = append(t.sets, setTotals{}) }

func (t *totals277) provider(*claimSet) {
	s := &t.sets[len(t.sets)-1]
	s.providers = append(s.providers, total{})
}

func (t *totals277) claim(c *claimSet) {
	s := &t.sets[len(t.sets)-1]
	v := t.verdict(c.claims)
	s.all.add(v.Rejected(), c.charge)
	if n := len(s.providers); n > 0 {
		s.providers[n-1].add(v.Rejected(), c.charge)
	}
}

func (t *totals277) endSet(*claimSet) {}
func (t *totals277) endInput()        {}

func itoa(n int) string { return strconv.Itoa(n) }
