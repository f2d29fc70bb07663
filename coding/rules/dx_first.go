package rules

import (
	"fmt"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

// dxFirstRules judge what may or must be first-listed.
var dxFirstRules = []coding.Rule{
	{
		ID: "dx-external-cause-first", Severity: coding.Reject, Sets: cm, After: wrongCode, Check: dxExternalFirst,
		Doc: coding.Doc{
			Title:  "External cause is first-listed",
			Text:   "A code of chapter 20 (V00-Y99) says how an injury or condition came about. It is never first-listed or principal.",
			Bad:    "--dx W11.XXXA,S52.521A --date 2026-05-01",
			Good:   "--dx S52.521A,W11.XXXA --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, section I.C.20.a.6; Medicare Code Editor, edit 2",
		},
	},
	{
		ID: "dx-z-first-only", Severity: coding.Reject, Sets: cm, After: wrongCode, Check: dxZFirstOnly,
		Doc: coding.Doc{
			Title:  "Z code that may only be first-listed stands behind another code",
			Text:   "Certain Z codes may only be reported as the principal or first-listed diagnosis, except when there are several encounters on the same day and their records are combined. The exception is taken when a service line points to the code first, or when the first-listed code is of the same list.",
			Bad:    "--dx E11.9,Z34.81 --date 2026-05-01",
			Good:   "--dx Z34.81,Z3A.20 --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, section I.C.21.c.15; FY2024 and FY2025, section I.C.21.c.16 (the three lists are the same)",
			Limits: "Dates before 2023-10-01 are not judged: the lists of those years were other ones. From 2026-10-01 on the list of FY2026 is used.",
		},
	},
}

func dxExternalFirst(p *coding.Prepared) coding.Outcome {
	d := firstListed(p)
	if d == nil {
		return coding.NotApplicable
	}
	if isExternal(d) {
		failOn(p, named(d)+" is an external cause and stands first", "list the injury or condition it caused first", d)
	}
	return coding.Pass
}

// A firstOnlyList is the Z codes that may only be first-listed, from a day on.
type firstOnlyList struct {
	from  codesets.Date
	codes []string // undotted; each with all beneath it
	but   []string // what the list excepts
}

// firstOnlyLists are the lists of section I.C.21.c, the newest first.
var firstOnlyLists = []firstOnlyList{
	{
		from: 20231001,
		codes: []string{
			"Z00", "Z01", "Z02", "Z04", "Z332", "Z3181", "Z3183", "Z3184", "Z34", "Z39", "Z38",
			"Z40", "Z42", "Z510", "Z511", "Z52", "Z761", "Z762", "Z9912",
		},
		but: []string{"Z006", "Z529"},
	},
}

// firstOnly reports whether d is on the list of its date.
func firstOnly(d *coding.DX) bool {
	if d.Code == "" || d.Code[0] != 'Z' {
		return false
	}
	for i := range firstOnlyLists {
		if l := &firstOnlyLists[i]; d.Day.Date >= l.from {
			return d.Within(l.codes...) && !d.Within(l.but...)
		}
	}
	return false
}

func dxZFirstOnly(p *coding.Prepared) coding.Outcome {
	out := coding.NotApplicable
	if !p.Letters.Meets(coding.Letters("Z")) {
		return out
	}
	for i := range p.DX {
		d := &p.DX[i]
		if i == 0 || !firstOnly(d) || !usable(p, d) {
			continue
		}
		out = coding.Pass
		if p.DX[0].Node == d.Node {
			continue // dx-duplicate
		}
		f := p.OnDX(d)
		f.Message = named(d) + " may only be first-listed"
		f.Fix = "list " + d.Display() + " first, or leave it out"
		switch {
		case firstOnly(&p.DX[0]):
			p.Bypass(p.DX[0].Display()+", which is of the same list, stands first: encounters of one day are combined", f)
		case leadsLine(p, d) > 0:
			p.Bypass(fmt.Sprintf("it is the first diagnosis of line %d: encounters of one day are combined", leadsLine(p, d)), f)
		default:
			p.Fail(f)
		}
	}
	return out
}

// leadsLine returns the number of the first line whose first pointer is d, 0
// when there is none.
func leadsLine(p *coding.Prepared, d *coding.DX) int {
	for i := range p.Lines {
		if ptr := p.Lines[i].Source.Pointers; len(ptr) > 0 && ptr[0] == d.Pos {
			return p.Lines[i].Number()
		}
	}
	return 0
}
