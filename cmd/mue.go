package cmd

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/medcode-cli/medcode/codesets"
)

func newMUECmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "mue CODE",
		Short: "Show the medically unlikely edits of a code",
		Long: `Show how many units of a code are payable to a patient, by setting.

MAI 1 is judged line by line. MAI 2 is a limit of the day, by policy; MAI 3 a
limit of the day that may be appealed. A code without a value may have one that
is not published.`,
		Example: "  medcode mue 97110\n  medcode mue J3490 --date 2026-07-01 --format json",
		Args:    cobra.ExactArgs(1),
		RunE:    func(_ *cobra.Command, args []string) error { return runMUE(a, args[0]) },
	}
}

// A mueItem is the value of one setting.
type mueItem struct {
	Code      string     `json:"code"`
	Setting   string     `json:"setting"` // practitioner, hospital or dme
	Value     string     `json:"value"`   // units
	MAI       string     `json:"mai"`     // 1, 2 or 3
	Meaning   string     `json:"meaning"`
	Rationale string     `json:"rationale,omitempty"`
	Release   releaseRef `json:"release"`
}

// settings of the MUE tables, in the order they are shown.
var mueSettings = []struct {
	name string
	set  codesets.CodeSet
}{
	{"practitioner", codesets.MUEPractitioner},
	{"hospital", codesets.MUEHospital},
	{"dme", codesets.MUEDME},
}

func runMUE(a *app, input string) error {
	code := strings.ToUpper(strings.TrimSpace(input))
	items, tables, err := a.mue(code)
	if err != nil {
		return err
	}
	if tables == 0 {
		return noRelease(codesets.MUEPractitioner)
	}
	l := listing{columns: []column{{name: "Setting"}, {name: "Units"}, {name: "MAI"}, {name: "Meaning", wrap: true}, {name: "Rationale", wrap: true}, {name: "Release", wrap: true}}}
	for _, it := range items {
		l.add(it, it.Setting, it.Value, it.MAI, it.Meaning, it.Rationale, releaseWords(it.Release))
	}
	if err := a.write(l); err != nil {
		return err
	}
	if len(items) == 0 {
		a.note("no published value for %s in %s", codesets.Clean(code), codesets.Count(tables, "table"))
		return errFindings
	}
	return nil
}

// mue returns the values of code, and how many tables are loaded.
func (a *app) mue(code string) (items []mueItem, tables int, err error) {
	for _, s := range mueSettings {
		t, ok, err := a.rows(s.set)
		if err != nil {
			return nil, 0, err
		}
		if !ok {
			continue
		}
		tables++
		for r := range t.Find(code) {
			items = append(items, mueItem{
				Code: code, Setting: s.name, Value: r.Get("value"), MAI: r.Get("mai"), Meaning: maiWords(r.Get("mai")),
				Rationale: r.Get("rationale"), Release: t.from,
			})
		}
	}
	return items, tables, nil
}

func maiWords(mai string) string {
	switch mai {
	case "1":
		return "units of one line"
	case "2":
		return "units of the day, absolute: by policy"
	case "3":
		return "units of the day, by clinical benchmark: may be appealed"
	}
	return ""
}

// releaseWords names a release, and says when it is not that of the date.
func releaseWords(r releaseRef) string {
	if r.InForce {
		return r.Title
	}
	return r.Title + " (not in force on " + r.Date.String() + ")"
}
