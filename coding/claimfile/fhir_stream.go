package claimfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// wholeLimit is how much of one JSON value is read before it is taken for a
// Bundle whose entries are read one at a time.
const wholeLimit = MaxResource / 2

// A jsonStream cuts a stream into resources: the values of a file, one after
// the other or in an array, and the entries of a Bundle too large to be held.
type jsonStream struct {
	r       io.Reader
	buf     []byte
	start   int // first unread byte
	end     int
	base    int64
	line    int // of the unread byte, 1-based
	eof     bool
	err     error
	inside  bool // in the entries of a large Bundle
	entries int
}

func newJSONStream(r io.Reader) *jsonStream {
	return &jsonStream{r: r, buf: make([]byte, 256<<10), line: 1}
}

// next returns the next resource; its bytes are valid until the next call.
func (s *jsonStream) next() (fhirEntry, error) {
	if s.inside {
		return s.nextEntry()
	}
	c, err := s.peek()
	for err == nil && (c == '[' || c == ',' || c == ']') {
		s.step()
		c, err = s.peek()
	}
	if err != nil {
		return fhirEntry{}, err
	}
	if c != '{' {
		return fhirEntry{}, &offsetError{s.base + int64(s.start), fmt.Errorf("%w: %q where a resource begins", errJSON, string(rune(c)))}
	}
	n, err := s.whole(wholeLimit)
	if errors.Is(err, errLarge) {
		return s.large()
	}
	if err != nil {
		return fhirEntry{}, err
	}
	return s.take(n, ""), nil
}

// take returns the next n bytes as a resource.
func (s *jsonStream) take(n int, path string) fhirEntry {
	raw := s.buf[s.start : s.start+n]
	e := fhirEntry{raw: raw, path: path, offset: s.base + int64(s.start), line: s.line}
	s.line += bytes.Count(raw, []byte{'\n'})
	s.start += n
	return e
}

// peek returns the next byte that is no white space.
func (s *jsonStream) peek() (byte, error) {
	for {
		for s.start < s.end {
			switch c := s.buf[s.start]; c {
			case '\n':
				s.line++
				s.start++
			case ' ', '\t', '\r', 0xef, 0xbb, 0xbf:
				s.start++
			default:
				return c, nil
			}
		}
		if !s.fill() {
			if s.err != nil {
				return 0, s.err
			}
			return 0, io.EOF
		}
	}
}

func (s *jsonStream) step() { s.start++ }

// fill reads more, moving what is unread to the front and growing the buffer
// when it is full, up to MaxResource.
func (s *jsonStream) fill() bool {
	if s.eof || s.err != nil {
		return false
	}
	if s.start > 0 {
		copy(s.buf, s.buf[s.start:s.end])
		s.base += int64(s.start)
		s.end -= s.start
		s.start = 0
	}
	if s.end == len(s.buf) {
		if len(s.buf) >= MaxResource {
			return false
		}
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	for range 100 {
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		switch {
		case errors.Is(err, io.EOF):
			s.eof = true
		case err != nil:
			s.err = err
		}
		if n > 0 || err != nil {
			return n > 0
		}
	}
	s.err = io.ErrNoProgress
	return false
}

var errLarge = errors.New("larger than the limit")

// whole returns the length of the value at hand, reading as much as it takes,
// but not more than limit.
func (s *jsonStream) whole(limit int) (int, error) {
	var m matcher
	for {
		if n, ok := m.match(s.buf[s.start:s.end]); ok {
			return n, nil
		}
		if s.end-s.start >= limit {
			return 0, errLarge
		}
		if !s.fill() {
			switch {
			case s.err != nil:
				return 0, s.err
			case s.eof:
				return 0, &offsetError{s.base + int64(s.end), errors.New("the file ends inside a resource")}
			}
			return 0, errLarge
		}
	}
}

// A matcher finds the end of an object or array. It goes on where it stopped
// when it is given the same bytes with more behind them.
type matcher struct {
	i, depth int
	inString bool
}

func (m *matcher) match(b []byte) (n int, ok bool) {
	for m.i < len(b) {
		if m.inString {
			k := bytes.IndexByte(b[m.i:], '"')
			if k < 0 {
				m.i = len(b)
				return 0, false
			}
			j := m.i + k
			escaped := 0
			for j-1-escaped >= 0 && b[j-1-escaped] == '\\' {
				escaped++
			}
			m.i = j + 1
			m.inString = escaped%2 == 1
			continue
		}
		switch b[m.i] {
		case '"':
			m.inString = true
		case '{', '[':
			m.depth++
		case '}', ']':
			m.depth--
			if m.depth == 0 {
				m.i++
				return m.i, true
			}
		}
		m.i++
	}
	return 0, false
}

// large enters a value that is too large to be held: a Bundle, whose keys are
// read one at a time up to its entries.
func (s *jsonStream) large() (fhirEntry, error) {
	at := s.base + int64(s.start)
	s.step() // the brace
	if err := s.toEntries(); err != nil {
		return fhirEntry{}, err
	}
	if !s.inside {
		return fhirEntry{}, &offsetError{at, fmt.Errorf("a resource is longer than %d bytes", wholeLimit)}
	}
	return s.next()
}

// toEntries steps over keys and values up to the array of "entry", or behind
// the object.
func (s *jsonStream) toEntries() error {
	for {
		c, err := s.peek()
		switch {
		case err != nil:
			return s.early(err)
		case c == ',':
			s.step()
			continue
		case c == '}':
			s.step()
			s.inside = false
			return nil
		case c != '"':
			return &offsetError{s.base + int64(s.start), fmt.Errorf("%w: no key", errJSON)}
		}
		key, err := s.value()
		if err != nil {
			return err
		}
		if c, err = s.peek(); err != nil || c != ':' {
			return &offsetError{s.base + int64(s.start), fmt.Errorf("%w: no colon", errJSON)}
		}
		s.step()
		if c, err = s.peek(); err != nil {
			return s.early(err)
		}
		if string(key) == `"entry"` && c == '[' {
			s.step()
			s.inside, s.entries = true, 0
			return nil
		}
		if _, err := s.value(); err != nil {
			return err
		}
	}
}

func (s *jsonStream) early(err error) error {
	if errors.Is(err, io.EOF) {
		return &offsetError{s.base + int64(s.end), errors.New("the file ends inside a Bundle")}
	}
	return err
}

// value reads one value of a Bundle whole and returns its bytes.
func (s *jsonStream) value() ([]byte, error) {
	c := s.buf[s.start]
	if c == '{' || c == '[' {
		n, err := s.whole(MaxResource)
		if err != nil {
			return nil, s.tooLarge(err)
		}
		return s.take(n, "").raw, nil
	}
	for {
		d := pull{b: s.buf[s.start:s.end]}
		d.skip()
		if d.err == nil && (d.i < len(d.b) || s.eof) {
			return s.take(d.i, "").raw, nil
		}
		if !s.fill() {
			if d.err != nil || s.err != nil || !s.eof {
				return nil, s.tooLarge(errors.Join(s.err, d.err, errLarge))
			}
		}
	}
}

func (s *jsonStream) tooLarge(err error) error {
	if errors.Is(err, errLarge) {
		return &offsetError{s.base + int64(s.start), fmt.Errorf("a resource is longer than %d bytes", MaxResource)}
	}
	return err
}

// nextEntry returns the resource of the next entry of a large Bundle.
func (s *jsonStream) nextEntry() (fhirEntry, error) {
	for {
		c, err := s.peek()
		if err != nil {
			return fhirEntry{}, s.early(err)
		}
		switch c {
		case ',':
			s.step()
			continue
		case ']':
			s.step()
			s.inside = false
			if err := s.toEntries(); err != nil {
				return fhirEntry{}, err
			}
			return s.next()
		case '{':
		default:
			return fhirEntry{}, &offsetError{s.base + int64(s.start), fmt.Errorf("%w: no entry", errJSON)}
		}
		n, err := s.whole(MaxResource)
		if err != nil {
			return fhirEntry{}, s.tooLarge(err)
		}
		e := s.take(n, "entry["+strconv.Itoa(s.entries)+"].resource.")
		s.entries++
		if r, ok := resourceOf(e); ok {
			return r, nil
		}
	}
}

// resourceOf returns the resource inside an entry.
func resourceOf(e fhirEntry) (fhirEntry, bool) {
	d := pull{b: e.raw}
	found := false
	d.object(func(key string) {
		d.space()
		from := d.i
		d.skip()
		if key == "resource" && d.err == nil {
			e.raw, e.offset, e.depth, found = d.b[from:d.i], e.offset+int64(from), 1, true
		}
	})
	return e, found && d.err == nil
}
