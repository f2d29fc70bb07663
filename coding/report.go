package coding

import (
	"slices"

	"github.com/medcode-cli/medcode/codesets"
)

// Fail reports that the rule fires. What f leaves out is filled in: rule,
// severity, source, fix, place and date.
func (p *Prepared) Fail(f Finding) { p.report(Fail, f) }

// Bypass reports that the rule fires but by, something on the claim, resolves it.
func (p *Prepared) Bypass(by string, f Finding) {
	f.By = by
	p.report(Bypassed, f)
}

// NoData reports that the rule cannot decide because t is not at hand on its
// date. One finding stands for all of a claim.
func (p *Prepared) NoData(t *Opened) {
	p.noData(t.missing())
}

// Undecided reports that the rule cannot decide because a loaded table has no
// row that says; what tells which, and is the same text for the same reason.
func (p *Prepared) Undecided(f Finding) {
	f.Outcome = NoData
	p.fill(&f)
	p.noData(&f)
}

func (p *Prepared) noData(f *Finding) {
	p.outcome = max(p.outcome, NoData)
	r := p.w.result
	rule := &p.w.engine.rules[p.rule]
	for i := range r.Findings {
		if g := &r.Findings[i]; g.Outcome == NoData && g.Rule == rule.ID && g.Message == f.Message {
			return
		}
	}
	g := *f
	g.Rule, g.Severity, g.Source = rule.ID, p.w.plan.severity[p.rule], rule.Doc.Source
	if g.Date.IsZero() {
		g.Date = p.Date
	}
	r.Findings = append(r.Findings, g)
}

func (p *Prepared) report(o Outcome, f Finding) {
	f.Outcome = o
	p.fill(&f)
	if o == Fail {
		p.mark(&f)
		if reason, ok := p.w.engine.suppressed(p.Claim, &f); ok {
			f.Suppressed = reason
			o = Bypassed
		}
	}
	p.outcome = max(p.outcome, o)
	p.w.result.Findings = append(p.w.result.Findings, f)
}

// fill completes f from the rule that runs and the claim.
func (p *Prepared) fill(f *Finding) {
	rule := &p.w.engine.rules[p.rule]
	f.Rule = rule.ID
	if f.Severity == 0 || p.w.plan.fixed[p.rule] {
		f.Severity = p.w.plan.severity[p.rule]
	}
	if f.Source == "" {
		f.Source = rule.Doc.Source
	}
	if f.Fix == "" {
		f.Fix = rule.Doc.Fix
	}
	if f.Date.IsZero() {
		f.Date = p.Date
	}
	if f.Place.IsZero() {
		f.Place = p.Claim.At
	}
}

// mark notes on the diagnoses and lines of f that the rule fired on them.
func (p *Prepared) mark(f *Finding) {
	if f.Line == 0 && len(f.DX) == 0 {
		p.failed.add(p.rule)
	}
	for _, pos := range f.DX {
		if pos >= 1 && pos <= len(p.DX) {
			p.DX[pos-1].failed.add(p.rule)
		}
	}
	if f.Line == 0 {
		return
	}
	for i := range p.Lines {
		if n := p.Lines[i].Number(); n == f.Line || slices.Contains(f.Lines, n) {
			p.Lines[i].failed.add(p.rule)
		}
	}
}

// SkipDX reports whether the rule must not look at diagnosis d, because one it
// depends on fired on it, or because it is not an ICD-10-CM code.
func (p *Prepared) SkipDX(d *DX) bool {
	if d.failed.meets(&p.w.engine.after[p.rule]) {
		p.outcome = max(p.outcome, Skipped)
		return true
	}
	return d.ICD9 || d.Code == ""
}

// SkipLine reports whether the rule must not look at line s.
func (p *Prepared) SkipLine(s *Service) bool {
	if s.failed.meets(&p.w.engine.after[p.rule]) {
		p.outcome = max(p.outcome, Skipped)
		return true
	}
	return false
}

// Fired reports whether the rule with that id fired on line s.
func (p *Prepared) Fired(s *Service, id string) bool {
	i, ok := p.w.engine.index[id]
	return ok && s.failed.has(i)
}

// OnDX begins a finding on diagnoses, with the place, date and release of the
// first and all their codes.
func (p *Prepared) OnDX(ds ...*DX) Finding {
	f := Finding{Table: codesets.ICD10CM}
	for i, d := range ds {
		if d.Pos > 0 {
			f.DX = append(f.DX, d.Pos)
		}
		f.Codes = append(f.Codes, d.Display())
		if i == 0 {
			f.Place = p.placeOf(d)
			f.Date = d.Day.Date
			f.Release = d.Day.ICD10CM.Edition()
		}
	}
	return f
}

// placeOf returns where the code of d stands.
func (p *Prepared) placeOf(d *DX) Place {
	if d.Other > 0 {
		return p.Claim.Place(FieldOther, d.Other)
	}
	return p.Claim.Place(FieldDX, d.Pos)
}

// OnLine begins a finding on a field of a line, with its place, date and code.
func (p *Prepared) OnLine(s *Service, field Field) Finding {
	f := Finding{Line: s.Number(), Place: p.Claim.Place(field, s.Index+1), Date: s.Date()}
	if s.Code != "" {
		f.Codes = []string{s.Code}
	}
	return f
}

// OnPair begins a finding on two lines, of which denied would not be paid.
func (p *Prepared) OnPair(denied, other *Service) Finding {
	return Finding{
		Line: denied.Number(), Place: p.Claim.Place(FieldCode, denied.Index+1), Date: denied.Date(),
		Related: other.Number(), Codes: []string{denied.Code, other.Code},
	}
}

// OnClaim begins a finding on a field of the claim.
func (p *Prepared) OnClaim(field Field) Finding {
	return Finding{Place: p.Claim.Place(field, 0)}
}

// FromReader is the check of a rule whose findings the reader of the file
// makes: it reports the claim's problems that bear the rule's id.
func FromReader(p *Prepared) Outcome {
	own := p.w.engine.rules[p.rule].ID
	return ReaderProblems(p, func(id string) bool { return id == own })
}

// ReaderProblems reports the claim's problems with a rule id that mine accepts.
func ReaderProblems(p *Prepared, mine func(id string) bool) Outcome {
	for i := range p.Claim.Problems {
		if pr := &p.Claim.Problems[i]; mine(pr.Rule) {
			p.Fail(p.problem(pr))
		}
	}
	return Pass
}

func (p *Prepared) problem(pr *Problem) Finding {
	f := Finding{Place: pr.Place, Message: pr.Message, Fix: pr.Fix}
	if pr.Value != "" {
		f.Codes = []string{codesets.Clean(pr.Value)}
	}
	if f.Place.IsZero() {
		f.Place = p.Claim.Place(pr.Field, pr.Index)
	}
	switch {
	case pr.Index < 1:
	case pr.Field == FieldDX || pr.Field == FieldDXPOA:
		f.DX = []int{pr.Index}
	case pr.Field >= FieldLineNo && pr.Index <= len(p.Claim.Lines):
		f.Line = p.Claim.Lines[pr.Index-1].Number
	}
	return f
}
