package rules

import (
	"github.com/medcode-cli/medcode/codesets/mpfs"
	"github.com/medcode-cli/medcode/coding"
)

const otherPayers = "The indicators are Medicare's: for other payers, and for codes whose price the contractor sets where the concept does not apply, the finding is for a person."

// feeModifierRules judge modifiers by the payment policy indicators of the
// Medicare physician fee schedule. Other payers mostly take them over.
var feeModifierRules = []coding.Rule{
	{
		ID: "mod-26-tc-indicator", Severity: coding.Deny, Sets: feeSets, Types: feeTypes, After: append([]string{"mod-26-and-tc"}, badLine...), Check: modComponent,
		Doc: coding.Doc{
			Title:  "26 or TC on a code that has no such component",
			Text:   "The PC/TC indicator of the fee schedule says whether a code can be split: 26 and TC stand on diagnostic tests (indicator 1) only, 26 on laboratory physician interpretations too (6). On physician services (0), codes that are one component already (2, 3), global-only tests (4) and services incident to a physician's (5) neither is allowed, on 6 and 8 not TC. Where the concept does not apply (9) a person must look.",
			Bad:    `--line "93010-26" --date 2024-07-01`,
			Good:   `--line "71046-26" --date 2024-07-01`,
			Source: feeStatus + ", PC/TC indicator; " + cpt12 + ", section 20.2",
			Limits: "Indicators 7 and 8 say nothing of 26, so it is let pass there. " + otherPayers,
		},
	},
	{
		ID: "mod-50-indicator", Severity: coding.Deny, Sets: feeSets, Types: feeTypes, After: append([]string{"mod-50-with-lt-rt"}, badLine...), Check: modBilateral,
		Doc: coding.Doc{
			Title:  "Bilateral modifier on a code that is not paid for two sides",
			Text:   "The bilateral surgery indicator allows modifier 50 with 1 and 3. With 0 the service is not done on both sides, or another code says so; with 2 its price is for both sides already; with 9 the concept does not apply. Both sides said in other ways, LT and RT on one line, or with indicator 2 on two lines of a day, are paid once, and need a person.",
			Bad:    `--line "36415-50" --date 2024-07-01`,
			Good:   `--line "20610-50" --date 2024-07-01`,
			Source: feeLayout + ", bilateral surgery indicator; " + cpt12 + ", section 40.7",
			Limits: otherPayers,
		},
	},
	{
		ID: "mod-assistant-indicator", Severity: coding.Deny, Sets: feeSets, Types: feeTypes, After: append([]string{"mod-assistant-conflict"}, badLine...),
		Check: modSurgeons("asst_surg", "an assistant at surgery", func(r *coding.FeeRow) byte { return r.Assistant }, assistants...),
		Doc: coding.Doc{
			Title:  "Assistant at surgery where none is paid",
			Text:   "Modifiers 80, 81, 82 and AS bill an assistant at surgery. By the indicator of the fee schedule an assistant may be paid (2), is paid only with documents that show the need (0: for a person), or is not paid by statute (1); with 9 the code is no such surgery.",
			Bad:    `--line "11042-80" --date 2024-07-01`,
			Good:   `--line "63047-80" --date 2024-07-01`,
			Source: feeLayout + ", assistant at surgery indicator; " + cpt12 + ", section 20.4.3",
			Limits: otherPayers,
		},
	},
	{
		ID: "mod-co-surgeon-indicator", Severity: coding.Deny, Sets: feeSets, Types: feeTypes, After: append([]string{"mod-assistant-conflict"}, badLine...),
		Check: modSurgeons("co_surg", "two surgeons", func(r *coding.FeeRow) byte { return r.CoSurgeon }, "62"),
		Doc: coding.Doc{
			Title:  "Co-surgeons where they are not permitted",
			Text:   "Modifier 62 bills as one of two surgeons of different specialties. By the indicator of the fee schedule they are permitted (2), paid only with documents that show the need (1: for a person), or not permitted (0); with 9 the code is no such surgery.",
			Bad:    `--line "11042-62" --date 2024-07-01`,
			Good:   `--line "22612-62" --date 2024-07-01`,
			Source: feeLayout + ", co-surgeons indicator; " + cpt12 + ", section 40.8",
			Limits: "Whether the two surgeons are of different specialties is not known. " + otherPayers,
		},
	},
	{
		ID: "mod-team-indicator", Severity: coding.Deny, Sets: feeSets, Types: feeTypes, After: append([]string{"mod-assistant-conflict"}, badLine...),
		Check: modSurgeons("team_surg", "a team", func(r *coding.FeeRow) byte { return r.Team }, "66"),
		Doc: coding.Doc{
			Title:  "Team of surgeons where it is not permitted",
			Text:   "Modifier 66 bills as one of a team of surgeons. By the indicator of the fee schedule a team is permitted (2, paid by report), paid only with documents that show the need (1: for a person), or not permitted (0); with 9 the code is no such surgery.",
			Bad:    `--line "11042-66" --date 2024-07-01`,
			Good:   `--line "33945-66" --date 2024-07-01`,
			Source: feeLayout + ", team surgery indicator; " + cpt12 + ", section 40.8",
			Limits: otherPayers,
		},
	},
}

// assistants are the modifiers of an assistant at surgery.
var assistants = []string{"80", "81", "82", "AS"}

// indicators are the columns of the fee schedule as people call them.
var indicators = map[string]string{
	"pctc": "PC/TC", "bilat_surg": "bilateral", "asst_surg": "assistant", "co_surg": "co-surgeon", "team_surg": "team",
}

// feeMod reports w, what is wrong with the modifiers mods of s, and how column
// of row, its row of the fee schedule, says so. It is for a person where the
// concept does not apply to a code the contractor prices, and for payers other
// than Medicare.
func feeMod(p *coding.Prepared, s *coding.Service, row *coding.FeeRow, column string, value byte, w modFault, mods ...string) {
	f := feeFinding(p, s, coding.FieldModifiers)
	f.Codes = append(f.Codes, mods...)
	f.Message = w.message + " (" + indicators[column] + " indicator " + string(rune(value)) + ": " + mpfs.Words(column, string(rune(value))) + ")"
	f.Fix, f.Severity, f.CARC = w.fix, w.severity, "4"
	if !p.Options.Medicare || value == '9' && (row.Status == 'C' || row.Status == 'R') {
		f.Severity = coding.Review
	}
	p.Fail(f)
}

func modComponent(p *coding.Prepared) coding.Outcome {
	asks := func(s *coding.Service) bool { return s.Has("26", "TC") }
	return eachFee(p, asks, func(s *coding.Service, row *coding.FeeRow) {
		mod := "TC"
		if s.Has("26") {
			mod = "26"
		}
		value, w := component(s, mod), modFault{fix: "remove " + mod}
		switch value {
		case 0:
			noIndicator(p, s, "pctc")
			return
		case '1', '7':
			return
		case '6', '8':
			if mod == "26" {
				return
			}
		case '9':
			w.severity = coding.Review
		}
		w.message = "modifier " + mod + " on " + s.Code + ", which has no such component"
		feeMod(p, s, row, "pctc", value, w, mod)
	})
}

// component returns the PC/TC indicator that decides on modifier mod of s. A
// row of the schedule for that component allows it; the indicator of a
// laboratory interpretation stands only in its row for 26.
func component(s *coding.Service, mod string) byte {
	rows := s.Fees()
	value := rows[0].PCTC
	for i := range rows {
		switch {
		case rows[i].Mod == mod && rows[i].PCTC != 0:
			return '1'
		case rows[i].Mod == "26" && rows[i].PCTC == '6':
			value = '6'
		}
	}
	return value
}

// bothSides returns the modifiers by which a line says that a service was done
// on both sides; none when it does not.
func bothSides(s *coding.Service) []string {
	switch {
	case s.Has("50"):
		return []string{"50"}
	case s.Has("LT") && s.Has("RT"):
		return []string{"LT", "RT"}
	}
	return nil
}

func modBilateral(p *coding.Prepared) coding.Outcome {
	asks := func(s *coding.Service) bool { return bothSides(s) != nil || otherSide(p, s) != nil }
	return eachFee(p, asks, func(s *coding.Service, row *coding.FeeRow) {
		mods := bothSides(s)
		switch {
		case row.Bilateral == 0:
			noIndicator(p, s, "bilat_surg")
			return
		case row.Bilateral == '1' || row.Bilateral == '3' || mods == nil && row.Bilateral != '2':
			return
		}
		w := modFault{message: "modifier 50 on " + s.Code + ", which is not billed for two sides", fix: "remove 50"}
		switch {
		case mods == nil:
			w = modFault{message: s.Code + " with LT and RT on two lines, which is paid once", fix: "bill one line without LT and RT", severity: coding.Review}
			mods = []string{"LT", "RT"}
		case len(mods) == 2:
			w = modFault{message: s.Code + " with LT and RT, which is not billed for two sides", fix: "remove LT and RT, or keep the side by the record", severity: coding.Review}
		}
		feeMod(p, s, row, "bilat_surg", row.Bilateral, w, mods...)
	})
}

// otherSide returns an earlier line of the same code, day and provider for
// the other of the sides LT and RT; nil when there is none.
func otherSide(p *coding.Prepared, s *coding.Service) *coding.Service {
	side, other := "LT", "RT"
	if s.Has("RT") {
		side, other = other, side
	}
	if !s.Has(side) || s.Has(other) {
		return nil
	}
	for i := range s.Index {
		o := &p.Lines[i]
		if o.Code == s.Code && o.Date() == s.Date() && sameProvider(o, s) && o.Has(other) && !o.Has(side) {
			return o
		}
	}
	return nil
}

// modSurgeons makes the check of one of the indicators on further surgeons,
// who they are in words: the value that of takes from column, for the
// modifiers mods.
func modSurgeons(column, who string, of func(*coding.FeeRow) byte, mods ...string) func(*coding.Prepared) coding.Outcome {
	// The value that permits with documents, which is another for assistants.
	documents := byte('1')
	if column == "asst_surg" {
		documents = '0'
	}
	asks := func(s *coding.Service) bool { return s.Has(mods...) }
	return func(p *coding.Prepared) coding.Outcome {
		return eachFee(p, asks, func(s *coding.Service, row *coding.FeeRow) {
			value, mod := of(row), firstMod(s, mods)
			w := modFault{message: "modifier " + mod + " on " + s.Code + ", which is not paid to " + who, fix: "remove " + mod + ", or correct the code"}
			switch value {
			case 0:
				noIndicator(p, s, column)
				return
			case '2':
				return
			case documents:
				w = modFault{message: "modifier " + mod + " on " + s.Code + " needs documents that show the need", fix: "send the operative report with the claim", severity: coding.Review}
			}
			feeMod(p, s, row, column, value, w, mod)
		})
	}
}

// firstMod returns the first of mods on the line, "" when none is.
func firstMod(s *coding.Service, mods []string) string {
	for _, m := range mods {
		if s.Has(m) {
			return m
		}
	}
	return ""
}
