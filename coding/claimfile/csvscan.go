package claimfile

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/medcode-cli/medcode/coding"
)

// Limits of a CSV file, so that a hostile one cannot take all memory.
const (
	maxRecord = 1 << 20 // bytes of one record
	maxFields = 2048    // fields of one record
)

// A csvScanner reads the records of a CSV file (RFC 4180) with a byte order
// mark or not and LF or CRLF as line end, and tells where every field stands.
// A record holds until the next one is read. Behind a record that cannot be
// read it goes on at the next line; behind a quote that is not closed, at the
// line after the one that opens it.
type csvScanner struct {
	r     *bufio.Reader
	back  *pushback // below r
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
	back := &pushback{r: r}
	return &csvScanner{r: bufio.NewReaderSize(back, 256<<10), back: back, file: file, comma: ',', line: 1}
}

// A pushback reads what was put back before it reads on.
type pushback struct {
	bytes []byte
	r     io.Reader
}

// Read reads as io.Reader says.
func (p *pushback) Read(b []byte) (int, error) {
	if len(p.bytes) == 0 {
		return p.r.Read(b)
	}
	n := copy(b, p.bytes)
	p.bytes = p.bytes[n:]
	return n, nil
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

// failed says that the file itself cannot be read any further.
func (s *csvScanner) failed(err error) error {
	return s.errorAt(s.line, s.column, fmt.Errorf("%w: %w", errFile, err))
}

// errFile marks an error of the file, behind which there are no records.
var errFile = errors.New("the file cannot be read")

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

// blank reports whether the record is an empty line or, as at the end of many
// spreadsheets, a line of empty fields.
func (s *csvScanner) blank() bool { return len(bytes.TrimSpace(s.text)) == 0 }

// next reads a record, skipping blank ones. It returns io.EOF at the end. An
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
		if errors.Is(err, io.EOF) {
			return false, err
		}
		return false, s.failed(err)
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
			return true, s.errorAt(s.start, len(s.text)+len(s.ends), fmt.Errorf("more than %d fields", maxFields))
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
		if p.inQuotes || p.afterQuote {
			p.raw = append(p.raw, c)
		}
		done, err := p.take(c)
		if err == nil && (len(s.text) > maxRecord || p.inQuotes && len(p.raw) > maxRecord) {
			err = p.tooLong()
		}
		switch {
		case err != nil && p.inQuotes:
			s.putBack(taken)
			p.reopen()
			return err
		case err != nil:
			s.skipLine(taken, c)
			return err
		case done:
			s.putBack(taken)
			return nil
		}
		s.column++
	}
}

// putBack gives bytes that were taken to the next record.
func (s *csvScanner) putBack(rest []byte) {
	if len(rest) == 0 {
		return
	}
	ahead, _ := s.r.Peek(s.r.Buffered())
	s.back.bytes = slices.Concat(rest, ahead, s.back.bytes)
	s.r.Reset(s.back)
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
	openAt     int64  // offset behind it
	raw        []byte // what came behind it
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
		p.openAt, p.raw = s.offset, p.raw[:0]
	default:
		return s.errorAt(s.line, s.column, errors.New("a quote inside a field that does not begin with one"))
	}
	return nil
}

// tooLong says that the record has no end within maxRecord.
func (p *csvState) tooLong() error {
	err := fmt.Errorf("the record is longer than %d bytes", maxRecord)
	if p.inQuotes {
		err = fmt.Errorf("the quote opened here is not closed within %d bytes", maxRecord)
		return p.s.errorAt(p.openLine, p.openColumn, err)
	}
	return p.s.errorAt(p.s.line, p.s.column, err)
}

// reopen makes the scanner go on at the line after the one that opens the
// quote.
func (p *csvState) reopen() {
	s := p.s
	i := bytes.IndexByte(p.raw, '\n')
	if i < 0 { // the record is one long line
		s.skipLine(nil, 0)
		return
	}
	s.putBack(p.raw[i+1:])
	s.line, s.offset = p.openLine+1, p.openAt+int64(i+1)
}

// end ends the record at the end of the file.
func (p *csvState) end(err error) error {
	switch {
	case !errors.Is(err, io.EOF):
		return p.s.failed(err)
	case p.inQuotes:
		p.reopen()
		return p.s.errorAt(p.openLine, p.openColumn, errors.New("the quote opened here is never closed"))
	case len(p.s.text) == 0 && len(p.s.ends) == 0 && !p.afterQuote:
		return io.EOF
	}
	p.close()
	return nil
}
