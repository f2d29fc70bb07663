package icd10cm

import (
	"io"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/delimited"
	"github.com/medcode-cli/medcode/codesets/table"
)

// A Conversion says what a code was assigned to before it was made.
type Conversion struct {
	Code      string // the new code, undotted
	Effective codesets.Date
	Previous  []string // undotted; several: alternatives, or all with Together
	Together  bool     // the previous codes were assigned together
	Text      string   // as published: "G56.01 and G56.02"
}

var conversionCode = codesets.Pattern(`[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?`)

// ParseConversion reads the conversion table, as CSV. The table is
// cumulative: it has every new code since FY2017. It returns every row, or a
// *codesets.ParseError at the first bad line.
//
// Layout: a paragraph, then a header and three columns:
//
//	Current code assignment      dotted
//	Effective [October 1]        a year, meaning its 1 October, or YYYY-MM-DD
//	Previous Code(s) Assignment  dotted codes with "," or "and" between
func ParseConversion(r io.Reader) ([]Conversion, error) {
	var rows []Conversion
	format := delimited.Format{Comma: ',', Columns: []string{"current code assignment", "previous code s assignment"}}
	err := delimited.Read(r, format, func(rec delimited.Record) error {
		code, err := rec.Code("current code assignment", 3, 7)
		if err != nil {
			return err
		}
		day := rec.First("effective", "effective october 1")
		c := Conversion{Code: code, Text: rec.Get("previous code s assignment")}
		var ok bool
		if c.Effective, ok = conversionDay(day); !ok {
			return rec.Errorf("effective", "effective %q, want a year or a day", delimited.Clip(day))
		}
		for _, p := range conversionCode().FindAllString(c.Text, -1) {
			c.Previous = append(c.Previous, codesets.Normalize(p))
		}
		c.Together = strings.Contains(c.Text, " and ")
		rows = append(rows, c)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return rows, nil
}

func conversionDay(s string) (codesets.Date, bool) {
	if len(s) == 4 {
		return codesets.ParseBasicDate(s + "1001")
	}
	d, err := codesets.ParseDate(s)
	return d, err == nil
}

// ConversionRows makes the table of rows to compile, one a previous code:
//
//	code       the new code, key
//	previous   one previous code, "" when the text names none
//	effective  first day of the new code, YYYYMMDD
//	together   "1" when the previous codes were assigned together
//	text       as published
func ConversionRows(rows []Conversion) table.RowSet {
	set := table.RowSet{Columns: []string{"code", "previous", "effective", "together", "text"}, Keys: 1}
	for _, c := range rows {
		together := ""
		if c.Together {
			together = "1"
		}
		previous := c.Previous
		if len(previous) == 0 {
			previous = []string{""}
		}
		for _, p := range previous {
			day := strings.ReplaceAll(c.Effective.String(), "-", "")
			set.Rows = append(set.Rows, []string{c.Code, p, day, together, c.Text})
		}
	}
	return set
}
