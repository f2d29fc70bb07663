package cmd

import (
	"bufio"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/validate"
)

// A verdictItem is one message of 'medcode validate'.
type verdictItem struct {
	Input       string          `json:"input"`
	Line        int             `json:"line"` // 1-based; of arguments their position
	Code        string          `json:"code"` // undotted
	Display     string          `json:"display"`
	Status      validate.Status `json:"status"`
	Valid       bool            `json:"valid"`
	Message     string          `json:"message"`
	Suggestions []string        `json:"suggestions"` // dotted, likeliest first
	Release     json.RawMessage `json:"release"`     // a releaseRef
}

// A verdictWriter writes verdicts as they come, so that files of any size
// pass; only the table form waits for all.
type verdictWriter struct {
	a       *app
	form    string
	b       *bufio.Writer
	release json.RawMessage
	table   listing
	buf     []byte
	n       int
}

var verdictColumns = []column{
	{name: "Line"}, {name: "Input"}, {name: "Status"}, {name: "Code"}, {name: "Message", wrap: true}, {name: "Suggestions", wrap: true},
}

func newVerdictWriter(a *app, rel releaseRef) (*verdictWriter, error) {
	if err := a.checkFormat(formats...); err != nil {
		return nil, err
	}
	raw, err := json.Marshal(rel)
	if err != nil {
		return nil, err
	}
	w := &verdictWriter{a: a, form: a.format(), b: bufio.NewWriterSize(a.out, 1<<16), release: raw}
	w.table.columns = verdictColumns
	switch w.form {
	case "json":
		w.b.WriteString("[")
	case "csv", "tsv":
		return w, writeSeparated(w.b, listing{columns: verdictColumns}, w.comma())
	}
	return w, nil
}

func (w *verdictWriter) comma() rune {
	if w.form == "tsv" {
		return '\t'
	}
	return ','
}

// write shows one verdict.
func (w *verdictWriter) write(line int, input string, v validate.Verdict, set codesets.CodeSet) error {
	w.n++
	display := codesets.Display(set, v.Code)
	if v.Status == validate.Malformed {
		v.Code, display = codesets.Clean(v.Code), codesets.Clean(display)
	}
	switch w.form {
	case "json", "jsonl":
		return w.writeJSON(verdictItem{
			Input: codesets.Clean(input), Line: line, Code: v.Code, Display: display, Status: v.Status,
			Valid: v.Status == validate.Valid, Message: v.Message, Suggestions: displayAll(set, v.Suggestions), Release: w.release,
		})
	case "plain":
		return w.writePlain(line, display, v, set)
	}
	cells := []string{
		strconv.Itoa(line), input, string(v.Status), display, v.Message,
		strings.Join(displayAll(set, v.Suggestions), " "),
	}
	if w.form == "csv" || w.form == "tsv" {
		return writeSeparatedRow(w.b, cells, w.comma())
	}
	w.table.add(nil, cells...)
	return nil
}

// writePlain writes "line  code  status  message; did you mean …".
func (w *verdictWriter) writePlain(line int, display string, v validate.Verdict, set codesets.CodeSet) error {
	b := strconv.AppendInt(w.buf[:0], int64(line), 10)
	b = append(b, '\t')
	b = append(b, display...)
	b = append(b, '\t')
	b = append(b, v.Status...)
	if v.Message != "" {
		b = append(b, '\t')
		b = append(b, v.Message...)
	}
	if len(v.Suggestions) > 0 {
		b = append(b, "; try "...)
		b = append(b, strings.Join(displayAll(set, v.Suggestions), ", ")...)
	}
	b = append(b, '\n')
	w.buf = b
	_, err := w.b.Write(b)
	return err
}

func (w *verdictWriter) writeJSON(it verdictItem) error {
	if it.Suggestions == nil {
		it.Suggestions = []string{}
	}
	raw, err := json.Marshal(it)
	if err != nil {
		return err
	}
	if w.form == "json" {
		if w.n > 1 {
			w.b.WriteByte(',')
		}
		w.b.WriteByte('\n')
		_, err = w.b.Write(raw)
		return err
	}
	w.b.Write(raw)
	return w.b.WriteByte('\n')
}

// close ends the output.
func (w *verdictWriter) close() error {
	switch w.form {
	case "json":
		w.b.WriteString("\n]\n")
	case "table", "markdown":
		return w.a.write(w.table)
	}
	return w.b.Flush()
}
