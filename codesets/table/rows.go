package table

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"iter"
	"math"
	"slices"

	"github.com/medcode-cli/medcode/codesets"
)

// The sections of a compiled table of rows, all numbers little-endian. Rows
// are sorted by their key columns; rows of one key keep the source's order.
//
//	release  JSON of codesets.Release
//	columns  JSON of rowsHead
//	cells    for each column an array of one number a row, 1, 2 or 4 bytes
//	         wide: the value's place in the column's dictionary
//	dicts    for each column its dictionary: the distinct values, sorted;
//	         first the n+1 offsets of 4 bytes, from behind them, then the values
type rowsHead struct {
	Rows    int          `json:"rows"`
	Keys    int          `json:"keys"` // how many columns, from the first, are the key
	Columns []columnHead `json:"columns"`
}

// A columnHead says where a column stands. Its cells begin at Cells, its
// dictionary at Dict and is Values long.
type columnHead struct {
	Name   string `json:"name"`
	Width  int    `json:"width"`
	Cells  int    `json:"cells"`
	Dict   int    `json:"dict"`
	Size   int    `json:"size"` // bytes of the dictionary
	Values int    `json:"values"`
}

// A Rows is one release of a table of named columns, read in place. It is
// safe for concurrent use.
type Rows struct {
	release codesets.Release
	count   int
	keys    int
	columns []column
}

// A column is one column in place.
type column struct {
	name  string
	width int
	cells []byte
	offs  []byte // values+1 offsets
	text  []byte
	count int // values in the dictionary
}

// A Col is the place of a column, found once by Column for use in a loop.
// The zero Col is the first column.
type Col int

// A Row is one row of a Rows. It is a small value; copy it freely.
type Row struct {
	t *Rows
	i int32
}

// OpenRows opens a compiled table of rows. Errors are ErrCorrupt and ErrSchema.
func OpenRows(c *Container) (*Rows, error) {
	rel, err := c.Release()
	if err != nil {
		return nil, err
	}
	t := &Rows{release: rel}
	var head, cells, dicts []byte
	if err := c.load(map[string]*[]byte{
		"columns": &head,
		"cells":   &cells,
		"dicts":   &dicts,
	}); err != nil {
		return nil, err
	}
	var h rowsHead
	if err := json.Unmarshal(head, &h); err != nil {
		return nil, fmt.Errorf("%w: not a table of rows: %w", ErrCorrupt, err)
	}
	t.count, t.keys = h.Rows, h.Keys
	if t.keys < 1 || t.keys > len(h.Columns) || t.count < 0 || t.count > math.MaxInt32 {
		return nil, fmt.Errorf("%w: %d rows, %d key columns of %d", ErrCorrupt, t.count, t.keys, len(h.Columns))
	}
	for _, ch := range h.Columns {
		col, ok := openColumn(ch, h.Rows, cells, dicts)
		if !ok {
			return nil, fmt.Errorf("%w: column %q does not fit", ErrCorrupt, ch.Name)
		}
		t.columns = append(t.columns, col)
	}
	return t, nil
}

func openColumn(h columnHead, rows int, cells, dicts []byte) (column, bool) {
	c := column{name: h.Name, width: h.Width, count: h.Values}
	if h.Width != 1 && h.Width != 2 && h.Width != 4 {
		return c, false
	}
	var ok bool
	c.cells, ok = cut(cells, h.Cells, rows*h.Width)
	dict, fits := cut(dicts, h.Dict, h.Size)
	if !ok || !fits || h.Values < 0 || h.Values > len(dict)/4 || len(dict) < 4*(h.Values+1) {
		return c, false
	}
	c.offs, c.text = dict[:4*(h.Values+1)], dict[4*(h.Values+1):]
	return c, true
}

// cut returns b[off:off+n] when b is that long.
func cut(b []byte, off, n int) ([]byte, bool) {
	if off < 0 || n < 0 || off > len(b) || n > len(b)-off {
		return nil, false
	}
	return b[off : off+n : off+n], true
}

// value returns the value with number id, empty when there is none.
func (c *column) value(id uint32) []byte {
	if int64(id) >= int64(c.count) {
		return nil
	}
	lo, hi := binary.LittleEndian.Uint32(c.offs[4*id:]), binary.LittleEndian.Uint32(c.offs[4*id+4:])
	if lo > hi || int64(hi) > int64(len(c.text)) {
		return nil
	}
	return c.text[lo:hi:hi]
}

// id returns the number that stands in row i.
func (c *column) id(i int32) uint32 {
	switch c.width {
	case 1:
		return uint32(c.cells[i])
	case 2:
		return uint32(binary.LittleEndian.Uint16(c.cells[2*int(i):]))
	}
	return binary.LittleEndian.Uint32(c.cells[4*int(i):])
}

// search returns the number of the first value not less than s, and whether
// it is s.
func (c *column) search(s string) (uint32, bool) {
	lo, hi := 0, c.count
	for lo < hi {
		m := int(uint(lo+hi) >> 1)
		if string(c.value(uint32(m))) < s {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return uint32(lo), lo < c.count && string(c.value(uint32(lo))) == s
}

// lower returns the first row in [lo, hi) whose number is not less than id.
func (c *column) lower(lo, hi int, id uint32) int {
	for lo < hi {
		m := int(uint(lo+hi) >> 1)
		if c.id(int32(m)) < id {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo
}

// Release returns the release the table is.
func (t *Rows) Release() codesets.Release { return t.release }

// Len returns the number of rows.
func (t *Rows) Len() int { return t.count }

// Keys returns how many columns, from the first, are the key.
func (t *Rows) Keys() int { return t.keys }

// Columns returns the names of the columns, the key columns first.
func (t *Rows) Columns() []string {
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name
	}
	return names
}

// Column returns the place of the named column, and whether there is one.
func (t *Rows) Column(name string) (Col, bool) {
	i := slices.IndexFunc(t.columns, func(c column) bool { return c.name == name })
	return Col(max(i, 0)), i >= 0
}

// Holds reports whether any row has the value s in column c.
func (t *Rows) Holds(c Col, s string) bool {
	if int(c) >= len(t.columns) {
		return false
	}
	_, ok := t.columns[c].search(s)
	return ok
}

// Row returns row i, 0-based in key order; i must be below Len.
func (t *Rows) Row(i int) Row { return Row{t, int32(i)} }

// Span returns the rows whose first key columns are key, as the half-open
// range of their places; an empty range when there are none. A key may leave
// out key columns from the end.
func (t *Rows) Span(key ...string) (lo, hi int) {
	if len(key) > t.keys {
		return 0, 0
	}
	hi = t.count
	for k, s := range key {
		c := &t.columns[k]
		id, ok := c.search(s)
		if !ok {
			return 0, 0
		}
		lo = c.lower(lo, hi, id)
		hi = c.lower(lo, hi, id+1)
	}
	return lo, hi
}

// First returns the first row with that key, and whether there is one. It
// does not allocate.
func (t *Rows) First(key ...string) (Row, bool) {
	lo, hi := t.Span(key...)
	return Row{t, int32(lo)}, lo < hi
}

// Find returns the rows whose first key columns are key, in order.
func (t *Rows) Find(key ...string) iter.Seq[Row] { return t.rows(t.Span(key...)) }

// All returns every row, in key order.
func (t *Rows) All() iter.Seq[Row] { return t.rows(0, t.count) }

// Prefixed returns the rows whose first key column begins with prefix.
func (t *Rows) Prefixed(prefix string) iter.Seq[Row] {
	c := &t.columns[0]
	first, _ := c.search(prefix)
	end := int(first)
	for end < c.count && bytes.HasPrefix(c.value(uint32(end)), []byte(prefix)) {
		end++
	}
	return t.rows(c.lower(0, t.count, first), c.lower(0, t.count, uint32(end)))
}

func (t *Rows) rows(lo, hi int) iter.Seq[Row] {
	return func(yield func(Row) bool) {
		for i := lo; i < hi; i++ {
			if !yield(Row{t, int32(i)}) {
				return
			}
		}
	}
}

// Masks returns every row with the bits that mask gives its values, in key
// order. It asks mask once for each distinct value of a column.
func (t *Rows) Masks(mask func(value string) uint64) iter.Seq2[Row, uint64] {
	bits := make([][]uint64, len(t.columns))
	for i := range t.columns {
		c := &t.columns[i]
		bits[i] = make([]uint64, c.count)
		for id := range bits[i] {
			bits[i][id] = mask(string(c.value(uint32(id))))
		}
	}
	return func(yield func(Row, uint64) bool) {
		for r := range t.All() {
			var all uint64
			for i := range t.columns {
				if id := t.columns[i].id(r.i); int(id) < len(bits[i]) {
					all |= bits[i][id]
				}
			}
			if !yield(r, all) {
				return
			}
		}
	}
}

// Index returns the row's place, 0-based in key order.
func (r Row) Index() int { return int(r.i) }

// Get returns the value of the named column, "" when there is no such column.
func (r Row) Get(name string) string {
	c, ok := r.t.Column(name)
	if !ok {
		return ""
	}
	return r.At(c)
}

// At returns the value of a column.
func (r Row) At(c Col) string { return string(r.Bytes(c)) }

// Bytes returns the value of a column without a copy; it must not be changed,
// nor kept after the store is closed.
func (r Row) Bytes(c Col) []byte {
	col := &r.t.columns[c]
	return col.value(col.id(r.i))
}

// Int returns the value of a column as a whole number, and whether it is one.
// It does not allocate.
func (r Row) Int(c Col) (int, bool) {
	b := r.Bytes(c)
	neg := len(b) > 0 && b[0] == '-'
	if neg {
		b = b[1:]
	}
	if len(b) == 0 || len(b) > 9 {
		return 0, false
	}
	n := 0
	for _, d := range b {
		if d < '0' || d > '9' {
			return 0, false
		}
		n = n*10 + int(d-'0')
	}
	if neg {
		n = -n
	}
	return n, true
}

// Date returns the value of a column as a day, "2026-04-01" or "20260401",
// the zero Date when it is empty or no day. It does not allocate.
func (r Row) Date(c Col) codesets.Date {
	b := r.Bytes(c)
	var digits [8]byte
	switch {
	case len(b) == 8:
		copy(digits[:], b)
	case len(b) == 10 && b[4] == '-' && b[7] == '-':
		copy(digits[:], b[:4])
		copy(digits[4:], b[5:7])
		copy(digits[6:], b[8:])
	default:
		return 0
	}
	d, _ := codesets.ParseBasicDate(string(digits[:]))
	return d
}

// Is reports whether the value of a column is s. It does not allocate.
func (r Row) Is(c Col, s string) bool { return string(r.Bytes(c)) == s }

// Values returns the values of all columns, in their order.
func (r Row) Values() []string {
	out := make([]string, len(r.t.columns))
	for i := range out {
		out[i] = r.At(Col(i))
	}
	return out
}
