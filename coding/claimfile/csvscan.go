package claimfile

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/medcode-cli/medcode/coding"
)

// Limits of a CSV file, so that a hostile one cannot take all memory.
const (
	maxRecord = 1 << 20 // bytes of one record
	maxFields = 2048    // fields of one record
)

// A csvScanner reads the records of a CSV file (RFC 4180) with a byte order
// mark or not, any of LF, CRLF and CR as line end, and tells where every field
// stands. A record holds until the next one is read.
type csvScanner struct {
	r     *bufio.Reader
	file  string
	comma byte

	line   int   // 1-based line on which the next record begins
	offset int64 // of the next byte

	start  int // line of the record
	at     int64
	text   []byte
	ends   []int // where each field ends in text
	column int   // 1-based byte column of the line being read

	mapper *mapper // turns every record into one of known columns; may be nil
}

func newCSVScanner(r io.Reader, file string) *csvScanner {
	return &csvScanner{r: bufio.NewReaderSize(r, 256<<10), file: file, comma: ',', line: 1}
}

// begin looks at the first bytes: it drops a byte order mark and refuses
// UTF-16 and other binary files.
func (s *csvScanner) begin() error {
	head, _ := s.r.Peek(4)
	switch {
	case bytes.HasPrefix(head, []byte{0xef, 0xbb, 0xbf}):
		_, err := s.r.Discard(3)
		s.offset = 3
		return err
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}), bytes.HasPrefix(head, []byte{0xfe, 0xff}),
		len(head) == 4 && (head[1] == 0 && head[3] == 0 || head[0] == 0 && head[2] == 0):
		return s.errorAt(1, 1, errors.New("the file is UTF-16, want UTF-8: save it as \"CSV UTF-8\""))
	}
	return nil
}

func (s *csvScanner) errorAt(line, column int, err error) error {
	return &Error{File: s.file, Place: coding.Place{Line: line, Column: column, Offset: s.offset}, Err: err}
}

// field returns field i of the record.
func (s *csvScanner) field(i int) []byte {
	lo := 0
	if i > 0 {
		lo = s.ends[i-1]
	}
	return s.text[lo:s.ends[i]]
}

// count returns the number of fields of the record.
func (s *csvScanner) count() int { return len(s.ends) }

// blank reports whether the record is an empty line.
func (s *csvScanner) blank() bool { return len(s.ends) == 1 && s.ends[0] == 0 }

// next reads a record, skipping empty lines. It returns io.EOF at the end. An
// *Error with resume true leaves the scanner at the beginning of a later line.
func (s *csvScanner) next() error {
	for {
		if err := s.record(); err != nil {
			return err
		}
		if s.blank() {
			continue
		}
		if s.mapper == nil {
			return nil
		}
		if skip, err := s.mapper.record(s); !skip || err != nil {
			return err
		}
	}
}

// record reads one record. The common case, a line without quotes that lies in
// the buffer, is taken in one go.
func (s *csvScanner) record() error {
	s.text, s.ends = s.text[:0], s.ends[:0]
	s.start, s.at, s.column = s.line, s.offset, 1
	if ok, err := s.plain(); ok || err != nil {
		return err
	}
	return s.quoted()
}

// plain reads a record without quotes; false when it is not one.
func (s *csvScanner) plain() (bool, error) {
	line, err := s.r.ReadSlice('\n')
	if err != nil && len(line) == 0 {
		return false, err
	}
	if err != nil || bytes.IndexByte(line, '"') >= 0 || bytes.IndexByte(line, 0) >= 0 || bytes.IndexByte(line[:len(line)-1], '\r') >= 0 && bytes.IndexByte(line, '\r') != len(line)-2 {
		s.text = append(s.text, line...)
		return false, nil
	}
	s.offset += int64(len(line))
	s.line++
	line = line[:len(line)-1]
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	for {
		i := bytes.IndexByte(line, s.comma)
		if i < 0 {
			break
		}
		s.text = append(s.text, line[:i]...)
		s.ends = append(s.ends, len(s.text))
		line = line[i+1:]
		if len(s.ends) > maxFields {
			return true, s.errorAt(s.start, len(s.text), fmt.Errorf("more than %d fields", maxFields))
		}
	}
	s.text = append(s.text, line...)
	s.ends = append(s.ends, len(s.text))
	return true, nil
}

// quoted reads a record byte by byte; text holds what plain took already.
func (s *csvScanner) quoted() error {
	taken := bytes.Clone(s.text)
	s.text = s.text[:0]
	p := csvState{s: s}
	for {
		var c byte
		if len(taken) > 0 {
			c, taken = taken[0], taken[1:]
		} else {
			var err error
			if c, err = s.r.ReadByte(); err != nil {
				return p.end(err)
			}
		}
		s.offset++
		done, err := p.take(c)
		if err != nil {
			s.skipLine(taken, c)
			return err
		}
		if done {
			s.putBack(taken)
			return nil
		}
		if len(s.text) > maxRecord {
			err := s.errorAt(s.line, s.column, fmt.Errorf("the record is longer than %d bytes", maxRecord))
			s.skipLine(taken, c)
			return err
		}
		s.column++
	}
}

// putBack gives the rest of a line that was taken ahead to the next record; it
// is there only when a lone CR ended the record.
func (s *csvScanner) putBack(rest []byte) {
	if len(rest) > 0 {
		s.r = bufio.NewReaderSize(io.MultiReader(bytes.NewReader(bytes.Clone(rest)), s.r), 256<<10)
	}
}

// skipLine passes over the rest of a bad line, whose last byte read is c.
func (s *csvScanner) skipLine(taken []byte, c byte) {
	defer func() { s.line++ }()
	if c == '\n' {
		s.putBack(taken)
		return
	}
	if i := bytes.IndexByte(taken, '\n'); i >= 0 {
		s.offset += int64(i + 1)
		s.putBack(taken[i+1:])
		return
	}
	s.offset += int64(len(taken))
	for {
		part, err := s.r.ReadSlice('\n')
		s.offset += int64(len(part))
		if !errors.Is(err, bufio.ErrBufferFull) {
			return
		}
	}
}

// A csvState is the state of reading one record byte by byte.
type csvState struct {
	s          *csvScanner
	inQuotes   bool
	afterQuote bool
	cr         bool
	openLine   int // where the quote was opened
	openColumn int
}

// take takes one byte and reports whether it ends the record.
func (p *csvState) take(c byte) (bool, error) {
	s := p.s
	if c == 0 {
		return false, s.errorAt(s.line, s.column, errors.New("a NUL byte: this is not a text file"))
	}
	if p.cr && c != '\n' {
		return false, s.errorAt(s.line, s.column, errors.New("a carriage return inside a line"))
	}
	if p.inQuotes {
		p.quotedByte(c)
		return false, nil
	}
	switch {
	case c == '\n':
		p.close()
		s.line++
		return true, nil
	case c == '\r':
		p.cr = true
	case c == s.comma:
		p.close()
		if len(s.ends) > maxFields {
			return false, s.errorAt(s.line, s.column, fmt.Errorf("more than %d fields", maxFields))
		}
	case c == '"':
		return false, p.quote()
	case p.afterQuote:
		return false, s.errorAt(s.line, s.column, fmt.Errorf("%q behind a closing quote, want the separator %q", c, s.comma))
	default:
		s.text = append(s.text, c)
	}
	return false, nil
}

func (p *csvState) close() {
	p.s.ends = append(p.s.ends, len(p.s.text))
	p.afterQuote = false
}

func (p *csvState) quotedByte(c byte) {
	s := p.s
	switch c {
	case '"':
		p.inQuotes, p.afterQuote = false, true
	case '\n':
		s.line++
		s.column = 0
		s.text = append(s.text, c)
	default:
		s.text = append(s.text, c)
	}
}

// quote takes a quote outside quotes: it opens a field, or doubles one.
func (p *csvState) quote() error {
	s := p.s
	begin := 0
	if n := len(s.ends); n > 0 {
		begin = s.ends[n-1]
	}
	switch {
	case p.afterQuote:
		s.text = append(s.text, '"')
		p.inQuotes, p.afterQuote = true, false
	case len(s.text) == begin:
		p.inQuotes, p.openLine, p.openColumn = true, s.line, s.column
	default:
		return s.errorAt(s.line, s.column, errors.New("a quote inside a field that does not begin with one"))
	}
	return nil
}

// end ends the record at the end of the file.
func (p *csvState) end(err error) error {
	switch {
	case !errors.Is(err, io.EOF):
		return p.s.errorAt(p.s.line, p.s.column, err)
	case p.inQuotes:
		return p.s.errorAt(p.openLine, p.openColumn, errors.New("the quote opened here is never closed"))
	case len(p.s.text) == 0 && len(p.s.ends) == 0 && !p.afterQuote:
		return io.EOF
	}
	p.close()
	return nil
}
