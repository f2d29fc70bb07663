package x12

// A Delimiters holds the four separators of one interchange, as its ISA
// segment declares them. A zero Repetition means that there is none (before
// version 00402 ISA11 held something else).
type Delimiters struct {
	Element    byte
	Component  byte
	Repetition byte
	Segment    byte
}

// DefaultDelimiters are the ones most senders use.
var DefaultDelimiters = Delimiters{Element: '*', Component: ':', Repetition: '^', Segment: '~'}

// isaLength is the length of the fixed-width interchange header, counting its
// terminator (X12.5, segment ISA).
const isaLength = 106

// isaWidths are the fixed widths of ISA01 to ISA16.
var isaWidths = [17]int{3, 2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1}

// parseISA reads the separators from the first bytes of an interchange. It
// follows the element separators rather than the fixed columns, so that a
// header of the wrong width is still read; ok is false when the header ends
// before its sixteenth element and the terminator behind it.
func parseISA(b []byte) (d Delimiters, ok bool) {
	if len(b) < 4 {
		return d, false
	}
	d.Element = b[3]
	n, i := 1, 4
	for ; i < len(b) && n < 16; i++ {
		if b[i] == d.Element {
			n++
			if n == 12 && i > 0 {
				d.Repetition = repetition(b[i-1], d.Element)
			}
		}
	}
	if n < 16 || i+1 >= len(b) {
		return d, false
	}
	d.Component, d.Segment = b[i], b[i+1]
	return d, true
}

// repetition returns ISA11 when it can be a separator, else zero.
func repetition(c, element byte) byte {
	if c == element || c <= ' ' || isAlnum(c) {
		return 0
	}
	return c
}

func isAlnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}
