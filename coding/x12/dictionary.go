package x12

import (
	_ "embed" // the dictionary is a text file
	"strconv"
	"strings"
	"sync"
)

//go:embed dictionary.txt
var dictionaryText string

// An elementSpec says what an element or a component may hold.
type elementSpec struct {
	name     string
	typ      string // AN ID N0 R DT TM C
	required bool
	min, max int
	codes    []uint32 // packed, nil when any value may stand
	list     string   // name of an outside code list: "state"
	parts    []elementSpec
}

// A segmentSpec is one segment of the dictionary; elements[0] is unused.
type segmentSpec struct {
	name     string
	elements []elementSpec
}

// dictionary holds every known segment by its packed ID.
var dictionary = sync.OnceValue(func() map[uint32]*segmentSpec {
	m := make(map[uint32]*segmentSpec)
	var cur *segmentSpec
	for line := range strings.Lines(dictionaryText) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] >= 'A':
			id, name, _ := strings.Cut(line, " ")
			cur = &segmentSpec{name: name, elements: make([]elementSpec, 1)}
			m[pack([]byte(id))] = cur
		default:
			cur.add(line)
		}
	}
	return m
})

// add reads one element line: "5.1 R AN 1 2 place of service =A,B".
func (s *segmentSpec) add(line string) {
	f := strings.SplitN(line, " ", 6)
	e := elementSpec{required: f[1] == "R", typ: f[2], name: f[5]}
	e.min, _ = strconv.Atoi(f[3])
	e.max, _ = strconv.Atoi(f[4])
	if i := strings.LastIndexAny(e.name, "=@"); i > 0 && e.name[i-1] == ' ' {
		if mark := e.name[i+1:]; e.name[i] == '@' {
			e.list = mark
		} else {
			for c := range strings.SplitSeq(mark, ",") {
				e.codes = append(e.codes, pack([]byte(c)))
			}
		}
		e.name = e.name[:i-1]
	}
	e.name, _, _ = strings.Cut(e.name, " %")
	pos, part, isPart := strings.Cut(f[0], ".")
	first, last, isRange := strings.Cut(pos, "-")
	a, _ := strconv.Atoi(first)
	b := a
	if isRange {
		b, _ = strconv.Atoi(last)
	}
	for i := a; i <= b; i++ {
		if !isPart {
			*grow(&s.elements, i) = e
			continue
		}
		j, _ := strconv.Atoi(part)
		el := grow(&s.elements, i)
		el.typ = "C"
		if el.name == "" {
			el.name = "code"
		}
		*grow(&el.parts, j) = e
	}
}

// grow returns element i of s, making room for it.
func grow(s *[]elementSpec, i int) *elementSpec {
	for len(*s) <= i {
		*s = append(*s, elementSpec{})
	}
	return &(*s)[i]
}

// pack returns up to four bytes as a number, for comparing short codes.
func pack(b []byte) uint32 {
	var v uint32
	if len(b) > 4 {
		return 0
	}
	for _, c := range b {
		v = v<<8 | uint32(c)
	}
	return v
}

// unpack is the reverse of pack.
func unpack(v uint32) string {
	var b []byte
	for s := 24; s >= 0; s -= 8 {
		if c := byte(v >> s); c != 0 {
			b = append(b, c)
		}
	}
	return string(b)
}

// SegmentName returns what a segment is for, in this project's own words; ""
// for a segment it does not know.
func SegmentName(id string) string {
	if s := dictionary()[pack([]byte(id))]; s != nil {
		return s.name
	}
	return ""
}

// ElementName returns what element i of a segment is for, or its component j
// when j is not 0; "" when unknown.
func ElementName(id string, i, j int) string {
	s := dictionary()[pack([]byte(id))]
	if s == nil || i < 1 || i >= len(s.elements) {
		return ""
	}
	e := &s.elements[i]
	if j > 0 && j < len(e.parts) {
		return e.parts[j].name
	}
	return e.name
}
