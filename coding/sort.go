package coding

import (
	"cmp"
	"slices"
)

// sortFindings puts findings in the order reports show them: what failed
// first, the most severe first, then by line, diagnosis, rule and codes.
func sortFindings(fs []Finding) {
	if len(fs) < 2 {
		return
	}
	slices.SortStableFunc(fs, func(a, b Finding) int {
		return cmp.Or(
			-cmp.Compare(a.Outcome, b.Outcome),
			-cmp.Compare(a.Severity, b.Severity),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Related, b.Related),
			slices.Compare(a.DX, b.DX),
			cmp.Compare(a.Rule, b.Rule),
			slices.Compare(a.Codes, b.Codes),
		)
	})
}
