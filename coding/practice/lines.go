package practice

import (
	"fmt"
	"slices"
	"strings"
)

// addLines reports the key's procedures and supplies, then the answered ones
// that are of no use.
func (gr *grading) addLines(lines []AnswerLine) {
	used := make([]bool, len(lines))
	for _, key := range gr.c.Key.Procedures {
		best := -1
		for i, l := range lines {
			if used[i] || !slices.Contains(key.codes(), l.Code) {
				continue
			}
			if best < 0 || gr.lineRank(key, l) > gr.lineRank(key, lines[best]) {
				best = i
			}
		}
		if best < 0 {
			gr.items = append(gr.items, gr.lineItem(key, nil))
			continue
		}
		used[best] = true
		gr.items = append(gr.items, gr.lineItem(key, &lines[best]))
	}
	seen := map[string]bool{}
	for i, l := range lines {
		if used[i] {
			seen[l.Code] = true
		}
	}
	for i, l := range lines {
		if used[i] {
			continue
		}
		o, text := Extra, l.Code+" is not supported by the record, or is part of another code given"
		if seen[l.Code] {
			o, text = Duplicate, l.Code+" stands twice; use units, or a modifier where the record supports it"
		}
		gr.items = append(gr.items, Item{
			Outcome: o, Procedure: true, Answer: l.String(), Weight: gr.points.Secondary, Percent: -gr.points.penalty(o),
			Text: text, See: []string{"medcode lookup " + l.Code},
		})
	}
}

func (gr *grading) lineRank(key LineKey, l AnswerLine) int {
	return gr.points.percent(lineOutcome(key, l))
}

// lineOutcome grades a line whose code is right. Modifiers are compared as a
// set: their order is a payer's matter.
func lineOutcome(key LineKey, l AnswerLine) Outcome {
	right := Exact
	if i := slices.IndexFunc(key.alternatives(), func(x AnswerLine) bool {
		return x.Code == l.Code && sameModifiers(x.Modifiers, l.Modifiers)
	}); i >= 0 {
		right = Alternative
	} else if key.Code != l.Code || !sameModifiers(key.Modifiers, l.Modifiers) {
		return WrongModifier
	}
	if max(key.Units, 1) != l.Units {
		return WrongUnits
	}
	return right
}

// alternatives returns what is acceptable instead of k.
func (k LineKey) alternatives() []AnswerLine {
	out := make([]AnswerLine, len(k.Any))
	for i, alt := range k.Any {
		parts := strings.Split(alt, "-")
		out[i] = AnswerLine{Code: parts[0], Modifiers: parts[1:], Units: max(k.Units, 1)}
		if len(parts) == 1 {
			out[i].Modifiers = k.Modifiers
		}
	}
	return out
}

// codes returns the code of k and those of its alternatives.
func (k LineKey) codes() []string {
	out := []string{k.Code}
	for _, alt := range k.alternatives() {
		out = append(out, alt.Code)
	}
	return out
}

func sameModifiers(a, b []string) bool { return slices.Equal(sorted(a), sorted(b)) }

func sorted(s []string) []string { return slices.Sorted(slices.Values(s)) }

// line returns a key line as it is entered.
func (k LineKey) line() AnswerLine {
	return AnswerLine{Code: k.Code, Modifiers: k.Modifiers, Units: max(k.Units, 1)}
}

func (gr *grading) lineItem(key LineKey, l *AnswerLine) Item {
	it := Item{Procedure: true, Key: key.line().String(), Weight: gr.points.Procedure, Outcome: Missing}
	if l != nil {
		it.Answer, it.Outcome = l.String(), lineOutcome(key, *l)
	}
	it.Percent = gr.points.percent(it.Outcome)
	switch it.Outcome {
	case Exact, Missing:
		it.Text = it.Key
	case Alternative:
		it.Text = fmt.Sprintf("%s is accepted for %s", it.Answer, it.Key)
	case WrongModifier:
		it.Text = fmt.Sprintf("%s for %s: want %s", it.Answer, it.Key, modifierWords(key.Modifiers))
	default:
		it.Text = fmt.Sprintf("%s for %s: want %d unit(s)", it.Answer, it.Key, max(key.Units, 1))
	}
	if !it.Outcome.Right() {
		it.Why = gr.fromKey(key.Code)
		it.See = []string{"medcode lookup " + key.Code}
	}
	return it
}

func modifierWords(mods []string) string {
	if len(mods) == 0 {
		return "no modifier"
	}
	return "modifier " + strings.Join(mods, ", ")
}
