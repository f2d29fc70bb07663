package claimgen

import (
	"fmt"
	"math/rand/v2"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

// Options say what is made.
type Options struct {
	N             int           // number of claims
	Seed          uint64        // the same seed gives the same claims
	Date          codesets.Date // last day of service; the first is 60 days before
	Institutional bool          // 837I: outpatient and inpatient; else professional
	Faults        float64       // share of claims with a coding error, 0 to 1
}

// A Source gives synthetic claims, as claimfile.Reader does.
type Source struct {
	o Options
	r *rand.Rand
	n int
}

// New returns a source of o.N claims.
func New(o Options) *Source {
	return &Source{o: o, r: rand.New(rand.NewPCG(o.Seed, 0x6d6564636f6465))}
}

// providers is how many billing providers there are; claims come in runs of one.
const providers = 40

// claimsPerProvider is how many claims one provider sends in a row.
const claimsPerProvider = 50

// Next fills c with the next claim and reports whether there was one.
func (s *Source) Next(c *coding.Claim) bool {
	if s.n >= s.o.N {
		return false
	}
	c.Reset()
	s.n++
	c.ID = fmt.Sprintf("SYN%09d", s.n)
	c.Carries = coding.AllFields
	c.Billing = s.provider(s.n / claimsPerProvider % providers)
	c.Payer = "SYNPAYER1"
	c.Patient = coding.Patient{
		ID:    fmt.Sprintf("SYNM%08d", s.r.IntN(s.o.N+1)),
		Birth: s.o.Date.AddDays(-365*20 - s.r.IntN(365*60)),
		Sex:   []string{"F", "M"}[s.r.IntN(2)],
		Zip:   "627010001",
	}
	c.Frequency = "1"
	from := s.o.Date.AddDays(-s.r.IntN(60))
	if s.o.Institutional {
		s.institutional(c, from)
	} else {
		s.professional(c, from)
	}
	if s.r.Float64() < s.o.Faults {
		s.spoil(c)
	}
	return true
}

// provider returns a provider with a valid NPI.
func (s *Source) provider(i int) coding.Provider {
	return coding.Provider{NPI: NPI(100000000 + i*7919), Taxonomy: "207Q00000X", TIN: fmt.Sprintf("9%08d", 10000000+i*37), Zip: "627010001"}
}

// rendering returns the provider who treated: an NPI and a taxonomy code.
func (s *Source) rendering() coding.Provider {
	p := s.provider(providers + s.r.IntN(providers))
	return coding.Provider{NPI: p.NPI, Taxonomy: p.Taxonomy}
}

// NPI returns the ten-digit NPI of a nine-digit number: the last digit is the
// Luhn check digit over 80840 and the number (45 CFR 162.406).
func NPI(n int) string {
	digits := fmt.Sprintf("%09d", n%1000000000)
	sum := 24 // of the prefix 80840
	for i, c := range []byte(digits) {
		d := int(c - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return digits + string(rune('0'+(10-sum%10)%10))
}

// professional makes an office, hospital or emergency visit with its tests.
func (s *Source) professional(c *coding.Claim, from codesets.Date) {
	v := visits[s.r.IntN(len(visits))]
	c.Type, c.POS, c.From, c.To = coding.Professional, v.pos, from, from
	c.Render = s.rendering()
	s.diagnose(c, 1+s.r.IntN(3))
	s.line(c, service{v.code, v.charge}, from)
	extra := s.r.IntN(3)
	start := s.r.IntN(len(tests))
	if v.pos != office && extra > 0 { // the hospital bills the tests, the physician the reading
		extra = 1
		s.line(c, reading, from)
	} else {
		for i := range extra {
			s.line(c, tests[(start+i)%len(tests)], from)
		}
	}
	if extra > 0 {
		c.Lines[0].Modifiers = append(c.Lines[0].Modifiers, "25")
	}
	c.Total = sum(c)
}

// institutional makes an outpatient visit or an inpatient stay.
func (s *Source) institutional(c *coding.Claim, from codesets.Date) {
	s.diagnose(c, 2+s.r.IntN(3))
	c.Type = coding.Inpatient
	c.Render = coding.Provider{NPI: s.rendering().NPI}
	c.Status, c.AdmitType = "01", "1"
	if s.r.IntN(4) > 0 {
		c.Type, c.BillType, c.From, c.To = coding.Outpatient, "131", from, from
		start := s.r.IntN(len(tests))
		for i := range 1 + s.r.IntN(3) {
			s.line(c, tests[(start+i)%len(tests)], from)
			c.Lines[i].Revenue = "0300"
		}
	} else {
		days := 1 + s.r.IntN(6)
		c.Type, c.BillType, c.From, c.To = coding.Inpatient, "111", from.AddDays(-days), from
		c.Admission, c.Discharge = c.From, from
		for i := range c.DX {
			c.DX[i].POA = "Y"
		}
		ln := c.AddLine()
		ln.Revenue, ln.Units, ln.Basis, ln.Charge = "0120", coding.Units(int64(days)), "DA", coding.Cents(int64(days)*210000)
		ln = c.AddLine()
		ln.Revenue, ln.Units, ln.Basis, ln.Charge = "0250", coding.Units(1), "UN", coding.Cents(48250)
	}
	c.Total = sum(c)
}

// diagnose puts n different diagnoses on the claim.
func (s *Source) diagnose(c *coding.Claim, n int) {
	start := s.r.IntN(len(diagnoses))
	for i := range n {
		q := "ABF"
		if i == 0 {
			q = "ABK"
		}
		c.DX = append(c.DX, coding.Diagnosis{Code: diagnoses[(start+i*7)%len(diagnoses)], Qualifier: q})
	}
}

func (s *Source) line(c *coding.Claim, v service, from codesets.Date) {
	ln := c.AddLine()
	ln.Code, ln.Units, ln.Basis, ln.Charge, ln.From = v.code, coding.Units(1), "UN", coding.Cents(v.charge), from
	for i := range min(len(c.DX), 1+s.r.IntN(2)) {
		if c.Type.Institutional() {
			break // the 837I has no pointers
		}
		ln.Pointers = append(ln.Pointers, i+1)
	}
}

func sum(c *coding.Claim) coding.Amount {
	var total int64
	for i := range c.Lines {
		total += c.Lines[i].Charge.Cents
	}
	return coding.Cents(total)
}

// spoil puts one common error on the claim.
func (s *Source) spoil(c *coding.Claim) {
	ln := &c.Lines[0]
	kind := s.r.IntN(6)
	if c.Type.Institutional() && (kind == 2 || kind == 5 && ln.Code == "") {
		kind = 6 // the 837I has no pointers, and room and board no modifiers
	}
	switch kind {
	case 0:
		c.DX[0].Code = "E11" // a header
	case 1:
		c.DX[0].Code = "S52501" // the 7th character is missing
	case 2:
		ln.Pointers = append(ln.Pointers[:0], 9)
	case 3:
		c.Total.Cents += 100
	case 4:
		c.Billing.NPI = "1234567890"
	case 5:
		ln.Modifiers = append(ln.Modifiers[:0], "QQ", "QQ")
	case 6:
		c.DX[1].Code = c.DX[0].Code
	}
}
