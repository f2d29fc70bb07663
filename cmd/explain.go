package cmd

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/medcode-cli/medcode/codesets/icd10cm"
	"github.com/medcode-cli/medcode/coding/rules"
)

func newExplainCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "explain [TOPIC|RULE-ID]",
		Short:   "Explain a coding convention, or a rule of 'medcode check'",
		Long:    "Explain a coding convention in plain words, with the section of the official\nguidelines that gives it, or a rule of 'medcode check': what it finds, why, a bad\nand a good example, its source and what it does not cover. Without TOPIC, list\nthe conventions; 'medcode rules' lists the rules.",
		Example: "  medcode explain\n  medcode explain excludes1\n  medcode explain \"7th character\"\n  medcode explain dx-not-billable",
		RunE:    func(_ *cobra.Command, args []string) error { return runExplain(a, args) },
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			var ids []string
			for _, c := range icd10cm.Conventions {
				ids = append(ids, c.ID+"\t"+c.Title)
			}
			for _, r := range rules.All() {
				ids = append(ids, r.ID+"\t"+r.Doc.Title)
			}
			return ids, cobra.ShellCompDirectiveNoFileComp
		},
	}
}

// A topicItem is one page of 'medcode explain'.
type topicItem struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Text    string `json:"text"`
	Section string `json:"guideline"` // of the ICD-10-CM Official Guidelines
	Example string `json:"example,omitempty"`
}

func topic(c icd10cm.Convention) topicItem {
	return topicItem{c.ID, c.Title, c.Text, c.Section, c.Example}
}

func runExplain(a *app, args []string) error {
	l := listing{columns: []column{{name: "Topic"}, {name: "About", wrap: true}, {name: "Guideline"}}}
	if len(args) == 0 {
		for _, c := range icd10cm.Conventions {
			l.add(topic(c), c.ID, c.Title, c.Section)
		}
		l.footer = "\n'medcode rules' lists the rules of 'medcode check', which are explained too"
		return a.write(l)
	}
	name := strings.Join(args, " ")
	if r := findRule(name); r != nil {
		return explainRule(a, r)
	}
	c, ok := icd10cm.FindConvention(name)
	if !ok {
		return withHint(usagef("no topic or rule %q", name), topicsLike(name))
	}
	t := topic(c)
	l.add(t, t.ID, t.Title, t.Section)
	l.page = func(w io.Writer) error { return printTopic(a.newPager(w), t) }
	return a.write(l)
}

// topicsLike returns the hint on a name that is no topic or rule.
func topicsLike(name string) string {
	if len(shapes(name)) > 0 && strings.ContainsAny(name, digits) {
		return "for the notes of a code: medcode lookup " + name
	}
	var ids []string
	for _, r := range rules.All() {
		if strings.Contains(r.ID, strings.ToLower(name)) {
			ids = append(ids, r.ID)
		}
	}
	if len(ids) == 0 || len(ids) > 12 {
		return "run 'medcode explain' for the topics, 'medcode rules' for the rules"
	}
	return "the rules with that in their name: " + strings.Join(ids, ", ")
}

func printTopic(p *pager, t topicItem) error {
	fmt.Fprintln(p.w, p.strong(t.Title))
	for para := range strings.SplitSeq(t.Text, "\n\n") {
		fmt.Fprintln(p.w)
		p.line(0, "", para)
	}
	fmt.Fprintf(p.w, "\nICD-10-CM Official Guidelines FY2026, section %s\n", t.Section)
	if t.Example != "" {
		fmt.Fprintf(p.w, "try: %s\n", t.Example)
	}
	return p.w.Flush()
}
