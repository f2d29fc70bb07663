package practice

import (
	"fmt"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// explain fills the text, the reasons and the pages of a key diagnosis.
func (gr *grading) explain(it *Item, k int) {
	it.Text = gr.sentence(it)
	if it.Ordered {
		it.Text += "; it stands at the wrong place"
		it.Why = append(it.Why, gr.misorder[k])
	}
	if it.Outcome.Right() && !it.Ordered {
		return
	}
	it.Why = append(it.Why, gr.fromTable(it)...)
	it.Why = append(it.Why, gr.fromKey(it.Key)...)
	it.See = append(it.See, "medcode lookup "+shown(it.Key))
	if n, ok := gr.t.Find(it.Answer); ok && it.Answer != it.Key {
		it.See = append(it.See, "medcode lookup "+shown(gr.t.Key(n)))
	}
}

// sentence says in one line what the outcome means for these two codes.
func (gr *grading) sentence(it *Item) string {
	want, got := shown(it.Key), shown(it.Answer)
	title := gr.title(it.Key)
	switch it.Outcome {
	case Exact:
		return fmt.Sprintf("%s %s", want, title)
	case Alternative:
		return fmt.Sprintf("%s is accepted for %s %s", got, want, title)
	case Missing:
		return fmt.Sprintf("%s %s", want, title)
	case Header:
		return fmt.Sprintf("%s is a header; a claim needs the full code %s %s", got, want, title)
	case MissingSeventh:
		return fmt.Sprintf("%s lacks its 7th character; %s %s", got, want, title)
	case MissingPlaceholder:
		return fmt.Sprintf("%s lacks the placeholder X that keeps the 7th character in its place; %s", got, want)
	case NotValid:
		return fmt.Sprintf("%s is not in ICD-10-CM %s, the release in force on %s; %s %s", got, gr.t.Release().Edition, gr.c.Date, want, title)
	default:
		return fmt.Sprintf("%s for %s %s", got, want, title)
	}
}

func (gr *grading) title(code string) string {
	n, ok := gr.t.Find(code)
	if !ok {
		return ""
	}
	return codesets.Clean(gr.t.Title(n))
}

// fromTable returns what the classification itself says about a mistake.
func (gr *grading) fromTable(it *Item) []string {
	switch it.Outcome {
	case Header, LessSpecific, MoreSpecific, WrongSpecificity, Category:
		return append(gr.titleOf(it.Answer), "Guideline I.B.2: code to the highest level of detail documented, and no further")
	case WrongSide:
		return append(gr.titleOf(it.Answer), "Guideline I.B.13: the side comes from the record")
	case WrongSeventh:
		return append(gr.sevenths(it.Key), "Guideline I.A.5: the notes in the Tabular List say which 7th character applies")
	case MissingSeventh:
		return append(gr.sevenths(it.Key), "Guideline I.A.5: a code with a 7th character is invalid without it")
	case MissingPlaceholder:
		return []string{"Guideline I.A.4: X holds the empty places before a 7th character"}
	case NotValid:
		return gr.children(it.Answer)
	default:
		return nil
	}
}

func (gr *grading) titleOf(code string) []string {
	if title := gr.title(code); title != "" {
		return []string{shown(code) + " is " + title}
	}
	return nil
}

// sevenths quotes the 7th characters that apply to code, with their owner.
func (gr *grading) sevenths(code string) []string {
	n, ok := gr.t.Find(code)
	if !ok {
		return nil
	}
	var parts []string
	for _, s := range gr.t.Sevenths(n) {
		parts = append(parts, string(s.Char)+" "+codesets.Clean(s.Text))
	}
	if len(parts) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("7th characters at %s: %s", shown(gr.t.Key(gr.t.SeventhOwner(n))), strings.Join(parts, "; "))}
}

// children lists what stands beneath the longest part of code that exists.
func (gr *grading) children(code string) []string {
	for end := len(code) - 1; end >= 3; end-- {
		n, ok := gr.t.Find(code[:end])
		if !ok {
			continue
		}
		var below []string
		for c := range gr.t.Children(n) {
			below = append(below, shown(gr.t.Key(c)))
		}
		if len(below) == 0 {
			return []string{fmt.Sprintf("%s takes no further characters", shown(code[:end]))}
		}
		return []string{fmt.Sprintf("beneath %s stand %s", shown(code[:end]), strings.Join(below, ", "))}
	}
	return nil
}

// fromKey returns what the key itself says about its code; reasons for the
// whole case are shown with the case.
func (gr *grading) fromKey(code string) []string {
	var out []string
	for _, r := range gr.c.Why {
		if r.Code != "" && codesets.Normalize(r.Code) == code {
			out = append(out, r.lines(gr.t)...)
		}
	}
	return out
}

// lines shows a reason: its words with the section, the index path, the note
// quoted from the table.
func (r Reason) lines(t *table.Codes) []string {
	first := codesets.Clean(r.Text)
	if r.Section != "" {
		first += " (guideline " + r.Section + ")"
	}
	out := []string{first}
	if r.Index != "" {
		out = append(out, "Index: "+codesets.Clean(r.Index))
	}
	if r.Note != "" {
		for _, note := range r.notes(t) {
			out = append(out, quote(note))
		}
	}
	return out
}

// notes returns the notes a reason cites: those of the kind its owner carries
// that name the reason's code or, when none does, all of the kind.
func (r Reason) notes(t *table.Codes) []codesets.Note {
	owner, kind, _ := strings.Cut(r.Note, " ")
	n, ok := t.Find(codesets.Normalize(owner))
	if !ok {
		return nil
	}
	var all, naming []codesets.Note
	code, hasCode := t.Find(codesets.Normalize(r.Code))
	for _, note := range t.Notes(n) {
		if note.Kind.String() != kind {
			continue
		}
		all = append(all, note)
		for _, ref := range note.Refs {
			if hasCode && t.Covers(ref, code) {
				naming = append(naming, note)
				break
			}
		}
	}
	if len(naming) > 0 {
		return naming
	}
	return all[:min(len(all), 3)]
}

// Rationale returns every reason of the key in order, for show and for the
// end of a case.
func (g *Grader) Rationale(c *Case) ([]string, error) {
	t, err := g.Tables.ICD10CM(c.Date)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, r := range c.Why {
		lines := r.lines(t)
		if r.Code != "" {
			lines[0] = shown(codesets.Normalize(r.Code)) + ": " + lines[0]
		}
		out = append(out, lines...)
	}
	return out, nil
}
