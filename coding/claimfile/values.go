package claimfile

import (
	"strings"

	"github.com/medcode-cli/medcode/codesets"
)

// ParseDate reads a day as files write it: 2024-07-01, 07/01/2024, 7/1/2024,
// 20240701 or 01-Jul-2024, with a time of day behind it or not. Month comes
// before day where both are numbers.
func ParseDate(s string) (codesets.Date, bool) {
	s = strings.TrimSpace(s)
	if len(s) > 10 && (s[10] == 'T' || s[10] == ' ') {
		s = s[:10]
	}
	switch {
	case len(s) == 8 && strings.IndexByte(s, '/') < 0:
		return codesets.ParseBasicDate(s)
	case len(s) == 10 && s[4] == '-':
		d, err := codesets.ParseDate(s)
		return d, err == nil
	case strings.IndexByte(s, '/') > 0:
		return americanDate(s)
	case len(s) == 11 && s[2] == '-' && s[6] == '-':
		return namedMonth(s)
	}
	return 0, false
}

// namedMonth reads "01-Jul-2024", as the research files of CMS write it.
func namedMonth(s string) (codesets.Date, bool) {
	day, ok1 := atoi(s[:2])
	year, ok2 := atoi(s[7:])
	month := strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(s[3:6]))
	if !ok1 || !ok2 || month < 0 || month%3 != 0 {
		return 0, false
	}
	return codesets.NewDate(year, month/3+1, day)
}

// americanDate reads month/day/year, the year in four digits.
func americanDate(s string) (codesets.Date, bool) {
	var n [3]int
	part := 0
	width := 0
	for _, c := range []byte(s) {
		switch {
		case c == '/' && part < 2 && width > 0:
			part, width = part+1, 0
		case c >= '0' && c <= '9' && width < 4:
			n[part] = n[part]*10 + int(c-'0')
			width++
		default:
			return 0, false
		}
	}
	if part != 2 || width != 4 {
		return 0, false
	}
	return codesets.NewDate(n[2], n[0], n[1])
}

// listSeparators part the values of a list in one cell.
const listSeparators = " ,;|:\t"

// fields splits s at listSeparators and calls f for each part.
func fields(s, seps string, f func(string)) {
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune(seps, r) }) {
		f(part)
	}
}

// ParseCode reads a procedure code with its modifiers as people write it:
// "99213", "99213-25", "99213:25:59", "99213 25" or X12's "HC:99213:25". The
// modifiers are appended to mods.
func ParseCode(s string, mods []string) (string, []string) {
	code := ""
	fields(s, listSeparators+"-", func(part string) {
		switch {
		case code == "" && strings.EqualFold(part, "HC"):
		case code == "":
			code = part
		default:
			mods = append(mods, part)
		}
	})
	return code, mods
}

// ParsePointers reads diagnosis pointers, "1,2", "A:B", "AB" or "12" where the
// claim has dx diagnoses, as 1-based positions appended to out. It reports
// false for what is none.
func ParsePointers(s string, dx int, out []int) ([]int, bool) {
	ok := true
	fields(s, listSeparators+"-/", func(part string) {
		n, number := atoi(part)
		switch {
		case number && (len(part) == 1 || n <= max(dx, 9)):
			out = append(out, n)
		case number:
			for _, c := range []byte(part) {
				out = append(out, int(c-'0'))
			}
		default:
			for _, c := range []byte(strings.ToUpper(part)) {
				if c < 'A' || c > 'Z' {
					ok = false
					return
				}
				out = append(out, int(c-'A')+1)
			}
		}
	})
	return out, ok
}

func atoi(s string) (int, bool) {
	n := 0
	for _, c := range []byte(s) {
		if c < '0' || c > '9' || n > 1<<20 {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, s != ""
}

// BirthOf returns the birth date of a patient who is age years old on d.
func BirthOf(age int, d codesets.Date) codesets.Date {
	if birth, ok := codesets.NewDate(d.Year()-age, d.Month(), d.Day()); ok {
		return birth
	}
	birth, _ := codesets.NewDate(d.Year()-age, d.Month(), d.Day()-1)
	return birth
}
