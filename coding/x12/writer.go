package x12

import (
	"bufio"
	"io"
	"strconv"
	"strings"
)

// A writer writes segments with the usual separators, one a line, and counts
// those of the open transaction set.
type writer struct {
	b    *bufio.Writer
	n    int // segments since ST
	line []byte
	err  error
}

func newWriter(w io.Writer) *writer { return &writer{b: bufio.NewWriterSize(w, 64<<10)} }

// put writes a segment; empty elements at its end are left out. Components are
// given with colons between them.
func (w *writer) put(id string, elements ...string) {
	w.line = append(w.line[:0], id...)
	last := len(elements)
	for last > 0 && elements[last-1] == "" {
		last--
	}
	for _, e := range elements[:last] {
		w.line = append(w.line, '*')
		w.line = append(w.line, e...)
	}
	w.line = append(w.line, '~', '\n')
	w.n++
	if _, err := w.b.Write(w.line); err != nil && w.err == nil {
		w.err = err
	}
}

// begin opens a transaction set, end closes it.
func (w *writer) begin(kind, control, version string) {
	w.n = 0
	w.put("ST", kind, control, version)
}

func (w *writer) end(control string) { w.put("SE", strconv.Itoa(w.n+1), control) }

// isa writes an interchange header, with its elements at their fixed widths.
func (w *writer) isa(sender, receiver string, o Stamp, control int, test string) {
	sq, sid := idParts(sender)
	rq, rid := idParts(receiver)
	w.put("ISA", "00", strings.Repeat(" ", 10), "00", strings.Repeat(" ", 10), sq, pad(sid, 15), rq, pad(rid, 15),
		o.Date[2:], o.Time, "^", "00501", digits(control, 9), "0", test, ":")
}

func (w *writer) flush() error {
	if err := w.b.Flush(); w.err == nil {
		w.err = err
	}
	return w.err
}

// idParts takes "ZZ:SENDER" apart.
func idParts(s string) (qualifier, id string) {
	q, id, ok := strings.Cut(s, ":")
	if !ok || len(q) != 2 || !isAlnum(q[0]) || !isAlnum(q[1]) {
		return "ZZ", s
	}
	return q, id
}

func pad(s string, n int) string {
	s = prefix(data(s), n)
	return s + strings.Repeat(" ", n-len(s))
}

func digits(n, width int) string {
	s := strconv.Itoa(n)
	return strings.Repeat("0", max(0, width-len(s))) + s
}

// data returns s as it may stand in an element: without separators.
func data(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("*:^~", r) || r < ' ' || r > '~' {
			return ' '
		}
		return r
	}, s)
}

// A Stamp is when, and in which test or production mode, an answer is made.
type Stamp struct {
	Date string // YYYYMMDD
	Time string // HHMM
}

// orElse returns s, or other when s is empty.
func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
