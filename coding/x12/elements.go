package x12

import (
	"fmt"

	"github.com/medcode-cli/medcode/codesets"
)

// elements checks every element of a segment the dictionary knows: that what
// is required is there, that types and lengths hold, that codes are of their
// list.
func (r *Reader) elements(s *Segment, spec *segmentSpec) {
	if r.snip == 0 || spec == nil || spec.tag == TagISA || s.Unterminated || s.TooLong {
		return
	}
	n := s.Len()
	for i, last := 1, min(max(n, spec.required), len(spec.elements)-1); i <= last; i++ {
		e := &spec.elements[i]
		var b []byte
		if i <= n {
			b = s.raw[s.ends[i-1]+1 : s.ends[i]]
		}
		switch {
		case e.typ == kindNone:
		case len(b) == 0:
			if e.required {
				r.lacking(s, i, 0, e)
			}
		case e.plain && e.fits(len(b)):
		case e.typ == kindC:
			r.composite(s, i, e, b)
		default:
			r.element(s, i, 0, e, b)
		}
	}
	if n > 0 && s.ends[n-1]+1 == s.ends[n] {
		r.add(Issue{Rule: RuleSyntax, SNIP: SNIP1, Scope: ScopeSegment, Code: "8", Element: n}, "the segment ends with a separator and nothing behind it")
	}
}

// composite checks the components of the first repetition of b, element i.
func (r *Reader) composite(s *Segment, i int, e *elementSpec, b []byte) {
	sep, rep := s.Delimiters.Component, s.Delimiters.Repetition
	j, from := 1, 0
	for k := 0; k <= len(b) && j < len(e.parts); k++ {
		last := k == len(b) || b[k] == rep && rep != 0
		if !last && b[k] != sep {
			continue
		}
		p, part := &e.parts[j], b[from:k]
		switch {
		case p.typ == kindNone:
		case len(part) == 0:
			if p.required {
				r.lacking(s, i, j, p)
			}
		case p.plain && p.fits(len(part)):
		default:
			r.element(s, i, j, p, part)
		}
		if j, from = j+1, k+1; last {
			break
		}
	}
	for ; j < len(e.parts); j++ {
		if p := &e.parts[j]; p.required {
			r.lacking(s, i, j, p)
		}
	}
}

// fits reports whether a value may be n bytes long.
func (e *elementSpec) fits(n int) bool { return n >= int(e.min) && n <= int(e.max) }

func (r *Reader) lacking(s *Segment, i, j int, e *elementSpec) {
	r.add(Issue{Rule: RuleRequired, SNIP: SNIP2, Scope: ScopeElement, Code: "1", Element: i, Component: j},
		"%s, %s, is missing", fullID(s, i, j), e.name)
}

// element checks one value against its specification.
func (r *Reader) element(s *Segment, i, j int, e *elementSpec, b []byte) {
	n := len(b)
	if e.typ == kindR || e.typ == kindN0 {
		if !isNumber(b, e.typ == kindR) {
			r.wrong(s, i, j, Issue{Code: "6"}, b, e.name+", is %q: not a number")
			return
		}
		n = digitCount(b)
	}
	switch {
	case n < int(e.min):
		r.wrong(s, i, j, Issue{Code: "4"}, b, fmt.Sprintf("%s, is %%q: length %d, %s", e.name, n, lengths(e)))
	case n > int(e.max):
		r.wrong(s, i, j, Issue{Code: "5"}, b, fmt.Sprintf("%s, is %%q: length %d, %s", e.name, n, lengths(e)))
	case !e.codes.empty() && !e.codes.has(b):
		r.wrong(s, i, j, Issue{Code: "7", SNIP: SNIP2}, b, e.name+", is %q: not a code of its list")
	case e.typ == kindDT && n == 8 && !validDay(b):
		r.wrong(s, i, j, Issue{Code: "8"}, b, e.name+", is %q: no such day")
	case e.typ == kindTM && !validTime(b):
		r.wrong(s, i, j, Issue{Code: "9"}, b, e.name+", is %q: no such time")
	case e.list != "" && !listed(e.list, b):
		r.wrong(s, i, j, Issue{Code: "7", SNIP: SNIP5, Rule: RuleCodeSet}, b, e.name+", is %q: not in the code list "+listNames[e.list])
	case e.form != 0 && j == 0:
		r.formed(s, i, j, s.Element(int(e.form)), b)
	case e.form != 0:
		r.formed(s, i, j, s.Component(i, int(e.form)), b)
	}
}

// wrong notes that the value b of an element is wrong; format says how, with
// a %q for the value.
func (r *Reader) wrong(s *Segment, i, j int, at Issue, b []byte, format string) {
	if at.Rule == "" {
		at.Rule = RuleSyntax
	}
	if at.SNIP == 0 {
		at.SNIP = SNIP1
	}
	at.Scope, at.Element, at.Component, at.Value = ScopeElement, i, j, text(b)
	r.add(at, "%s, "+format, fullID(s, i, j), at.Value)
}

func lengths(e *elementSpec) string {
	if e.min == e.max {
		return fmt.Sprintf("want %d", e.min)
	}
	return fmt.Sprintf("want %d to %d", e.min, e.max)
}

func fullID(s *Segment, i, j int) string {
	id := elementID(text(s.ID()), i)
	if j > 0 {
		id += fmt.Sprintf("-%d", j)
	}
	return id
}

// formed checks a value against a form: D8 is a day, RD8 two days with a
// hyphen, DT a day and a time, TM a time.
func (r *Reader) formed(s *Segment, i, j int, form, b []byte) {
	ok := true
	switch string(form) {
	case "D8":
		ok = len(b) == 8 && validDay(b)
	case "RD8":
		ok = len(b) == 17 && b[8] == '-' && validDay(b[:8]) && validDay(b[9:])
	case "DT":
		ok = (len(b) == 12 || len(b) == 14) && validDay(b[:8]) && validTime(b[8:])
	case "TM":
		ok = validTime(b)
	}
	if !ok {
		r.add(Issue{Rule: RuleSyntax, SNIP: SNIP1, Scope: ScopeElement, Code: "8", Element: i, Component: j, Value: text(b)},
			"%s is %q: no date of the form %s", fullID(s, i, j), text(b), form)
	}
}

// validDay reports whether b begins with a day, YYYYMMDD.
func validDay(b []byte) bool {
	n, ok := number(b[:min(8, len(b))])
	if !ok || len(b) != 8 {
		return false
	}
	if y, m, d := n/10000, n/100%100, n%100; y > 0 && m >= 1 && m <= 12 && d >= 1 && d <= 28 {
		return true
	}
	_, ok = codesets.NewDate(n/10000, n/100%100, n%100)
	return ok
}

// validTime reports whether b is HHMM, HHMMSS or HHMMSSDD.
func validTime(b []byte) bool {
	n, ok := number(b)
	if !ok || len(b) < 4 || len(b) > 8 || len(b) == 5 {
		return false
	}
	for k := len(b); k > 6; k-- {
		n /= 10
	}
	if len(b) == 4 {
		n *= 100
	}
	return n/10000 < 24 && n/100%100 < 60 && n%100 < 60
}

// isNumber reports whether b is a number of type N0, or of type R when
// decimals are allowed.
func isNumber(b []byte, decimals bool) bool {
	if len(b) > 0 && b[0] == '-' {
		b = b[1:]
	}
	digits, dots := 0, 0
	for _, c := range b {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c == '.' && decimals:
			dots++
		default:
			return false
		}
	}
	return digits > 0 && dots <= 1
}

// digitCount returns the length of a number as X12 counts it: sign and point
// are left out (X12.6).
func digitCount(b []byte) int {
	n := 0
	for _, c := range b {
		if c != '-' && c != '.' {
			n++
		}
	}
	return n
}

// parseCents reads an amount with at most two decimals.
func parseCents(b []byte) (int64, bool) {
	neg := len(b) > 0 && b[0] == '-'
	if neg {
		b = b[1:]
	}
	var n int64
	decimals := -1
	for _, c := range b {
		switch {
		case c == '.' && decimals < 0:
			decimals = 0
			continue
		case c < '0' || c > '9' || n > 1<<55 || decimals >= 2 && c != '0':
			return 0, false
		case decimals >= 2:
			continue
		case decimals >= 0:
			decimals++
		}
		n = n*10 + int64(c-'0')
	}
	for k := max(decimals, 0); k < 2; k++ {
		n *= 10
	}
	if neg {
		n = -n
	}
	return n, len(b) > 0
}

// money writes cents as people do: "12.50".
func money(n int64) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%02d", sign, n/100, n%100)
}
