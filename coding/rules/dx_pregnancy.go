package rules

import (
	"fmt"

	"github.com/medcode-cli/medcode/coding"
)

// dxPregnancyRules judge the guidelines of chapters 15 and 16.
var dxPregnancyRules = []coding.Rule{
	{
		ID: "dx-pregnancy-trimester", Severity: coding.Warn, Sets: cm, After: wrongCode, Check: dxTrimester,
		Doc: coding.Doc{
			Title:  "Trimesters contradict each other",
			Text:   "The final character of most chapter 15 codes names the trimester of the encounter: first, less than 14 weeks 0 days; second, to less than 28 weeks 0 days; third, from 28 weeks 0 days to delivery. The codes of a claim name two trimesters, or another one than the weeks of gestation (Z3A).",
			Bad:    "--dx O26.891,Z3A.30 --sex F --date 2026-05-01",
			Good:   "--dx O26.893,Z3A.30 --sex F --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, section I.C.15.a.3; ICD-10-CM Tabular List, note at chapter 15",
			Limits: "Inpatient claims are not judged: a stay may begin in one trimester and end in the next (I.C.15.a.4).",
		},
	},
	{
		ID: "dx-pregnancy-weeks", Severity: coding.Warn, Sets: cm, After: wrongCode, Check: dxWeeks,
		Doc: coding.Doc{
			Title:  "Weeks of gestation where they do not apply",
			Text:   "Z3A gives additional information about a pregnancy. It is not assigned for pregnancies with abortive outcome (O00-O08), elective termination (Z33.2) or postpartum conditions (Z39), is never first-listed, and stands with a code of the pregnancy or delivery.",
			Bad:    "--dx O03.9,Z3A.10 --sex F --date 2026-05-01",
			Good:   "--dx O20.0,Z3A.10 --sex F --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, section I.C.21.c.11; ICD-10-CM Tabular List, note at Z3A",
			Limits: "A missing Z3A is not reported: the weeks may be unknown.",
		},
	},
	{
		ID: "dx-perinatal-on-mother", Severity: coding.Review, Sets: cm, After: wrongCode, Check: dxPerinatal,
		Doc: coding.Doc{
			Title:  "Codes of the mother and of the newborn on one claim",
			Text:   "Codes of chapter 15 are used only on the maternal record, those of chapter 16 never on it; outcome of delivery (Z37) belongs to the mother, liveborn infant (Z38) to the newborn. The claim has codes of both.",
			Bad:    "--dx O80,P07.18 --date 2026-05-01",
			Good:   "--dx Z38.00,P07.18 --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, sections I.C.15.a.2 and I.C.16.a.1",
		},
	},
}

// trimesterName returns the word of a mark that names a trimester.
func trimesterName(m coding.TitleMark) string {
	switch m {
	case coding.FirstTrimester:
		return "first"
	case coding.SecondTrimester:
		return "second"
	}
	return "third"
}

// trimester returns the trimester d names: by its title in chapter 15, by its
// weeks in Z3A; 0 when it names none.
func trimester(d *coding.DX) coding.TitleMark {
	if d.Within("O") {
		return d.Marks() & coding.AnyTrimester
	}
	if !d.Within("Z3A") || len(d.Code) != 5 {
		return 0
	}
	switch weeks := d.Code[3:]; {
	case weeks == "00": // not specified
		return 0
	case weeks < "14": // 01 is less than 8 weeks
		return coding.FirstTrimester
	case weeks < "28":
		return coding.SecondTrimester
	}
	return coding.ThirdTrimester
}

func dxTrimester(p *coding.Prepared) coding.Outcome {
	if p.Claim.Type == coding.Inpatient || !p.Letters.Meets(coding.Letters("O")) {
		return coding.NotApplicable
	}
	reported := false
	return eachPair(p, func(a, b *coding.DX) {
		if reported || !a.Within("O", "Z3A") || !b.Within("O", "Z3A") {
			return
		}
		x, y := trimester(a), trimester(b)
		if x == 0 || y == 0 || x == y {
			return
		}
		reported = true
		failOn(p, fmt.Sprintf("%s is of the %s trimester, %s of the %s", named(a), trimesterName(x), named(b), trimesterName(y)),
			"use the trimester of the encounter in both", a, b)
	})
}

func dxWeeks(p *coding.Prepared) coding.Outcome {
	return eachOf(p, coding.Letters("Z"), func(d *coding.DX) {
		if !d.Within("Z3A") {
			return
		}
		if d.Pos == 1 {
			failOn(p, named(d)+" stands first", "list the obstetric condition or encounter before it", d)
			return
		}
		if anyOther(p, d, isOngoing) != nil {
			return
		}
		if ended := anyOther(p, d, isEnded); ended != nil {
			failOn(p, named(d)+" does not apply to "+named(ended), "drop "+d.Display(), d, ended)
		}
	})
}

// isOngoing reports whether d is of a pregnancy or delivery to which weeks of
// gestation apply.
func isOngoing(d *coding.DX) bool {
	return d.Within("O") && !isEnded(d) || d.Within("Z34", "Z33", "Z36") && d.Code != "Z332"
}

// isEnded reports whether d is of an abortive outcome, a termination or the
// time after delivery.
func isEnded(d *coding.DX) bool {
	if d.Between("O00", "O08") || d.Code == "Z332" || d.Within("Z39") {
		return true
	}
	return d.Between("O85", "O92") && !d.Within("O88") && d.Marks()&coding.AnyTrimester == 0
}

func dxPerinatal(p *coding.Prepared) coding.Outcome {
	return eachOf(p, coding.Letters("PZ"), func(d *coding.DX) {
		if !d.Within("P", "Z38") {
			return
		}
		before := anyOther(p, d, func(o *coding.DX) bool { return o.Within("P", "Z38") && o.Pos < d.Pos })
		mother := anyOther(p, d, func(o *coding.DX) bool { return o.Within("O", "Z37", "Z3A") })
		if before == nil && mother != nil {
			failOn(p, fmt.Sprintf("%s is of the mother's record, %s of the newborn's", named(mother), named(d)),
				"report the two on their own claims", mother, d)
		}
	})
}
