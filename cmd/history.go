package cmd

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/history"
)

const historyLong = `Follow a code through every release at hand: when it was added, deleted,
retitled, became a header or billable; and, by the ICD-10-CM conversion table,
which code was assigned before it came and which took its place. The
conversion table is cumulative; the newest one loaded answers.`

func newHistoryCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:               "history CODE",
		Short:             "Follow a code from release to release",
		Long:              historyLong,
		Example:           "  medcode history M54.5\n  medcode history U07.1 --format json",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.completeCodes,
		RunE:              func(_ *cobra.Command, args []string) error { return runHistory(a, args[0]) },
	}
}

// A historyReport is the JSON form of 'medcode history'.
type historyReport struct {
	Code    string           `json:"code"` // undotted
	Display string           `json:"display"`
	Set     codesets.CodeSet `json:"set"`
	Steps   []stepItem       `json:"steps"`
	Before  []linkItem       `json:"before"` // assigned before the code came
	After   []linkItem       `json:"after"`  // came in its place, or were split from it
	// Conversion is the edition of the conversion table, "" when none is loaded.
	Conversion string `json:"conversion_table,omitempty"`
	Releases   int    `json:"releases"` // how many were searched

	reportable bool // billable in the newest release
}

// A stepItem is what happened to a code with one release.
type stepItem struct {
	Event       history.Event `json:"event"`
	Edition     string        `json:"edition"`
	Release     string        `json:"release"`
	Date        codesets.Date `json:"date"` // first day of the release
	Title       string        `json:"title"`
	TitleBefore string        `json:"title_before,omitempty"`
	Billable    bool          `json:"billable"`
}

// A linkItem is one line of the conversion table.
type linkItem struct {
	Code     string        `json:"code"` // undotted
	Display  string        `json:"display"`
	Title    string        `json:"title,omitempty"`
	Date     codesets.Date `json:"date"`               // first day of the newer code
	Together bool          `json:"together,omitempty"` // the previous codes were assigned together
}

func runHistory(a *app, input string) error {
	code := codesets.Normalize(input)
	set, releases, found, err := a.setOf(code)
	if err != nil {
		return err
	}
	r := historyReport{Code: codesets.Clean(code), Display: codesets.Clean(codesets.Display(set, code)), Set: set, Releases: len(releases), Before: []linkItem{}, After: []linkItem{}, Steps: []stepItem{}}
	if found {
		newest := releases[len(releases)-1]
		n, ok := newest.Find(code)
		r.reportable = ok && newest.Billable(n)
	}
	for _, s := range history.Of(code, releases) {
		item := stepItem{Event: s.Event, Edition: s.Release.Edition, Release: s.Release.Title, Date: s.Release.Effective, Title: s.After.Title, Billable: s.After.Billable}
		if s.Event == history.Deleted {
			item.Title = s.Before.Title
		}
		if s.Event == history.Retitled {
			item.TitleBefore = s.Before.Title
		}
		r.Steps = append(r.Steps, item)
	}
	if set == codesets.ICD10CM {
		if err := a.addLinks(&r, code); err != nil {
			return err
		}
	}
	if err := a.writeHistory(r); err != nil {
		return err
	}
	if !found && len(r.Before)+len(r.After) == 0 {
		a.note("%s is in no release at hand", r.Display)
		return errFindings
	}
	return nil
}

// addLinks adds predecessors and successors, titled by any release that has them.
func (a *app) addLinks(r *historyReport, code string) error {
	links, rel, err := a.conversions()
	if err != nil {
		return err
	}
	if links == nil {
		a.note("no ICD-10-CM conversion table loaded: predecessors and successors are not known")
		return nil
	}
	r.Conversion = rel.Edition
	releases, err := a.codesOf(codesets.ICD10CM)
	if err != nil {
		return err
	}
	item := func(code string, l history.Link) linkItem {
		it := linkItem{Code: code, Display: codesets.Display(codesets.ICD10CM, code), Date: l.Effective, Together: l.Together}
		for _, t := range releases {
			if n, ok := t.Find(code); ok {
				it.Title = t.Title(n)
			}
		}
		return it
	}
	for _, l := range links.Before(code) {
		r.Before = append(r.Before, item(l.Previous, l))
	}
	for _, l := range links.After(code) {
		r.After = append(r.After, item(l.Code, l))
	}
	return nil
}

func (a *app) writeHistory(r historyReport) error {
	l := listing{columns: []column{{name: "Date"}, {name: "What"}, {name: "Code"}, {name: "Title", wrap: true}}, document: r}
	for _, s := range r.Steps {
		l.add(s, s.Date.String(), stepWords(s), r.Display, s.Title)
	}
	for _, b := range r.Before {
		l.add(b, b.Date.String(), "before it", b.Display, b.Title)
	}
	after := "in its place"
	if r.reportable {
		after = "split from it"
	}
	for _, b := range r.After {
		l.add(b, b.Date.String(), after, b.Display, b.Title)
	}
	if len(l.rows) > 0 {
		l.footer = fmt.Sprintf("%s searched", codesets.Count(r.Releases, "release"))
	}
	return a.write(l)
}

func stepWords(s stepItem) string {
	words := eventWords(s.Event)
	switch s.Event {
	case history.First:
		words = "in the oldest release at hand"
	case history.Retitled:
		words = "retitled"
	}
	if s.Event == history.First || s.Event == history.Added {
		if s.Billable {
			words += ", billable"
		} else {
			words += ", header"
		}
	}
	return words + " (" + s.Edition + ")"
}
