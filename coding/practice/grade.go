package practice

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// Tables gives the tables an exercise is graded and checked with.
type Tables struct {
	// ICD10CM returns the release in force on a day.
	ICD10CM func(codesets.Date) (*table.Codes, error)
	// Line reports whether a procedure or supply code is valid on a day; known
	// is false when no loaded table can tell. It may be nil.
	Line func(code string, d codesets.Date) (valid, known bool)
}

// A Grader grades answers. It is safe for concurrent use.
type Grader struct {
	Tables Tables
	Points Points
	Pass   int // per cent
}

// NewGrader returns the grader of a pack.
func NewGrader(t Tables, p *Pack) *Grader {
	return &Grader{Tables: t, Points: p.GradingPoints(), Pass: p.PassMark()}
}

func (g *Grader) isDx(code string, d codesets.Date) bool {
	t, err := g.Tables.ICD10CM(d)
	if err != nil {
		return false
	}
	_, ok := t.Find(code)
	return ok
}

// Grade compares an answer with the key of c. The error is that no release is
// in force on the case's date.
func (g *Grader) Grade(c *Case, a Answer) (Result, error) {
	t, err := g.Tables.ICD10CM(c.Date)
	if err != nil {
		return Result{}, err
	}
	gr := &grading{t: t, c: c, points: g.Points}
	dx, repeated := unique(a.Dx)
	gr.matchDx(dx)
	gr.order(dx)
	gr.addDx(dx)
	gr.addLines(a.Lines)
	gr.addUseless(dx)
	for _, code := range repeated {
		gr.useless(Duplicate, code, fmt.Sprintf("%s stands twice; a code is reported once an encounter", shown(code)), "Guideline I.B.12: the same code is reported only once")
	}
	res := Result{
		Pack: c.Pack, Case: c.ID, Date: c.Date, Release: t.Release().Edition,
		Answer: a.String(), Items: gr.items,
	}
	res.Score = score(gr.items, g.Points)
	res.Pass = res.Score >= g.Pass
	return res, nil
}

// score returns the points earned as a percentage of those possible, rounded
// half up, never below 0.
func score(items []Item, p Points) int {
	earned, possible := 0, 0
	for _, it := range items {
		earned += it.Weight * it.Percent
		if it.Key != "" {
			possible += it.Weight * max(p.Exact, 1)
		}
	}
	if possible == 0 {
		return 0
	}
	return min(100, (200*max(earned, 0)+possible)/(2*possible))
}

// unique returns codes without repetition, and those repeated.
func unique(codes []string) (once, repeated []string) {
	for _, c := range codes {
		if slices.Contains(once, c) {
			repeated = append(repeated, c)
		} else {
			once = append(once, c)
		}
	}
	return once, repeated
}

// A grading is the work of one Grade.
type grading struct {
	t      *table.Codes
	c      *Case
	points Points

	match    []int     // by key diagnosis: place in the answer, -1 when missing
	how      []Outcome // by key diagnosis
	used     []bool    // by answered diagnosis
	misorder []string  // by key diagnosis: why its place is wrong, "" when it is not
	items    []Item
}

// matchDx pairs key and answered diagnoses so that the best pairs come first.
func (gr *grading) matchDx(dx []string) {
	keys := gr.c.Key.Dx
	gr.match, gr.how = make([]int, len(keys)), make([]Outcome, len(keys))
	gr.used, gr.misorder = make([]bool, len(dx)), make([]string, len(keys))
	type pair struct {
		key, ans int
		how      Outcome
	}
	var pairs []pair
	for k := range keys {
		gr.match[k], gr.how[k] = -1, Missing
		for a, code := range dx {
			if how, ok := gr.compare(keys[k], code); ok {
				pairs = append(pairs, pair{k, a, how})
			}
		}
	}
	slices.SortStableFunc(pairs, func(x, y pair) int { return gr.rank(y.how) - gr.rank(x.how) })
	for _, p := range pairs {
		if gr.match[p.key] < 0 && !gr.used[p.ans] {
			gr.match[p.key], gr.how[p.key] = p.ans, p.how
			gr.used[p.ans] = true
		}
	}
}

// rank orders outcomes for matching: exact before accepted before the rest by
// their points.
func (gr *grading) rank(o Outcome) int {
	switch o {
	case Exact:
		return 1002
	case Alternative:
		return 1001
	default:
		return gr.points.percent(o)
	}
}

// compare returns how code answers k: against k's own code, or against an
// alternative when that is nearer.
func (gr *grading) compare(k DxKey, code string) (Outcome, bool) {
	for _, alt := range k.Any {
		if codesets.Normalize(alt) == code {
			return Alternative, true
		}
	}
	if gr.optional(code) {
		return "", false
	}
	return classify(gr.t, codesets.Normalize(k.Code), code)
}

func (gr *grading) optional(code string) bool {
	return slices.ContainsFunc(gr.c.Key.Optional, func(o string) bool { return codesets.Normalize(o) == code })
}

// addDx reports the key diagnoses.
func (gr *grading) addDx(dx []string) {
	for k, key := range gr.c.Key.Dx {
		want := codesets.Normalize(key.Code)
		it := Item{Outcome: gr.how[k], Key: want, Weight: gr.points.Secondary, Percent: gr.points.percent(gr.how[k])}
		if k == 0 {
			it.Weight = gr.points.Principal
		}
		if gr.match[k] >= 0 {
			it.Answer = dx[gr.match[k]]
		}
		if gr.misorder[k] != "" {
			it.Ordered = true
			it.Percent = max(0, it.Percent-gr.points.WrongOrder)
		}
		gr.explain(&it, k)
		gr.items = append(gr.items, it)
	}
}

// addUseless reports the answered diagnoses that answer no part of the key.
func (gr *grading) addUseless(dx []string) {
	for i, code := range dx {
		if gr.used[i] {
			continue
		}
		if gr.optional(code) {
			gr.items = append(gr.items, Item{Outcome: OptionalCode, Answer: code, Text: shown(code) + " may be reported; the key does not ask for it"})
			continue
		}
		gr.addExtra(i, dx)
	}
}

func (gr *grading) addExtra(i int, dx []string) {
	code := dx[i]
	n, ok := gr.t.Find(code)
	if !ok {
		gr.useless(Extra, code, fmt.Sprintf("%s is not in ICD-10-CM %s, the release in force on %s", shown(code), gr.t.Release().Edition, gr.c.Date), "Guideline I.A.1: codes come from the Tabular List in force on the date")
		return
	}
	for j, other := range dx {
		m, found := gr.t.Find(other)
		if j == i || !found {
			continue
		}
		if note, barred := excludes1(gr.t, n, m); barred {
			text := fmt.Sprintf("%s cannot stand beside %s", shown(code), shown(other))
			gr.useless(Conflict, code, text, quote(note), "Guideline I.A.12.a: Excludes1 means never at the same time")
			return
		}
	}
	for _, other := range dx {
		if other != code && strings.HasPrefix(other, code) {
			gr.useless(Extra, code, fmt.Sprintf("%s is the header of %s, which is given", shown(code), shown(other)), "Guideline I.B.2: only the full code is reported")
			return
		}
	}
	gr.useless(Extra, code, fmt.Sprintf("%s (%s) is not supported by the record, or is part of a code already given", shown(code), codesets.Clean(gr.t.Title(n))))
}

// useless reports an answered diagnosis that earns nothing and costs points.
func (gr *grading) useless(o Outcome, code, text string, why ...string) {
	gr.items = append(gr.items, Item{
		Outcome: o, Answer: code, Weight: gr.points.Secondary, Percent: -gr.points.penalty(o),
		Text: text, Why: why, See: []string{"medcode lookup " + shown(code)},
	})
}
