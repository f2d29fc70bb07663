package cmd

import (
	"strconv"

	"github.com/spf13/cobra"

	"github.com/medcode-cli/medcode/codesets"
)

func newSetsCmd(a *app) *cobra.Command {
	all := false
	c := &cobra.Command{
		Use:     "sets",
		Short:   "Show the code sets and tables at hand",
		Example: "  medcode sets\n  medcode sets --all\n  medcode sets --format json",
		Args:    cobra.NoArgs,
		RunE:    func(*cobra.Command, []string) error { return runSets(a, all) },
	}
	c.Flags().BoolVar(&all, "all", false, "also the code sets and tables that are not loaded")
	c.AddCommand(newSetsVerifyCmd(a), newSetsRemoveCmd(a), newSetsPathCmd(a))
	return c
}

// A setItem is one release of 'medcode sets'.
type setItem struct {
	codesets.Release
	Name    string `json:"name"`
	InForce bool   `json:"in_force"` // on the date of service
	Loaded  bool   `json:"loaded"`
	Damaged bool   `json:"damaged,omitempty"` // the stored file cannot be read
}

func runSets(a *app, all bool) error {
	date, err := a.date()
	if err != nil {
		return err
	}
	s, err := a.store()
	if err != nil {
		return err
	}
	l := listing{columns: []column{
		{name: "Set"},
		{name: "Release", wrap: true},
		{name: "Dates"},
		{name: "In force"},
		{name: "Rows"},
		{name: "Billable"},
		{name: "Source", wrap: true},
		{name: "Digest", spare: true},
	}}
	for _, info := range codesets.CodeSets {
		current, inForce := s.Catalog().On(info.Set, date)
		releases := s.Catalog().Of(info.Set)
		for _, r := range releases {
			addRelease(&l, setItem{
				Release: r, Name: info.Name, Loaded: true, Damaged: damaged(s, r),
				InForce: inForce && r.Edition == current.Edition,
			})
		}
		if all && len(releases) == 0 {
			l.add(setItem{Release: codesets.Release{Set: info.Set, Licence: info.Licence}, Name: info.Name}, string(info.Set), info.Name, "", "not loaded", "", "", info.Publisher, "")
		}
	}
	return a.write(l)
}

func addRelease(l *listing, it setItem) {
	mark := ""
	if it.InForce {
		mark = "in force"
	}
	if it.Damaged {
		mark = "damaged"
	}
	source := "loaded"
	if it.Embedded {
		source = "embedded"
	}
	if len(it.Sources) > 0 {
		source += ", " + it.Sources[0].File
	}
	billable := ""
	if it.Billable > 0 {
		billable = strconv.Itoa(it.Billable)
	}
	l.add(it, string(it.Set), it.Title, dates(it.Effective, it.End), mark, strconv.Itoa(it.Rows), billable, source, it.Digest[:min(12, len(it.Digest))])
}
