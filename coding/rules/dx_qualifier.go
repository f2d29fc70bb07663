package rules

import (
	"fmt"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

// icd10Start is the first day of ICD-10-CM: 45 CFR 162.1002(c).
const icd10Start codesets.Date = 20151001

var dxQualifierRules = []coding.Rule{
	{
		ID: "dx-icd9-qualifier", Severity: coding.Reject, Check: dxQualifier,
		Doc: coding.Doc{
			Title:  "Qualifier and date belong to different code sets",
			Text:   "From 2015-10-01 on diagnoses are ICD-10-CM and carry the qualifiers ABK, ABF, ABJ, APR and ABN; before they are ICD-9-CM and carry BK, BF, BJ, PR and BN. A claim that mixes them is one finding, and its codes are not looked up in the other code set.",
			Bad:    "--dx BK:25000 --date 2026-05-01",
			Good:   "--dx E11.9 --date 2026-05-01",
			Source: "45 CFR 162.1002(c); ASC X12 005010X222A1 and X223A2, HI segment; CMS ICD-10 implementation, date of service or discharge 2015-10-01",
			Limits: "Only diagnoses with a qualifier are judged: a file without qualifiers says nothing of the code set.",
		},
	},
}

func dxQualifier(p *coding.Prepared) coding.Outcome {
	out := coding.NotApplicable
	var wrong []*coding.DX
	for _, list := range [...][]coding.DX{p.DX, p.Other} {
		for i := range list {
			d := &list[i]
			if d.Source.Qualifier == "" || d.Day.Date.IsZero() {
				continue
			}
			out = coding.Pass
			if d.ICD9 == (d.Day.Date >= icd10Start) {
				wrong = append(wrong, d)
			}
		}
	}
	if len(wrong) == 0 {
		return out
	}
	first := wrong[0]
	said, fix := "ICD-10-CM", "use ICD-9-CM codes with BK and BF"
	if first.ICD9 {
		said, fix = "ICD-9-CM", "use ICD-10-CM codes with ABK and ABF"
	}
	failOn(p, fmt.Sprintf("qualifier %s says %s, but the date is %s", codesets.Clean(first.Source.Qualifier), said, first.Day.Date), fix, wrong...)
	return out
}
