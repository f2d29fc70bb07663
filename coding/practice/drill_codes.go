package practice

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/icd10cm"
	"github.com/medcode-cli/medcode/codesets/table"
)

// billable asks whether a code is billable; headers and codes come up alike.
func (d *driller) billable() (Question, bool) {
	wantHeader := d.rand.IntN(2) == 0
	n, ok := d.pick(func(n table.Node) bool { return d.ICD10CM.Billable(n) != wantHeader })
	if !ok {
		return Question{}, false
	}
	q := Question{
		Prompt:  fmt.Sprintf("Is %s billable on %s?", d.named(n), d.Date),
		Options: []string{"yes", "no, it is a header"}, Accept: []string{"1"}, See: lookupCommand(d.key(n)),
	}
	if wantHeader {
		q.Accept = []string{"2"}
		q.Why = []string{"beneath it stand " + strings.Join(d.below(n), ", ")}
	}
	return q, true
}

// below lists some codes right beneath n.
func (d *driller) below(n table.Node) []string {
	const most = 6
	var out []string
	for c := range d.ICD10CM.Children(n) {
		if len(out) == most {
			return append(out, "and more")
		}
		out = append(out, d.key(c))
	}
	return out
}

// seventh asks for a whole code from its stem and a meaning of the 7th
// character.
func (d *driller) seventh() (Question, bool) {
	n, ok := d.pick(func(n table.Node) bool {
		return d.ICD10CM.Billable(n) && len(d.ICD10CM.Key(n)) == 7 && len(d.ICD10CM.Sevenths(n)) > 1
	})
	if !ok {
		return Question{}, false
	}
	key := d.ICD10CM.Key(n)
	for _, s := range d.ICD10CM.Sevenths(n) {
		if s.Char != key[6] {
			continue
		}
		stem := strings.TrimRight(key[:6], "X")
		title := d.title(n)
		if m, found := d.ICD10CM.Find(stem); found {
			title = d.title(m)
		}
		return Question{
			Prompt: fmt.Sprintf("Complete %s %s for: %s", shown(stem), title, codesets.Clean(s.Text)),
			Accept: []string{key},
			Why:    []string{(&grading{t: d.ICD10CM}).sevenths(key)[0], "X holds empty places (guidelines I.A.4, I.A.5)"},
			See:    lookupCommand(shown(key)),
		}, true
	}
	return Question{}, false
}

// side asks for the same condition on the other side.
func (d *driller) side() (Question, bool) {
	n, ok := d.pick(func(n table.Node) bool {
		s := sideOf(d.ICD10CM.Title(n))
		return d.ICD10CM.Billable(n) && (s == "right" || s == "left")
	})
	if !ok {
		return Question{}, false
	}
	from := sideOf(d.ICD10CM.Title(n))
	to := map[string]string{"right": "left", "left": "right"}[from]
	want := swapSide(d.title(n), from, to)
	for c := n - 400; c < n+400; c++ { // the counterpart is near in tabular order
		if c >= 0 && int(c) < d.ICD10CM.Len() && d.ICD10CM.Billable(c) && d.title(c) == want {
			return Question{
				Prompt: fmt.Sprintf("%s. Which code is the %s side?", d.named(n), to),
				Accept: []string{d.ICD10CM.Key(c)},
				Why:    []string{d.named(c), "Guideline I.B.13: the side comes from the record"},
				See:    lookupCommand(d.key(c)),
			}, true
		}
	}
	return Question{}, false
}

// swapSide replaces the side in a title, at the start of it or within.
func swapSide(title, from, to string) string {
	upper := func(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
	return strings.NewReplacer(from, to, upper(from), upper(to)).Replace(title)
}

// withNote picks a code, header or not, that carries a note ok accepts itself.
func (d *driller) withNote(ok func(codesets.Note) bool) (table.Node, codesets.Note, bool) {
	var note codesets.Note
	n, found := d.pick(func(n table.Node) bool {
		notes := d.ICD10CM.Notes(n)
		i := slices.IndexFunc(notes, ok)
		if i >= 0 {
			note = notes[i]
		}
		return i >= 0
	})
	return n, note, found
}

func (d *driller) excludes() (Question, bool) {
	want := []codesets.NoteKind{codesets.Excludes1, codesets.Excludes2}[d.rand.IntN(2)]
	n, note, ok := d.withNote(func(x codesets.Note) bool { return x.Kind == want && len(x.Refs) > 0 })
	if !ok {
		return Question{}, false
	}
	right := "1"
	if want == codesets.Excludes2 {
		right = "2"
	}
	return Question{
		Prompt:  fmt.Sprintf("%s excludes: %s. Which kind of Excludes is it?", d.named(n), codesets.Clean(note.Text)),
		Options: []string{"Excludes1: never together, unless unrelated", "Excludes2: not included here; both may be reported when both are present"},
		Accept:  []string{right}, Why: []string{quote(note), "Guidelines I.A.12.a and I.A.12.b"}, See: lookupCommand(d.key(n)),
	}, true
}

// codeFirst asks which of two codes stands first by a Code first note.
func (d *driller) codeFirst() (Question, bool) {
	_, note, ok := d.withNote(func(x codesets.Note) bool { return x.Kind == codesets.CodeFirst && len(x.Refs) > 0 })
	if !ok {
		return Question{}, false
	}
	owner, found := d.ICD10CM.Find(note.Owner)
	if !found {
		return Question{}, false
	}
	second, okSecond := d.within(owner, d.ICD10CM.End(owner))
	lo, hi := d.ICD10CM.Span(note.Refs[d.rand.IntN(len(note.Refs))])
	first, okFirst := d.within(lo, hi)
	if !okFirst || !okSecond || first == second || !d.ordered(first, second) {
		return Question{}, false
	}
	q := Question{
		Prompt: "Both are documented and related. Which comes first?",
		Why:    []string{quote(note), "Guideline I.A.13"}, See: lookupCommand(d.key(second)),
	}
	q.Prompt += " " + d.key(first) + " or " + d.key(second)
	d.choice(&q, []string{d.named(first), d.named(second)}, 0)
	return q, true
}

// ordered reports whether notes put first before second, and none the other
// way: a reference may hold for some codes of its range only.
func (d *driller) ordered(first, second table.Node) bool {
	_, ok := mustPrecede(d.ICD10CM, first, second)
	_, other := mustPrecede(d.ICD10CM, second, first)
	return ok && !other
}

// within returns a random billable code of a run.
func (d *driller) within(lo, hi table.Node) (table.Node, bool) {
	if hi <= lo {
		return table.None, false
	}
	size := int(hi - lo)
	start := d.rand.IntN(size)
	for i := range size {
		if n := lo + table.Node((start+i)%size); d.ICD10CM.Billable(n) {
			return n, true
		}
	}
	return table.None, false
}

// note asks one of two things about a note: under which heading it stands, or
// whether it names a code.
func (d *driller) note() (Question, bool) {
	if d.rand.IntN(2) == 0 {
		return d.noteNames()
	}
	return d.noteKind()
}

// noteNames asks whether a note that refers to a range or a stem names a code
// of the same chapter.
func (d *driller) noteNames() (Question, bool) {
	n, note, ok := d.withNote(func(x codesets.Note) bool { return len(x.Refs) == 1 })
	if !ok {
		return Question{}, false
	}
	lo, hi := d.ICD10CM.Span(note.Refs[0])
	named := d.rand.IntN(2) == 0
	from, to := lo, hi
	if !named {
		const near = 40 // nodes on either side: a code that could be meant
		from, to = max(0, lo-near), min(table.Node(d.ICD10CM.Len()), hi+near)
	}
	code, found := d.within(from, to)
	if !found || d.ICD10CM.Covers(note.Refs[0], code) != named {
		return Question{}, false
	}
	q := Question{
		Prompt:  fmt.Sprintf("%s says %s: %s. Does the note name %s?", d.named(n), note.Kind.Title(), codesets.Clean(note.Text), d.key(code)),
		Options: []string{"yes", "no"}, Accept: []string{"1"},
		Why: []string{quote(note), d.named(code), "A dash stands for any further characters, a range for all between its ends (guideline I.A.6)"},
		See: lookupCommand(d.key(n)),
	}
	if !named {
		q.Accept = []string{"2"}
	}
	return q, true
}

// noteKind asks of what kind a note is; its place on the page is left out.
func (d *driller) noteKind() (Question, bool) {
	kinds := []codesets.NoteKind{codesets.Includes, codesets.Excludes1, codesets.Excludes2, codesets.CodeFirst, codesets.UseAdditional, codesets.CodeAlso}
	want := d.rand.IntN(len(kinds))
	n, note, ok := d.withNote(func(x codesets.Note) bool { return x.Kind == kinds[want] && len(x.Refs) > 0 })
	if !ok {
		return Question{}, false
	}
	q := Question{
		Prompt: fmt.Sprintf("Open the page of %s. Under which heading stands: %s", d.named(n), codesets.Clean(note.Text)),
		Why:    []string{quote(note)}, See: lookupCommand(d.key(n)),
	}
	for i, k := range kinds {
		q.Options = append(q.Options, k.Title())
		if i == want {
			q.Accept = []string{fmt.Sprint(i + 1)}
		}
	}
	return q, true
}

// drug asks for the code of a substance and a circumstance: of the Table of
// Drugs when it is loaded, else of the titles of categories T36 to T50
// (guideline I.C.19.e).
func (d *driller) drug() (Question, bool) {
	if q, ok := d.drugTable(); ok || len(d.parts[icd10cm.PartDrugs]) > 0 {
		return q, ok
	}
	lo, okLo := d.ICD10CM.Find("T36")
	hi, okHi := d.ICD10CM.Find("T50")
	if !okLo || !okHi {
		return Question{}, false
	}
	n, ok := d.within(lo, d.ICD10CM.End(hi))
	title := d.title(n)
	if !ok || !strings.HasSuffix(title, ", initial encounter") {
		return Question{}, false
	}
	title = strings.TrimSuffix(title, ", initial encounter")
	for _, lead := range []struct{ words, short string }{
		{"Poisoning by ", "poisoning"}, {"Adverse effect of ", "adverse effect (taken correctly)"}, {"Underdosing of ", "underdosing"},
	} {
		if rest, found := strings.CutPrefix(title, lead.words); found {
			return Question{
				Prompt: fmt.Sprintf("First treatment. %s: %s. Which code?", lead.short, rest),
				Accept: []string{d.ICD10CM.Key(n)},
				Why:    []string{d.named(n), "Guideline I.C.19.e: check the code of the Table of Drugs in the Tabular List"},
				See:    lookupCommand(d.key(n)),
			}, true
		}
	}
	return Question{}, false
}

// neoplasm asks for the code of a site and a behaviour: of the Table of
// Neoplasms when it is loaded, else of the titles of chapter 2.
func (d *driller) neoplasm() (Question, bool) {
	if q, ok := d.neoplasmTable(); ok || len(d.parts[icd10cm.PartNeoplasm]) > 0 {
		return q, ok
	}
	n, ok := d.pick(func(n table.Node) bool {
		k := d.ICD10CM.Key(n)
		return d.ICD10CM.Billable(n) && (k[0] == 'C' || k[0] == 'D' && k < "D50")
	})
	if !ok {
		return Question{}, false
	}
	title := d.title(n)
	for _, lead := range []struct{ words, behaviour string }{
		{"Secondary malignant neoplasm of ", "malignant, secondary"},
		{"Malignant neoplasm of ", "malignant, primary"},
		{"Carcinoma in situ of ", "carcinoma in situ"},
		{"Benign neoplasm of ", "benign"},
		{"Neoplasm of uncertain behavior of ", "uncertain behaviour"},
	} {
		if site, found := strings.CutPrefix(title, lead.words); found {
			return Question{
				Prompt: fmt.Sprintf("Neoplasm, %s: %s. Which code?", lead.behaviour, site),
				Accept: []string{d.ICD10CM.Key(n)},
				Why:    []string{d.named(n), "Guideline I.C.2: the Table of Neoplasms gives the code, the Tabular List completes it"},
				See:    lookupCommand(d.key(n)),
			}, true
		}
	}
	return Question{}, false
}
