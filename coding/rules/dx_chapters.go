package rules

import (
	"fmt"

	"github.com/medcode-cli/medcode/coding"
)

// dxChapterRules judge the guidelines of chapters 1, 2, 4, 9 and 21.
var dxChapterRules = []coding.Rule{
	{
		ID: "dx-diabetes-type-conflict", Severity: coding.Review, Sets: cm, After: wrongCode, Check: dxDiabetes,
		Doc: coding.Doc{
			Title:  "Two types of diabetes on one claim",
			Text:   "Categories E08 to E13 are the types of diabetes mellitus. As many codes of one category as are needed may be used; two categories say that the patient has two types. When the type is not documented it is type 2.",
			Bad:    "--dx E11.9,E10.65 --date 2026-05-01",
			Good:   "--dx E11.65,E11.22,N18.30 --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, section I.C.4.a",
		},
	},
	{
		ID: "dx-hypertension-ckd", Severity: coding.Review, Sets: cm, After: wrongCode, Check: dxHypertensionCKD,
		Doc: coding.Doc{
			Title:  "Hypertension and chronic kidney disease are coded apart",
			Text:   "The classification presumes that chronic kidney disease (N18) with hypertension is hypertensive: a code of I12, or of I13 when there is heart disease too, takes the place of I10 or I11, and N18 follows with the stage. They are coded apart only when the provider says they are unrelated.",
			Bad:    "--dx I10,N18.30 --date 2026-05-01",
			Good:   "--dx I12.9,N18.30 --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, sections I.C.9.a.2 and I.C.9.a.3",
		},
	},
	{
		ID: "dx-hypertension-heart", Severity: coding.Review, Sets: cm, After: wrongCode, Check: dxHypertensionHeart,
		Doc: coding.Doc{
			Title:  "Hypertension and heart disease are coded apart",
			Text:   "The classification presumes that heart failure (I50), myocarditis (I51.4), myocardial degeneration (I51.5), cardiomegaly (I51.7) and other or unspecified heart disease (I51.89, I51.9) with hypertension are hypertensive: a code of I11, or of I13 with chronic kidney disease, takes the place of I10 or I12. They are coded apart only when the provider says they are unrelated.",
			Bad:    "--dx I10,I50.9 --date 2026-05-01",
			Good:   "--dx I11.0,I50.9 --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, sections I.C.9.a.1 and I.C.9.a.3",
		},
	},
	{
		ID: "dx-sepsis-sequence", Severity: coding.Review, Sets: cm, After: wrongCode, Check: dxSepsis,
		Doc: coding.Doc{
			Title:  "Severe sepsis without its infection, or before it",
			Text:   "Severe sepsis takes at least two codes: the underlying systemic infection first, then R65.2-. R65.2- is never principal, stands with only one code of R65, and R65.21 is not used with postprocedural septic shock (T81.12-).",
			Bad:    "--dx R65.20,A41.9 --date 2026-05-01",
			Good:   "--dx A41.9,R65.20 --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, sections I.C.1.d.1.b, I.C.1.d.3, I.C.1.d.5.c and I.C.1.d.6",
			Limits: "Which of sepsis and a localized infection comes first depends on the reason for admission and is not judged. Any code of chapter 1, and any with sepsis in its title, is taken as the infection.",
		},
	},
	{
		ID: "dx-neoplasm-secondary-without-primary", Severity: coding.Review, Sets: cm, After: wrongCode, Check: dxSecondaryNeoplasm,
		Doc: coding.Doc{
			Title:  "Secondary neoplasm without its primary",
			Text:   "A metastasis (C77-C79) is reported with its primary: the malignancy while it is present or under treatment, Z85 when it was excised and is not treated, C80.1 when the site is unknown.",
			Bad:    "--dx C79.51 --date 2026-05-01",
			Good:   "--dx C79.51,Z85.3 --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, sections I.C.2.b, I.C.2.d, I.C.2.k and I.C.2.l",
		},
	},
	{
		ID: "dx-bmi-alone", Severity: coding.Warn, Sets: cm, After: wrongCode, Check: dxBMI,
		Doc: coding.Doc{
			Title:  "Body mass index without a diagnosis it belongs to",
			Text:   "Z68 is only a secondary code, and only with an associated diagnosis such as obesity or anorexia that the provider documented. It is not assigned during pregnancy.",
			Bad:    "--dx I10,Z68.41 --date 2026-05-01",
			Good:   "--dx E66.813,Z68.41 --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, sections I.B.14 and I.C.21.c.3 (Z68)",
			Limits: "Which diagnoses are associated is our list: disorders of weight, nutrition, growth and eating, diabetes, sleep apnea, polycystic ovaries, bariatric status and complications. With an examination or counseling code (Z00-Z02, Z13, Z71) as first-listed, where quality measures ask for it, nothing is said.",
		},
	},
}

// diabetes returns the category of a diabetes code, "" for any other.
func diabetes(d *coding.DX) string {
	if d.Between("E08", "E13") {
		return d.Code[:3]
	}
	return ""
}

func dxDiabetes(p *coding.Prepared) coding.Outcome {
	if !p.Letters.Meets(coding.Letters("E")) {
		return coding.NotApplicable
	}
	reported := false
	return eachPair(p, func(a, b *coding.DX) {
		x, y := diabetes(a), diabetes(b)
		if reported || x == "" || y == "" || x == y {
			return
		}
		reported = true
		failOn(p, fmt.Sprintf("%s and %s are two types of diabetes", named(a), named(b)), "keep the codes of the documented type", a, b)
	})
}

func dxHypertensionCKD(p *coding.Prepared) coding.Outcome {
	return eachOf(p, coding.Letters("I"), func(d *coding.DX) {
		fix := "I12.-"
		switch {
		case d.Within("I11"):
			fix = "I13.-"
		case !d.Within("I10"):
			return
		}
		if anyOther(p, d, func(o *coding.DX) bool { return o.Within("I12", "I13") }) != nil {
			return
		}
		if ckd := anyOther(p, d, func(o *coding.DX) bool { return o.Within("N18") }); ckd != nil {
			failOn(p, fmt.Sprintf("%s stands beside %s: chronic kidney disease with hypertension is coded as hypertensive", named(d), named(ckd)),
				"use "+fix+" in place of "+d.Display()+", then "+ckd.Display()+", unless the provider says they are unrelated", d, ckd)
		}
	})
}

func dxHypertensionHeart(p *coding.Prepared) coding.Outcome {
	return eachOf(p, coding.Letters("I"), func(d *coding.DX) {
		fix := "I11.-"
		switch {
		case d.Within("I12"):
			fix = "I13.-"
		case !d.Within("I10"):
			return
		}
		if anyOther(p, d, func(o *coding.DX) bool { return o.Within("I11", "I13") }) != nil {
			return
		}
		heart := anyOther(p, d, func(o *coding.DX) bool { return o.Within("I50", "I514", "I515", "I517", "I5189", "I519") })
		if heart != nil {
			failOn(p, fmt.Sprintf("%s stands beside %s: heart disease with hypertension is coded as hypertensive", named(d), named(heart)),
				"use "+fix+" in place of "+d.Display()+", unless the provider says they are unrelated", d, heart)
		}
	})
}

// isSystemicInfection reports whether d can be the infection of a sepsis.
func isSystemicInfection(d *coding.DX) bool {
	return d.Within("A", "B", "U071", "J1282") && !d.Between("B95", "B97") || d.Marks()&coding.TitledSepsis != 0 && !d.Within("R65")
}

func dxSepsis(p *coding.Prepared) coding.Outcome {
	return eachOf(p, coding.Letters("R"), func(d *coding.DX) {
		if !d.Within("R652") {
			return
		}
		if shock := anyOther(p, d, func(o *coding.DX) bool { return o.Within("T8112") }); shock != nil && d.Code == "R6521" {
			failOn(p, named(d)+" is not used with "+named(shock), "drop "+d.Display(), d, shock)
			return
		}
		if other := anyOther(p, d, func(o *coding.DX) bool { return o.Within("R651") }); other != nil {
			failOn(p, named(d)+" and "+named(other)+": only one code of R65 is assigned", "drop "+other.Display(), d, other)
		}
		infection := anyOther(p, d, isSystemicInfection)
		switch {
		case infection == nil:
			failOn(p, named(d)+" stands without a code for the systemic infection", "add the infection before it, A41.9 when the organism is not documented", d)
		case infection.Pos > d.Pos:
			failOn(p, named(d)+" stands before the infection, "+named(infection), "list "+infection.Display()+" before "+d.Display(), d, infection)
		}
	})
}

func dxSecondaryNeoplasm(p *coding.Prepared) coding.Outcome {
	return eachOf(p, coding.Letters("C"), func(d *coding.DX) {
		if !d.Between("C77", "C79") || anyOther(p, d, isPrimary) != nil {
			return
		}
		before := anyOther(p, d, func(o *coding.DX) bool { return o.Between("C77", "C79") && o.Pos < d.Pos })
		if before == nil { // once a claim
			failOn(p, named(d)+" stands without the primary malignancy", "add the primary, Z85.- when it was excised, or C80.1 when it is unknown", d)
		}
	})
}

// isPrimary reports whether d says where a metastasis comes from: a primary
// malignancy, present, past or unknown.
func isPrimary(d *coding.DX) bool {
	return d.Within("C", "D0", "D37", "D38", "D39", "D4", "Z85") && !d.Between("C77", "C79")
}

// weightRelated are diagnoses a body mass index belongs to.
var weightRelated = []string{
	"E08", "E09", "E10", "E11", "E13", "E23", "E24", "E28", "E4", "E64", "E65", "E66", "E67", "E68", "E74", "E88", "E89",
	"F50", "F982", "F983", "G473", "K912", "K95", "O99", "P92", "Q871", "Q96", "R62", "R63", "R64", "Z98", "Z9884",
}

// bmiVisits are first-listed codes at which quality measures ask for Z68.
var bmiVisits = []string{"Z00", "Z01", "Z02", "Z13", "Z71"}

func dxBMI(p *coding.Prepared) coding.Outcome {
	return eachOf(p, coding.Letters("Z"), func(d *coding.DX) {
		if !d.Within("Z68") {
			return
		}
		if d.Pos == 1 {
			failOn(p, named(d)+" is only a secondary code and stands first", "list the associated diagnosis, such as obesity, before it", d)
			return
		}
		if o := anyOther(p, d, isPregnant); o != nil {
			failOn(p, named(d)+" is not assigned during pregnancy; "+o.Display()+" says the patient is pregnant", "drop "+d.Display(), d, o)
			return
		}
		if p.DX[0].Within(bmiVisits...) || anyOther(p, d, func(o *coding.DX) bool { return o.Within(weightRelated...) }) != nil {
			return
		}
		failOn(p, named(d)+" stands without a diagnosis it belongs to", "add the diagnosis the provider documented, such as obesity (E66.-), or drop "+d.Display(), d)
	})
}

// isPregnant reports whether d says that the patient is pregnant.
func isPregnant(d *coding.DX) bool {
	return d.Within("Z3A", "Z34", "Z331") || d.Marks()&coding.AnyTrimester != 0
}
