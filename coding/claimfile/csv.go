package claimfile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

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
	pending bool  // a row is read and not used
	broken  error // why the rest of the file cannot be read

	rowClaim []byte // claim number of the claim being read
	rows     int    // rows of the claim so far
	firstDX  int    // diagnoses of its first row
	rowDX    []int  // pointers that a row's own diagnoses mean
	own      bool   // rows have diagnoses of their own
	age      int    // from an age column, -1 when none
	given    [][]byte

	groups []*coding.Claim // with Options.Group, all claims, first seen first
}

// A boundColumn is a known column of the file.
type boundColumn struct {
	*Column
	at cellAt
}

// NewCSV returns a reader of claims in CSV.
func NewCSV(r io.Reader, o Options) *CSV {
	return &CSV{scan: newCSVScanner(r, o.File), options: o, claimAt: -1, age: -1}
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
		r.bind(i, strings.TrimSpace(string(r.scan.field(i))))
	}
	if len(r.columns) == 0 || !r.useful() {
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

func (r *CSV) bind(i int, header string) {
	r.header = append(r.header, header)
	c, n := findColumn(header)
	if c == nil {
		if header != "" {
			r.unknown = append(r.unknown, clip(codesets.Clean(header)))
		}
		return
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
}

// useful reports whether the file has a column of codes.
func (r *CSV) useful() bool {
	return r.carries.Has(coding.FieldCode) || r.carries.Has(coding.FieldDX) || r.carries.Has(coding.FieldRevenue) || r.carries.Has(coding.FieldPCS)
}

func clip(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
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
	if err := r.broken; err != nil {
		if !r.options.KeepGoing || errors.Is(err, io.EOF) {
			return err
		}
		r.broken = nil
		return r.bad(c, err)
	}
	r.rows, r.own, r.age = 0, false, -1
	for {
		if err := r.row(); err != nil {
			if r.rows > 0 {
				r.broken = err
				r.finish(c)
				return nil
			}
			return r.bad(c, err)
		}
		if r.rows > 0 && (r.claimAt < 0 || !bytes.Equal(r.scan.field(r.claimAt), r.rowClaim)) {
			r.finish(c)
			return nil
		}
		r.pending = false
		r.take(c)
	}
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

// bad returns err, or with Options.KeepGoing makes of a bad row a claim with
// the problem.
func (r *CSV) bad(c *coding.Claim, err error) error {
	var e *Error
	if errors.Is(err, io.EOF) || !r.options.KeepGoing || !errors.As(err, &e) {
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

// takeDX puts the diagnoses of the row into c. The first row's are the
// claim's; when a later row has others, they are added, and each line points
// to those of its own row. The result is what the new line points to, if so.
func (r *CSV) takeDX(c *coding.Claim, place coding.Place) []int {
	if r.rows == 1 {
		r.eachDX(func(code []byte) {
			c.DX = append(c.DX, coding.Diagnosis{Code: r.texts.Of(code), At: place})
		})
		r.firstDX = len(c.DX)
		return nil
	}
	same, n := true, 0
	r.eachDX(func(code []byte) {
		same = same && n < r.firstDX && c.DX[n].Code == string(code)
		n++
	})
	if n == 0 || same && n == r.firstDX && !r.own {
		return nil
	}
	if !r.own {
		r.own = true
		r.pointBack(c)
	}
	r.rowDX = r.rowDX[:0]
	r.eachDX(func(code []byte) {
		i := slices.IndexFunc(c.DX, func(d coding.Diagnosis) bool { return d.Code == string(code) })
		if i < 0 {
			i = len(c.DX)
			c.DX = append(c.DX, coding.Diagnosis{Code: r.texts.Of(code), At: place})
		}
		r.rowDX = append(r.rowDX, i+1)
	})
	return r.rowDX
}

// pointBack makes the lines so far point to the diagnoses of the first row.
func (r *CSV) pointBack(c *coding.Claim) {
	for i := range c.Lines {
		if ln := &c.Lines[i]; len(ln.Pointers) == 0 {
			for n := range r.firstDX {
				ln.Pointers = append(ln.Pointers, n+1)
			}
		}
	}
}

// eachDX calls f with each diagnosis of the row. One column alone may hold
// several, with commas, semicolons or bars between, or with blanks.
func (r *CSV) eachDX(f func(code []byte)) {
	for _, i := range r.dxAt {
		cell := bytes.TrimSpace(r.scan.field(i))
		if len(cell) == 0 {
			continue
		}
		if len(r.dxAt) > 1 || !bytes.ContainsAny(cell, listSeparators) {
			f(cell)
			continue
		}
		for part := range bytes.FieldsFuncSeq(cell, func(c rune) bool { return strings.ContainsRune(listSeparators, c) }) {
			f(part)
		}
	}
}

// gather reads the whole file and puts rows of one claim together.
func (r *CSV) gather(ctx context.Context) error {
	byID := map[string]*coding.Claim{}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		c := &coding.Claim{}
		err := r.read(c)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		old := byID[c.ID]
		if old == nil {
			byID[c.ID] = c
			r.groups = append(r.groups, c)
			continue
		}
		merge(old, c)
	}
}

// merge adds the rows of more to c, a claim with the same number.
func merge(c, more *coding.Claim) {
	for i := range more.Lines {
		ln := more.Lines[i]
		if ln.Number == i+1 {
			ln.Number = len(c.Lines) + 1
		}
		for k, n := range ln.Pointers {
			if n >= 1 && n <= len(more.DX) {
				ln.Pointers[k] = indexOfDX(c, more.DX[n-1]) + 1
			}
		}
		c.Lines = append(c.Lines, ln)
	}
	for _, d := range more.DX {
		indexOfDX(c, d)
	}
	c.Problems = append(c.Problems, more.Problems...)
}

// indexOfDX returns the place of d on c, adding it when it is not there.
func indexOfDX(c *coding.Claim, d coding.Diagnosis) int {
	i := slices.IndexFunc(c.DX, func(o coding.Diagnosis) bool { return o.Code == d.Code })
	if i < 0 {
		i = len(c.DX)
		c.DX = append(c.DX, d)
	}
	return i
}

// nextGroup gives the next of the gathered claims.
func (r *CSV) nextGroup(c *coding.Claim) error {
	if len(r.groups) == 0 {
		return io.EOF
	}
	*c = *r.groups[0]
	r.groups[0] = nil
	r.groups = r.groups[1:]
	return nil
}
