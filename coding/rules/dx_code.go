package rules

import (
	"fmt"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/validate"
	"github.com/medcode-cli/medcode/coding"
)

// dxCodeRules judge one diagnosis code.
var dxCodeRules = []coding.Rule{
	{
		ID: "dx-format", Severity: coding.Reject, Sets: []codesets.CodeSet{codesets.ICD10CM}, After: []string{"dx-icd9-qualifier"}, Check: dxFormat,
		Doc: coding.Doc{
			Title:  "Diagnosis code is not shaped like an ICD-10-CM code",
			Text:   "An ICD-10-CM code is a letter, a digit and a character, then up to four more behind a dot that claims leave out. Blanks inside, a dot elsewhere, the letter O for zero or I and l for one are put right in the proposal.",
			Bad:    "--dx E11..9 --date 2026-05-01",
			Good:   "--dx E11.9 --date 2026-05-01",
			Fix:    "look the condition up ('medcode search'), and give the code as the Tabular List has it",
			Source: "ICD-10-CM Official Guidelines FY2026, section I.A.2",
		},
	},
	{
		ID: "dx-not-found", Severity: coding.Reject, Sets: []codesets.CodeSet{codesets.ICD10CM}, After: []string{"dx-icd9-qualifier", "dx-format"}, Check: dxNotFound,
		Doc: coding.Doc{
			Title:  "Diagnosis code does not exist",
			Text:   "The code is in no release at hand, neither in the one in force on the date nor in any other. Codes near it are proposed.",
			Bad:    "--dx E11.99 --date 2026-05-01",
			Good:   "--dx E11.9 --date 2026-05-01",
			Source: "ICD-10-CM code files, CDC/NCHS; Medicare Code Editor, edit 1",
		},
	},
	{
		ID: "dx-not-billable", Severity: coding.Reject, Sets: []codesets.CodeSet{codesets.ICD10CM}, After: []string{"dx-icd9-qualifier", "dx-changed-to-header", "dx-format", "dx-not-found"}, Check: dxNotBillable,
		Doc: coding.Doc{
			Title:  "Diagnosis code is a header",
			Text:   "A code must be used to the highest number of characters available: a category or subcategory that has more specific codes beneath it is not valid on a claim. The billable codes beneath it are listed.",
			Bad:    "--dx E11 --date 2026-05-01",
			Good:   "--dx E11.9 --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, section I.B.2",
		},
	},
}

func dxFormat(p *coding.Prepared) coding.Outcome {
	return eachDX(p, func(d *coding.DX) {
		if d.Found() {
			return
		}
		if v := d.Verdict(); v.Status == validate.Malformed {
			failDX(p, d, v.Message, v.Suggestions)
		}
	})
}

func dxNotFound(p *coding.Prepared) coding.Outcome {
	return eachDX(p, func(d *coding.DX) {
		if d.Found() {
			return
		}
		if v := d.Verdict(); v.Status == validate.NotFound {
			failDX(p, d, v.Message, v.Suggestions)
		}
	})
}

func dxNotBillable(p *coding.Prepared) coding.Outcome {
	return eachDX(p, func(d *coding.DX) {
		if !d.Found() || d.Billable || d.Other > 0 && d.Before() != nil {
			return // the last is dx-changed-to-header
		}
		if v := d.Verdict(); v.Status == validate.Header {
			failDX(p, d, fmt.Sprintf("%s (%s)", v.Message, d.Title()), v.Suggestions)
		}
	})
}

// eachDX calls f for every diagnosis that a rule on the ICD-10-CM release of
// its date may judge, those outside the list too, and returns Pass when there
// was one. It is for rules that have nothing to say of a billable code.
func eachDX(p *coding.Prepared, f func(d *coding.DX)) coding.Outcome {
	if p.Sound {
		return coding.Pass
	}
	out := coding.NotApplicable
	for _, list := range [...][]coding.DX{p.DX, p.Other} {
		for i := range list {
			d := &list[i]
			if p.SkipDX(d) {
				continue
			}
			if !d.Table.OK() {
				p.NoData(d.Table)
				continue
			}
			out = coding.Pass
			f(d)
		}
	}
	return out
}

// roleWords say which diagnosis is meant of those outside the list.
var roleWords = map[coding.DXRole]string{
	coding.RoleAdmitting: "admitting diagnosis: ",
	coding.RoleReason:    "patient's reason for visit: ",
	coding.RoleExternal:  "external cause: ",
}

// failDX reports d with the codes to use instead, undotted.
func failDX(p *coding.Prepared, d *coding.DX, message string, instead []string) {
	f := p.OnDX(d)
	f.Message = roleWords[d.Source.Role] + message
	if len(instead) > 0 {
		f.Fix = "use " + listICD(instead)
	}
	p.Fail(f)
}

// listICD returns undotted codes as people read them: "E11.21, E11.22".
func listICD(codes []string) string {
	shown := make([]string, len(codes))
	for i, c := range codes {
		shown[i] = codesets.Display(codesets.ICD10CM, c)
	}
	return strings.Join(shown, ", ")
}
