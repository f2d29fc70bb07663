package rules

import (
	"fmt"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

var poaSets = []codesets.CodeSet{codesets.POAExempt}

// poaRules judge the present-on-admission indicators of inpatient claims.
var poaRules = []coding.Rule{
	{
		ID: "ub-poa-invalid", Severity: coding.Reject, Types: inpatient, Check: poaInvalid,
		Doc: coding.Doc{
			Title:  "POA indicator is not one of its values",
			Text:   "The present-on-admission indicator is Y (yes), N (no), U (documentation insufficient) or W (clinically undetermined), and nothing for a diagnosis exempt from reporting. The 1 that marked exempt codes on the 4010 is not valid on the 5010.",
			Bad:    "--type inpatient --dx A41.9:1 --date 2026-05-01",
			Good:   "--type inpatient --dx A41.9:Y --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, Appendix I; CMS, Hospital-Acquired Conditions, POA reporting; ASC X12 005010X223A2, HI01-9",
		},
	},
	{
		ID: "ub-poa-missing", Severity: coding.Reject, Sets: poaSets, Types: inpatient, After: wrongCode, Check: poaMissing,
		Doc: coding.Doc{
			Title:  "POA indicator is missing",
			Text:   "Every principal, secondary and external cause diagnosis of an inpatient claim carries a present-on-admission indicator, unless its code is on the list of exempt codes.",
			Bad:    "--type inpatient --dx A41.9:Y,N17.9 --date 2026-05-01",
			Good:   "--type inpatient --dx A41.9:Y,N17.9:N --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, Appendix I; CMS POA exempt list; ASC X12 005010X223A2, HI01-9",
			Limits: "Hospitals exempt from POA reporting (critical access, psychiatric, rehabilitation, long-term care and others) are not told apart: switch the rule off for them. Files that have no place for the indicator are not judged.",
		},
	},
	{
		ID: "ub-poa-on-exempt", Severity: coding.Warn, Sets: poaSets, Types: inpatient, After: append([]string{"ub-poa-invalid"}, wrongCode...), Check: poaOnExempt,
		Doc: coding.Doc{
			Title:  "Exempt diagnosis carries a POA indicator",
			Text:   "The code is on the list of codes exempt from present-on-admission reporting: the indicator is left out.",
			Bad:    "--type inpatient --dx A41.9:Y,Z79.4:Y --date 2026-05-01",
			Good:   "--type inpatient --dx A41.9:Y,Z79.4 --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, Appendix I; CMS POA exempt list; ASC X12 RFI 2797",
		},
	},
}

// eachPOA calls f for every diagnosis that takes a POA indicator: those of the
// list and external causes, not the admitting diagnosis.
func eachPOA(p *coding.Prepared, f func(d *coding.DX)) coding.Outcome {
	out := coding.NotApplicable
	for _, list := range [...][]coding.DX{p.DX, p.Other} {
		for i := range list {
			d := &list[i]
			if d.Source.Role == coding.RoleAdmitting || d.Source.Role == coding.RoleReason || p.SkipDX(d) {
				continue
			}
			out = coding.Pass
			f(d)
		}
	}
	return out
}

func poaInvalid(p *coding.Prepared) coding.Outcome {
	return eachPOA(p, func(d *coding.DX) {
		switch poa := d.Source.POA; poa {
		case "", "Y", "N", "U", "W", "y", "n", "u", "w":
		case "1":
			failPOA(p, d, "POA indicator 1 of "+d.Display()+" is not valid on the 5010", "leave it out for an exempt code, else use Y, N, U or W")
		default:
			failPOA(p, d, fmt.Sprintf("POA indicator %q of %s is not one of Y, N, U and W", codesets.Clean(poa), d.Display()), "use Y, N, U or W, or nothing for an exempt code")
		}
	})
}

// failPOA reports the indicator of d.
func failPOA(p *coding.Prepared, d *coding.DX, message, fix string) {
	f := p.OnDX(d)
	f.Table, f.Release = "", ""
	if d.Pos > 0 {
		f.Place = p.Claim.Place(coding.FieldDXPOA, d.Pos)
	}
	f.Message, f.Fix = message, fix
	p.Fail(f)
}

// givesPOA reports whether the source has a place for the indicator.
func givesPOA(p *coding.Prepared) bool {
	if p.Claim.Carries.Has(coding.FieldDXPOA) {
		return true
	}
	for i := range p.Claim.DX {
		if p.Claim.DX[i].POA != "" {
			return true
		}
	}
	return false
}

func poaMissing(p *coding.Prepared) coding.Outcome {
	if !givesPOA(p) {
		return coding.NotApplicable
	}
	return eachPOA(p, func(d *coding.DX) {
		if d.Source.POA == "" && d.Billable && !poaExempt(p, d, true) {
			failPOA(p, d, named(d)+" has no POA indicator", "add Y, N, U or W")
		}
	})
}

func poaOnExempt(p *coding.Prepared) coding.Outcome {
	return eachPOA(p, func(d *coding.DX) {
		if d.Source.POA != "" && d.Billable && poaExempt(p, d, false) {
			failPOA(p, d, named(d)+" is exempt from POA reporting and carries "+codesets.Clean(d.Source.POA), "leave the indicator out")
		}
	})
}

// poaExempt reports whether d is on the exempt list of its date. When the list
// is not at hand it says so and returns unknown.
func poaExempt(p *coding.Prepared, d *coding.DX, unknown bool) bool {
	t := d.Day.Table(codesets.POAExempt)
	if !t.OK() {
		p.NoData(t)
		return unknown
	}
	_, ok := t.Rows.First(d.Code)
	return ok
}
