package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/cpt"
	"github.com/medcode-cli/medcode/codesets/pos"
	"github.com/medcode-cli/medcode/coding"
)

var professionalTypes = coding.Types(coding.TypeUnknown, coding.Professional, coding.DME)

const posSource = "CMS Place of Service code set; Medicare Claims Processing Manual, chapter 26, section 10.5"

// posRules judge the place of service of professional lines.
var posRules = []coding.Rule{
	{
		ID: "pos-unknown", Severity: coding.Reject, Types: professionalTypes, Check: posUnknown,
		Doc: coding.Doc{
			Title:  "Place of service is not in the CMS set on the date",
			Text:   "The place of service is two digits of the CMS set, in force on the date of service: 10 since 2022-01-01, 27 since 2023-10-01.",
			Bad:    `--line "99213 pos10" --date 2021-07-01`,
			Good:   `--line "99213 pos11" --date 2021-07-01`,
			Source: posSource,
		},
	},
	{
		ID: "pos-code-mismatch", Severity: coding.Deny, Types: professionalTypes, After: append([]string{"pos-unknown"}, badLine...), Check: posMismatch,
		Doc: coding.Doc{
			Title:  "Visit code and place of service do not fit",
			Text:   "Hospital inpatient and observation visits (99221-99239) and emergency department visits (99281-99285) are not given in an office, a home or the like; nursing facility visits (99304-99316) not there either; home visits (99341-99350) not in a hospital, an office or a nursing facility. Only pairs that are clearly wrong fire.",
			Bad:    `--line "99222 pos11" --date 2024-07-01`,
			Good:   `--line "99222 pos21" --date 2024-07-01`,
			Source: posSource + "; CPT, evaluation and management guidelines",
		},
	},
	{
		ID: "tele-pos", Severity: coding.Warn, Types: professionalTypes, After: []string{"pos-unknown"}, Check: telePOS,
		Doc: coding.Doc{
			Title:  "Telehealth place of service without a telehealth modifier",
			Text:   "Places 02 and 10 say that the patient was seen at a distance. Some payers want modifier 95 (audio and video) or 93 (audio) with them: profiles with the option telehealth_modifier.",
			Bad:    `--profile commercial --line "99213 pos10" --date 2024-07-01`,
			Good:   `--profile commercial --line "99213-95 pos10" --date 2024-07-01`,
			Source: cpt12 + ", section 190; CPT, Appendices P and T; payer policies",
		},
	},
	{
		ID: "tele-modifier", Severity: coding.Warn, Types: professionalTypes, After: []string{"pos-unknown"}, Check: teleModifier,
		Doc: coding.Doc{
			Title:  "Telehealth modifier with a place of service in person",
			Text:   "93, 95 and GT say that the patient was seen at a distance, which 02 or 10 says as the place. From 2020-03-01 to 2023-12-31 Medicare took the place of a visit in person with 95, so those dates are let pass, and so are hospital places (19, 21, 22, 23).",
			Bad:    `--line "99213-95 pos11" --date 2024-07-01`,
			Good:   `--line "99213-95 pos10" --date 2024-07-01`,
			Source: cpt12 + ", section 190; CMS CR 10152; CY 2024 Physician Fee Schedule final rule, 88 FR 78818",
		},
	},
}

// placeOf returns the place of service of a line, the claim's when it has none.
func placeOf(p *coding.Prepared, s *coding.Service) string {
	if s.Source.POS != "" {
		return s.Source.POS
	}
	return p.Claim.POS
}

func posUnknown(p *coding.Prepared) coding.Outcome {
	out := coding.NotApplicable
	for i := range p.Lines {
		s := &p.Lines[i]
		code := placeOf(p, s)
		if code == "" || s.Date().IsZero() {
			continue
		}
		out = coding.Pass
		place, ok := pos.Find(code, s.Date())
		if ok {
			continue
		}
		f := p.OnLine(s, coding.FieldPOS)
		f.Table = codesets.POS
		switch {
		case place.Code == "":
			f.Message = fmt.Sprintf("place of service %q is not in the CMS set", codesets.Clean(code))
			f.Fix = "give the two digits of the place, such as 11 for an office"
		case s.Date() < place.Effective:
			f.Message = fmt.Sprintf("place of service %s (%s) begins %s", place.Code, place.Name, place.Effective)
			if place.Code == "10" {
				f.Fix = "use 02, the telehealth place of that date"
			}
		default:
			f.Message = fmt.Sprintf("place of service %s (%s) ended %s", place.Code, place.Name, place.End)
		}
		p.Fail(f)
	}
	return out
}

// away are places where no hospital or emergency department visit is given.
var away = strings.Fields("01 11 12 13 14 15 16 17 18 20 49 50 65 71 72 81 99")

// visitPlaces are runs of visit codes with the places they do not fit.
var visitPlaces = []struct {
	first, last int
	words       string
	not         []string
	want        string // the places they are given in
}{
	{99221, 99239, "a hospital inpatient or observation visit", away, "21 (inpatient) or 22 (observation)"},
	{99281, 99285, "an emergency department visit", append([]string{"31", "32"}, away...), "23"},
	{99304, 99316, "a nursing facility visit", away, "31 or 32"},
	{99341, 99350, "a home visit", strings.Fields("11 19 21 22 23 24 31 32"), "12, 13 or 14"},
}

func posMismatch(p *coding.Prepared) coding.Outcome {
	out := coding.NotApplicable
	for i := range p.Lines {
		s := &p.Lines[i]
		code := placeOf(p, s)
		if code == "" || s.Code == "" || p.SkipLine(s) {
			continue
		}
		out = coding.Pass
		for _, v := range visitPlaces {
			if !cpt.In(s.Code, v.first, v.last) || !slices.Contains(v.not, code) {
				continue
			}
			place, _ := pos.Find(code, s.Date())
			f := p.OnLine(s, coding.FieldPOS)
			f.Table, f.CARC = codesets.POS, "5"
			f.Message = fmt.Sprintf("%s is %s, and the place of service is %s (%s)", s.Code, v.words, code, place.Name)
			f.Fix = "by the record, place " + v.want + ", or the visit code that fits " + code
			p.Fail(f)
		}
	}
	return out
}

func telePOS(p *coding.Prepared) coding.Outcome {
	if !p.Options.TelehealthModifier {
		return coding.NotApplicable
	}
	out := coding.NotApplicable
	for i := range p.Lines {
		s := &p.Lines[i]
		code := placeOf(p, s)
		if code != "02" && code != "10" || p.SkipLine(s) {
			continue
		}
		out = coding.Pass
		if hasTelehealth(s) {
			continue
		}
		f := p.OnLine(s, coding.FieldPOS)
		f.Message = fmt.Sprintf("place of service %s without a telehealth modifier", code)
		f.Fix = "add 95 for audio and video, or 93 for audio alone"
		p.Fail(f)
	}
	return out
}

func hasTelehealth(s *coding.Service) bool {
	for _, m := range s.Mods {
		if m.Telehealth {
			return true
		}
	}
	return false
}

// In this time Medicare took the place of a visit in person with modifier 95.
const (
	inPersonFrom codesets.Date = 20200301
	inPersonTo   codesets.Date = 20231231
)

func teleModifier(p *coding.Prepared) coding.Outcome {
	out := coding.NotApplicable
	for i := range p.Lines {
		s := &p.Lines[i]
		code := placeOf(p, s)
		if code == "" || !s.Has("93", "95", "GT") || p.SkipLine(s) {
			continue
		}
		out = coding.Pass
		d := s.Date()
		if slices.Contains([]string{"02", "10", "19", "21", "22", "23"}, code) || d >= inPersonFrom && d <= inPersonTo {
			continue
		}
		f := p.OnLine(s, coding.FieldPOS)
		f.Message = fmt.Sprintf("a telehealth modifier with place of service %s, which is in person", code)
		f.Fix = "use place 10 (patient at home) or 02 (elsewhere), or remove the modifier"
		p.Fail(f)
	}
	return out
}
