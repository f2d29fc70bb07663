package ahrq

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/delimited"
	"github.com/medcode-cli/medcode/codesets/table"
)

// A CCIR says whether a diagnosis is chronic.
type CCIR struct {
	Code      string // undotted
	Indicator string // "0" not chronic, "1" chronic, "9" not determined
}

// ParseCCIR reads the indicators as CSV (CCIR_vYYYY-n.csv). It returns every
// row, or a *codesets.ParseError at the first bad line.
//
// Layout, behind title lines: ICD-10-CM CODE, ICD-10-CM CODE DESCRIPTION,
// CHRONIC INDICATOR (0, 1, 9); fields may be in apostrophes.
func ParseCCIR(r io.Reader) ([]CCIR, error) {
	var rows []CCIR
	format := delimited.Format{Columns: []string{"icd 10 cm code", "chronic indicator"}}
	err := delimited.Read(r, format, func(rec delimited.Record) error {
		row, err := ccir(rec.Get("icd 10 cm code"), rec.Get("chronic indicator"))
		if err != nil {
			return rec.Errorf("icd 10 cm code", "%w", err)
		}
		rows = append(rows, row)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return rows, nil
}

func ccir(code, indicator string) (CCIR, error) {
	code = codesets.Normalize(strings.Trim(code, "' "))
	indicator = strings.Trim(indicator, "' ")
	if len(code) < 3 || len(code) > 7 || !delimited.Alnum(code) {
		return CCIR{}, fmt.Errorf("code %q, want 3 to 7 letters and digits", delimited.Clip(code))
	}
	if indicator != "0" && indicator != "1" && indicator != "9" {
		return CCIR{}, fmt.Errorf("indicator %q of %s, want 0, 1 or 9", delimited.Clip(indicator), code)
	}
	return CCIR{code, indicator}, nil
}

// maxJSON is the most a JSON file may have; the one at hand has 1 MB.
const maxJSON = 64 << 20

// ParseCCIRJSON reads the indicators as one JSON object: "metadata" with
// "source_file", and "codes" with a number by code. It returns the rows by
// code and the name of the source file.
func ParseCCIRJSON(r io.Reader) (rows []CCIR, source string, err error) {
	var file struct {
		Metadata struct {
			Source string `json:"source_file"`
		} `json:"metadata"`
		Codes map[string]int `json:"codes"`
	}
	if err := json.NewDecoder(io.LimitReader(r, maxJSON)).Decode(&file); err != nil {
		return nil, "", &codesets.ParseError{Err: fmt.Errorf("want chronic condition indicators as JSON: %w", err)}
	}
	for code, v := range file.Codes {
		row, err := ccir(code, fmt.Sprint(v))
		if err != nil {
			return nil, "", &codesets.ParseError{Err: err}
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return nil, "", &codesets.ParseError{Err: errors.New("no codes, want chronic condition indicators as JSON")}
	}
	slices.SortFunc(rows, func(a, b CCIR) int { return strings.Compare(a.Code, b.Code) })
	return rows, file.Metadata.Source, nil
}

// CCIRRows makes the table of rows to compile: code (key) and indicator.
func CCIRRows(rows []CCIR) table.RowSet {
	set := table.RowSet{Columns: []string{"code", "indicator"}, Keys: 1}
	for _, c := range rows {
		set.Rows = append(set.Rows, []string{c.Code, c.Indicator})
	}
	return set
}
