package report

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

// A csvWriter writes one finding a row. A claim without findings gives one
// row with its verdict.
type csvWriter struct {
	w   *csv.Writer
	row []string
}

func newCSV(w io.Writer) *csvWriter { return &csvWriter{w: csv.NewWriter(w)} }

var csvColumns = []string{
	"claim", "verdict", "rule", "severity", "outcome", "line", "related", "dx", "codes", "message", "fix",
	"source", "table", "release", "date", "by", "suppressed", "carc", "place",
}

// Begin writes the header.
func (c *csvWriter) Begin(Config) error { return c.w.Write(csvColumns) }

// Claim writes the rows of one claim.
func (c *csvWriter) Claim(r *coding.Result) error {
	if len(r.Findings) == 0 {
		return c.write(r.ID, r.Verdict.String(), make([]string, len(csvColumns)-2)...)
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		err := c.write(r.ID, r.Verdict.String(), f.Rule, f.Severity.String(), f.Outcome.String(), number(f.Line), number(f.Related),
			join(f.DX), strings.Join(f.Codes, " "), f.Message, f.Fix, f.Source, string(f.Table), f.Release, f.Date.String(),
			f.By, f.Suppressed, f.CARC, f.Place.String())
		if err != nil {
			return err
		}
	}
	return nil
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func (c *csvWriter) write(id, verdict string, cells ...string) error {
	c.row = append(c.row[:0], id, verdict)
	c.row = append(c.row, cells...)
	for i, s := range c.row {
		c.row[i] = spreadsheetSafe(codesets.Clean(s))
	}
	return c.w.Write(c.row)
}

// spreadsheetSafe keeps a spreadsheet from reading a cell as a formula.
func spreadsheetSafe(s string) string {
	if t := strings.TrimLeft(s, " "); t != "" && strings.ContainsRune("=+-@", rune(t[0])) {
		return "'" + s
	}
	return s
}

// End writes what is left; the summary has no place in a table of findings.
func (c *csvWriter) End(*Summary) error {
	c.w.Flush()
	return c.w.Error()
}
