package rules

import (
	"fmt"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/validate"
	"github.com/medcode-cli/medcode/coding"
)

var dxTables = []codesets.CodeSet{codesets.ICD10CM, codesets.ICD10CMConversion}

// dxDateRules judge a code that another release has. They run before
// dxCodeRules, which judge what no release knows.
var dxDateRules = []coding.Rule{
	{
		ID: "dx-not-yet-effective", Severity: coding.Reject, Sets: dxTables, After: []string{"dx-icd9-qualifier"}, Check: dxNotYet,
		Doc: coding.Doc{
			Title:  "Diagnosis code is not yet in force",
			Text:   "The release in force on the date does not have the code; a later one does. The code it was assigned to before is named where the conversion table has one.",
			Bad:    "--dx S30.11XA --date 2025-09-30",
			Good:   "--dx S30.11XA --date 2026-05-01",
			Source: "ICD-10-CM code files and conversion table, CDC/NCHS; 45 CFR 162.1002(c)",
			Limits: "Only the loaded releases are known: a code of a release that is not loaded is dx-not-found.",
		},
	},
	{
		ID: "dx-terminated", Severity: coding.Reject, Sets: dxTables, After: []string{"dx-icd9-qualifier"}, Check: dxTerminated,
		Doc: coding.Doc{
			Title:  "Diagnosis code is no longer in force",
			Text:   "The release in force on the date does not have the code; an earlier one does. The codes that took its place are named where the conversion table has them.",
			Bad:    "--dx S30.1XXA --date 2026-05-01",
			Good:   "--dx S30.11XA --date 2026-05-01",
			Source: "ICD-10-CM code files and conversion table, CDC/NCHS; 45 CFR 162.1002(c)",
			Limits: "Only the loaded releases are known: a code of a release that is not loaded is dx-not-found.",
		},
	},
	{
		ID: "dx-changed-to-header", Severity: coding.Reject, Sets: dxTables, After: []string{"dx-icd9-qualifier"}, Check: dxChanged,
		Doc: coding.Doc{
			Title:  "Diagnosis code has become a header",
			Text:   "The code was billable in an earlier release and has been subdivided: on the date it is a header. The billable codes beneath it are listed.",
			Bad:    "--dx G35 --date 2026-05-01",
			Good:   "--dx G35.D --date 2026-05-01",
			Source: "ICD-10-CM code files, CDC/NCHS; ICD-10-CM Official Guidelines FY2026, section I.B.2",
			Limits: "Needs the earlier release loaded; without it the finding is dx-not-billable.",
		},
	},
}

func dxNotYet(p *coding.Prepared) coding.Outcome {
	return eachDX(p, func(d *coding.DX) {
		if d.Found() || d.Verdict().Status != validate.NotInForce || d.Before() != nil {
			return
		}
		if r := d.After(); r != nil {
			failDX(p, d, fmt.Sprintf("%s comes into force on %s; it is not in %s", dotted(d), r.Effective, d.Table.Release.Title), d.Replaces())
		}
	})
}

func dxTerminated(p *coding.Prepared) coding.Outcome {
	return eachDX(p, func(d *coding.DX) {
		if d.Found() || d.Verdict().Status != validate.NotInForce {
			return
		}
		r := d.Before()
		if r == nil {
			return
		}
		instead := d.ReplacedBy()
		if len(instead) == 0 {
			instead = d.Verdict().Suggestions
		}
		failDX(p, d, fmt.Sprintf("%s is no longer in force: it was last in %s", dotted(d), r.Title), instead)
	})
}

func dxChanged(p *coding.Prepared) coding.Outcome {
	return eachDX(p, func(d *coding.DX) {
		if !d.Found() || d.Billable {
			return
		}
		if r := d.Before(); r != nil {
			failDX(p, d, fmt.Sprintf("%s was billable in %s and is a header in %s", dotted(d), r.Title, d.Table.Release.Title), d.Verdict().Suggestions)
		}
	})
}

// dotted returns the code of d with its dot, also when no release has it.
func dotted(d *coding.DX) string {
	return codesets.Clean(codesets.Display(codesets.ICD10CM, d.Code))
}
