package x12

import "strings"

// An ack277 writes the answer, in the second reading.
type ack277 struct {
	w       *writer
	at      Stamp
	verdict func(int) Verdict
	totals  []setTotals
	sets    int
	control int // sets written
	hl      int
	source  int // HL of the provider
	seen    int // providers of this set
	open    bool
}

const guide277 = "005010X214"

// set opens an interchange and a transaction set for one 837 and writes the
// levels of the information source and receiver.
func (a *ack277) set(c *claimSet) {
	a.sets++
	if t := a.totals[a.sets-1].all; t.accepted+t.rejected == 0 {
		a.open = false // an 837 without claims has nothing to be answered
		return
	}
	a.open = true
	a.control++
	a.hl, a.seen = 0, 0
	mode := "P"
	if c.isa.Test {
		mode = "T"
	}
	a.w.isa(c.isa.Receiver, c.isa.Sender, a.at, a.control, mode)
	a.w.put("GS", "HN", partner(c.gs.Receiver, "RECEIVER"), partner(c.gs.Sender, "SENDER"), a.at.Date, a.at.Time, itoa(a.control), "X", guide277)
	a.w.begin("277", digits(a.control, 4), guide277)
}

// header writes the levels above the providers, once their names are known.
func (a *ack277) header(c *claimSet) {
	t := &a.totals[a.sets-1].all
	a.w.put("BHT", "0085", "08", data(orElse(c.batch, digits(a.control, 4))), a.at.Date, a.at.Time, "TH")
	a.level("", "20")
	a.name("PR", c.receiver, "46")
	a.w.put("TRN", "1", digits(a.control, 9))
	a.w.put("DTP", "050", "D8", a.at.Date)
	a.w.put("DTP", "009", "D8", a.at.Date)
	a.level("1", "21")
	a.name("41", c.submitter, "46")
	a.w.put("TRN", "2", data(orElse(c.batch, "0")))
	a.status(Status{Category: "A1", Code: "19", Party: "PR"}, "WQ", t.acceptedCharge+t.rejectedCharge)
	a.sums(t, "90", "AA")
}

// sums writes how many claims were accepted and rejected and their charges.
func (a *ack277) sums(t *total, good, bad string) {
	if t.accepted > 0 {
		a.w.put("QTY", good, itoa(t.accepted))
	}
	if t.rejected > 0 {
		a.w.put("QTY", bad, itoa(t.rejected))
	}
	if t.accepted > 0 {
		a.w.put("AMT", "YU", amount(t.acceptedCharge))
	}
	if t.rejected > 0 {
		a.w.put("AMT", "YY", amount(t.rejectedCharge))
	}
}

// level writes the next HL below parent.
func (a *ack277) level(parent, kind string) {
	a.hl++
	children := "1"
	if kind == "PT" {
		children = "" // HL04 is not used at the patient
	}
	a.w.put("HL", itoa(a.hl), parent, kind, children)
}

// qualifiers277 are the kinds of id (NM108) that 005010X214 takes of a party.
var qualifiers277 = map[string]string{"PR": " 46 FI PI XV ", "41": " 46 ", "85": " FI XX ", "QC": " II MI "}

func (a *ack277) name(role string, p party, qualifier string) {
	kind := p.kind
	if kind != "1" && kind != "2" {
		kind = "2"
	}
	q := p.qualifier
	if !strings.Contains(qualifiers277[role], " "+q+" ") || q == "" {
		q = qualifier
	}
	a.w.put("NM1", role, kind, prefix(data(orElse(p.last, "UNKNOWN")), 60), prefix(data(p.first), 35), prefix(data(p.middle), 25), "", "",
		q, id80(p.id))
}

// id80 returns an id of at least two characters.
func id80(s string) string {
	s = prefix(data(s), 80)
	for len(s) < 2 {
		s = "0" + s
	}
	return s
}

// provider writes the level of a billing provider.
func (a *ack277) provider(c *claimSet) {
	if !a.open {
		return
	}
	if a.seen == 0 {
		a.header(c)
	}
	a.seen++
	t := &a.totals[a.sets-1].providers[a.seen-1]
	a.level("2", "19")
	a.source = a.hl
	a.name("85", c.billing, "FI")
	a.w.put("TRN", "1", "0")
	category := "A1"
	if t.accepted == 0 {
		category = "A3"
	}
	// The provider's status has no date of its own (STC02 is not used there).
	a.w.put("STC", composite277(Status{Category: category, Code: "19", Party: "PR"}), "", "WQ", amount(t.acceptedCharge+t.rejectedCharge))
	a.sums(t, "QA", "QC")
}

// claim writes the level of the patient of one claim.
func (a *ack277) claim(c *claimSet) {
	if !a.open {
		return
	}
	if a.seen == 0 { // no billing provider has come: one is needed to hang claims on
		a.totals[a.sets-1].providers = append(a.totals[a.sets-1].providers, a.totals[a.sets-1].all)
		a.provider(c)
	}
	v := a.verdict(c.claims)
	patient := c.subscriber
	if c.dependent && c.patient.last != "" {
		id, q := patient.id, patient.qualifier
		patient = c.patient
		if patient.id == "" {
			patient.id, patient.qualifier = id, q
		}
	}
	a.level(itoa(a.source), "PT")
	a.name("QC", patient, "MI")
	a.w.put("TRN", "2", data(orElse(c.id, "0")))
	a.verdictOf(&v, c)
	if c.billType != "" {
		a.w.put("REF", "BLT", data(c.billType))
	}
	a.w.put("DTP", "472", "RD8", orElse(c.from, a.at.Date)+"-"+orElse(c.to, a.at.Date))
	for _, ln := range c.lines {
		if s, ok := v.Lines[ln.number]; ok {
			a.line(ln, s)
		}
	}
}

func (a *ack277) verdictOf(v *Verdict, c *claimSet) {
	switch {
	case !v.Rejected():
		a.status(Status{Category: "A2", Code: "20"}, "WQ", c.charge)
	case len(v.Statuses) == 0: // only lines are at fault
		a.status(Status{Category: "A3", Code: "247"}, "U", c.charge)
	default:
		for _, s := range v.Statuses[:min(len(v.Statuses), 10)] {
			a.status(s, "U", c.charge)
		}
	}
}

func (a *ack277) line(ln line277, s Status) {
	procedure, revenue := strings.ReplaceAll(ln.procedure, ">", ":"), ln.revenue
	if !strings.Contains(procedure, ":") {
		procedure, revenue = "NU:"+orElse(revenue, "0001"), ""
	}
	parts := strings.Split(procedure, ":")
	a.w.put("SVC", strings.Join(parts[:min(len(parts), 6)], ":"), orElse(data(ln.charge), "0"), "", data(revenue), "", "", data(ln.units))
	a.w.put("STC", composite277(s), a.at.Date, "U")
	a.w.put("REF", "FJ", itoa(ln.number))
}

func composite277(s Status) string {
	c := s.Category + ":" + s.Code
	if s.Party != "" {
		c += ":" + s.Party
	}
	return c
}

func (a *ack277) status(s Status, action string, charge int64) {
	a.w.put("STC", composite277(s), a.at.Date, action, amount(charge))
}

// amount writes cents as X12 does: without a fraction of zero.
func amount(n int64) string {
	return strings.TrimSuffix(money(n), ".00")
}

func (a *ack277) endSet(*claimSet) {
	if !a.open {
		return
	}
	a.open = false
	a.w.end(digits(a.control, 4))
	a.w.put("GE", "1", itoa(a.control))
	a.w.put("IEA", "1", digits(a.control, 9))
}

func (a *ack277) endInput() {}
