package claimfile

import (
	"slices"

	"github.com/medcode-cli/medcode/coding"
	"github.com/medcode-cli/medcode/coding/x12"
)

// maxHI bounds the composites read of one HI segment; X12 has 12.
const maxHI = 100

// startClaim begins a claim at its CLM segment.
func (x *X12) startClaim(c *coding.Claim, s *x12.Segment) {
	x.open, x.full = true, false
	x.counts.Claims++
	x.sift()
	x.begin = s.Number
	p := &x.party
	c.File, c.At, c.Carries = x.file, x12At(s, "CLM", 0, 0), coding.AllFields
	if x.r.Set().Guide == x12.Dental {
		c.Carries = coding.AllFields.Without(coding.FieldDX) // HI is situational in X224
	}
	c.ID = string(s.Element(1))
	c.Billing, c.Payer, c.Patient = p.billing, p.payer, p.subscriber
	if p.dependent {
		c.Patient = p.patient
		if c.Patient.ID == "" {
			c.Patient.ID = p.subscriber.ID
		}
	}
	for _, v := range slices.Backward(p.marks) { // the patient's before the subscriber's
		c.Places = append(c.Places, v)
	}
	c.Mark(coding.FieldClaimID, 0, x12At(s, "CLM", 1, 0))
	c.Total = x.amount(s.Element(2))
	c.Mark(coding.FieldTotal, 0, x12At(s, "CLM", 2, 0))
	x.place(c, s)
}

// place reads CLM05: the place of service of a professional or dental claim,
// the type of bill of an institutional one, and the frequency.
func (x *X12) place(c *coding.Claim, s *x12.Segment) {
	code, freq := s.Component(5, 1), s.Component(5, 3)
	c.Frequency = x.texts.Of(freq)
	c.Mark(coding.FieldFrequency, 0, x12At(s, "CLM", 5, 3))
	if x.r.Set().Guide == x12.Institutional {
		c.Type = billClass(code)
		if len(code) > 0 {
			c.BillType = x.texts.Of(append(append(make([]byte, 0, 4), code...), freq...))
		}
		c.Mark(coding.FieldBillType, 0, x12At(s, "CLM", 5, 1))
		return
	}
	c.Type = coding.Professional
	c.POS = x.texts.Of(code)
	x.pos = x12At(s, "CLM", 5, 1)
	c.Mark(coding.FieldClaimPOS, 0, x.pos)
}

// billClass says whether a type of bill, facility and care without the
// frequency, is inpatient (NUBC, FL 4: second digit of care; 7 are clinics, 8
// special facilities, of which 86 is residential).
func billClass(b []byte) coding.ClaimType {
	if len(b) == 3 && b[0] == '0' {
		b = b[1:]
	}
	if len(b) < 2 {
		return coding.Outpatient
	}
	switch {
	case b[0] == '8' && b[1] == '6':
		return coding.Inpatient
	case b[0] == '7' || b[0] == '8' || b[0] == '3':
		return coding.Outpatient
	case b[1] == '1' || b[1] >= '5' && b[1] <= '8':
		return coding.Inpatient
	}
	return coding.Outpatient
}

func (x *X12) claimLevel(c *coding.Claim, s *x12.Segment, id x12.Tag, loop *x12.Loop) {
	if id == x12.TagCLM {
		x.startClaim(c, s)
		return
	}
	if !x.open {
		return
	}
	if loop.ID != "2300" {
		x.claimParty(c, s, id, loop)
		return
	}
	switch id {
	case x12.TagHI:
		for i := 1; i <= min(s.Len(), maxHI); i++ {
			x.health(c, s, i)
		}
	case x12.TagDTP:
		x.claimDate(c, s)
	case x12.TagCL1:
		c.AdmitType, c.Status = x.texts.Of(s.Element(1)), x.texts.Of(s.Element(3))
		c.Mark(coding.FieldAdmitType, 0, x12At(s, "CL1", 1, 0))
		c.Mark(coding.FieldStatus, 0, x12At(s, "CL1", 3, 0))
	case x12.TagREF:
		if string(s.Element(1)) == "F8" {
			c.Reference = string(s.Element(2))
			c.Mark(coding.FieldReference, 0, x12At(s, "REF", 2, 0))
		}
	}
}

func (x *X12) claimDate(c *coding.Claim, s *x12.Segment) {
	from, to := x12Days(s.Element(2), s.Element(3))
	place := x12At(s, "DTP", 3, 0)
	switch string(s.Element(1)) {
	case "434", "472":
		c.From, c.To = from, to
		c.Mark(coding.FieldClaimFrom, 0, place)
		c.Mark(coding.FieldClaimTo, 0, place)
	case "435":
		c.Admission = from
		c.Mark(coding.FieldAdmission, 0, place)
	case "096":
		if string(s.Element(2)) != "TM" {
			c.Discharge = from
			c.Mark(coding.FieldDischarge, 0, place)
		}
	case "050":
		c.Received = from
		c.Mark(coding.FieldReceived, 0, place)
	}
}

// health reads one composite of an HI segment.
func (x *X12) health(c *coding.Claim, s *x12.Segment, i int) {
	n := s.Components(i, &x.parts)
	part := func(j int) []byte {
		if j > n {
			return nil
		}
		return x.parts[j]
	}
	q, code := x.texts.Of(part(1)), x.texts.Of(part(2))
	place := x.partAt(s, "HI", i, 2, part(2))
	dx := coding.Diagnosis{Code: code, Qualifier: q, POA: x.texts.Of(part(9)), At: place}
	switch q {
	case "ABK", "BK", "ABF", "BF":
		c.DX = append(c.DX, dx)
		if dx.POA != "" {
			c.Mark(coding.FieldDXPOA, len(c.DX), x.partAt(s, "HI", i, 9, part(9)))
		}
		return
	case "ABJ", "BJ":
		x.otherDX(c, dx, coding.RoleAdmitting)
		return
	case "APR", "PR":
		x.otherDX(c, dx, coding.RoleReason)
		return
	case "ABN", "BN":
		x.otherDX(c, dx, coding.RoleExternal)
		return
	}
	from, to := x12Days(part(3), part(4))
	switch q {
	case "BBR", "BR", "BBQ", "BQ":
		c.PCS = append(c.PCS, coding.Procedure{Code: code, Qualifier: q, Date: from, At: place})
	case "BG":
		c.Conds = append(c.Conds, code)
		c.Mark(coding.FieldCond, len(c.Conds), place)
	case "BH", "BI":
		if q == "BH" {
			to = 0
		}
		c.Occurs = append(c.Occurs, coding.CodeDate{Code: code, From: from, To: to})
		c.Mark(coding.FieldOccur, len(c.Occurs), place)
	case "BE":
		c.Values = append(c.Values, coding.CodeValue{Code: code, Amount: x.amount(part(5))})
		c.Mark(coding.FieldValue, len(c.Values), place)
	}
}

// partAt returns the place of a component that Components cut out.
func (x *X12) partAt(s *x12.Segment, tag string, i, j int, part []byte) coding.Place {
	p := coding.Place{Segment: s.Number, Tag: tag, Element: i, Component: j, Offset: s.Offset}
	if part != nil {
		p.Offset = s.Place(part)
	}
	return p
}

func (x *X12) otherDX(c *coding.Claim, dx coding.Diagnosis, role coding.DXRole) {
	dx.Role = role
	c.Other = append(c.Other, dx)
}

// claimParty reads the providers of a claim.
func (x *X12) claimParty(c *coding.Claim, s *x12.Segment, id x12.Tag, loop *x12.Loop) {
	var p *coding.Provider
	var npi, taxonomy coding.Field
	switch loop.Role {
	case "82":
		if x.r.Set().Guide == x12.Institutional {
			return // FL 78-79 of the UB-04; the claim's is the attending provider
		}
		p, npi, taxonomy = &c.Render, coding.FieldRenderingNPI, coding.FieldRenderingTaxonomy
	case "71":
		p, npi, taxonomy = &c.Render, coding.FieldRenderingNPI, coding.FieldRenderingTaxonomy
	case "DN", "P3":
		p, npi = &c.Refer, coding.FieldReferringNPI
	case "77":
		p, npi = &c.Facility, coding.FieldFacilityNPI
	default:
		return
	}
	if f := x.provider(p, s, id); f == coding.FieldBillingNPI {
		c.Mark(npi, 0, x12At(s, "NM1", 9, 0))
	} else if f == coding.FieldBillingTaxonomy && taxonomy != coding.FieldNone {
		c.Mark(taxonomy, 0, x12At(s, "PRV", 3, 0))
	}
}

// provider fills p from a segment and says which of its values it took.
func (x *X12) provider(p *coding.Provider, s *x12.Segment, id x12.Tag) coding.Field {
	switch {
	case id == x12.TagNM1 && isNPI(s):
		p.NPI = x.texts.Of(s.Element(9))
		return coding.FieldBillingNPI
	case id == x12.TagPRV:
		p.Taxonomy = x.texts.Of(s.Element(3))
		return coding.FieldBillingTaxonomy
	case id == x12.TagN4:
		p.Zip = x.texts.Of(s.Element(3))
	case id == x12.TagREF && isTIN(s.Element(1)):
		p.TIN = x.texts.Of(s.Element(2))
	}
	return coding.FieldNone
}

func (x *X12) lineLevel(c *coding.Claim, s *x12.Segment, id x12.Tag, loop *x12.Loop) {
	n := len(c.Lines)
	switch {
	case id == x12.TagLX:
		return // the line begins with its service: an LX without one is no line
	case id == x12.TagSV1 || id == x12.TagSV2 || id == x12.TagSV3:
		x.service(c, s, id)
		return
	case n == 0:
		return
	}
	ln := &c.Lines[n-1]
	switch {
	case id == x12.TagDTP && loop.ID == "2400" && string(s.Element(1)) == "472":
		ln.From, ln.To = x12Days(s.Element(2), s.Element(3))
		if ln.To == ln.From {
			ln.To = 0
		}
		c.Mark(coding.FieldFrom, n, x12At(s, "DTP", 3, 0))
		c.Mark(coding.FieldTo, n, x12At(s, "DTP", 3, 0))
	case id == x12.TagLIN && string(s.Element(2)) == "N4":
		ln.NDC = x.texts.Of(s.Element(3))
		c.Mark(coding.FieldNDC, n, x12At(s, "LIN", 3, 0))
	case loop.Role == "82" && x.provider(&ln.Render, s, id) == coding.FieldBillingNPI:
		c.Mark(coding.FieldLineNPI, n, x12At(s, "NM1", 9, 0))
	}
}

// An x12Layout says where a service segment has its values, as element numbers; 0
// where it has none.
type x12Layout struct {
	tag                                           string
	code, revenue, charge, basis, units, pos, ptr int
}

var (
	layoutSV1 = x12Layout{tag: "SV1", code: 1, charge: 2, basis: 3, units: 4, pos: 5, ptr: 7}
	layoutSV2 = x12Layout{tag: "SV2", revenue: 1, code: 2, charge: 3, basis: 4, units: 5}
	layoutSV3 = x12Layout{tag: "SV3", code: 1, charge: 2, pos: 3, units: 6, ptr: 11}
)

func layoutOf(id x12.Tag) *x12Layout {
	switch id {
	case x12.TagSV1:
		return &layoutSV1
	case x12.TagSV2:
		return &layoutSV2
	}
	return &layoutSV3
}

// service begins a line at its SV1, SV2 or SV3 segment.
func (x *X12) service(c *coding.Claim, s *x12.Segment, id x12.Tag) {
	l := layoutOf(id)
	ln := c.AddLine()
	n := len(c.Lines)
	ln.At = x12At(s, l.tag, 0, 0)
	if id == x12.TagSV3 {
		serviceDate(c, ln)
	}
	x.procedure(c, ln, s, l)
	ln.Charge = x.amount(s.Element(l.charge))
	c.Mark(coding.FieldCharge, n, x12At(s, l.tag, l.charge, 0))
	if b := s.Element(l.units); len(b) > 0 {
		ln.Units, _ = coding.ParseQuantity(x.texts.Of(b))
	}
	c.Mark(coding.FieldUnits, n, x12At(s, l.tag, l.units, 0))
	if l.revenue > 0 {
		ln.Revenue = x.texts.Of(s.Element(l.revenue))
		c.Mark(coding.FieldRevenue, n, x12At(s, l.tag, l.revenue, 0))
	}
	if l.basis > 0 {
		ln.Basis = x.texts.Of(s.Element(l.basis))
	}
	if l.pos > 0 {
		ln.POS = x.texts.Of(s.Element(l.pos))
		at := x12At(s, l.tag, l.pos, 0)
		if ln.POS == "" {
			at = x.pos // that of the claim holds
		}
		c.Mark(coding.FieldPOS, n, at)
	}
	if l.ptr > 0 {
		x.pointers(c, ln, s, l)
	}
}

// serviceDate gives a dental line the service date of its claim (X224, loop
// 2300 DTP*472), which holds for lines that have none.
func serviceDate(c *coding.Claim, ln *coding.Line) {
	ln.From = c.From
	if c.To != c.From {
		ln.To = c.To
	}
}

// procedure reads the code of a line and its modifiers.
func (x *X12) procedure(c *coding.Claim, ln *coding.Line, s *x12.Segment, l *x12Layout) {
	n := s.Components(l.code, &x.parts)
	if n < 2 {
		c.Mark(coding.FieldCode, ln.Number, x12At(s, l.tag, l.code, 2))
		return
	}
	ln.Code = x.texts.Of(x.parts[2])
	c.Mark(coding.FieldCode, ln.Number, x.partAt(s, l.tag, l.code, 2, x.parts[2]))
	for j := 3; j <= min(n, 6); j++ {
		m := x.parts[j]
		if len(m) == 0 {
			continue
		}
		if len(ln.Modifiers) == 0 {
			c.Mark(coding.FieldModifiers, ln.Number, x.partAt(s, l.tag, l.code, j, m))
		}
		ln.Modifiers = append(ln.Modifiers, x.texts.Of(m))
	}
}

func (x *X12) pointers(c *coding.Claim, ln *coding.Line, s *x12.Segment, l *x12Layout) {
	if len(s.Element(l.ptr)) == 0 {
		return
	}
	c.Mark(coding.FieldPointers, ln.Number, x12At(s, l.tag, l.ptr, 0))
	n := s.Components(l.ptr, &x.parts)
	for _, b := range x.parts[1 : n+1] {
		switch {
		case len(b) == 0:
			return
		case len(b) == 1 && b[0] >= '0' && b[0] <= '9':
			ln.Pointers = append(ln.Pointers, int(b[0]-'0'))
			continue
		}
		q, ok := coding.ParseQuantity(string(b)) // "1.00" is told by the element checks, and read
		if !ok || !q.Whole() {
			q.Milli = 0
		}
		ln.Pointers = append(ln.Pointers, int(q.Milli/1000))
	}
}

// settle fills in what follows from the rest of a claim.
func settle(c *coding.Claim) {
	if !c.Type.Institutional() && c.From.IsZero() {
		for i := range c.Lines {
			ln := &c.Lines[i]
			if !ln.From.IsZero() && (c.From.IsZero() || ln.From < c.From) {
				c.From = ln.From
			}
			c.To = max(c.To, ln.From, ln.To)
		}
	}
	if c.Type == coding.Inpatient && c.Discharge.IsZero() && c.Status != "30" {
		c.Discharge = c.To
	}
}

// amount reads money; what is none has been told by the element checks.
func (x *X12) amount(b []byte) coding.Amount {
	if len(b) == 0 {
		return coding.Amount{}
	}
	n, ok := coding.ParseAmount(x.texts.Of(b))
	return coding.Amount{Cents: n, Given: ok}
}
