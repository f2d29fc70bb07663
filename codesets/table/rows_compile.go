package table

import (
	"cmp"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/medcode-cli/medcode/codesets"
)

// A RowSet is a table of rows to compile.
type RowSet struct {
	Columns []string   // names, the key columns first
	Keys    int        // how many of Columns, from the first, are the key; at least 1
	Rows    [][]string // one value a column, in any order; several rows may share a key
}

// check returns what keeps s from being compiled.
func (s RowSet) check() error {
	if s.Keys < 1 || s.Keys > len(s.Columns) {
		return fmt.Errorf("compile rows: %d key columns of %d", s.Keys, len(s.Columns))
	}
	for i, c := range s.Columns {
		if c == "" || slices.Contains(s.Columns[:i], c) {
			return fmt.Errorf("compile rows: column %d is named %q, want a name of its own", i+1, c)
		}
	}
	for i, r := range s.Rows {
		if len(r) != len(s.Columns) {
			return fmt.Errorf("compile rows: row %d has %d values, want %d", i+1, len(r), len(s.Columns))
		}
	}
	return nil
}

// CompileRows returns the compiled form of set. Release.Rows is counted here.
func CompileRows(rel codesets.Release, set RowSet) ([]byte, error) {
	if err := set.check(); err != nil {
		return nil, err
	}
	rows := slices.Clone(set.Rows)
	slices.SortStableFunc(rows, func(a, b []string) int {
		return slices.Compare(a[:set.Keys], b[:set.Keys])
	})
	rel.Rows, rel.Billable = len(rows), 0
	head := rowsHead{Rows: len(rows), Keys: set.Keys}
	var cells, dicts []byte
	for i, name := range set.Columns {
		values, ids := dictionary(rows, i)
		h := columnHead{Name: name, Width: width(len(values)), Cells: len(cells), Dict: len(dicts), Values: len(values)}
		for _, r := range rows {
			cells = appendNumber(cells, h.Width, ids[r[i]])
		}
		dicts = appendDictionary(dicts, values)
		h.Size = len(dicts) - h.Dict
		head.Columns = append(head.Columns, h)
	}
	manifest, err := json.Marshal(rel)
	if err != nil {
		return nil, err
	}
	columns, err := json.Marshal(head)
	if err != nil {
		return nil, err
	}
	return MakeContainer([]Section{
		{"release", manifest},
		{"columns", columns},
		{"cells", cells},
		{"dicts", dicts},
	}), nil
}

// dictionary returns the distinct values of column i, sorted, and the place
// of each.
func dictionary(rows [][]string, i int) ([]string, map[string]uint32) {
	ids := map[string]uint32{}
	var values []string
	for _, r := range rows {
		if _, ok := ids[r[i]]; !ok {
			ids[r[i]] = 0
			values = append(values, r[i])
		}
	}
	slices.SortFunc(values, cmp.Compare[string])
	for id, v := range values {
		ids[v] = uint32(id)
	}
	return values, ids
}

// width returns how many bytes a number below count takes: 1, 2 or 4.
func width(count int) int {
	switch {
	case count <= 1<<8:
		return 1
	case count <= 1<<16:
		return 2
	}
	return 4
}

func appendNumber(b []byte, width int, n uint32) []byte {
	switch width {
	case 1:
		return append(b, byte(n))
	case 2:
		return binary.LittleEndian.AppendUint16(b, uint16(n))
	}
	return binary.LittleEndian.AppendUint32(b, n)
}

func appendDictionary(b []byte, values []string) []byte {
	off := uint32(0)
	for _, v := range values {
		b = binary.LittleEndian.AppendUint32(b, off)
		off += uint32(len(v))
	}
	b = binary.LittleEndian.AppendUint32(b, off)
	for _, v := range values {
		b = append(b, v...)
	}
	return b
}
