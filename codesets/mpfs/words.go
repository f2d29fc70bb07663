package mpfs

// words say what the values of the indicators mean, in short (CMS, RVU25D
// record layout and its attachment A).
var words = map[string]map[string]string{
	"status": {
		"A": "active, paid separately",
		"B": "bundled, never paid separately",
		"C": "priced by contractors",
		"D": "deleted",
		"E": "excluded by regulation",
		"F": "deleted, no grace period",
		"G": "not valid for Medicare, another code is used",
		"H": "deleted modifier",
		"I": "not valid for Medicare, another code is used, no grace period",
		"J": "anesthesia",
		"M": "measurement code",
		"N": "not covered",
		"P": "bundled or excluded",
		"Q": "therapy functional information",
		"R": "restricted coverage",
		"T": "paid only when nothing else is, that day",
		"X": "excluded by statute",
	},
	"pctc": {
		"0": "physician service: no professional or technical component",
		"1": "diagnostic test: 26 and TC apply",
		"2": "professional component only",
		"3": "technical component only",
		"4": "global test only",
		"5": "incident to: 26 and TC do not apply",
		"6": "laboratory physician interpretation: 26 applies",
		"7": "physical therapy: not paid to hospital patients",
		"8": "physician interpretation of a hospital inpatient's smear",
		"9": "does not apply",
	},
	"global": {
		"000": "the day itself",
		"010": "10 days after",
		"090": "1 day before, 90 days after",
		"MMM": "maternity",
		"XXX": "global concept does not apply",
		"YYY": "set by contractors",
		"ZZZ": "part of another service's global period",
	},
	"mult_proc": {
		"0": "no reduction",
		"1": "rules before 1995",
		"2": "standard reduction: 100, 50, 50 percent",
		"3": "endoscopy family rules",
		"4": "diagnostic imaging reduction",
		"5": "therapy practice expense reduction",
		"6": "diagnostic cardiovascular reduction",
		"7": "diagnostic ophthalmology reduction",
		"9": "does not apply",
	},
	"bilat_surg": {
		"0": "150 percent does not apply: 50 not allowed",
		"1": "150 percent applies with 50",
		"2": "already priced for both sides",
		"3": "each side is paid in full",
		"9": "does not apply",
	},
	"asst_surg": {
		"0": "only with documentation of need",
		"1": "not paid, by statute",
		"2": "may be paid",
		"9": "does not apply",
	},
	"co_surg": {
		"0": "not permitted",
		"1": "with documentation of need",
		"2": "permitted for two specialties",
		"9": "does not apply",
	},
	"team_surg": {
		"0": "not permitted",
		"1": "with documentation of need",
		"2": "permitted",
		"9": "does not apply",
	},
	"not_used":  {"+": "relative values not used by Medicare"},
	"nonfac_na": {"NA": "rarely done outside a facility"},
	"fac_na":    {"NA": "rarely done in a facility"},
}

// Words says what the value of an indicator means; "" when there is nothing
// to say. The column is one of Columns.
func Words(column, value string) string { return words[column][value] }
