package claimfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// maxDepth bounds the nesting of JSON, as encoding/json and FHIR servers do.
const maxDepth = 200

// A pull reads one JSON value from b, key by key, and steps over what is not
// asked for. Its methods do nothing after the first error.
type pull struct {
	b     []byte
	i     int
	depth int
	first bool // nothing was read of the object or array just begun
	err   error
}

var errJSON = errors.New("not valid JSON")

func (d *pull) fail(what string) {
	if d.err == nil {
		d.err = fmt.Errorf("%w: %s at byte %d", errJSON, what, d.i)
	}
}

// space steps over white space and returns the byte behind it, 0 at the end.
func (d *pull) space() byte {
	for d.i < len(d.b) {
		switch c := d.b[d.i]; c {
		case ' ', '\t', '\n', '\r':
			d.i++
		default:
			return c
		}
	}
	return 0
}

// begin enters an object or array. A value that is neither is stepped over,
// and begin returns false: what has a shape of its own is left out.
func (d *pull) begin(open byte) bool {
	if d.err != nil {
		return false
	}
	if d.space() != open {
		d.skip()
		return false
	}
	d.i++
	if d.depth++; d.depth > maxDepth {
		d.fail("too deep")
		return false
	}
	d.first = true
	return true
}

// more reports whether another element or key follows in the array or object
// that close ends, and steps behind the comma.
func (d *pull) more(end byte) bool {
	if d.err != nil {
		return false
	}
	c := d.space()
	if c == end {
		d.i++
		d.depth--
		d.first = false
		return false
	}
	if !d.first {
		if c != ',' {
			d.fail("no comma")
			return false
		}
		d.i++
		d.space()
	}
	d.first = false
	if d.i >= len(d.b) {
		d.fail("it ends early")
		return false
	}
	return true
}

// key reads the next key of an object and its colon.
func (d *pull) key() []byte {
	k := d.text()
	if d.err == nil && d.space() != ':' {
		d.fail("no colon")
	}
	d.i++
	return k
}

// text reads a string; any other value is stepped over and gives nil. The
// bytes are valid as long as b is.
func (d *pull) text() []byte {
	if d.err != nil {
		return nil
	}
	if d.space() != '"' {
		d.skip()
		return nil
	}
	from := d.i
	d.skipString()
	if d.err != nil {
		return nil
	}
	raw := d.b[from+1 : d.i-1]
	if bytes.IndexByte(raw, '\\') < 0 {
		return raw
	}
	var s string
	if err := json.Unmarshal(d.b[from:d.i], &s); err != nil {
		d.fail("bad string")
		return nil
	}
	return []byte(s)
}

// number reads the text of a number, or of a string that holds one.
func (d *pull) number() []byte {
	c := d.space()
	if c == '"' {
		return d.text()
	}
	if c != '-' && (c < '0' || c > '9') {
		d.skip()
		return nil
	}
	from := d.i
	d.skipPlain()
	return d.b[from:d.i]
}

// whole reads a small whole number, 0 for anything else.
func (d *pull) whole() int {
	n := 0
	for _, c := range d.number() {
		if c < '0' || c > '9' || n > 1<<24 {
			return 0
		}
		n = n*10 + int(c-'0')
	}
	return n
}

func (d *pull) skipString() {
	d.i++
	for {
		k := bytes.IndexByte(d.b[d.i:], '"')
		if k < 0 {
			d.i = len(d.b)
			d.fail("a string does not end")
			return
		}
		d.i += k + 1
		n := 0
		for j := d.i - 2; j >= 0 && d.b[j] == '\\'; j-- {
			n++
		}
		if n%2 == 0 {
			return
		}
	}
}

// skipPlain steps over a number or a word.
func (d *pull) skipPlain() {
	from := d.i
	for d.i < len(d.b) {
		switch c := d.b[d.i]; {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'z', c == '-', c == '+', c == '.', c == 'E':
			d.i++
			continue
		}
		break
	}
	if d.i == from {
		d.fail("no value")
	}
}

// skip steps over one value, of any depth, without recursion.
func (d *pull) skip() {
	depth := 0
	for d.err == nil {
		switch c := d.space(); c {
		case 0:
			d.fail("it ends early")
		case '"':
			d.skipString()
		case '{', '[':
			depth++
			d.i++
			continue
		case '}', ']':
			if depth == 0 {
				d.fail("no value")
				return
			}
			depth--
			d.i++
		case ',', ':':
			if depth == 0 {
				d.fail("no value")
				return
			}
			d.i++
			continue
		default:
			d.skipPlain()
		}
		if depth == 0 {
			return
		}
	}
}
