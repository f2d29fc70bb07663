package x12

// A balanceState adds up what earlier payers paid and adjusted (SNIP type 3).
// All amounts are in cents; ok is false as soon as one of them is no amount.
type balanceState struct {
	charge int64 // of the line
	line   sum   // SVD02 and CAS of the open 2430
	paid   map[string]int64
	payers []payerBalance
	bad    bool
}

// maxPayers bounds the payers of one claim that are added up; the guides allow
// ten other payers.
const maxPayers = 100

type sum struct {
	open  bool
	total int64
	at    place
}

// payerBalance is one 2320 of the claim.
type payerBalance struct {
	id       string // NM109 of its payer
	paid     int64  // AMT*D
	hasPaid  bool
	adjusted int64 // CAS of the claim
	at       place
}

// sums adds the amounts of a segment to what they are balanced with.
func (r *Reader) sums(s *Segment, id Tag) {
	if r.snip&SNIP3 == 0 || r.state.level < LevelClaim {
		return
	}
	b := &r.balance
	switch id {
	case TagCLM:
		*b = balanceState{}
	case TagSV1, TagSV3:
		b.charge = b.cents(s.Element(2))
	case TagSV2:
		b.charge = b.cents(s.Element(3))
	case TagSVD:
		r.closeLine()
		paid := b.cents(s.Element(2))
		b.line = sum{open: true, total: paid, at: r.here()}
		if b.paid == nil {
			b.paid = make(map[string]int64)
		}
		if len(b.paid) < maxPayers {
			b.paid[text(s.Element(1))] += paid
		} else {
			b.bad = true
		}
	case TagCAS:
		r.adjust(s)
	case TagSBR:
		if len(b.payers) < maxPayers {
			b.payers = append(b.payers, payerBalance{at: r.here()})
		} else {
			b.bad = true
		}
	case TagAMT:
		if p := b.payer(); p != nil && r.state.level == LevelOther && string(s.Element(1)) == "D" {
			p.paid, p.hasPaid, p.at = b.cents(s.Element(2)), true, r.here()
		}
	case TagNM1:
		if p := b.payer(); p != nil && r.state.loop.ID == "2330B" {
			p.id = text(s.Element(9))
		}
	}
}

func (b *balanceState) payer() *payerBalance {
	if n := len(b.payers); n > 0 {
		return &b.payers[n-1]
	}
	return nil
}

// adjust adds the amounts of a CAS segment.
func (r *Reader) adjust(s *Segment) {
	b := &r.balance
	var total int64
	for i := 3; i <= s.Len(); i += 3 {
		total += b.cents(s.Element(i))
	}
	switch p := b.payer(); {
	case r.state.loop.ID == "2430":
		b.line.total += total
	case r.state.loop.ID == "2320" && p != nil:
		p.adjusted += total
	}
}

// cents reads an amount; one that is none is told by the element checks, and
// nothing is balanced with it.
func (b *balanceState) cents(s []byte) int64 {
	if len(s) == 0 {
		return 0
	}
	n, ok := parseCents(s)
	if !ok {
		b.bad = true
	}
	return n
}

// closeBalance compares the sums when their level closes.
func (r *Reader) closeBalance(lv Level, _ place) {
	switch lv {
	case LevelLine:
		r.closeLine()
	case LevelClaim:
		r.closePayers()
	}
}

// closeLine checks that the charge of a line is what one payer paid and
// adjusted of it (005010X222 and X223, section 1.4.4, line level).
func (r *Reader) closeLine() {
	b := &r.balance
	if !b.line.open {
		return
	}
	l := b.line
	b.line = sum{}
	if !b.bad && l.total != b.charge {
		r.add(Issue{
			Rule: RuleBalance, SNIP: SNIP3, Scope: ScopeSegment, Code: "8", ID: "SVD",
			Segment: l.at.segment, InSet: l.at.inSet, Offset: l.at.offset, Loop: "2430",
		}, "the payer's payment and adjustments of the line add up to %s, its charge is %s", money(l.total), money(b.charge))
	}
}

// closePayers checks that what a payer paid of the claim is what it paid of
// the lines less what it adjusted on the claim (section 1.4.4, claim level).
// A payer that adjudicated no line cannot be checked so.
func (r *Reader) closePayers() {
	b := &r.balance
	for _, p := range b.payers {
		lines, ok := b.paid[p.id]
		if b.bad || !ok || !p.hasPaid || lines-p.adjusted == p.paid {
			continue
		}
		r.add(Issue{
			Rule: RuleBalance, SNIP: SNIP3, Scope: ScopeSegment, Code: "8", ID: "AMT",
			Segment: p.at.segment, InSet: p.at.inSet, Offset: p.at.offset, Loop: "2320",
		}, "the payer paid %s, its lines less its adjustments of the claim come to %s", money(p.paid), money(lines-p.adjusted))
	}
	*b = balanceState{}
}
