package cmd

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
)

// formats are the values of --format.
var formats = []string{"table", "plain", "json", "jsonl", "csv", "tsv", "markdown"}

// format returns the output form in force: what the user asked for, else
// table on a terminal and plain elsewhere.
func (a *app) format() string {
	if f := a.settings.GetString("format"); f != "" {
		return f
	}
	if _, ok := isTerminal(a.out); ok {
		return "table"
	}
	return "plain"
}

// checkFormat returns a usage error unless --format is one of forms.
func (a *app) checkFormat(forms ...string) error {
	if f := a.format(); !slices.Contains(forms, f) {
		return usagef("--format %q, want %s", f, strings.Join(forms, ", "))
	}
	return nil
}

// A column is one column of a listing.
type column struct {
	name string
	wrap bool // may take several lines in a table; the others keep their width where they can
	// spare says that a table too narrow for it leaves the column out.
	spare bool
}

// A listing is a result that every form can show: items for JSON, and for
// each item a row of cells for the rest.
type listing struct {
	columns  []column
	items    []any
	rows     [][]string
	marks    [][]string            // words to highlight in the wrapping cells of a row, lower case; may be nil
	document any                   // what --format json writes; nil: the items
	page     func(io.Writer) error // what plain and table write instead of rows; may be nil
	footer   string                // a line below a table or plain rows
}

// add appends an item and its cells.
func (l *listing) add(item any, cells ...string) {
	l.items = append(l.items, item)
	l.rows = append(l.rows, cells)
}

// write shows l on standard output in the form in force.
func (a *app) write(l listing) error {
	switch f := a.format(); f {
	case "json":
		return writeJSON(a.out, l.whole())
	case "jsonl":
		return writeJSONLines(a.out, l.items)
	case "csv":
		return writeSeparated(a.out, l, ',')
	case "tsv":
		return writeSeparated(a.out, l, '\t')
	case "markdown":
		return writeMarkdown(a.out, l)
	case "table", "plain":
		return a.writeText(l, f)
	default:
		return usagef("--format %q, want %s", f, strings.Join(formats, ", "))
	}
}

func (a *app) writeText(l listing, form string) error {
	write := writePlain
	if form == "table" {
		write = a.writeTable
	}
	if l.page != nil {
		write = func(w io.Writer, l listing) error { return l.page(w) }
	}
	if err := write(a.out, l); err != nil {
		return err
	}
	if l.footer == "" {
		return nil
	}
	_, err := fmt.Fprintln(a.out, l.footer)
	return err
}

func (l listing) whole() any {
	if l.document != nil {
		return l.document
	}
	if l.items == nil {
		return []any{}
	}
	return l.items
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

func writeJSONLines(w io.Writer, items []any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for _, v := range items {
		if err := e.Encode(v); err != nil {
			return err
		}
	}
	return nil
}

func writeSeparated(w io.Writer, l listing, comma rune) error {
	c := csv.NewWriter(w)
	c.Comma = comma
	header := make([]string, len(l.columns))
	for i, col := range l.columns {
		header[i] = strings.ReplaceAll(strings.ToLower(col.name), " ", "_")
	}
	if err := c.Write(header); err != nil {
		return err
	}
	for _, row := range l.rows {
		if err := c.Write(safeCells(row)); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// writeSeparatedRow writes one row, for output that streams.
func writeSeparatedRow(w io.Writer, row []string, comma rune) error {
	c := csv.NewWriter(w)
	c.Comma = comma
	if err := c.Write(safeCells(row)); err != nil {
		return err
	}
	c.Flush()
	return c.Error()
}

func safeCells(row []string) []string {
	safe := make([]string, len(row))
	for i, cell := range row {
		safe[i] = spreadsheetSafe(codesets.Clean(cell))
	}
	return safe
}

// spreadsheetSafe keeps a spreadsheet from reading a cell as a formula.
func spreadsheetSafe(s string) string {
	if s != "" && strings.ContainsRune("=+-@", rune(s[0])) && len(s) > 1 {
		return "'" + s
	}
	return s
}

// writePlain writes rows in aligned columns without lines, for pipes.
func writePlain(w io.Writer, l listing) error {
	width := make([]int, len(l.columns))
	for _, row := range l.rows {
		for i, cell := range row {
			width[i] = max(width[i], displayWidth(codesets.Clean(cell)))
		}
	}
	b := bufio.NewWriter(w)
	for _, row := range l.rows {
		pending := 0 // blanks owed before the next cell, so that none end a line
		for i, cell := range row {
			cell = codesets.Clean(cell)
			if cell != "" {
				b.WriteString(strings.Repeat(" ", pending))
				b.WriteString(cell)
				pending = 0
			}
			if width[i] > 0 {
				pending += width[i] - displayWidth(cell) + 2
			}
		}
		b.WriteByte('\n')
	}
	return b.Flush()
}
