package cmd

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
	"github.com/medcode-cli/medcode/coding/rules"
)

// A rulePage is the page of one rule, as it is set without a profile of the
// user's own.
type rulePage struct {
	ruleItem
	Text   string `json:"text"`
	Bad    string `json:"bad"`  // flags of 'medcode check', or words
	Says   string `json:"says"` // what the rule says of a bad claim
	Fix    string `json:"fix,omitempty"`
	Good   string `json:"good"`
	Limits string `json:"limits,omitempty"` // what it does not cover
}

func pageOf(r *coding.Rule) rulePage {
	says, fix := rules.Example(r.ID)
	return rulePage{
		ruleItem: itemOf(r, r.Severity, !r.Off), Text: r.Doc.Text,
		Bad: r.Doc.Bad, Says: says, Fix: fix, Good: r.Doc.Good, Limits: r.Doc.Limits,
	}
}

// findRule returns the rule with that id in any case, nil when there is none.
func findRule(id string) *coding.Rule {
	all := rules.All()
	i := slices.IndexFunc(all, func(r coding.Rule) bool { return strings.EqualFold(r.ID, strings.TrimSpace(id)) })
	if i < 0 {
		return nil
	}
	return &all[i]
}

// explainRule shows the page of a rule.
func explainRule(a *app, r *coding.Rule) error {
	page := pageOf(r)
	l := listing{columns: []column{{name: "Rule"}, {name: "Severity"}, {name: "Title", wrap: true}, {name: "Text", wrap: true}, {name: "Source", wrap: true}}, document: page}
	l.add(page, page.ID, page.Severity.String(), page.Title, page.Text, page.Source)
	l.page = func(w io.Writer) error { return page.print(a.newPager(w)) }
	return a.write(l)
}

// print writes the page to a terminal or a pipe.
func (g *rulePage) print(p *pager) error {
	fmt.Fprintf(p.w, "%s\n%s\n\n", p.strong(g.ID+": "+g.Title), g.state())
	p.line(0, "", g.Text)
	p.w.WriteByte('\n')
	const width = 6
	p.line(width, "bad", typed(g.Bad))
	if g.Says != "" {
		p.line(width, "says", g.Severity.String()+": "+g.Says)
	}
	if g.Fix != "" {
		p.line(width, "fix", g.Fix)
	}
	p.line(width, "good", typed(g.Good))
	p.w.WriteByte('\n')
	p.line(width, "source", g.Source)
	if len(g.Tables) > 0 {
		p.line(width, "tables", joinSets(g.Tables))
	}
	if g.Limits != "" {
		p.line(width, "limits", g.Limits)
	}
	return p.w.Flush()
}

// state says how the rule is set and what it is for.
func (g *rulePage) state() string {
	s := "severity " + g.Severity.String()
	if !g.On {
		s += ", off unless a profile or --only names it"
	}
	if len(g.Types) < 4 {
		s += ", for claims of type " + strings.Join(g.Types, ", ")
	}
	return s
}

// typed returns an example as it is typed; words are left as they are.
func typed(example string) string {
	if strings.HasPrefix(example, "--") {
		return "medcode check " + example
	}
	return example
}

// RulesPage returns the page docs/rules.md.
func RulesPage() []byte {
	var b strings.Builder
	b.WriteString(rulesHead)
	all := rules.All()
	for i := range all {
		g := pageOf(&all[i])
		fmt.Fprintf(&b, "| [%s](#%s) | %s | %s | %s |\n", g.ID, g.ID, g.Severity, onWord(g.On), markdownCell(g.Title))
	}
	for i := range all {
		g := pageOf(&all[i])
		g.markdown(&b)
	}
	return []byte(b.String())
}

const rulesHead = `# Rules

Made from the rules by ` + "`go run ./docs/gen -rules docs/rules.md`" + `; a test compares it. ` + "`medcode rules`" + ` lists them under your profile, ` + "`medcode explain RULE-ID`" + ` shows one. Outcomes, verdicts, severities and how to switch rules are in [claims.md](claims.md).

An example in the notation of flags is run by the tests; what a rule says was said of its example, or of a claim of its tests, with small tables made for them: the codes that a fix proposes depend on the tables loaded.

| rule | severity | by default | finds |
|---|---|---|---|
`

func onWord(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

func markdownCell(s string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;").Replace(codesets.Clean(s))
}

// markdown writes the section of a rule.
func (g *rulePage) markdown(b *strings.Builder) {
	fmt.Fprintf(b, "\n## %s\n\n%s: %s.\n\n%s\n\n", g.ID, markdownCell(g.Title), g.state(), markdownCell(g.Text))
	fmt.Fprintf(b, "- Bad: %s\n", code(g.Bad))
	if g.Says != "" {
		fmt.Fprintf(b, "- It says: %s\n", markdownCell(g.Says))
	}
	if g.Fix != "" {
		fmt.Fprintf(b, "- Fix: %s\n", markdownCell(g.Fix))
	}
	fmt.Fprintf(b, "- Good: %s\n- Source: %s\n- Tables: %s\n", code(g.Good), markdownCell(g.Source), cmp.Or(joinSets(g.Tables), "none"))
	if len(g.After) > 0 {
		fmt.Fprintf(b, "- Silent after: %s\n", strings.Join(g.After, ", "))
	}
	if g.Limits != "" {
		fmt.Fprintf(b, "- Limits: %s\n", markdownCell(g.Limits))
	}
}

// code returns flags or X12 as code, and words as they are.
func code(example string) string {
	if strings.HasPrefix(example, "--") || strings.Contains(example, "*") || strings.Contains(example, "~") {
		return "`" + typed(example) + "`"
	}
	return markdownCell(example)
}
