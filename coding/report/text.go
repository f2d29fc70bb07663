package report

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

// The colours of a terminal (ECMA-48 SGR).
const (
	sgrReset  = "\x1b[0m"
	sgrBold   = "\x1b[1m"
	sgrDim    = "\x1b[2m"
	sgrRed    = "\x1b[31m"
	sgrGreen  = "\x1b[32m"
	sgrYellow = "\x1b[33m"
	sgrCyan   = "\x1b[36m"
)

// A textWriter writes findings for people. What is missing from the tables
// stands in the summary only; clean claims are not listed.
type textWriter struct {
	w       io.Writer
	b       bytes.Buffer
	options Options
	said    map[string]bool // rules whose text was given
}

func newText(w io.Writer, o Options) *textWriter {
	return &textWriter{w: w, options: o, said: map[string]bool{}}
}

func (t *textWriter) flush() error {
	_, err := t.w.Write(t.b.Bytes())
	t.b.Reset()
	return err
}

// paint returns s in a colour, when there is colour.
func (t *textWriter) paint(sgr, s string) string {
	if !t.options.Color || sgr == "" {
		return s
	}
	return sgr + s + sgrReset
}

// kindWidth is the width of the words that head a finding, but for the longest.
const kindWidth = 8

// write writes parts in a colour, when there is colour.
func (t *textWriter) write(sgr string, parts ...string) {
	colored := t.options.Color && sgr != ""
	if colored {
		t.b.WriteString(sgr)
	}
	for _, s := range parts {
		t.b.WriteString(s)
	}
	if colored {
		t.b.WriteString(sgrReset)
	}
}

func colorOf(kind string) string {
	switch kind {
	case "reject", "deny":
		return sgrRed
	case "review", "warn":
		return sgrYellow
	case "info":
		return sgrCyan
	}
	return sgrDim
}

// Begin writes nothing: a report begins with its findings.
func (t *textWriter) Begin(Config) error { return nil }

// Claim writes the findings of one claim.
func (t *textWriter) Claim(r *coding.Result) error {
	shown := 0
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Outcome == coding.NoData {
			continue
		}
		if shown == 0 {
			t.heading(r)
		}
		shown++
		t.finding(f)
	}
	if shown > 0 {
		t.b.WriteByte('\n')
	}
	return t.flush()
}

func (t *textWriter) heading(r *coding.Result) {
	if r.Outside {
		fmt.Fprintf(&t.b, "%s\n", t.paint(sgrBold, "envelope of "+codesets.Clean(cmp.Or(r.Claim.File, "standard input"))))
		return
	}
	t.b.WriteString(t.paint(sgrBold, "claim "+name(r)))
	if where := at(r); where != "" {
		t.b.WriteString(" " + t.paint(sgrDim, where))
	}
	t.b.WriteByte('\n')
}

// at says where in its file the claim begins.
func at(r *coding.Result) string {
	if r.Claim == nil {
		return ""
	}
	s := codesets.Clean(r.Claim.File)
	if p := r.Claim.At.String(); p != "" {
		if s != "" {
			s += ", "
		}
		s += p
	}
	if s == "" {
		return ""
	}
	return "(" + s + ")"
}

func (t *textWriter) finding(f *coding.Finding) {
	k := kind(f)
	t.b.WriteString("  ")
	t.write(colorOf(k), k, "        "[:max(0, kindWidth-len(k))])
	t.write("", "  ", where(f), ": ", codesets.Clean(f.Message), " ")
	t.write(sgrDim, "[", f.Rule, located(f), "]")
	t.b.WriteByte('\n')
	for _, more := range [...]struct{ word, text string }{{"by", f.By}, {"fix", f.Fix}, {"accepted", f.Suppressed}} {
		if more.text != "" {
			t.write("", "            ", more.word, ": ", codesets.Clean(more.text), "\n")
		}
	}
	if t.options.Explain {
		t.explain(f)
	}
}

// located returns where in an 837 or a FHIR resource the finding stands, when
// the words before do not say it.
func located(f *coding.Finding) string {
	switch {
	case f.Line == 0 && len(f.DX) == 0:
		return ""
	case f.Place.Segment > 0:
		return ", " + f.Place.String()
	}
	return ""
}

// explain writes the text of the rule the first time it fires, and the source.
func (t *textWriter) explain(f *coding.Finding) {
	if r := t.options.rule(f.Rule); r != nil && !t.said[f.Rule] {
		t.said[f.Rule] = true
		fmt.Fprintf(&t.b, "            why: %s\n", r.Doc.Text)
	}
	source := f.Source
	if f.Release != "" {
		source += fmt.Sprintf(" (%s %s)", f.Table, f.Release)
	}
	fmt.Fprintf(&t.b, "            source: %s\n", source)
}

// End writes the summary.
func (t *textWriter) End(s *Summary) error {
	fmt.Fprintf(&t.b, "%s\n", t.paint(sgrBold, counted(s.Claims, "claim", "claims")+" checked"))
	rows := [][]string{
		{t.paint(sgrGreen, "clean"), strconv.Itoa(s.Clean)},
		{t.paint(sgrCyan, "incomplete"), strconv.Itoa(s.Incomplete)},
		{t.paint(sgrRed, "findings"), strconv.Itoa(s.Findings)},
	}
	if s.Suppressed > 0 {
		rows = append(rows, []string{"suppressed", strconv.Itoa(s.Suppressed)})
	}
	t.table(rows)
	t.severities(s)
	t.rules(s)
	t.tables(s)
	for _, n := range s.Notes {
		fmt.Fprintf(&t.b, "note: %s\n", codesets.Clean(n))
	}
	return t.flush()
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

func (t *textWriter) severities(s *Summary) {
	var rows [][]string
	for _, x := range s.Severities {
		if x.Findings > 0 {
			word := x.Severity.String()
			rows = append(rows, []string{t.paint(colorOf(word), word), strconv.Itoa(x.Findings)})
		}
	}
	if len(rows) > 0 {
		fmt.Fprintf(&t.b, "\n%s\n", t.paint(sgrBold, "findings by severity"))
		t.table(rows)
	}
}

func (t *textWriter) rules(s *Summary) {
	var rows [][]string
	for _, sev := range s.Severities {
		for _, r := range s.Rules {
			if r.Severity == sev.Severity && r.Findings > 0 {
				rows = append(rows, []string{t.paint(colorOf(sev.Severity.String()), sev.Severity.String()), r.Rule, strconv.Itoa(r.Findings), t.title(r.Rule)})
			}
		}
	}
	if len(rows) > 0 {
		fmt.Fprintf(&t.b, "\n%s\n", t.paint(sgrBold, "findings by rule"))
		t.table(rows)
	}
}

func (t *textWriter) title(id string) string {
	if r := t.options.rule(id); r != nil {
		return r.Doc.Title
	}
	return ""
}

func (t *textWriter) tables(s *Summary) {
	if len(s.Tables) > 0 {
		fmt.Fprintf(&t.b, "\n%s\n", t.paint(sgrBold, "tables used"))
		var rows [][]string
		for _, u := range s.Tables {
			rows = append(rows, []string{string(u.Table), u.Release, u.Digest[:min(12, len(u.Digest))]})
		}
		t.table(rows)
	}
	if len(s.Missing) == 0 {
		return
	}
	fmt.Fprintf(&t.b, "\n%s\n", t.paint(sgrBold, "not checked for want of data"))
	for _, m := range s.Missing {
		fmt.Fprintf(&t.b, "  %s, %s\n    rules: %s\n", codesets.Clean(m.String()), counted(m.Claims, "claim", "claims"), strings.Join(m.Rules, ", "))
		if m.Command != "" {
			fmt.Fprintf(&t.b, "    mend: %s\n", m.Command)
		}
	}
}

// table writes rows in aligned columns.
func (t *textWriter) table(rows [][]string) {
	var width []int
	for _, r := range rows {
		for i, cell := range r {
			if i == len(width) {
				width = append(width, 0)
			}
			width[i] = max(width[i], shownWidth(cell))
		}
	}
	for _, r := range rows {
		t.b.WriteByte(' ')
		for i, cell := range r {
			t.b.WriteByte(' ')
			t.b.WriteString(cell)
			if i < len(r)-1 {
				t.b.WriteString(strings.Repeat(" ", width[i]-shownWidth(cell)+1))
			}
		}
		t.b.WriteByte('\n')
	}
}

// shownWidth returns how many characters of s a terminal shows.
func shownWidth(s string) int {
	n := utf8.RuneCountInString(s)
	for {
		i := strings.Index(s, "\x1b[")
		if i < 0 {
			return n
		}
		end := strings.IndexByte(s[i:], 'm')
		if end < 0 {
			return n
		}
		n -= end + 1
		s = s[i+end+1:]
	}
}
