package validate

import (
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// Format returns the one code that input is when nothing but its form is put
// right: case, blanks, the place of the dot, the letters O, I and L for the
// digits 0 and 1 or 0 for O, and placeholders left out before a 7th
// character. It reports false when input is in form already, when no or more
// than one code comes out, and when a code of another meaning would. Of input
// with a dot, and of a code that gets placeholders, the result has its dot.
func (v *Validator) Format(input string) (string, bool) {
	code := codesets.Normalize(input)
	if _, ok := v.known(code); ok {
		return v.inForm(input, code)
	}
	bare := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" .-_/\t", r) {
			return -1
		}
		return r
	}, code)
	if bare == "" || len(bare) > 7 {
		return "", false
	}
	if _, ok := v.known(bare); ok {
		return v.inForm(input, bare)
	}
	if v.elsewhere(bare) {
		return "", false
	}
	found := ""
	for _, c := range append(v.filled(bare), v.alike(bare)...) {
		if found != "" && c != found {
			return "", false
		}
		found = c
	}
	if found == "" {
		return "", false
	}
	if len(found) > len(bare) {
		return v.display(found), true
	}
	return v.inForm(input, found)
}

// elsewhere reports whether another release has code: it is out of date, and
// not out of form.
func (v *Validator) elsewhere(code string) bool {
	if v.Others == nil {
		return false
	}
	return slices.ContainsFunc(v.Others(), func(t *table.Codes) bool {
		_, ok := t.Find(code)
		return ok
	})
}

// inForm writes code as input is: with a dot where that has one.
func (v *Validator) inForm(input, code string) (string, bool) {
	out := code
	if strings.Contains(input, ".") {
		out = v.display(code)
	}
	return out, out != input
}

// filled returns the billable code that comes of placeholders before the last
// character.
func (v *Validator) filled(code string) []string {
	n := len(code)
	if n < 4 || n > 6 || v.Table.Release().Set != codesets.ICD10CM {
		return nil
	}
	c := code[:n-1] + strings.Repeat("X", 7-n) + code[n-1:]
	if billable, _ := v.known(c); billable {
		return []string{c}
	}
	return nil
}

// alike returns the billable codes that come of code when look-alikes of
// letters and digits are exchanged, as many as there are.
func (v *Validator) alike(code string) []string {
	const letters, digits = "OIL", "011"
	var out []string
	b := []byte(code)
	var try func(at int)
	try = func(at int) {
		if at == len(b) {
			if billable, _ := v.known(string(b)); billable && string(b) != code {
				out = append(out, string(b))
			}
			return
		}
		try(at + 1)
		was := b[at]
		if i := strings.IndexByte(letters, was); i >= 0 {
			b[at] = digits[i]
			try(at + 1)
		}
		if was == '0' {
			b[at] = 'O'
			try(at + 1)
		}
		b[at] = was
	}
	try(0)
	return out
}
