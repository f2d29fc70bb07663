package icd10pcs

import (
	"slices"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// Tables answers from a compiled release of the code tables.
type Tables struct {
	rows                                                   *table.Rows
	tableAt, rowAt, posAt, valueAt, axisAt, labelAt, defAt table.Col
}

// NewTables reads rows as TableRows made them. It reports false when rows do
// not have the columns.
func NewTables(rows *table.Rows) (*Tables, bool) {
	t := &Tables{rows: rows}
	for _, c := range []struct {
		name string
		to   *table.Col
	}{
		{"table", &t.tableAt},
		{"row", &t.rowAt},
		{"pos", &t.posAt},
		{"value", &t.valueAt},
		{"axis", &t.axisAt},
		{"label", &t.labelAt},
		{"definition", &t.defAt},
	} {
		var ok bool
		if *c.to, ok = rows.Column(c.name); !ok {
			return nil, false
		}
	}
	return t, true
}

// Release returns the release the tables are of.
func (t *Tables) Release() codesets.Release { return t.rows.Release() }

// A Character is one place of a code, explained.
type Character struct {
	Pos  int    `json:"position"` // 1 to 7
	Axis string `json:"axis"`
	Value
}

// Explain says what each character of code, of up to seven, means, and whether
// all of them stand together in one row. A character that no row has at its
// place, behind those before it, has no axis or no label, and ends it.
func (t *Tables) Explain(code string) (chars []Character, whole bool) {
	for i := range code {
		axis, values := t.Next(code[:i])
		j := slices.IndexFunc(values, func(v Value) bool { return v.Char == code[i:i+1] })
		if j < 0 {
			return append(chars, Character{Pos: i + 1, Axis: axis, Value: Value{Char: code[i : i+1]}}), false
		}
		chars = append(chars, Character{Pos: i + 1, Axis: axis, Value: values[j]})
	}
	return chars, true
}

// Next returns the title of the place behind prefix and the values that may
// stand there, by character. None means that prefix itself is not in the
// tables, or is whole.
func (t *Tables) Next(prefix string) (axis string, values []Value) {
	pos := len(prefix) + 1
	switch {
	case pos > Length:
		return "", nil
	case pos <= 3:
		return t.nextTable(prefix, pos)
	}
	fits := t.rowsThatFit(prefix)
	for r := range t.rows.Find(prefix[:3]) {
		if r.Is(t.rowAt, "") || !fits[r.At(t.rowAt)] || !r.Is(t.posAt, string(rune('0'+pos))) {
			continue
		}
		axis = r.At(t.axisAt)
		values = t.addValue(values, r)
	}
	return axis, sorted(values)
}

// nextTable returns what may stand at one of the first three places.
func (t *Tables) nextTable(prefix string, pos int) (axis string, values []Value) {
	for r := range t.rows.Prefixed(prefix) {
		if r.Is(t.rowAt, "") && r.Is(t.posAt, string(rune('0'+pos))) {
			axis = r.At(t.axisAt)
			values = t.addValue(values, r)
		}
	}
	return axis, sorted(values)
}

// rowsThatFit returns the rows of prefix's table that have, at each place
// from 4 on, the character of prefix.
func (t *Tables) rowsThatFit(prefix string) map[string]bool {
	matched := map[string]int{}
	for r := range t.rows.Find(prefix[:3]) {
		if r.Is(t.rowAt, "") {
			continue
		}
		row := r.At(t.rowAt)
		if _, ok := matched[row]; !ok {
			matched[row] = 0
		}
		pos, _ := r.Int(t.posAt)
		if pos <= len(prefix) && r.Is(t.valueAt, prefix[pos-1:pos]) {
			matched[row]++
		}
	}
	fits := map[string]bool{}
	for row, n := range matched {
		fits[row] = n == len(prefix)-3
	}
	return fits
}

func (t *Tables) addValue(values []Value, r table.Row) []Value {
	char := r.At(t.valueAt)
	if slices.ContainsFunc(values, func(v Value) bool { return v.Char == char }) {
		return values
	}
	return append(values, Value{Char: char, Label: r.At(t.labelAt), Definition: r.At(t.defAt)})
}

func sorted(values []Value) []Value {
	slices.SortFunc(values, func(a, b Value) int { return int(a.Char[0]) - int(b.Char[0]) })
	return values
}
