package practice

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
)

// MaxAnswerCodes is the most codes one answer may have.
const MaxAnswerCodes = 60

// An Answer is what a student entered, in order.
type Answer struct {
	Dx    []string     `json:"dx"` // upper case, undotted
	Lines []AnswerLine `json:"lines,omitempty"`
}

// An AnswerLine is one procedure or supply of an answer.
type AnswerLine struct {
	Code      string   `json:"code"`
	Modifiers []string `json:"modifiers,omitempty"`
	Units     int      `json:"units"` // 1 when none was entered
}

// Empty reports whether nothing was answered.
func (a Answer) Empty() bool { return len(a.Dx) == 0 && len(a.Lines) == 0 }

// String returns the answer as it can be entered again.
func (a Answer) String() string {
	var parts []string
	for _, c := range a.Dx {
		parts = append(parts, codesets.Display(codesets.ICD10CM, c))
	}
	for _, l := range a.Lines {
		parts = append(parts, l.String())
	}
	return strings.Join(parts, " ")
}

// String returns the line as it is entered: "11042-59 x2".
func (l AnswerLine) String() string {
	s := strings.Join(append([]string{l.Code}, l.Modifiers...), "-")
	if l.Units != 1 {
		s += " x" + strconv.Itoa(l.Units)
	}
	return s
}

var (
	dxShape    = codesets.Pattern(`^[A-Z][0-9][0-9A-Z](\.?[0-9A-Z]{1,4}|)$`)
	lineShape  = codesets.Pattern(`^([0-9]{4}[0-9FTUMA]|[A-V][0-9]{4}|[0-9][0-9A-Z]{6})((-[A-Z0-9]{2})*)$`)
	unitsShape = codesets.Pattern(`^[X*×]([0-9]{1,4})$`)
	modShape   = codesets.Pattern(`^-[A-Z0-9]{2}$`)
)

// ParseAnswer reads codes as a student enters them: with or without the dot,
// in any case, separated by blanks, commas, semicolons or line ends; modifiers
// joined by dashes and units as "x2" behind a procedure: "E11.9, i10 11042-59 x2".
// isLine says whether a code of the shape of both sets (J1885) is a procedure
// or supply; nil takes it for a diagnosis. "dx:" or "px:" before a code says it
// outright. The error names the text that is not a code.
func ParseAnswer(text string, isLine func(code string) bool) (Answer, error) {
	var a Answer
	fields := strings.FieldsFunc(strings.ToUpper(codesets.Clean(text)), func(r rune) bool {
		return r == ' ' || r == ',' || r == ';'
	})
	if len(fields) > MaxAnswerCodes {
		return a, fmt.Errorf("%d codes, want at most %d", len(fields), MaxAnswerCodes)
	}
	for _, f := range fields {
		if err := a.add(f, isLine); err != nil {
			return Answer{}, err
		}
	}
	return a, nil
}

// add takes one field of an answer.
func (a *Answer) add(f string, isLine func(string) bool) error {
	if m := unitsShape().FindStringSubmatch(f); m != nil && len(a.Lines) > 0 {
		n, err := strconv.Atoi(m[1])
		if err != nil || n < 1 {
			return fmt.Errorf("units %q, want 1 or more", m[1])
		}
		a.Lines[len(a.Lines)-1].Units = n
		return nil
	}
	if modShape().MatchString(f) && len(a.Lines) > 0 {
		last := &a.Lines[len(a.Lines)-1]
		last.Modifiers = append(last.Modifiers, f[1:])
		return nil
	}
	f, asDx := strings.CutPrefix(f, "DX:")
	f, asLine := strings.CutPrefix(f, "PX:")
	line := lineShape().FindStringSubmatch(f)
	both := line != nil && dxShape().MatchString(f)
	if line != nil && !asDx && (asLine || !both || (isLine != nil && isLine(line[1]))) {
		l := AnswerLine{Code: line[1], Units: 1}
		if line[2] != "" {
			l.Modifiers = strings.Split(line[2][1:], "-")
		}
		a.Lines = append(a.Lines, l)
		return nil
	}
	if asLine || !dxShape().MatchString(f) {
		return fmt.Errorf("%q is not a code, want one such as E11.9, 99213-25 or J1885 x2", f)
	}
	a.Dx = append(a.Dx, codesets.Normalize(f))
	return nil
}

// lineCodes tells the codes of a case that are procedures or supplies, for
// ParseAnswer: any of the key, and when the key has HCPCS codes all of their
// shape that are no ICD-10-CM code.
func (g *Grader) lineCodes(c *Case) func(string) bool {
	return func(code string) bool {
		for _, l := range c.Key.Procedures {
			if slices.Contains(l.codes(), code) {
				return true
			}
		}
		if g.isDx(code, c.Date) {
			return false
		}
		return len(c.Key.Procedures) > 0
	}
}

// Parse reads an answer to c.
func (g *Grader) Parse(c *Case, text string) (Answer, error) {
	return ParseAnswer(text, g.lineCodes(c))
}
