package coding

import "github.com/medcode-cli/medcode/codesets"

// The reasons for which a rule has no data. They are ids like those of rules
// and stand once in the summary of a run, not once a line. A no_data finding
// without one comes from a loaded table that has no row for the code.
const (
	MetaTableMissing  = "meta-table-missing"  // no release of the table is loaded, or it cannot be opened
	MetaTableStale    = "meta-table-stale"    // releases are loaded, but none for the date
	MetaTableSample   = "meta-table-sample"   // the release has far fewer rows than the official one
	MetaNoteUnparsed  = "meta-note-unparsed"  // a note names codes in a way that is not understood
	MetaCPTAbsent     = "meta-cpt-absent"     // no licensed CPT file is loaded
	MetaHistoryAbsent = "meta-history-absent" // the patient's earlier claims are not at hand
)

// whyMissing returns the reason for which no release of set answers for a
// date, and the words for it.
func whyMissing(catalog *codesets.Catalog, set codesets.CodeSet, d codesets.Date) (id, words string) {
	switch {
	case d.IsZero():
		return MetaTableStale, "the claim has no date that picks a release"
	case len(catalog.Of(set)) > 0:
		return MetaTableStale, "no loaded release is in force on the date"
	case set == codesets.CPT:
		return MetaCPTAbsent, "not loaded"
	}
	return MetaTableMissing, "not loaded"
}
