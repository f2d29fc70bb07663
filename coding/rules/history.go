package rules

import (
	"slices"

	"github.com/medcode-cli/medcode/codesets/cpt"
	"github.com/medcode-cli/medcode/coding"
)

// historyRules need the patient's claims of earlier years, which no file of
// claims has as a whole.
var historyRules = []coding.Rule{
	{
		ID: "line-patient-history", Severity: coding.Deny, Off: true, Types: feeTypes, After: badLine, Check: patientHistory,
		Doc: coding.Doc{
			Title:  "Service that depends on the patient's earlier claims",
			Text:   "A new patient visit is paid when the patient was not seen by the provider, or by one of the same group and specialty, within three years; some services are paid once in a lifetime (G0402, G0438, 76706) or once a year (G0439); a visit may lie in the global period of an earlier procedure. That needs the patient's history over claims, which medcode does not keep: the rule reports what the claim itself shows, a new patient visit behind another visit, or a service of once in a lifetime twice, and otherwise has no data (meta-history-absent). It is off by default, on in the profile strict, where claims with such services are incomplete until a person has looked.",
			Bad:    `--profile strict --line "G0438 x2" --date 2024-07-01`,
			Good:   `--profile strict --line 11042 --date 2024-07-01`,
			Source: cpt12 + ", sections 30.6.7 and 40.1; chapter 18, sections 80, 110 and 140",
			Limits: "It would need, for each patient, the visits of three years with provider, group and specialty, the procedures of ninety days, and the screenings ever paid.",
		},
	},
}

// newPatient are the runs of codes of visits of new patients.
var newPatient = [][2]int{{99202, 99205}, {99341, 99345}, {99381, 99387}, {92002, 92004}}

// established are the runs of codes of visits of established patients; they
// may lie in an earlier global period.
var established = [][2]int{{99211, 99215}, {99347, 99350}, {92012, 92014}}

// onceOnly are services paid once in a lifetime, onceAYear once in twelve months.
var (
	onceOnly  = []string{"G0402", "G0438", "76706"}
	onceAYear = []string{"G0439"}
)

func inRuns(code string, runs [][2]int) bool {
	return slices.ContainsFunc(runs, func(r [2]int) bool { return cpt.In(code, r[0], r[1]) })
}

func patientHistory(p *coding.Prepared) coding.Outcome {
	for i := range p.Lines {
		s := &p.Lines[i]
		if s.Code == "" || p.SkipLine(s) {
			continue
		}
		fresh, once := inRuns(s.Code, newPatient), slices.Contains(onceOnly, s.Code)
		before := shownBefore(p, s, fresh, once)
		switch {
		case before != nil && fresh:
			f := p.OnPair(s, before)
			f.Message = s.Code + " is a visit of a new patient, and " + before.Code + " of " + before.Date().String() + " stands before it"
			f.Fix, f.CARC = "use the code of an established patient", "16"
			p.Fail(f)
		case before != nil || once && s.Units.Milli > 1000:
			f := p.OnLine(s, coding.FieldCode)
			f.Message, f.Fix, f.CARC = s.Code+" is paid once in a lifetime, and the claim has it more than once", "bill it once", "119"
			p.Fail(f)
		case fresh || once || slices.Contains(onceAYear, s.Code) || inRuns(s.Code, established) && !s.Has("24"):
			p.Undecided(coding.Finding{Why: coding.MetaHistoryAbsent, Date: s.Date(), Message: "the patient's earlier claims are not at hand"})
		}
	}
	return coding.NotApplicable
}

// shownBefore returns an earlier line that shows a visit to the provider
// before the new patient visit s, or the same service of once in a lifetime.
func shownBefore(p *coding.Prepared, s *coding.Service, fresh, once bool) *coding.Service {
	for i := range p.Lines {
		o := &p.Lines[i]
		switch {
		case fresh && o.Date() < s.Date() && sameProvider(o, s) && (isVisit(o.Code) || inRuns(o.Code, newPatient)):
			return o
		case once && i < s.Index && o.Code == s.Code:
			return o
		}
	}
	return nil
}
