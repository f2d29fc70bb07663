package practice

import (
	_ "embed" // for the section numbers
	"slices"
	"strings"
)

// sectionNumbers lists the section numbers of the ICD-10-CM Official
// Guidelines for Coding and Reporting FY2026, so that a pack cannot cite a
// section that is not there. A chapter's deeper levels ("(a)") are left out.
//
//go:embed sections.txt
var sectionNumbers string

// SectionKnown reports whether the FY2026 guidelines have this section:
// "I.C.9.a.2".
func SectionKnown(s string) bool {
	return slices.Contains(strings.Fields(sectionNumbers), s)
}
