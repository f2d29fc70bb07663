package rules

import (
	"fmt"
	"strings"

	"github.com/medcode-cli/medcode/coding"
)

func claimNPI(p *coding.Prepared) coding.Outcome {
	c := p.Claim
	out := coding.NotApplicable
	for _, v := range [...]struct {
		npi   string
		field coding.Field
		who   string
	}{
		{c.Billing.NPI, coding.FieldBillingNPI, "billing"},
		{c.Render.NPI, coding.FieldRenderingNPI, "rendering"},
		{c.Refer.NPI, coding.FieldReferringNPI, "referring"},
		{c.Facility.NPI, coding.FieldFacilityNPI, "facility"},
	} {
		if v.npi == "" {
			continue
		}
		out = coding.Pass
		if !ValidNPI(v.npi) {
			f := p.OnClaim(v.field)
			f.Codes = []string{v.npi}
			f.Message = fmt.Sprintf("%s NPI %q is not a valid number", v.who, v.npi)
			f.Fix = mendNPI(v.npi)
			p.Fail(f)
		}
	}
	for i := range p.Lines {
		s := &p.Lines[i]
		if npi := s.Source.Render.NPI; npi != "" && npi != c.Render.NPI && !ValidNPI(npi) {
			f := p.OnLine(s, coding.FieldLineNPI)
			f.Message = fmt.Sprintf("rendering NPI %q is not a valid number", npi)
			f.Fix = mendNPI(npi)
			p.Fail(f)
		}
	}
	return out
}

// ValidNPI reports whether s is a National Provider Identifier: ten digits,
// the first 1 or 2, the last the Luhn check digit of 80840 and the others
// (45 CFR 162.406).
func ValidNPI(s string) bool {
	if len(s) != 10 || s[0] != '1' && s[0] != '2' {
		return false
	}
	sum := 24 // of the digits of 80840 as the Luhn formula counts them
	for i, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
		d := int(c - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// mendNPI says what a number that is not valid would need.
func mendNPI(s string) string {
	switch {
	case len(s) != 10 || strings.Trim(s, "0123456789") != "":
		return "an NPI has ten digits"
	case s[0] != '1' && s[0] != '2':
		return "an NPI begins with 1 or 2"
	}
	for last := byte('0'); last <= '9'; last++ {
		if ValidNPI(s[:9] + string(last)) {
			return "read the number again: behind its first nine digits the check digit is " + string(last) + ", not " + s[9:]
		}
	}
	return ""
}

func claimTaxonomy(p *coding.Prepared) coding.Outcome {
	c := p.Claim
	return eachText(p, validTaxonomy, "taxonomy code %q, want ten characters ending in X", []fieldText{
		{coding.FieldBillingTaxonomy, c.Billing.Taxonomy}, {coding.FieldRenderingTaxonomy, c.Render.Taxonomy},
	})
}

// A fieldText is the text of a field.
type fieldText struct {
	field coding.Field
	text  string
}

// eachText reports the texts that are there and not valid.
func eachText(p *coding.Prepared, valid func(string) bool, message string, texts []fieldText) coding.Outcome {
	out := coding.NotApplicable
	for _, t := range texts {
		if t.text == "" {
			continue
		}
		out = coding.Pass
		if !valid(t.text) {
			f := p.OnClaim(t.field)
			f.Codes = []string{t.text}
			f.Message = fmt.Sprintf(message, t.text)
			p.Fail(f)
		}
	}
	return out
}

func validTaxonomy(s string) bool {
	if len(s) != 10 || s[9] != 'X' {
		return false
	}
	for i, c := range []byte(s[:9]) {
		if digit := c >= '0' && c <= '9'; !digit && (i < 3 || c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

func claimTIN(p *coding.Prepared) coding.Outcome {
	return eachText(p, validTIN, "tax number %q, want nine digits that are not all the same", []fieldText{{coding.FieldBillingTIN, p.Claim.Billing.TIN}})
}

func validTIN(s string) bool {
	s = strings.ReplaceAll(s, "-", "")
	return len(s) == 9 && allDigits(s) && strings.Trim(s, s[:1]) != ""
}

func allDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

func claimZip(p *coding.Prepared) coding.Outcome {
	c := p.Claim
	return eachText(p, validZip, "ZIP code %q, want five or nine digits", []fieldText{
		{coding.FieldZip, c.Patient.Zip}, {coding.FieldBillingZip, c.Billing.Zip},
	})
}

func validZip(s string) bool {
	if len(s) == 10 && s[5] == '-' {
		s = s[:5] + s[6:]
	}
	return (len(s) == 5 || len(s) == 9) && allDigits(s)
}
