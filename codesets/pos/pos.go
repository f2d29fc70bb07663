// Package pos is the CMS place of service code set, with the day each code
// came into use and the rate that the Medicare physician fee schedule pays
// there.
//
// Start with [Find]. The table is small and part of the program.
//
// Sources: CMS, Place of Service Code Set (names and effective dates);
// Medicare Claims Processing Manual, chapter 26, section 10.5 (codes) and
// chapter 12, section 20.4.2 (facility and non-facility).
package pos

import (
	"cmp"
	"slices"

	"github.com/medcode-cli/medcode/codesets"
)

// A Place is one place of service.
type Place struct {
	Code      string        `json:"code"` // two digits
	Name      string        `json:"name"` // of the CMS set
	Effective codesets.Date `json:"effective_date"`
	End       codesets.Date `json:"end_date"` // inclusive; zero: open
	Facility  bool          `json:"facility"` // the fee schedule's facility rate applies
	// Revised is the day the meaning of a code changed: 02 and 22 were narrowed.
	Revised codesets.Date `json:"revised_date,omitzero"`
}

// InForce reports whether p may be reported on d.
func (p Place) InForce(d codesets.Date) bool {
	return p.Effective <= d && (p.End.IsZero() || d <= p.End)
}

// Telehealth reports whether p says that the patient was seen at a distance.
func (p Place) Telehealth() bool { return p.Code == "02" || p.Code == "10" }

// Find returns the place and whether its code is in force on d. A place that
// is known but not in force is returned with false; an unknown one is zero.
func Find(code string, d codesets.Date) (Place, bool) {
	i, ok := slices.BinarySearchFunc(places, code, func(p Place, c string) int { return cmp.Compare(p.Code, c) })
	if !ok {
		return Place{}, false
	}
	return places[i], places[i].InForce(d)
}

// All returns every place, by code.
func All() []Place { return slices.Clone(places) }

// In the fee schedule's terms.
const (
	facility    = true
	nonFacility = false
)

// places is the set, by code. Effective 0: since before 2003, when the set
// became a HIPAA standard.
var places = []Place{
	{"01", "Pharmacy", 20031001, 0, nonFacility, 20051001},
	{"02", "Telehealth provided other than in patient's home", 20170101, 0, facility, 20220101},
	{"03", "School", 20030101, 0, nonFacility, 0},
	{"04", "Homeless shelter", 20030101, 0, nonFacility, 0},
	{"05", "Indian Health Service free-standing facility", 20030101, 0, nonFacility, 0},
	{"06", "Indian Health Service provider-based facility", 20030101, 0, facility, 0},
	{"07", "Tribal 638 free-standing facility", 20030101, 0, nonFacility, 0},
	{"08", "Tribal 638 provider-based facility", 20030101, 0, facility, 0},
	{"09", "Prison or correctional facility", 20060701, 0, nonFacility, 0},
	{"10", "Telehealth provided in patient's home", 20220101, 0, nonFacility, 0},
	{"11", "Office", 0, 0, nonFacility, 0},
	{"12", "Home", 0, 0, nonFacility, 0},
	{"13", "Assisted living facility", 20031001, 0, nonFacility, 0},
	{"14", "Group home", 20031001, 0, nonFacility, 0},
	{"15", "Mobile unit", 20030101, 0, nonFacility, 0},
	{"16", "Temporary lodging", 20080101, 0, nonFacility, 0},
	{"17", "Walk-in retail health clinic", 20100501, 0, nonFacility, 0},
	{"18", "Place of employment or worksite", 20130501, 0, nonFacility, 0},
	{"19", "Off campus outpatient hospital", 20160101, 0, facility, 0},
	{"20", "Urgent care facility", 20030101, 0, nonFacility, 0},
	{"21", "Inpatient hospital", 0, 0, facility, 0},
	{"22", "On campus outpatient hospital", 0, 0, facility, 20160101},
	{"23", "Emergency room, hospital", 0, 0, facility, 0},
	{"24", "Ambulatory surgical center", 0, 0, facility, 0},
	{"25", "Birthing center", 0, 0, nonFacility, 0},
	{"26", "Military treatment facility", 0, 0, facility, 0},
	{"27", "Outreach site or street", 20231001, 0, nonFacility, 0},
	{"31", "Skilled nursing facility", 0, 0, facility, 0},
	{"32", "Nursing facility", 0, 0, nonFacility, 0},
	{"33", "Custodial care facility", 0, 0, nonFacility, 0},
	{"34", "Hospice", 0, 0, facility, 0},
	{"41", "Ambulance, land", 0, 0, facility, 0},
	{"42", "Ambulance, air or water", 0, 0, facility, 0},
	{"49", "Independent clinic", 20031001, 0, nonFacility, 0},
	{"50", "Federally qualified health center", 0, 0, nonFacility, 0},
	{"51", "Inpatient psychiatric facility", 0, 0, facility, 0},
	{"52", "Psychiatric facility, partial hospitalization", 0, 0, facility, 0},
	{"53", "Community mental health center", 0, 0, facility, 0},
	{"54", "Intermediate care facility for individuals with intellectual disabilities", 0, 0, nonFacility, 0},
	{"55", "Residential substance abuse treatment facility", 0, 0, nonFacility, 0},
	{"56", "Psychiatric residential treatment center", 0, 0, facility, 0},
	{"57", "Non-residential substance abuse treatment facility", 20031001, 0, nonFacility, 0},
	{"58", "Non-residential opioid treatment facility", 20200101, 0, nonFacility, 0},
	{"60", "Mass immunization center", 0, 0, nonFacility, 0},
	{"61", "Comprehensive inpatient rehabilitation facility", 0, 0, facility, 0},
	{"62", "Comprehensive outpatient rehabilitation facility", 0, 0, nonFacility, 0},
	{"65", "End-stage renal disease treatment facility", 0, 0, nonFacility, 0},
	{"66", "Programs of All-Inclusive Care for the Elderly (PACE) center", 20240801, 0, nonFacility, 0},
	{"71", "State or local public health clinic", 0, 0, nonFacility, 0},
	{"72", "Rural health clinic", 0, 0, nonFacility, 0},
	{"81", "Independent laboratory", 0, 0, nonFacility, 0},
	{"99", "Other place of service", 0, 0, nonFacility, 0},
}
