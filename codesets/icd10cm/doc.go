// Package icd10cm reads the official files of ICD-10-CM: the order file and
// the Tabular List in XML, and puts them together as the entries of a
// compiled code set.
//
// Start with [ParseOrder], [ParseTabular] and [Entries].
package icd10cm

// The parts a release of ICD-10-CM may be made of, as in codesets.Release.Parts.
const (
	PartOrder   = "order"   // the order file: codes, flags, short and long titles
	PartTabular = "tabular" // the Tabular List: hierarchy, notes, 7th characters
)
