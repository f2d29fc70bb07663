package rules

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

var mceSets = []codesets.CodeSet{codesets.ICD10CM, codesets.MCE}

// sexEditsEnd is the first day without edit 5: FY2025 IPPS final rule.
const sexEditsEnd codesets.Date = 20241001

// dxMCERules are the diagnosis edits of the Medicare Code Editor.
var dxMCERules = []coding.Rule{
	{
		ID: "dx-age-newborn", Severity: coding.Reject, Sets: mceSets, After: wrongCode, Check: mceAge(coding.MCENewborn),
		Doc: coding.Doc{
			Title:  "Newborn diagnosis on an older patient",
			Text:   "The code is on the newborn list of the Medicare Code Editor: the patient is less than a year old.",
			Bad:    "--dx Z38.00 --birth 1980-01-01 --date 2026-05-01",
			Good:   "--dx Z38.00 --birth 2026-05-01 --date 2026-05-01",
			Source: "Definitions of Medicare Code Edits, edit 4 (age conflict), newborn",
		},
	},
	{
		ID: "dx-age-pediatric", Severity: coding.Reject, Sets: mceSets, After: wrongCode, Check: mceAge(coding.MCEPediatric),
		Doc: coding.Doc{
			Title:  "Pediatric diagnosis on an adult",
			Text:   "The code is on the pediatric list of the Medicare Code Editor: the patient is 0 to 17 years old.",
			Bad:    "--dx Z00.129 --birth 1980-01-01 --date 2026-05-01",
			Good:   "--dx Z00.129 --birth 2020-01-01 --date 2026-05-01",
			Source: "Definitions of Medicare Code Edits, edit 4 (age conflict), pediatric",
		},
	},
	{
		ID: "dx-age-maternity", Severity: coding.Reject, Sets: mceSets, After: wrongCode, Check: mceAge(coding.MCEMaternity),
		Doc: coding.Doc{
			Title:  "Maternity diagnosis outside the age range",
			Text:   "The code is on the maternity list of the Medicare Code Editor: the patient is 9 to 64 years old, 12 to 55 by older versions of the editor. The ages are those of the version in force.",
			Bad:    "--dx O80 --birth 1950-01-01 --sex F --date 2026-05-01",
			Good:   "--dx O80 --birth 1995-01-01 --sex F --date 2026-05-01",
			Source: "Definitions of Medicare Code Edits, edit 4 (age conflict), maternity",
		},
	},
	{
		ID: "dx-age-adult", Severity: coding.Reject, Sets: mceSets, After: wrongCode, Check: mceAge(coding.MCEAdult),
		Doc: coding.Doc{
			Title:  "Adult diagnosis on a child",
			Text:   "The code is on the adult list of the Medicare Code Editor: the patient is 15 to 124 years old.",
			Bad:    "--dx N40.0 --birth 2020-01-01 --date 2026-05-01",
			Good:   "--dx N40.0 --birth 1960-01-01 --date 2026-05-01",
			Source: "Definitions of Medicare Code Edits, edit 4 (age conflict), adult",
		},
	},
	{
		ID: "dx-sex-conflict", Severity: coding.Reject, Sets: mceSets, After: wrongCode, Check: mceSex,
		Doc: coding.Doc{
			Title:  "Diagnosis is for the other sex",
			Text:   "The code is on the list of diagnoses for females or for males only, and the patient's sex is the other. CMS switched the edit off for all codes on 2024-10-01: from that day on it is not applicable.",
			Bad:    "--dx N40.0 --sex F --date 2024-05-01",
			Good:   "--dx N40.0 --sex M --date 2024-05-01",
			Source: "Definitions of Medicare Code Edits, edit 5 (sex conflict); FY2025 IPPS final rule, edit deactivated 2024-10-01",
			Limits: "Payers other than Medicare may still edit by sex.",
		},
	},
	{
		ID: "dx-unacceptable-principal", Severity: coding.Reject, Sets: mceSets, After: wrongCode, Types: inpatient, Check: mceUnacceptable,
		Doc: coding.Doc{
			Title:  "Principal diagnosis is not acceptable",
			Text:   "The code describes a circumstance that influences the patient's health and is not a current illness or injury, or it is not specific to one: Medicare does not accept it as principal diagnosis of an inpatient stay.",
			Bad:    "--type inpatient --dx Z87.19,K57.30 --date 2026-05-01",
			Good:   "--type inpatient --dx K57.30,Z87.19 --date 2026-05-01",
			Source: "Definitions of Medicare Code Edits, edit 9 (unacceptable principal diagnosis)",
		},
	},
	{
		ID: "dx-requires-secondary", Severity: coding.Reject, Sets: mceSets, After: wrongCode, Types: inpatient, Check: mceNeedsSecondary,
		Doc: coding.Doc{
			Title:  "Principal diagnosis needs a secondary diagnosis",
			Text:   "Some codes of the list of unacceptable principal diagnoses are accepted when a secondary diagnosis is reported with them. This one stands alone.",
			Bad:    "--type inpatient --dx Z51.89 --date 2026-05-01",
			Good:   "--type inpatient --dx Z51.89,I69.351 --date 2026-05-01",
			Source: "Definitions of Medicare Code Edits, edit 9 (unacceptable principal diagnosis), \"requires secondary dx\"",
		},
	},
	{
		ID: "dx-questionable-admission", Severity: coding.Review, Sets: mceSets, After: wrongCode, Types: inpatient, Check: mceQuestionable,
		Doc: coding.Doc{
			Title:  "Principal diagnosis rarely justifies an admission",
			Text:   "The code is on the list of diagnoses that are usually not sufficient justification for admission to an acute care hospital.",
			Bad:    "--type inpatient --dx R03.0 --date 2020-05-01",
			Good:   "--type inpatient --dx K35.80 --date 2020-05-01",
			Source: "Definitions of Medicare Code Edits, edit 8 (questionable admission)",
		},
	},
	{
		ID: "dx-wrong-procedure", Severity: coding.Deny, Sets: mceSets, After: wrongCode, Types: inpatient, Check: mceWrong,
		Doc: coding.Doc{
			Title:  "Diagnosis says that a wrong procedure was performed",
			Text:   "Y65.51, Y65.52 and Y65.53 say that the wrong operation was performed, or the right one on the wrong patient or side. Medicare does not pay for it, nor for the stay of it: what else was done is billed apart, and the wrong procedure on a claim of no payment, type of bill 110.",
			Bad:    "--type inpatient --dx K35.80,Y65.51 --date 2026-05-01",
			Good:   "--type inpatient --dx K35.80 --date 2026-05-01",
			Source: "Definitions of Medicare Code Edits, edit 18 (wrong procedure performed); Medicare Claims Processing Manual, chapter 32, section 230",
		},
	},
}

var inpatient = coding.Types(coding.Inpatient)

// mceTable reports whether the MCE table of d's date is at hand, and says so
// when it is not.
func mceTable(p *coding.Prepared, d *coding.DX) bool {
	if m := d.MCE(); !m.Table.OK() {
		p.NoData(m.Table)
		return false
	}
	return true
}

// patientAge returns the patient's age in completed years on the day the
// claim is judged by: the day of admission of a stay, else the date of the
// claim. It reports false when birth or day are unknown or out of order.
func patientAge(p *coding.Prepared) (years int, ok bool) {
	birth, on := p.Claim.Patient.Birth, p.Date
	if p.Claim.Type == coding.Inpatient && !p.Claim.Admission.IsZero() {
		on = p.Claim.Admission
	}
	if birth.IsZero() || on.IsZero() || on < birth {
		return 0, false
	}
	return int(on-birth) / 10000, true
}

// mceAge returns the check of one age category.
func mceAge(list coding.MCEList) func(*coding.Prepared) coding.Outcome {
	return func(p *coding.Prepared) coding.Outcome {
		years, ok := patientAge(p)
		if !ok {
			return coding.NotApplicable
		}
		return eachUsable(p, func(d *coding.DX) {
			if !mceTable(p, d) || !d.MCE().On(list) || d.MCE().Ages(list).Has(years) {
				return
			}
			f := onMCE(p, d)
			f.Message = fmt.Sprintf("%s is for %s; the patient is %d", named(d), ageWords(d.MCE().Ages(list)), years)
			f.Fix = "check the birth date and the code"
			p.Fail(f)
		})
	}
}

// ageWords returns "age 0" or "ages 9 to 64".
func ageWords(r coding.AgeRange) string {
	if r.Min == r.Max {
		return fmt.Sprintf("age %d", r.Min)
	}
	return fmt.Sprintf("ages %d to %d", r.Min, r.Max)
}

// onMCE begins a finding whose source is the row of d in the MCE table.
func onMCE(p *coding.Prepared, d *coding.DX) coding.Finding {
	f := p.OnDX(d)
	f.Table, f.Release, f.Row = codesets.MCE, d.MCE().Table.Edition(), d.Code
	return f
}

func mceSex(p *coding.Prepared) coding.Outcome {
	other, sex := coding.MCEFemale, "female"
	switch p.Claim.Patient.Sex {
	case "M", "m":
	case "F", "f":
		other, sex = coding.MCEMale, "male"
	default:
		return coding.NotApplicable
	}
	out := coding.NotApplicable
	for i := range p.DX {
		d := &p.DX[i]
		if d.Day.Date >= sexEditsEnd || !usable(p, d) || !mceTable(p, d) {
			continue
		}
		out = coding.Pass
		if d.MCE().On(other) {
			f := onMCE(p, d)
			f.Message = fmt.Sprintf("%s is for %s patients; the claim says %s", named(d), sex, p.Claim.Patient.Sex)
			f.Fix = "check the patient's sex and the code"
			p.Fail(f)
		}
	}
	return out
}

// principal returns the principal diagnosis when it and its MCE table are
// there and the table has list l.
func principal(p *coding.Prepared, l coding.MCEList, name string) *coding.DX {
	d := firstListed(p)
	if d == nil || !mceTable(p, d) {
		return nil
	}
	if !d.MCE().Carries(l) {
		p.Undecided(withoutList(d.MCE().Table, name))
		return nil
	}
	return d
}

// mceWrong reports each diagnosis that says a wrong procedure was performed,
// wherever it stands on the claim.
func mceWrong(p *coding.Prepared) coding.Outcome {
	out := coding.NotApplicable
	for _, list := range [][]coding.DX{p.DX, p.Other} {
		for i := range list {
			d := &list[i]
			// The list is of misadventures (Y65) since ICD-10: no other code needs the table.
			if !strings.HasPrefix(d.Code, "Y65") || !usable(p, d) || !mceTable(p, d) {
				continue
			}
			if !d.MCE().Carries(coding.MCEWrongProcedure) {
				p.Undecided(withoutList(d.MCE().Table, "wrong-procedure"))
				continue
			}
			out = coding.Pass
			if d.MCE().On(coding.MCEWrongProcedure) {
				f := onMCE(p, d)
				f.Message = named(d) + " says that a wrong procedure was performed, which Medicare does not pay"
				f.Fix = "bill the wrong procedure apart, on a claim of no payment (type of bill 110)"
				if bill, ok := billType(p.Claim.BillType); ok && bill == "110" {
					p.Bypass("type of bill 110", f)
					continue
				}
				p.Fail(f)
			}
		}
	}
	return out
}

func mceUnacceptable(p *coding.Prepared) coding.Outcome {
	d := principal(p, coding.MCEUnacceptable, "unacceptable-principal")
	if d == nil {
		return coding.NotApplicable
	}
	if m := d.MCE(); m.On(coding.MCEUnacceptable) && !needsSecondary(d) {
		f := onMCE(p, d)
		f.Message = named(d) + " is not acceptable as principal diagnosis"
		f.Fix = "list the condition that occasioned the admission first"
		p.Fail(f)
	}
	return coding.Pass
}

// needsSecondary reports whether d is acceptable with a secondary diagnosis.
// Lists that do not tell these codes apart still have the one there has been
// since ICD-10: Z51.89.
func needsSecondary(d *coding.DX) bool {
	m := d.MCE()
	return m.On(coding.MCENeedsSecondary) || m.On(coding.MCEUnacceptable) && d.Code == "Z5189"
}

func mceNeedsSecondary(p *coding.Prepared) coding.Outcome {
	d := principal(p, coding.MCEUnacceptable, "unacceptable-principal")
	if d == nil || !needsSecondary(d) {
		return coding.NotApplicable
	}
	if len(p.DX) == 1 {
		f := onMCE(p, d)
		f.Message = named(d) + " is acceptable as principal diagnosis only with a secondary diagnosis"
		f.Fix = "add the diagnosis the care is for (position " + strconv.Itoa(d.Pos+1) + ")"
		p.Fail(f)
	}
	return coding.Pass
}

func mceQuestionable(p *coding.Prepared) coding.Outcome {
	d := principal(p, coding.MCEQuestionable, "questionable-admission")
	if d == nil {
		return coding.NotApplicable
	}
	if d.MCE().On(coding.MCEQuestionable) {
		f := onMCE(p, d)
		f.Message = named(d) + " is usually not sufficient justification for an admission"
		f.Fix = "check that the condition that occasioned the admission is listed first"
		p.Fail(f)
	}
	return coding.Pass
}
