package cmd

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
	"github.com/medcode-cli/medcode/coding/claimfile"
	"github.com/medcode-cli/medcode/coding/practice"
	"github.com/medcode-cli/medcode/coding/rules"
)

// claimChecks returns a check that runs the rules of 'medcode check' over the
// key of a case, made into a claim. It judges as no payer in particular and
// says what is a warning or worse. What cannot be judged because a table is
// not loaded says nothing.
func (a *app) claimChecks() (practice.ClaimCheck, error) {
	tables, err := a.store()
	if err != nil {
		return nil, err
	}
	engine, err := coding.New(rules.All(), tables, coding.Config{Profile: coding.Profile{Name: "practice"}})
	if err != nil {
		return nil, err
	}
	worker := engine.NewWorker()
	return func(c *practice.Case) ([]string, error) {
		var r coding.Result
		worker.Check(claimOf(c), false, &r)
		var found []string
		for i := range r.Findings {
			if f := &r.Findings[i]; f.Outcome == coding.Fail && f.Severity >= coding.Warn && !excused(c, f) {
				found = append(found, fmt.Sprintf("%s: %s", f.Rule, f.Message))
			}
		}
		return found, nil
	}, nil
}

// excused reports whether f is about a pair that the key documents as
// unrelated (guideline I.A.12.a).
func excused(c *practice.Case, f *coding.Finding) bool {
	named := func(code string) bool {
		return slices.ContainsFunc(f.Codes, func(x string) bool { return codesets.Normalize(x) == codesets.Normalize(code) })
	}
	return slices.ContainsFunc(c.Key.Unrelated, func(pair []string) bool {
		return len(pair) == 2 && named(pair[0]) && named(pair[1])
	})
}

// placeOf is the place of service a setting stands for.
var placeOf = map[string]string{
	"office": "11", "telehealth": "10", "home": "12", "outpatient": "22", "emergency": "23", "ambulatory-surgery": "24",
}

// claimOf makes a claim of a key: inpatient, a supplier's or professional, every
// line pointing to the first four diagnoses.
func claimOf(c *practice.Case) *coding.Claim {
	out := &coding.Claim{ID: c.ID, Type: coding.Professional, From: c.Date, POS: placeOf[c.Setting]}
	out.Patient.Sex = c.Patient.Sex
	if c.Patient.Age > 0 {
		out.Patient.Birth = claimfile.BirthOf(c.Patient.Age, c.Date)
	}
	if c.Inpatient() {
		out.Type, out.Admission, out.Discharge = coding.Inpatient, c.Date, c.Date
	}
	if supplied(c) {
		out.Type = coding.DME
	}
	for i, k := range c.Key.Dx {
		d := coding.Diagnosis{Code: k.Code, POA: k.POA}
		if c.Inpatient() && i > 0 && strings.ContainsRune("VWXY", rune(k.Code[0])) {
			d.Role = coding.RoleExternal
			out.Other = append(out.Other, d)
			continue
		}
		out.DX = append(out.DX, d)
	}
	for _, k := range c.Key.Procedures {
		ln := out.AddLine()
		ln.Code, ln.Units, ln.From, ln.POS = k.Code, coding.Units(int64(max(k.Units, 1))), c.Date, out.POS
		ln.Modifiers = append(ln.Modifiers, k.Modifiers...)
		for p := range min(len(out.DX), 4) {
			ln.Pointers = append(ln.Pointers, p+1)
		}
	}
	return out
}

// supplied reports whether a key is what a supplier bills for a patient's home:
// nothing but equipment, supplies, orthotics and vision.
func supplied(c *practice.Case) bool {
	return c.Setting == "home" && len(c.Key.Procedures) > 0 &&
		!slices.ContainsFunc(c.Key.Procedures, func(k practice.LineKey) bool { return !strings.ContainsRune("ABEKLV", rune(k.Code[0])) })
}
