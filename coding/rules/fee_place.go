package rules

import (
	"fmt"
	"slices"

	"github.com/medcode-cli/medcode/codesets/mpfs"
	"github.com/medcode-cli/medcode/coding"
)

// feePlaceRules judge the place of service by the PC/TC indicator.
var feePlaceRules = []coding.Rule{
	{
		ID: "pos-technical-component", Severity: coding.Deny, Sets: feeSets, Types: feeTypes,
		After: append([]string{"pos-unknown", "mod-26-and-tc", "mod-26-tc-indicator", "line-pfs-status"}, badLine...), Check: posTechnical,
		Doc: coding.Doc{
			Title:  "Technical part of a service billed for a hospital patient",
			Text:   "In a hospital (place of service 19, 21, 22, 23) equipment and staff are the hospital's, and Medicare pays them to it. The physician bills the reading alone: a diagnostic test (PC/TC indicator 1) with 26, not whole nor with TC; of tests with codes of their own for each part the professional one (2), not the technical (3) or global one (4). Services incident to a physician's (5) are not paid there. The reading of an abnormal smear (8) is paid for hospital inpatients (21) only. Profiles of other payers do not ask.",
			Bad:    `--line "71046 pos21" --date 2024-07-01`,
			Good:   `--line "71046-26 pos21" --date 2024-07-01`,
			Source: feeStatus + ", PC/TC indicator; Medicare Claims Processing Manual, chapter 13, section 20.2.1, and chapter 12, section 20.2",
			Limits: "A patient of a leased hospital department who is neither inpatient nor outpatient of the hospital is an exception that a claim does not show.",
		},
	},
}

// hospitals are the places of service of hospital patients.
var hospitals = []string{"19", "21", "22", "23"}

func posTechnical(p *coding.Prepared) coding.Outcome {
	if !p.Options.Medicare {
		return coding.NotApplicable
	}
	asks := func(s *coding.Service) bool {
		place := placeOf(p, s)
		return charged(s) && !s.Has("26") && (slices.Contains(hospitals, place) || place != "" && s.Code == "85060")
	}
	return eachFee(p, asks, func(s *coding.Service, row *coding.FeeRow) {
		place, fix := placeOf(p, s), ""
		switch {
		case row.PCTC == 0:
			noIndicator(p, s, "pctc")
			return
		case row.Status != 'A' && row.Status != 'R' && row.Status != 'C':
			return // the fee schedule does not pay it anywhere
		case row.PCTC == '8' && place != "21":
			fix = "leave the line out; it is part of the laboratory test"
		case !slices.Contains(hospitals, place):
			return
		case row.PCTC == '1' && s.Has("TC"), row.PCTC == '3', row.PCTC == '5':
			fix = "leave the line to the hospital, or correct the place of service"
		case row.PCTC == '1':
			fix = "add 26 for the reading, or correct the place of service"
		case row.PCTC == '4':
			fix = "use the code of the reading, or correct the place of service"
		default:
			return
		}
		f := feeFinding(p, s, coding.FieldPOS)
		f.Message = fmt.Sprintf("%s at place of service %s: Medicare does not pay it to a physician (PC/TC indicator %c: %s)", s.Code, place, row.PCTC, mpfs.Words("pctc", string(rune(row.PCTC))))
		f.Fix, f.CARC = fix, "5"
		p.Fail(f)
	})
}
