package icd10pcs

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// A Value is one character at one place and what it means there.
type Value struct {
	Char       string `json:"char"` // one character
	Label      string `json:"label"`
	Definition string `json:"definition,omitempty"` // of operations only
}

// An Axis is one place of the code, 1 to 7, with the values it may take.
type Axis struct {
	Pos    int
	Title  string // "Body Part"
	Values []Value
}

// A TableRow is a row of a table: every combination of its values is a code.
type TableRow struct {
	Axes []Axis // places 4 to 7
}

// A Table is one of the code tables: the first three characters, and rows.
type Table struct {
	Axes []Axis // places 1 to 3, one value each
	Rows []TableRow
}

// Key returns the first three characters of the table's codes: "0DT".
func (t Table) Key() string {
	var key strings.Builder
	for _, a := range t.Axes {
		key.WriteString(a.Values[0].Char)
	}
	return key.String()
}

type xmlAxis struct {
	Pos   string `xml:"pos,attr"`
	Title string `xml:"title"`
	Label []struct {
		Code string `xml:"code,attr"`
		Text string `xml:",chardata"`
	} `xml:"label"`
	Definition string `xml:"definition"`
}

type xmlTable struct {
	Axes []xmlAxis `xml:"axis"`
	Rows []struct {
		Codes string    `xml:"codes,attr"`
		Axes  []xmlAxis `xml:"axis"`
	} `xml:"pcsRow"`
}

// ParseTables reads the code tables (icd10pcs_tables_YYYY.xml) and returns
// the year they are named by and every table, or a *codesets.ParseError at
// the first fault. The number of codes a row says it has is checked.
//
// Layout:
//
//	ICD10PCS.tabular  version, title, pcsTable…
//	pcsTable          axis pos=1, 2, 3, each one label; pcsRow…
//	axis              title, label code=…, definition (of operations)
//	pcsRow codes=N    axis pos=4, 5, 6, 7, each one label or more
func ParseTables(r io.Reader) (version string, tables []Table, err error) {
	dec := newDecoder(r)
	err = dec.each("ICD10PCS.tabular", func(name string, start xml.StartElement) error {
		switch name {
		case "version":
			return dec.DecodeElement(&version, &start)
		case "pcsTable":
			var x xmlTable
			if err := dec.DecodeElement(&x, &start); err != nil {
				return err
			}
			t, err := x.table()
			tables = append(tables, t)
			return err
		}
		return dec.Skip()
	})
	if err == nil && len(tables) == 0 {
		err = &codesets.ParseError{Err: errors.New("no pcsTable, want the ICD-10-PCS tables")}
	}
	if err != nil {
		return "", nil, err
	}
	return version, tables, nil
}

func (x xmlTable) table() (Table, error) {
	var t Table
	var err error
	if t.Axes, err = axes(x.Axes, 1, 3); err != nil {
		return t, err
	}
	for _, a := range t.Axes {
		if len(a.Values) != 1 {
			return t, fmt.Errorf("table with %d values at place %d, want one", len(a.Values), a.Pos)
		}
	}
	for i, row := range x.Rows {
		r, err := axes(row.Axes, 4, Length)
		if err != nil {
			return t, fmt.Errorf("table %s, row %d: %w", t.Key(), i+1, err)
		}
		codes := 1
		for _, a := range r {
			codes *= len(a.Values)
		}
		if row.Codes != "" && row.Codes != strconv.Itoa(codes) {
			return t, fmt.Errorf("table %s, row %d: %d codes, but it says %q", t.Key(), i+1, codes, row.Codes)
		}
		t.Rows = append(t.Rows, TableRow{r})
	}
	if len(t.Rows) == 0 {
		return t, fmt.Errorf("table %s has no rows", t.Key())
	}
	return t, nil
}

// axes checks that there is one axis for every place from first to last.
func axes(in []xmlAxis, first, last int) ([]Axis, error) {
	if len(in) != last-first+1 {
		return nil, fmt.Errorf("%d axes, want places %d to %d", len(in), first, last)
	}
	out := make([]Axis, len(in))
	for i, x := range in {
		if x.Pos != strconv.Itoa(first+i) {
			return nil, fmt.Errorf("axis at place %q, want %d", x.Pos, first+i)
		}
		a := Axis{Pos: first + i, Title: codesets.Clean(x.Title)}
		for _, l := range x.Label {
			if len(l.Code) != 1 || !Legal(l.Code[0]) {
				return nil, fmt.Errorf("value %q at place %s, want a digit or a letter but I and O", l.Code, x.Pos)
			}
			a.Values = append(a.Values, Value{Char: l.Code, Label: codesets.Clean(l.Text), Definition: codesets.Clean(x.Definition)})
		}
		if len(a.Values) == 0 {
			return nil, fmt.Errorf("no value at place %s", x.Pos)
		}
		out[i] = a
	}
	return out, nil
}

// TableRows makes the table of rows to compile:
//
//	table       first three characters, key
//	row         number of the row, three digits, "" for places 1-3, key
//	pos         place, key
//	value       the character, key
//	axis        title of the place
//	label       what the value means
//	definition  of an operation
func TableRows(tables []Table) table.RowSet {
	set := table.RowSet{Columns: []string{"table", "row", "pos", "value", "axis", "label", "definition"}, Keys: 4}
	add := func(key, row string, axes []Axis) {
		for _, a := range axes {
			for _, v := range a.Values {
				set.Rows = append(set.Rows, []string{key, row, strconv.Itoa(a.Pos), v.Char, a.Title, v.Label, v.Definition})
			}
		}
	}
	for _, t := range tables {
		add(t.Key(), "", t.Axes)
		for i, r := range t.Rows {
			add(t.Key(), fmt.Sprintf("%03d", i+1), r.Axes)
		}
	}
	return set
}

// decoder walks an XML file and says in which line it is wrong.
type decoder struct{ *xml.Decoder }

func newDecoder(r io.Reader) decoder {
	dec := xml.NewDecoder(r)
	dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	return decoder{dec}
}

// each calls f for every element right beneath the root, which must be named
// root. f reads or skips the element. Errors are *codesets.ParseError.
func (d decoder) each(root string, f func(name string, start xml.StartElement) error) error {
	seen := false
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) && seen {
			return nil
		}
		if err != nil {
			return d.fault(err)
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if !seen {
				if t.Name.Local != root {
					return d.fault(fmt.Errorf("root element %q, want %q", t.Name.Local, root))
				}
				seen = true
				continue
			}
			if err := f(t.Name.Local, t); err != nil {
				return d.fault(err)
			}
		case xml.EndElement:
			if t.Name.Local == root {
				return nil
			}
		}
	}
}

func (d decoder) fault(err error) error {
	line, col := d.InputPos()
	if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok {
		line, col, err = syntax.Line, 0, errors.New(strings.TrimPrefix(syntax.Msg, "XML "))
	}
	return &codesets.ParseError{Line: line, Column: col, Err: err}
}
