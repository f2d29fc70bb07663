package rules

import (
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

// coverageRules judge HCPCS Level II codes by their coverage code.
var coverageRules = []coding.Rule{
	{
		ID: "line-coverage", Severity: coding.Deny, Sets: []codesets.CodeSet{codesets.HCPCS}, After: badLine, Check: lineCoverage,
		Types: coding.Types(coding.TypeUnknown, coding.Professional, coding.Outpatient, coding.DME),
		Doc: coding.Doc{
			Title:  "Medicare does not cover the HCPCS code",
			Text:   "The coverage code of the HCPCS record says that the item or service is not payable by Medicare (I), not covered (M), or not covered by statute (S). Modifier GY or GX says that a denial is expected. Codes with special coverage instructions (D) and those the contractor judges (C) are fine, and so are lines without a charge. Profiles of other payers do not ask.",
			Bad:    `--line A9270 --date 2024-07-01`,
			Good:   `--line J0129 --date 2024-07-01`,
			Source: "CMS, HCPCS record layout of the contractors, fields 15 (cross-reference) and 16 (coverage)",
			Limits: "The table may be of a later quarter than the date of service, and a coverage code may have changed between.",
		},
	},
}

func lineCoverage(p *coding.Prepared) coding.Outcome {
	if !p.Options.Medicare {
		return coding.NotApplicable
	}
	out := coding.NotApplicable
	for i := range p.Lines {
		s := &p.Lines[i]
		if !coding.IsHCPCS(s.Code) || codeExempt(p, s) || !charged(s) || p.SkipLine(s) {
			continue
		}
		e := s.Entry()
		if !e.Table.OK() {
			p.NoData(e.Table)
			continue
		}
		out = coding.Pass
		letter, words, _ := strings.Cut(e.Coverage, ": ")
		if letter != "I" && letter != "M" && letter != "S" {
			continue
		}
		f := entryFinding(p, s, e)
		f.Message = s.Code + " has the coverage code " + letter + ": " + words
		f.Fix = "bill the patient, with GY when a denial is wanted"
		if see := seeInstead(e); see != "" {
			f.Fix = see
		}
		f.CARC = "96"
		failExpected(p, s, f)
	}
	return out
}
