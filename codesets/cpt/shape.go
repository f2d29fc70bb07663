package cpt

import (
	"cmp"
	"slices"
)

// A Category is a category of CPT codes.
type Category string

// The categories, by the form of the code.
const (
	CategoryI      Category = "Category I"                    // ddddd
	CategoryII     Category = "Category II"                   // ddddF: performance measures
	CategoryIII    Category = "Category III"                  // ddddT: emerging technology
	PLA            Category = "Proprietary laboratory (PLA)"  // ddddU
	MAAA           Category = "Multianalyte assay (MAAA)"     // ddddM: administrative
	Administrative Category = "Administrative (immunization)" // ddddA: COVID-19 immunization, until 2023
)

// A Section is a section of Category I.
type Section string

// The sections of Category I, in the order of the book.
const (
	EvaluationManagement Section = "evaluation and management"
	Anesthesia           Section = "anesthesia"
	Surgery              Section = "surgery"
	Radiology            Section = "radiology"
	Pathology            Section = "pathology and laboratory"
	Medicine             Section = "medicine"
)

// A Shape is what the number of a code tells.
type Shape struct {
	Code     string   `json:"code"` // five characters, upper case
	Category Category `json:"category"`
	Section  Section  `json:"section,omitempty"` // of Category I; "" when the number is in no section
	Group    string   `json:"group,omitempty"`   // narrower, in our own words
}

// String returns "Category I, surgery, digestive system".
func (s Shape) String() string {
	out := string(s.Category)
	if s.Section != "" {
		out += ", " + string(s.Section)
	}
	if s.Group != "" {
		out += ", " + s.Group
	}
	return out
}

// ShapeOf returns the category, section and group of code by its number. It
// reports false when code does not have the form of a CPT code: five digits,
// or four and one of F, T, U, M, A. The form says nothing about existence.
func ShapeOf(code string) (Shape, bool) {
	n, ok := number(code)
	if !ok {
		return Shape{}, false
	}
	s := Shape{Code: code}
	switch code[4] {
	case 'F':
		s.Category, s.Group = CategoryII, "performance measurement"
	case 'T':
		s.Category, s.Group = CategoryIII, "emerging technology"
	case 'U':
		s.Category, s.Group = PLA, "laboratory test of one maker"
	case 'M':
		s.Category, s.Group = MAAA, "several analytes, one score"
	case 'A':
		s.Category, s.Group = Administrative, "COVID-19 immunization"
	default:
		s.Category = CategoryI
		s.Section, s.Group = sectionOf(n)
	}
	return s, true
}

// number returns the digits of a code of CPT form.
func number(code string) (int, bool) {
	if len(code) != 5 {
		return 0, false
	}
	n := 0
	for i, c := range []byte(code) {
		switch {
		case c >= '0' && c <= '9':
			n = n*10 + int(c-'0')
		case i == 4 && (c == 'F' || c == 'T' || c == 'U' || c == 'M' || c == 'A'):
		default:
			return 0, false
		}
	}
	return n, true
}

func sectionOf(n int) (Section, string) {
	i, ok := slices.BinarySearchFunc(groups, n, func(g group, n int) int {
		if g.first <= n && n <= g.last {
			return 0
		}
		return cmp.Compare(g.first, n)
	})
	if !ok {
		return "", ""
	}
	return groups[i].section, groups[i].words
}

// In reports whether code is a Category I code from first to last, both
// inclusive, by number.
func In(code string, first, last int) bool {
	n, ok := number(code)
	return ok && code[4] <= '9' && first <= n && n <= last
}

// IsEM reports whether code stands in the evaluation and management section,
// which since 2025 has the telemedicine visits 98000-98016 as well.
func IsEM(code string) bool {
	s, ok := ShapeOf(code)
	return ok && s.Section == EvaluationManagement
}

// hcpcsVisits are HCPCS Level II codes that are visits: they take 24, 25 and
// 57 as E/M codes do (NCCI Policy Manual, chapter 12).
var hcpcsVisits = []string{
	"G0101", "G0175", "G0181", "G0182", "G0245", "G0246", "G0316", "G0317", "G0318",
	"G0380", "G0381", "G0382", "G0383", "G0384", "G0402", "G0406", "G0407", "G0408",
	"G0425", "G0426", "G0427", "G0438", "G0439", "G0442", "G0443", "G0444", "G0445", "G0446", "G0447",
	"G0463", "G0466", "G0467", "G0468", "G0469", "G0470", "G0473", "G0506", "G0508", "G0509",
	"G2010", "G2012", "G2211", "G2212", "G2250", "G2251", "G2252",
	"S0610", "S0612", "S0613", "S0620", "S0621", "T1015",
}

// TakesEMModifier reports whether modifiers for evaluation and management
// services (24, 25, 27, 57) may stand on code: the E/M section, the general
// eye visits 92002-92014, the psychiatric evaluations 90791-90792 and visits
// of HCPCS Level II. It is wide on purpose: what is not sure is allowed.
func TakesEMModifier(code string) bool {
	if IsEM(code) || In(code, 92002, 92014) || In(code, 90791, 90792) {
		return true
	}
	_, ok := slices.BinarySearch(hcpcsVisits, code)
	return ok
}

// IsLaboratory reports whether code is of the pathology and laboratory
// section, a PLA or an administrative MAAA code.
func IsLaboratory(code string) bool {
	s, ok := ShapeOf(code)
	return ok && (s.Section == Pathology || s.Category == PLA || s.Category == MAAA)
}
