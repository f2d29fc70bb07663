package report

import (
	"bufio"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

// An htmlWriter writes one self-contained page that prints well: findings
// first, then the charts and the tables of the summary, which come last
// because the page is written while claims go by. Style order puts the
// summary on top of the page.
type htmlWriter struct {
	w       *bufio.Writer
	options Options
	config  Config
}

func newHTML(w io.Writer, o Options) *htmlWriter {
	return &htmlWriter{w: bufio.NewWriter(w), options: o}
}

const htmlHead = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Claim check</title>
<style>
body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:62rem;padding:0 1rem;color:#1b1f24;background:#fff;display:flex;flex-direction:column}
header{order:0}.summary{order:1}.claims{order:2}
h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:1.5rem 0 .5rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #d8dee4}
.n{text-align:right;font-variant-numeric:tabular-nums}.dim{color:#57606a}
.k{display:inline-block;min-width:5.5rem;font-weight:600}
.reject{color:#a40e26}.deny{color:#bc4c00}.review{color:#7d4e00}.warn{color:#6e5a00}.info{color:#0550ae}.bypassed,.suppressed{color:#57606a}
.claim{break-inside:avoid;border:1px solid #d8dee4;border-radius:6px;padding:.6rem 1rem;margin:.6rem 0}
.claim h3{font-size:1rem;margin:0 0 .3rem}.claim p{margin:.25rem 0}.fix{margin-left:5.9rem}
svg text{font:13px system-ui,sans-serif;fill:currentColor}
@media print{body{margin:0;max-width:none}.claim{border-color:#999}}
</style></head><body>
`

// Begin writes the head of the page.
func (h *htmlWriter) Begin(c Config) error {
	h.config = c
	fmt.Fprint(h.w, htmlHead)
	fmt.Fprintf(h.w, "<header><h1>Claim check</h1><p class=dim>%s %s, profile %s, %s", esc(c.Program), esc(c.Version), esc(c.Profile), esc(c.Date.String()))
	if c.Input != "" {
		fmt.Fprintf(h.w, ", %s", esc(c.Input))
	}
	fmt.Fprint(h.w, "</p></header>\n<section class=claims><h2>Findings</h2>\n")
	return h.w.Flush()
}

func esc(s string) string { return template.HTMLEscapeString(codesets.Clean(s)) }

// Claim writes the findings of one claim.
func (h *htmlWriter) Claim(r *coding.Result) error {
	open := false
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Outcome == coding.NoData {
			continue
		}
		if !open {
			open = true
			fmt.Fprintf(h.w, "<div class=claim><h3>Claim %s <span class=dim>%s</span></h3>\n", esc(name(r)), esc(at(r)))
		}
		k := kind(f)
		fmt.Fprintf(h.w, "<p><span class=\"k %s\">%s</span>%s: %s <span class=dim>[%s]</span></p>\n", esc(k), esc(k), esc(where(f)), esc(f.Message), esc(f.Rule))
		for _, more := range []struct{ word, text string }{{"bypassed by", f.By}, {"fix", f.Fix}, {"accepted", f.Suppressed}, {"source", f.Source}} {
			if more.text != "" {
				fmt.Fprintf(h.w, "<p class=\"fix dim\">%s: %s</p>\n", more.word, esc(more.text))
			}
		}
	}
	if open {
		fmt.Fprint(h.w, "</div>\n")
	}
	return h.w.Flush()
}

// End writes the summary with its charts.
func (h *htmlWriter) End(s *Summary) error {
	fmt.Fprint(h.w, "</section>\n<section class=summary><h2>Summary</h2>\n")
	h.table([]string{"claims", "clean", "incomplete", "findings", "suppressed"},
		[][]string{{fmt.Sprint(s.Claims), fmt.Sprint(s.Clean), fmt.Sprint(s.Incomplete), fmt.Sprint(s.Findings), fmt.Sprint(s.Suppressed)}})
	var severities, rules []bar
	for _, x := range s.Severities {
		severities = append(severities, bar{x.Severity.String(), x.Severity.String(), x.Findings})
	}
	for _, x := range s.Rules {
		if x.Findings > 0 {
			rules = append(rules, bar{x.Rule, x.Severity.String(), x.Findings})
		}
	}
	h.chart("Findings by severity", severities)
	h.chart("Findings by rule", rules)
	var rows [][]string
	for _, t := range s.Tables {
		rows = append(rows, []string{string(t.Table), t.Title, t.Effective.String(), t.End.String(), t.Digest[:min(12, len(t.Digest))]})
	}
	if len(rows) > 0 {
		fmt.Fprint(h.w, "<h2>Tables used</h2>\n")
		h.table([]string{"table", "release", "from", "to", "digest"}, rows)
	}
	h.missing(s)
	fmt.Fprint(h.w, "</section>\n</body></html>\n")
	return h.w.Flush()
}

func (h *htmlWriter) missing(s *Summary) {
	var rows [][]string
	for _, m := range s.Missing {
		rows = append(rows, []string{m.String(), fmt.Sprint(m.Claims), strings.Join(m.Rules, ", "), m.Command})
	}
	if len(rows) > 0 {
		fmt.Fprint(h.w, "<h2>Not checked for want of data</h2>\n")
		h.table([]string{"why", "claims", "rules", "mend"}, rows)
	}
	for _, n := range s.Notes {
		fmt.Fprintf(h.w, "<p>%s</p>\n", esc(n))
	}
}

func (h *htmlWriter) table(head []string, rows [][]string) {
	fmt.Fprint(h.w, "<table><tr>")
	for _, c := range head {
		fmt.Fprintf(h.w, "<th>%s</th>", esc(c))
	}
	fmt.Fprint(h.w, "</tr>\n")
	for _, r := range rows {
		fmt.Fprint(h.w, "<tr>")
		for _, c := range r {
			fmt.Fprintf(h.w, "<td>%s</td>", esc(c))
		}
		fmt.Fprint(h.w, "</tr>\n")
	}
	fmt.Fprint(h.w, "</table>\n")
}

// A bar is one bar of a chart.
type bar struct {
	label, class string
	n            int
}

// chart draws horizontal bars, each with its number, so that colour is never
// the only signal.
func (h *htmlWriter) chart(title string, bars []bar) {
	most := 0
	for _, b := range bars {
		most = max(most, b.n)
	}
	if most == 0 {
		return
	}
	const rowHeight, left, full = 24, 230, 560
	fmt.Fprintf(h.w, "<h2>%s</h2>\n<svg role=img aria-label=\"%s\" width=\"100%%\" viewBox=\"0 0 900 %d\">\n", esc(title), esc(title), rowHeight*len(bars))
	for i, b := range bars {
		y := i * rowHeight
		width := full * b.n / most
		if b.n > 0 {
			width = max(width, 2)
		}
		fmt.Fprintf(h.w, "<g class=%q><text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"16\" rx=\"2\" fill=\"currentColor\"/><text x=\"%d\" y=\"%d\">%d</text></g>\n",
			b.class, left-8, y+16, esc(b.label), left, y+3, width, left+width+8, y+16, b.n)
	}
	fmt.Fprint(h.w, "</svg>\n")
}
