package rules

import (
	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

// wrongCode lists the rules that fire on a code that is none of its date.
// Rules on what a code means come after them, so that one wrong code does not
// give ten findings.
var wrongCode = []string{
	"dx-icd9-qualifier", "dx-not-yet-effective", "dx-terminated", "dx-changed-to-header",
	"dx-7th-missing", "dx-7th-illegal", "dx-placeholder-missing",
	"dx-format", "dx-not-found", "dx-not-billable",
}

// cm is the code set that most rules on diagnoses read.
var cm = []codesets.CodeSet{codesets.ICD10CM}

// usable reports whether d is a billable code of the release of its date that
// the rule may judge. A missing release is reported.
func usable(p *coding.Prepared, d *coding.DX) bool {
	if p.SkipDX(d) {
		return false
	}
	if !d.Table.OK() {
		p.NoData(d.Table)
		return false
	}
	return d.Billable
}

// firstListed returns the principal or first-listed diagnosis when it is
// usable, else nil.
func firstListed(p *coding.Prepared) *coding.DX {
	if len(p.DX) == 0 || !usable(p, &p.DX[0]) {
		return nil
	}
	return &p.DX[0]
}

// eachUsable calls f for every usable diagnosis and returns Pass when there
// was one.
func eachUsable(p *coding.Prepared, f func(d *coding.DX)) coding.Outcome {
	out := coding.NotApplicable
	for i := range p.DX {
		if d := &p.DX[i]; usable(p, d) {
			out = coding.Pass
			f(d)
		}
	}
	return out
}

// eachOf is eachUsable for a rule on codes that begin with one of letters: it
// looks at nothing when there are none.
func eachOf(p *coding.Prepared, letters coding.LetterSet, f func(d *coding.DX)) coding.Outcome {
	if !p.Letters.Meets(letters) {
		return coding.NotApplicable
	}
	return eachUsable(p, f)
}

// maxPaired bounds the diagnoses that are compared with each other; a claim
// has at most 25.
const maxPaired = 64

// eachPair calls f for every two usable diagnoses of one release, a before b
// on the claim, and returns Pass when there were two.
func eachPair(p *coding.Prepared, f func(a, b *coding.DX)) coding.Outcome {
	if len(p.DX) < 2 {
		return coding.NotApplicable
	}
	var list [maxPaired]*coding.DX
	n := 0
	for i := range p.DX {
		if d := &p.DX[i]; n < maxPaired && usable(p, d) {
			list[n] = d
			n++
		}
	}
	out := coding.NotApplicable
	for i, a := range list[:n] {
		for _, b := range list[i+1 : n] {
			if a.Table.Codes == b.Table.Codes {
				out = coding.Pass
				f(a, b)
			}
		}
	}
	return out
}

// anyOther returns the first usable diagnosis beside d for which is holds.
func anyOther(p *coding.Prepared, d *coding.DX, is func(*coding.DX) bool) *coding.DX {
	for i := range p.DX {
		if o := &p.DX[i]; o.Pos != d.Pos && o.Billable && o.Table.Codes == d.Table.Codes && is(o) {
			return o
		}
	}
	return nil
}

// failOn reports d, and the others it stands against, with a message and what
// would be right.
func failOn(p *coding.Prepared, message, fix string, ds ...*coding.DX) {
	f := p.OnDX(ds...)
	f.Message, f.Fix = message, fix
	p.Fail(f)
}

// named returns a code with its title: "E11.9 (Type 2 diabetes mellitus
// without complications)".
func named(d *coding.DX) string { return d.Display() + " (" + d.Title() + ")" }

// isExternal reports whether d is an external cause of morbidity, V00-Y99.
func isExternal(d *coding.DX) bool { return d.Code != "" && d.Code[0] >= 'V' && d.Code[0] <= 'Y' }

// isInjury reports whether d lies in chapter 19, S00-T88.
func isInjury(d *coding.DX) bool { return d.Code != "" && (d.Code[0] == 'S' || d.Code[0] == 'T') }
