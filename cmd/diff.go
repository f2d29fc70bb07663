package cmd

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/history"
	"github.com/medcode-cli/medcode/codesets/table"
)

const diffLong = `Compare two releases of a code set: codes added, deleted and retitled, and
codes that became headers or billable. Tables of rows are compared by key.

With --against only the codes in FILE are shown, one a line (or the first field
of a CSV line): which of them end with the second release, and what replaces
them by the conversion table or, for a new header, which codes are beneath it.
Exit code 1 then says that at least one of them ends.`

func newDiffCmd(a *app) *cobra.Command {
	var against string
	c := &cobra.Command{
		Use:     "diff SET EDITION EDITION",
		Short:   "Compare two releases of a code set",
		Long:    diffLong,
		Example: "  medcode diff icd10cm FY2026 FY2027\n  medcode diff icd10cm FY2026 FY2027 --against favourites.txt\n  medcode diff hcpcs 2025Q3 2025Q4 --format csv",
		Args:    cobra.ExactArgs(3),
		RunE:    func(_ *cobra.Command, args []string) error { return runDiff(a, args, against) },
	}
	c.Flags().StringVar(&against, "against", "", "`FILE` with codes of your own, - for standard input")
	return c
}

// A changeItem is one change of 'medcode diff'.
type changeItem struct {
	Event       history.Event `json:"event"`
	Code        string        `json:"code"`    // undotted
	Display     string        `json:"display"` // dotted
	Title       string        `json:"title"`
	TitleBefore string        `json:"title_before,omitempty"` // of a retitled code
	Billable    bool          `json:"billable"`               // in the second release
	ReplacedBy  []string      `json:"replaced_by,omitempty"`  // dotted
}

// A diffReport is the JSON form of 'medcode diff'.
type diffReport struct {
	Before  codesets.Release      `json:"before"`
	After   codesets.Release      `json:"after"`
	Counts  map[history.Event]int `json:"counts"`
	Changes []any                 `json:"changes"`
}

func runDiff(a *app, args []string, against string) error {
	set := codesets.CodeSet(strings.ToLower(args[0]))
	info, ok := codesets.Describe(set)
	if !ok {
		return withHint(usagef("no code set %q", args[0]), "run 'medcode sets --all' for their names")
	}
	before, err := a.edition(set, args[1])
	if err != nil {
		return err
	}
	after, err := a.edition(set, args[2])
	if err != nil {
		return err
	}
	var changes []changeItem
	switch info.Form {
	case codesets.FormCodes:
		changes, err = a.diffCodes(before, after)
	case codesets.FormRows:
		changes, err = a.diffRows(before, after)
	default:
		return usagef("%s is a table of pairs; diff compares code sets and tables of rows", set)
	}
	if err != nil {
		return err
	}
	if against != "" {
		mine, err := a.readCodes(against)
		if err != nil {
			return err
		}
		changes = slices.DeleteFunc(changes, func(c changeItem) bool { return !mine[c.Code] })
	}
	return a.writeDiff(before, after, changes, against != "")
}

func (a *app) writeDiff(before, after codesets.Release, changes []changeItem, mine bool) error {
	l := listing{columns: []column{{name: "Change"}, {name: "Code"}, {name: "Title", wrap: true}, {name: "Replaced by", wrap: true}}}
	counts := map[history.Event]int{}
	ends := false
	for _, c := range changes {
		counts[c.Event]++
		ends = ends || c.Event == history.Deleted || c.Event == history.Header || c.Event == history.Ended
		title := c.Title
		if c.TitleBefore != "" {
			title += " (was: " + c.TitleBefore + ")"
		}
		l.add(c, eventWords(c.Event), c.Display, title, strings.Join(c.ReplacedBy, ", "))
	}
	if l.items == nil {
		l.items = []any{}
	}
	l.document = diffReport{before, after, counts, l.items}
	l.footer = fmt.Sprintf("%s to %s: %s", before.Title, after.Title, countWords(counts))
	if err := a.write(l); err != nil {
		return err
	}
	if mine && ends {
		return errFindings
	}
	return nil
}

func eventWords(e history.Event) string {
	switch e {
	case history.Header:
		return "now a header"
	case history.Billable:
		return "now billable"
	}
	return string(e)
}

func countWords(counts map[history.Event]int) string {
	var out []string
	for _, e := range []history.Event{history.Added, history.Deleted, history.Ended, history.Header, history.Billable, history.Retitled, revised} {
		if n := counts[e]; n > 0 {
			out = append(out, fmt.Sprintf("%d %s", n, eventWords(e)))
		}
	}
	if len(out) == 0 {
		return "no change"
	}
	return strings.Join(out, ", ")
}

func (a *app) diffCodes(before, after codesets.Release) ([]changeItem, error) {
	old, err := a.stored.Codes(before)
	if err != nil {
		return nil, err
	}
	now, err := a.stored.Codes(after)
	if err != nil {
		return nil, err
	}
	var links *history.Conversions
	if after.Set == codesets.ICD10CM {
		if links, _, err = a.conversions(); err != nil {
			return nil, err
		}
	}
	var out []changeItem
	for _, c := range history.Diff(old, now) {
		item := changeItem{Event: c.Event, Code: c.Code, Display: codesets.Display(after.Set, c.Code), Title: c.After.Title, Billable: c.After.Billable}
		switch c.Event {
		case history.Deleted:
			item.Title = c.Before.Title
			item.ReplacedBy = replacements(now, links, c.Code, after.Effective)
		case history.Header, history.Ended:
			item.ReplacedBy = replacements(now, links, c.Code, after.Effective)
		case history.Retitled:
			item.TitleBefore = c.Before.Title
		}
		out = append(out, item)
	}
	return out, nil
}

// maxReplacements bounds the codes named in place of another.
const maxReplacements = 12

// replacements returns what to report in place of a code that ended: by the
// conversion table the codes that came with the release, else, of a header,
// the billable codes beneath it, else what its own cross references name. The
// codes are dotted.
func replacements(t *table.Codes, links *history.Conversions, code string, from codesets.Date) []string {
	set := t.Release().Set
	var out []string
	if links != nil {
		for _, l := range links.After(code) {
			if l.Effective >= from {
				out = append(out, codesets.Display(set, l.Code))
			}
		}
	}
	n, ok := t.Find(code)
	if len(out) > 0 || !ok {
		return out[:min(len(out), maxReplacements)]
	}
	for c := n + 1; c < t.End(n) && len(out) < maxReplacements; c++ {
		if t.Billable(c) {
			out = append(out, codesets.Display(set, t.Key(c)))
		}
	}
	for _, attr := range t.Attrs(n) {
		if attr.Name == "cross_references" {
			out = append(out, strings.Fields(attr.Value)...)
		}
	}
	return out
}

// revised is the change of a row whose key stands in both releases.
const revised history.Event = "revised"

func (a *app) diffRows(before, after codesets.Release) ([]changeItem, error) {
	old, err := a.rowsByKey(before)
	if err != nil {
		return nil, err
	}
	now, err := a.rowsByKey(after)
	if err != nil {
		return nil, err
	}
	var out []changeItem
	add := func(e history.Event, key string) { out = append(out, changeItem{Event: e, Code: key, Display: key}) }
	for key, row := range now {
		switch was, ok := old[key]; {
		case !ok:
			add(history.Added, key)
		case was != row:
			add(revised, key)
		}
	}
	for key := range old {
		if _, ok := now[key]; !ok {
			add(history.Deleted, key)
		}
	}
	slices.SortFunc(out, func(a, b changeItem) int { return strings.Compare(a.Code, b.Code) })
	return out, nil
}

// rowsByKey returns what stands under each key of a table of rows.
func (a *app) rowsByKey(rel codesets.Release) (map[string]string, error) {
	t, err := a.stored.Rows(rel)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for r := range t.All() {
		values := r.Values()
		key := strings.TrimSpace(strings.Join(values[:t.Keys()], " "))
		out[key] += strings.Join(values[t.Keys():], "\x1f") + "\n"
	}
	return out, nil
}

// readCodes reads the codes of a file, one a line or the first field of a
// line, undotted. "-" is standard input.
func (a *app) readCodes(name string) (map[string]bool, error) {
	in := a.in
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	codes := map[string]bool{}
	sc := bufio.NewScanner(in)
	for sc.Scan() {
		first, _, _ := strings.Cut(strings.TrimPrefix(sc.Text(), "\ufeff"), ",")
		fields := strings.Fields(strings.Trim(first, `" `))
		if len(fields) > 0 && !strings.HasPrefix(fields[0], "#") {
			codes[codesets.Normalize(fields[0])] = true
		}
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return codes, nil
}
