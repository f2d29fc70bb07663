package cmd

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
)

// A pager writes a page of headings and wrapped lines.
type pager struct {
	w     *bufio.Writer
	width int
	bold  bool // headings
}

func (a *app) newPager(w io.Writer) *pager {
	width, ok := isTerminal(w)
	if !ok {
		width = 0
	}
	return &pager{w: bufio.NewWriter(w), width: width, bold: a.colored()}
}

func (p *pager) heading(s string) { fmt.Fprintf(p.w, "\n%s\n", p.strong(s)) }

// strong returns s in bold where the terminal has it.
func (p *pager) strong(s string) string {
	if !p.bold {
		return s
	}
	return sgrBold + s + sgrReset
}

// line writes a label, padded to labelWidth, and text wrapped beside it.
func (p *pager) line(labelWidth int, label, text string) {
	p.labels([]int{labelWidth}, []string{label}, text)
}

// labels is line for several labels, each padded to its width.
func (p *pager) labels(widths []int, labels []string, text string) {
	indent := 2
	p.w.WriteString("  ")
	for i, label := range labels {
		label = codesets.Clean(label)
		fmt.Fprintf(p.w, "%s%s", label, strings.Repeat(" ", max(0, widths[i]-displayWidth(label))+2))
		indent += widths[i] + 2
	}
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
func (a *app) pages(items []any) func(io.Writer) error {
	return func(w io.Writer) error {
		p := a.newPager(w)
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
	if !c.Found || len(c.Candidates) > 0 {
		message := c.Message
		if !strings.Contains(message, c.Input) {
			message = c.Input + "  " + message
		}
		fmt.Fprintln(p.w, message)
		c.printCandidates(p)
		if len(c.Suggestions) > 0 {
			fmt.Fprintf(p.w, "did you mean: %s\n", strings.Join(c.Suggestions, ", "))
		}
		return
	}
	fmt.Fprintln(p.w, p.strong(strings.TrimSpace(c.Display+"  "+codesets.Clean(c.Title))))
	fmt.Fprintf(p.w, "%s; %s\n", c.state(), c.from())
	c.printPath(p)
	c.printCharacters(p)
	printAttrs(p, c.Attrs)
	for i, row := range c.Rows {
		if i == maxListed {
			fmt.Fprintf(p.w, "  … %d more; see --format json\n", len(c.Rows)-i)
			break
		}
		c.printRow(p, row)
	}
	c.printNotes(p)
	c.printSevenths(p)
	printRefs(p, "Beneath", c.Children)
	printRefs(p, "Beside", c.Siblings)
	c.printReferrers(p)
	c.printIndex(p)
}

// state says what the code is.
func (c *codePage) state() string {
	switch {
	case c.Message != "":
		return c.Message
	case c.Billable:
		return "billable"
	case c.Set == codesets.ICD10PCS:
		return "table, not billable"
	case c.Set == codesets.ICD10CM:
		return c.Kind + ", not billable"
	case c.Set == codesets.HCPCS || c.Set == codesets.CPT:
		return "not billable"
	}
	return c.Kind
}

// from names the release the page comes from.
func (c *codePage) from() string {
	r := c.Release
	if r.Edition == "" {
		return r.Title
	}
	return fmt.Sprintf("%s (%s)%s", r.Title, dates(r.Effective, r.End), c.notInForce())
}

func (c *codePage) printCandidates(p *pager) {
	width := 0
	for _, r := range c.Candidates {
		width = max(width, len(r.Set))
	}
	for _, r := range c.Candidates {
		p.line(width, string(r.Set), r.Display+"  "+r.Title)
	}
}

// printCharacters writes what each character of an ICD-10-PCS code means.
func (c *codePage) printCharacters(p *pager) {
	if len(c.Characters) == 0 {
		return
	}
	p.heading("Characters")
	width := 0
	for _, ch := range c.Characters {
		width = max(width, len(ch.Axis))
	}
	for _, ch := range c.Characters {
		p.line(width+3, ch.Char+"  "+ch.Axis, cmp.Or(ch.Label, "(not in the tables loaded)"))
	}
}

// printAttrs writes fields, their names padded to the longest.
func printAttrs(p *pager, attrs []codesets.Attr) {
	width := 0
	for _, a := range attrs {
		width = max(width, len(a.Name))
	}
	for _, a := range attrs {
		p.line(width, fieldName(a.Name), a.Value)
	}
}

// fieldName returns the name of a field as people read it.
func fieldName(name string) string { return strings.ReplaceAll(name, "_", " ") }

// printRow writes one of the rows under a code: the only one field by field,
// of several each on a line.
func (c *codePage) printRow(p *pager, row []codesets.Attr) {
	if len(c.Rows) == 1 {
		printAttrs(p, row)
		return
	}
	var fields []string
	for _, a := range row {
		fields = append(fields, fieldName(a.Name)+" "+a.Value)
	}
	p.line(0, "", strings.Join(fields, ", "))
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
		p.line(width, ownerLabel(n.Owner), strings.Replace(n.Kind.Title()+": "+n.Text, ": ,", ",", 1))
	}
}
