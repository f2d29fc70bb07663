package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

const mceManual = "Definitions of Medicare Code Edits"

var pxSets = []codesets.CodeSet{codesets.MCE}

// pxRules are the procedure edits of the Medicare Code Editor.
var pxRules = []coding.Rule{
	{
		ID: "px-non-covered", Severity: coding.Deny, Sets: pxSets, Types: inpatient, Check: pxNonCovered,
		Doc: coding.Doc{
			Title:  "Medicare does not cover the procedure",
			Text:   "The procedure is on the list of those that Medicare never pays for, or on the one of those it does not pay for over the age of 60.",
			Bad:    "an inpatient claim of 2020-05-01 with the procedure 0DV68DZ",
			Good:   "an inpatient claim of 2020-05-01 with the procedure 0DTJ4ZZ",
			Fix:    "correct the procedure, or bill it as not covered",
			Source: mceManual + ", edit 11 (non-covered procedure)",
			Limits: "Procedures that are covered with certain diagnoses or other procedures only are not judged: the lists at hand do not have them.",
		},
	},
	{
		ID: "px-limited-coverage", Severity: coding.Review, Sets: pxSets, Types: inpatient, Check: pxLimited,
		Doc: coding.Doc{
			Title:  "Medicare covers the procedure within limits",
			Text:   "The procedure is complex and costly, such as a transplant or a heart assist device, and Medicare pays a part of the cost, and only to approved hospitals.",
			Bad:    "an inpatient claim of 2020-05-01 with the procedure 02YA0Z0",
			Good:   "an inpatient claim of 2020-05-01 with the procedure 0DTJ4ZZ",
			Source: mceManual + ", edit 17 (limited coverage)",
		},
	},
	{
		ID: "px-length-of-stay", Severity: coding.Reject, Sets: pxSets, Types: inpatient, Check: pxStay,
		Doc: coding.Doc{
			Title:  "Procedure lasts longer than the stay",
			Text:   "Ventilation of more than 96 consecutive hours is coded on stays of at least four days only. The days are counted from admission to discharge.",
			Bad:    "an inpatient claim from 2020-05-01 to 2020-05-03 with the procedure 5A1955Z",
			Good:   "an inpatient claim from 2020-05-01 to 2020-05-05 with the procedure 5A1955Z",
			Source: mceManual + ", edit 19 (procedure inconsistent with length of stay)",
		},
	},
	{
		ID: "px-sex-conflict", Severity: coding.Reject, Sets: pxSets, Types: inpatient, Check: pxSex,
		Doc: coding.Doc{
			Title:  "Procedure is for the other sex",
			Text:   "The procedure is on the list of those for females or for males only, and the patient's sex is the other. CMS switched the edit off for all codes on 2024-10-01: from that day on it is not applicable.",
			Bad:    "an inpatient claim of 2020-05-01 of a man with the procedure 10D00Z1",
			Good:   "an inpatient claim of 2020-05-01 of a woman with the procedure 10D00Z1",
			Source: mceManual + ", edit 5 (sex conflict); FY2025 IPPS final rule, edit deactivated 2024-10-01",
		},
	},
	{
		ID: "px-delivery-outcome", Severity: coding.Review, Types: inpatient, Check: pxDelivery,
		Doc: coding.Doc{
			Title:  "Delivery without the outcome of delivery",
			Text:   "Every maternal record of a stay with a delivery has a code of Z37, outcome of delivery, as secondary diagnosis. A delivery is the procedure 10E0XZZ, or extraction of products of conception (10D00Z0 to 10D00Z2, 10D07Z3 to 10D07Z8).",
			Bad:    "an inpatient claim with the procedure 10E0XZZ and the diagnosis O80",
			Good:   "an inpatient claim with the procedure 10E0XZZ and the diagnoses O80, Z37.0",
			Source: "ICD-10-CM Official Guidelines FY2026, sections I.C.15.b.5 and I.C.21.c.11",
		},
	},
}

// procedure returns code i of the claim's ICD-10-PCS procedures, normalized;
// "" for one of ICD-9-CM or none.
func procedure(p *coding.Prepared, i int) string {
	proc := &p.Claim.PCS[i]
	if proc.Qualifier == "BR" || proc.Qualifier == "BQ" {
		return ""
	}
	return codesets.Normalize(proc.Code)
}

// eachListed calls f with the place of each procedure on the list edit of the
// MCE table in force on the day of discharge. It returns Pass when the table
// carries the list, and reports where there is none.
func eachListed(p *coding.Prepared, edit string, f func(i int, code string)) coding.Outcome {
	out := coding.NotApplicable
	t := p.Day.Table(codesets.MCE)
	for i := range p.Claim.PCS {
		code := procedure(p, i)
		switch {
		case code == "":
			continue
		case !t.OK():
			p.NoData(t)
			return out
		case !coding.MCECarries(t, edit, "px"):
			p.Undecided(withoutList(t, edit+" of procedures"))
			return out
		}
		out = coding.Pass
		if coding.MCELists(t, code, edit, "px") {
			f(i, code)
		}
	}
	return out
}

// withoutList says that the release of the MCE table has no list of that name.
func withoutList(t *coding.Opened, list string) coding.Finding {
	return coding.Finding{
		Why: coding.MetaTableSample, Table: t.Set, Release: t.Edition(), Fix: coding.LoadCommand(t.Set),
		Message: t.Release.Title + " is loaded without the list " + list,
	}
}

// onPx begins a finding on procedure i.
func onPx(p *coding.Prepared, i int, code string) coding.Finding {
	t := p.Day.Table(codesets.MCE)
	return coding.Finding{
		Place: p.Claim.Place(coding.FieldPCS, i+1), Codes: []string{code},
		Table: t.Set, Release: t.Edition(), Row: code,
	}
}

// coveredTo is the last age, in years, at which Medicare covers what is on the
// list non-covered-over-60.
const coveredTo = 60

func pxNonCovered(p *coding.Prepared) coding.Outcome {
	out := eachListed(p, "non-covered", func(i int, code string) {
		f := onPx(p, i, code)
		f.Message, f.CARC = "Medicare does not cover the procedure "+code, "96"
		p.Fail(f)
	})
	years, ok := patientAge(p)
	if out != coding.Pass || !ok || years <= coveredTo {
		return out
	}
	return eachListed(p, "non-covered-over-60", func(i int, code string) {
		f := onPx(p, i, code)
		f.Message, f.CARC = fmt.Sprintf("Medicare does not cover the procedure %s over the age of %d; the patient is %d", code, coveredTo, years), "96"
		p.Fail(f)
	})
}

func pxLimited(p *coding.Prepared) coding.Outcome {
	return eachListed(p, "limited-coverage", func(i int, code string) {
		f := onPx(p, i, code)
		f.Message = "Medicare covers the procedure " + code + " within limits"
		f.Fix = "check that the hospital is approved for it, and the patient qualifies"
		p.Fail(f)
	})
}

// shortStay is the days of a stay from which on the procedures of the list
// length-of-stay are accepted.
const shortStay = 4

func pxStay(p *coding.Prepared) coding.Outcome {
	in, end := p.Claim.Admission, p.Claim.Discharge
	if in.IsZero() || end.IsZero() || end < in || end.DaysSince(in) >= shortStay {
		return coding.NotApplicable
	}
	return eachListed(p, "length-of-stay", func(i int, code string) {
		f := onPx(p, i, code)
		f.Message = fmt.Sprintf("procedure %s is for stays of at least %d days; this one is from %s to %s", code, shortStay, in, end)
		f.Fix = "correct the dates, or the hours of ventilation"
		p.Fail(f)
	})
}

func pxSex(p *coding.Prepared) coding.Outcome {
	list, sex := "", ""
	switch p.Claim.Patient.Sex {
	case "M", "m":
		list, sex = "sex-female", "female"
	case "F", "f":
		list, sex = "sex-male", "male"
	}
	if list == "" || p.Date >= sexEditsEnd {
		return coding.NotApplicable
	}
	return eachListed(p, list, func(i int, code string) {
		f := onPx(p, i, code)
		f.Message = fmt.Sprintf("procedure %s is for %s patients; the claim says %s", code, sex, p.Claim.Patient.Sex)
		f.Fix = "check the patient's sex and the code"
		p.Fail(f)
	})
}

// deliveries are the procedures that deliver a child (ICD-10-PCS, table 10).
var deliveries = strings.Fields("10E0XZZ 10D00Z0 10D00Z1 10D00Z2 10D07Z3 10D07Z4 10D07Z5 10D07Z6 10D07Z7 10D07Z8")

func pxDelivery(p *coding.Prepared) coding.Outcome {
	for i := range p.Claim.PCS {
		code := procedure(p, i)
		if !slices.Contains(deliveries, code) {
			continue
		}
		outcome := func(d coding.DX) bool { return strings.HasPrefix(d.Code, "Z37") }
		if !slices.ContainsFunc(p.DX, outcome) && !slices.ContainsFunc(p.Other, outcome) {
			p.Fail(coding.Finding{
				Place: p.Claim.Place(coding.FieldPCS, i+1), Codes: []string{code},
				Message: "procedure " + code + " is a delivery, and no diagnosis gives its outcome",
				Fix:     "add the code of Z37 for the outcome of delivery",
			})
		}
		return coding.Pass
	}
	return coding.NotApplicable
}
