package claimfile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

// A CSV reads claims from a table with one service line a row and a header.
// Rows of one claim stand together; with Options.Group they need not.
type CSV struct {
	scan    *csvScanner
	options Options
	texts   Texts
	columns []boundColumn
	claimAt int // column of the claim number, -1 when there is none
	dxAt    []int
	carries coding.FieldSet
	header  []string
	unknown []string

	began   bool
	pending bool    // a row is read and not used
	broken  error   // why the rest of the file cannot be read
	bad     []error // rows that could not be read, to be told of

	rowClaim []byte // claim number of the claim being read
	rowDX    []int  // pointers that a row's own diagnoses mean
	progress

	groups []*coding.Claim // with Options.Group, all claims, first seen first
}

// A progress is how far a claim is read.
type progress struct {
	rows    int      // rows of the claim so far
	firstDX int      // diagnoses of its first row
	own     bool     // rows have diagnoses of their own
	age     int      // from an age column, -1 when none
	given   [][]byte // what the columns of the claim had, by column
}

// A boundColumn is a known column of the file.
type boundColumn struct {
	*Column
	at cellAt
}

// NewCSV returns a reader of claims in CSV.
func NewCSV(r io.Reader, o Options) *CSV {
	return &CSV{scan: newCSVScanner(r, o.File), options: o, claimAt: -1}
}

// Notes tells the columns nobody knows.
func (r *CSV) Notes() []string {
	if len(r.unknown) == 0 {
		return nil
	}
	return []string{"columns not used: " + strings.Join(r.unknown, ", ") + " (medcode check --columns lists the names)"}
}

// Next reads the next claim, as Reader says.
func (r *CSV) Next(ctx context.Context, c *coding.Claim) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if !r.began {
		r.began = true
		if err := r.begin(); err != nil {
			return err
		}
		if r.options.Group {
			if err := r.gather(ctx); err != nil {
				return err
			}
		}
	}
	if r.options.Group {
		return r.nextGroup(c)
	}
	return r.read(c)
}

// begin reads the header.
func (r *CSV) begin() error {
	if err := r.scan.begin(); err != nil {
		return err
	}
	r.scan.comma = r.separator()
	if err := r.scan.next(); err != nil {
		if errors.Is(err, io.EOF) {
			return r.scan.errorAt(1, 1, errors.New("the file is empty, want a header"))
		}
		return err
	}
	for i := range r.scan.count() {
		if err := r.bind(i, strings.TrimSpace(string(r.scan.field(i)))); err != nil {
			return r.scan.errorAt(r.scan.start, r.columnOf(i), err)
		}
	}
	if !r.useful() {
		return r.scan.errorAt(r.scan.start, 1, fmt.Errorf("no header: none of %q is a column of codes; 'medcode check --columns' lists the names", clipAll(r.header)))
	}
	r.given = make([][]byte, len(r.columns))
	return nil
}

// separator returns the separator of the first line: comma, semicolon or tab.
func (r *CSV) separator() byte {
	head, _ := r.scan.r.Peek(4096)
	head, _, _ = bytes.Cut(head, []byte("\n"))
	best := byte(',')
	for _, c := range []byte{';', '\t', '|'} {
		if bytes.Count(head, []byte{c}) > bytes.Count(head, []byte{best}) {
			best = c
		}
	}
	return best
}

// bind says what column i is for. Of two headers for one thing the first
// counts, and the other is told of as not used; the same header twice is an
// error.
func (r *CSV) bind(i int, header string) error {
	c, n := findColumn(header)
	beside := ""
	if c != nil {
		for _, before := range r.header {
			other, k := findColumn(before)
			switch {
			case other != c || k != n:
			case coding.FoldName(before) == coding.FoldName(header):
				return fmt.Errorf("the column %q stands twice in the header", clip(codesets.Clean(header)))
			default:
				beside, c = " (the column "+clip(codesets.Clean(before))+" has it)", nil
			}
		}
	}
	r.header = append(r.header, header)
	if c == nil {
		if header != "" {
			r.unknown = append(r.unknown, clip(codesets.Clean(header))+beside)
		}
		return nil
	}
	r.carries = r.carries.With(c.field)
	switch c.Name {
	case "claim":
		r.claimAt = i
	case "dx":
		r.dxAt = append(r.dxAt, i)
	default:
		r.columns = append(r.columns, boundColumn{c, cellAt{column: i, n: n, field: c.field}})
	}
	return nil
}

// useful reports whether the file has a column of codes.
func (r *CSV) useful() bool {
	return r.carries.Has(coding.FieldCode) || r.carries.Has(coding.FieldDX) || r.carries.Has(coding.FieldRevenue) || r.carries.Has(coding.FieldPCS)
}

// clip returns s, or its beginning when it is long.
func clip(s string) string {
	n := min(len(s), 40)
	for n < len(s) && n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	if n < len(s) {
		return s[:n] + "…"
	}
	return s
}

func clipAll(names []string) string {
	var out []string
	for _, n := range names[:min(len(names), 8)] {
		out = append(out, clip(codesets.Clean(n)))
	}
	return strings.Join(out, ", ")
}

// read reads one claim: rows with one claim number.
func (r *CSV) read(c *coding.Claim) error {
	c.Reset()
	if len(r.bad) > 0 {
		err := r.bad[0]
		r.bad = r.bad[1:]
		return r.unreadable(c, err)
	}
	if r.broken != nil {
		return r.broken
	}
	r.rows, r.own, r.age = 0, false, -1
	for {
		err := r.row()
		switch {
		case err != nil && r.isBadRow(err):
			if r.rows == 0 {
				return r.unreadable(c, err)
			}
			if r.bad = append(r.bad, err); len(r.bad) < maxBad {
				continue
			}
			r.finish(c)
			return nil
		case err != nil && r.rows > 0:
			r.broken = err
			r.finish(c)
			return nil
		case err != nil:
			return err
		}
		if r.rows > 0 && (r.claimAt < 0 || !bytes.Equal(r.scan.field(r.claimAt), r.rowClaim)) {
			r.finish(c)
			return nil
		}
		if r.rows == maxRows {
			r.tooMany(c)
			r.finish(c)
			return nil
		}
		r.pending = false
		r.take(c)
	}
}

// maxRows bounds the rows of one claim: a column that has the same text all
// over is no claim number, and lines are compared by pairs.
const maxRows = 10_000

// tooMany notes that a claim has more than maxRows rows; the rest of them are
// claims of their own.
func (r *CSV) tooMany(c *coding.Claim) {
	c.Problems = append(c.Problems, coding.Problem{
		Rule: "claim-unreadable", Field: coding.FieldClaimID, Place: coding.Place{Line: r.scan.start, Offset: r.scan.at}, Value: clip(c.ID),
		Message: fmt.Sprintf("more than %d rows of one claim: %q is hardly a claim number", maxRows, clip(c.ID)),
	})
}

// row makes the next row the one to take. A row of another width than the
// header is an error at the field that is too much, or behind the last.
func (r *CSV) row() error {
	if r.pending {
		return nil
	}
	if err := r.scan.next(); err != nil {
		return err
	}
	r.pending = true
	if got, want := r.scan.count(), len(r.header); got != want {
		r.pending = false
		return r.scan.errorAt(r.scan.start, r.columnOf(min(got, want)), fmt.Errorf("%d fields, want %d as in the header", got, want))
	}
	return nil
}

// columnOf returns the 1-based byte column at which field i of the row begins,
// quotes left out.
func (r *CSV) columnOf(i int) int {
	if r.scan.mapper != nil {
		return r.scan.mapper.column(i)
	}
	if i == 0 {
		return 1
	}
	if n := r.scan.count(); i >= n {
		return r.scan.ends[n-1] + n
	}
	return r.scan.ends[i-1] + i + 1
}

// maxBad bounds the rows that are held until the claim around them is read.
const maxBad = 1000

// isBadRow reports whether err is one of a row, and rows behind it are wanted.
func (r *CSV) isBadRow(err error) bool {
	_, ok := errors.AsType[*Error](err)
	return ok && r.options.KeepGoing && !errors.Is(err, errFile)
}

// unreadable makes of a bad row a claim with the problem.
func (r *CSV) unreadable(c *coding.Claim, err error) error {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return err
	}
	c.File, c.At = r.options.File, e.Place
	c.ID = "line " + strconv.Itoa(e.Place.Line)
	c.Problems = append(c.Problems, coding.Problem{Rule: "claim-unreadable", Place: e.Place, Message: e.Err.Error()})
	return nil
}

// take puts the row into c.
func (r *CSV) take(c *coding.Claim) {
	place := coding.Place{Line: r.scan.start, Offset: r.scan.at}
	if r.rows == 0 {
		r.first(c, place)
	}
	r.rows++
	dx := r.takeDX(c, place)
	hasLine := false
	for i := range r.columns {
		if col := &r.columns[i]; col.line && len(bytes.TrimSpace(r.scan.field(col.at.column))) > 0 && col.Name != "from" {
			hasLine = true
			break
		}
	}
	if hasLine || r.rows > 1 {
		ln := c.AddLine()
		ln.At = place
		ln.Pointers = append(ln.Pointers, dx...)
	}
	for i := range r.columns {
		col := &r.columns[i]
		value := bytes.TrimSpace(r.scan.field(col.at.column))
		if len(value) == 0 || col.set == nil {
			continue
		}
		switch {
		case !col.line:
			if r.rows == 1 || r.news(c, i, col, value) {
				col.set(r, c, col.at, value)
			}
			if r.rows == 1 {
				r.given[i] = append(r.given[i][:0], value...)
			}
		case len(c.Lines) > 0:
			col.set(r, c, col.at, value)
		case col.Name == "from": // a claim of diagnoses alone
			setClaimDate(r, c, col.at, value)
		}
	}
}

// first begins a claim.
func (r *CSV) first(c *coding.Claim, place coding.Place) {
	c.File, c.At, c.Carries = r.options.File, place, r.carries
	for i := range r.given {
		r.given[i] = r.given[i][:0]
	}
	if r.claimAt < 0 {
		c.ID = "line " + strconv.Itoa(place.Line)
		return
	}
	r.rowClaim = append(r.rowClaim[:0], r.scan.field(r.claimAt)...)
	c.ID = string(bytes.TrimSpace(r.rowClaim))
}

// news reports whether a value of the claim on a further row is to be taken:
// when the rows before had none. Another value than theirs is a problem.
func (r *CSV) news(c *coding.Claim, i int, col *boundColumn, value []byte) bool {
	if len(r.given[i]) == 0 {
		r.given[i] = append(r.given[i], value...)
		return true
	}
	if !bytes.Equal(r.given[i], value) {
		r.problem(c, col.at, value, "claim-unreadable", fmt.Sprintf("%s %q differs from %q on the claim's first row", col.Name, clip(string(value)), clip(string(r.given[i]))))
	}
	return false
}

// finish completes a claim of which all rows are read.
func (r *CSV) finish(c *coding.Claim) {
	if r.age < 0 || !c.Patient.Birth.IsZero() {
		return
	}
	for _, d := range []codesets.Date{c.Discharge, firstDay(c), c.From, c.Admission} {
		if !d.IsZero() {
			c.Patient.Birth = BirthOf(r.age, d)
			return
		}
	}
}

func firstDay(c *coding.Claim) codesets.Date {
	for i := range c.Lines {
		if d := c.Lines[i].From; !d.IsZero() {
			return d
		}
	}
	return 0
}

// problem notes what cannot be taken over from a cell.
func (r *CSV) problem(c *coding.Claim, at cellAt, value []byte, rule, message string) {
	place := r.place(at)
	index := 0
	if at.field >= coding.FieldLineNo && at.field < coding.FieldSuppress {
		index = len(c.Lines)
	}
	c.Problems = append(c.Problems, coding.Problem{Rule: rule, Field: at.field, Index: index, Place: place, Value: clip(string(value)), Message: message})
}

// place returns where a cell of the row stands.
func (r *CSV) place(at cellAt) coding.Place {
	return coding.Place{Line: r.scan.start, Column: r.columnOf(at.column), Offset: r.scan.at}
}
