package cmd

import (
	"bufio"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/validate"
)

// A verdictWriter writes verdicts as they come, so that files of any size
// pass; only the table and markdown forms wait for all. A message in JSON is
//
//	{"input","line","code","display","status","valid","message","suggestions":[…],"release":{…}}
//
// with line 1-based (of arguments their position), code undotted, display and
// suggestions dotted, the likeliest suggestion first, and release a releaseRef.
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
		return w.writeJSON(line, input, v, set)
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

// writeJSON writes a verdictItem, field by field, since this is the form
// scripts run over millions of codes.
func (w *verdictWriter) writeJSON(line int, input string, v validate.Verdict, set codesets.CodeSet) error {
	b := w.buf[:0]
	if w.form == "json" {
		if w.n > 1 {
			b = append(b, ',')
		}
		b = append(b, '\n')
	}
	b = appendJSONString(append(b, `{"input":`...), codesets.Clean(input))
	b = strconv.AppendInt(append(b, `,"line":`...), int64(line), 10)
	b = appendJSONString(append(b, `,"code":`...), v.Code)
	b = appendJSONString(append(b, `,"display":`...), codesets.Display(set, v.Code))
	b = appendJSONString(append(b, `,"status":`...), string(v.Status))
	b = strconv.AppendBool(append(b, `,"valid":`...), v.Status == validate.Valid)
	b = appendJSONString(append(b, `,"message":`...), v.Message)
	b = append(b, `,"suggestions":[`...)
	for i, s := range v.Suggestions {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendJSONString(b, codesets.Display(set, s))
	}
	b = append(append(b, `],"release":`...), w.release...)
	b = append(b, '}')
	if w.form == "jsonl" {
		b = append(b, '\n')
	}
	w.buf = b
	_, err := w.b.Write(b)
	return err
}

// appendJSONString appends s as a JSON string.
func appendJSONString(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= 0x7f || c == '"' || c == '\\' {
			raw, err := json.Marshal(s)
			if err != nil {
				return append(b, `""`...)
			}
			return append(b, raw...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
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
