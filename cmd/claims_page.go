package cmd

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/pos"
	"github.com/medcode-cli/medcode/coding"
)

// A claimPager writes claims as pages.
type claimPager struct {
	app   *app
	b     *bufio.Writer
	pages int
}

// print writes one claim.
func (p *claimPager) print(c *coding.Claim) error {
	var page strings.Builder
	width, ok := isTerminal(p.app.out)
	if !ok {
		width = 0
	}
	out := &pager{w: bufio.NewWriter(&page), width: width}
	if p.pages++; p.pages > 1 {
		out.w.WriteByte('\n')
	}
	p.head(out, c)
	p.diagnoses(out, c)
	p.procedures(out, c)
	p.codes(out, c)
	p.lines(out, c)
	p.problems(out, c)
	if err := out.w.Flush(); err != nil {
		return err
	}
	_, err := io.WriteString(p.b, page.String())
	return err
}

// head writes what holds for the claim as a whole.
func (p *claimPager) head(out *pager, c *coding.Claim) {
	where := strings.TrimPrefix(codesets.Clean(c.File)+", "+c.At.String(), ", ")
	fmt.Fprintf(out.w, "claim %s  (%s)\n", codesets.Clean(c.ID), where)
	for _, f := range []struct{ name, text string }{
		{"type", joined(c.Type.String(), labelled("bill type", c.BillType), labelled("frequency", frequencyName(c.Frequency)))},
		{"patient", joined(c.Patient.ID, labelled("born", c.Patient.Birth.String()), c.Patient.Sex, labelled("died", c.Patient.Death.String()))},
		{"payer", joined(c.Payer, labelled("its claim", c.Reference))},
		{"billing", providerText(&c.Billing)},
		{renderName(c), providerText(&c.Render)},
		{"referring", providerText(&c.Refer)},
		{"facility", providerText(&c.Facility)},
		{"dates", joined(span(c.From, c.To), labelled("admitted", c.Admission.String()), labelled("discharged", c.Discharge.String()), labelled("status", c.Status))},
		{"place", placeText(c.POS, claimDay(c))},
		{"charge", c.Total.String()},
	} {
		if f.text != "" {
			out.line(9, f.name, f.text)
		}
	}
}

func renderName(c *coding.Claim) string {
	if c.Type.Institutional() {
		return "attending"
	}
	return "rendering"
}

func labelled(label, text string) string {
	if text == "" {
		return ""
	}
	return label + " " + text
}

func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}

func span(from, to codesets.Date) string {
	if to.IsZero() || to == from {
		return from.String()
	}
	return from.String() + " to " + to.String()
}

func providerText(p *coding.Provider) string {
	return joined(labelled("NPI", p.NPI), labelled("taxonomy", p.Taxonomy), labelled("tax number", p.TIN), labelled("ZIP", p.Zip))
}

// frequencyName returns a frequency code with its meaning (NUBC, FL 4).
func frequencyName(code string) string {
	if name, ok := map[string]string{"1": "original", "7": "replacement", "8": "void"}[code]; ok {
		return code + " (" + name + ")"
	}
	return code
}

func placeText(code string, d codesets.Date) string {
	if code == "" {
		return ""
	}
	if p, ok := pos.Find(code, d); ok {
		return code + " " + p.Name
	}
	return code
}

func (p *claimPager) diagnoses(out *pager, c *coding.Claim) {
	if len(c.DX)+len(c.Other) == 0 {
		return
	}
	out.heading("Diagnoses")
	width := 0
	label := func(n int, d *coding.Diagnosis) string {
		if n == 0 {
			return "    " + displayDX(d)
		}
		return fmt.Sprintf("%2d  %s", n, displayDX(d))
	}
	for i := range c.DX {
		width = max(width, displayWidth(label(i+1, &c.DX[i])))
	}
	for i := range c.Other {
		width = max(width, displayWidth(label(0, &c.Other[i])))
	}
	for i := range c.DX {
		d := &c.DX[i]
		out.line(width, label(i+1, d), joined(p.dxTitle(d, claimDay(c)), labelled("present on admission", d.POA)))
	}
	for i := range c.Other {
		d := &c.Other[i]
		out.line(width, label(0, d), joined(p.dxTitle(d, claimDay(c)), roleNames[d.Role]))
	}
}

var roleNames = map[coding.DXRole]string{
	coding.RoleAdmitting: "admitting", coding.RoleReason: "reason for visit", coding.RoleExternal: "external cause",
}

func (p *claimPager) dxTitle(d *coding.Diagnosis, day codesets.Date) string {
	if isICD9(d.Qualifier) {
		return "ICD-9-CM (" + d.Qualifier + ")"
	}
	return p.title(codesets.ICD10CM, d.Code, day)
}

// title returns the title of a code on a day, or why there is none.
func (p *claimPager) title(set codesets.CodeSet, code string, day codesets.Date) string {
	s, err := p.app.store()
	if err != nil {
		return ""
	}
	rel, ok := s.Catalog().On(set, day)
	if !ok {
		if rel, ok = s.Catalog().Nearest(set, day); !ok {
			return ""
		}
	}
	t, err := s.Codes(rel)
	if err != nil {
		return ""
	}
	n, ok := t.Find(codesets.Normalize(code))
	if !ok {
		return "(not in " + rel.Title + ")"
	}
	return t.Title(n)
}

func (p *claimPager) procedures(out *pager, c *coding.Claim) {
	if len(c.PCS) == 0 {
		return
	}
	out.heading("Procedures")
	for _, x := range c.PCS {
		out.line(11, "    "+x.Code, joined(x.Date.String(), p.title(codesets.ICD10PCS, x.Code, claimDay(c))))
	}
}

// codes writes the UB-04 condition, occurrence and value codes.
func (p *claimPager) codes(out *pager, c *coding.Claim) {
	var list []string
	for _, x := range c.Occurs {
		list = append(list, strings.TrimSpace(x.Code+" "+span(x.From, x.To)))
	}
	var values []string
	for _, x := range c.Values {
		values = append(values, x.Code+" "+x.Amount.String())
	}
	if len(c.Conds)+len(list)+len(values) == 0 {
		return
	}
	out.heading("Codes of the bill")
	for _, f := range []struct{ name, text string }{
		{"condition", strings.Join(c.Conds, ", ")}, {"occurrence", strings.Join(list, ", ")}, {"value", strings.Join(values, ", ")},
	} {
		if f.text != "" {
			out.line(10, f.name, f.text)
		}
	}
}

// lines writes the service lines, with a column for every diagnosis: 1 stands
// where the line points first, 2 where it points next.
func (p *claimPager) lines(out *pager, c *coding.Claim) {
	if len(c.Lines) == 0 {
		return
	}
	out.heading("Lines")
	rows := [][]string{p.lineHeader(c)}
	for i := range c.Lines {
		rows = append(rows, p.lineRow(c, &c.Lines[i]))
	}
	widths := make([]int, len(rows[0]))
	for _, r := range rows {
		for i, cell := range r {
			widths[i] = max(widths[i], displayWidth(cell))
		}
	}
	for n, r := range rows {
		out.w.WriteString("  " + strings.TrimRight(aligned(r, widths), " ") + "\n")
		if n == 0 {
			continue
		}
		if text := p.lineText(c, &c.Lines[n-1]); text != "" {
			out.line(2, "", text)
		}
	}
}

// rightColumns are those of lineHeader that hold numbers.
var rightColumns = map[int]bool{0: true, 5: true, 6: true}

func aligned(cells []string, widths []int) string {
	var b strings.Builder
	for i, cell := range cells {
		if widths[i] == 0 {
			continue
		}
		pad := strings.Repeat(" ", widths[i]-displayWidth(cell))
		if rightColumns[i] {
			b.WriteString(pad + cell + "  ")
		} else {
			b.WriteString(cell + pad + "  ")
		}
	}
	return b.String()
}

func (p *claimPager) lineHeader(c *coding.Claim) []string {
	h := []string{"#", "date", "rev", "code", "pos", "units", "charge", ""}
	if pointing(c) {
		for i := range c.DX {
			h[7] += fmt.Sprintf("%2d ", i+1)
		}
		h[7] = "dx " + h[7]
	}
	for i, empty := range []func(*coding.Line) bool{
		2: func(ln *coding.Line) bool { return ln.Revenue == "" },
		4: func(ln *coding.Line) bool { return ln.POS == "" },
	} {
		if empty != nil && !slices.ContainsFunc(c.Lines, func(ln coding.Line) bool { return !empty(&ln) }) {
			h[i] = ""
		}
	}
	return h
}

func pointing(c *coding.Claim) bool {
	return slices.ContainsFunc(c.Lines, func(ln coding.Line) bool { return len(ln.Pointers) > 0 })
}

func (p *claimPager) lineRow(c *coding.Claim, ln *coding.Line) []string {
	units := ln.Units.String()
	if ln.Basis != "" && ln.Basis != "UN" {
		units += " " + ln.Basis
	}
	row := []string{
		strconv.Itoa(ln.Number), span(ln.From, ln.To), codesets.Clean(ln.Revenue),
		codesets.Clean(strings.Join(append([]string{ln.Code}, ln.Modifiers...), "-")), codesets.Clean(ln.POS), units, ln.Charge.String(), "",
	}
	if !pointing(c) {
		return row
	}
	var marks strings.Builder
	marks.WriteString("   ")
	for i := range c.DX {
		mark := '·'
		if at := slices.Index(ln.Pointers, i+1); at >= 0 {
			mark = pointerMarks[min(at, len(pointerMarks)-1)]
		}
		fmt.Fprintf(&marks, " %c ", mark)
	}
	for _, n := range ln.Pointers {
		if n < 1 || n > len(c.DX) {
			fmt.Fprintf(&marks, " (%d: no such diagnosis)", n)
		}
	}
	row[7] = marks.String()
	return row
}

// pointerMarks are the first, second and further pointers of a line.
var pointerMarks = []rune("①②③④⑤⑥⑦⑧")

// lineText returns the title of the code, where its table is loaded, and what
// else the line says.
func (p *claimPager) lineText(c *coding.Claim, ln *coding.Line) string {
	day := ln.From
	if day.IsZero() {
		day = claimDay(c)
	}
	set := codesets.CPT
	if ln.Code != "" && ln.Code[0] >= 'A' {
		set = codesets.HCPCS
	}
	title := ""
	if ln.Code != "" {
		title = p.title(set, ln.Code, day)
	}
	return joined(title, labelled("NDC", ln.NDC), labelled("rendering", ln.Render.NPI))
}

func (p *claimPager) problems(out *pager, c *coding.Claim) {
	if len(c.Problems) == 0 {
		return
	}
	out.heading("Not in order (see 'medcode check')")
	for _, x := range c.Problems {
		out.line(0, "", x.Place.String()+": "+x.Message)
	}
}
