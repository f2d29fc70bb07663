package cmd

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/icd10cm"
	"github.com/medcode-cli/medcode/codesets/icd10cm/alphabetic"
	"github.com/medcode-cli/medcode/coding/practice"
)

const indexLong = `Look terms up in the Alphabetic Index of ICD-10-CM as in the book: the main
term with the terms under it, its codes, the manifestation code in brackets,
nonessential modifiers in parentheses, and what stands beneath. "see" is
followed, "see also" where words are left; what was followed is shown.

WORDS may stand in any order, be begun only, abbreviated or misspelt, and leave
out levels. Without --table all four parts are looked into: the Index to
Diseases and Injuries, the external causes, the Tables of Neoplasms and of
Drugs. Words such as "secondary" or "adverse effect" choose columns of a table.

The Index says where to look; the Tabular List decides (guideline I.B.1). With
the code come its title and whether it is billable on the date of service.

--walk goes term by term: TERM opens one, < goes up, << to the top, > shows the
place, q ends.`

// indexTables are the values of --table.
var indexTables = map[string]string{
	"diseases": icd10cm.PartIndex,
	"external": icd10cm.PartExternal,
	"neoplasm": icd10cm.PartNeoplasm,
	"drug":     icd10cm.PartDrugs,
}

type indexOptions struct {
	table string
	code  string
	depth int
	limit int
	walk  bool
}

func newIndexCmd(a *app) *cobra.Command {
	var o indexOptions
	c := &cobra.Command{
		Use:   "index WORDS...",
		Short: "Look terms up in the Alphabetic Index",
		Long:  indexLong,
		Example: "  medcode index fracture femur neck\n  medcode index diabetes cataract\n  medcode index --table neoplasm breast, upper outer\n" +
			"  medcode index --table drug acetaminophen\n  medcode index --table external fall ladder\n  medcode index --code H42\n  medcode index --walk glaucoma",
		ValidArgsFunction: a.completeIndex,
		RunE: func(c *cobra.Command, args []string) error {
			o.limit = a.settings.GetInt("limit")
			return runIndex(c.Context(), a, o, strings.Join(args, " "))
		},
	}
	f := c.Flags()
	f.StringVar(&o.table, "table", "", "`PART` to look into: diseases, external, neoplasm, drug (default: all)")
	f.StringVar(&o.code, "code", "", "list the terms that lead to `CODE`")
	f.IntVar(&o.depth, "depth", 1, "levels to show beneath the term, 0 for all")
	f.IntP("limit", "n", 10, "other places to name")
	f.BoolVar(&o.walk, "walk", false, "go through the Index term by term")
	_ = c.RegisterFlagCompletionFunc("table", cobra.FixedCompletions(tableNames(), cobra.ShellCompDirectiveNoFileComp))
	_ = c.RegisterFlagCompletionFunc("code", a.completeCodes)
	return c
}

func tableNames() []string {
	var names []string
	for _, part := range icd10cm.IndexParts() {
		names = append(names, tableName(part))
	}
	return names
}

// tableName returns the value of --table for a part.
func tableName(part string) string {
	for name, p := range indexTables {
		if p == part {
			return name
		}
	}
	return part
}

// partTitles names the parts as the book does.
var partTitles = map[string]string{
	icd10cm.PartIndex:    "Index to Diseases and Injuries",
	icd10cm.PartExternal: "External Cause of Injuries Index",
	icd10cm.PartNeoplasm: "Table of Neoplasms",
	icd10cm.PartDrugs:    "Table of Drugs and Chemicals",
}

func runIndex(ctx context.Context, a *app, o indexOptions, words string) error {
	part, ok := indexTables[o.table]
	switch {
	case !ok && o.table != "":
		return usagef("--table %q, want %s", o.table, strings.Join(tableNames(), ", "))
	case o.depth < 0:
		return usagef("--depth %d, want 0 or more", o.depth)
	case o.code != "" && (words != "" || o.walk):
		return usagef("--code takes no words and no --walk")
	case o.code == "" && strings.TrimSpace(words) == "" && !o.walk:
		return withHint(usagef("give words to look up"), "'medcode index --walk' goes through the Index from its top")
	}
	r, err := a.openIndex(part)
	if err != nil {
		return err
	}
	r.o = o
	switch {
	case o.code != "":
		return r.leading(o.code)
	case o.walk:
		return r.walk(ctx, part, words)
	}
	return r.find(part, words)
}

// An indexRun answers from the Index and names codes by the Tabular List.
type indexRun struct {
	a    *app
	o    indexOptions
	book *indexBook
	from chosen // ICD-10-CM
}

// openIndex opens the Index at the date of service; part must be in it, any
// part when it is "".
func (a *app) openIndex(part string) (*indexRun, error) {
	date, err := a.date()
	if err != nil {
		return nil, err
	}
	book, err := a.indexBook(date)
	if err != nil {
		return nil, err
	}
	if len(book.Parts) == 0 {
		return nil, noRelease(codesets.ICD10CMIndex)
	}
	if part != "" && book.Parts[part] == nil {
		return nil, withHint(fmt.Errorf("%s: %w", partTitles[part], codesets.ErrNoRelease), loadHint(codesets.ICD10CMIndex))
	}
	from, err := a.opened(codesets.ICD10CM)
	if err != nil {
		return nil, err
	}
	book.Expand = expander(from.Table)
	return &indexRun{a: a, book: book, from: from}, nil
}

// find looks words up.
func (r *indexRun) find(part, words string) error {
	found := r.book.Find(part, words, r.o.limit+1)
	if len(found) == 0 {
		if err := r.a.write(r.answer(words, nil)); err != nil {
			return err
		}
		r.a.note("no term of the Index has these words%s", r.missingParts(part))
		r.a.note("hint: begin with the disease or the condition, not the site; 'medcode search %s' looks at titles and notes", codesets.Clean(words))
		return errFindings
	}
	r.remarks(found[0], part)
	return r.a.write(r.answer(words, found))
}

// remarks says how the words were read, and what the answer does not cover.
func (r *indexRun) remarks(f alphabetic.Found, part string) {
	for _, w := range f.Read {
		r.a.note("%q read as %q", w[0], w[1])
	}
	if len(f.Missing) > 0 {
		r.a.note("not in the Index there: %s%s", strings.Join(f.Missing, ", "), r.missingParts(part))
	}
	if from := r.book.from[f.Part]; !from.InForce {
		r.a.note("%s covers %s; answering from it for %s", from.Title, dates(from.Effective, from.End), from.Date)
		r.a.note("hint: %s", loadHint(codesets.ICD10CMIndex))
	}
	inDisease := func(term string) bool {
		return strings.HasPrefix(term, "in (due to)") || strings.HasPrefix(term, "due to")
	}
	if f.Part == icd10cm.PartIndex && slices.ContainsFunc(f.Term.Path(), inDisease) && !r.book.brackets() {
		r.a.note("%s", noBrackets)
	}
}

const noBrackets = "the file of this release names no manifestation codes (in brackets); the XML form does"

// missingParts says which parts that could have been looked into are not
// loaded.
func (r *indexRun) missingParts(part string) string {
	var missing []string
	for _, p := range icd10cm.IndexParts() {
		if part == "" && r.book.Parts[p] == nil {
			missing = append(missing, partTitles[p])
		}
	}
	if len(missing) == 0 {
		return ""
	}
	return fmt.Sprintf(" (not loaded: %s)", strings.Join(missing, ", "))
}

// walk goes through the Index term by term, from the place that words lead to.
func (r *indexRun) walk(ctx context.Context, part, words string) error {
	if f := r.a.format(); f != "table" && f != "plain" {
		return usagef("--walk writes no --format %s", f)
	}
	walk := alphabetic.NewWalk(r.book.Parts[part])
	if part == "" {
		var roots []*alphabetic.Term
		for _, p := range icd10cm.IndexParts() {
			roots = append(roots, r.book.Parts[p])
		}
		walk = alphabetic.NewWalk(roots...)
	}
	if found := r.book.Find(part, words, 1); len(found) > 0 {
		walk.Go(found[0].Term)
	}
	console := r.a.console()
	if console.Prompt != "" {
		console.Prompt = "index> "
	}
	b := practice.Browser{Console: console, Walk: walk, Title: func(code string) string {
		if n, ok := r.from.Table.Find(code); ok {
			return r.from.Table.Title(n)
		}
		return ""
	}}
	b.Show()
	b.Run(ctx)
	return cancelled(ctx)
}

// completeIndex completes the next word: a main term, or one under the terms
// that the words before lead to.
func (a *app) completeIndex(c *cobra.Command, args []string, toComplete string) ([]string, cobra.ShellCompDirective) {
	a.loadSettings(c)
	name, _ := c.Flags().GetString("table")
	part := indexTables[name]
	r, err := a.openIndex(part)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var terms []*alphabetic.Term
	if len(args) == 0 {
		for _, p := range icd10cm.IndexParts() {
			if root := r.book.Parts[p]; root != nil && (part == "" || part == p) {
				terms = append(terms, root.Subterms()...)
			}
		}
	} else if found := r.book.Find(part, strings.Join(args, " "), 1); len(found) > 0 {
		terms = found[0].Term.Subterms()
	}
	const most = 100
	var out []string
	for _, t := range terms {
		if strings.HasPrefix(t.Name(), strings.ToLower(toComplete)) {
			out = append(out, t.Name())
		}
		if len(out) == most {
			break
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

// leading lists the terms that lead to a code or, when there are none, to the
// nearest one above it.
func (r *indexRun) leading(input string) error {
	code, n, ok := findNode(r.from.Table, input)
	if !ok {
		return r.a.notFound(r.from, input)
	}
	lines := r.book.lines()
	var to []icd10cm.IndexLine
	const category = 3 // characters
	for at := code; len(at) >= category && len(to) == 0; at = at[:len(at)-1] {
		for _, l := range lines {
			if l.Code == at || l.Manifestation == at {
				to = append(to, l)
			}
		}
	}
	l := listing{columns: []column{{name: "Part"}, {name: "Path", wrap: true}, {name: "Column"}, {name: "Code"}, {name: "Title", wrap: true}}}
	for i := range to {
		item := r.place(alphabetic.Found{Part: to[i].Part}, to[i].Path, to[i:i+1])
		l.add(item, partTitles[to[i].Part], strings.Join(to[i].Path, " > "), to[i].Column, to[i].Leads(), item.Targets[0].Title)
	}
	if err := r.a.write(l); err != nil {
		return err
	}
	ref := refTo(r.from.Table, n)
	switch {
	case len(to) == 0:
		r.a.note("no term of the Index leads to %s %s%s", ref.Display, ref.Title, r.missingParts(""))
		if !r.book.brackets() {
			r.a.note("%s", noBrackets)
		}
		return errFindings
	case to[0].Code != code && to[0].Manifestation != code:
		r.a.note("no term of the Index leads to %s itself; these lead to what stands above it", ref.Display)
	}
	return nil
}
