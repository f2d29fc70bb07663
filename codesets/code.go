package codesets

import "strings"

// A Kind says where a code stands in its classification.
type Kind uint8

// The kinds, from the top of the tree down.
const (
	KindCode        Kind = iota // a code of a flat set, or one complete to its last required character
	KindChapter                 // ICD-10-CM chapter, keyed by its number
	KindBlock                   // ICD-10-CM block, keyed by its range: "E08-E13"
	KindCategory                // three characters
	KindSubcategory             // four characters or more, a header
)

// String returns the word people read: "category".
func (k Kind) String() string {
	return [...]string{"code", "chapter", "block", "category", "subcategory"}[k]
}

// A Code is one entry of a code set in one release.
type Code struct {
	Set      CodeSet
	Code     string // upper case, no dot: "E119"; a block's range or a chapter's number
	Title    string // the official long title
	Short    string // the official short title, "" where the source has none
	Kind     Kind
	Billable bool   // false: a header, not reportable
	Parent   string // the code above, "" at the top
	Attrs    []Attr // further official fields, in the source's order
}

// An Attr is one named official field of a code, such as HCPCS coverage.
type Attr struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// The names of attributes that hold a code's own dates, ISO form, in sets
// whose codes carry them (HCPCS Level II, CPT).
const (
	AttrEffective = "effective"
	AttrEnd       = "end"
)

// AttrCoverage is the name of the attribute that says whether Medicare covers
// a HCPCS Level II code, the official letter and its words: "I: not payable by
// Medicare".
const AttrCoverage = "coverage"

// AttrInstead is the name of the attribute that holds the codes to use in
// place of a HCPCS Level II code, a blank between.
const AttrInstead = "cross_references"

// Display returns the form people read: ICD-10-CM with its dot, all else as is.
func (c Code) Display() string { return Display(c.Set, c.Code) }

// Display returns code, undotted, as people write it in set. What is no code
// of the set stays as it is.
func Display(set CodeSet, code string) string {
	if set == ICD10CM && len(code) > 3 && isAlnum(code[:3]) && isAlnum(strings.Trim(code[3:], ".")) {
		return code[:3] + "." + code[3:]
	}
	return code
}

func isAlnum(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}

// Normalize returns code as it is kept: upper case, surrounding blanks and the
// dot at its official place (behind the third character) removed. A dot at
// any other place stays, so that it is not silently accepted.
func Normalize(code string) string {
	code = strings.ToUpper(strings.TrimSpace(code))
	if len(code) > 3 && code[3] == '.' {
		return strings.TrimSpace(code[:3] + code[4:])
	}
	return code
}
