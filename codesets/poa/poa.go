// Package poa reads the list of diagnoses exempt from the present on
// admission indicator.
package poa

import (
	"io"

	"github.com/medcode-cli/medcode/codesets/delimited"
	"github.com/medcode-cli/medcode/codesets/table"
)

// A Row is one exempt code.
type Row struct {
	Code  string // undotted
	Title string
}

// Parse reads a list (POAexemptCodesFYnn.txt). It returns every row, or a
// *codesets.ParseError at the first bad line.
//
// Layout, tab separated with a header: order number ("Order26"),
// POAexemptCode (dotted), Description.
func Parse(r io.Reader) ([]Row, error) {
	var rows []Row
	format := delimited.Format{Comma: '\t', Columns: []string{"poaexemptcode"}}
	err := delimited.Read(r, format, func(rec delimited.Record) error {
		code, err := rec.Code("poaexemptcode", 3, 7)
		if err != nil {
			return err
		}
		rows = append(rows, Row{code, rec.Get("description")})
		return nil
	})
	if err != nil {
		return nil, err
	}
	return rows, nil
}

// Rows makes the table of rows to compile: one column, code, undotted.
func Rows(rows []Row) table.RowSet {
	set := table.RowSet{Columns: []string{"code"}, Keys: 1}
	for _, r := range rows {
		set.Rows = append(set.Rows, []string{r.Code})
	}
	return set
}
