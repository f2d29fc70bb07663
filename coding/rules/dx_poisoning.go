package rules

import (
	"github.com/medcode-cli/medcode/coding"
)

// dxPoisoningRules judge the guideline of drugs and toxic substances.
var dxPoisoningRules = []coding.Rule{
	{
		ID: "dx-poisoning-sequence", Severity: coding.Review, Sets: cm, After: wrongCode, Check: dxPoisoning,
		Doc: coding.Doc{
			Title:  "Poisoning, adverse effect or underdosing in the wrong place",
			Text:   "An adverse effect (T36-T50 with 5 as 5th or 6th character) follows the code of its nature; an underdosing (6) is never first-listed; a poisoning (1 to 4) or toxic effect (T51-T65) comes first and its manifestations follow.",
			Bad:    "--dx T36.0X5A,L27.0 --date 2026-05-01",
			Good:   "--dx L27.0,T36.0X5A --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, section I.C.19.e.5",
			Limits: "A poisoning or toxic effect behind another code is reported only when a symptom (R00-R69) stands first and the poisoning is in active treatment: whether another condition is its manifestation the claim does not tell.",
		},
	},
}

// What the 5th or 6th character of T36-T50 says: the notes at the block.
const (
	adverseEffect = '5'
	underdosing   = '6'
)

// drugIntent returns the character of T36-T50 that says how a drug came to do
// harm: the sixth, or the fifth where the sixth is the placeholder; 0 for any
// other code. 1 to 4 are poisonings.
func drugIntent(d *coding.DX) byte {
	if !d.Between("T36", "T50") || len(d.Code) < 6 {
		return 0
	}
	if d.Code[5] != 'X' {
		return d.Code[5]
	}
	return d.Code[4]
}

// isPoisoning reports whether d is a poisoning or toxic effect in active treatment.
func isPoisoning(d *coding.DX) bool {
	if d.Seventh() != 'A' {
		return false
	}
	intent := drugIntent(d)
	return intent >= '1' && intent <= '4' || d.Between("T51", "T65")
}

func dxPoisoning(p *coding.Prepared) coding.Outcome {
	d := firstListed(p)
	if d == nil {
		return coding.NotApplicable
	}
	switch drugIntent(d) {
	case adverseEffect:
		failOn(p, named(d)+" is an adverse effect and stands first", "list the nature of the adverse effect first", d)
		return coding.Pass
	case underdosing:
		failOn(p, named(d)+" is an underdosing and stands first", "list the condition the drug is for first", d)
		return coding.Pass
	}
	if !d.Between("R00", "R69") {
		return coding.Pass
	}
	if o := anyOther(p, d, isPoisoning); o != nil {
		failOn(p, named(o)+" stands behind its manifestation, "+named(d), "list "+o.Display()+" first", o, d)
	}
	return coding.Pass
}
