package cmd

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/cpt"
	"github.com/medcode-cli/medcode/codesets/modifiers"
	"github.com/medcode-cli/medcode/codesets/mpfs"
	"github.com/medcode-cli/medcode/codesets/pos"
	"github.com/medcode-cli/medcode/codesets/revenue"
)

const tablesLong = `Show what every loaded table says about one code: of a diagnosis the Medicare
Code Editor's lists, POA exemption, CC and MCC, MS-DRGs, HCC, CCSR, chronic
condition and comorbidity; of a procedure the fee schedule's indicators, units
(MUE), add-on codes and the number of PTP edits; of a modifier, a place of
service or a revenue code what this program knows of it.

A table that is not loaded for the date is named, not passed over.`

func newTablesCmd(a *app) *cobra.Command {
	ptp := false
	c := &cobra.Command{
		Use:     "tables CODE",
		Short:   "Show what all loaded tables say about a code",
		Long:    tablesLong,
		Example: "  medcode tables E11.9\n  medcode tables 11042 --ptp\n  medcode tables 59",
		Args:    cobra.ExactArgs(1),
		RunE:    func(_ *cobra.Command, args []string) error { return runTables(a, args[0], ptp) },
	}
	c.Flags().BoolVar(&ptp, "ptp", false, "list every PTP partner")
	return c
}

// A factItem is one thing a table says about a code.
type factItem struct {
	Table   string      `json:"table"` // a code set or table: "mce"
	Name    string      `json:"name"`
	Value   string      `json:"value"`
	Meaning string      `json:"meaning,omitempty"`
	Release *releaseRef `json:"release,omitempty"` // none of tables that are part of the program
}

// A factReport is the JSON form of 'medcode tables'.
type factReport struct {
	Code      string   `json:"code"` // undotted
	Facts     []any    `json:"facts"`
	Silent    []string `json:"silent"`     // loaded tables that do not name the code
	NotLoaded []string `json:"not_loaded"` // tables that might, and are not loaded
}

// A factFinder gathers what tables say.
type factFinder struct {
	app       *app
	code      string
	facts     []factItem
	silent    []string
	notLoaded []string
}

func runTables(a *app, input string, ptp bool) error {
	f := &factFinder{app: a, code: codesets.Normalize(input), silent: []string{}, notLoaded: []string{}}
	if err := f.find(ptp); err != nil {
		return err
	}
	l := listing{columns: []column{{name: "Table"}, {name: "Name"}, {name: "Value", wrap: true}, {name: "Meaning", wrap: true}}}
	for _, it := range f.facts {
		l.add(it, it.Table, it.Name, it.Value, it.Meaning)
	}
	if l.items == nil {
		l.items = []any{}
	}
	l.document = factReport{codesets.Clean(f.code), l.items, f.silent, f.notLoaded}
	if form := a.format(); form == "plain" || form == "table" {
		l.page = f.page(l)
	}
	if err := a.write(l); err != nil {
		return err
	}
	if len(f.facts) == 0 {
		a.note("no table says anything about %s", codesets.Clean(input))
		return errFindings
	}
	return nil
}

// page writes the facts, and beneath them what was silent or missing.
func (f *factFinder) page(l listing) func(io.Writer) error {
	return func(w io.Writer) error {
		rows := l
		rows.page = nil
		write := writePlain
		if f.app.format() == "table" {
			write = f.app.writeTable
		}
		if err := write(w, rows); err != nil {
			return err
		}
		for _, line := range []struct {
			label string
			sets  []string
		}{{"loaded, silent: ", f.silent}, {"not loaded: ", f.notLoaded}} {
			if len(line.sets) == 0 {
				continue
			}
			if _, err := fmt.Fprintln(w, line.label+strings.Join(line.sets, ", ")); err != nil {
				return err
			}
		}
		return nil
	}
}

// find asks every table that may know a code of this shape.
func (f *factFinder) find(ptp bool) error {
	_, isCPT := cpt.ShapeOf(f.code)
	procedure := isCPT || isHCPCS(f.code)
	f.builtIn(isCPT)
	if procedure {
		if err := f.procedure(ptp); err != nil {
			return err
		}
	}
	if len(f.code) < 3 || isCPT {
		return nil
	}
	for _, q := range diagnosisTables {
		if err := f.ask(q.set, q.facts); err != nil {
			return err
		}
	}
	return nil
}

// isHCPCS reports whether code has the form of a Level II code.
func isHCPCS(code string) bool {
	return len(code) == 5 && code[0] >= 'A' && code[0] <= 'V' && strings.Trim(code[1:], "0123456789") == ""
}

// ask gathers the facts of one table of rows.
func (f *factFinder) ask(set codesets.CodeSet, facts func(*factFinder, pickedRows) int) error {
	t, ok, err := f.app.rows(set)
	switch {
	case err != nil:
		return err
	case !ok:
		f.notLoaded = append(f.notLoaded, string(set))
	case facts(f, t) == 0:
		f.silent = append(f.silent, string(set))
	}
	return nil
}

// add adds a fact; t is nil for tables that are part of the program.
func (f *factFinder) add(table, name, value, meaning string, from *releaseRef) {
	f.facts = append(f.facts, factItem{table, name, value, meaning, from})
}

func (f *factFinder) builtIn(isCPT bool) {
	date, err := f.app.date()
	if err != nil {
		return
	}
	if m, inForce := modifiers.Find(f.code, date); m.Code != "" {
		f.add("modifiers", "modifier", m.Words, strings.Join(m.Classes(), ", ")+notOn(inForce, m.Effective, m.End), nil)
	}
	if from, to, ok := modifiers.Ambulance(f.code); ok {
		f.add("modifiers", "ambulance", from+" to "+to, "on ambulance services only", nil)
	}
	if p, inForce := pos.Find(f.code, date); p.Code != "" {
		rate := "non-facility rate"
		if p.Facility {
			rate = "facility rate"
		}
		f.add("pos", "place of service", p.Name, rate+notOn(inForce, p.Effective, p.End), nil)
	}
	if len(f.code) == 4 {
		if c, ok := revenue.Find(f.code); ok {
			f.add("revenue-codes", "category "+c.First+"x", c.Words, "", nil)
		}
	}
	if isCPT {
		s, _ := cpt.ShapeOf(f.code)
		f.add("cpt", "shape", s.String(), "by its number; says nothing of existence", nil)
	}
}

func notOn(inForce bool, effective, end codesets.Date) string {
	if inForce {
		return ""
	}
	return "; not in force: " + dates(effective, end)
}

// procedure asks the tables of procedures.
func (f *factFinder) procedure(ptp bool) error {
	if err := f.ask(codesets.MPFS, (*factFinder).feeSchedule); err != nil {
		return err
	}
	for _, s := range mueSettings {
		if err := f.ask(s.set, func(f *factFinder, t pickedRows) int {
			n := 0
			for r := range t.Find(f.code) {
				f.add(string(s.set), "units", r.Get("value"), "MAI "+r.Get("mai")+": "+maiWords(r.Get("mai")), &t.from)
				n++
			}
			return n
		}); err != nil {
			return err
		}
	}
	addons, ok, err := f.app.addons(f.code)
	if err != nil {
		return err
	}
	f.listed(codesets.AOC, ok, len(addons))
	for _, it := range addons {
		name := "add-on of"
		if it.Primary == f.code {
			name = "primary of"
		}
		f.add("aoc", name, strings.TrimSpace(strings.ReplaceAll(it.Addon+" "+it.Primary, f.code, "")), "type "+it.Type+": "+it.Meaning, &it.Release)
	}
	return f.pairs(ptp)
}

// listed notes a table that is not loaded, or says nothing.
func (f *factFinder) listed(set codesets.CodeSet, loaded bool, facts int) {
	switch {
	case !loaded:
		f.notLoaded = append(f.notLoaded, string(set))
	case facts == 0:
		f.silent = append(f.silent, string(set))
	}
}

// pairs counts the PTP edits in force, or lists them.
func (f *factFinder) pairs(list bool) error {
	date, err := f.app.date()
	if err != nil {
		return err
	}
	for _, setting := range []string{"practitioner", "hospital"} {
		set := codesets.CodeSet("ptp-" + setting)
		if len(f.app.stored.Catalog().Of(set)) == 0 {
			f.notLoaded = append(f.notLoaded, string(set))
			continue
		}
		books, err := f.app.ptpBooks(setting, []string{f.code})
		if err != nil {
			return err
		}
		first, second := 0, 0
		for _, e := range books[0].edits([]string{f.code}, date) {
			switch {
			case !e.active:
				continue
			case e.Column1 == f.code:
				first++
			default:
				second++
			}
			if list {
				f.add(string(set), e.Column1+" "+e.Column2, e.Indicator, e.Meaning, &e.Release)
			}
		}
		f.listed(set, true, first+second)
		if first+second > 0 && !list {
			f.add(string(set), "edits as column 1", strconv.Itoa(first), "paid; its partners are not", &books[0].from)
			f.add(string(set), "edits as column 2", strconv.Itoa(second), "not paid with its partners", &books[0].from)
		}
	}
	return nil
}

// feeSchedule tells the indicators and relative values, for each modifier.
func (f *factFinder) feeSchedule(t pickedRows) int {
	n := 0
	for r := range t.Find(f.code) {
		mod := r.Get("mod")
		for _, column := range mpfs.Columns[2:] {
			value := r.Get(column)
			if value == "" || column == "calc_flag" || strings.Trim(value, "0.") == "" && strings.Contains(value, ".") {
				continue // nothing, or a relative value of none
			}
			name := column
			if mod != "" {
				name += " (" + mod + ")"
			}
			f.add("mpfs", name, value, mpfs.Words(column, value), &t.from)
			n++
		}
	}
	return n
}
