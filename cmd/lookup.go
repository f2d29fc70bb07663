package cmd

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/icd10pcs"
	"github.com/medcode-cli/medcode/codesets/table"
	"github.com/medcode-cli/medcode/codesets/validate"
)

const lookupLong = `Show all that a code set says about a code. Of an ICD-10-CM code: titles,
billable or header, its place from the chapter down, every instructional note
that applies with the code, block or chapter that carries it, 7th characters,
the codes beneath and beside it, and the codes whose notes refer to it. Of an
ICD-10-PCS code what each character means, of a HCPCS code every field in words,
of a modifier its classes, of other tables their rows.

CODE is a code with or without its dot, in any case; "E11.4-" for all beneath;
a category, a block ("E08-E13") or a chapter ("4"); or a code of another set: a
HCPCS or CPT code, a modifier, a place of service, a revenue code, an MS-DRG, a
provider taxonomy code. Its form says which; of a code of several sets, such as
23, the candidates are listed and --set picks one.`

func newLookupCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:               "lookup CODE...",
		Short:             "Read a code with all its notes",
		Long:              lookupLong,
		Example:           "  medcode lookup E11.9\n  medcode lookup s72.001a --format json\n  medcode lookup E08-E13\n  medcode lookup 23 --set pos",
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: a.completeCodes,
		RunE:              func(c *cobra.Command, args []string) error { return runLookup(c.Context(), a, args) },
	}
}

func runLookup(ctx context.Context, a *app, args []string) error {
	run := lookupRun{app: a}
	var err error
	if run.named, err = a.set(""); err != nil {
		return err
	}
	missing := false
	var failed error
	l := listing{columns: []column{{name: "Code"}, {name: "Billable"}, {name: "Title", wrap: true}}}
	for i, arg := range args {
		if i > 0 {
			if err := cancelled(ctx); err != nil {
				return err
			}
		}
		page, err := run.any(arg)
		if err != nil {
			failed = cmp.Or(failed, err)
			continue
		}
		missing = missing || !page.Found
		page.fill()
		l.add(page, page.Display, billableWord(page), page.Title+page.Message)
	}
	if len(l.items) > 0 {
		l.page = a.pages(l.items)
		if err := a.write(l); err != nil {
			return err
		}
	}
	if failed == nil && missing {
		return errFindings
	}
	return failed
}

func billableWord(p *codePage) string {
	switch {
	case !p.Found || p.Kind == "" || p.Kind == kindShape || p.Rows != nil:
		return ""
	case p.Billable:
		return "billable"
	}
	return "header"
}

// A codePage is what 'medcode lookup' says of one code. Of a code that is not
// found, only Input, Found, Status, Message, Suggestions and Release are given;
// of a code that several sets have, only Input, Found, Message and Candidates.
type codePage struct {
	Input       string            `json:"input"`
	Found       bool              `json:"found"`
	Set         codesets.CodeSet  `json:"set"`
	Code        string            `json:"code"`    // undotted
	Display     string            `json:"display"` // dotted
	Title       string            `json:"title"`
	Short       string            `json:"short,omitempty"`
	Kind        string            `json:"kind"`
	Billable    bool              `json:"billable"`
	Path        []codeRef         `json:"path"`
	Attrs       []codesets.Attr   `json:"attributes,omitempty"`
	Notes       []noteItem        `json:"notes"`
	NotesKnown  bool              `json:"notes_known"` // false: the release came without its notes
	Sevenths    []seventhItem     `json:"seventh_characters,omitempty"`
	SeventhFrom string            `json:"seventh_owner,omitempty"` // dotted
	Children    []codeRef         `json:"children"`
	Siblings    []codeRef         `json:"siblings"`
	Referrers   []noteItem        `json:"referred_by"`
	Characters  []pcsCharacter    `json:"characters,omitempty"` // of ICD-10-PCS, when its tables are loaded
	Rows        [][]codesets.Attr `json:"rows,omitempty"`       // of a table of rows: what stands under the code
	Index       []indexItem       `json:"index,omitempty"`      // terms of the Alphabetic Index that lead to the code, when it is loaded
	IndexFrom   *releaseRef       `json:"index_release,omitempty"`
	Candidates  []candidateRef    `json:"candidates,omitempty"` // the sets that have the code, when several do
	Status      validate.Status   `json:"status,omitempty"`
	Message     string            `json:"message,omitempty"`
	Suggestions []string          `json:"suggestions,omitempty"` // dotted
	Release     releaseRef        `json:"release"`
}

// fill makes lists that are not there empty ones, for JSON.
func (c *codePage) fill() {
	for _, refs := range []*[]codeRef{&c.Path, &c.Children, &c.Siblings} {
		if *refs == nil {
			*refs = []codeRef{}
		}
	}
	for _, notes := range []*[]noteItem{&c.Notes, &c.Referrers} {
		if *notes == nil {
			*notes = []noteItem{}
		}
	}
}

// A codeRef names another code.
type codeRef struct {
	Code     string `json:"code"`
	Display  string `json:"display"`
	Title    string `json:"title"`
	Kind     string `json:"kind"`
	Billable bool   `json:"billable"`
}

// A noteItem is one line of a note with the one that carries it.
type noteItem struct {
	Kind  codesets.NoteKind `json:"kind"`
	Text  string            `json:"text"`
	Owner string            `json:"owner"`          // dotted code, block or chapter number
	Refs  []string          `json:"refs,omitempty"` // as the Tabular List writes them
}

type seventhItem struct {
	Char string `json:"char"`
	Text string `json:"text"`
}

// lookup makes the page of one code as typed.
func (a *app) lookup(from chosen, input string) *codePage {
	t := from.Table
	code, n, ok := findNode(t, input)
	p := &codePage{Input: codesets.Clean(input), Found: ok, Set: t.Release().Set, Release: from.ref()}
	if !ok {
		v := (&validate.Validator{Table: t, Others: a.otherReleases(from)}).Check(input)
		p.Code, p.Display = codesets.Clean(code), codesets.Clean(codesets.Display(p.Set, code))
		p.Status, p.Message, p.Suggestions = v.Status, v.Message, displayAll(p.Set, v.Suggestions)
		return p
	}
	c := t.Code(n)
	p.Code, p.Display, p.Title, p.Short = c.Code, c.Display(), c.Title, c.Short
	p.Kind, p.Billable, p.Attrs = c.Kind.String(), c.Billable, c.Attrs
	if v := (&validate.Validator{Table: t, Date: from.Date}).Check(code); v.Status == validate.NotInForce {
		p.Billable, p.Status, p.Message = false, v.Status, v.Message
	}
	p.NotesKnown = t.HasNotes()
	p.Notes = noteItems(p.Set, t.EffectiveNotes(n))
	for _, up := range t.Path(n) {
		p.Path = append(p.Path, refTo(t, up))
	}
	for child := range t.Children(n) {
		p.Children = append(p.Children, refTo(t, child))
	}
	for sibling := range t.Children(t.Parent(n)) {
		if sibling != n && beside(t, n, sibling) {
			p.Siblings = append(p.Siblings, refTo(t, sibling))
		}
	}
	p.addSevenths(t, n)
	p.Referrers = noteItems(p.Set, t.Referrers(n))
	return p
}

// beside reports whether the sibling of n is worth showing with it. The codes
// of a flat set have nothing to do with each other; of an ICD-10-PCS table,
// those of the same body part do.
func beside(t *table.Codes, n, sibling table.Node) bool {
	if t.Release().Set == codesets.ICD10PCS && len(t.Key(n)) == icd10pcs.Length {
		const bodyPart = 4 // characters, up to and with the body part
		return t.Key(n)[:bodyPart] == t.Key(sibling)[:bodyPart]
	}
	return t.Release().Set == codesets.ICD10CM || t.Parent(n) != table.None
}

// findNode finds what the user typed: a code, a code with a trailing dash, a
// block, or a chapter's number.
func findNode(t *table.Codes, input string) (string, table.Node, bool) {
	code := codesets.Normalize(input)
	if n, ok := t.Find(code); ok {
		return code, n, true
	}
	short := strings.TrimRight(code, "-.")
	if n, ok := t.Find(strings.TrimSpace(strings.TrimPrefix(short, "CHAPTER"))); ok && short != "" {
		return short, n, true
	}
	if len(short) == 3 { // a block of one category, such as B20
		if n, ok := t.Find(short + "-" + short); ok {
			return short, n, true
		}
	}
	return code, table.None, false
}

func (p *codePage) addSevenths(t *table.Codes, n table.Node) {
	owner := t.SeventhOwner(n)
	if owner == table.None {
		return
	}
	p.SeventhFrom = codesets.Display(p.Set, t.Key(owner))
	for _, s := range t.Sevenths(n) {
		p.Sevenths = append(p.Sevenths, seventhItem{string(s.Char), s.Text})
	}
}

func refTo(t *table.Codes, n table.Node) codeRef {
	key := t.Key(n)
	return codeRef{key, codesets.Display(t.Release().Set, key), t.Title(n), t.Kind(n).String(), t.Billable(n)}
}

func noteItems(set codesets.CodeSet, notes []codesets.Note) []noteItem {
	items := make([]noteItem, len(notes))
	for i, n := range notes {
		items[i] = noteItem{Kind: n.Kind, Text: n.Text, Owner: codesets.Display(set, n.Owner)}
		for _, r := range n.Refs {
			items[i].Refs = append(items[i].Refs, r.String())
		}
	}
	return items
}

func displayAll(set codesets.CodeSet, codes []string) []string {
	out := make([]string, len(codes))
	for i, c := range codes {
		out[i] = codesets.Display(set, c)
	}
	return out
}

// otherReleases opens, when first asked, the releases of the set beside from.
func (a *app) otherReleases(from chosen) func() []*table.Codes {
	var opened []*table.Codes
	done := false
	return func() []*table.Codes {
		if done {
			return opened
		}
		done = true
		for _, r := range a.stored.Catalog().Of(from.Release.Set) {
			if r.Edition == from.Release.Edition {
				continue
			}
			t, err := a.stored.Codes(r)
			if err != nil {
				a.note("%s: %v", r.Title, err)
				continue
			}
			opened = append(opened, t)
		}
		return opened
	}
}

// completeCodes offers codes that begin with what is typed.
func (a *app) completeCodes(c *cobra.Command, _ []string, toComplete string) ([]string, cobra.ShellCompDirective) {
	a.loadSettings(c)
	set, err := a.set(codesets.ICD10CM)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	from, err := a.opened(set)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	const most = 50
	var out []string
	for n := range from.Table.Prefixed(codesets.Normalize(toComplete)) {
		if len(out) == most {
			break
		}
		key := from.Table.Key(n)
		out = append(out, fmt.Sprintf("%s\t%s", codesets.Display(from.Release.Set, key), from.Table.Title(n)))
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}
