package cpt

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
)

// ParseCSV reads a table of one's own, UTF-8 with a header:
//
//	code       five characters
//	short      short text; may be empty
//	long       long text; "description" is taken as well
//	medium     may be missing
//	consumer   may be missing
//	effective  first day, YYYY-MM-DD or YYYYMMDD; may be empty or missing
//	end        last day, inclusive; may be empty or missing
//
// The order is free; unknown columns are passed over. It returns every row,
// or a *codesets.ParseError at the first bad line.
func ParseCSV(r io.Reader) ([]Row, error) {
	cr := csv.NewReader(r)
	cr.FieldsPerRecord = -1
	cr.ReuseRecord = true
	header, err := cr.Read()
	if err != nil {
		return nil, &codesets.ParseError{Line: 1, Err: fmt.Errorf("want a header with a column code: %w", err)}
	}
	columns := make([]string, len(header))
	for i, h := range header {
		columns[i] = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(h, "\ufeff")))
	}
	if indexFold(columns, "code") < 0 {
		return nil, &codesets.ParseError{Line: 1, Err: fmt.Errorf("header %q, want a column code", clip(strings.Join(columns, ",")))}
	}
	var rows []Row
	seen := map[string]bool{}
	for {
		record, err := cr.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, csvError(err)
		}
		line, _ := cr.FieldPos(0)
		row, column, err := csvRow(columns, record)
		if err == nil && seen[row.Code] {
			err = fmt.Errorf("code %q stands twice", row.Code)
		}
		if err != nil {
			return nil, &codesets.ParseError{Line: line, Column: column, Err: err}
		}
		seen[row.Code] = true
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return nil, &codesets.ParseError{Err: errors.New("no rows")}
	}
	return rows, nil
}

// csvError says in our terms where CSV is broken.
func csvError(err error) error {
	if bad, ok := errors.AsType[*csv.ParseError](err); ok {
		return &codesets.ParseError{Line: bad.Line, Column: bad.Column, Err: bad.Err}
	}
	return &codesets.ParseError{Err: err}
}

// csvRow returns the row, or the 1-based field number of the first fault.
func csvRow(columns, record []string) (Row, int, error) {
	var row Row
	for i, name := range columns {
		if i >= len(record) {
			break
		}
		v := strings.TrimSpace(record[i])
		var err error
		switch name {
		case "code":
			row.Code = strings.ToUpper(v)
			if !isCode(row.Code) {
				err = fmt.Errorf("code %q, want five characters of a CPT code", clip(v))
			}
		case "long", "description":
			row.Text[Long] = v
		case "medium":
			row.Text[Medium] = v
		case "short":
			row.Text[Short] = v
		case "consumer":
			row.Text[Consumer] = v
		case "effective":
			row.Effective, err = anyDate(v)
		case "end":
			row.End, err = anyDate(v)
		}
		if err != nil {
			return Row{}, i + 1, err
		}
	}
	if row.Code == "" {
		return Row{}, 1, errors.New("no code")
	}
	return row, 0, nil
}

func anyDate(s string) (codesets.Date, error) {
	if s == "" {
		return 0, nil
	}
	if d, ok := codesets.ParseBasicDate(s); ok {
		return d, nil
	}
	return codesets.ParseDate(s)
}
