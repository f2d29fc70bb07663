package claimfile

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/medcode-cli/medcode/coding"
)

// A Form is how claims are written in a file.
type Form string

// The forms that are read. FormUnknown is what Detect returns of anything else.
const (
	FormUnknown Form = ""
	FormCSV     Form = "csv"  // one service line a row, or columns of a Map
	FormJSON    Form = "json" // the claim model, one object, an array, or one a line
	FormX12     Form = "x12"  // interchanges with 837 transactions
	FormFHIR    Form = "fhir" // Claim and ExplanationOfBenefit, Bundles, NDJSON
)

// Forms lists the forms by name.
var Forms = []Form{FormCSV, FormJSON, FormX12, FormFHIR}

// DetectSize is how many bytes of a file Detect wants to see.
const DetectSize = 32 << 10

// Detect tells the form of a file by its first bytes, DetectSize of them or
// the whole file. CSV is known by a header that names a column of claims or
// those of a Map.
func Detect(head []byte) Form {
	s := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n\x00")
	switch {
	case len(s) == 0:
		return FormUnknown
	case len(s) > 3 && string(s[:3]) == "ISA" && !isLetterOrDigit(s[3]):
		return FormX12
	case s[0] == '{' || s[0] == '[':
		if bytes.Contains(s, []byte(`"resourceType"`)) {
			return FormFHIR
		}
		return FormJSON
	}
	line, _, _ := bytes.Cut(s, []byte("\n"))
	if headerOf(line) != nil {
		return FormCSV
	}
	return FormUnknown
}

func isLetterOrDigit(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

// headerOf returns the columns of a line that is the header of a CSV file of
// claims, nil when it is none.
func headerOf(line []byte) []string {
	comma := separatorOf(line)
	var names []string
	known := false
	for f := range bytes.SplitSeq(bytes.TrimRight(line, "\r"), []byte{comma}) {
		name := strings.Trim(strings.TrimSpace(string(f)), `"`)
		names = append(names, name)
		if c, _ := findColumn(name); c != nil && (c.field == coding.FieldCode || c.field == coding.FieldDX || c.field == coding.FieldRevenue || c.field == coding.FieldPCS) {
			known = true
		}
	}
	if known || mapOf(names) != nil {
		return names
	}
	return nil
}

// separatorOf returns the separator of a header: comma, semicolon, tab or bar.
func separatorOf(line []byte) byte {
	best := byte(',')
	for _, c := range []byte{';', '\t', '|'} {
		if bytes.Count(line, []byte{c}) > bytes.Count(line, []byte{best}) {
			best = c
		}
	}
	return best
}

// ErrNotClaims is what is wrong with a file of a kind that has no claims.
var ErrNotClaims = errors.New("not a file of claims")

// otherKinds names files that people take for claims, by how they begin.
var otherKinds = []struct{ begin, name, hint string }{
	{"%PDF", "a PDF document", ""},
	{"PK\x03\x04", "a zip archive", "give it as a file, not as standard input"},
	{"\xd0\xcf\x11\xe0", "an Excel workbook", "save it as CSV"},
	{"<?xml", "XML", "FHIR is read as JSON"},
	{"<", "XML", "FHIR is read as JSON"},
	{"UNA", "EDIFACT", ""},
	{"UNB", "EDIFACT", ""},
	{"GS*", "X12 without its ISA segment", "the interchange header is missing"},
	{"ST*", "X12 without its ISA segment", "the interchange header is missing"},
	{"Instance:", "FHIR Shorthand, the source of a resource", "compile it to JSON first"},
	{"Profile:", "FHIR Shorthand, the source of a profile", ""},
	{"MSH|", "an HL7 v2 message", ""},
}

// KindOf names what a file is that Detect does not know, "" when it cannot be
// said.
func KindOf(head []byte) (name, hint string) {
	s := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	for _, k := range otherKinds {
		if bytes.HasPrefix(s, []byte(k.begin)) {
			return k.name, k.hint
		}
	}
	if bytes.IndexByte(s[:min(len(s), 1024)], 0) >= 0 {
		return "a binary file", ""
	}
	return "", ""
}

// New returns a reader of a form; FormUnknown detects it.
func New(r io.Reader, form Form, o Options) (Reader, error) {
	b := bufio.NewReaderSize(r, DetectSize)
	if form == FormUnknown {
		head, err := b.Peek(DetectSize)
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
			return nil, &Error{File: o.File, Err: err}
		}
		if form = Detect(head); form == FormUnknown {
			if err := unknown(head, o.Strict); err != nil {
				return nil, &Error{File: o.File, Err: err}
			}
			form = FormCSV // its reader says what is wrong with the header
		}
	}
	switch form {
	case FormX12:
		return NewX12(b, X12Options{File: o.File, SNIP: o.SNIP}), nil
	case FormFHIR:
		return NewFHIR(b, o), nil
	case FormJSON:
		return NewJSON(b, o), nil
	case FormCSV:
		return newTable(b, o), nil
	}
	return nil, fmt.Errorf("form %q, want csv, json, x12 or fhir", form)
}

// newTable returns a reader of CSV, by a map when one is given or known.
func newTable(b *bufio.Reader, o Options) Reader {
	m := o.Map
	if m == nil {
		head, _ := b.Peek(DetectSize)
		line, _, _ := bytes.Cut(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), []byte("\n"))
		m = mapOf(headerOf(line))
	}
	if m != nil {
		return NewMapped(b, m, o)
	}
	return NewCSV(b, o)
}

// unknown returns the error of a file that is of another kind.
func unknown(head []byte, strict bool) error {
	if len(bytes.TrimSpace(head)) == 0 {
		return fmt.Errorf("%w: it is empty", ErrNotClaims)
	}
	name, hint := KindOf(head)
	switch {
	case name == "" && strict:
		return ErrNotClaims
	case name == "":
		return nil
	case hint != "":
		return fmt.Errorf("%w but %s: %s", ErrNotClaims, name, hint)
	}
	return fmt.Errorf("%w but %s", ErrNotClaims, name)
}

// An Outsider is a Reader that may find something wrong outside of its claims,
// in the envelope of an X12 file. FileProblems is asked for after the last
// claim.
type Outsider interface {
	FileProblems() []coding.Problem
}

var _ Outsider = (*X12)(nil)
