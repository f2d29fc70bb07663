package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

// A markdownWriter writes a table of findings and the summary.
type markdownWriter struct {
	w       *bufio.Writer
	options Options
	rows    int
}

func newMarkdown(w io.Writer, o Options) *markdownWriter {
	return &markdownWriter{w: bufio.NewWriter(w), options: o}
}

// Begin writes the heading.
func (m *markdownWriter) Begin(c Config) error {
	_, err := fmt.Fprintf(m.w, "# Claim check\n\n%s %s, profile %s, %s\n", c.Program, c.Version, c.Profile, c.Date)
	return err
}

// cell returns s fit for a cell of a table.
func cell(s string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;", "`", "'").Replace(codesets.Clean(s))
}

func (m *markdownWriter) row(cells ...string) {
	for i, c := range cells {
		cells[i] = cell(c)
	}
	fmt.Fprintf(m.w, "| %s |\n", strings.Join(cells, " | "))
}

// Claim writes a row a finding.
func (m *markdownWriter) Claim(r *coding.Result) error {
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Outcome == coding.NoData {
			continue
		}
		if m.rows == 0 {
			fmt.Fprintf(m.w, "\n| claim | place | severity | rule | what is wrong | fix |\n|---|---|---|---|---|---|\n")
		}
		m.rows++
		what := f.Message
		if f.By != "" {
			what += " (bypassed by " + f.By + ")"
		}
		if f.Suppressed != "" {
			what += " (accepted: " + f.Suppressed + ")"
		}
		m.row(name(r), where(f), kind(f), f.Rule, what, f.Fix)
	}
	return m.w.Flush()
}

// End writes the summary.
func (m *markdownWriter) End(s *Summary) error {
	fmt.Fprintf(m.w, "\n## Summary\n\n| claims | clean | incomplete | findings |\n|---|---|---|---|\n| %d | %d | %d | %d |\n", s.Claims, s.Clean, s.Incomplete, s.Findings)
	if len(s.Rules) > 0 {
		fmt.Fprintf(m.w, "\n| rule | severity | findings | bypassed | no data |\n|---|---|---|---|---|\n")
		for _, r := range s.Rules {
			m.row(r.Rule, r.Severity.String(), fmt.Sprint(r.Findings), fmt.Sprint(r.Bypassed), fmt.Sprint(r.NoData))
		}
	}
	if len(s.Tables) > 0 {
		fmt.Fprintf(m.w, "\n| table used | release | digest |\n|---|---|---|\n")
		for _, t := range s.Tables {
			m.row(string(t.Table), t.Release, t.Digest[:min(12, len(t.Digest))])
		}
	}
	if len(s.Missing) > 0 {
		fmt.Fprintf(m.w, "\n| not checked for want of data | claims | rules | mend |\n|---|---|---|---|\n")
		for _, x := range s.Missing {
			m.row(x.String(), fmt.Sprint(x.Claims), strings.Join(x.Rules, ", "), x.Command)
		}
	}
	for _, n := range s.Notes {
		fmt.Fprintf(m.w, "\n%s\n", cell(n))
	}
	return m.w.Flush()
}
