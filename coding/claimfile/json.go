package claimfile

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode-cli/medcode/coding"
	"github.com/medcode-cli/medcode/coding/x12"
)

// A JSON reads claims of the model of coding.Claim: one object, an array of
// objects, or objects one after the other (JSON Lines). Names that the model
// does not have are an error, so that a misspelt one is not passed over.
type JSON struct {
	dec     *json.Decoder
	lines   *lineCounter
	base    int64 // bytes before the first one the decoder saw
	started bool
	array   bool
	options Options
}

// Options say how a reader takes its file.
type Options struct {
	File string // base name, for messages
	// KeepGoing makes a claim that cannot be read a finding, where the reader
	// can find the next one.
	KeepGoing bool
	// Group lets rows of one claim stand apart in a CSV file. All claims are
	// then held in memory.
	Group bool
	// Strict makes a file of no known form an ErrNotClaims, rather than CSV with
	// an unknown header.
	Strict bool
	// SNIP are the tests that an X12 file is put to; none when zero.
	SNIP x12.SNIP
	// Map says how the columns of a CSV file are taken, where it is not by
	// the names of Columns; nil looks for a map that fits the header.
	Map *Map
}

// NewJSON returns a reader of claims in JSON or JSON Lines.
func NewJSON(r io.Reader, o Options) *JSON {
	lines := &lineCounter{r: r}
	return &JSON{dec: json.NewDecoder(bufio.NewReaderSize(lines, 64<<10)), lines: lines, options: o}
}

// Next reads the next claim, as Reader says.
func (j *JSON) Next(ctx context.Context, c *coding.Claim) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	c.Reset()
	if err := j.start(); err != nil {
		return err
	}
	if !j.dec.More() {
		return j.end()
	}
	var raw json.RawMessage
	if err := j.dec.Decode(&raw); err != nil {
		return j.error(err)
	}
	at := coding.Place{Offset: j.base + j.dec.InputOffset() - int64(len(raw))}
	at.Line = j.lines.lineAt(at.Offset)
	err := decodeClaim(raw, c)
	c.File, c.At = j.options.File, at
	if err == nil {
		return nil
	}
	if !j.options.KeepGoing {
		return &Error{File: j.options.File, Place: at, Err: err}
	}
	c.Reset()
	c.File, c.At = j.options.File, at
	c.ID = "line " + strconv.Itoa(at.Line)
	c.Problems = append(c.Problems, coding.Problem{Rule: "claim-unreadable", Place: at, Message: err.Error()})
	return nil
}

// start reads the bracket of an array, if there is one.
func (j *JSON) start() error {
	if j.started {
		return nil
	}
	j.started = true
	first, err := j.lines.skipSpace()
	if err != nil {
		return err
	}
	j.base = j.lines.read
	if first != '[' {
		return nil
	}
	j.array = true
	if _, err := j.dec.Token(); err != nil {
		return j.error(err)
	}
	return nil
}

// end reads the bracket that closes an array, and asserts that the file ends.
func (j *JSON) end() error {
	if j.array {
		if _, err := j.dec.Token(); err != nil {
			return j.error(err)
		}
		j.array = false
	}
	_, err := j.dec.Token()
	switch {
	case errors.Is(err, io.EOF):
		return io.EOF
	case err == nil:
		err = errors.New("more text behind the last claim")
	}
	return j.error(err)
}

// error says where in the file err is.
func (j *JSON) error(err error) error {
	at := coding.Place{Offset: j.base + j.dec.InputOffset()}
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		at.Offset = j.base + syntax.Offset
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		err = errors.New("the file ends inside a claim")
	}
	at.Line = j.lines.lineAt(at.Offset)
	return &Error{File: j.options.File, Place: at, Err: err}
}

// decodeClaim fills c from one object.
func decodeClaim(raw []byte, c *coding.Claim) error {
	*c = coding.Claim{} // encoding/json keeps what stands in the room of a slice
	dec := json.NewDecoder(&byteReader{b: raw})
	dec.DisallowUnknownFields()
	if string(raw) == "null" {
		return errors.New("null is no claim, want an object")
	}
	if err := dec.Decode(c); err != nil {
		return decodeError(err)
	}
	for i := range c.Lines {
		if c.Lines[i].Number == 0 {
			c.Lines[i].Number = i + 1
		}
	}
	if c.Complete {
		c.Carries = coding.AllFields
	}
	return nil
}

// decodeError returns an error of encoding/json in words of the file.
func decodeError(err error) error {
	wrong, ok := errors.AsType[*json.UnmarshalTypeError](err)
	switch name, unknown := strings.CutPrefix(err.Error(), "json: unknown field "); {
	case unknown:
		return fmt.Errorf("the claim model has no field %s%s", name, nearFields(strings.Trim(name, `"`)))
	case !ok:
		return err
	case wrong.Field == "":
		return fmt.Errorf("a JSON %s, want a claim, which is an object", wrong.Value)
	}
	return fmt.Errorf("%s is a JSON %s, want %s", wrong.Field, wrong.Value, kindWords[wrong.Type.Kind()])
}

// nearFields returns the fields of the model that share a word with name, as
// the end of a sentence; "" when there is none.
func nearFields(name string) string {
	var near []string
	for _, path := range modelFields("", reflect.TypeFor[coding.Claim]()) {
		field := path[strings.LastIndexByte(path, '.')+1:]
		if slices.Contains(strings.Split(field, "_"), name) ||
			slices.ContainsFunc(strings.Split(name, "_"), func(word string) bool { return strings.TrimSuffix(word, "s") == field }) {
			near = append(near, path)
		}
	}
	if len(near) == 0 {
		return ""
	}
	return "; it has " + strings.Join(near, ", ")
}

// modelFields returns the fields of t as paths, "lines.charge", each behind
// prefix.
func modelFields(prefix string, t reflect.Type) []string {
	var out []string
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue
		}
		out = append(out, prefix+name)
		of := f.Type
		if of.Kind() == reflect.Slice {
			of = of.Elem()
		}
		if of.Kind() == reflect.Struct {
			out = append(out, modelFields(prefix+name+".", of)...)
		}
	}
	return out
}

// kindWords are the words of JSON for the kinds of the model.
var kindWords = map[reflect.Kind]string{
	reflect.String: "a string", reflect.Int: "a whole number", reflect.Bool: "true or false",
	reflect.Slice: "an array", reflect.Struct: "an object",
}

// A byteReader reads from a slice.
type byteReader struct{ b []byte }

func (r *byteReader) Read(p []byte) (int, error) {
	if len(r.b) == 0 {
		return 0, io.EOF
	}
	n := copy(p, r.b)
	r.b = r.b[n:]
	return n, nil
}

// A lineCounter passes bytes on and remembers where the last lines begin.
type lineCounter struct {
	r      io.Reader
	buf    [1]byte
	peeked int
	read   int64 // bytes passed on
	line   int   // lines ended before first
	starts []int64
}

// maxStarts bounds the remembered line starts.
const maxStarts = 1 << 16

// skipSpace drops white space and a byte order mark at the beginning and
// returns the first byte behind, which the next Read gives again.
func (l *lineCounter) skipSpace() (byte, error) {
	for {
		if _, err := io.ReadFull(l.r, l.buf[:]); err != nil {
			return 0, err
		}
		switch l.buf[0] {
		case '\n':
			l.note(l.read + 1)
			l.read++
		case ' ', '\t', '\r', 0xef, 0xbb, 0xbf:
			l.read++
		default:
			l.peeked = 1
			return l.buf[0], nil
		}
	}
}

func (l *lineCounter) note(start int64) {
	if len(l.starts) == maxStarts {
		half := maxStarts / 2
		l.line += half
		l.starts = append(l.starts[:0], l.starts[half:]...)
	}
	l.starts = append(l.starts, start)
}

// Read passes bytes on.
func (l *lineCounter) Read(p []byte) (n int, err error) {
	if len(p) == 0 {
		return 0, nil
	}
	if l.peeked > 0 {
		p[0], n, l.peeked = l.buf[0], 1, 0
	} else {
		n, err = l.r.Read(p)
	}
	for i, b := range p[:n] {
		if b == '\n' {
			l.note(l.read + int64(i) + 1)
		}
	}
	l.read += int64(n)
	return n, err
}

// lineAt returns the 1-based line of an offset, 0 when it lies too far back.
func (l *lineCounter) lineAt(offset int64) int {
	n := len(l.starts)
	for n > 0 && l.starts[n-1] > offset {
		n--
	}
	if n == 0 && l.line > 0 {
		return 0
	}
	return l.line + n + 1
}
