package x12

import (
	"bufio"
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"io"

	"github.com/medcode-cli/medcode/codesets"
)

// A DeidentifyReport says what Deidentify did.
type DeidentifyReport struct {
	Segments int
	Replaced int // values replaced
	People   int // subscriber blocks: a subscriber with dependents
	Shifted  int // of these, those whose dates were moved
}

// maxBlock bounds the bytes held of one subscriber, so that memory stays flat
// on a file that never names a second one.
const maxBlock = 4 << 20

// Deidentify copies the 837 of r to w and replaces what names people: names,
// member and account numbers, NPIs, tax numbers, addresses, contacts and free
// text. A value is always replaced by the same other one under the same key,
// of the same length and form, so that every segment keeps its place and a
// checker finds the same. Payers stay.
//
// Dates of a subscriber move together by up to 45 days, within their calendar
// quarter, so that the same releases of the code tables judge them and ages
// and intervals stay; where no such move exists they stay as they are. A claim
// that is sent twice moves twice alike.
func Deidentify(w io.Writer, r io.Reader, key []byte) (DeidentifyReport, error) {
	d := &deidentifier{
		r: NewReader(r, 0), w: bufio.NewWriterSize(w, 64<<10), mac: hmac.New(sha256.New, key), memory: map[string][]byte{},
	}
	for d.r.Next() {
		d.segment()
	}
	if err := d.r.Err(); err != nil {
		return d.report, err
	}
	d.release()
	return d.report, d.w.Flush()
}

type deidentifier struct {
	r      *Reader
	w      *bufio.Writer
	mac    hash.Hash
	memory map[string][]byte
	report DeidentifyReport
	block  []byte        // of the subscriber being read, values replaced
	dates  []datePlace   // in block
	made   codesets.Date // BHT04
	member string        // who the block is of, as it was: the dates of one person's blocks move alike
	inside bool
}

// A datePlace is a date of a block that moves with the others.
type datePlace struct {
	at      int // in block
	date    codesets.Date
	service bool // picks a release
	birth   bool
}

// segment takes one segment: those of a subscriber are held until all its
// dates are known.
func (d *deidentifier) segment() {
	s := d.r.Segment()
	id := s.Tag()
	d.report.Segments++
	switch {
	case id == TagHL && levelOf(s.Element(3)) == LevelSubscriber:
		d.release()
		d.inside, d.member = true, ""
		d.report.People++
	case id == TagHL && levelOf(s.Element(3)) == LevelBilling, id == TagSE, id == TagST, id == TagISA, id == TagGE:
		d.release()
		d.inside = false
	}
	if id == TagBHT {
		d.made, _ = codesets.ParseBasicDate(string(s.Element(4)))
	}
	if id == TagNM1 && d.member == "" && string(s.Element(1)) == "IL" {
		d.member = string(s.Element(9)) + "\x00" + string(s.Element(3)) + "\x00" + string(s.Element(4))
	}
	from := len(d.block)
	d.block = append(d.block, s.raw...)
	d.replace(s, id, d.block[from:])
	if d.inside {
		d.collect(s, id, from)
	}
	if !s.Unterminated {
		d.block = append(d.block, s.Delimiters.Segment)
		if s.Delimiters.Segment > ' ' {
			d.block = append(d.block, '\n')
		}
	}
	if !d.inside || len(d.block) > maxBlock {
		d.release()
	}
}

// release moves the dates of the block and writes it.
func (d *deidentifier) release() {
	if n := d.shift(); n != 0 {
		d.report.Shifted++
		for _, p := range d.dates {
			copy(d.block[p.at:], digits(int(p.date.AddDays(n)), 8))
		}
	}
	d.w.Write(d.block)
	d.block, d.dates = d.block[:0], d.dates[:0]
}

// shift returns by how many days the dates of the block move.
func (d *deidentifier) shift() int {
	if len(d.dates) == 0 {
		return 0
	}
	start := int(d.hash("shift", []byte(d.member))[0])
	for k := range 90 {
		n := (start+k)%90 - 45
		if n >= 0 {
			n++ // not nothing
		}
		if d.fits(n) {
			return n
		}
	}
	return 0
}

// fits reports whether a move by n days keeps every date of service in its
// quarter and the past, and every age.
func (d *deidentifier) fits(n int) bool {
	var birth codesets.Date
	for _, p := range d.dates {
		if p.birth {
			birth = p.date
		}
		if !p.service {
			continue
		}
		to := p.date.AddDays(n)
		if quarter(to) != quarter(p.date) || n > 0 && (d.made.IsZero() || to > d.made) {
			return false
		}
		if !birth.IsZero() && years(birth, p.date) != years(birth.AddDays(n), to) {
			return false
		}
	}
	return true
}

func quarter(d codesets.Date) int { return d.Year()*4 + (d.Month()-1)/3 }

// years returns the age on a day.
func years(birth, on codesets.Date) int {
	n := on.Year() - birth.Year()
	if int(on)%10000 < int(birth)%10000 {
		n--
	}
	return n
}

// collect notes the dates of a segment. from is where it begins in block.
func (d *deidentifier) collect(s *Segment, id Tag, from int) {
	note := func(i, j int, form []byte, service, birth bool) {
		b := s.Element(i)
		if len(b) == 0 {
			return
		}
		at := from + int(s.start(i))
		if j > 0 {
			var k int
			b, k = s.component(b, j)
			at += k
		}
		d.note(b, at, form, service, birth)
	}
	switch id {
	case TagDTP:
		note(3, 0, s.Element(2), string(s.Element(1)) != "573", false)
	case TagDMG:
		note(2, 0, s.Element(1), false, true)
	case TagPAT:
		note(6, 0, s.Element(5), false, false)
	case TagHI:
		for i := 1; i <= s.Len(); i++ {
			note(i, 4, s.Component(i, 3), true, false)
		}
	}
}

// note keeps the dates of a value of form D8, RD8 or DT.
func (d *deidentifier) note(b []byte, at int, form []byte, service, birth bool) {
	add := func(b []byte, at int) {
		if date, ok := codesets.ParseBasicDate(string(b)); ok {
			d.dates = append(d.dates, datePlace{at, date, service, birth})
		}
	}
	switch string(form) {
	case "D8":
		add(b, at)
	case "RD8":
		if len(b) == 17 {
			add(b[:8], at)
			add(b[9:], at+9)
		}
	case "DT":
		if len(b) >= 8 {
			add(b[:8], at)
		}
	}
}

// hash returns the keyed hash of a value of a class.
func (d *deidentifier) hash(class string, b []byte) []byte {
	d.mac.Reset()
	d.mac.Write([]byte(class))
	d.mac.Write([]byte{0})
	d.mac.Write(b)
	return d.mac.Sum(nil)
}
