package rules

import (
	"fmt"
	"strings"

	"github.com/medcode-cli/medcode/codesets/table"
	"github.com/medcode-cli/medcode/coding"
)

// dxPairRules judge two codes of which one says no more than the other.
var dxPairRules = []coding.Rule{
	{
		ID: "dx-duplicate", Severity: coding.Warn, Sets: cm, After: wrongCode, Check: dxDuplicate,
		Doc: coding.Doc{
			Title:  "Diagnosis code stands twice on the claim",
			Text:   "Each unique ICD-10-CM code is reported only once for an encounter, also for a bilateral condition without codes for the sides and for two conditions classified to one code.",
			Bad:    "--dx E11.9,E11.9 --date 2026-05-01",
			Good:   "--dx E11.9,I10 --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, section I.B.12; Medicare Code Editor, edit 3",
		},
	},
	{
		ID: "dx-parent-and-child", Severity: coding.Warn, Sets: cm, After: wrongCode, Check: dxUnspecifiedSibling,
		Doc: coding.Doc{
			Title:  "Unspecified code beside a more specific one",
			Text:   "The unspecified code of a subcategory stands beside a specified code of the same subcategory. Codes are reported to the highest level of specificity documented: when the record supports the specific code, the unspecified one adds nothing.",
			Bad:    "--dx I50.22,I50.9 --date 2026-05-01",
			Good:   "--dx I50.22 --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, section I.B.2",
			Limits: "Titles decide: \"unspecified\" as the first or the last word. Chapters 15, 16, 19, 20 and 21 and the organisms B95-B97 are left out, where two conditions of one subcategory are common, and subcategories titled \"Other\", which gather many conditions. A header beside a code beneath it is dx-not-billable.",
		},
	},
}

func dxDuplicate(p *coding.Prepared) coding.Outcome {
	return eachPair(p, func(a, b *coding.DX) {
		if a.Node == b.Node {
			failOn(p, fmt.Sprintf("%s stands at %d and at %d", a.Display(), a.Pos, b.Pos), "list it once", b, a)
		}
	})
}

func dxUnspecifiedSibling(p *coding.Prepared) coding.Outcome {
	return eachPair(p, func(a, b *coding.DX) {
		if a.Code[:3] != b.Code[:3] || a.Node == b.Node {
			return
		}
		if beside(b, a) {
			a, b = b, a
		} else if !beside(a, b) {
			return
		}
		failOn(p, fmt.Sprintf("%s stands beside %s, which is more specific", named(a), named(b)), "drop "+a.Display()+" when the record supports "+b.Display(), a, b)
	})
}

// beside reports whether a is the unspecified code of the subcategory b lies in.
func beside(a, b *coding.DX) bool {
	if !plainlyUnspecified(a) || plainlyUnspecified(b) {
		return false
	}
	t := a.Table.Codes
	up := t.Parent(a.Node)
	if up == table.None || up >= b.Node || b.Node >= t.End(up) || len(t.Key(up)) < 3 {
		return false
	}
	if strings.HasPrefix(t.Title(up), "Other ") {
		return false
	}
	return a.Laterality().Side == coding.SideNone
}

// plainlyUnspecified reports whether the title of d begins or ends with
// "unspecified", in a chapter where that means the condition itself.
func plainlyUnspecified(d *coding.DX) bool {
	if d.Code[0] >= 'O' && d.Code[0] <= 'P' || d.Code[0] >= 'S' || d.Between("B95", "B97") {
		return false
	}
	return d.Marks()&coding.TitledUnspecified != 0
}
