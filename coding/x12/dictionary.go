package x12

import (
	_ "embed" // the dictionary is a text file
	"math/bits"
	"strconv"
	"strings"
	"sync"
)

//go:embed dictionary.txt
var dictionaryText string

// An elementSpec says what an element or a component may hold.
type elementSpec struct {
	typ      kind
	required bool
	plain    bool  // any text of the right length
	form     uint8 // the element or component beside it that names its form, 0 for none
	min, max int32
	codes    codeSet // empty when any value may stand
	list     string  // name of an outside code list: "state"
	parts    []elementSpec
	name     string
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
	tag      Tag
	number   uint8 // of the segment in the dictionary
	required int   // the last element that is required
	elements []elementSpec
	name     string
}

// A segmentSet holds segments by their number in the dictionary.
type segmentSet [4]uint64

func (t *segmentSet) add(n uint8) { t[n/64] |= 1 << (n % 64) }

func (t *segmentSet) has(n uint8) bool { return t[n/64]&(1<<(n%64)) != 0 }

// A codeSet is a hash table of packed codes.
type codeSet struct {
	slots []uint32
	shift uint8
}

func newCodeSet(codes []string) codeSet {
	size := bits.Len(uint(len(codes))) + 1 // at most half full
	c := codeSet{make([]uint32, 1<<size), uint8(32 - size)}
	for _, s := range codes {
		v := pack([]byte(s))
		*c.at(v) = v
	}
	return c
}

// at returns the slot of a code: its own, or the empty one where it would be.
func (c *codeSet) at(v uint32) *uint32 {
	for i := int(v * 2654435761 >> c.shift); ; i = (i + 1) & (len(c.slots) - 1) {
		if s := &c.slots[i]; *s == v || *s == 0 {
			return s
		}
	}
}

func (c *codeSet) empty() bool { return c.slots == nil }

// has reports whether b is one of the codes.
func (c *codeSet) has(b []byte) bool {
	v := pack(b)
	return v != 0 && !c.empty() && *c.at(v) == v
}

// A specTable finds a segment by its tag.
type specTable [512]*segmentSpec

// at returns the slot of a tag: its own, or the empty one where it would be.
func (t *specTable) at(tag Tag) **segmentSpec {
	for i := tag * 2654435761 >> 23; ; i = (i + 1) % 512 {
		if t[i] == nil || t[i].tag == tag {
			return &t[i]
		}
	}
}

// dictionary holds every known segment.
var dictionary = sync.OnceValue(func() *specTable {
	m := new(specTable)
	var cur *segmentSpec
	var number uint8
	for line := range strings.Lines(dictionaryText) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] >= 'A':
			id, name, _ := strings.Cut(line, " ")
			cur = &segmentSpec{tag: tagOf(id), number: number, name: name, elements: make([]elementSpec, 1)}
			number++
			*m.at(cur.tag) = cur
		default:
			cur.add(line)
		}
	}
	return m
})

// spec returns the specification of a segment, nil when it is not known.
func spec(tag Tag) *segmentSpec { return *dictionary().at(tag) }

// add reads one element line: "5.1 R AN 1 2 place of service =A,B".
func (s *segmentSpec) add(line string) {
	f := strings.SplitN(line, " ", 6)
	e := elementSpec{required: f[1] == "R", typ: kinds[f[2]], name: f[5]}
	e.min, e.max = small[int32](f[3]), small[int32](f[4])
	if i := strings.LastIndexAny(e.name, "=@^"); i > 0 && e.name[i-1] == ' ' {
		switch mark := e.name[i+1:]; e.name[i] {
		case '@':
			e.list = mark
		case '^':
			e.form = small[uint8](mark)
		default:
			e.codes = newCodeSet(strings.Split(mark, ","))
		}
		e.name = e.name[:i-1]
	}
	e.plain = (e.typ == kindAN || e.typ == kindID) && e.codes.empty() && e.list == "" && e.form == 0
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

// small reads a number of the dictionary.
func small[T int32 | uint8](s string) T {
	n, _ := strconv.Atoi(s)
	return T(n)
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

// SegmentName returns what a segment is for, in this project's own words; ""
// for a segment it does not know.
func SegmentName(id string) string {
	if s := spec(tagOf(id)); s != nil {
		return s.name
	}
	return ""
}

// ElementName returns what element i of a segment is for, or its component j
// when j is not 0; "" when unknown.
func ElementName(id string, i, j int) string {
	s := spec(tagOf(id))
	if s == nil || i < 1 || i >= len(s.elements) {
		return ""
	}
	e := &s.elements[i]
	if j > 0 && j < len(e.parts) {
		return e.parts[j].name
	}
	return e.name
}
