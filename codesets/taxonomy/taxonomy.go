// Package taxonomy reads the health care provider taxonomy of the NUCC.
// Definitions are not kept; the code set is © AMA for the NUCC.
package taxonomy

import (
	"io"

	"github.com/medcode-cli/medcode/codesets/delimited"
	"github.com/medcode-cli/medcode/codesets/table"
)

// A Row is one provider taxonomy code.
type Row struct {
	Code           string // ten characters, the last an X
	Grouping       string
	Classification string
	Specialization string
	Name           string // display name
	Section        string // "Individual" or "Non-Individual"
}

// Parse reads the code set (nucc_taxonomy_NNN.csv). It returns every row, or
// a *codesets.ParseError at the first bad line.
//
// Layout, with a header: Code, Grouping, Classification, Specialization,
// Definition, Notes, Display Name, Section.
func Parse(r io.Reader) ([]Row, error) {
	var rows []Row
	format := delimited.Format{Columns: []string{"code", "grouping", "classification"}}
	err := delimited.Read(r, format, func(rec delimited.Record) error {
		code, err := rec.Code("code", 10, 10)
		if err != nil {
			return err
		}
		if code[9] != 'X' {
			return rec.Errorf("code", "code %q, want an X at the end", code)
		}
		rows = append(rows, Row{
			code, rec.Get("grouping"), rec.Get("classification"), rec.Get("specialization"),
			rec.Get("display name"), rec.Get("section"),
		})
		return nil
	})
	if err != nil {
		return nil, err
	}
	return rows, nil
}

// Rows makes the table of rows to compile: code (key), name, grouping,
// classification, specialization and section.
func Rows(rows []Row) table.RowSet {
	set := table.RowSet{Columns: []string{"code", "name", "grouping", "classification", "specialization", "section"}, Keys: 1}
	for _, r := range rows {
		set.Rows = append(set.Rows, []string{r.Code, r.Name, r.Grouping, r.Classification, r.Specialization, r.Section})
	}
	return set
}
