package claimfile

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

// A Fix is a cell whose form was put right.
type Fix struct {
	Place  coding.Place // line and byte column of the source
	Column string       // its header
	From   string
	To     string
}

// FixOptions say how FixCSV works.
type FixOptions struct {
	File string        // base name, for messages
	Date codesets.Date // of rows without a date
	// DX puts the form of a diagnosis code right, as of a date of service; false
	// when there is nothing to do. It must not give a code of another meaning.
	DX func(code string, date codesets.Date) (string, bool)
	// Told is called with every fix, in the order of the file.
	Told func(Fix)
}

// FixCSV copies a CSV file of claims from r to w with the form of its cells
// put right, and nothing that changes a meaning: diagnosis codes as
// FixOptions.DX says, upper case for codes, modifiers, sex and POA indicators,
// digits for the letters O, I and L where a procedure code has no letter, and
// dates as YYYY-MM-DD. Cells that are right and columns that are not known are
// copied as they are. A row that cannot be read is an *Error.
func FixCSV(ctx context.Context, r io.Reader, w io.Writer, o FixOptions) error {
	f := &fixer{CSV: NewCSV(r, Options{File: o.File}), o: o, w: csv.NewWriter(w)}
	if err := f.begin(); err != nil {
		return err
	}
	f.w.Comma = rune(f.scan.comma)
	f.bindAll()
	if err := f.w.Write(f.header); err != nil {
		return err
	}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := f.row()
		if errors.Is(err, io.EOF) {
			f.w.Flush()
			return f.w.Error()
		}
		if err != nil {
			return err
		}
		f.pending = false
		if err := f.fixRow(); err != nil {
			return err
		}
	}
}

// A fixer copies rows.
type fixer struct {
	*CSV
	o     FixOptions
	w     *csv.Writer
	kinds []fixKind // by column
	dates []int     // the columns that date a row, the best first
	cells []string
	date  codesets.Date // of the row, or of the last one of its claim
	claim string
}

// A fixKind says what may be put right in a column.
type fixKind uint8

const (
	fixNone fixKind = iota
	fixDX
	fixDate
	fixCode
	fixUpper
)

// fixKinds are the kinds by the field of a column.
var fixKinds = map[coding.Field]fixKind{
	coding.FieldDX: fixDX, coding.FieldOther: fixDX,
	coding.FieldBirth: fixDate, coding.FieldDeath: fixDate, coding.FieldClaimFrom: fixDate, coding.FieldClaimTo: fixDate,
	coding.FieldAdmission: fixDate, coding.FieldDischarge: fixDate, coding.FieldReceived: fixDate, coding.FieldFrom: fixDate, coding.FieldTo: fixDate,
	coding.FieldCode: fixCode, coding.FieldModifiers: fixUpper, coding.FieldSex: fixUpper, coding.FieldDXPOA: fixUpper, coding.FieldPCS: fixUpper,
}

// dating are the columns that date a row, the best first.
var dating = []string{"discharge", "from", "claim_from", "claim_to", "admission"}

// bindAll finds what may be put right in each column.
func (f *fixer) bindAll() {
	f.kinds = make([]fixKind, len(f.header))
	at := map[string]int{}
	for i, name := range f.header {
		c, _ := findColumn(name)
		if c == nil || c.Name == "age" || c.Name == "dx_qualifier" {
			continue
		}
		f.kinds[i] = fixKinds[c.field]
		if _, ok := at[c.Name]; !ok {
			at[c.Name] = i
		}
	}
	for _, name := range dating {
		if i, ok := at[name]; ok {
			f.dates = append(f.dates, i)
		}
	}
}

// fixRow writes the row that was read.
func (f *fixer) fixRow() error {
	f.cells = f.cells[:0]
	for i := range f.header {
		f.cells = append(f.cells, string(f.scan.field(i)))
	}
	f.setDate()
	for i, kind := range f.kinds {
		was := strings.TrimSpace(f.cells[i])
		if was == "" || kind == fixNone {
			continue
		}
		to := f.fixed(kind, was)
		if to == was {
			continue
		}
		f.cells[i] = to
		f.o.Told(Fix{Place: f.place(cellAt{column: i}), Column: f.header[i], From: was, To: to})
	}
	return f.w.Write(f.cells)
}

// setDate takes the date of the row; that of the claim's last row when it has
// none.
func (f *fixer) setDate() {
	id := ""
	if f.claimAt >= 0 {
		id = f.cells[f.claimAt]
	}
	if f.claim != id || f.claimAt < 0 {
		f.claim, f.date = id, f.o.Date
	}
	for _, i := range f.dates {
		if d, ok := ParseDate(f.cells[i]); ok {
			f.date = d
			return
		}
	}
}

// fixed returns a cell in form.
func (f *fixer) fixed(kind fixKind, s string) string {
	switch kind {
	case fixDate:
		if d, ok := ParseDate(s); ok {
			return d.String()
		}
	case fixUpper:
		return strings.ToUpper(s)
	case fixCode:
		return procedureForm(s)
	case fixDX:
		return f.diagnoses(s)
	default:
	}
	return s
}

// diagnoses puts the codes of a cell in form. A cell with several is taken
// code by code; the separators stay.
func (f *fixer) diagnoses(s string) string {
	if to, ok := f.o.DX(s, f.date); ok {
		return to
	}
	if !strings.ContainsAny(s, listSeparators) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		n := strings.IndexAny(s, listSeparators)
		if n < 0 {
			n = len(s)
		}
		code := s[:n]
		if to, ok := f.o.DX(code, f.date); ok && n > 0 {
			code = to
		}
		b.WriteString(code)
		if n < len(s) {
			b.WriteByte(s[n])
			n++
		}
		s = s[n:]
	}
	return b.String()
}

// procedureForm returns a CPT or HCPCS code, perhaps with modifiers behind it,
// in upper case, with digits for O, I and L behind its first character, where
// no code has them.
func procedureForm(s string) string {
	b := []byte(strings.ToUpper(s))
	if len(b) < 5 || len(b) > 5 && isLetterOrDigit(b[5]) {
		return string(b)
	}
	was := slices.Clone(b)
	for i := 1; i < 5; i++ {
		switch b[i] {
		case 'O':
			b[i] = '0'
		case 'I', 'L':
			b[i] = '1'
		}
		if i < 4 && (b[i] < '0' || b[i] > '9') {
			return string(was) // not the shape of a code
		}
	}
	return string(b)
}

// String returns the fix as people read it.
func (x Fix) String() string {
	return fmt.Sprintf("%s (%s): %q is now %q", x.Place, codesets.Clean(x.Column), x.From, x.To)
}
