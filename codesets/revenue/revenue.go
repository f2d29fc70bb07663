// Package revenue knows the structure of the four-digit revenue codes of
// institutional claims: which categories there are, in words of our own. The
// NUBC's official text is licensed and not part of this program.
//
// Start with [Find].
package revenue

import (
	"cmp"
	"slices"
	"strings"
)

// A Category is the group of revenue codes with the same first three digits.
type Category struct {
	First string `json:"first"` // the first three digits
	Words string `json:"words"`
}

// Normalize returns code as four digits; a code of three gets its leading zero.
func Normalize(code string) string {
	code = strings.TrimSpace(code)
	if len(code) == 3 {
		return "0" + code
	}
	return code
}

// Find returns the category of a revenue code of four digits, and whether
// there is one. That the category exists does not say that its fourth digit
// is in use.
func Find(code string) (Category, bool) {
	if len(code) != 4 || strings.Trim(code, "0123456789") != "" {
		return Category{}, false
	}
	i, ok := slices.BinarySearchFunc(categories, code[:3], func(c Category, s string) int { return cmp.Compare(c.First, s) })
	if !ok {
		return Category{}, false
	}
	return categories[i], true
}

// All returns every category, in order.
func All() []Category { return slices.Clone(categories) }

// categories are those in general use (Medicare Claims Processing Manual,
// chapter 25, section 75.4, form locator 42), in words of our own.
var categories = []Category{
	{"000", "total of the claim (0001)"},
	{"002", "prospective payment codes: HIPPS"},
	{"010", "all-inclusive rate"},
	{"011", "room and board, private"},
	{"012", "room and board, two beds"},
	{"013", "room and board, three or four beds"},
	{"014", "room and board, deluxe private"},
	{"015", "room and board, ward"},
	{"016", "room and board, other"},
	{"017", "nursery"},
	{"018", "leave of absence"},
	{"019", "subacute care"},
	{"020", "intensive care"},
	{"021", "coronary care"},
	{"022", "special charges"},
	{"023", "incremental nursing"},
	{"024", "all-inclusive ancillary"},
	{"025", "pharmacy"},
	{"026", "intravenous therapy"},
	{"027", "medical and surgical supplies"},
	{"028", "oncology"},
	{"029", "durable medical equipment"},
	{"030", "laboratory"},
	{"031", "laboratory, pathology"},
	{"032", "radiology, diagnostic"},
	{"033", "radiology, therapeutic, and chemotherapy"},
	{"034", "nuclear medicine"},
	{"035", "CT scan"},
	{"036", "operating room"},
	{"037", "anesthesia"},
	{"038", "blood and its components"},
	{"039", "blood administration and storage"},
	{"040", "other imaging"},
	{"041", "respiratory services"},
	{"042", "physical therapy"},
	{"043", "occupational therapy"},
	{"044", "speech-language pathology"},
	{"045", "emergency room"},
	{"046", "pulmonary function"},
	{"047", "audiology"},
	{"048", "cardiology"},
	{"049", "ambulatory surgery"},
	{"050", "outpatient services"},
	{"051", "clinic"},
	{"052", "freestanding clinic"},
	{"053", "osteopathic services"},
	{"054", "ambulance"},
	{"055", "skilled nursing (home health)"},
	{"056", "medical social services (home health)"},
	{"057", "home health aide"},
	{"058", "other visits (home health)"},
	{"059", "units of service (home health)"},
	{"060", "oxygen (home health)"},
	{"061", "magnetic resonance"},
	{"062", "supplies, beyond 027"},
	{"063", "pharmacy, beyond 025"},
	{"064", "home infusion"},
	{"065", "hospice"},
	{"066", "respite care"},
	{"067", "outpatient special residence"},
	{"068", "trauma response"},
	{"069", "services before hospice"},
	{"070", "cast room"},
	{"071", "recovery room"},
	{"072", "labor and delivery"},
	{"073", "electrocardiogram"},
	{"074", "electroencephalogram"},
	{"075", "gastrointestinal services"},
	{"076", "treatment or observation room"},
	{"077", "preventive care"},
	{"078", "telemedicine"},
	{"079", "shock wave therapy"},
	{"080", "inpatient dialysis"},
	{"081", "organ and cell acquisition"},
	{"082", "hemodialysis, outpatient or home"},
	{"083", "peritoneal dialysis, outpatient or home"},
	{"084", "ambulatory peritoneal dialysis, outpatient or home"},
	{"085", "cycling peritoneal dialysis, outpatient or home"},
	{"086", "magnetoencephalography"},
	{"087", "cell and gene therapy"},
	{"088", "miscellaneous dialysis"},
	{"089", "drugs of cell and gene therapy"},
	{"090", "behavioral health treatment"},
	{"091", "behavioral health treatment, beyond 090"},
	{"092", "other diagnostic services"},
	{"093", "medical rehabilitation day program"},
	{"094", "other therapeutic services"},
	{"095", "other therapeutic services, beyond 094"},
	{"096", "professional fees"},
	{"097", "professional fees, beyond 096"},
	{"098", "professional fees, beyond 097"},
	{"099", "patient convenience items"},
	{"100", "behavioral health accommodation"},
	{"210", "alternative therapy"},
	{"310", "adult care"},
}
