package rules

import (
	"fmt"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

// dateRules judge the dates of a claim against each other.
var dateRules = []coding.Rule{
	{
		ID: "date-future", Severity: coding.Reject, Check: dateFuture,
		Doc: coding.Doc{
			Title:  "A date of service lies in the future",
			Text:   "A service is billed after it was given: no date of service, admission or discharge lies after the day of the check.",
			Bad:    `--line "99213 2099-01-01"`,
			Good:   `--line "99213 2024-07-01"`,
			Fix:    "correct the date, or hold the claim until the service is given",
			Source: "ASC X12N 005010X222A1, loop 2400 DTP*472; 005010X223A2, loop 2300 DTP*434",
		},
	},
	{
		ID: "date-from-after-to", Severity: coding.Reject, Check: dateFromAfterTo,
		Doc: coding.Doc{
			Title:  "A period ends before it begins",
			Text:   "The first day of a line or statement period is not after its last, and the discharge is not before the admission.",
			Bad:    `--line "99213 2024-07-05..2024-07-01"`,
			Good:   `--line "99213 2024-07-01..2024-07-05"`,
			Source: "ASC X12N 005010X222A1, loop 2400 DTP*472",
		},
	},
	{
		ID: "date-before-birth", Severity: coding.Reject, Check: dateBeforeBirth,
		Doc: coding.Doc{
			Title:  "A date of service lies before the patient's birth",
			Text:   "A date of service or admission before the date of birth shows that one of the two is wrong.",
			Bad:    `--line "99213 2024-07-01" --birth 2024-08-01`,
			Good:   `--line "99213 2024-07-01" --birth 2024-06-01`,
			Fix:    "correct the date of service or the date of birth",
			Source: "ASC X12N 005010X222A1, loop 2010CA DMG02; Medicare Code Editor, edit 14",
		},
	},
	{
		ID: "date-after-death", Severity: coding.Reject, Check: dateAfterDeath,
		Doc: coding.Doc{
			Title:  "A date of service lies after the patient's death",
			Text:   "A date of service after the date of death shows that one of the two is wrong.",
			Bad:    `a CSV row with the date 2024-07-02 and the death date 2024-07-01`,
			Good:   `a CSV row with the date 2024-07-01 and the death date 2024-07-01`,
			Fix:    "correct the date of service or the date of death",
			Source: "ASC X12N 005010X222A1, loop 2000B PAT06",
		},
	},
	{
		ID: "date-line-outside-claim", Severity: coding.Reject, After: []string{"date-from-after-to"}, Check: dateLineOutside,
		Doc: coding.Doc{
			Title:  "A line's date lies outside the statement period",
			Text:   "The dates of the lines of an institutional claim lie within the period the statement covers. Services of the three days before an inpatient admission may be billed with it, and are let pass.",
			Bad:    `a CSV row with the statement period 2024-07-01 to 2024-07-03 and a line on 2024-07-09`,
			Good:   `a CSV row with the statement period 2024-07-01 to 2024-07-03 and a line on 2024-07-02`,
			Fix:    "correct the line's date or the statement period, or bill the line on another claim",
			Source: "ASC X12N 005010X223A2, loop 2300 DTP*434; Medicare Claims Processing Manual, chapter 3, section 40.3",
		},
	},
	{
		ID: "date-span-crosses-release", Severity: coding.Reject, Sets: []codesets.CodeSet{codesets.ICD10CM}, After: []string{"date-from-after-to"}, Check: dateSpanCrosses,
		Doc: coding.Doc{
			Title:  "A line spans two releases, and a diagnosis is not valid in both",
			Text:   "New ICD-10-CM codes come into force on 1 October and 1 April. A professional line over such a day needs codes that are valid on both sides, else the line is split.",
			Bad:    `a line from 2025-09-29 to 2025-10-02 for a code that begins on 2025-10-01`,
			Good:   `two lines, one to 2025-09-30 and one from 2025-10-01`,
			Source: "Medicare Claims Processing Manual, chapter 23, section 10; ICD-10-CM code files, CDC/NCHS",
			Limits: "Both releases must be loaded, else the rule has no data.",
		},
	},
	{
		ID: "date-timely-filing", Severity: coding.Deny, Check: dateTimely,
		Doc: coding.Doc{
			Title:  "The claim was received after the payer's filing limit",
			Text:   "Medicare takes a claim within one calendar year of the service. Other payers set other limits: a profile says how many days (timely_filing_days). The rule needs the day of receipt.",
			Bad:    `a CSV row with the date 2023-01-10 and the received date 2024-07-01`,
			Good:   `a CSV row with the date 2024-06-10 and the received date 2024-07-01`,
			Fix:    "bill it only with proof of an exception to the limit",
			Source: "42 CFR 424.44; Medicare Claims Processing Manual, chapter 1, section 70",
		},
	},
}

func dateFuture(p *coding.Prepared) coding.Outcome {
	if p.Today.IsZero() {
		return coding.NotApplicable
	}
	c := p.Claim
	for i := range p.Lines {
		s := &p.Lines[i]
		if d := max(s.Source.From, s.Source.To); d > p.Today {
			f := p.OnLine(s, coding.FieldFrom)
			f.Message = fmt.Sprintf("date of service %s lies after %s", d, p.Today)
			p.Fail(f)
		}
	}
	for _, d := range []struct {
		name  string
		day   codesets.Date
		field coding.Field
	}{
		{"admission date", c.Admission, coding.FieldAdmission},
		{"discharge date", c.Discharge, coding.FieldDischarge},
		{"date of birth", c.Patient.Birth, coding.FieldBirth},
		{"date of death", c.Patient.Death, coding.FieldDeath},
	} {
		if d.day > p.Today {
			f := p.OnClaim(d.field)
			f.Message = fmt.Sprintf("%s %s lies after %s", d.name, d.day, p.Today)
			p.Fail(f)
		}
	}
	return coding.Pass
}

func dateFromAfterTo(p *coding.Prepared) coding.Outcome {
	c := p.Claim
	for i := range p.Lines {
		s := &p.Lines[i]
		if from, to := s.Source.From, s.Source.To; !to.IsZero() && from > to {
			f := p.OnLine(s, coding.FieldTo)
			f.Message = fmt.Sprintf("the line begins %s and ends %s", from, to)
			f.Fix = fmt.Sprintf("exchange the dates: %s to %s", to, from)
			p.Fail(f)
		}
	}
	for _, d := range []struct {
		name     string
		from, to codesets.Date
		field    coding.Field
	}{
		{"the statement period", c.From, c.To, coding.FieldClaimTo},
		{"the stay", c.Admission, c.Discharge, coding.FieldDischarge},
	} {
		if !d.to.IsZero() && !d.from.IsZero() && d.from > d.to {
			f := p.OnClaim(d.field)
			f.Message = fmt.Sprintf("%s begins %s and ends %s", d.name, d.from, d.to)
			f.Fix = fmt.Sprintf("exchange the dates: %s to %s", d.to, d.from)
			p.Fail(f)
		}
	}
	return coding.Pass
}

func dateBeforeBirth(p *coding.Prepared) coding.Outcome {
	birth := p.Claim.Patient.Birth
	if birth.IsZero() {
		return coding.NotApplicable
	}
	for i := range p.Lines {
		s := &p.Lines[i]
		if d := s.Source.From; !d.IsZero() && d < birth {
			f := p.OnLine(s, coding.FieldFrom)
			f.Message = fmt.Sprintf("date of service %s lies before the birth on %s", d, birth)
			p.Fail(f)
		}
	}
	if d := p.Claim.Admission; !d.IsZero() && d < birth {
		f := p.OnClaim(coding.FieldAdmission)
		f.Message = fmt.Sprintf("admission %s lies before the birth on %s", d, birth)
		p.Fail(f)
	}
	return coding.Pass
}

func dateAfterDeath(p *coding.Prepared) coding.Outcome {
	death := p.Claim.Patient.Death
	if death.IsZero() {
		return coding.NotApplicable
	}
	for i := range p.Lines {
		s := &p.Lines[i]
		if d := max(s.Source.From, s.Source.To); d > death {
			f := p.OnLine(s, coding.FieldFrom)
			f.Message = fmt.Sprintf("date of service %s lies after the death on %s", d, death)
			p.Fail(f)
		}
	}
	return coding.Pass
}

func dateLineOutside(p *coding.Prepared) coding.Outcome {
	c := p.Claim
	if !c.Type.Institutional() || c.From.IsZero() || c.To.IsZero() {
		return coding.NotApplicable
	}
	first := c.From
	if c.Type == coding.Inpatient {
		first = first.AddDays(-3)
	}
	for i := range p.Lines {
		s := &p.Lines[i]
		from, to := s.Source.From, max(s.Source.From, s.Source.To)
		if from.IsZero() || p.SkipLine(s) || from >= first && to <= c.To {
			continue
		}
		f := p.OnLine(s, coding.FieldFrom)
		f.Message = fmt.Sprintf("the line's date %s lies outside the statement period %s to %s", from, c.From, c.To)
		p.Fail(f)
	}
	return coding.Pass
}

func dateSpanCrosses(p *coding.Prepared) coding.Outcome {
	if p.Claim.Type.Institutional() {
		return coding.NotApplicable
	}
	out := coding.NotApplicable
	for i := range p.Lines {
		s := &p.Lines[i]
		if s.Source.From.IsZero() || s.Source.To <= s.Source.From || p.SkipLine(s) {
			continue
		}
		end := p.On(s.Source.To)
		if end.Era == s.Day.Era {
			out = coding.Pass
			continue
		}
		if !end.ICD10CM.OK() || !s.Day.ICD10CM.OK() {
			p.NoData(whichMissing(s.Day.ICD10CM, end.ICD10CM))
			continue
		}
		out = coding.Pass
		p.Pointed(s, func(d *coding.DX) bool {
			first, last := s.Day.DX(d.Raw), end.DX(d.Raw)
			if d.ICD9 || first.Billable == last.Billable {
				return true
			}
			f := p.OnLine(s, coding.FieldFrom)
			f.DX, f.Codes = []int{d.Pos}, []string{d.Display()}
			f.Message = fmt.Sprintf("%s is not valid on both %s and %s", d.Display(), s.Source.From, s.Source.To)
			f.Fix = fmt.Sprintf("split the line at %s", end.ICD10CM.Release.Effective)
			p.Fail(f)
			return true
		})
	}
	return out
}

func whichMissing(a, b *coding.Opened) *coding.Opened {
	if !a.OK() {
		return a
	}
	return b
}

func dateTimely(p *coding.Prepared) coding.Outcome {
	c := p.Claim
	if p.Options.TimelyDays == 0 || c.Received.IsZero() {
		return coding.NotApplicable
	}
	last := c.To
	for i := range c.Lines {
		last = max(last, c.Lines[i].From, c.Lines[i].To)
	}
	if last.IsZero() {
		return coding.NotApplicable
	}
	if days := c.Received.DaysSince(last); days > p.Options.TimelyDays+1 {
		f := p.OnClaim(coding.FieldReceived)
		f.Message = fmt.Sprintf("received %d days after the last service on %s, at most %d", days, last, p.Options.TimelyDays)
		f.CARC = "29"
		p.Fail(f)
	}
	return coding.Pass
}
