package cmd

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/gems"
	"github.com/medcode-cli/medcode/codesets/history"
)

const crosswalkLong = `Cross a code to another classification by the General Equivalence Mappings, with
their flags in words, and an ICD-10-CM code that ended to what replaced it, by
the conversion table.

The mappings were last published for 2018. A newer ICD-10-CM code is crossed by
way of the code that was assigned before it, and the answer says so. A mapping
lists candidates; which one is right, the record decides.`

func newCrosswalkCmd(a *app) *cobra.Command {
	var to string
	c := &cobra.Command{
		Use:     "crosswalk CODE",
		Short:   "Cross a code to ICD-9, ICD-10-CM or ICD-10-PCS",
		Long:    crosswalkLong,
		Example: "  medcode crosswalk 250.00\n  medcode crosswalk E11.9 --to icd9\n  medcode crosswalk M54.50",
		Args:    cobra.ExactArgs(1),
		RunE:    func(_ *cobra.Command, args []string) error { return runCrosswalk(a, args[0], to) },
	}
	c.Flags().StringVar(&to, "to", "", "only to `SET`: icd9, icd10cm or icd10pcs")
	_ = c.RegisterFlagCompletionFunc("to", cobra.FixedCompletions([]string{"icd9", "icd10cm", "icd10pcs"}, cobra.ShellCompDirectiveNoFileComp))
	return c
}

// A crossItem is one candidate of 'medcode crosswalk'.
type crossItem struct {
	From    string `json:"from"`   // icd9, icd9pcs, icd10cm, icd10pcs
	Source  string `json:"source"` // undotted
	To      string `json:"to"`
	Code    string `json:"code"` // undotted, "" when there is no map
	Display string `json:"display"`
	Title   string `json:"title,omitempty"`
	Flags   string `json:"flags,omitempty"` // five digits of the GEMs
	Meaning string `json:"meaning"`         // the flags in words, or the conversion
	Via     string `json:"via,omitempty"`   // the earlier code that the mapping knows, undotted
	Table   string `json:"table"`           // edition of the mapping or conversion table
}

func runCrosswalk(a *app, input, to string) error {
	if !slices.Contains([]string{"", "icd9", "icd10cm", "icd10pcs"}, to) {
		return usagef("--to %q, want icd9, icd10cm or icd10pcs", to)
	}
	code := undotAny(input)
	items, missing, err := a.cross(code)
	if err != nil {
		return err
	}
	l := listing{columns: []column{{name: "From"}, {name: "To"}, {name: "Code"}, {name: "Title", wrap: true}, {name: "Mapping", wrap: true}}}
	for _, it := range items {
		if to != "" && !strings.HasPrefix(it.To, to) {
			continue
		}
		meaning := it.Meaning
		if it.Via != "" {
			meaning += ", by way of " + displayIn(it.From, it.Via)
		}
		l.add(it, it.From+" "+displayIn(it.From, it.Source), it.To, it.Display, it.Title, meaning)
	}
	if err := a.write(l); err != nil {
		return err
	}
	for _, set := range missing {
		a.note("%s not loaded", set)
	}
	if len(l.items) == 0 {
		if a.lacksProcedures(input) {
			a.note("no mapping of %s: it has the form of a procedure, and only the mappings of diagnoses are loaded", input)
			a.note("hint: load the mappings of procedures, gem_i9pcs.txt and gem_pcsi9.txt, with 'medcode load'")
			return errFindings
		}
		a.note("no mapping of %s", input)
		return errFindings
	}
	return nil
}

// procedureRE matches an ICD-9-CM procedure as people write it, and an
// ICD-10-PCS code.
var procedureRE = codesets.Pattern(`^\d\d\.\d\d?$|^[0-9A-HJ-NP-Z]{7}$`)

// lacksProcedures reports whether input has the form of a procedure, and the
// mappings loaded are of diagnoses alone.
func (a *app) lacksProcedures(input string) bool {
	rel, ok := a.stored.Catalog().Newest(codesets.GEMs)
	return ok && !rel.Has("icd9pcs-icd10pcs") && !rel.Has("icd10pcs-icd9pcs") &&
		procedureRE().MatchString(strings.ToUpper(strings.TrimSpace(input)))
}

// undotAny returns the code without its dot, which ICD-9 procedures have
// behind the second digit, others behind the third or fourth character.
func undotAny(input string) string {
	return strings.ReplaceAll(strings.ToUpper(strings.TrimSpace(input)), ".", "")
}

// displayIn returns a code as people write it in a set of the mappings.
func displayIn(set, code string) string {
	at := 3
	switch set {
	case gems.ICD10PCS:
		return code
	case gems.ICD9PCS:
		at = 2
	case gems.ICD9CM:
		if strings.HasPrefix(code, "E") {
			at = 4
		}
	}
	if len(code) <= at {
		return code
	}
	return code[:at] + "." + code[at:]
}

// cross returns the candidates for a code, and the names of the tables that
// would be needed and are not loaded.
func (a *app) cross(code string) (items []crossItem, missing []string, err error) {
	links, linksRel, err := a.conversions()
	if err != nil {
		return nil, nil, err
	}
	if links == nil {
		missing = append(missing, "ICD-10-CM conversion table")
	}
	for _, l := range after(links, code) {
		items = append(items, crossItem{
			From: gems.ICD10CM, Source: code, To: gems.ICD10CM, Code: l.Code,
			Meaning: "conversion table: took its place, or was split from it, on " + l.Effective.String(), Table: linksRel.Edition,
		})
	}
	rel, ok := a.stored.Catalog().Newest(codesets.GEMs)
	if !ok {
		return a.titled(items), append(missing, "General Equivalence Mappings"), nil
	}
	t, err := a.stored.Rows(rel)
	if err != nil {
		return nil, nil, err
	}
	found := gems.Targets(t, code)
	items = append(items, crossItems(found, code, "", rel.Edition)...)
	if len(found) == 0 {
		for _, old := range earlier(links, code) {
			items = append(items, crossItems(gems.Targets(t, old), code, old, rel.Edition)...)
		}
	}
	return a.titled(items), missing, nil
}

func after(links *history.Conversions, code string) []history.Link {
	if links == nil {
		return nil
	}
	return links.After(code)
}

// earlier returns the codes that were assigned before code, and before those,
// nearest first.
func earlier(links *history.Conversions, code string) []string {
	if links == nil {
		return nil
	}
	var out []string
	next := []string{code}
	for len(next) > 0 && len(out) < 20 {
		c := next[0]
		next = next[1:]
		for _, l := range links.Before(c) {
			if !slices.Contains(out, l.Previous) && l.Previous != code {
				out = append(out, l.Previous)
				next = append(next, l.Previous)
			}
		}
	}
	return out
}

func crossItems(targets []gems.Target, code, via, edition string) []crossItem {
	var out []crossItem
	for _, t := range targets {
		out = append(out, crossItem{From: t.From, Source: code, To: t.To, Code: t.Code, Flags: t.Flags, Meaning: gems.Words(t.Flags), Via: via, Table: edition})
	}
	return out
}

// titled adds the forms people read and the titles of ICD-10 codes.
func (a *app) titled(items []crossItem) []crossItem {
	for i := range items {
		it := &items[i]
		it.Display = displayIn(it.To, it.Code)
		for _, r := range slices.Backward(a.stored.Catalog().Of(codesets.CodeSet(it.To))) {
			if info, _ := codesets.Describe(r.Set); info.Form != codesets.FormCodes || it.Code == "" {
				break
			}
			t, err := a.stored.Codes(r)
			if err != nil {
				continue
			}
			if n, ok := t.Find(it.Code); ok {
				it.Title = t.Title(n)
				break
			}
		}
	}
	return items
}
