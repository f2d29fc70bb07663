package ncci

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
)

// maxPreamble is how many records may stand before the header or the first
// row: a copyright notice and a title, in official files at most six.
const maxPreamble = 20

// A reader reads the records of a tab- or comma-separated file.
type reader struct {
	csv  *csv.Reader
	line int // of the last record, 1-based
}

// newReader tells tabs from commas by the first lines.
func newReader(r io.Reader) *reader {
	br := bufio.NewReaderSize(r, 64<<10)
	head, _ := br.Peek(4 << 10)
	if bom := []byte("\xef\xbb\xbf"); bytes.HasPrefix(head, bom) {
		_, _ = br.Discard(len(bom))
	}
	c := csv.NewReader(br)
	if bytes.Count(head, []byte{'\t'}) > bytes.Count(head, []byte{','}) {
		c.Comma = '\t'
	}
	c.FieldsPerRecord = -1
	c.LazyQuotes = true
	c.ReuseRecord = true
	return &reader{csv: c}
}

// next returns the next record, blanks around its fields removed; io.EOF at
// the end. The record is valid until the next call.
func (r *reader) next() ([]string, error) {
	rec, err := r.csv.Read()
	if errors.Is(err, io.EOF) {
		return nil, err
	}
	if ce, ok := errors.AsType[*csv.ParseError](err); ok {
		return nil, &codesets.ParseError{Line: ce.Line, Column: ce.Column, Err: ce.Err}
	}
	if err != nil {
		return nil, &codesets.ParseError{Line: r.line + 1, Err: err}
	}
	r.line, _ = r.csv.FieldPos(0)
	for i, f := range rec {
		rec[i] = strings.TrimSpace(f)
	}
	return rec, nil
}

// fail returns what is wrong with a field, 0-based, of the last record.
func (r *reader) fail(field int, err error) error {
	_, column := r.csv.FieldPos(field)
	return &codesets.ParseError{Line: r.line, Column: column, Err: err}
}

// isCode reports whether s has the shape of a CPT or HCPCS code: five
// upper-case letters or digits, with a digit among them.
func isCode(s string) bool {
	if len(s) != 5 {
		return false
	}
	digit := false
	for _, c := range []byte(s) {
		switch {
		case '0' <= c && c <= '9':
			digit = true
		case c < 'A' || c > 'Z':
			return false
		}
	}
	return digit
}

// heading returns a header's field for comparison: lower case, one blank for
// each run of others than letters and digits.
func heading(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	}), " ")
}

// date reads a day as yyyymmdd or yyyy-mm-dd; "", "0" and "*" stand for none.
func date(s string) (codesets.Date, error) {
	switch s {
	case "", "*", "0":
		return 0, nil
	}
	if d, ok := codesets.ParseBasicDate(s); ok {
		return d, nil
	}
	if d, err := codesets.ParseDate(s); err == nil {
		return d, nil
	}
	return 0, fmt.Errorf("date %q, want YYYYMMDD", s)
}

// ordinal reads a day as yyyyddd, the year and the day in it; blanks, "0" and
// zeros stand for none.
func ordinal(s string) (codesets.Date, error) {
	if strings.Trim(s, "0 ") == "" {
		return 0, nil
	}
	if len(s) != 7 {
		return date(s)
	}
	n := 0
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return 0, fmt.Errorf("date %q, want YYYYDDD", s)
		}
		n = n*10 + int(c-'0')
	}
	first, ok := codesets.NewDate(n/1000, 1, 1)
	if day := n % 1000; ok && day >= 1 && day <= 366 {
		if d := first.AddDays(day - 1); d.Year() == n/1000 {
			return d, nil
		}
	}
	return 0, fmt.Errorf("date %q, want YYYYDDD", s)
}
