package practice

import (
	"fmt"
	"slices"

	"github.com/medcode-cli/medcode/codesets"
)

// order finds the key diagnoses that stand at the wrong place in the answer:
// a principal diagnosis that is not first, and pairs that a note or the key
// orders. A key diagnosis is found wrong once at most.
func (gr *grading) order(dx []string) {
	for v := range gr.c.Key.Dx {
		for u := range gr.c.Key.Dx {
			if u == v || gr.match[u] < 0 || gr.match[v] < 0 || gr.match[u] < gr.match[v] || gr.misorder[u] != "" {
				continue
			}
			if u == 0 && gr.c.Key.Dx[v].MayLead {
				continue
			}
			if why, ok := gr.precedes(u, v); ok {
				gr.misorder[u] = why
			}
		}
	}
	gr.orderFirst(dx) // last: a note says more than the rule about what is first
}

// orderFirst checks the principal or first-listed diagnosis.
func (gr *grading) orderFirst(dx []string) {
	if len(gr.match) == 0 || gr.match[0] <= 0 || gr.misorder[0] != "" {
		return
	}
	for k, key := range gr.c.Key.Dx {
		if key.MayLead && gr.match[k] == 0 {
			return
		}
	}
	if gr.match[0] == 1 && gr.optional(dx[0]) {
		return
	}
	if gr.c.Inpatient() {
		gr.misorder[0] = "Guideline II: the principal diagnosis is the condition found, after study, to have occasioned the admission"
		return
	}
	gr.misorder[0] = "Guideline IV.G: first comes the condition chiefly responsible for the service"
}

// standsAfter reports whether the key says that k follows other.
func (k DxKey) standsAfter(other DxKey) bool {
	return slices.ContainsFunc(k.After, func(c string) bool { return codesets.Normalize(c) == codesets.Normalize(other.Code) })
}

// precedes returns why key diagnosis u must stand before v.
func (gr *grading) precedes(u, v int) (string, bool) {
	first, second := gr.c.Key.Dx[u], gr.c.Key.Dx[v]
	if first.standsAfter(second) {
		return "", false // the key overrules the notes
	}
	if second.standsAfter(first) {
		return fmt.Sprintf("the key orders %s before %s", shown(codesets.Normalize(first.Code)), shown(codesets.Normalize(second.Code))), true
	}
	a, okA := gr.t.Find(codesets.Normalize(first.Code))
	b, okB := gr.t.Find(codesets.Normalize(second.Code))
	if !okA || !okB {
		return "", false
	}
	note, ok := mustPrecede(gr.t, a, b)
	if !ok {
		return "", false
	}
	return quote(note) + " (guideline I.A.13)", true
}
