package rules

import (
	"fmt"
	"strconv"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

var mueTypes = coding.Types(coding.TypeUnknown, coding.Professional, coding.Outpatient, coding.DME)

var mueSets = []codesets.CodeSet{codesets.MUEPractitioner, codesets.MUEHospital, codesets.MUEDME}

// mueRules judge units by the NCCI medically unlikely edits.
var mueRules = []coding.Rule{
	{
		ID: "mue-line", Severity: coding.Deny, Sets: mueSets, Types: mueTypes, After: append([]string{"line-units"}, badLine...), Check: mueLine,
		Doc: coding.Doc{
			Title:  "More units on one line than its medically unlikely edit allows",
			Text:   "An edit with adjudication indicator 1 is compared with each line alone: the whole line is denied when its units are above the value. Lines that a modifier sets apart are judged apart. Units of a line that covers several days are divided by the days and rounded to a whole number.",
			Bad:    `--line "A0425 x251" --date 2024-07-01`,
			Good:   `--line "A0425 x250" --date 2024-07-01`,
			Source: "NCCI Policy Manual 2026, chapter 1, section V",
			Limits: "Codes without a published value are left to mue-day.",
		},
	},
	{
		ID: "mue-day", Severity: coding.Deny, Sets: mueSets, Types: mueTypes, After: append([]string{"line-units"}, badLine...), Check: mueDay,
		Doc: coding.Doc{
			Title:  "More units on one day than the medically unlikely edit allows",
			Text:   "An edit with adjudication indicator 2 or 3 is compared with the sum of the units of the code on all lines of the date, same patient and provider, whatever the modifiers. Indicator 2 is absolute, by law or policy; indicator 3 may be paid on appeal with proof. All lines of the code on the date are denied. A code without a published value cannot be decided: some values are confidential.",
			Bad:    `--line "J0129 x101" --date 2024-07-01`,
			Good:   `--line "J0129 x100" --date 2024-07-01`,
			Source: "NCCI Policy Manual 2026, chapter 1, section V",
			Limits: "Units on other claims of the same day are not seen. A value of 0 says that Medicare does not pay the code on such a claim: under profiles of other payers it does not apply.",
		},
	},
	{
		ID: "mue-split", Severity: coding.Warn, Sets: mueSets, Types: mueTypes, After: append([]string{"line-units"}, badLine...), Check: mueSplit,
		Doc: coding.Doc{
			Title:  "Units spread over lines to stay under the medically unlikely edit",
			Text:   "With adjudication indicator 2 or 3 the lines of a day are added up, so spreading units over lines with modifiers does not help.",
			Bad:    `--line "J0129 x60" --line "J0129-76 x60" --date 2024-07-01`,
			Good:   `--line "J0129 x60" --line "J0129-76 x40" --date 2024-07-01`,
			Source: "MLN Matters SE1422; NCCI Policy Manual 2026, chapter 1, section V",
		},
	},
}

// perDay returns the units of a line for each day it covers, in thousandths:
// over several days they are divided by the days and rounded to whole units.
func perDay(s *coding.Service) int64 {
	from, to := s.Source.From, s.Source.To
	if to <= from || from.IsZero() {
		return s.Units.Milli
	}
	days := int64(to.DaysSince(from) + 1)
	return (s.Units.Milli + days*500) / (days * 1000) * 1000
}

// eachMUE calls f with each line that has a published edit in force, or with
// an edit that is not OK. It returns Pass when there was one that is.
func eachMUE(p *coding.Prepared, f func(s *coding.Service, m *coding.MUE, t *coding.Opened)) coding.Outcome {
	setting, _ := p.Claim.Type.Setting()
	out := coding.NotApplicable
	for i := range p.Lines {
		s := &p.Lines[i]
		if s.Code == "" || s.Source.Basis == "MJ" || p.SkipLine(s) {
			continue
		}
		t := s.Day.MUETable(setting)
		if !t.OK() {
			p.NoData(t)
			continue
		}
		m := s.MUE(setting)
		if m.OK {
			if m.Value == 0 && !p.Options.Medicare {
				continue // Medicare takes the code nowhere or in another way: its policy alone
			}
			out = coding.Pass
		}
		f(s, m, t)
	}
	return out
}

func mueFinding(p *coding.Prepared, s *coding.Service, t *coding.Opened) coding.Finding {
	f := p.OnLine(s, coding.FieldUnits)
	f.Table, f.Release, f.Row, f.CARC = t.Set, t.Edition(), s.Code, "151"
	return f
}

func mueLine(p *coding.Prepared) coding.Outcome {
	return eachMUE(p, func(s *coding.Service, m *coding.MUE, t *coding.Opened) {
		if !m.OK || m.MAI != 1 || perDay(s) <= int64(m.Value)*1000 {
			return
		}
		f := mueFinding(p, s, t)
		f.Message = s.Units.String() + " units of " + s.Code + " on one line, at most " + strconv.Itoa(m.Value) + " (MUE, MAI 1" + because(m.Rationale) + ")"
		f.Fix = "check the units; at most " + strconv.Itoa(m.Value) + " on a line, and a modifier that tells further lines apart"
		p.Fail(f)
	})
}

func because(rationale string) string {
	if rationale == "" {
		return ""
	}
	return ": " + rationale
}

func mueDay(p *coding.Prepared) coding.Outcome {
	return eachMUE(p, func(s *coding.Service, m *coding.MUE, t *coding.Opened) {
		if !m.OK {
			f := mueFinding(p, s, t)
			f.Message = "no published MUE for " + s.Code
			p.Undecided(f)
			return
		}
		sum, n := dayUnits(p, s, nil)
		if m.MAI == 1 || n == 0 || sum <= int64(m.Value)*1000 {
			return
		}
		f := mueFinding(p, s, t)
		if n > 1 {
			_, _ = dayUnits(p, s, &f.Lines)
		}
		appeal := "; absolute, no appeal"
		if m.MAI == 3 {
			appeal = "; may be paid on appeal with proof"
		}
		units := coding.Quantity{Milli: sum, Given: true}
		edit := " (MUE, MAI " + strconv.Itoa(m.MAI) + because(m.Rationale) + appeal + ")"
		if m.Value == 0 {
			f.Message = s.Code + " on " + s.Date().String() + " has an MUE of 0: Medicare pays no unit of it on such a claim" + edit
			f.Fix = "remove " + s.Code + ", or bill the code that Medicare takes for the service"
			p.Fail(f)
			return
		}
		f.Message = units.String() + " units of " + s.Code + " on " + s.Date().String() + ", at most " + strconv.Itoa(m.Value) + " a day" + edit
		f.Fix = "check the units of " + s.Code + "; at most " + strconv.Itoa(m.Value) + " a day on all lines together"
		p.Fail(f)
	})
}

// dayUnits adds up the units of the code of s on the first day of s, over all
// lines that cover it, and returns how many lines that are; 0 when an earlier
// line of the same day already stands for them. Their numbers are appended to
// lines, which may be nil.
func dayUnits(p *coding.Prepared, s *coding.Service, lines *[]int) (sum int64, n int) {
	for i := range p.Lines {
		o := &p.Lines[i]
		if o.Code != s.Code || o.Date() != s.Date() && !covers(o, s.Date()) || o.Source.Basis == "MJ" || !sameProvider(o, s) {
			continue
		}
		if i < s.Index && o.Date() == s.Date() {
			return 0, 0
		}
		sum += perDay(o)
		n++
		if lines != nil {
			*lines = append(*lines, o.Number())
		}
	}
	return sum, n
}

func mueSplit(p *coding.Prepared) coding.Outcome {
	return eachMUE(p, func(s *coding.Service, m *coding.MUE, t *coding.Opened) {
		if !m.OK || m.MAI == 1 {
			return
		}
		sum, n := dayUnits(p, s, nil)
		limit := int64(m.Value) * 1000
		if n < 2 || sum <= limit {
			return
		}
		for i := range p.Lines {
			if o := &p.Lines[i]; o.Code == s.Code && o.Date() == s.Date() && perDay(o) > limit {
				return
			}
		}
		f := mueFinding(p, s, t)
		_, _ = dayUnits(p, s, &f.Lines)
		f.Message = fmt.Sprintf("%s stands on %d lines of %s, each within its MUE of %d, but they are added up (MAI %d)", s.Code, n, s.Date(), m.Value, m.MAI)
		f.Fix = fmt.Sprintf("bill the units of %s on one line", s.Code)
		p.Fail(f)
	})
}
