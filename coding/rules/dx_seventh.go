package rules

import (
	"fmt"
	"strings"

	"github.com/medcode-cli/medcode/codesets/validate"
	"github.com/medcode-cli/medcode/coding"
)

// dxSeventhRules judge the 7th character and the placeholder of one code.
var dxSeventhRules = []coding.Rule{
	{
		ID: "dx-7th-missing", Severity: coding.Reject, Sets: cm, After: []string{"dx-icd9-qualifier", "dx-changed-to-header"}, Check: withStatus(validate.SeventhMissing),
		Doc: coding.Doc{
			Title:  "Diagnosis code lacks its 7th character",
			Text:   "Certain categories have a 7th character that is required for all codes within the category, or as their notes instruct. A code without it is invalid. The legal characters are listed.",
			Bad:    "--dx S52.521 --date 2026-05-01",
			Good:   "--dx S52.521A --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, section I.A.5",
		},
	},
	{
		ID: "dx-7th-illegal", Severity: coding.Reject, Sets: cm, After: []string{"dx-icd9-qualifier"}, Check: withStatus(validate.SeventhIllegal),
		Doc: coding.Doc{
			Title:  "Diagnosis code has a 7th character its category does not know",
			Text:   "The code is valid with another 7th character; the one given is not defined for its category. The legal characters are listed.",
			Bad:    "--dx S93.401G --date 2026-05-01",
			Good:   "--dx S93.401D --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, section I.A.5",
		},
	},
	{
		ID: "dx-placeholder-missing", Severity: coding.Reject, Sets: cm, After: []string{"dx-icd9-qualifier"}, Check: withStatus(validate.PlaceholderMissing),
		Doc: coding.Doc{
			Title:  "Diagnosis code lacks the placeholder X",
			Text:   "A 7th character stands in the 7th place: where a code has fewer than six characters, X fills the places between. The code with the placeholder is proposed.",
			Bad:    "--dx S67.01A --date 2026-05-01",
			Good:   "--dx S67.01XA --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, sections I.A.4 and I.A.5",
		},
	},
}

// withStatus returns the check of a rule that fires on a verdict with status s.
func withStatus(s validate.Status) func(*coding.Prepared) coding.Outcome {
	return func(p *coding.Prepared) coding.Outcome {
		return eachDX(p, func(d *coding.DX) {
			if d.Billable {
				return
			}
			if v := d.Verdict(); v.Status == s {
				failDX(p, d, v.Message, v.Suggestions)
			}
		})
	}
}

// dxEpisodeRules judge the 7th characters of a claim's codes together.
var dxEpisodeRules = []coding.Rule{
	{
		ID: "dx-sequela-first", Severity: coding.Reject, Sets: cm, After: wrongCode, Check: dxSequelaFirst,
		Doc: coding.Doc{
			Title:  "Injury with 7th character S is first-listed",
			Text:   "A sequela takes two codes: the residual condition first, then the injury it came from, with 7th character S. The injury code with S is not first-listed.",
			Bad:    "--dx T23.301S --date 2026-05-01",
			Good:   "--dx L90.5,T23.301S --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, sections I.B.10 and I.C.19.a",
		},
	},
	{
		ID: "dx-sequela-and-acute", Severity: coding.Reject, Sets: cm, After: wrongCode, Check: dxSequelaAcute,
		Doc: coding.Doc{
			Title:  "One injury is coded as current and as sequela",
			Text:   "The code of the acute phase of an injury is never used together with the code of its late effect: the same code stands on the claim with S and with an initial or subsequent 7th character. Burns are the exception: a current burn and the sequela of an old one may stand side by side.",
			Bad:    "--dx M25.531,S52.521S,S52.521A --date 2026-05-01",
			Good:   "--dx M25.531,S52.521S --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, sections I.B.10 and I.C.19.d.8",
		},
	},
	{
		ID: "dx-7th-inconsistent", Severity: coding.Warn, Sets: cm, After: wrongCode, Check: dxSeventhMixed,
		Doc: coding.Doc{
			Title:  "One injury is in active treatment and in aftercare",
			Text:   "The same code stands on the claim with an initial 7th character (A, B, C) and a subsequent one (D to R). At one encounter an injury is either in active treatment or in the healing phase.",
			Bad:    "--dx S52.521A,S52.521D --date 2026-05-01",
			Good:   "--dx S52.521D --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, section I.C.19.a",
			Limits: "Codes that differ in anything but the 7th character may be two injuries and are not compared.",
		},
	},
}

func dxSequelaFirst(p *coding.Prepared) coding.Outcome {
	d := firstListed(p)
	if d == nil {
		return coding.NotApplicable
	}
	if isInjury(d) && d.Seventh() == 'S' {
		failOn(p, d.Display()+" is the sequela of an injury and stands first", "list the residual condition first, then "+d.Display(), d)
	}
	return coding.Pass
}

// encountered are the letters of codes whose 7th character says which
// encounter it is: injuries, external causes, and fractures of chapter 13.
var encountered = coding.Letters("MSTVWXY")

// sameStem reports whether a and b differ in the 7th character alone.
func sameStem(a, b *coding.DX) bool {
	return len(a.Code) == 7 && len(b.Code) == 7 && a.Code[6] != b.Code[6] && a.Code[:6] == b.Code[:6]
}

// The phases a 7th letter of an injury names: I.C.19.a.
const (
	initialSevenths    = "ABC"
	subsequentSevenths = "DEFGHJKMNPQR"
)

func dxSequelaAcute(p *coding.Prepared) coding.Outcome {
	if !p.Letters.Meets(encountered) {
		return coding.NotApplicable
	}
	return eachPair(p, func(a, b *coding.DX) {
		if !sameStem(a, b) || (a.Seventh() != 'S') == (b.Seventh() != 'S') {
			return
		}
		other := a.Seventh()
		if other == 'S' {
			other = b.Seventh()
		}
		if !strings.ContainsRune(initialSevenths+subsequentSevenths, rune(other)) {
			return
		}
		f := p.OnDX(a, b)
		f.Message = fmt.Sprintf("%s and %s are one injury, current and as sequela", a.Display(), b.Display())
		f.Fix = "keep the one the encounter is for"
		if a.Between("T20", "T32") {
			p.Bypass("a current burn and the sequela of an old burn may both be reported (I.C.19.d.8)", f)
			return
		}
		p.Fail(f)
	})
}

func dxSeventhMixed(p *coding.Prepared) coding.Outcome {
	if !p.Letters.Meets(encountered) {
		return coding.NotApplicable
	}
	return eachPair(p, func(a, b *coding.DX) {
		if !sameStem(a, b) {
			return
		}
		x, y := rune(a.Seventh()), rune(b.Seventh())
		if strings.ContainsRune(initialSevenths, y) {
			x, y = y, x
		}
		if strings.ContainsRune(initialSevenths, x) && strings.ContainsRune(subsequentSevenths, y) {
			failOn(p, fmt.Sprintf("%s and %s are one injury, in active treatment and in aftercare", a.Display(), b.Display()), "keep the one that fits the encounter", a, b)
		}
	})
}
