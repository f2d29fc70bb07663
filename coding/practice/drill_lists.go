package practice

import (
	"fmt"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/modifiers"
	"github.com/medcode-cli/medcode/codesets/pos"
	"github.com/medcode-cli/medcode/codesets/table"
)

// pos asks for the code of a place of service.
func (d *driller) pos() (Question, bool) {
	all := pos.All()
	p := all[d.rand.IntN(len(all))]
	if !p.InForce(d.Date) || strings.Contains(p.Name, "Unassigned") {
		return Question{}, false
	}
	return Question{
		Prompt: fmt.Sprintf("Place of service: %s. Which code?", p.Name),
		Accept: []string{p.Code}, Why: []string{p.Code + " " + p.Name},
	}, true
}

// modifier asks which of four modifiers says what is described.
func (d *driller) modifier() (Question, bool) {
	var in []modifiers.Modifier
	for _, m := range modifiers.All() {
		if _, ok := modifiers.Find(m.Code, d.Date); ok && m.Words != "" {
			in = append(in, m)
		}
	}
	if len(in) < 4 {
		return Question{}, false
	}
	shuffle(in, d.rand)
	q := Question{Prompt: fmt.Sprintf("Which modifier: %s?", in[0].Words), Why: []string{in[0].Code + " " + in[0].Words}}
	d.choice(&q, []string{in[0].Code, in[1].Code, in[2].Code, in[3].Code}, 0)
	q.Accept = append(q.Accept, in[0].Code)
	return q, true
}

// successor asks what became of a code.
func (d *driller) successor() (Question, bool) {
	if len(d.Changes) == 0 {
		return Question{}, false
	}
	c := d.Changes[d.rand.IntN(len(d.Changes))]
	if c.From > d.Date || d.valid(c.Old) {
		return Question{}, false // still to come, or split off from a code that lives on
	}
	q := Question{
		Prompt: fmt.Sprintf("%s was replaced on %s. Name a code that took its place.", shown(c.Old), c.From),
		See:    lookupCommand(shown(c.New)),
	}
	for _, x := range d.Changes {
		if x.Old == c.Old && x.From == c.From && d.valid(x.New) {
			q.Accept = append(q.Accept, x.New)
			if n, ok := d.ICD10CM.Find(x.New); ok {
				q.Why = append(q.Why, d.named(n))
			}
		}
	}
	return q, len(q.Accept) > 0
}

// valid reports whether code is billable in the release of the drill.
func (d *driller) valid(code string) bool {
	n, ok := d.ICD10CM.Find(code)
	return ok && d.ICD10CM.Billable(n)
}

// together asks what NCCI allows for two codes on the date; one question in
// three is about codes without an edit. CPT numbers come without words: their
// descriptors are the AMA's.
func (d *driller) together() (Question, bool) {
	if d.Pairs == nil || d.Pairs.Len() == 0 {
		return Question{}, false
	}
	p, ok := d.anyPair()
	if !ok || !p.Covers(d.Date) || p.Indicator == '9' {
		return Question{}, false
	}
	q := Question{
		Options: []string{"never: no modifier opens the edit", "only with a modifier, when the services are distinct", "yes: no edit stands between them"},
	}
	if d.rand.IntN(3) == 0 {
		if p.Column2, ok = d.unpaired(p.Column1); !ok {
			return Question{}, false
		}
		q.Accept = []string{"3"}
		q.Why = []string{fmt.Sprintf("NCCI PTP %s has no pair of %s and %s", d.Pairs.Release().Edition, p.Column1, p.Column2)}
	} else {
		q.Accept = []string{"1"}
		if p.Indicator == '1' {
			q.Accept = []string{"2"}
		}
		why := fmt.Sprintf("NCCI edit, column 1 %s, column 2 %s, modifier indicator %c", p.Column1, p.Column2, p.Indicator)
		if words := codesets.Clean(p.Rationale); strings.Trim(words, "0123456789") != "" { // a number stands for a rationale whose list is not loaded
			why += ": " + words
		}
		q.Why = []string{why}
	}
	q.Prompt = fmt.Sprintf("Same patient, provider and day: %s with %s. May both be paid?", p.Column1, p.Column2)
	q.See = []string{fmt.Sprintf("medcode ncci %s %s", p.Column1, p.Column2)}
	return q, true
}

// unpaired returns a code that stands in no edit with code, whatever its date.
func (d *driller) unpaired(code string) (string, bool) {
	p, ok := d.anyPair()
	if !ok || p.Column1 == code {
		return "", false
	}
	free := len(d.Pairs.Edits(code, p.Column1)) == 0 && len(d.Pairs.Edits(p.Column1, code)) == 0
	return p.Column1, free
}

// anyPair returns one of the pairs of a random code. A code that stands in
// column 2 only has none.
func (d *driller) anyPair() (table.Pair, bool) {
	first := table.PairCode(d.rand.IntN(d.Pairs.Codes()))
	var all []table.Pair
	for second, e := range d.Pairs.Seconds(first) {
		all = append(all, table.Pair{Column1: d.Pairs.Key(first), Column2: d.Pairs.Key(second), Edit: e})
	}
	if len(all) == 0 {
		return table.Pair{}, false
	}
	return all[d.rand.IntN(len(all))], true
}
