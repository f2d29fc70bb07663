package cmd

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
)

// A pager writes a page of headings and wrapped lines.
type pager struct {
	w     *bufio.Writer
	width int
}

func newPager(w io.Writer) *pager {
	width, ok := isTerminal(w)
	if !ok {
		width = 0
	}
	return &pager{w: bufio.NewWriter(w), width: width}
}

func (p *pager) heading(s string) { fmt.Fprintf(p.w, "\n%s\n", s) }

// line writes a label, padded to labelWidth, and text wrapped beside it.
func (p *pager) line(labelWidth int, label, text string) {
	label = codesets.Clean(label)
	fmt.Fprintf(p.w, "  %s%s", label, strings.Repeat(" ", max(0, labelWidth-displayWidth(label))+2))
	indent := labelWidth + 4
	room := p.width - indent
	col := 0
	for i, word := range strings.Fields(codesets.Clean(text)) {
		w := displayWidth(word)
		switch {
		case i == 0:
		case p.width > 0 && room > minWrapWidth && col+1+w > room:
			fmt.Fprintf(p.w, "\n%s", strings.Repeat(" ", indent))
			col = -1
		default:
			p.w.WriteByte(' ')
		}
		p.w.WriteString(word)
		col += w + 1
	}
	p.w.WriteByte('\n')
}

// pages returns a writer of lookup pages, a blank line between two.
func pages(items []any) func(io.Writer) error {
	return func(w io.Writer) error {
		p := newPager(w)
		for i, it := range items {
			if i > 0 {
				p.w.WriteByte('\n')
			}
			if page, ok := it.(*codePage); ok {
				page.print(p)
			}
		}
		return p.w.Flush()
	}
}

// print writes the page of one code.
func (c *codePage) print(p *pager) {
	if !c.Found {
		fmt.Fprintf(p.w, "%s  %s\n", c.Input, c.Message)
		if len(c.Suggestions) > 0 {
			fmt.Fprintf(p.w, "did you mean: %s\n", strings.Join(c.Suggestions, ", "))
		}
		return
	}
	fmt.Fprintf(p.w, "%s  %s\n", c.Display, c.Title)
	state := c.Kind + ", not billable"
	if c.Billable {
		state = "billable"
	}
	fmt.Fprintf(p.w, "%s; %s (%s)%s\n", state, c.Release.Title, dates(c.Release.Effective, c.Release.End), c.notInForce())
	c.printPath(p)
	for _, a := range c.Attrs {
		p.line(24, a.Name, a.Value)
	}
	c.printNotes(p)
	c.printSevenths(p)
	printRefs(p, "Beneath", c.Children)
	printRefs(p, "Beside", c.Siblings)
	c.printReferrers(p)
}

func (c *codePage) notInForce() string {
	if c.Release.InForce {
		return ""
	}
	return fmt.Sprintf("; not in force on %s", c.Release.Date)
}

func (c *codePage) printPath(p *pager) {
	if len(c.Path) < 2 {
		return
	}
	p.heading("Where it stands")
	width := 0
	for _, r := range c.Path {
		width = max(width, len(pathLabel(r)))
	}
	for _, r := range c.Path {
		p.line(width, pathLabel(r), r.Title)
	}
}

func pathLabel(r codeRef) string {
	if r.Kind == codesets.KindChapter.String() {
		return "Chapter " + r.Display
	}
	return r.Display
}

func (c *codePage) printNotes(p *pager) {
	if !c.NotesKnown && c.Set == codesets.ICD10CM {
		p.heading("Notes: no data; this release was loaded without its Tabular List")
		return
	}
	width := ownerWidth(c.Notes)
	for kind := range codesets.NoteKind(codesets.NoteKinds) {
		first := true
		for _, n := range c.Notes {
			if n.Kind != kind {
				continue
			}
			if first {
				p.heading(kind.Title())
				first = false
			}
			p.line(width, ownerLabel(n.Owner), n.Text)
		}
	}
}

func ownerWidth(notes []noteItem) int {
	width := 0
	for _, n := range notes {
		width = max(width, len(ownerLabel(n.Owner)))
	}
	return width
}

// ownerLabel returns "Chapter 4" for "4", and any other owner as it is.
func ownerLabel(owner string) string {
	if len(owner) < 3 {
		return "Chapter " + owner
	}
	return owner
}

func (c *codePage) printSevenths(p *pager) {
	if len(c.Sevenths) == 0 {
		return
	}
	p.heading("7th character, from " + c.SeventhFrom)
	for _, s := range c.Sevenths {
		p.line(1, s.Char, s.Text)
	}
}

const maxListed = 40 // codes a page lists beneath or beside a code

func printRefs(p *pager, title string, refs []codeRef) {
	if len(refs) == 0 {
		return
	}
	p.heading(title)
	width := 0
	for _, r := range refs {
		width = max(width, len(r.Display))
	}
	for i, r := range refs {
		if i == maxListed {
			fmt.Fprintf(p.w, "  … %d more; see 'medcode tree'\n", len(refs)-i)
			return
		}
		mark := " "
		if r.Billable {
			mark = "*"
		}
		p.line(width+2, mark+" "+r.Display, r.Title)
	}
}

func (c *codePage) printReferrers(p *pager) {
	if len(c.Referrers) == 0 {
		return
	}
	p.heading("Referred to by the notes of")
	width := ownerWidth(c.Referrers)
	for i, n := range c.Referrers {
		if i == maxListed {
			fmt.Fprintf(p.w, "  … %d more; see --format json\n", len(c.Referrers)-i)
			return
		}
		p.line(width, ownerLabel(n.Owner), n.Kind.Title()+": "+n.Text)
	}
}
