package cmd

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/pflag"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
	"github.com/medcode-cli/medcode/coding/claimfile"
)

// A oneClaim is a claim made of flags.
type oneClaim struct {
	ID        string
	Type      string
	DX        []string
	Lines     []string
	Birth     string
	Age       int
	Sex       string
	NPI       string
	POS       string
	Admission string
	Discharge string
	PCS       []string
}

var claimTypes = []string{"professional", "outpatient-institutional", "inpatient", "dme"}

func (o *oneClaim) flags(f *pflag.FlagSet) {
	f.StringSliceVar(&o.DX, "dx", nil, "diagnosis `CODES` of one claim, the first-listed first; CODE:Y gives a POA indicator, ABK:CODE a qualifier")
	f.StringArrayVar(&o.Lines, "line", nil, "a service `LINE` of one claim: \"CODE[-MOD…] [xUNITS] [posNN] [dx1,2] [YYYY-MM-DD] [$CHARGE]\"; repeat it")
	f.StringVar(&o.Type, "type", "", "claim `TYPE`: professional (default), outpatient-institutional, inpatient or dme")
	f.StringVar(&o.Type, "setting", "", "the same as --type")
	f.StringVar(&o.ID, "id", "", "claim `NUMBER`")
	f.StringVar(&o.Birth, "birth", "", "patient's date of birth, `YYYY-MM-DD`")
	f.IntVar(&o.Age, "age", -1, "patient's age in `YEARS` on the date of service")
	f.StringVar(&o.Sex, "sex", "", "patient's sex: `M`, F or U")
	f.StringVar(&o.NPI, "npi", "", "`NPI` of the billing provider")
	f.StringVar(&o.POS, "pos", "", "place of service of the lines, two `DIGITS`")
	f.StringVar(&o.Admission, "admission", "", "`DATE` of admission")
	f.StringVar(&o.Discharge, "discharge", "", "`DATE` of discharge")
	f.StringSliceVar(&o.PCS, "procedure", nil, "ICD-10-PCS `CODES` of an inpatient claim")
}

func (o *oneClaim) empty() bool { return len(o.DX) == 0 && len(o.Lines) == 0 && len(o.PCS) == 0 }

// A dateOption is the date of service of the run, and whether the user gave it.
type dateOption struct {
	date  codesets.Date
	given bool
}

// apply gives lines without a date, of a claim without one, the date of
// service: when the user gave one, else only when the source has no room for
// dates.
func (d dateOption) apply(c *coding.Claim) {
	if !d.given && c.Carries.Has(coding.FieldFrom) {
		return
	}
	for i := range c.Lines {
		if ln := &c.Lines[i]; ln.From.IsZero() && c.From.IsZero() && c.Discharge.IsZero() {
			ln.From = d.date
		}
	}
	if len(c.Lines) == 0 && c.From.IsZero() && c.Discharge.IsZero() && d.given {
		c.From = d.date
	}
}

// claim makes the claim of the flags.
func (o *oneClaim) claim(date dateOption) (*coding.Claim, error) {
	c := &coding.Claim{ID: o.ID, Type: coding.Professional, Frequency: ""}
	if o.Type != "" {
		t, ok := coding.ParseClaimType(o.Type)
		if !ok {
			return nil, usagef("--type %q, want %s", o.Type, strings.Join(claimTypes, ", "))
		}
		c.Type = t
	}
	for _, code := range o.DX {
		c.DX = append(c.DX, parseDX(code))
	}
	for _, code := range o.PCS {
		c.PCS = append(c.PCS, coding.Procedure{Code: code, Date: date.date})
	}
	c.Patient.Sex = o.Sex
	c.Billing.NPI = o.NPI
	for _, d := range []struct {
		name, text string
		to         *codesets.Date
	}{{"birth", o.Birth, &c.Patient.Birth}, {"admission", o.Admission, &c.Admission}, {"discharge", o.Discharge, &c.Discharge}} {
		if d.text == "" {
			continue
		}
		day, ok := claimfile.ParseDate(d.text)
		if !ok {
			return nil, usagef("--%s %q, want YYYY-MM-DD", d.name, d.text)
		}
		*d.to = day
	}
	for _, s := range o.Lines {
		ln := c.AddLine()
		ln.From, ln.POS = date.date, o.POS
		if err := parseLine(s, ln); err != nil {
			return nil, err
		}
	}
	o.complete(c, date.date)
	return c, nil
}

// parseDX reads "E11.9", with its POA indicator as "E11.9:Y", or with the
// qualifier of an 837 as "ABK:E119".
func parseDX(s string) coding.Diagnosis {
	before, after, ok := strings.Cut(s, ":")
	switch {
	case !ok:
		return coding.Diagnosis{Code: s}
	case len(before) < 3 || len(before) == 3 && before[0] == 'A' && !strings.ContainsAny(before, "0123456789"):
		return coding.Diagnosis{Code: after, Qualifier: strings.ToUpper(before)}
	}
	return coding.Diagnosis{Code: before, POA: strings.ToUpper(after)}
}

// complete sets what follows from other flags: the dates of a claim without
// lines, the discharge date, the birth date of an age, what the flags carry.
func (o *oneClaim) complete(c *coding.Claim, date codesets.Date) {
	if len(c.Lines) == 0 {
		c.From = date
	}
	if c.Type == coding.Inpatient && c.Discharge.IsZero() {
		c.Discharge = date
	}
	if o.Age >= 0 && c.Patient.Birth.IsZero() {
		c.Patient.Birth = claimfile.BirthOf(o.Age, date)
	}
}

// parseLine reads "99213-25 x2 pos11 dx1,2 2024-07-01 $120.00".
func parseLine(s string, ln *coding.Line) error {
	words := strings.Fields(s)
	if len(words) == 0 {
		return usagef("--line %q, want CODE[-MOD…] [xUNITS]", s)
	}
	ln.Code, ln.Modifiers = claimfile.ParseCode(words[0], ln.Modifiers)
	for _, w := range words[1:] {
		if err := lineWord(w, ln); err != nil {
			return usagef("--line %q: %w", s, err)
		}
	}
	return nil
}

func lineWord(w string, ln *coding.Line) error {
	lower := strings.ToLower(w)
	var ok bool
	switch {
	case strings.HasPrefix(lower, "x") && len(w) > 1 && w[1] >= '0' && w[1] <= '9':
		ln.Units, ok = coding.ParseQuantity(w[1:])
	case strings.HasPrefix(lower, "pos"):
		ln.POS, ok = w[3:], len(w) == 5
	case strings.HasPrefix(lower, "dx"):
		ln.Pointers, ok = claimfile.ParsePointers(w[2:], 12, ln.Pointers)
	case strings.HasPrefix(w, "$"):
		ln.Charge.Cents, ok = coding.ParseAmount(w)
		ln.Charge.Given = ok
	case strings.ContainsAny(w, "-/") && w[0] >= '0' && w[0] <= '9' && len(w) >= 8:
		from, to, span := strings.Cut(w, "..")
		if ln.From, ok = claimfile.ParseDate(from); ok && span {
			ln.To, ok = claimfile.ParseDate(to)
		}
	case len(w) == 2:
		ln.Modifiers, ok = append(ln.Modifiers, w), true
	}
	if !ok {
		return fmt.Errorf("%q is none of xUNITS, posNN, dx1,2, a date, $CHARGE or a modifier", w)
	}
	return nil
}

// A oneSource gives one claim.
type oneSource struct {
	claim *coding.Claim
	given bool
}

// Next gives the claim once.
func (s *oneSource) Next(_ context.Context, c *coding.Claim) error {
	if s.given {
		return io.EOF
	}
	s.given = true
	*c = *s.claim
	return nil
}
