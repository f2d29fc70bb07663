package claimgen

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

// claimsPerSet is how many claims one transaction set holds; the guides
// recommend at most 5,000 (005010X222, section 1.3.2).
const claimsPerSet = 5000

// Write837 writes the claims of o as an 837P or 837I with one interchange, one
// group and a transaction set for every 5,000 claims.
func Write837(w io.Writer, o Options) error {
	x := &x12Writer{b: bufio.NewWriterSize(w, 256<<10), o: o, guide: "005010X222A1", day: basic(o.Date)}
	if o.Institutional {
		x.guide = "005010X223A2"
	}
	x.put("ISA*00*          *00*          *ZZ*SYNTHETICSENDER*ZZ*SYNTHETICPAYER *%s*1200*^*00501*000000001*0*T*:", x.day[2:])
	x.put("GS*HC*SYNTHETICSENDER*SYNTHETICPAYER*%s*1200*1*X*%s", x.day, x.guide)
	src := New(o)
	var c coding.Claim
	for n := 0; src.Next(&c); n++ {
		if n%claimsPerSet == 0 {
			x.endSet()
			x.beginSet()
		}
		x.claim(&c)
	}
	x.endSet()
	x.put("GE*%d*1", x.sets)
	x.put("IEA*1*000000001")
	if err := x.b.Flush(); x.err == nil {
		x.err = err
	}
	return x.err
}

type x12Writer struct {
	b        *bufio.Writer
	o        Options
	guide    string
	day      string
	sets     int
	segments int
	hl       int
	provider int // HL of the billing provider
	npi      string
	err      error
}

func basic(d codesets.Date) string { return strconv.Itoa(int(d)) }

func (x *x12Writer) put(format string, args ...any) {
	x.segments++
	if _, err := fmt.Fprintf(x.b, format+"~\n", args...); err != nil && x.err == nil {
		x.err = err
	}
}

func (x *x12Writer) beginSet() {
	x.sets++
	x.segments, x.hl, x.npi = 0, 0, ""
	x.put("ST*837*%04d*%s", x.sets, x.guide)
	x.put("BHT*0019*00*SYN%06d*%s*1200*CH", x.sets, x.day)
	x.put("NM1*41*2*SYNTHETIC BILLING SERVICE*****46*SYN0001")
	x.put("PER*IC*SYNTHETIC CONTACT*TE*5555550100")
	x.put("NM1*40*2*SYNTHETIC PAYER*****46*SYNPAYER1")
}

func (x *x12Writer) endSet() {
	if x.sets > 0 {
		x.put("SE*%d*%04d", x.segments+1, x.sets)
	}
}

func (x *x12Writer) level(parent, kind, child string) {
	x.hl++
	x.put("HL*%d*%s*%s*%s", x.hl, parent, kind, child)
}

func (x *x12Writer) claim(c *coding.Claim) {
	if c.Billing.NPI != x.npi {
		x.npi = c.Billing.NPI
		x.billing(c)
	}
	x.level(strconv.Itoa(x.provider), "22", "0")
	x.put("SBR*P*18*******CI")
	x.put("NM1*IL*1*SYNTHETIC*PATIENT****MI*%s", c.Patient.ID)
	x.put("N3*200 EXAMPLE AVENUE")
	x.put("N4*SPRINGFIELD*IL*%s", c.Patient.Zip)
	x.put("DMG*D8*%s*%s", basic(c.Patient.Birth), c.Patient.Sex)
	x.put("NM1*PR*2*SYNTHETIC PAYER*****PI*%s", c.Payer)
	if c.Type.Institutional() {
		x.institutional(c)
	} else {
		x.professional(c)
	}
}

func (x *x12Writer) billing(c *coding.Claim) {
	x.level("", "20", "1")
	x.provider = x.hl
	x.put("PRV*BI*PXC*%s", c.Billing.Taxonomy)
	x.put("NM1*85*2*SYNTHETIC CLINIC*****XX*%s", c.Billing.NPI)
	x.put("N3*100 EXAMPLE STREET")
	x.put("N4*SPRINGFIELD*IL*%s", c.Billing.Zip)
	x.put("REF*EI*%s", c.Billing.TIN)
}

func (x *x12Writer) professional(c *coding.Claim) {
	x.put("CLM*%s*%s***%s:B:%s*Y*A*Y*Y", c.ID, money(c.Total), c.POS, c.Frequency)
	x.put("HI*%s", diagnosisCodes(c, false))
	x.put("NM1*82*1*SYNTHETIC*DOCTOR****XX*%s", c.Render.NPI)
	x.put("PRV*PE*PXC*%s", c.Render.Taxonomy)
	for i := range c.Lines {
		ln := &c.Lines[i]
		x.put("LX*%d", i+1)
		x.put("SV1*%s*%s*%s*%s***%s", procedure(ln), money(ln.Charge), ln.Basis, ln.Units, pointers(ln))
		x.put("DTP*472*D8*%s", basic(ln.From))
		x.put("REF*6R*%s-%d", c.ID, i+1)
	}
}

func (x *x12Writer) institutional(c *coding.Claim) {
	x.put("CLM*%s*%s***%s:A:%s**A*Y*Y", c.ID, money(c.Total), c.BillType[:2], c.Frequency)
	x.put("DTP*434*RD8*%s-%s", basic(c.From), basic(c.To))
	if !c.Admission.IsZero() {
		x.put("DTP*435*D8*%s", basic(c.Admission))
	}
	x.put("CL1*%s**%s", c.AdmitType, c.Status)
	x.put("HI*%s", diagnosisCodes(c, true))
	if len(c.DX) > 1 {
		x.put("HI*%s", otherCodes(c))
	}
	x.put("NM1*71*1*SYNTHETIC*DOCTOR****XX*%s", c.Render.NPI)
	for i := range c.Lines {
		ln := &c.Lines[i]
		x.put("LX*%d", i+1)
		code := ""
		if ln.Code != "" {
			code = procedure(ln)
		}
		x.put("SV2*%s*%s*%s*%s*%s", ln.Revenue, code, money(ln.Charge), ln.Basis, ln.Units)
		if !ln.From.IsZero() {
			x.put("DTP*472*D8*%s", basic(ln.From))
		}
	}
}

func money(a coding.Amount) string { return strings.TrimSuffix(a.String(), ".00") }

func procedure(ln *coding.Line) string {
	return strings.Join(append([]string{"HC", ln.Code}, ln.Modifiers...), ":")
}

func pointers(ln *coding.Line) string {
	var p []string
	for _, n := range ln.Pointers {
		p = append(p, strconv.Itoa(n))
	}
	return strings.Join(p, ":")
}

// diagnosisCodes returns the composites of the HI segment: all diagnoses, or
// the principal one alone.
func diagnosisCodes(c *coding.Claim, principal bool) string {
	var list []string
	for _, d := range c.DX {
		list = append(list, composite(d))
		if principal {
			break
		}
	}
	return strings.Join(list, "*")
}

func otherCodes(c *coding.Claim) string {
	var list []string
	for _, d := range c.DX[1:] {
		list = append(list, composite(d))
	}
	return strings.Join(list, "*")
}

func composite(d coding.Diagnosis) string {
	s := d.Qualifier + ":" + d.Code
	if d.POA != "" {
		s += ":::::::" + d.POA
	}
	return s
}
