package x12

import (
	"encoding/binary"
	"errors"
	"io"
	"math/bits"
)

// MaxSegment is the longest segment read whole, in bytes. What is longer is cut
// there, marked TooLong, and skipped up to its terminator. Real segments stay
// below some 2,000 bytes.
const MaxSegment = 1 << 16

const bufferSize = 2 * MaxSegment

// ErrNotX12 is returned for input that does not begin with an ISA segment.
var ErrNotX12 = errors.New("not an X12 interchange: no ISA segment at the start")

// A Scanner cuts X12 input into segments. It takes the separators from each ISA
// segment, skips a byte order mark and white space between segments, and
// allocates nothing per segment. It is not safe for concurrent use.
type Scanner struct {
	r     io.Reader
	buf   []byte
	start int // first unread byte in buf
	end   int // end of the bytes in buf
	base  int64
	eof   bool
	err   error
	d     Delimiters
	seg   Segment
}

// NewScanner returns a Scanner that reads from r.
func NewScanner(r io.Reader) *Scanner {
	s := &Scanner{r: r, buf: make([]byte, bufferSize)}
	s.seg.ends = make([]int32, 0, 64)
	return s
}

// Err returns the first error of the reader, or ErrNotX12. Reaching the end of
// the input is no error.
func (s *Scanner) Err() error { return s.err }

// Segment returns the segment of the last Scan. It is valid until the next.
func (s *Scanner) Segment() *Segment { return &s.seg }

// Offset returns how many bytes of the input have been consumed.
func (s *Scanner) Offset() int64 { return s.base + int64(s.start) }

// Scan advances to the next segment. It returns false at the end of the input
// or at an error.
func (s *Scanner) Scan() bool {
	if s.err != nil || !s.skipBlank() {
		return false
	}
	s.seg.Number++
	s.seg.Offset = s.base + int64(s.start)
	s.seg.Unterminated, s.seg.TooLong = false, false
	for s.end-s.start < 4 && s.fill() {
	}
	if s.err != nil {
		return false
	}
	if w := s.buf[s.start:s.end]; len(w) >= 3 && w[0] == 'I' && w[1] == 'S' && w[2] == 'A' {
		if !s.header() {
			return s.err == nil
		}
	} else if s.d.Element == 0 {
		s.err = ErrNotX12
		return false
	}
	return s.split()
}

// header reads the separators of an ISA segment. It returns false when the
// input ends inside it; then the rest of the input is the segment.
func (s *Scanner) header() bool {
	for s.end-s.start < isaLength+20 && s.fill() {
	}
	if s.err != nil {
		return false
	}
	w := s.buf[s.start:min(s.end, s.start+2*isaLength)]
	d, ok := parseISA(w)
	if d.Element == 0 {
		d.Element = '*'
	}
	s.d, s.seg.Delimiters = d, d
	if ok {
		return true
	}
	s.d.Segment = '~'
	s.seg.Delimiters.Segment = '~'
	if s.end-s.start > len(w) || !s.eof {
		return true // a header with too few elements: go on with what is usual
	}
	s.take(w)
	s.seg.Unterminated = true
	s.start = s.end
	return false
}

// take makes b the current segment, cut at the element separators.
func (s *Scanner) take(b []byte) {
	s.seg.raw, s.seg.ends, s.seg.size = b, s.seg.ends[:0], len(b)
	for i, c := range b {
		if c == s.d.Element {
			s.seg.ends = append(s.seg.ends, int32(i))
		}
	}
	s.seg.ends = append(s.seg.ends, int32(len(b)))
	s.seg.tag = tagOf(s.seg.ID())
}

// skipBlank moves to the next byte that is not white space, a byte order mark
// or a NUL, and reports whether there is one.
func (s *Scanner) skipBlank() bool {
	if s.base == 0 && s.start == 0 {
		for s.end < 3 && s.fill() {
		}
		if s.end >= 3 && string(s.buf[:3]) == "\xef\xbb\xbf" {
			s.start = 3
		}
	}
	for {
		for s.start < s.end {
			if c := s.buf[s.start]; c > ' ' {
				return true
			}
			s.start++
		}
		if !s.fill() {
			return false
		}
	}
}

// fill reads more input behind the bytes at hand, moving them to the front of
// the buffer first when there is no room. It returns false when nothing came.
func (s *Scanner) fill() bool {
	if s.eof || s.err != nil {
		return false
	}
	if s.start > 0 && len(s.buf)-s.end < MaxSegment/2 {
		copy(s.buf, s.buf[s.start:s.end])
		s.base += int64(s.start)
		s.end -= s.start
		s.start = 0
	}
	if s.end == len(s.buf) {
		return false
	}
	for range 100 {
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		if errors.Is(err, io.EOF) {
			s.eof = true
		} else if err != nil {
			s.err = err
		}
		if n > 0 || err != nil {
			return n > 0
		}
	}
	s.err = io.ErrNoProgress
	return false
}

const (
	ones   = 0x0101010101010101
	blanks = 0x2020202020202020
	lows   = 0x7f7f7f7f7f7f7f7f
	highs  = 0x8080808080808080
)

// matches returns a word with the high bit of each byte of x that equals the
// byte repeated in pat, exactly.
func matches(x, pat uint64) uint64 {
	t := x ^ pat
	return ^((t&lows + lows) | t) & highs
}

// split finds the terminator of the segment at start and the element
// separators before it, eight bytes at a time.
func (s *Scanner) split() bool {
	seg := &s.seg
	seg.Delimiters = s.d
	ends := seg.ends[:0]
	el, term := uint64(s.d.Element)*ones, uint64(s.d.Segment)*ones
	i := 0
	seg.control = false
	var low uint64
	for {
		w := s.buf[s.start:s.end]
		for ; i+8 <= len(w); i += 8 {
			x := binary.LittleEndian.Uint64(w[i:])
			t := matches(x, term)
			m := matches(x, el)
			if t != 0 {
				m &= t&-t - 1
				low |= (x - blanks) & ^x & highs & (t&-t - 1)
			} else {
				low |= (x - blanks) & ^x & highs
			}
			for ; m != 0; m &= m - 1 {
				ends = append(ends, int32(i+bits.TrailingZeros64(m)>>3))
			}
			if t != 0 {
				seg.control = low != 0
				return s.finish(ends, i+bits.TrailingZeros64(t)>>3)
			}
		}
		for ; i < len(w) && (s.eof || len(w) >= MaxSegment); i++ {
			switch w[i] {
			case s.d.Segment:
				seg.control = true // not known: it is looked at
				return s.finish(ends, i)
			case s.d.Element:
				ends = append(ends, int32(i))
			}
		}
		if i >= MaxSegment {
			return s.cut(i)
		}
		if !s.fill() && (s.eof && i == s.end-s.start || s.err != nil) {
			return s.last(ends, i)
		}
	}
}

// finish makes the n bytes at start the current segment and moves behind its
// terminator.
func (s *Scanner) finish(ends []int32, n int) bool {
	seg := &s.seg
	w := s.buf[s.start : s.start+n]
	seg.size = n
	for n > 0 && (w[n-1] == '\r' || w[n-1] == '\n') {
		n--
	}
	for len(ends) > 0 && int(ends[len(ends)-1]) >= n { // where a line end separates elements
		ends = ends[:len(ends)-1]
	}
	ends = append(ends, int32(n))
	seg.raw, seg.ends, seg.tag = w[:n], ends, tagOf(w[:ends[0]])
	s.start += seg.size + 1
	return true
}

// last makes the rest of the input the current segment, unterminated.
func (s *Scanner) last(ends []int32, n int) bool {
	if s.err != nil {
		return false
	}
	s.finish(ends, n)
	s.start = s.end
	s.seg.Unterminated, s.seg.control = true, true
	return true
}

// cut keeps the first bytes of a segment that is too long and skips the rest.
func (s *Scanner) cut(n int) bool {
	kept := append([]byte(nil), s.buf[s.start:s.start+min(n, 256)]...)
	s.start += n
	size := n
	s.seg.TooLong = true
	for {
		for s.start < s.end {
			c := s.buf[s.start]
			s.start++
			if c == s.d.Segment {
				s.take(kept)
				s.seg.size = size
				return true
			}
			size++
		}
		if !s.fill() {
			break
		}
	}
	s.take(kept)
	s.seg.size, s.seg.Unterminated = size, true
	return s.err == nil
}
