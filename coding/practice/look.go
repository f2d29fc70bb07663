package practice

import (
	"fmt"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

func (s *Session) search(words string) {
	if s.Search == nil || words == "" {
		s.Console.say("Nothing to search.")
		return
	}
	hits := s.Search(words)
	if len(hits) == 0 {
		s.Console.say("Nothing found for %s.", codesets.Clean(words))
	}
	for _, h := range hits {
		header := ""
		if !h.Billable {
			header = " (header)"
		}
		s.Console.para(fmt.Sprintf("  %-9s", h.Code), h.Title+header)
	}
}

// lookup shows a code of the release in force on the date of c.
func (s *Session) lookup(c *Case, code string) {
	g := s.grader(c)
	t, err := g.Tables.ICD10CM(c.Date)
	if err != nil {
		s.Console.say("%s", err)
		return
	}
	_, found := t.Find(codesets.Normalize(code))
	if line := strings.ToUpper(code); !found && g.Tables.Line != nil && lineShape().MatchString(line) {
		s.lookupLine(g, line, c.Date)
		return
	}
	s.lookupIn(t, code)
}

// lookupLine says of a procedure or supply code whether it is valid.
func (s *Session) lookupLine(g *Grader, code string, d codesets.Date) {
	switch valid, known := g.Tables.Line(code, d); {
	case !known:
		s.Console.say("No table is loaded that could tell of %s on %s; 'medcode lookup %s' says which.", code, d, code)
	case valid:
		s.Console.say("%s is valid on %s; 'medcode lookup %s' shows it.", code, d, code)
	default:
		s.Console.say("%s is not valid on %s.", code, d)
	}
}

// lookupIn shows a code's title, what stands beneath it, its own notes and
// those above it.
func (s *Session) lookupIn(t *table.Codes, code string) {
	if t == nil {
		s.Console.say("Nothing to look up.")
		return
	}
	n, ok := t.Find(codesets.Normalize(code))
	if !ok {
		s.Console.say("%s is not in ICD-10-CM %s.", codesets.Clean(code), t.Release().Edition)
		return
	}
	state := "billable"
	if !t.Billable(n) {
		state = "header"
	}
	s.Console.para(fmt.Sprintf("  %-9s", shown(t.Key(n))), t.Title(n)+" ("+state+")")
	for child := range t.Children(n) {
		s.Console.para("    "+shown(t.Key(child))+" ", t.Title(child))
	}
	for _, note := range t.EffectiveNotes(n) {
		if len(note.Owner) > 2 { // chapter notes are long and rarely decide
			s.Console.para("    ", quote(note))
		}
	}
	if lines := (&grading{t: t}).sevenths(t.Key(n)); len(lines) > 0 {
		s.Console.para("    ", lines[0])
	}
}
