package index

// maxSound is the longest phonetic key.
const maxSound = 20

// phonetic returns how a word of Greek or Latin origin sounds: its
// consonants, with letters that are heard as one written as one; "" when too
// little is left to tell words apart.
func phonetic(w string) string {
	var buf [maxSound + 4]byte
	out := buf[:0]
	for i := 0; i < len(w) && len(out) < maxSound; i++ {
		c, skip := heard(w, i)
		i += skip
		if c != 0 && (len(out) == 0 || out[len(out)-1] != c) {
			out = append(out, c)
		}
	}
	if len(out) < 2 || len(out) < 3 && len(w) < 6 {
		return ""
	}
	return string(out)
}

// heard returns what is heard of w at i, 0 for nothing, and how many further
// letters it takes.
func heard(w string, i int) (c byte, skip int) {
	at := func(i int) byte {
		if i < len(w) {
			return w[i]
		}
		return 0
	}
	next := at(i + 1)
	switch c = w[i]; {
	case isVowel(c):
		if i == 0 {
			return 'a', 0
		}
		return 0, 0
	case c == 'p' && next == 'h':
		return 'f', 1
	case i == 0 && (c == 'p' && (next == 'n' || next == 's' || next == 't') || (c == 'g' || c == 'k' || c == 'm') && next == 'n'):
		return 0, 0
	case c == 't' && next == 'h' && at(i+2) == 'm', c == 'h', c == 'w':
		return 0, 0
	case c == 'c' && (next == 'e' || next == 'i' || next == 'y'), c == 'z', c == 'x' && i == 0:
		return 's', 0
	case c == 'c', c == 'q':
		return 'k', 0
	case c == 't' && next == 'i' && (at(i+2) == 'o' || at(i+2) == 'a'):
		return 's', 0
	}
	return c, 0
}
