package x12

import "bytes"

// A Segment is one segment of an interchange. Its bytes belong to the Scanner
// and are valid until the next call of Scan.
type Segment struct {
	// Number counts the segments of the input, 1-based.
	Number int
	// Offset is the place of the first byte of the segment ID in the input.
	Offset int64
	// Delimiters are the separators in force.
	Delimiters Delimiters
	// Unterminated is set when the input ended before the terminator.
	Unterminated bool
	// TooLong is set when the segment was longer than MaxSegment: the rest of
	// it was skipped.
	TooLong bool

	tag     Tag     // of the segment ID, 0 for one of more than three bytes
	control bool    // holds a byte below the blank
	raw     []byte  // without the terminator
	ends    []int32 // where each element ends in raw
	size    int     // bytes in the input, without the terminator
}

// Raw returns the bytes of the segment without its terminator.
func (s *Segment) Raw() []byte { return s.raw }

// Len returns the number of elements after the segment ID, counting empty ones.
func (s *Segment) Len() int { return len(s.ends) - 1 }

// ID returns the segment ID, "NM1".
func (s *Segment) ID() []byte { return s.Element(0) }

// Is reports whether the segment ID is id.
func (s *Segment) Is(id string) bool { return string(s.Element(0)) == id }

// Element returns element i, 1-based as in "NM103"; 0 is the segment ID. It is
// empty when the segment has no such element.
func (s *Segment) Element(i int) []byte {
	if i < 0 || i >= len(s.ends) {
		return nil
	}
	return s.raw[s.start(i):s.ends[i]]
}

func (s *Segment) start(i int) int32 {
	if i == 0 {
		return 0
	}
	return s.ends[i-1] + 1
}

// Component returns component j, 1-based, of the first repetition of element i.
func (s *Segment) Component(i, j int) []byte {
	b, _ := s.component(s.Repetition(i, 1), j)
	return b
}

// MaxComponents is the number of components of the longest composite read.
const MaxComponents = 16

// Components cuts element i into its components, those of its first
// repetition, and returns how many there are: parts[1] is the first.
func (s *Segment) Components(i int, parts *[MaxComponents + 1][]byte) int {
	b := s.Repetition(i, 1)
	n, from := 1, 0
	for k, c := range b {
		if c == s.Delimiters.Component {
			parts[n] = b[from:k]
			if from = k + 1; n == MaxComponents {
				return n
			}
			n++
		}
	}
	parts[n] = b[from:]
	return n
}

// Place returns the byte offset in the input of part, a part of the segment
// that Element, Component, Components or Repetition returned.
func (s *Segment) Place(part []byte) int64 { return s.Offset + int64(cap(s.raw)-cap(part)) }

// component returns component j of b and where it starts in b.
func (s *Segment) component(b []byte, j int) (part []byte, at int) {
	for ; j > 1; j-- {
		k := bytes.IndexByte(b, s.Delimiters.Component)
		if k < 0 {
			return nil, at + len(b)
		}
		b, at = b[k+1:], at+k+1
	}
	if k := bytes.IndexByte(b, s.Delimiters.Component); k >= 0 {
		b = b[:k]
	}
	return b, at
}

// Repetition returns repetition n, 1-based, of element i.
func (s *Segment) Repetition(i, n int) []byte {
	b := s.Element(i)
	if s.Delimiters.Repetition == 0 {
		if n > 1 {
			return nil
		}
		return b
	}
	for ; n > 1; n-- {
		k := bytes.IndexByte(b, s.Delimiters.Repetition)
		if k < 0 {
			return nil
		}
		b = b[k+1:]
	}
	for k, c := range b { // short: a call would cost more
		if c == s.Delimiters.Repetition {
			return b[:k]
		}
	}
	return b
}

// At returns the byte offset in the input of component j of element i; j is 0
// for the element as a whole.
func (s *Segment) At(i, j int) int64 {
	if i <= 0 || i >= len(s.ends) {
		return s.Offset
	}
	at := s.Offset + int64(s.start(i))
	if j > 1 {
		_, k := s.component(s.Element(i), j)
		at += int64(k)
	}
	return at
}
