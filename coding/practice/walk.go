package practice

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/icd10cm"
	"github.com/medcode-cli/medcode/codesets/icd10cm/alphabetic"
)

// walked reports whether a line is one of those that are walked term by term:
// the tables are read by line and column.
func walked(l *icd10cm.IndexLine) bool {
	return l.Part == icd10cm.PartIndex || l.Part == icd10cm.PartExternal
}

// A Browser shows a walk through the Alphabetic Index on a console.
type Browser struct {
	Console *Console
	Walk    *alphabetic.Walk
	Title   func(code string) string // of an undotted code; nil to show none
}

// Run does what each line asks until "q", the end of the input or of ctx:
// TERM or ">TERM" opens a term, ">" shows where one is, "<" goes up a step,
// "<<" to the top.
func (b *Browser) Run(ctx context.Context) {
	for {
		line, ok := b.Console.next(ctx)
		line = strings.TrimSpace(line)
		switch {
		case !ok || line == "q":
			return
		case line == "" || line[0] == '>' || line[0] == '<':
			b.Do(line)
		default:
			b.Do(">" + line)
		}
	}
}

// Do does what a line that begins with > or < asks.
func (b *Browser) Do(line string) {
	term := strings.TrimLeft(line, "> ")
	switch {
	case strings.HasPrefix(line, "<"):
		b.Walk.Up(strings.TrimSpace(line[1:]) == "<")
		b.Show()
	case term == "":
		b.Show()
	default:
		switch found := b.Walk.Open(term); len(found) {
		case 0:
			b.Console.say("No term %s here; > shows what stands here, < goes up.", codesets.Clean(term))
		case 1:
			b.Show()
		default:
			b.Console.say("%d terms begin so:", len(found))
			b.list(found)
		}
	}
}

// Show writes the place, what it leads to itself, and the terms beneath.
func (b *Browser) Show() {
	at := b.Walk.At()
	if at == nil {
		b.Console.say("At the top of the Index; >TERM opens a main term.")
		return
	}
	const under = 4 // columns
	here := append([]string{strings.Join(at.Path(), " > ")}, at.Leads()...)
	b.Console.hang("  ", under, strings.Join(here, ": "))
	if b.Title != nil {
		for _, l := range at.Lines() {
			if title := b.Title(l.Code); title != "" {
				b.Console.hang("  = ", under, l.Leads()+" "+title)
			}
		}
	}
	b.list(b.Walk.Beneath())
}

// list writes terms, so many at most: what each leads to, and a mark when
// others stand beneath it.
func (b *Browser) list(terms []*alphabetic.Term) {
	const most = 40
	for i, t := range terms {
		if i == most {
			b.Console.say("    and %d more; >LETTERS narrows", len(terms)-most)
			return
		}
		line := t.Title()
		if to := t.Leads(); len(to) > 0 {
			line += ": " + strings.Join(to, ", ")
		}
		if len(t.Subterms()) > 0 {
			line += " >"
		}
		b.Console.para("    ", line)
	}
}

// leaf returns the shortest ways of the Index to code, main term first.
func leaf(lines []icd10cm.IndexLine, code string) []*icd10cm.IndexLine {
	var out []*icd10cm.IndexLine
	for i := range lines {
		l := &lines[i]
		switch {
		case !walked(l) || l.Code != code || len(out) > 0 && len(l.Path) > len(out[0].Path):
		case len(out) > 0 && len(l.Path) < len(out[0].Path):
			out = []*icd10cm.IndexLine{l}
		default:
			out = append(out, l)
		}
	}
	return out
}

// step walks the Alphabetic Index, when it is loaded.
func (s *Session) step(line string) {
	if s.walk == nil && s.Index != nil {
		s.walk = s.Index()
	}
	if s.walk == nil || s.walk.Empty() {
		s.Console.say("The Alphabetic Index is not loaded; 'medcode load FILE' takes it.")
		return
	}
	(&Browser{Console: s.Console, Walk: s.walk}).Do(line)
}

// moves says how the student's way through the Index compares with the
// shortest one.
func (s *Session) moves(q Question) string {
	switch {
	case q.Moves == 0:
		return ""
	case s.walk == nil || s.walk.Moves() == 0:
		return fmt.Sprintf("Answered without a walk through the Index; the shortest is %d move(s).", q.Moves)
	default:
		return fmt.Sprintf("%d move(s) through the Index; the shortest way is %d.", s.walk.Moves(), q.Moves)
	}
}

// hasIndex reports whether lines are of a part that is walked.
func hasIndex(lines []icd10cm.IndexLine) bool {
	return slices.ContainsFunc(lines, func(l icd10cm.IndexLine) bool { return walked(&l) })
}
