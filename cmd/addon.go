package cmd

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/medcode-cli/medcode/codesets"
)

func newAddonCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "addon CODE",
		Short: "Show the primaries of an add-on code, or the add-ons of a primary",
		Long: `Show the NCCI add-on code edits of a code: of an add-on code the primary codes it
may be reported with, of a primary code its add-ons.

Type 1: paid only with one of the primaries listed. Type 2: the contractor says
which primaries (CCCCC). Type 3: some primaries are listed, the contractor may
take others.`,
		Example: "  medcode addon 99292\n  medcode addon 11042 --format csv",
		Args:    cobra.ExactArgs(1),
		RunE:    func(_ *cobra.Command, args []string) error { return runAddon(a, args[0]) },
	}
}

// An addonItem is one add-on code edit.
type addonItem struct {
	Addon     string        `json:"addon"`
	Primary   string        `json:"primary"` // CCCCC: defined by contractors
	Type      string        `json:"type"`    // 1, 2 or 3
	Meaning   string        `json:"meaning"`
	Effective codesets.Date `json:"effective_date"`
	Deletion  codesets.Date `json:"deletion_date"`
	InForce   bool          `json:"in_force"`
	Release   releaseRef    `json:"release"`
}

func runAddon(a *app, input string) error {
	code := strings.ToUpper(strings.TrimSpace(input))
	items, ok, err := a.addons(code)
	if err != nil {
		return err
	}
	if !ok {
		return noRelease(codesets.AOC)
	}
	l := listing{columns: []column{{name: "Add-on"}, {name: "Primary"}, {name: "Type"}, {name: "Meaning", wrap: true}, {name: "Dates"}, {name: "In force"}}}
	for _, it := range items {
		inForce := ""
		if it.InForce {
			inForce = "yes"
		}
		l.add(it, it.Addon, it.Primary, it.Type, it.Meaning, dates(it.Effective, it.Deletion), inForce)
	}
	if err := a.write(l); err != nil {
		return err
	}
	if len(items) == 0 {
		a.note("%s is neither an add-on code nor a listed primary", codesets.Clean(code))
		return errFindings
	}
	return nil
}

// addons returns the edits that name code, and whether the table is loaded.
func (a *app) addons(code string) ([]addonItem, bool, error) {
	t, ok, err := a.rows(codesets.AOC)
	if err != nil || !ok {
		return nil, ok, err
	}
	addon, _ := t.Column("addon")
	primary, _ := t.Column("primary")
	kind, _ := t.Column("type")
	effective, _ := t.Column("effective")
	deletion, _ := t.Column("deletion")
	var out []addonItem
	for r := range t.All() {
		if !r.Is(addon, code) && !r.Is(primary, code) {
			continue
		}
		it := addonItem{
			Addon: r.At(addon), Primary: r.At(primary), Type: r.At(kind), Meaning: addonWords(r.At(kind)),
			Effective: r.Date(effective), Deletion: r.Date(deletion), Release: t.from,
		}
		it.InForce = it.Effective <= t.from.Date && (it.Deletion.IsZero() || t.from.Date <= it.Deletion)
		out = append(out, it)
	}
	return out, true, nil
}

func addonWords(kind string) string {
	switch kind {
	case "1":
		return "only with a primary listed"
	case "2":
		return "contractors define the primaries"
	case "3":
		return "primaries listed, contractors may take others"
	}
	return ""
}
