package ahrq

import (
	"io"
	"strings"

	"github.com/medcode-cli/medcode/codesets/delimited"
	"github.com/medcode-cli/medcode/codesets/table"
)

// A CCSR is one category of one diagnosis; a diagnosis has up to six.
type CCSR struct {
	Code       string // undotted
	Category   string // "DIG001"
	Title      string
	Inpatient  string // Y: the default as principal diagnosis; N; X: none is
	Outpatient string // the same as first-listed diagnosis
}

// ParseCCSR reads the mapping (DXCCSR reference file, sheet
// DX_to_CCSR_Mapping, as CSV). It returns every row, or a
// *codesets.ParseError at the first bad line.
//
// Layout, behind a title line: ICD-10-CM Code, ICD-10-CM Code Description,
// CCSR Category, CCSR Category Description, Inpatient Default CCSR (Y/N/X),
// Outpatient Default CCSR (Y/N/X).
func ParseCCSR(r io.Reader) ([]CCSR, error) {
	var rows []CCSR
	format := delimited.Format{Columns: []string{"icd 10 cm code", "ccsr category"}}
	err := delimited.Read(r, format, func(rec delimited.Record) error {
		if strings.EqualFold(rec.At(0), "end of content") {
			return nil
		}
		code, err := rec.Code("icd 10 cm code", 3, 7)
		if err != nil {
			return err
		}
		c := CCSR{
			Code: code, Category: rec.Get("ccsr category"), Title: rec.Get("ccsr category description"),
			Inpatient: rec.Get("inpatient default ccsr y n x"), Outpatient: rec.Get("outpatient default ccsr y n x"),
		}
		if len(c.Category) < 4 || !delimited.Alnum(c.Category) {
			return rec.Errorf("ccsr category", "category %q, want letters and digits", delimited.Clip(c.Category))
		}
		rows = append(rows, c)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return rows, nil
}

// CCSRRows makes the table of rows to compile: code (key), category, title,
// inpatient and outpatient.
func CCSRRows(rows []CCSR) table.RowSet {
	set := table.RowSet{Columns: []string{"code", "category", "title", "inpatient", "outpatient"}, Keys: 1}
	for _, c := range rows {
		set.Rows = append(set.Rows, []string{c.Code, c.Category, c.Title, c.Inpatient, c.Outpatient})
	}
	return set
}
