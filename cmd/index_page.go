package cmd

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/icd10cm"
	"github.com/medcode-cli/medcode/codesets/icd10cm/alphabetic"
)

// An indexAnswer is the JSON form of 'medcode index'.
type indexAnswer struct {
	Query   string       `json:"query"`
	Places  []indexPlace `json:"places"` // the best first
	Release releaseRef   `json:"release"`
}

// An indexPlace is a term of the Index.
type indexPlace struct {
	Part      string          `json:"part"` // index, external, neoplasm or drugs
	Path      []string        `json:"path"` // from the main term down
	Targets   []indexTarget   `json:"targets"`
	See       string          `json:"see,omitempty"`
	SeeAlso   string          `json:"see_also,omitempty"`
	Followed  []indexFollowed `json:"followed,omitempty"`
	Unmatched []string        `json:"unmatched,omitempty"` // words that name nothing there
	Read      []searchRead    `json:"read_as,omitempty"`
	Subterms  []indexSubterm  `json:"subterms,omitempty"`
	Release   releaseRef      `json:"release"` // of the Index
}

// An indexTarget is a code that a term leads to.
type indexTarget struct {
	Column        string   `json:"column,omitempty"` // of a table: "Malignant Primary"
	Shown         string   `json:"shown"`            // as printed: "H93.29-"
	Code          string   `json:"code"`             // undotted
	Display       string   `json:"display"`          // dotted
	Title         string   `json:"title"`            // "" when the release of ICD-10-CM has no such code
	Billable      bool     `json:"billable"`
	Beneath       int      `json:"billable_beneath,omitempty"`
	Manifestation *codeRef `json:"manifestation,omitempty"` // the code in brackets, to be given after it
}

// An indexFollowed is a reference that was gone after.
type indexFollowed struct {
	Path []string `json:"path"`
	Also bool     `json:"also"` // "see also", else "see"
	To   string   `json:"to"`
}

// An indexSubterm is a term beneath a place.
type indexSubterm struct {
	Term    string        `json:"term"`
	Depth   int           `json:"depth"` // 1 for right beneath
	Targets []indexTarget `json:"targets,omitempty"`
	See     string        `json:"see,omitempty"`
	SeeAlso string        `json:"see_also,omitempty"`
	Beneath int           `json:"beneath,omitempty"` // terms beneath it
}

// answer makes the listing of places found; the terms beneath come with the
// first.
func (r *indexRun) answer(query string, found []alphabetic.Found) listing {
	doc := indexAnswer{Query: query, Places: []indexPlace{}, Release: r.from.ref()}
	l := listing{columns: []column{{name: "Part"}, {name: "Path", wrap: true}, {name: "Column"}, {name: "Code"}, {name: "Billable"}, {name: "Title", wrap: true}}}
	for i, f := range found {
		p := r.place(f, f.Term.Path(), chosenLines(f, f.Term))
		p.See, p.SeeAlso = f.Term.See(), f.Term.SeeAlso()
		if i == 0 {
			p.Subterms = r.beneath(nil, f, f.Term, 1)
		}
		doc.Places = append(doc.Places, p)
		l.items = append(l.items, p)
		r.placeRows(&l, p)
	}
	l.document = doc
	l.page = func(w io.Writer) error {
		if len(doc.Places) == 0 {
			return nil
		}
		return r.print(w, doc.Places)
	}
	return l
}

// chosenLines returns the lines of a term in the columns that f asks for.
func chosenLines(f alphabetic.Found, t *alphabetic.Term) []icd10cm.IndexLine {
	return slices.DeleteFunc(slices.Clone(t.Lines()), func(l icd10cm.IndexLine) bool {
		return len(f.Columns) > 0 && !slices.Contains(f.Columns, l.Column)
	})
}

func (r *indexRun) place(f alphabetic.Found, path []string, lines []icd10cm.IndexLine) indexPlace {
	p := indexPlace{Part: f.Part, Path: path, Targets: r.targets(lines), Unmatched: f.Missing, Release: r.book.from[f.Part]}
	for _, w := range f.Read {
		p.Read = append(p.Read, searchRead{From: w[0], To: w[1], Why: "read as"})
	}
	for _, v := range f.Via {
		p.Followed = append(p.Followed, indexFollowed{v.Term.Path(), v.Also, v.To})
	}
	return p
}

// targets names the codes of lines by the Tabular List.
func (r *indexRun) targets(lines []icd10cm.IndexLine) []indexTarget {
	out := []indexTarget{}
	for _, l := range lines {
		if l.Code == "" {
			continue
		}
		t := indexTarget{Column: l.Column, Shown: l.Shown, Code: l.Code, Display: codesets.Display(codesets.ICD10CM, l.Code)}
		if n, ok := r.from.Table.Find(l.Code); ok {
			t.Title, t.Billable = r.from.Table.Title(n), r.from.Table.Billable(n)
			if !t.Billable {
				t.Beneath = r.from.Table.BillableBeneath(n)
			}
		}
		if l.Manifestation != "" {
			m := codeRef{Code: l.Manifestation, Display: codesets.Display(codesets.ICD10CM, l.Manifestation)}
			if n, ok := r.from.Table.Find(l.Manifestation); ok {
				m = refTo(r.from.Table, n)
			}
			t.Manifestation = &m
		}
		out = append(out, t)
	}
	return out
}

// beneath appends the terms under t, down to --depth levels.
func (r *indexRun) beneath(out []indexSubterm, f alphabetic.Found, t *alphabetic.Term, depth int) []indexSubterm {
	for _, s := range t.Subterms() {
		out = append(out, indexSubterm{
			Term: s.Title(), Depth: depth, Targets: r.targets(chosenLines(f, s)),
			See: s.See(), SeeAlso: s.SeeAlso(), Beneath: s.Count(),
		})
		if r.o.depth == 0 || depth < r.o.depth {
			out = r.beneath(out, f, s, depth+1)
		}
	}
	return out
}

// placeRows adds a row for each code of a place and of the terms beneath.
func (r *indexRun) placeRows(l *listing, p indexPlace) {
	row := func(path []string, targets []indexTarget, see, also string) {
		joined := strings.Join(path, " > ")
		for _, t := range targets {
			l.rows = append(l.rows, []string{partTitles[p.Part], joined, t.Column, t.printed(), billableCell(t.Billable), t.Title})
		}
		if len(targets) == 0 {
			l.rows = append(l.rows, []string{partTitles[p.Part], joined, "", referral(see, also), "", ""})
		}
	}
	row(p.Path, p.Targets, p.See, p.SeeAlso)
	path := slices.Clone(p.Path)
	for _, s := range p.Subterms {
		path = append(path[:len(p.Path)+s.Depth-1], s.Term)
		row(path, s.Targets, s.See, s.SeeAlso)
	}
}

// printed returns the code as the book has it.
func (t indexTarget) printed() string {
	if t.Manifestation == nil {
		return t.Shown
	}
	return t.Shown + " [" + t.Manifestation.Display + "]"
}

func referral(see, also string) string {
	switch {
	case see != "":
		return "see " + see
	case also != "":
		return "see also " + also
	}
	return ""
}

// print writes the first place as a page, and names the others.
func (r *indexRun) print(w io.Writer, places []indexPlace) error {
	p := r.a.newPager(w)
	first := places[0]
	for _, f := range first.Followed {
		word := "see"
		if f.Also {
			word = "see also"
		}
		fmt.Fprintf(p.w, "%s: %s %s\n", codesets.Clean(strings.Join(f.Path, " > ")), word, codesets.Clean(f.To))
	}
	for i, term := range first.Path {
		fmt.Fprintf(p.w, "%s%s\n", strings.Repeat("  ", i), p.strong(codesets.Clean(term)))
	}
	r.printTargets(p, first.Targets)
	if s := referral(first.See, first.SeeAlso); s != "" {
		p.line(0, "", s)
	}
	fmt.Fprintf(p.w, "%s, %s; titles by %s\n", partTitles[first.Part], first.Release.Title, r.from.Release.Title)
	r.printBeneath(p, first)
	if len(places) > 1 {
		p.heading("Also")
		for _, o := range places[1:] {
			line := strings.Join(o.Path, " > ")
			if to := leads(o.Targets, o.See, o.SeeAlso, false); to != "" {
				line += ": " + to
			}
			p.line(0, "", line)
		}
	}
	return p.w.Flush()
}

// printTargets writes codes with their titles and states, each code in
// brackets on a line of its own.
func (r *indexRun) printTargets(p *pager, targets []indexTarget) {
	column, code := 0, 0
	for _, t := range targets {
		column, code = max(column, displayWidth(t.Column)), max(code, displayWidth(t.Shown))
		if t.Manifestation != nil {
			code = max(code, displayWidth(t.Manifestation.Display)+len("[]"))
		}
	}
	write := func(head, shown, text string) {
		if column == 0 {
			p.line(code, shown, text)
		} else {
			p.labels([]int{column, code}, []string{head, shown}, text)
		}
	}
	for _, t := range targets {
		write(t.Column, t.Shown, r.state(t))
		if m := t.Manifestation; m != nil {
			write("", "["+m.Display+"]", m.Title+" (manifestation: after "+t.Display+")")
		}
	}
}

func (r *indexRun) state(t indexTarget) string {
	switch {
	case t.Title == "":
		return "not in " + r.from.Release.Title
	case t.Billable:
		return t.Title + " (billable)"
	default:
		return fmt.Sprintf("%s (%s beneath)", t.Title, codesets.Count(t.Beneath, "billable code"))
	}
}

// printBeneath writes the terms under a place. Of a table, the terms without a
// code in every column have their codes named by column.
func (r *indexRun) printBeneath(p *pager, place indexPlace) {
	if len(place.Subterms) == 0 {
		return
	}
	heads := len(place.Targets)
	for _, s := range place.Subterms {
		heads = max(heads, len(s.Targets))
	}
	p.heading("Beneath")
	for _, s := range place.Subterms {
		line := s.Term
		if to := leads(s.Targets, s.See, s.SeeAlso, len(s.Targets) < heads); to != "" {
			line += ": " + to
		}
		if s.Beneath > 0 && s.Depth == r.o.depth {
			line += fmt.Sprintf(" (%d beneath)", s.Beneath)
		}
		p.w.WriteString(strings.Repeat("  ", s.Depth-1))
		p.line(0, "", line)
	}
}

// leads returns the codes of targets as printed, named by column when named is
// set, or where else to look.
func leads(targets []indexTarget, see, also string, named bool) string {
	var codes []string
	for _, t := range targets {
		code := t.printed()
		if named && t.Column != "" {
			code = t.Column + " " + code
		}
		if t.Column != "" || !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	if len(codes) > 0 {
		return strings.Join(codes, ", ")
	}
	return referral(see, also)
}
