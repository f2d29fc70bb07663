package rules

import (
	"fmt"

	"github.com/medcode-cli/medcode/codesets/cpt"
	"github.com/medcode-cli/medcode/coding"
)

const globalSurgery = cpt12 + ", sections 40.1 to 40.4"

// globalRules judge lines by the global surgical package: the days before and
// behind a procedure whose visits its payment includes.
var globalRules = []coding.Rule{
	{
		ID: "mod-global-indicator", Severity: coding.Deny, Sets: feeSets, Types: feeTypes, After: badLine, Check: modGlobal,
		Doc: coding.Doc{
			Title:  "Modifier of the surgical package on a code without one",
			Text:   "54, 55 and 56 bill a part of a surgical package: the surgery, the care behind it, the care before it. They are for procedures with a global period of 10 or 90 days, not for those of the day itself (000), add-on codes (ZZZ) and services without a global period (XXX). 58, 78 and 79 are for procedures during the global period of another; a visit in it takes 24.",
			Bad:    `--line "20610-54" --date 2024-07-01`,
			Good:   `--line "27786-54" --date 2024-07-01`,
			Source: globalSurgery + "; " + feeLayout + ", global surgery",
			Limits: "Maternity codes (MMM), and those whose period the contractor sets (YYY), are let pass; so are 58, 78 and 79 on anything but a visit.",
		},
	},
	{
		ID: "line-em-in-global", Severity: coding.Deny, Sets: feeSets, Types: feeTypes, After: append([]string{"mod-em-only", "ncci-ptp"}, badLine...), Check: emInGlobal,
		Doc: coding.Doc{
			Title:  "Visit within the global period of a procedure, without the modifier for it",
			Text:   "The payment of a procedure includes the visits of the same provider on its day and in its global period. On the day of a minor procedure (global 000 or 010) a significant, separate visit takes 25; the visit that decides on a major one (090), on its day or the day before, takes 57; an unrelated visit in the 10 or 90 days behind it takes 24. A visit with 57 where only minor procedures stand is for a person. Critical care, and procedures billed in part (54, 55, 56) or as assistant, co-surgeon or component, are left out.",
			Bad:    `--line "27786 2024-07-01" --line "99213 2024-07-05"`,
			Good:   `--line "27786 2024-07-01" --line "99213-24 2024-07-05"`,
			Source: "NCCI Policy Manual 2026, chapter 1, section D; " + globalSurgery,
			Limits: "Procedures on other claims are not seen: line-patient-history. Surgeons of one group and specialty count as one provider for Medicare, here only one NPI does.",
		},
	},
}

func modGlobal(p *coding.Prepared) coding.Outcome {
	asks := func(s *coding.Service) bool {
		return s.Has("54", "55", "56") || s.Has("58", "78", "79") && isVisit(s.Code)
	}
	return eachFee(p, asks, func(s *coding.Service, row *coding.FeeRow) {
		mod := firstMod(s, []string{"54", "55", "56"})
		w := modFault{fix: "remove " + mod + ", or correct the code"}
		if mod == "" {
			mod = firstMod(s, []string{"58", "78", "79"})
			w.fix = "use 24 if the visit is unrelated to the surgery"
		}
		switch row.Global {
		case "":
			noIndicator(p, s, "global")
			return
		case "010", "090", "MMM", "YYY":
			return
		}
		f := feeFinding(p, s, coding.FieldModifiers)
		f.Codes = append(f.Codes, mod)
		f.Message = fmt.Sprintf("modifier %s on %s, which has no such part of a surgical package (global %s)", mod, s.Code, row.Global)
		f.Fix, f.CARC = w.fix, "4"
		p.Fail(f)
	})
}

// visits are the runs of codes of visits that a surgical package includes:
// office, hospital, emergency department, nursing facility, home, eye.
var visits = [][2]int{{99202, 99215}, {99221, 99239}, {99242, 99255}, {99281, 99285}, {99304, 99316}, {99341, 99350}, {92002, 92014}}

// isVisit reports whether code is a visit that a surgical package includes.
func isVisit(code string) bool {
	if len(code) != 5 || code[0] != '9' {
		return false
	}
	for _, r := range visits {
		if cpt.In(code, r[0], r[1]) {
			return true
		}
	}
	return false
}

// mayBeGlobal reports whether a code may have a global period of days: by the
// fee schedule those of surgery, brachytherapy and medicine, of Category III
// and some of HCPCS Level II with G.
func mayBeGlobal(s *coding.Service) bool {
	switch {
	case s.EM || isVisit(s.Code):
		return false
	case s.CPT1:
		return s.Code[0] >= '1' && s.Code[0] <= '6' || s.Code[0] == '9' || cpt.In(s.Code, 77750, 77799)
	}
	return s.Code != "" && (s.Code[0] == 'G' || s.CPT && s.Code[4] == 'T')
}

// The longest days before and behind a procedure that its package includes.
const (
	majorBefore = 1
	majorAfter  = 90
	minorAfter  = 10
)

func emInGlobal(p *coding.Prepared) coding.Outcome {
	out := coding.NotApplicable
	for i := range p.Lines {
		s := &p.Lines[i]
		if !s.EM || s.Has("24", "25", "FT") || !isVisit(s.Code) || p.SkipLine(s) {
			continue
		}
		g := globalOf(p, s)
		if g.asked {
			out = coding.Pass
		}
		g.report(p, s)
	}
	return out
}

// A globalMatch is what stands around one visit.
type globalMatch struct {
	asked bool
	minor *coding.Service // on the day, global 000 or 010
	major *coding.Service // on the day or the next, global 090
	after *coding.Service // before the visit, which lies in its global period
	row   *coding.FeeRow  // of the last of them
}

// globalOf looks for procedures whose package may include visit s.
func globalOf(p *coding.Prepared, s *coding.Service) globalMatch {
	var g globalMatch
	for i := range p.Lines {
		o := &p.Lines[i]
		days := s.Date().DaysSince(o.Date())
		if !mayBeGlobal(o) || days < -majorBefore || days > majorAfter || !sameProvider(o, s) || inPart(o) {
			continue
		}
		row := feeRow(p, o)
		if row == nil {
			continue
		}
		g.asked = true
		switch row.Global {
		case "":
			noIndicator(p, o, "global")
		case "000", "010":
			if days == 0 {
				g.minor, g.row = o, row
			} else if row.Global == "010" && days > 0 && days <= minorAfter {
				g.after, g.row = o, row
			}
		case "090":
			if days > 0 {
				g.after, g.row = o, row
			} else {
				g.major, g.row = o, row
			}
		}
	}
	return g
}

// inPart reports whether a procedure is billed in part, or by another than
// its surgeon.
func inPart(s *coding.Service) bool {
	return s.Has("54", "55", "56", "62", "66", "26", "TC") || s.Has(assistants...)
}

// report says which modifier visit s lacks, if one.
func (g globalMatch) report(p *coding.Prepared, s *coding.Service) {
	decision := s.Has("57")
	switch {
	case g.major != nil && !decision:
		g.fail(p, s, g.major, "stands with the major procedure", "add 57 if the visit decided on the surgery, or remove it", 0)
	case g.minor != nil && !decision:
		g.fail(p, s, g.minor, "stands with the minor procedure", "add 25 if the record shows a significant, separate visit, or remove it", 0)
	case g.minor != nil && g.major == nil:
		g.fail(p, s, g.minor, "has 57, which is for major surgery, beside the minor procedure", "use 25 if the record shows a significant, separate visit", coding.Review)
	case g.after != nil && !decision:
		g.fail(p, s, g.after, "lies in the global period of", "add 24 if the visit is unrelated to the surgery, or remove it", 0)
	}
}

func (g globalMatch) fail(p *coding.Prepared, s, o *coding.Service, words, fix string, severity coding.Severity) {
	f := p.OnPair(s, o)
	t := o.FeeTable()
	f.Table, f.Release, f.Row, f.CARC = t.Set, t.Edition(), o.Code, "97"
	f.Message = fmt.Sprintf("%s of %s %s %s of %s (global %s)", s.Code, s.Date(), words, o.Code, o.Date(), g.row.Global)
	f.Fix, f.Severity = fix, severity
	p.Fail(f)
}
