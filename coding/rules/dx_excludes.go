package rules

import (
	"fmt"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

var dxExcludesRules = []coding.Rule{
	{
		ID: "dx-excludes1", Severity: coding.Review, Sets: cm, After: wrongCode, Check: dxExcludes1,
		Doc: coding.Doc{
			Title:  "Two diagnoses exclude each other",
			Text:   "An Excludes1 note means \"not coded here\": the excluded code is never used at the same time as the code above the note, because the two conditions cannot occur together. The notes of a code are its own and those of its subcategory, category, block and chapter. The exception is two conditions that are unrelated to each other; when that is not clear, the provider is asked. The finding names the owner of the note and its text.",
			Bad:    "--dx E11.9,E10.9 --date 2026-05-01",
			Good:   "--dx E11.9,I10 --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, section I.A.12.a; ICD-10-CM Tabular List",
			Limits: "A note whose words name less than its codes is read by its codes. Notes that name no code are not read.",
		},
	},
}

func dxExcludes1(p *coding.Prepared) coding.Outcome {
	return eachPair(p, func(a, b *coding.DX) {
		if !a.HasNotes() {
			noNotes(p, a)
			return
		}
		note := excluding(a, b)
		if note == nil {
			if note = excluding(b, a); note == nil {
				doubtful(p, a, b)
				return
			}
			a, b = b, a
		}
		f := p.OnDX(a, b)
		f.Row = note.Owner
		f.Message = fmt.Sprintf("%s and %s: Excludes1 at %s, %q", named(a), named(b), showOwner(note.Owner), note.Text)
		f.Fix = "report one of them, or document that the two conditions are unrelated"
		switch why := unrelated(a, b, note); {
		case why != "":
			p.Bypass(why, f)
		case p.Options.AssertUnrelated:
			p.Bypass("the profile asserts that the two conditions are unrelated (I.A.12.a)", f)
		default:
			p.Fail(f)
		}
	})
}

// excluding returns the nearest Excludes1 note in effect for a that refers to
// b and does not take in a itself; nil when there is none.
func excluding(a, b *coding.DX) *coding.EffNote {
	set := a.Notes(codesets.Excludes1)
	note := set.Covering(b.DXCode)
	if note == nil || !note.Covers(a.DXCode) {
		return note
	}
	for i := range set.Notes { // rare: a note further up may still hold
		if n := &set.Notes[i]; n.Covers(b.DXCode) && !n.Covers(a.DXCode) {
			return n
		}
	}
	return nil
}

// doubtful says so when a note that is not understood may exclude one of a and
// b beside the other.
func doubtful(p *coding.Prepared, a, b *coding.DX) {
	owner := a
	note := a.Notes(codesets.Excludes1).Doubtful(b.DXCode)
	if note == nil {
		owner, note = b, b.Notes(codesets.Excludes1).Doubtful(a.DXCode)
	}
	if note == nil {
		return
	}
	p.Undecided(coding.Finding{
		Why: coding.MetaNoteUnparsed, Table: codesets.ICD10CM, Release: owner.Table.Edition(), Row: note.Owner,
		Message: fmt.Sprintf("the Excludes1 note at %s is not understood: %q", showOwner(note.Owner), note.Text),
		Fix:     "read the note",
	})
}

// unrelated returns why the note of a does not forbid b; "" when it does.
func unrelated(a, b *coding.DX, note *coding.EffNote) string {
	switch {
	case note.Owner == "R40-R46" && b.Within("F"):
		return "the note excludes only symptoms that are part of a mental disorder (F01-F99); an unrelated symptom is reported (I.A.12.a)"
	case a.Within("I69") && b.Within("S06"), b.Within("I69") && a.Within("S06"):
		return "sequelae of an earlier cerebrovascular disease are unrelated to a current injury (I.A.12.a)"
	case a.Within("F458") && b.Within("G4763"), b.Within("F458") && a.Within("G4763"):
		return "the guidelines' own example: psychogenic dysmenorrhea and teeth grinding are unrelated (I.A.12.a)"
	}
	return ""
}

// noNotes reports that the release of d was loaded without its notes.
func noNotes(p *coding.Prepared, d *coding.DX) {
	p.Undecided(d.Table.WithoutNotes())
}

// showOwner returns the owner of a note as people write it: "E08-E13",
// "E11.2", "chapter 4".
func showOwner(owner string) string {
	if len(owner) < 3 {
		return "chapter " + owner
	}
	return codesets.Display(codesets.ICD10CM, owner)
}
