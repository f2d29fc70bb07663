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

// index asks for the code that a path of the Alphabetic Index leads to.
func (d *driller) index() (Question, bool) {
	if len(d.Index) == 0 {
		return Question{}, false
	}
	e := d.Index[d.rand.IntN(len(d.Index))]
	n, ok := d.ICD10CM.Find(e.Code)
	if !ok || len(e.Path) < 2 {
		return Question{}, false
	}
	return Question{
		Prompt: fmt.Sprintf("Main term %s, then %d step(s): %s. Which code does the Index give?", e.Path[0], len(e.Path)-1, strings.Join(e.Path[1:], " > ")),
		Accept: []string{e.Code}, Why: []string{d.named(n), "Guideline I.B.1: from the Index to the Tabular List, always both"},
		See: lookupCommand(shown(e.Code)),
	}, true
}

// successor asks what became of a code.
func (d *driller) successor() (Question, bool) {
	if len(d.Changes) == 0 {
		return Question{}, false
	}
	c := d.Changes[d.rand.IntN(len(d.Changes))]
	if c.New == "" || c.New == c.Old {
		return Question{}, false
	}
	q := Question{
		Prompt: fmt.Sprintf("%s was replaced on %s. Name a code that took its place.", shown(c.Old), c.From),
		See:    lookupCommand(shown(c.New)),
	}
	for _, x := range d.Changes {
		if x.Old == c.Old {
			q.Accept = append(q.Accept, x.New)
			if n, ok := d.ICD10CM.Find(x.New); ok {
				q.Why = append(q.Why, d.named(n))
			}
		}
	}
	return q, true
}

// together asks what the NCCI edit of two codes allows on the date. CPT
// numbers come without words: their descriptors are the AMA's.
func (d *driller) together() (Question, bool) {
	if d.Pairs == nil || d.Pairs.Len() == 0 {
		return Question{}, false
	}
	p, ok := d.anyPair()
	if !ok || !p.Covers(d.Date) || p.Indicator == '9' {
		return Question{}, false
	}
	q := Question{
		Prompt:  fmt.Sprintf("Same patient, provider and day: %s with %s. May both be paid?", p.Column1, p.Column2),
		Options: []string{"never: no modifier opens the edit", "only with a modifier, when the services are distinct"},
		Accept:  []string{"1"},
		Why:     []string{fmt.Sprintf("NCCI edit, column 1 %s, column 2 %s, modifier indicator %c: %s", p.Column1, p.Column2, p.Indicator, codesets.Clean(p.Rationale))},
	}
	if p.Indicator == '1' {
		q.Accept = []string{"2"}
	}
	return q, true
}

// anyPair returns one of the pairs of a random code.
func (d *driller) anyPair() (table.Pair, bool) {
	first, ok := d.Pairs.Code(fmt.Sprintf("%05d", 10000+d.rand.IntN(90000))) // CPT I numbers
	if !ok {
		return table.Pair{}, false
	}
	var all []table.Pair
	for second, e := range d.Pairs.Seconds(first) {
		all = append(all, table.Pair{Column1: d.Pairs.Key(first), Column2: d.Pairs.Key(second), Edit: e})
	}
	if len(all) == 0 {
		return table.Pair{}, false
	}
	return all[d.rand.IntN(len(all))], true
}
