package claimfile

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

// text returns a setter of a text that recurs.
func text(to func(*coding.Claim) *string) setter {
	return func(r *CSV, c *coding.Claim, _ cellAt, value []byte) { *to(c) = r.texts.Of(value) }
}

// ownText returns a setter of a text that is different on every claim.
func ownText(to func(*coding.Claim) *string) setter {
	return func(_ *CSV, c *coding.Claim, _ cellAt, value []byte) { *to(c) = string(value) }
}

func last(c *coding.Claim) *coding.Line { return &c.Lines[len(c.Lines)-1] }

func setType(r *CSV, c *coding.Claim, at cellAt, value []byte) {
	t, ok := coding.ParseClaimType(r.texts.Of(value))
	if !ok {
		r.problem(c, at, value, "claim-unreadable", fmt.Sprintf("claim type %q, want professional, outpatient-institutional, inpatient or dme", clip(string(value))))
		return
	}
	c.Type = t
}

// dateOf reads a date, or notes the problem.
func dateOf(r *CSV, c *coding.Claim, at cellAt, value []byte) codesets.Date {
	d, ok := ParseDate(r.texts.Of(value))
	if !ok {
		r.problem(c, at, value, "date-invalid", fmt.Sprintf("%q is not a date, want YYYY-MM-DD, MM/DD/YYYY or YYYYMMDD", clip(codesets.Clean(string(value)))))
	}
	return d
}

func setDates(r *CSV, c *coding.Claim, at cellAt, value []byte) {
	d := dateOf(r, c, at, value)
	switch at.field {
	case coding.FieldBirth:
		c.Patient.Birth = d
	case coding.FieldDeath:
		c.Patient.Death = d
	case coding.FieldClaimFrom:
		c.From = d
	case coding.FieldClaimTo:
		c.To = d
	case coding.FieldAdmission:
		c.Admission = d
	case coding.FieldDischarge:
		c.Discharge = d
	case coding.FieldReceived:
		c.Received = d
	case coding.FieldFrom:
		last(c).From = d
	case coding.FieldTo:
		last(c).To = d
	default:
	}
}

// setClaimDate takes a date of service on a row without a line.
func setClaimDate(r *CSV, c *coding.Claim, at cellAt, value []byte) {
	c.From = dateOf(r, c, at, value)
}

func setAge(r *CSV, c *coding.Claim, at cellAt, value []byte) {
	n, ok := atoi(string(value))
	if !ok || n > 200 {
		r.problem(c, at, value, "claim-age", fmt.Sprintf("age %q, want whole years", clip(string(value))))
		return
	}
	r.age = n
}

func setTotal(r *CSV, c *coding.Claim, at cellAt, value []byte) {
	c.Total = money(r, c, at, value)
}

func money(r *CSV, c *coding.Claim, at cellAt, value []byte) coding.Amount {
	n, ok := coding.ParseAmount(r.texts.Of(value))
	if !ok {
		r.problem(c, at, value, "claim-unreadable", fmt.Sprintf("amount %q, want dollars and cents", clip(string(value))))
		return coding.Amount{}
	}
	return coding.Cents(n)
}

func setConditions(r *CSV, c *coding.Claim, _ cellAt, value []byte) {
	fields(r.texts.Of(value), listSeparators, func(s string) { c.Conds = append(c.Conds, s) })
}

func setPOA(r *CSV, c *coding.Claim, at cellAt, value []byte) {
	if at.n > 0 {
		if at.n <= len(c.DX) {
			c.DX[at.n-1].POA = r.texts.Of(value)
		}
		return
	}
	n := 0
	fields(r.texts.Of(value), listSeparators, func(s string) {
		if n < len(c.DX) {
			c.DX[n].POA = s
		}
		n++
	})
}

func setQualifier(r *CSV, c *coding.Claim, at cellAt, value []byte) {
	q := strings.ToUpper(r.texts.Of(value))
	switch q {
	case "10", "0", "ICD10", "ICD-10", "ICD-10-CM":
		q = "ABK"
	case "9", "ICD9", "ICD-9", "ICD-9-CM":
		q = "BK"
	case "ABK", "ABF", "BK", "BF":
	default:
		r.problem(c, at, value, "claim-unreadable", fmt.Sprintf("diagnosis qualifier %q, want 10, 9, ABK, ABF, BK or BF", clip(string(value))))
		return
	}
	for i := range c.DX {
		c.DX[i].Qualifier = q
	}
}

func setOther(role coding.DXRole) setter {
	return func(r *CSV, c *coding.Claim, at cellAt, value []byte) {
		c.Other = append(c.Other, coding.Diagnosis{Code: r.texts.Of(value), Role: role, At: r.place(at)})
	}
}

func setPCS(r *CSV, c *coding.Claim, at cellAt, value []byte) {
	fields(r.texts.Of(value), listSeparators, func(s string) {
		c.PCS = append(c.PCS, coding.Procedure{Code: s, At: r.place(at)})
	})
}

func setLineNumber(r *CSV, c *coding.Claim, at cellAt, value []byte) {
	n, ok := atoi(string(value))
	if !ok || n < 1 {
		r.problem(c, at, value, "claim-unreadable", fmt.Sprintf("line number %q, want a whole number from 1", clip(string(value))))
		return
	}
	last(c).Number = n
}

func setPOS(r *CSV, c *coding.Claim, _ cellAt, value []byte) {
	pos := r.texts.Of(value)
	if len(pos) == 1 { // spreadsheets drop the leading zero
		pos = "0" + pos
	}
	last(c).POS = pos
}

func setCode(r *CSV, c *coding.Claim, _ cellAt, value []byte) {
	ln := last(c)
	s := r.texts.Of(value)
	if len(s) > 5 && strings.ContainsAny(s, listSeparators+"-") {
		s, ln.Modifiers = ParseCode(s, ln.Modifiers)
	}
	ln.Code = s
}

func setRevenue(r *CSV, c *coding.Claim, _ cellAt, value []byte) {
	last(c).Revenue = r.texts.Of(value)
}

func setModifiers(r *CSV, c *coding.Claim, _ cellAt, value []byte) {
	ln := last(c)
	s := r.texts.Of(value)
	if strings.ContainsAny(s, listSeparators+"-") {
		fields(s, listSeparators+"-", func(m string) { ln.Modifiers = append(ln.Modifiers, m) })
		return
	}
	ln.Modifiers = append(ln.Modifiers, s)
}

func setUnits(r *CSV, c *coding.Claim, at cellAt, value []byte) {
	q, ok := coding.ParseQuantity(r.texts.Of(value))
	if !ok {
		r.problem(c, at, value, "line-units", fmt.Sprintf("units %q, want a number", clip(string(value))))
		return
	}
	last(c).Units = q
}

func setBasis(r *CSV, c *coding.Claim, _ cellAt, value []byte) {
	last(c).Basis = strings.ToUpper(r.texts.Of(value))
}

func setCharge(r *CSV, c *coding.Claim, at cellAt, value []byte) {
	last(c).Charge = money(r, c, at, value)
}

func setPointers(r *CSV, c *coding.Claim, at cellAt, value []byte) {
	ln := last(c)
	var ok bool
	if ln.Pointers, ok = ParsePointers(r.texts.Of(value), len(c.DX), ln.Pointers[:0]); !ok {
		r.problem(c, at, value, "line-dx-pointer", fmt.Sprintf("diagnosis pointers %q, want numbers or letters", clip(string(value))))
	}
}

func setNDC(r *CSV, c *coding.Claim, _ cellAt, value []byte) { last(c).NDC = r.texts.Of(value) }

func setRendering(r *CSV, c *coding.Claim, _ cellAt, value []byte) {
	npi := r.texts.Of(value)
	if c.Render.NPI == "" && len(c.Lines) <= 1 {
		c.Render.NPI = npi
	}
	if len(c.Lines) > 0 {
		last(c).Render.NPI = npi
	}
}

// setSuppress reads "rule=reason; rule CODE=reason".
func setSuppress(r *CSV, c *coding.Claim, at cellAt, value []byte) {
	for part := range strings.SplitSeq(string(value), ";") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		s, err := ParseSuppression(part)
		if err != nil {
			r.problem(c, at, value, "claim-unreadable", err.Error())
			continue
		}
		c.Suppress = append(c.Suppress, s)
	}
}

// ParseSuppression reads "rule=reason" or "rule CODE=reason".
func ParseSuppression(s string) (coding.Suppression, error) {
	what, reason, _ := strings.Cut(s, "=")
	words := strings.Fields(what)
	out := coding.Suppression{Reason: strings.TrimSpace(reason)}
	if len(words) < 1 || len(words) > 2 || out.Reason == "" {
		return out, fmt.Errorf("suppression %s, want RULE=REASON or RULE CODE=REASON", strconv.Quote(clip(s)))
	}
	out.Rule = words[0]
	if len(words) == 2 {
		out.Code = words[1]
	}
	return out, nil
}
