package rules

import (
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

// dxManifestationRules judge codes that need the code of their cause before them.
var dxManifestationRules = []coding.Rule{
	{
		ID: "dx-manifestation-first", Severity: coding.Reject, Sets: cm, After: wrongCode, Check: dxManifestationFirst,
		Doc: coding.Doc{
			Title:  "Manifestation is first-listed",
			Text:   "Codes with \"in diseases classified elsewhere\" in the title, and the others on the manifestation list of the Medicare Code Editor, are never first-listed or principal: the underlying condition comes first.",
			Bad:    "--dx F02.80,G30.9 --date 2026-05-01",
			Good:   "--dx G30.9,F02.80 --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, section I.A.13; Definitions of Medicare Code Edits, edit 6",
			Limits: "Without the MCE table only titles decide.",
		},
	},
	{
		ID: "dx-manifestation-alone", Severity: coding.Reject, Sets: cm, After: wrongCode, Check: dxManifestationAlone,
		Doc: coding.Doc{
			Title:  "Manifestation without its underlying condition",
			Text:   "A manifestation code must be used together with the code of the underlying condition. Nothing on the claim fits its Code first note. Where the note lists examples (\"such as\") or names no code, any other condition that is not itself a manifestation, a symptom, a status or an external cause is taken as the cause.",
			Bad:    "--dx F02.80,Z79.899 --date 2026-05-01",
			Good:   "--dx G30.9,F02.80 --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, section I.A.13",
		},
	},
}

// isManifestation reports whether d may never be first-listed: by its title,
// or by the MCE list where that table is at hand.
func isManifestation(d *coding.DX) bool {
	return d.MCE().On(coding.MCEManifestation) || d.Marks()&coding.TitledManifestation != 0
}

func dxManifestationFirst(p *coding.Prepared) coding.Outcome {
	d := firstListed(p)
	if d == nil {
		return coding.NotApplicable
	}
	if !isManifestation(d) {
		return coding.Pass
	}
	fix := "list the underlying condition before it"
	if cause := causeOf(p, d); cause != nil {
		fix = "list " + cause.Display() + " before it"
	}
	failOn(p, named(d)+" is a manifestation and stands first", fix, d)
	return coding.Pass
}

// causeOf returns a diagnosis on the claim that a Code first note of d names.
func causeOf(p *coding.Prepared, d *coding.DX) *coding.DX {
	set := d.Notes(codesets.CodeFirst)
	if set == nil {
		return nil
	}
	return anyOther(p, d, func(o *coding.DX) bool { return set.Covering(o.DXCode) != nil })
}

func dxManifestationAlone(p *coding.Prepared) coding.Outcome {
	return eachUsable(p, func(d *coding.DX) {
		if !isManifestation(d) {
			return
		}
		if !d.HasNotes() {
			noNotes(p, d)
			return
		}
		set := d.Notes(codesets.CodeFirst)
		if set == nil || causeOf(p, d) != nil {
			return
		}
		if set.Open && anyOther(p, d, mayCause) != nil {
			return
		}
		failOn(p, named(d)+" stands without the condition it is a manifestation of", "add, before it: "+wanted(set), d)
	})
}

// mayCause reports whether d can be the condition another one comes from: it
// is no manifestation, symptom, status or external cause.
func mayCause(d *coding.DX) bool {
	return !isExternal(d) && !d.Within("Z", "R") && d.Marks()&coding.TitledManifestation == 0
}

// wanted returns the first line of a set's notes as a person reads it.
func wanted(set *coding.NoteSet) string {
	n := &set.Notes[0]
	text := strings.TrimLeft(n.Text, ", ")
	if len(set.Notes) > 1 && strings.HasSuffix(text, ":") {
		text += " " + set.Notes[1].Text
	}
	return text
}
