package coding

import "github.com/medcode-cli/medcode/codesets"

// Outside judges what a reader found wrong in a file outside of its claims,
// such as a count of an X12 envelope: the result has the findings of the rules
// that are on, and no claim of its own.
func (e *Engine) Outside(file string, problems []Problem) *Result {
	r := &Result{Outside: true, Claim: &Claim{File: file}}
	plan := e.plans[e.config.Profile.Name]
	for i := range problems {
		pr := &problems[i]
		at, ok := e.index[pr.Rule]
		if !ok {
			if at, ok = e.index["claim-unreadable"]; !ok {
				continue
			}
		}
		if !plan.on[at] {
			continue
		}
		rule := &e.rules[at]
		f := Finding{
			Rule: rule.ID, Severity: plan.severity[at], Outcome: Fail, Place: pr.Place, Message: pr.Message, Fix: pr.Fix, Source: rule.Doc.Source,
		}
		if pr.Value != "" {
			f.Codes = []string{codesets.Clean(pr.Value)}
		}
		if reason, ok := e.suppressed(r.Claim, &f); ok {
			f.Suppressed = reason
		} else {
			r.Verdict = Findings
		}
		r.Findings = append(r.Findings, f)
	}
	return r
}
