// Package delimited reads official tables published as delimited text with a
// header line: comma or tab separated, with or without lines before the
// header, in UTF-8 or Latin-1.
//
// Start with [Read]. The packages of the single sources name their columns
// and make typed rows of the records.
package delimited

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
)

// MaxPreamble is how many records may stand before the header.
const MaxPreamble = 40

// A Format says how a table is recognised and split.
type Format struct {
	Comma   rune     // 0: a comma, or a tab when the header's line has one
	Columns []string // columns the header must have, as Fold makes them
}

// A Record is one record behind the header. It is good until the next.
type Record struct {
	line   int
	fields []string
	head   *header
}

type header struct {
	names []string
	at    map[string]int
}

// Fold returns a column name as it is compared: lower case, with every run of
// other characters than letters and digits as one blank.
func Fold(name string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(codesets.UTF8([]byte(name))), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	}), " ")
}

// Read calls row for every record behind the header, in order; blank records
// are passed over. The error is a *codesets.ParseError at the first bad line:
// of the file, or of what row returned. No record at all is an error too.
func Read(r io.Reader, f Format, row func(Record) error) error {
	br := bufio.NewReaderSize(r, 1<<16)
	cr := csv.NewReader(br)
	cr.Comma = f.Comma
	if cr.Comma == 0 {
		cr.Comma = sniff(br)
	}
	cr.FieldsPerRecord = -1
	cr.LazyQuotes = true
	cr.ReuseRecord = true
	head, err := findHeader(cr, f)
	if err != nil {
		return err
	}
	rows := 0
	for {
		fields, err := cr.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return asParseError(err)
		}
		if blank(fields) {
			continue
		}
		line, _ := cr.FieldPos(0)
		if err := row(Record{line: line, fields: fields, head: head}); err != nil {
			if _, ok := errors.AsType[*codesets.ParseError](err); ok {
				return err
			}
			return &codesets.ParseError{Line: line, Err: err}
		}
		rows++
	}
	if rows == 0 {
		return &codesets.ParseError{Err: errors.New("no rows behind the header")}
	}
	return nil
}

// sniff returns a tab when one of the first lines has more tabs than commas.
func sniff(br *bufio.Reader) rune {
	b, _ := br.Peek(1 << 12)
	for line := range bytes.Lines(b) {
		if tabs := bytes.Count(line, []byte{'\t'}); tabs > 0 && tabs > bytes.Count(line, []byte{','}) {
			return '\t'
		}
	}
	return ','
}

func findHeader(cr *csv.Reader, f Format) (*header, error) {
	for range MaxPreamble {
		fields, err := cr.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, asParseError(err)
		}
		h := newHeader(fields)
		if h.has(f.Columns) {
			return h, nil
		}
	}
	return nil, &codesets.ParseError{Line: 1, Err: fmt.Errorf("no header with columns %q", f.Columns)}
}

func newHeader(fields []string) *header {
	h := &header{at: make(map[string]int, len(fields))}
	for i, name := range fields {
		name = Fold(strings.TrimPrefix(name, "\ufeff"))
		h.names = append(h.names, name)
		if _, ok := h.at[name]; !ok && name != "" {
			h.at[name] = i
		}
	}
	return h
}

func (h *header) has(columns []string) bool {
	for _, c := range columns {
		if _, ok := h.at[c]; !ok {
			return false
		}
	}
	return true
}

func blank(fields []string) bool {
	return !slices.ContainsFunc(fields, func(s string) bool { return strings.TrimSpace(s) != "" })
}

func asParseError(err error) error {
	if bad, ok := errors.AsType[*csv.ParseError](err); ok {
		return &codesets.ParseError{Line: bad.Line, Column: bad.Column, Err: bad.Err}
	}
	return &codesets.ParseError{Err: err}
}

// Line returns the record's 1-based line.
func (r Record) Line() int { return r.line }

// Has reports whether the header has the column.
func (r Record) Has(column string) bool {
	_, ok := r.head.at[column]
	return ok
}

// Columns returns the header's names, folded, in order.
func (r Record) Columns() []string { return r.head.names }

// Get returns the value of a column without surrounding blanks; "" when the
// record or the header does not have it. The name is given as Fold makes it.
func (r Record) Get(column string) string {
	i, ok := r.head.at[column]
	if !ok {
		return ""
	}
	return r.At(i)
}

// At returns the value of the column at a 0-based place.
func (r Record) At(i int) string {
	if i < 0 || i >= len(r.fields) {
		return ""
	}
	return strings.Clone(strings.TrimSpace(codesets.UTF8([]byte(r.fields[i]))))
}

// First returns the first value that is not empty of several columns, for
// tables whose headers changed between editions.
func (r Record) First(columns ...string) string {
	for _, c := range columns {
		if v := r.Get(c); v != "" {
			return v
		}
	}
	return ""
}

// Code returns the code in a column, undotted and upper case. It is an error
// when it is not of least to most letters and digits.
func (r Record) Code(column string, least, most int) (string, error) {
	v := codesets.Normalize(r.Get(column))
	if len(v) < least || len(v) > most || !Alnum(v) {
		return "", r.Errorf(column, "code %q, want %d to %d letters and digits", Clip(r.Get(column)), least, most)
	}
	return v, nil
}

// Date returns the day in a column, YYYYMMDD or YYYY-MM-DD; zero when empty.
func (r Record) Date(column string) (codesets.Date, error) {
	v := r.Get(column)
	if v == "" {
		return 0, nil
	}
	if d, ok := codesets.ParseBasicDate(v); ok {
		return d, nil
	}
	d, err := codesets.ParseDate(v)
	if err != nil {
		return 0, r.Errorf(column, "day %q, want YYYYMMDD", Clip(v))
	}
	return d, nil
}

// Errorf returns a *codesets.ParseError at the column of the record; the
// column of the error is the 1-based number of the field.
func (r Record) Errorf(column, format string, args ...any) error {
	return &codesets.ParseError{Line: r.line, Column: r.head.at[column] + 1, Err: fmt.Errorf(format, args...)}
}

// Alnum reports whether s has only upper-case letters and digits.
func Alnum(s string) bool {
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

// Clip returns s cut to what an error message has room for.
func Clip(s string) string { return s[:min(len(s), 24)] }
