package x12

import "bytes"

// replacements lists, for each segment, the elements that Deidentify replaces
// by other text of their form. NM1 and REF have rules of their own.
var replacements = map[string][]int{
	"N2": {1, 2}, "N3": {1, 2}, "PER": {2, 4, 6, 8}, "CLM": {1}, "BHT": {3}, "SBR": {3, 4}, "GS": {2}, "ISA": {6},
	"NTE": {2}, "K3": {1}, "PWK": {6}, "CR1": {9, 10}, "CR2": {10, 11}, "CN1": {4}, "PS1": {1}, "FRM": {3}, "TRN": {2},
}

// replace changes the values of a segment; raw is the copy that is written.
func (d *deidentifier) replace(s *Segment, id Tag, raw []byte) {
	switch id {
	case TagNM1:
		d.person(s, raw)
		return
	case TagREF:
		d.reference(s, raw)
		return
	case TagN4:
		d.text(s, raw, 1)
		d.digits(s, raw, 3, "zip")
		return
	case TagSV1, TagSV2, TagSV3:
		d.description(s, raw, id)
		return
	}
	for _, i := range replacements[string(s.ID())] {
		d.text(s, raw, i)
	}
}

// person replaces the names and the id of a party, unless it is a payer or
// the receiver.
func (d *deidentifier) person(s *Segment, raw []byte) {
	switch string(s.Element(1)) {
	case "PR", "40", "PE":
		return
	}
	for _, i := range []int{3, 4, 5, 7} {
		d.text(s, raw, i)
	}
	switch string(s.Element(8)) {
	case "XX":
		d.npi(s, raw, 9)
	case "PI", "XV", "":
	default:
		d.text(s, raw, 9)
	}
}

func (d *deidentifier) reference(s *Segment, raw []byte) {
	switch string(s.Element(1)) {
	case "EI", "SY":
		d.digits(s, raw, 2, "tin")
	case "BLT", "G4", "P4", "9A", "9C":
	default:
		d.text(s, raw, 2)
	}
}

// description blanks the free text of a procedure, its seventh component.
func (d *deidentifier) description(s *Segment, raw []byte, id Tag) {
	i := 1
	if id == TagSV2 {
		i = 2
	}
	b, at := s.component(s.Element(i), 7)
	if len(b) > 0 {
		d.put(raw[int(s.start(i))+at:], d.like("text", b))
	}
}

// text replaces element i by text of the same form.
func (d *deidentifier) text(s *Segment, raw []byte, i int) {
	if b := s.Element(i); len(b) > 0 {
		d.put(raw[s.start(i):], d.like("text", b))
	}
}

// digits replaces the digits of element i, as a class of their own, and keeps
// a number of equal digits a number of equal digits.
func (d *deidentifier) digits(s *Segment, raw []byte, i int, class string) {
	b := s.Element(i)
	if len(b) == 0 || len(bytes.Trim(b, string(b[:1]))) == 0 {
		return
	}
	other := d.like(class, b)
	if len(bytes.Trim(other, string(other[:1]))) == 0 {
		other = b
	}
	d.put(raw[s.start(i):], other)
}

func (d *deidentifier) put(to, value []byte) {
	d.report.Replaced++
	copy(to, value)
}

// npi replaces an NPI by another that is as valid or as wrong.
func (d *deidentifier) npi(s *Segment, raw []byte, i int) {
	b := s.Element(i)
	if len(b) != 10 {
		d.text(s, raw, i)
		return
	}
	other := bytes.Clone(d.like("npi", b))
	other[0] = b[0]
	for k := byte('0'); k <= '9'; k++ {
		other[9] = k
		if luhn(other) == luhn(b) {
			break
		}
	}
	d.put(raw[s.start(i):], other)
}

// luhn reports whether ten digits are a valid NPI (45 CFR 162.406).
func luhn(b []byte) bool {
	sum := 24 // of the prefix 80840
	for i, c := range b {
		n := int(c) - '0'
		if n < 0 || n > 9 {
			return false
		}
		if i%2 == 0 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}

// maxMemory bounds the replacements remembered, to save hashing them again.
const maxMemory = 1 << 16

// like returns other text for b: letters for letters, digits for digits, all
// else as it is. Bytes of UTF-8 above ASCII become X.
func (d *deidentifier) like(class string, b []byte) []byte {
	key := class + "\x00" + string(b)
	if v, ok := d.memory[key]; ok {
		return v
	}
	out := make([]byte, len(b))
	var sum []byte
	for i, c := range b {
		if i%32 == 0 {
			sum = append(sum[:0:0], d.hash(class+string(rune('a'+i/32%26)), b)...)
		}
		h := sum[i%32]
		switch {
		case c >= 'A' && c <= 'Z':
			out[i] = 'A' + h%26
		case c >= 'a' && c <= 'z':
			out[i] = 'a' + h%26
		case c >= '0' && c <= '9':
			out[i] = '0' + h%10
		case c >= 0x80:
			out[i] = 'X'
		default:
			out[i] = c
		}
	}
	if len(d.memory) >= maxMemory {
		clear(d.memory)
	}
	d.memory[key] = out
	return out
}
