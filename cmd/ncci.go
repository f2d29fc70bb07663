package cmd

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/modifiers"
	"github.com/medcode-cli/medcode/codesets/table"
)

const ncciLong = `Show the NCCI procedure-to-procedure (PTP) edits of two codes, in either
direction, or the partners of one code.

In an edit column 1 is paid and column 2 is not. Indicator 0: no modifier
changes that. Indicator 1: a PTP-associated modifier on either line bypasses
the edit, when the record supports it. Indicator 9: the edit never applied.`

const defaultPartners = 100

type ncciOptions struct {
	setting string
	limit   int
	all     bool
}

func newNCCICmd(a *app) *cobra.Command {
	var opts ncciOptions
	c := &cobra.Command{
		Use:     "ncci CODE [CODE]",
		Short:   "Show the NCCI edits of two codes, or of one",
		Long:    ncciLong,
		Example: "  medcode ncci 11042 97597\n  medcode ncci 11042 97597 --setting hospital --date 2024-08-01\n  medcode ncci 11042 --limit 20",
		Args:    cobra.RangeArgs(1, 2),
		RunE:    func(_ *cobra.Command, args []string) error { return runNCCI(a, opts, args) },
	}
	c.Flags().StringVar(&opts.setting, "setting", "", "`SETTING`: practitioner or hospital (default: both that are loaded)")
	c.Flags().IntVar(&opts.limit, "limit", defaultPartners, "partners to show of one code, 0 for all")
	c.Flags().BoolVar(&opts.all, "all", false, "also edits that are not in force on the date")
	_ = c.RegisterFlagCompletionFunc("setting", cobra.FixedCompletions([]string{"practitioner", "hospital"}, cobra.ShellCompDirectiveNoFileComp))
	return c
}

// An editItem is one PTP edit.
type editItem struct {
	Setting   string        `json:"setting"`   // practitioner or hospital
	Column1   string        `json:"column1"`   // paid
	Column2   string        `json:"column2"`   // not paid
	InForce   bool          `json:"in_force"`  // on the date of service, as far as the table can tell
	Indicator string        `json:"indicator"` // 0, 1 or 9
	Meaning   string        `json:"meaning"`
	Rationale string        `json:"rationale,omitempty"`
	Effective codesets.Date `json:"effective_date"`
	Deletion  codesets.Date `json:"deletion_date"`
	Pre1996   bool          `json:"before_1996,omitempty"`
	Release   releaseRef    `json:"release"`
	active    bool          // in force on the date, or in the quarter of a table without dates
}

// A pairReport is the JSON form of 'medcode ncci'.
type pairReport struct {
	Codes     []string     `json:"codes"`
	Date      string       `json:"date"`
	Edits     []any        `json:"edits"`
	Modifiers []string     `json:"bypass_modifiers,omitempty"` // of indicator 1
	Tables    []releaseRef `json:"tables"`                     // searched; one not in force on the date cannot say that there is no edit
}

func runNCCI(a *app, opts ncciOptions, args []string) error {
	codes := make([]string, len(args))
	for i, arg := range args {
		codes[i] = strings.ToUpper(strings.TrimSpace(arg))
		if len(codes[i]) != 5 {
			return usagef("%q, want a CPT or HCPCS code of five characters", codesets.Clean(arg))
		}
	}
	books, err := a.ptpBooks(opts.setting, codes)
	if err != nil {
		return err
	}
	date, err := a.date()
	if err != nil {
		return err
	}
	report := pairReport{Codes: codes, Date: date.String()}
	l := listing{columns: []column{
		{name: "Setting"}, {name: "Column 1"}, {name: "Column 2"}, {name: "Indicator"}, {name: "Dates"}, {name: "Meaning", wrap: true}, {name: "Rationale", wrap: true},
	}}
	hidden, bypass := 0, false
	for _, b := range books {
		report.Tables = append(report.Tables, b.from)
		edits := b.edits(codes, date)
		if !opts.all {
			edits = slices.DeleteFunc(edits, func(e editItem) bool { return !e.active })
		}
		if len(codes) == 1 && opts.limit > 0 && len(edits) > opts.limit {
			hidden += len(edits) - opts.limit
			edits = edits[:opts.limit]
		}
		for _, e := range edits {
			bypass = bypass || e.active && e.Indicator == "1"
			l.add(e, e.Setting, e.Column1, e.Column2, e.Indicator, editDates(e), e.Meaning, e.Rationale)
		}
	}
	if bypass && len(codes) == 2 {
		report.Modifiers = modifiers.Bypass(date)
		l.footer = "PTP-associated modifiers: " + strings.Join(report.Modifiers, " ")
	}
	if hidden > 0 {
		l.footer = fmt.Sprintf("%s more; --limit 0 shows all", codesets.Count(hidden, "edit"))
	}
	report.Edits = l.items
	if report.Edits == nil {
		report.Edits = []any{}
	}
	l.document = report
	if len(l.items) == 0 {
		l.footer = noEdit(codes, report.Tables, date)
	}
	return a.write(l)
}

// noEdit says what an empty answer is worth.
func noEdit(codes []string, tables []releaseRef, date codesets.Date) string {
	var lines []string
	for _, t := range tables {
		if t.InForce {
			lines = append(lines, fmt.Sprintf("no edit of %s in force on %s in %s", strings.Join(codes, " and "), date, t.Title))
		} else {
			lines = append(lines, fmt.Sprintf("no data for %s: %s covers %s; it has no edit of %s", date, t.Title, dates(t.Effective, t.End), strings.Join(codes, " and ")))
		}
	}
	return strings.Join(lines, "\n")
}

// A ptpBook is one setting's table of pairs.
type ptpBook struct {
	*table.Pairs
	setting string
	from    releaseRef
}

// ptpBooks opens the tables of pairs of a setting, or of both, for the pairs
// of two codes or for all partners of one.
func (a *app) ptpBooks(setting string, codes []string) ([]ptpBook, error) {
	all := []struct {
		name string
		set  codesets.CodeSet
	}{{"practitioner", codesets.PTPPractitioner}, {"hospital", codesets.PTPHospital}}
	if setting != "" && setting != "practitioner" && setting != "hospital" {
		return nil, usagef("--setting %q, want practitioner or hospital", setting)
	}
	var books []ptpBook
	var failed error
	for _, s := range all {
		if setting != "" && setting != s.name {
			continue
		}
		rel, ref, err := a.pick(s.set)
		if err != nil {
			failed = cmp.Or(failed, err)
			continue
		}
		t, err := a.openPairs(rel, codes)
		if err != nil {
			return nil, err
		}
		if !ref.InForce {
			a.note("%s; answering from it", outOfForce(rel, ref.Date))
		}
		books = append(books, ptpBook{t, s.name, ref})
	}
	if len(books) == 0 {
		return nil, failed
	}
	return books, nil
}

// openPairs opens a table of pairs. For two codes only their part of it is
// read; the partners of one may stand anywhere.
func (a *app) openPairs(rel codesets.Release, codes []string) (*table.Pairs, error) {
	if len(codes) == 2 {
		return a.stored.PairsOf(rel, codes...)
	}
	return a.stored.Pairs(rel)
}

// edits returns the edits of two codes, in both directions, or of one with
// all its partners.
func (b ptpBook) edits(codes []string, date codesets.Date) []editItem {
	var out []editItem
	if len(codes) == 2 {
		for _, pair := range [][2]string{{codes[0], codes[1]}, {codes[1], codes[0]}} {
			for _, e := range b.Edits(pair[0], pair[1]) {
				out = append(out, b.item(pair[0], pair[1], e, date))
			}
		}
		return out
	}
	c, ok := b.Code(codes[0])
	if !ok {
		return nil
	}
	for other, e := range b.Seconds(c) {
		out = append(out, b.item(codes[0], b.Key(other), e, date))
	}
	for other, e := range b.Firsts(c) {
		out = append(out, b.item(b.Key(other), codes[0], e, date))
	}
	return out
}

func (b ptpBook) item(column1, column2 string, e table.Edit, date codesets.Date) editItem {
	active, inForce := e.Covers(date), e.Covers(date)
	if e.Effective.IsZero() { // the table has no effective dates: it says what held in its quarter
		active = e.Deletion.IsZero() || e.Deletion >= b.from.Effective
		inForce = active && b.from.InForce
	}
	return editItem{
		Setting: b.setting, Column1: column1, Column2: column2, InForce: inForce, active: active,
		Indicator: string(e.Indicator), Meaning: indicatorWords(e.Indicator), Rationale: e.Rationale,
		Effective: e.Effective, Deletion: e.Deletion, Pre1996: e.Pre1996, Release: b.from,
	}
}

func indicatorWords(indicator byte) string {
	switch indicator {
	case '0':
		return "column 2 is not paid, whatever the modifiers"
	case '1':
		return "column 2 is not paid without a PTP-associated modifier"
	case '9':
		return "not applicable: deleted on the day it became effective"
	}
	return ""
}

func editDates(e editItem) string {
	switch {
	case e.Effective.IsZero() && e.Deletion.IsZero():
		return "active"
	case e.Effective.IsZero():
		return "until " + e.Deletion.String()
	}
	return dates(e.Effective, e.Deletion)
}
