package claimfile

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// NewMapped returns a reader of a CSV file whose columns m takes over.
func NewMapped(r io.Reader, m *Map, o Options) *CSV {
	c := NewCSV(r, o)
	c.scan.mapper = &mapper{m: m}
	return c
}

// A mapper turns the records of a flat file into those of a CSV file of
// claims, as its map says. It stands between the scanner and the reader.
type mapper struct {
	m      *Map
	plan   []mapTarget
	width  int      // fields of the header
	fields [][]byte // of the record being made
	from   []int    // column of the file each field comes from
	dx     []string // of the record being made
	claim  string   // claim number of the record before
	buf    []byte
	ends   []int
}

// A mapTarget is one target with where its values stand.
type mapTarget struct {
	name    string
	sources [][]int // of each source the columns that are put together; nil: not in the file
	fixed   []byte  // of a constant
	many    int     // fields it takes in the record, at least 1
	values  map[string]string
	pad     int
}

// header makes the plan and the header of the new file.
func (p *mapper) header(s *csvScanner) error {
	p.width = s.count()
	at := map[string]int{}
	for i := range p.width {
		at[strings.ToUpper(strings.TrimSpace(string(s.field(i))))] = i
	}
	used := 0
	for _, name := range slices.Sorted(maps.Keys(p.m.Columns)) {
		t := mapTarget{name: name, many: 1, values: p.m.Values[name], pad: p.m.Pad[name]}
		for _, source := range p.m.Columns[name] {
			columns, err := expandSource(source)
			if err != nil {
				return err
			}
			for _, c := range columns {
				where := locate(at, c)
				t.sources = append(t.sources, where)
				used += len(where)
			}
		}
		if manyOf(name) > 0 {
			t.many = min(len(t.sources), manyOf(name))
		}
		p.plan = append(p.plan, t)
	}
	for _, name := range slices.Sorted(maps.Keys(p.m.Constants)) {
		p.plan = append(p.plan, mapTarget{name: name, many: 1, fixed: []byte(p.m.Constants[name])})
	}
	if used == 0 {
		return s.errorAt(s.start, 1, fmt.Errorf("map %s: the header has none of its columns", p.m.Name))
	}
	// Diagnoses come first: other targets are lined up with them.
	slices.SortStableFunc(p.plan, func(a, b mapTarget) int { return order(a.name) - order(b.name) })
	p.names(s)
	return nil
}

func order(name string) int {
	if name == "dx" {
		return 0
	}
	return 1
}

// manyOf returns how many fields a target may take, 0 for one.
func manyOf(name string) int {
	for i := range Columns {
		if Columns[i].Name == name {
			return Columns[i].many
		}
	}
	return 0
}

// locate returns the columns of "A+B"; one that is missing makes it nil.
func locate(at map[string]int, source string) []int {
	var out []int
	for part := range strings.SplitSeq(source, "+") {
		i, ok := at[strings.ToUpper(strings.TrimSpace(part))]
		if !ok {
			return nil
		}
		out = append(out, i)
	}
	return out
}

// names writes the header of the new file over that of the old.
func (p *mapper) names(s *csvScanner) {
	p.fields, p.from = p.fields[:0], p.from[:0]
	for _, t := range p.plan {
		name := t.name
		if name == lineDX {
			name = "pointers"
		}
		for n := range t.many {
			field := name
			if t.many > 1 {
				field += strconv.Itoa(n + 1)
			}
			p.put([]byte(field), 0)
		}
	}
	p.write(s)
}

func (p *mapper) put(b []byte, column int) {
	p.fields = append(p.fields, b)
	p.from = append(p.from, column)
}

// write makes the fields the record of s.
func (p *mapper) write(s *csvScanner) {
	p.buf, p.ends = p.buf[:0], p.ends[:0]
	for _, f := range p.fields {
		p.buf = append(p.buf, f...)
		p.ends = append(p.ends, len(p.buf))
	}
	p.buf, s.text = s.text, p.buf
	p.ends, s.ends = s.ends, p.ends
}

// record turns the record of s, the header first. skip is true of a row that
// says nothing new.
func (p *mapper) record(s *csvScanner) (skip bool, err error) {
	if p.plan == nil {
		return false, p.header(s)
	}
	if got := s.count(); got != p.width {
		return false, s.errorAt(s.start, 1, fmt.Errorf("%d fields, want %d as in the header", got, p.width))
	}
	p.fields, p.from, p.dx = p.fields[:0], p.from[:0], p.dx[:0]
	for i := range p.plan {
		t := &p.plan[i]
		switch {
		case t.fixed != nil:
			p.put(t.fixed, 0)
		case t.name == "dx":
			p.diagnoses(s, t)
		case t.name == "poa":
			p.indicators(s, t)
		case t.name == lineDX:
			p.pointer(s, t)
		case t.many > 1:
			p.list(s, t)
		default:
			p.first(s, t)
		}
	}
	if p.isTotal() {
		if string(p.made("claim")) == p.claim {
			return true, nil
		}
		p.blankLine()
	}
	p.claim = string(p.made("claim"))
	p.write(s)
	return false, nil
}

// value returns the value of one source, nil when it is empty.
func (p *mapper) value(s *csvScanner, t *mapTarget, columns []int) []byte {
	var v []byte
	switch len(columns) {
	case 0:
		return nil
	case 1:
		v = bytes.TrimSpace(s.field(columns[0]))
	default:
		for _, c := range columns {
			v = append(v, bytes.TrimSpace(s.field(c))...)
		}
	}
	if len(v) == 0 {
		return nil
	}
	if t.values != nil {
		return translate(t.values, v)
	}
	for len(v) < t.pad {
		v = append([]byte("0"), v...)
	}
	return v
}

// translate returns what a table of values makes of v: its own entry, the
// longest prefix "11*", or that of "?*". A value without an entry is empty.
func translate(values map[string]string, v []byte) []byte {
	if to, ok := values[string(v)]; ok {
		return []byte(to)
	}
	for n := len(v); n > 0; n-- {
		if to, ok := values[string(v[:n])+"*"]; ok {
			return []byte(to)
		}
	}
	if to, ok := values["?*"]; ok && v[0] >= '0' && v[0] <= '9' {
		return []byte(to)
	}
	return nil
}

// first puts the first source that is not empty.
func (p *mapper) first(s *csvScanner, t *mapTarget) {
	for _, columns := range t.sources {
		if v := p.value(s, t, columns); v != nil {
			p.put(v, columns[0])
			return
		}
	}
	p.put(nil, 0)
}

// list puts every value that is there, and empty fields behind.
func (p *mapper) list(s *csvScanner, t *mapTarget) {
	n := 0
	for _, columns := range t.sources {
		if v := p.value(s, t, columns); v != nil && n < t.many {
			p.put(v, columns[0])
			n++
		}
	}
	for ; n < t.many; n++ {
		p.put(nil, 0)
	}
}

// diagnoses puts each diagnosis once: the principal one stands in the list too.
func (p *mapper) diagnoses(s *csvScanner, t *mapTarget) {
	for _, columns := range t.sources {
		v := p.value(s, t, columns)
		if v == nil || slices.Contains(p.dx, string(v)) || len(p.dx) == t.many {
			continue
		}
		p.dx = append(p.dx, string(v))
		p.put(v, columns[0])
	}
	for n := len(p.dx); n < t.many; n++ {
		p.put(nil, 0)
	}
}

// indicators puts present-on-admission indicators beside their diagnoses: the
// sources of poa stand in the order of those of dx.
func (p *mapper) indicators(s *csvScanner, t *mapTarget) {
	at := len(p.fields)
	for range t.many {
		p.put(nil, 0)
	}
	dx := &p.plan[0]
	for i, columns := range t.sources {
		v := p.value(s, t, columns)
		if v == nil || i >= len(dx.sources) {
			continue
		}
		code := p.value(s, dx, dx.sources[i])
		if n := slices.Index(p.dx, string(code)); n >= 0 && n < t.many {
			p.fields[at+n], p.from[at+n] = v, columns[0]
		}
	}
}

// pointer puts the positions of the diagnoses that a line names by their codes.
func (p *mapper) pointer(s *csvScanner, t *mapTarget) {
	var list []byte
	column := 0
	for _, columns := range t.sources {
		if n := slices.Index(p.dx, string(p.value(s, t, columns))); n >= 0 {
			list = append(strconv.AppendInt(list, int64(n+1), 10), ' ')
			column = columns[0]
		}
	}
	p.put(bytes.TrimSpace(list), column)
}

// isTotal reports whether the row sums the claim up.
func (p *mapper) isTotal() bool {
	if p.m.TotalLine == "" {
		return false
	}
	return string(p.made("revenue")) == p.m.TotalLine && len(p.made("code")) == 0
}

// made returns the first field of a target in the record being made.
func (p *mapper) made(name string) []byte {
	i := 0
	for k := range p.plan {
		if p.plan[k].name == name {
			return p.fields[i]
		}
		i += p.plan[k].many
	}
	return nil
}

// blankLine takes the fields of the line out of the record being made.
func (p *mapper) blankLine() {
	i := 0
	for k := range p.plan {
		t := &p.plan[k]
		for range t.many {
			if c, _ := findColumn(t.name); c == nil || c.line {
				p.fields[i] = nil
			}
			i++
		}
	}
}

// LoadMap returns the map of that name, or reads it from a YAML file's text
// that read returns.
func LoadMap(name string, read func(string) ([]byte, error)) (*Map, error) {
	if m := FindMap(name); m != nil {
		return m, nil
	}
	if !strings.ContainsAny(name, "./\\") {
		return nil, fmt.Errorf("no map %q, want %s or a YAML file", name, strings.Join(MapNames(), ", "))
	}
	text, err := read(name)
	if err != nil {
		return nil, err
	}
	return ParseMap(text)
}

// column returns the 1-based field of the file that field i was made of.
func (p *mapper) column(i int) int {
	if i < 0 || i >= len(p.from) {
		return 1
	}
	return p.from[i] + 1
}
