// Package mce reads the code lists of the Medicare Code Editor: ages, sexes,
// manifestations, unacceptable principal diagnoses and the others, by version.
//
// Start with [Parse] or [ParseJSON]. The names of the edits are the constants
// below, whatever the file calls them.
package mce

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/delimited"
	"github.com/medcode-cli/medcode/codesets/table"
)

// An Edit is the name of one list.
type Edit string

// The lists (Definitions of Medicare Code Edits; the number is the edit's).
const (
	Newborn           Edit = "age-newborn"            // 4.A: age 0
	Pediatric         Edit = "age-pediatric"          // 4.B: 0-17
	Maternity         Edit = "age-maternity"          // 4.C: 9-64, before version 36 12-55
	Adult             Edit = "age-adult"              // 4.D: 15-124
	Female            Edit = "sex-female"             // 5: for females only
	Male              Edit = "sex-male"               // 5: for males only
	Manifestation     Edit = "manifestation"          // 6: not as principal diagnosis
	Questionable      Edit = "questionable-admission" // 8
	Unacceptable      Edit = "unacceptable-principal" // 9
	RequiresSecondary Edit = "requires-secondary"     // 9: unacceptable unless a secondary diagnosis is there
	NonCovered        Edit = "non-covered"            // 11
	NonCoveredOver60  Edit = "non-covered-over-60"    // 11.F
	Limited           Edit = "limited-coverage"       // 17
	WrongProcedure    Edit = "wrong-procedure"        // 18
	LengthOfStay      Edit = "length-of-stay"         // 19: less than four days
)

// The kinds of code on the lists.
const (
	Diagnosis = "dx" // ICD-10-CM
	Procedure = "px" // ICD-10-PCS
)

// A Row is one code on one list.
type Row struct {
	Code string // undotted
	Kind string // Diagnosis or Procedure
	Edit Edit
	// MinAge and MaxAge, in years and inclusive, are those of an age list; both
	// zero on the newborn list, both -1 on lists that are not of age.
	MinAge, MaxAge int
	Sex            string // "F" or "M" of a sex list: the only one allowed
}

// edits are the names the files use, lower case. Several files name one edit.
var edits = map[string]Edit{
	"newborn_only":                   Newborn,
	"pediatric_only":                 Pediatric,
	"maternity_only":                 Maternity,
	"adult_only":                     Adult,
	"female_only":                    Female,
	"male_only":                      Male,
	"principal_manifestation":        Manifestation,
	"principal_questionable_admit":   Questionable,
	"principal_unacceptable":         Unacceptable,
	"principal_requires_secondary":   RequiresSecondary,
	"noncovered_always":              NonCovered,
	"noncovered_over60":              NonCoveredOver60,
	"limited_coverage":               Limited,
	"wrong_performed":                WrongProcedure,
	"noncovered_los_96hr":            LengthOfStay,
	"perinatal/newborn (age 0 only)": Newborn,
	"pediatric (ages 0-17)":          Pediatric,
	"maternity (ages 9-64)":          Maternity,
	"adult (ages 15-124)":            Adult,
	"female only":                    Female,
	"male only":                      Male,
	"manifestation (not allowed as principal diagnosis)": Manifestation,
	"manifestation_not_pdx":                              Manifestation,
	"unacceptable_pdx":                                   Unacceptable,
	"unacceptable_pdx_unless_secondary":                  RequiresSecondary,
	"questionable_admission":                             Questionable,
	"age_newborn":                                        Newborn,
	"age_pediatric":                                      Pediatric,
	"age_maternity":                                      Maternity,
	"age_adult":                                          Adult,
}

// wideMaternity is the first version whose maternity list is for ages 9 to
// 64. Where the sources at hand do not say, the wider range is taken.
const wideMaternity = 36

// row completes r with the ages and sex of its edit in a version; 0 is a
// version that is not known, and new.
func row(code, kind, name string, version int) (Row, error) {
	edit, ok := edits[strings.ToLower(name)]
	if !ok {
		return Row{}, fmt.Errorf("edit %q is not one of the code editor's lists", delimited.Clip(name))
	}
	r := Row{Code: code, Kind: kind, Edit: edit, MinAge: -1, MaxAge: -1}
	switch edit {
	case Newborn:
		r.MinAge, r.MaxAge = 0, 0
	case Pediatric:
		r.MinAge, r.MaxAge = 0, 17
	case Maternity:
		r.MinAge, r.MaxAge = 9, 64
		if version != 0 && version < wideMaternity {
			r.MinAge, r.MaxAge = 12, 55
		}
	case Adult:
		r.MinAge, r.MaxAge = 15, 124
	case Female:
		r.Sex = "F"
	case Male:
		r.Sex = "M"
	}
	return r, nil
}

// Parse reads the lists as delimited text. It returns every row and the
// version the file names, 0 when it names none, or a *codesets.ParseError at
// the first bad line.
//
// Layouts, by header:
//
//	MCE_Version, ICD_Version, MCE_Section, MCE_Subsection, MCE_Edit_Type,
//	  ICD_Code_Type (D or P), ICD_Code, ICD_Desc; tab separated; versions 33-37
//	icd_code (dotted), icd_description, icd_conflict_group, icd_conflict_rule;
//	  version 41.1
func Parse(r io.Reader) (rows []Row, version int, err error) {
	err = delimited.Read(r, delimited.Format{Columns: []string{"icd code"}}, func(rec delimited.Record) error {
		code, err := rec.Code("icd code", 3, 7)
		if err != nil {
			return err
		}
		kind, column := Diagnosis, "icd conflict rule"
		if rec.Has("mce edit type") {
			column = "mce edit type"
			if rec.Get("icd code type") == "P" {
				kind = Procedure
			}
			if version, err = strconv.Atoi(rec.Get("mce version")); err != nil {
				return rec.Errorf("mce version", "version %q, want a number", delimited.Clip(rec.Get("mce version")))
			}
			if v := rec.Get("icd version"); v != "10" {
				return nil // ICD-9 lists of the same file
			}
		}
		row, err := row(code, kind, rec.Get(column), version)
		if err != nil {
			return rec.Errorf(column, "%w", err)
		}
		rows = append(rows, row)
		return nil
	})
	if err == nil && len(rows) == 0 {
		err = &codesets.ParseError{Err: errors.New("no ICD-10 list")}
	}
	if err != nil {
		return nil, 0, err
	}
	return rows, version, nil
}

// maxJSON is the most a JSON file of lists may have; the one at hand has 0.7 MB.
const maxJSON = 64 << 20

// ParseJSON reads lists as one JSON object: "codes" holds a list of objects
// with "code" for each edit, "age_categories" the ages by their name without
// "age_". It returns every row, by edit and code.
func ParseJSON(r io.Reader) ([]Row, error) {
	var file struct {
		Ages map[string]struct {
			Min *int `json:"min_age"`
			Max *int `json:"max_age"`
		} `json:"age_categories"`
		Codes map[string][]struct {
			Code string `json:"code"`
		} `json:"codes"`
	}
	if err := json.NewDecoder(io.LimitReader(r, maxJSON)).Decode(&file); err != nil {
		return nil, &codesets.ParseError{Err: fmt.Errorf("want lists of the code editor as JSON: %w", err)}
	}
	var rows []Row
	for name, codes := range file.Codes {
		for _, c := range codes {
			code := codesets.Normalize(c.Code)
			if len(code) < 3 || len(code) > 7 || !delimited.Alnum(code) {
				return nil, &codesets.ParseError{Err: fmt.Errorf("%s: code %q, want 3 to 7 letters and digits", delimited.Clip(name), delimited.Clip(c.Code))}
			}
			r, err := row(code, Diagnosis, name, 0)
			if err != nil {
				return nil, &codesets.ParseError{Err: err}
			}
			if age, ok := file.Ages[strings.TrimPrefix(name, "age_")]; ok && age.Min != nil && age.Max != nil {
				r.MinAge, r.MaxAge = *age.Min, *age.Max
			}
			rows = append(rows, r)
		}
	}
	if len(rows) == 0 {
		return nil, &codesets.ParseError{Err: errors.New("no codes, want lists of the code editor as JSON")}
	}
	slices.SortFunc(rows, func(a, b Row) int {
		return strings.Compare(string(a.Edit)+" "+a.Code, string(b.Edit)+" "+b.Code)
	})
	return rows, nil
}

// Rows makes the table of rows to compile:
//
//	code     undotted, key
//	edit     one of the constants, key
//	kind     "dx" or "px"
//	min_age  years, "" on lists that are not of age
//	max_age  years, inclusive
//	sex      "F" or "M" of a sex list
func Rows(rows []Row) table.RowSet {
	set := table.RowSet{Columns: []string{"code", "edit", "kind", "min_age", "max_age", "sex"}, Keys: 2}
	for _, r := range rows {
		low, high := "", ""
		if r.MaxAge >= 0 {
			low, high = strconv.Itoa(r.MinAge), strconv.Itoa(r.MaxAge)
		}
		set.Rows = append(set.Rows, []string{r.Code, string(r.Edit), r.Kind, low, high, r.Sex})
	}
	return set
}
