package report

import (
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/coding"
	"github.com/medcode-cli/medcode/coding/x12"
)

// maxStatuses is how many statuses a 277CA gives of one claim; the guide lets
// STC repeat, receivers read the first ones.
const maxStatuses = 10

// Verdict277 says what a 277CA answers of a claim: it is rejected for findings
// of severity reject, with a status of the code source 508 for each, on the
// line where it stands. Findings that are milder are the payer's to judge.
func Verdict277(r *coding.Result) x12.Verdict {
	var v x12.Verdict
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Outcome != coding.Fail || f.Suppressed != "" || f.Severity < coding.Reject {
			continue
		}
		s := status277(f)
		switch {
		case f.Line > 0:
			if v.Lines == nil {
				v.Lines = map[int]x12.Status{}
			}
			if _, ok := v.Lines[f.Line]; !ok {
				v.Lines[f.Line] = s
			}
		case len(v.Statuses) < maxStatuses && !slices.Contains(v.Statuses, s):
			v.Statuses = append(v.Statuses, s)
		}
	}
	return v
}

// status277 returns the status of a finding: the category (code source 507) A6
// for what is missing, A8 for what contradicts something else, A3 for a
// duplicate, A7 for what is invalid; and the status (508).
func status277(f *coding.Finding) x12.Status {
	for i := range statuses277 {
		if s := &statuses277[i]; strings.HasPrefix(f.Rule, s.rule) {
			out := x12.Status{Category: s.category, Code: s.code}
			if f.Rule == "claim-npi" || f.Rule == "claim-taxonomy-format" {
				out.Party = partyOf(f.Message)
			}
			return out
		}
	}
	return x12.Status{Category: "A7", Code: "21"}
}

// statuses277 gives the status by the beginning of the rule id; the first that
// fits counts. Codes: X12 code sources 507 and 508, external code lists.
var statuses277 = []struct{ rule, category, code string }{
	{"x12-required", "A6", "21"},            // missing or invalid information
	{"x12-balance", "A8", "178"},            // submitted charges
	{"claim-required-field", "A6", "21"},    //
	{"claim-npi", "A7", "562"},              // entity's NPI
	{"claim-tin", "A7", "128"},              // entity's tax id
	{"claim-taxonomy", "A7", "145"},         // entity's taxonomy code
	{"claim-zip", "A7", "500"},              // entity's ZIP code
	{"claim-sex", "A7", "157"},              // entity's gender
	{"claim-age", "A7", "158"},              // entity's date of birth
	{"claim-charge", "A8", "178"},           // submitted charges
	{"claim-duplicate", "A3", "54"},         // duplicate of a claim processed before
	{"claim-dx-count", "A7", "255"},         //
	{"dx-icd9", "A7", "255"},                // diagnosis code
	{"dx-sex", "A8", "255"},                 //
	{"dx-age", "A8", "255"},                 //
	{"dx-unacceptable", "A7", "254"},        // principal diagnosis code
	{"dx-manifestation-first", "A7", "254"}, //
	{"dx-external-cause-first", "A7", "254"},
	{"dx-sequela-first", "A7", "254"},
	{"dx-", "A7", "255"},
	{"line-units", "A7", "476"},      // units of service
	{"line-dx-pointer", "A7", "477"}, // diagnosis code pointer
	{"line-charge", "A7", "178"},
	{"line-duplicate", "A3", "54"},
	{"line-code", "A7", "454"}, // procedure code
	{"mod-", "A7", "453"},      // procedure code modifiers
	{"pos-", "A7", "249"},      // place of service
	{"tele-pos", "A7", "249"},
	{"tele-", "A7", "453"},
	{"ub-poa", "A7", "688"},       // present on admission indicator
	{"ub-bill-type", "A7", "228"}, // type of bill
	{"ub-revenue", "A7", "455"},   // revenue code
	{"ub-patient-status", "A7", "234"},
	{"ub-pcs", "A7", "465"}, // principal procedure code
	{"date-", "A7", "187"},  // dates of service
	{"ncci-", "A8", "454"},
	{"aoc-", "A8", "454"},
	{"mue-", "A8", "476"},
}

// partyOf returns the entity (data element 98) that a message is about.
func partyOf(message string) string {
	for _, p := range []struct{ word, code string }{{"rendering", "82"}, {"attending", "71"}, {"referring", "DN"}, {"facility", "77"}} {
		if strings.HasPrefix(message, p.word) {
			return p.code
		}
	}
	return "85"
}
