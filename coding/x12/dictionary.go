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
	typ      kind
	required bool
	min, max int
	codes    []uint32 // packed, nil when any value may stand
	list     string   // name of an outside code list: "state"
	parts    []elementSpec
}

// A kind is the type of an element: AN ID N0 R DT TM, or C for a composite.
type kind uint8

const (
	kindNone kind = iota
	kindAN
	kindID
	kindN0
	kindR
	kindDT
	kindTM
	kindC
)

var kinds = map[string]kind{"AN": kindAN, "ID": kindID, "N0": kindN0, "R": kindR, "DT": kindDT, "TM": kindTM, "C": kindC}

// A segmentSpec is one segment of the dictionary; elements[0] is unused.
type segmentSpec struct {
	id       uint32
	name     string
	required int // the last element that is required
	elements []elementSpec
}

// A specTable finds a segment by its packed ID.
type specTable [512]*segmentSpec

// at returns the slot of an ID: its own, or the empty one where it would be.
func (t *specTable) at(id uint32) **segmentSpec {
	for i := id * 2654435761 >> 23; ; i = (i + 1) % 512 {
		if t[i] == nil || t[i].id == id {
			return &t[i]
		}
	}
}

// dictionary holds every known segment.
var dictionary = sync.OnceValue(func() *specTable {
	m := new(specTable)
	var cur *segmentSpec
	for line := range strings.Lines(dictionaryText) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] >= 'A':
			id, name, _ := strings.Cut(line, " ")
			cur = &segmentSpec{name: name, elements: make([]elementSpec, 1)}
			cur.id = pack([]byte(id))
			*m.at(cur.id) = cur
		default:
			cur.add(line)
		}
	}
	return m
})

// spec returns the specification of a segment, nil when it is not known.
func spec(id uint32) *segmentSpec { return *dictionary().at(id) }

// add reads one element line: "5.1 R AN 1 2 place of service =A,B".
func (s *segmentSpec) add(line string) {
	f := strings.SplitN(line, " ", 6)
	e := elementSpec{required: f[1] == "R", typ: kinds[f[2]], name: f[5]}
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
	if e.required && !isPart {
		s.required = max(s.required, b)
	}
	for i := a; i <= b; i++ {
		if !isPart {
			*grow(&s.elements, i) = e
			continue
		}
		j, _ := strconv.Atoi(part)
		el := grow(&s.elements, i)
		el.typ = kindC
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
	if s := spec(pack([]byte(id))); s != nil {
		return s.name
	}
	return ""
}

// ElementName returns what element i of a segment is for, or its component j
// when j is not 0; "" when unknown.
func ElementName(id string, i, j int) string {
	s := spec(pack([]byte(id)))
	if s == nil || i < 1 || i >= len(s.elements) {
		return ""
	}
	e := &s.elements[i]
	if j > 0 && j < len(e.parts) {
		return e.parts[j].name
	}
	return e.name
}
