package rules

import (
	"fmt"

	"github.com/medcode-cli/medcode/coding"
)

const (
	tr3P      = "ASC X12N 005010X222A1"
	tr3I      = "ASC X12N 005010X223A2"
	nucc      = "NUCC 1500 Claim Form Reference Instruction Manual"
	anyTR3    = tr3P + "; " + tr3I
	paperMax  = 6
	maxDXP    = 12
	maxDXI    = 25
	maxLinesP = 50
	maxLinesI = 999
	maxAge    = 124
)

// claimRules judge the claim as a whole.
var claimRules = []coding.Rule{
	{
		ID: "claim-required-field", Severity: coding.Reject, Check: claimRequired,
		Doc: coding.Doc{
			Title:  "A required value is missing",
			Text:   "Every claim has a service line and a diagnosis. Beyond that a professional claim needs the billing NPI, birth date, sex, date, place of service, units and charge of each line; an institutional claim the type of bill, patient status, statement period and a revenue code on each line, an inpatient one the admission date. What the file has no column for is not demanded, nor a diagnosis of a dental claim.",
			Bad:    `a CSV file with an npi column that is empty on one claim`,
			Good:   `a CSV file with the NPI on every claim`,
			Source: anyTR3 + "; " + nucc + "; NUBC UB-04 manual",
			Limits: "A value that is there but cannot be read is told by date-invalid or x12-syntax, not as missing.",
		},
	},
	{
		ID: "claim-npi", Severity: coding.Reject, Check: claimNPI,
		Doc: coding.Doc{
			Title:  "An NPI is not a valid number",
			Text:   "An NPI has ten digits, begins with 1 or 2, and its last digit is the Luhn check digit of the others behind the prefix 80840.",
			Bad:    `--line 99213 --npi 1234567890 --date 2024-07-01`,
			Good:   `--line 99213 --npi 1234567893 --date 2024-07-01`,
			Source: "45 CFR 162.406; CMS, Requirements for National Provider Identifier check digit",
			Limits: "Whether the number was given to somebody is not checked.",
		},
	},
	{
		ID: "claim-taxonomy-format", Severity: coding.Reject, Check: claimTaxonomy,
		Doc: coding.Doc{
			Title:  "A taxonomy code is malformed",
			Text:   "A provider taxonomy code has ten characters: three digits, letters and digits, and X at the end.",
			Bad:    `a CSV row with the taxonomy 207Q00000`,
			Good:   `a CSV row with the taxonomy 207Q00000X`,
			Fix:    "look the code up in the NUCC set: 207Q00000X is family medicine",
			Source: "NUCC Health Care Provider Taxonomy code set; " + tr3P + ", loop 2000A PRV03",
		},
	},
	{
		ID: "claim-tin-format", Severity: coding.Reject, Check: claimTIN,
		Doc: coding.Doc{
			Title:  "A tax number is malformed",
			Text:   "A tax identification number has nine digits, with hyphens or not, and they are not all the same.",
			Bad:    `a CSV row with the tin 12-345678`,
			Good:   `a CSV row with the tin 12-3456789`,
			Fix:    "give the nine digits of the EIN or SSN",
			Source: tr3P + ", loop 2010AA REF02",
		},
	},
	{
		ID: "claim-zip-format", Severity: coding.Reject, Check: claimZip,
		Doc: coding.Doc{
			Title:  "A ZIP code is malformed",
			Text:   "A ZIP code has five or nine digits, with a hyphen before the last four or not. That of the billing provider has nine.",
			Bad:    `a CSV row with the zip 1234`,
			Good:   `a CSV row with the zip 12345-6789`,
			Fix:    "give five or nine digits; nine for the billing provider",
			Source: tr3P + ", loop 2010AA N403",
			Limits: "Postal codes of other countries are not known.",
		},
	},
	{
		ID: "claim-sex", Severity: coding.Reject, Check: claimSex,
		Doc: coding.Doc{
			Title:  "The patient's sex is not M, F or U",
			Text:   "A claim gives the patient's sex as M, F or U (unknown).",
			Bad:    `--line 99213 --sex X --date 2024-07-01`,
			Good:   `--line 99213 --sex F --date 2024-07-01`,
			Fix:    "use M, F or U",
			Source: tr3P + ", loop 2010BA DMG03; Medicare Code Editor, edit 15",
		},
	},
	{
		ID: "claim-age", Severity: coding.Reject, Check: claimAge,
		Doc: coding.Doc{
			Title:  "The patient's age is not from 0 to 124 years",
			Text:   "The Medicare Code Editor refuses an age above 124 years on the date of the claim. The age is counted from the date of birth.",
			Bad:    `--line 99213 --birth 1850-01-01 --date 2024-07-01`,
			Good:   `--line 99213 --birth 1950-01-01 --date 2024-07-01`,
			Fix:    "check the date of birth",
			Source: "Medicare Code Editor, edit 14",
		},
	},
	{
		ID: "claim-dx-count", Severity: coding.Reject, Check: claimDXCount,
		Doc: coding.Doc{
			Title:  "More diagnoses than the claim has room for",
			Text:   "A professional claim holds 12 diagnoses, an institutional one 25.",
			Bad:    `a professional claim with 13 diagnoses`,
			Good:   `a professional claim with 12 diagnoses`,
			Source: tr3P + ", loop 2300 HI; " + tr3I + ", loop 2300 HI; " + nucc + ", item 21",
		},
	},
	{
		ID: "claim-line-count", Severity: coding.Reject, Check: claimLineCount,
		Doc: coding.Doc{
			Title:  "More service lines than the claim has room for",
			Text:   "A professional claim holds 50 lines, an institutional one 999, and the paper form six (option paper_lines of a profile).",
			Bad:    `a professional claim with 51 lines`,
			Good:   `two claims`,
			Source: tr3P + ", loop 2400; " + tr3I + ", loop 2400; " + nucc + ", item 24",
		},
	},
	{
		ID: "claim-charge-balance", Severity: coding.Reject, Check: claimBalance,
		Doc: coding.Doc{
			Title:  "The charges of the lines do not add up to the total",
			Text:   "The total charge of the claim is the sum of the charges of its lines, to the cent.",
			Bad:    `a CSV claim with the total 100.00 and lines of 60.00 and 39.00`,
			Good:   `a CSV claim with the total 100.00 and lines of 60.00 and 40.00`,
			Source: tr3P + ", loop 2300 CLM02",
		},
	},
	{
		ID: "claim-charge-zero", Severity: coding.Reject, Check: claimZero,
		Doc: coding.Doc{
			Title:  "The total charge is zero",
			Text:   "A claim without a charge is returned by most payers. A void (frequency 8) is let pass, and so are lines of a charge of zero beside others.",
			Bad:    `--line "99213 $0" --date 2024-07-01`,
			Good:   `--line "99213 $95.00" --date 2024-07-01`,
			Fix:    "give the charges of the lines",
			Source: tr3P + ", loop 2300 CLM02",
			Limits: "Encounters to capitated plans are billed with zero: switch the rule off for them.",
		},
	},
	{
		ID: "line-charge-negative", Severity: coding.Reject, Check: lineNegative,
		Doc: coding.Doc{
			Title:  "A charge is negative",
			Text:   "The charge of a line and the total are zero or more.",
			Bad:    `--line "99213 $-95.00" --date 2024-07-01`,
			Good:   `--line "99213 $95.00" --date 2024-07-01`,
			Fix:    "give the charge billed; a credit is a replacement or void of the claim (frequency 7 or 8)",
			Source: tr3P + ", loop 2400 SV102",
		},
	},
	{
		ID: "claim-frequency-reference", Severity: coding.Reject, Check: claimFrequency,
		Doc: coding.Doc{
			Title:  "A replacement or void does not name the original claim",
			Text:   "Frequency 7 (replacement) and 8 (void) need the payer's number of the claim they replace or void.",
			Bad:    `a CSV claim with the frequency 7 and no reference`,
			Good:   `a CSV claim with the frequency 7 and the reference of the original`,
			Fix:    "give the payer's number of the original claim, or bill an original (frequency 1)",
			Source: tr3P + ", loop 2300 CLM05-3 and REF*F8; NUBC UB-04 manual, FL 64; " + nucc + ", item 22",
		},
	},
	{
		ID: "claim-duplicate", Severity: coding.Deny, Check: claimDuplicate,
		Doc: coding.Doc{
			Title:  "The same claim stands in the input before",
			Text:   "A claim with the same patient, provider, frequency, dates, diagnoses and lines as one before it would be denied as a duplicate. The last 262,144 claims are remembered.",
			Bad:    `the same claim twice in one file`,
			Good:   `each claim once`,
			Fix:    "remove it, or bill a correction as a replacement (frequency 7)",
			Source: "Medicare Claims Processing Manual, chapter 1, section 120",
			Limits: "Claims of other files and of earlier runs are not known.",
		},
	},
}

func claimRequired(p *coding.Prepared) coding.Outcome {
	c := p.Claim
	r := required{p}
	r.claim(len(c.Lines) > 0, coding.FieldCode, "a service line")
	r.claim(len(c.DX) > 0, coding.FieldDX, "a diagnosis")
	r.claim(c.Billing.NPI != "", coding.FieldBillingNPI, "the billing provider's NPI")
	r.claim(!c.Patient.Birth.IsZero(), coding.FieldBirth, "the patient's date of birth")
	r.claim(c.Patient.Sex != "", coding.FieldSex, "the patient's sex")
	if c.Type.Institutional() {
		r.claim(c.BillType != "", coding.FieldBillType, "the type of bill")
		r.claim(c.Status != "", coding.FieldStatus, "the patient discharge status")
		r.claim(!c.From.IsZero(), coding.FieldClaimFrom, "the statement period")
		r.claim(c.Type != coding.Inpatient || !c.Admission.IsZero(), coding.FieldAdmission, "the admission date")
	}
	for i := range p.Lines {
		r.lineFields(&p.Lines[i])
	}
	return coding.Pass
}

// A required reports missing values that the source has room for.
type required struct{ p *coding.Prepared }

func (r required) claim(ok bool, f coding.Field, what string) {
	if ok || !r.p.Claim.Carries.Has(f) || r.unread(f, 0) {
		return
	}
	finding := r.p.OnClaim(f)
	finding.Message = what + " is missing"
	finding.Fix = "add " + what
	r.p.Fail(finding)
}

func (r required) lineFields(s *coding.Service) {
	ln := s.Source
	institutional := r.p.Claim.Type.Institutional()
	r.line(s, !ln.From.IsZero() || institutional && !r.p.Claim.From.IsZero(), coding.FieldFrom, "the date of service")
	r.line(s, ln.Units.Given, coding.FieldUnits, "the number of units")
	r.line(s, ln.Charge.Given, coding.FieldCharge, "the charge")
	if institutional {
		r.line(s, ln.Revenue != "", coding.FieldRevenue, "the revenue code")
		return
	}
	r.line(s, ln.Code != "", coding.FieldCode, "the procedure code")
	r.line(s, ln.POS != "" || r.p.Claim.POS != "", coding.FieldPOS, "the place of service")
}

func (r required) line(s *coding.Service, ok bool, f coding.Field, what string) {
	if ok || !r.p.Claim.Carries.Has(f) || r.unread(f, s.Index+1) {
		return
	}
	finding := r.p.OnLine(s, f)
	finding.Message = what + " is missing"
	finding.Fix = "add " + what
	r.p.Fail(finding)
}

// unread reports whether the value is there but could not be read, which the
// reader reports already; index as in FieldPlace.
func (r required) unread(f coding.Field, index int) bool {
	if len(r.p.Claim.Problems) == 0 {
		return false
	}
	at := r.p.Claim.Place(f, index)
	for i := range r.p.Claim.Problems {
		switch pr := &r.p.Claim.Problems[i]; {
		case pr.Field == f && pr.Index == index, pr.Value != "" && pr.Place == at:
			return true
		}
	}
	return false
}

func claimSex(p *coding.Prepared) coding.Outcome {
	switch p.Claim.Patient.Sex {
	case "":
		return coding.NotApplicable
	case "M", "F", "U", "m", "f", "u", "male", "female", "unknown", "Male", "Female", "Unknown", "MALE", "FEMALE", "UNKNOWN":
		return coding.Pass
	}
	f := p.OnClaim(coding.FieldSex)
	f.Message = fmt.Sprintf("sex %q, want M, F or U", p.Claim.Patient.Sex)
	p.Fail(f)
	return coding.Pass
}

func claimAge(p *coding.Prepared) coding.Outcome {
	coding.FromReader(p)
	birth := p.Claim.Patient.Birth
	if birth.IsZero() || p.Date.IsZero() {
		return coding.NotApplicable
	}
	if years := Age(birth, p.Date); years > maxAge {
		f := p.OnClaim(coding.FieldBirth)
		f.Message = fmt.Sprintf("born %s the patient is %d years old on %s, want 0 to %d", birth, years, p.Date, maxAge)
		p.Fail(f)
	}
	return coding.Pass
}

func claimDXCount(p *coding.Prepared) coding.Outcome {
	most := maxDXP
	if p.Claim.Type.Institutional() {
		most = maxDXI
	}
	if n := len(p.DX); n > most {
		f := p.OnClaim(coding.FieldDX)
		f.Message = fmt.Sprintf("%d diagnoses, at most %d", n, most)
		f.Fix = "drop those no line points to, or split the claim"
		p.Fail(f)
	}
	return coding.Pass
}

func claimLineCount(p *coding.Prepared) coding.Outcome {
	most := maxLinesP
	switch {
	case p.Options.PaperLines:
		most = paperMax
	case p.Claim.Type.Institutional():
		most = maxLinesI
	}
	if n := len(p.Lines); n > most {
		f := p.OnClaim(coding.FieldCode)
		f.Message = fmt.Sprintf("%d service lines, at most %d", n, most)
		f.Fix = "split the claim"
		p.Fail(f)
	}
	return coding.Pass
}

func claimBalance(p *coding.Prepared) coding.Outcome {
	c := p.Claim
	if !c.Total.Given || len(c.Lines) == 0 {
		return coding.NotApplicable
	}
	sum := int64(0)
	for i := range c.Lines {
		if !c.Lines[i].Charge.Given {
			return coding.NotApplicable
		}
		sum += c.Lines[i].Charge.Cents
	}
	if sum != c.Total.Cents {
		f := p.OnClaim(coding.FieldTotal)
		f.Message = fmt.Sprintf("the lines add up to %s, the total is %s", coding.Cents(sum), c.Total)
		f.Fix = fmt.Sprintf("make the total %s, or correct the charge of a line", coding.Cents(sum))
		p.Fail(f)
	}
	return coding.Pass
}

func claimZero(p *coding.Prepared) coding.Outcome {
	c := p.Claim
	given, sum := c.Total.Given, c.Total.Cents
	for i := range c.Lines {
		if ch := c.Lines[i].Charge; ch.Given {
			given = true
			sum |= ch.Cents
		}
	}
	if !given || c.Frequency == "8" {
		return coding.NotApplicable
	}
	if sum == 0 {
		f := p.OnClaim(coding.FieldTotal)
		f.Message = "the total charge is zero"
		p.Fail(f)
	}
	return coding.Pass
}

func lineNegative(p *coding.Prepared) coding.Outcome {
	for i := range p.Lines {
		s := &p.Lines[i]
		if s.Source.Charge.Cents < 0 {
			f := p.OnLine(s, coding.FieldCharge)
			f.Message = fmt.Sprintf("charge %s is negative", s.Source.Charge)
			p.Fail(f)
		}
	}
	if p.Claim.Total.Cents < 0 {
		f := p.OnClaim(coding.FieldTotal)
		f.Message = fmt.Sprintf("total charge %s is negative", p.Claim.Total)
		p.Fail(f)
	}
	return coding.Pass
}

func claimFrequency(p *coding.Prepared) coding.Outcome {
	c := p.Claim
	freq := c.Frequency
	if freq == "" && len(c.BillType) >= 3 {
		freq = c.BillType[len(c.BillType)-1:]
	}
	if freq != "7" && freq != "8" {
		return coding.NotApplicable
	}
	if c.Reference == "" {
		f := p.OnClaim(coding.FieldReference)
		word := map[string]string{"7": "replacement", "8": "void"}[freq]
		f.Message = fmt.Sprintf("frequency %s (%s) without the payer's number of the original claim", freq, word)
		p.Fail(f)
	}
	return coding.Pass
}

func claimDuplicate(p *coding.Prepared) coding.Outcome {
	if p.Seen {
		f := p.OnClaim(coding.FieldClaimID)
		f.Message = "the same claim stands in the input before"
		f.CARC = "18"
		p.Fail(f)
	}
	return coding.Pass
}
