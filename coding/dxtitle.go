package coding

import "strings"

// A TitleMark is something the official title of a diagnosis code says that
// rules ask for again and again.
type TitleMark uint8

// The marks.
const (
	// TitledManifestation is "in diseases classified elsewhere", "in other
	// diseases classified elsewhere" and the like (I.A.13); "as the cause of
	// diseases classified elsewhere" and "not elsewhere classified" are not.
	TitledManifestation TitleMark = 1 << iota
	// TitledUnspecified is "unspecified" as the first or the last word.
	TitledUnspecified
	// FirstTrimester, SecondTrimester and ThirdTrimester are set on titles
	// that name this one trimester (I.C.15.a.3).
	FirstTrimester
	SecondTrimester
	ThirdTrimester
	// TitledSepsis is a title with sepsis or septicemia in it.
	TitledSepsis

	titleRead // the marks have been made
)

// AnyTrimester is the three trimesters.
const AnyTrimester = FirstTrimester | SecondTrimester | ThirdTrimester

// Marks returns what the title says; 0 when the code is not found.
func (c *DXCode) Marks() TitleMark {
	if c.marks == 0 {
		c.marks = titleRead | titleMarks(c.Title())
	}
	return c.marks &^ titleRead
}

func titleMarks(title string) TitleMark {
	var m TitleMark
	before, _, ok := strings.Cut(title, "classified elsewhere")
	if ok && !strings.Contains(before, "as the cause") && strings.Contains(before, " in ") {
		m |= TitledManifestation
	}
	if strings.HasPrefix(title, "Unspecified ") || strings.HasSuffix(title, " unspecified") {
		m |= TitledUnspecified
	}
	title = strings.ToLower(title)
	if strings.Contains(title, "sepsis") || strings.Contains(title, "septicemi") {
		m |= TitledSepsis
	}
	return m | trimesterOf(title)
}

// trimesterOf returns the one trimester a title names, 0 when it names none
// or more than one ("preterm labor second trimester with preterm delivery
// third trimester").
func trimesterOf(title string) TitleMark {
	if strings.Count(title, " trimester") != 1 {
		return 0
	}
	switch {
	case strings.Contains(title, "first trimester"):
		return FirstTrimester
	case strings.Contains(title, "second trimester"):
		return SecondTrimester
	case strings.Contains(title, "third trimester"):
		return ThirdTrimester
	}
	return 0
}
