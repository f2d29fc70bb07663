package cmd

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/store"
)

// damaged reports whether the file of r is known to be damaged.
func damaged(s *store.Store, r codesets.Release) bool { return s.Damage(r) != nil }

func newSetsVerifyCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "verify",
		Short: "Read every stored table whole and compare its checksums",
		Long: `Verify reads every stored table whole and compares its checksums and its
SHA-256. It exits 3 when one is damaged, and says how to mend it.`,
		Example: "  medcode sets verify",
		Args:    cobra.NoArgs,
		RunE:    func(*cobra.Command, []string) error { return runSetsVerify(a) },
	}
}

// A verifyItem is one release of 'medcode sets verify'.
type verifyItem struct {
	Set     codesets.CodeSet `json:"set"`
	Edition string           `json:"edition"`
	File    string           `json:"file,omitempty"` // path, none for what is built in
	Size    int64            `json:"size"`           // bytes
	State   string           `json:"state"`          // "whole" or "damaged"
	Error   string           `json:"error,omitempty"`
}

func runSetsVerify(a *app) error {
	s, err := a.store()
	if err != nil {
		return err
	}
	l := listing{columns: []column{{name: "Set"}, {name: "Edition"}, {name: "State"}, {name: "Size"}, {name: "File", wrap: true}}}
	var first error
	for _, st := range s.Verify() {
		it := verifyItem{Set: st.Release.Set, Edition: st.Release.Edition, File: st.File, Size: st.Size, State: "whole"}
		if st.Err != nil {
			it.State, it.Error = "damaged", st.Err.Error()
			if first == nil {
				first = st.Err
			} else {
				a.sayDamage(st.Err)
			}
		}
		file := it.File
		if file == "" {
			file = "built in"
		}
		l.add(it, string(it.Set), it.Edition, it.State, bytesText(it.Size), file)
	}
	if err := a.write(l); err != nil {
		return err
	}
	return first
}

// sayDamage says on standard error what is wrong with a file, and what mends it.
func (a *app) sayDamage(err error) {
	a.note("%v", err)
	if d, ok := errors.AsType[*store.DamageError](err); ok {
		a.note("hint: %s", d.Hint())
	}
}

// bytesText returns a size in the largest fitting unit: "10.4 MB".
func bytesText(n int64) string {
	switch {
	case n >= 1e6:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	case n >= 1e3:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%d B", n)
}

func newSetsRemoveCmd(a *app) *cobra.Command {
	c := &cobra.Command{
		Use:     "remove SET EDITION",
		Short:   "Remove a loaded release",
		Example: "  medcode sets remove mue-practitioner 2024Q3",
		Args:    cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			return runSetsRemove(c.Context(), a, codesets.CodeSet(args[0]), args[1])
		},
	}
	c.ValidArgsFunction = a.completeRelease
	return c
}

// completeRelease completes a set, then one of its loaded editions.
func (a *app) completeRelease(c *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	a.loadSettings(c)
	s, err := a.store()
	if err != nil || len(args) > 1 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var out []string
	for _, r := range s.Catalog().All() {
		switch {
		case r.Embedded:
		case len(args) == 0 && !slices.Contains(out, string(r.Set)):
			out = append(out, string(r.Set))
		case len(args) == 1 && args[0] == string(r.Set):
			out = append(out, r.Edition)
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

func runSetsRemove(ctx context.Context, a *app, set codesets.CodeSet, edition string) error {
	if _, ok := codesets.Describe(set); !ok {
		return withHint(usagef("no code set %q", set), "run 'medcode sets' for those at hand")
	}
	s, err := a.store()
	if err != nil {
		return err
	}
	var at []string
	for _, r := range s.Catalog().Of(set) {
		if !r.Embedded {
			at = append(at, r.Edition)
		} else if r.Edition == edition {
			return fmt.Errorf("%s %s is built in and cannot be removed", set, edition)
		}
	}
	if !slices.Contains(at, edition) {
		err := fmt.Errorf("%s %s: %w", set, edition, codesets.ErrNoRelease)
		if len(at) > 0 {
			err = withHint(err, "loaded are "+strings.Join(at, ", "))
		}
		return err
	}
	if err := s.Remove(ctx, set, edition); err != nil {
		return err
	}
	a.note("removed %s %s", set, edition)
	return nil
}

func newSetsPathCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "path",
		Short:   "Show the directory of the stored tables",
		Example: "  medcode sets path",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			s, err := a.store()
			if err != nil {
				return err
			}
			type pathItem struct {
				Path string `json:"path"`
			}
			l := listing{columns: []column{{name: "Path", wrap: true}}, document: pathItem{s.Dir()}}
			l.add(pathItem{s.Dir()}, s.Dir())
			return a.write(l)
		},
	}
}
