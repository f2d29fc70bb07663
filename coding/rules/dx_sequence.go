package rules

import (
	"fmt"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
	"github.com/medcode-cli/medcode/coding"
)

// dxSequenceRules judge what Code first, Use additional code and Code also
// notes ask for.
var dxSequenceRules = []coding.Rule{
	{
		ID: "dx-code-first-order", Severity: coding.Reject, Sets: cm, After: append([]string{"dx-manifestation-first"}, wrongCode...), Check: dxCodeFirstOrder,
		Doc: coding.Doc{
			Title:  "Underlying condition stands behind the code that follows from it",
			Text:   "A Code first note asks for the underlying condition before the code that carries the note. Both are on the claim in the wrong order. Where the note says \"if applicable\" or \"if known\" the finding is a warning.",
			Bad:    "--dx I10,N18.30,E11.22 --date 2026-05-01",
			Good:   "--dx E11.22,N18.30 --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, sections I.A.13 and I.B.7; ICD-10-CM Tabular List",
			Limits: "When another condition of the same note already stands before, nothing is said.",
		},
	},
	{
		ID: "dx-code-first-missing", Severity: coding.Review, Sets: cm, After: append([]string{"dx-manifestation-first", "dx-manifestation-alone"}, wrongCode...), Check: dxCodeFirstMissing,
		Doc: coding.Doc{
			Title:  "Code first note with nothing before it on the claim",
			Text:   "The code carries an unconditional Code first note and no code on the claim fits it.",
			Bad:    "--dx E11.9,I25.84 --date 2026-05-01",
			Good:   "--dx I25.10,I25.84 --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, section I.B.7; ICD-10-CM Tabular List",
			Limits: "Only notes whose first words ask for an underlying condition, a toxic agent, a neoplasm or the like without \"if\" or \"any\". Where a note gives examples or no code, any other condition on the claim satisfies it.",
		},
	},
	{
		ID: "dx-use-additional-missing", Severity: coding.Review, Sets: cm, After: wrongCode, Check: dxUseAdditionalMissing,
		Doc: coding.Doc{
			Title:  "Code that completes another is missing",
			Text:   "The code carries a Use additional code note for the stage, type, site or severity of what it names, and no code on the claim fits it: E11.22 without the stage of the kidney disease, I70.23- without the ulcer.",
			Bad:    "--dx E11.22 --date 2026-05-01",
			Good:   "--dx E11.22,N18.30 --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, sections I.A.13 and I.B.7; ICD-10-CM Tabular List",
			Limits: "Notes that hold only when something is present or known (tobacco use, organism, drug, insulin) are not asked for: the claim does not tell.",
		},
	},
	{
		ID: "dx-use-additional-order", Severity: coding.Warn, Sets: cm, After: append([]string{"dx-code-first-order", "dx-manifestation-first"}, wrongCode...), Check: dxUseAdditionalOrder,
		Doc: coding.Doc{
			Title:  "Additional code stands before the code it completes",
			Text:   "A Use additional code note asks for a secondary code. The organism, stage, site or status stands before the condition.",
			Bad:    "--dx B96.20,N39.0 --date 2026-05-01",
			Good:   "--dx N39.0,B96.20 --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, section I.B.7; ICD-10-CM Tabular List",
			Limits: "Only codes that complete another by nature: stage of kidney disease, type of heart failure, ulcer, and an organism or a status code that is first-listed.",
		},
	},
	{
		ID: "dx-code-also-missing", Severity: coding.Info, Sets: cm, After: wrongCode, Check: dxCodeAlsoMissing,
		Doc: coding.Doc{
			Title:  "Code also note with nothing on the claim",
			Text:   "A Code also note says that two codes may be required to describe the condition; which comes first depends on the encounter. No code on the claim fits the note.",
			Bad:    "--dx I16.0 --date 2026-05-01",
			Good:   "--dx I16.0,I10 --date 2026-05-01",
			Source: "ICD-10-CM Official Guidelines FY2026, section I.A.17; ICD-10-CM Tabular List",
			Limits: "Only notes that ask for the type of a condition, or for any identified one, by code.",
		},
	},
}

func dxCodeFirstOrder(p *coding.Prepared) coding.Outcome {
	return eachPair(p, func(a, b *coding.DX) {
		set := a.Notes(codesets.CodeFirst)
		if set == nil {
			return
		}
		note := set.Covering(b.DXCode)
		if note == nil || note.Covers(a.DXCode) || satisfied(p, a, set) || !adverseFits(note, a) {
			return
		}
		f := p.OnDX(a, b)
		f.Row = note.Owner
		f.Message = fmt.Sprintf("%s stands before %s: Code first at %s, %q", named(a), named(b), showOwner(note.Owner), note.Text)
		f.Fix = "list " + b.Display() + " before " + a.Display()
		if note.Soft {
			f.Severity = coding.Warn
		}
		p.Fail(f)
	})
}

// satisfied reports whether a code before a fits one of its Code first notes.
func satisfied(p *coding.Prepared, a *coding.DX, set *coding.NoteSet) bool {
	return anyOther(p, a, func(o *coding.DX) bool { return o.Pos < a.Pos && set.Covering(o.DXCode) != nil }) != nil
}

// adverseFits reports whether a note of the block of drugs holds for a: the
// nature of an adverse effect comes before the drug, but a poisoning comes
// first (I.C.19.e.5).
func adverseFits(n *coding.EffNote, a *coding.DX) bool {
	return n.Owner != "T36-T50" || drugIntent(a) == adverseEffect
}

func dxCodeFirstMissing(p *coding.Prepared) coding.Outcome {
	return eachUsable(p, func(d *coding.DX) {
		if isManifestation(d) {
			return // dx-manifestation-alone
		}
		if !d.HasNotes() {
			noNotes(p, d)
			return
		}
		set := d.Notes(codesets.CodeFirst)
		if set == nil || !set.Bound || causeOf(p, d) != nil {
			return
		}
		owner := set.Notes[0].OwnerNode
		if set.Open && anyOther(p, d, func(o *coding.DX) bool { return mayCause(o) && !beneath(o, owner) }) != nil {
			return
		}
		f := p.OnDX(d)
		f.Row = set.Notes[0].Owner
		f.Message = fmt.Sprintf("%s stands without what its Code first note at %s asks for", named(d), showOwner(f.Row))
		f.Fix = "add, before it: " + wanted(set)
		p.Fail(f)
	})
}

// beneath reports whether d is owner or lies beneath it.
func beneath(d *coding.DX, owner table.Node) bool {
	return owner <= d.Node && d.Node < d.Table.Codes.End(owner)
}

func dxUseAdditionalMissing(p *coding.Prepared) coding.Outcome {
	return eachUsable(p, func(d *coding.DX) {
		askFor(p, d, codesets.UseAdditional, "Use additional code", "add, behind it: ")
	})
}

// askFor reports the notes of kind k in effect for d that hold in every case
// and that no code on the claim fits.
func askFor(p *coding.Prepared, d *coding.DX, k codesets.NoteKind, name, fix string) {
	if !d.HasNotes() {
		noNotes(p, d)
		return
	}
	set := d.Notes(k)
	if set == nil || !set.Asks {
		return
	}
	for i := range set.Notes {
		n := &set.Notes[i]
		if !n.Asked || anyOther(p, d, func(o *coding.DX) bool { return n.Covers(o.DXCode) }) != nil {
			continue
		}
		f := p.OnDX(d)
		f.Row = n.Owner
		f.Message = fmt.Sprintf("%s stands without what its %s note at %s asks for", named(d), name, showOwner(n.Owner))
		f.Fix = fix + n.Text
		if strings.HasPrefix(n.Text, "code ") {
			f.Fix = fix + "a " + n.Text
		}
		p.Fail(f)
	}
}

func dxUseAdditionalOrder(p *coding.Prepared) coding.Outcome {
	return eachPair(p, func(a, b *coding.DX) {
		if !completes(a) || (a.Code[0] == 'Z' || a.Code[0] == 'B') && a.Pos != 1 {
			return
		}
		note := b.Notes(codesets.UseAdditional).Covering(a.DXCode)
		if note == nil || note.Covers(b.DXCode) || askedBefore(p, a) {
			return
		}
		f := p.OnDX(a, b)
		f.Row = note.Owner
		f.Message = fmt.Sprintf("%s stands before %s: Use additional code at %s, %q", named(a), named(b), showOwner(note.Owner), note.Text)
		f.Fix = "list " + b.Display() + " before " + a.Display()
		p.Fail(f)
	})
}

// askedBefore reports whether a code before a asks for it.
func askedBefore(p *coding.Prepared, a *coding.DX) bool {
	return anyOther(p, a, func(o *coding.DX) bool {
		return o.Pos < a.Pos && o.Notes(codesets.UseAdditional).Covering(a.DXCode) != nil
	}) != nil
}

// completing are the first letters of the codes that complete another.
var completing = coding.Letters("BNILZY")

// completes reports whether d by its nature completes another code.
func completes(d *coding.DX) bool {
	if !completing.Meets(coding.Letters(d.Code[:1])) {
		return false
	}
	return d.Between("B95", "B97") || d.Within("N18", "I50", "L97", "L984", "Z16", "Z17", "Z18", "Z57", "Z68", "Z720", "Z77", "Z79", "Z87", "Y90")
}

func dxCodeAlsoMissing(p *coding.Prepared) coding.Outcome {
	return eachUsable(p, func(d *coding.DX) {
		askFor(p, d, codesets.CodeAlso, "Code also", "add: ")
	})
}
