package practice

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// A Problem is one defect of a pack.
type Problem struct {
	Pack string `json:"pack"`
	Case string `json:"case"` // "" for the pack itself
	Rule string `json:"rule"` // what kind of defect: "code-not-valid"
	Code string `json:"code,omitempty"`
	Text string `json:"text"`
}

// A ClaimCheck runs medcode's own claim checks over the key of a case and
// returns what they find wrong, one text each.
type ClaimCheck func(c *Case) ([]string, error)

// Lint checks a pack against the tables: the metadata, every code on its
// case's date, the alternatives, the notes between the codes, the order, the
// reasons. claims may be nil. An error means that a table could not be read.
func Lint(p *Pack, t Tables, claims ClaimCheck) ([]Problem, error) {
	l := &linter{pack: p, tables: t}
	l.metadata()
	for i := range p.Cases {
		if err := l.lintCase(&p.Cases[i], claims); err != nil {
			return l.problems, err
		}
	}
	return l.problems, nil
}

type linter struct {
	pack     *Pack
	tables   Tables
	problems []Problem

	c *Case
	t *table.Codes
}

func (l *linter) add(rule, code, format string, args ...any) {
	pr := Problem{Pack: l.pack.ID, Rule: rule, Text: fmt.Sprintf(format, args...)}
	if l.c != nil {
		pr.Case = l.c.ID
	}
	if code != "" {
		pr.Code = shown(codesets.Normalize(code))
	}
	l.problems = append(l.problems, pr)
}

func (l *linter) metadata() {
	for _, f := range []struct{ name, value string }{
		{"title", l.pack.Title}, {"author", l.pack.Author}, {"licence", l.pack.Licence},
	} {
		if strings.TrimSpace(f.value) == "" {
			l.add("metadata", "", "the pack has no %s", f.name)
		}
	}
}

func (l *linter) lintCase(c *Case, claims ClaimCheck) error {
	l.c = c
	t, err := l.tables.ICD10CM(c.Date)
	if err != nil {
		return fmt.Errorf("case %s: %w", c.ID, err)
	}
	l.t = t
	before := len(l.problems)
	l.caseFields()
	l.dxCodes()
	l.duplicates()
	l.pairs()
	l.first()
	l.procedures()
	l.reasons()
	if claims == nil || len(l.problems) > before {
		return nil // a broken key makes followers of the checks
	}
	found, err := claims(c)
	for _, text := range found {
		l.add("claim-check", "", "%s", text)
	}
	return err
}

func (l *linter) caseFields() {
	c := l.c
	if strings.TrimSpace(c.Title) == "" {
		l.add("metadata", "", "no title")
	}
	if !slices.Contains(Settings, c.Setting) {
		l.add("setting", "", "setting %q, want one of %s", c.Setting, strings.Join(Settings, ", "))
	}
	if len(c.Topics) == 0 {
		l.add("topic", "", "no topic")
	}
	for _, t := range c.Topics {
		if !TopicKnown(t) {
			l.add("topic", "", "topic %q is not known; 'medcode practice list --topics' shows them", t)
		}
	}
	if c.Difficulty < 1 || c.Difficulty > 3 {
		l.add("difficulty", "", "difficulty %d, want 1 to 3", c.Difficulty)
	}
	if !slices.Contains([]string{"F", "M", "U"}, c.Patient.Sex) || c.Patient.Age < 0 || c.Patient.Age > 124 {
		l.add("patient", "", "age %d, sex %q, want 0 to 124 and F, M or U", c.Patient.Age, c.Patient.Sex)
	}
}

func (l *linter) dxCodes() {
	for _, k := range l.c.Key.Dx {
		l.dxCode(k.Code)
		for _, alt := range k.Any {
			l.dxCode(alt)
			if codesets.Normalize(alt) == codesets.Normalize(k.Code) {
				l.add("alternative", alt, "the alternative is the code itself")
			}
		}
		for _, a := range k.After {
			if !l.inKey(a) {
				l.add("order", a, "%s is to stand after %s, which is not in the key", k.Code, a)
			}
		}
		if k.POA != "" && !slices.Contains([]string{"Y", "N", "U", "W", "1"}, k.POA) {
			l.add("poa", k.Code, "present-on-admission indicator %q, want Y, N, U, W or 1", k.POA)
		}
	}
	for _, o := range l.c.Key.Optional {
		l.dxCode(o)
	}
}

func (l *linter) dxCode(code string) {
	code = codesets.Normalize(code)
	n, ok := l.t.Find(code)
	switch {
	case !ok && len(code) == 7 && l.seventhOf(code):
		l.add("seventh-character", code, "7th character %s does not apply", code[6:])
	case !ok:
		l.add("code-not-valid", code, "not in ICD-10-CM %s, the release in force on %s", l.t.Release().Edition, l.c.Date)
	case !l.t.Billable(n) && len(l.t.Sevenths(n)) > 0 && len(code) < 7:
		l.add("seventh-character", code, "needs a 7th character")
	case !l.t.Billable(n):
		l.add("code-not-billable", code, "a header, not billable on %s", l.c.Date)
	}
}

// seventhOf reports whether the stem of a 7-character code takes 7th characters.
func (l *linter) seventhOf(code string) bool {
	n, ok := l.t.Find(strings.TrimRight(code[:6], "X"))
	return ok && len(l.t.Sevenths(n)) > 0
}

func (l *linter) inKey(code string) bool {
	return slices.ContainsFunc(l.c.Key.Dx, func(k DxKey) bool {
		return codesets.Normalize(k.Code) == codesets.Normalize(code)
	})
}

// duplicates finds a code that stands twice in the key, in any role.
func (l *linter) duplicates() {
	seen := map[string]bool{}
	once := func(code string) {
		code = codesets.Normalize(code)
		if seen[code] {
			l.add("duplicate", code, "stands twice in the key")
		}
		seen[code] = true
	}
	for _, k := range l.c.Key.Dx {
		once(k.Code)
		for _, a := range k.Any {
			once(a)
		}
	}
	for _, o := range l.c.Key.Optional {
		once(o)
	}
}

// pairs checks Excludes1 and the order between the codes of the key.
func (l *linter) pairs() {
	keys := l.c.Key.Dx
	gr := &grading{t: l.t, c: l.c}
	for i := range keys {
		for j := i + 1; j < len(keys); j++ {
			l.excluded(keys[i], keys[j])
			if why, ok := gr.precedes(j, i); ok {
				if _, both := gr.precedes(i, j); !both {
					l.add("order", keys[j].Code, "must stand before %s: %s", keys[i].Code, why)
				}
			}
		}
	}
}

func (l *linter) excluded(a, b DxKey) {
	for _, x := range append([]string{a.Code}, a.Any...) {
		for _, y := range append([]string{b.Code}, b.Any...) {
			n, okN := l.t.Find(codesets.Normalize(x))
			m, okM := l.t.Find(codesets.Normalize(y))
			if !okN || !okM || l.unrelated(x, y) {
				continue
			}
			if note, barred := excludes1(l.t, n, m); barred {
				l.add("excludes1", x, "conflicts with %s: %s", y, quote(note))
			}
		}
	}
}

// unrelated reports whether the key documents a and b as unrelated.
func (l *linter) unrelated(a, b string) bool {
	a, b = codesets.Normalize(a), codesets.Normalize(b)
	return slices.ContainsFunc(l.c.Key.Unrelated, func(pair []string) bool {
		if len(pair) != 2 {
			return false
		}
		x, y := codesets.Normalize(pair[0]), codesets.Normalize(pair[1])
		return (x == a && y == b) || (x == b && y == a)
	})
}

// first checks that the first code may be first: external causes may not
// (I.C.20.a.6), nor manifestations (I.A.13).
func (l *linter) first() {
	if len(l.c.Key.Dx) == 0 {
		return
	}
	for i, k := range l.c.Key.Dx {
		code := codesets.Normalize(k.Code)
		if i > 0 && !k.MayLead {
			continue
		}
		if code[0] >= 'V' && code[0] <= 'Y' {
			l.add("first-listed", code, "an external cause cannot be first (guideline I.C.20.a.6)")
		}
		if n, ok := l.t.Find(code); ok && strings.Contains(strings.ToLower(l.t.Title(n)), "diseases classified elsewhere") {
			l.add("first-listed", code, "a manifestation or an organism behind a disease cannot be first (guidelines I.A.13, I.C.1.b)")
		}
	}
}

func (l *linter) procedures() {
	for _, k := range l.c.Key.Procedures {
		for _, alt := range k.alternatives() {
			if alt.Code == k.Code && sameModifiers(alt.Modifiers, k.Modifiers) {
				l.add("alternative", alt.Code, "the alternative is the code itself")
			}
		}
	}
	if l.tables.Line == nil {
		return
	}
	for _, k := range l.c.Key.Procedures {
		for _, code := range k.codes() {
			if valid, known := l.tables.Line(code, l.c.Date); known && !valid {
				l.problems = append(l.problems, Problem{
					Pack: l.pack.ID, Case: l.c.ID, Rule: "procedure-not-valid", Code: code,
					Text: fmt.Sprintf("not in the loaded table on %s", l.c.Date),
				})
			}
		}
	}
}

// reasons checks that the key is explained and that what it cites is there.
func (l *linter) reasons() {
	if len(l.c.Why) == 0 {
		l.add("why", "", "no reason")
	}
	for _, r := range l.c.Why {
		if strings.TrimSpace(r.Text) == "" {
			l.add("why", r.Code, "a reason without text")
		}
		if r.Code != "" && !l.reasonCode(r.Code) {
			l.add("why", r.Code, "a reason for a code that is not in the key")
		}
		if r.Section != "" && !SectionKnown(r.Section) {
			l.add("section", r.Code, "section %q is not in the FY2026 guidelines", r.Section)
		}
		if r.Note != "" && len(r.notes(l.t)) == 0 {
			l.add("note", r.Code, "no such note: %q, want an owner that carries it and a kind: \"N18 code_first\"", r.Note)
		}
	}
}

func (l *linter) reasonCode(code string) bool {
	if l.inKey(code) || slices.ContainsFunc(l.c.Key.Optional, func(o string) bool { return codesets.Normalize(o) == codesets.Normalize(code) }) {
		return true
	}
	return slices.ContainsFunc(l.c.Key.Procedures, func(k LineKey) bool { return k.Code == code })
}
