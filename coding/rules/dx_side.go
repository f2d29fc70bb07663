package rules

import (
	"fmt"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
	"github.com/medcode-cli/medcode/coding"
)

// dxSideRules judge right, left and bilateral.
var dxSideRules = []coding.Rule{
	{
		ID: "dx-unspecified-side", Severity: coding.Warn, Sets: cm, After: wrongCode, Check: dxUnspecifiedSide,
		Doc: coding.Doc{
			Title:  "Side is not specified",
			Text:   "The code names no side while its siblings name the right and the left. The code for the unspecified side is for records that do not say and cannot be clarified; another clinician's note may name the side. Inpatient, Medicare asks for the reason.",
			Bad:    "--dx M25.569 --date 2026-05-01",
			Good:   "--dx M25.561 --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, section I.B.13; Medicare Code Editor, edit 20",
			Limits: "The side is read from the official titles of the siblings, not from the MCE list of unspecified codes.",
		},
	},
	{
		ID: "dx-laterality-both", Severity: coding.Warn, Sets: cm, After: wrongCode, Check: dxBothSides,
		Doc: coding.Doc{
			Title:  "Right and left are coded where a bilateral code exists",
			Text:   "Two codes, one for each side, are for conditions that have no bilateral code. Where there is one it says both.",
			Bad:    "--dx M17.11,M17.12 --date 2026-05-01",
			Good:   "--dx M17.0 --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, section I.B.13",
		},
	},
	{
		ID: "dx-laterality-unspecified-with-side", Severity: coding.Warn, Sets: cm, After: wrongCode, Check: dxSideAndNone,
		Doc: coding.Doc{
			Title:  "One condition is coded with a side and without",
			Text:   "The code for the unspecified side stands beside the same condition with a side: the record names the side.",
			Bad:    "--dx M25.561,M25.569 --date 2026-05-01",
			Good:   "--dx M25.561 --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, section I.B.13",
		},
	},
}

func dxUnspecifiedSide(p *coding.Prepared) coding.Outcome {
	return eachUsable(p, func(d *coding.DX) {
		s := d.Laterality()
		if s.Side != coding.SideUnspecified {
			return
		}
		message := fmt.Sprintf("%s names no side", d.Display())
		if twin := specifiedTwin(p, d, s); twin != nil {
			return // dx-laterality-unspecified-with-side says more
		}
		failDX(p, d, message, sided(d, s, s.Right, s.Left, s.Bilateral))
	})
}

// specifiedTwin returns the same condition with a side on the claim.
func specifiedTwin(p *coding.Prepared, d *coding.DX, s *coding.Sided) *coding.DX {
	return anyOther(p, d, func(o *coding.DX) bool {
		t := o.Laterality()
		return t.Side != coding.SideNone && t.Side != coding.SideUnspecified && t.Right == s.Right && sameTail(d, o, s)
	})
}

// sided returns the codes of d on the sides of nodes, completed as d is behind
// the character that names its own side, s.
func sided(d *coding.DX, s *coding.Sided, nodes ...table.Node) []string {
	var out []string
	t := d.Table.Codes
	tail := d.Code[min(len(d.Code), len(t.Key(s.Right))):]
	for _, n := range nodes {
		if n == table.None {
			continue
		}
		code := t.Key(n) + tail
		if m, ok := t.Find(code); ok && t.Billable(m) {
			out = append(out, code)
		}
	}
	return out
}

// sameTail reports whether a and b, of one group of siblings, go on alike
// behind the character that names the side.
func sameTail(a, b *coding.DX, s *coding.Sided) bool {
	n := len(a.Table.Codes.Key(s.Right))
	return len(a.Code) == len(b.Code) && (len(a.Code) <= n || a.Code[n:] == b.Code[n:])
}

func dxBothSides(p *coding.Prepared) coding.Outcome {
	return eachPair(p, func(a, b *coding.DX) {
		s, t := a.Laterality(), b.Laterality()
		if s.Side == coding.SideNone || s.Bilateral == table.None || t.Right != s.Right {
			return
		}
		if s.Side+t.Side != coding.SideRight+coding.SideLeft || s.Side == t.Side || !sameTail(a, b, s) {
			return
		}
		both := sided(a, s, s.Bilateral)
		if len(both) == 0 {
			return
		}
		failOn(p, fmt.Sprintf("%s and %s are the right and the left of one condition that has a bilateral code", a.Display(), b.Display()),
			"use "+codesets.Display(codesets.ICD10CM, both[0])+" for both", a, b)
	})
}

func dxSideAndNone(p *coding.Prepared) coding.Outcome {
	return eachUsable(p, func(d *coding.DX) {
		s := d.Laterality()
		if s.Side != coding.SideUnspecified {
			return
		}
		if twin := specifiedTwin(p, d, s); twin != nil {
			failOn(p, fmt.Sprintf("%s names no side, %s names the %s", d.Display(), twin.Display(), twin.Laterality().Side), "drop "+d.Display(), d, twin)
		}
	})
}
