package x12

import (
	"strings"
	"sync"
)

// The outside code lists that this package carries (SNIP type 5). Diagnoses,
// procedures, modifiers and places of service are judged by the claim rules,
// with the release of the date of service.
//
// States: USPS Publication 28, appendix B, with the Canadian provinces of
// Canada Post. Countries: ISO 3166-1, alpha-2 (three letters are not used in
// N404). Reasons: the form of a claim adjustment reason code (CARC, code
// source 139), not the list, which changes three times a year.
var (
	states = listOf("AA AB AE AK AL AP AR AS AZ BC CA CO CT DC DE FL FM GA GU HI IA ID IL IN KS KY LA MA MB MD ME MH MI MN MO MP MS " +
		"MT NB NC ND NE NF NH NJ NL NM NS NT NU NV NY OH OK ON OR PA PE PQ PR PW QC RI SC SD SK TN TX UT VA VI VT WA WI WV WY YT")
	countries = listOf("AD AE AF AG AI AL AM AN AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ " +
		"CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR " +
		"GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP " +
		"KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT " +
		"MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW " +
		"SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ " +
		"UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW")
)

// listOf makes a set of codes, once.
func listOf(codes string) func() *codeSet {
	return sync.OnceValue(func() *codeSet {
		c := newCodeSet(strings.Fields(codes))
		return &c
	})
}

var listNames = map[string]string{
	"state": "of states and provinces", "country": "of countries (ISO 3166-1)", "carc": "of claim adjustment reasons",
}

func listed(list string, b []byte) bool {
	switch list {
	case "state":
		return states().has(b)
	case "country":
		return countries().has(b)
	case "carc":
		return isReason(b)
	}
	return true
}

// isReason reports whether b has the form of a CARC: one to three digits, or a
// letter and one or two digits.
func isReason(b []byte) bool {
	if len(b) > 1 && b[0] >= 'A' && b[0] <= 'Z' {
		b = b[1:]
		if len(b) > 2 {
			return false
		}
	}
	_, ok := number(b)
	return ok && len(b) <= 3
}
