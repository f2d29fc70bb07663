package practice

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/icd10cm"
	"github.com/medcode-cli/medcode/codesets/table"
)

// part returns a random entry of a part of the Index that leads to a code.
func (d *driller) part(name string) (*icd10cm.IndexLine, table.Node, bool) {
	if d.parts == nil {
		d.parts = map[string][]*icd10cm.IndexLine{}
		for i := range d.Index {
			if e := &d.Index[i]; e.Code != "" {
				d.parts[e.Part] = append(d.parts[e.Part], e)
			}
		}
	}
	of := d.parts[name]
	if len(of) == 0 {
		return nil, table.None, false
	}
	e := of[d.rand.IntN(len(of))]
	n, ok := d.ICD10CM.Find(e.Code)
	return e, n, ok
}

// index asks for the code of a diagnosis by way of the Alphabetic Index. The
// way and its number of moves come with the answer.
func (d *driller) index() (Question, bool) {
	e, n, ok := d.part([]string{icd10cm.PartIndex, icd10cm.PartIndex, icd10cm.PartIndex, icd10cm.PartExternal}[d.rand.IntN(4)])
	if !ok || len(e.Path) < 2 || !d.ICD10CM.Billable(n) || residual(d.ICD10CM.Title(n)) {
		return Question{}, false
	}
	ways := leaf(d.Index, e.Code)
	q := Question{
		Prompt: fmt.Sprintf("Find it through the Alphabetic Index (>TERM opens a term): %s. Which code?", d.title(n)),
		Accept: []string{e.Code}, Moves: len(ways[0].Path), See: lookupCommand(shown(e.Code)),
	}
	const most = 3
	for _, way := range ways[:min(len(ways), most)] {
		q.Why = append(q.Why, "Index: "+codesets.Clean(strings.Join(way.Path, " > ")))
	}
	q.Why = append(q.Why, d.named(n), "Guideline I.B.1: from the Index to the Tabular List, always both")
	return q, true
}

// residual reports whether a title is of a code for the rest of a category,
// which says too little to be looked for.
func residual(title string) bool {
	return slices.ContainsFunc(titleWords(title), func(w string) bool {
		return w == "other" || w == "classified" || w == "specified"
	})
}

// drugTable asks for the code of a line and a column of the Table of Drugs,
// completed for a first treatment.
func (d *driller) drugTable() (Question, bool) {
	e, n, ok := d.part(icd10cm.PartDrugs)
	if !ok {
		return Question{}, false
	}
	if !d.ICD10CM.Billable(n) && len(e.Code) < 7 {
		const initial = "A"
		n, ok = d.ICD10CM.Find(e.Code + strings.Repeat("X", 6-len(e.Code)) + initial)
	}
	if !ok || !d.ICD10CM.Billable(n) {
		return Question{}, false
	}
	return d.ofTable("Table of Drugs", e, strings.Join(e.Path, " > "), "first treatment", n), true
}

// neoplasmTable asks for the code of a line and a column of the Table of
// Neoplasms; where the side completes the code, the question names one.
func (d *driller) neoplasmTable() (Question, bool) {
	e, n, ok := d.part(icd10cm.PartNeoplasm)
	if !ok || len(e.Path) < 2 {
		return Question{}, false
	}
	site := strings.Join(e.Path[1:], " > ")
	if d.ICD10CM.Billable(n) {
		return d.ofTable("Table of Neoplasms", e, site, "", n), true
	}
	side := []string{"right", "left"}[d.rand.IntN(2)]
	var of []table.Node
	for c := n; c < d.ICD10CM.End(n); c++ {
		if d.ICD10CM.Billable(c) && sideOf(d.ICD10CM.Title(c)) == side {
			of = append(of, c)
		}
	}
	if len(of) != 1 {
		return Question{}, false
	}
	return d.ofTable("Table of Neoplasms", e, site, side+" side", of[0]), true
}

func (d *driller) ofTable(name string, e *icd10cm.IndexLine, line, also string, n table.Node) Question {
	asked := strings.Join(nonEmpty(line, e.Column, also), "; ")
	return Question{
		Prompt: fmt.Sprintf("%s: %s. Which code?", name, asked),
		Accept: []string{d.ICD10CM.Key(n)},
		Why: []string{
			fmt.Sprintf("%s: %s, column %s: %s", name, codesets.Clean(line), codesets.Clean(e.Column), e.Leads()),
			d.named(n), "Guideline I.B.1: the Tabular List completes what the table gives",
		},
		See: lookupCommand(d.key(n)),
	}
}
