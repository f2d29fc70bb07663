package coding

import (
	"slices"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// A Prepared is one claim made ready for rules: dates chosen, codes and
// modifiers normalized and resolved in the releases of their date. It is
// worked on by one goroutine and holds for the time of one check.
type Prepared struct {
	Claim   *Claim
	Options *Options
	Today   codesets.Date // the day of the run, a parameter of it
	Date    codesets.Date // of the claim: discharge when inpatient, else the first day of service
	Day     *Day          // the tables on Date
	DX      []DX          // as Claim.DX
	Other   []DX          // as Claim.Other
	Lines   []Service     // as Claim.Lines
	Seen    bool          // the same claim was read before
	Sound   bool          // every diagnosis, of DX and Other, is a billable ICD-10-CM code of a release at hand
	Letters LetterSet     // the first letters of the diagnosis codes

	w       *Worker
	pairs   pairCache
	rule    int // the rule that runs
	outcome Outcome
	failed  ruleSet // rules with a finding that names neither diagnosis nor line
}

// A DX is one diagnosis of a prepared claim.
type DX struct {
	*DXCode     // what its release says of it
	Pos     int // 1-based position in Claim.DX, 0 for one of Claim.Other
	Other   int // 1-based position in Claim.Other, 0 for one of Claim.DX
	Source  *Diagnosis
	ICD9    bool // its qualifier says ICD-9-CM
	Day     *Day // the tables on its first date
	Last    *Day // the tables on its last date: those of Day but where lines of several days point to it
	failed  ruleSet
}

// A Service is one line of a prepared claim.
type Service struct {
	*Proc      // what the tables say of its code
	Index  int // 0-based place on the claim
	Source *Line
	Mods   []*Mod   // normalized, in order, without empty ones
	Units  Quantity // 1 when the source has no units
	Day    *Day     // the tables on its first day
	failed ruleSet
}

// Date returns the first day of service of s.
func (s *Service) Date() codesets.Date { return s.Day.Date }

// Number returns the line's number as the claim counts.
func (s *Service) Number() int { return s.Source.Number }

// Has reports whether one of the modifiers codes stands on the line.
func (s *Service) Has(codes ...string) bool {
	for _, m := range s.Mods {
		if slices.Contains(codes, m.Code) {
			return true
		}
	}
	return false
}

// prepare fills p from c, reusing what it holds.
func (p *Prepared) prepare(c *Claim) {
	p.Claim = c
	p.Seen = false
	p.failed = ruleSet{}
	p.pairs.reset()
	p.prepareLines(c)
	p.Date = p.claimDate(c)
	p.Day = p.w.day(p.Date)
	for i := range p.Lines {
		if s := &p.Lines[i]; s.Day == nil {
			s.Day = p.Day
			p.resolve(s)
		}
	}
	p.prepareDX(c)
}

// claimDate returns the date that picks the releases for the claim itself.
func (p *Prepared) claimDate(c *Claim) codesets.Date {
	if c.Type == Inpatient {
		for _, d := range [...]codesets.Date{c.Discharge, c.To, c.From} {
			if !d.IsZero() {
				return d
			}
		}
	}
	var first codesets.Date
	for i := range c.Lines {
		if d := c.Lines[i].From; !d.IsZero() && (first.IsZero() || d < first) {
			first = d
		}
	}
	for _, d := range [...]codesets.Date{first, c.From, c.Discharge, c.Admission, c.To} {
		if !d.IsZero() {
			return d
		}
	}
	return 0
}

func (p *Prepared) prepareLines(c *Claim) {
	p.Lines = resize(p.Lines, len(c.Lines))
	for i := range c.Lines {
		ln, s := &c.Lines[i], &p.Lines[i]
		*s = Service{Index: i, Source: ln, Mods: s.Mods[:0], Units: ln.Units}
		if !s.Units.Given {
			s.Units = Units(1)
		}
		for _, m := range ln.Modifiers {
			if mod := p.w.mod(m); mod.Code != "" {
				s.Mods = append(s.Mods, mod)
			}
		}
		if d := lineDate(c, ln); !d.IsZero() {
			s.Day = p.w.day(d)
			p.resolve(s)
		}
	}
}

// lineDate returns the day that picks the releases for a line: its own, but
// the discharge date on an inpatient claim.
func lineDate(c *Claim, ln *Line) codesets.Date {
	if c.Type == Inpatient && !c.Discharge.IsZero() {
		return c.Discharge
	}
	return ln.From
}

func (p *Prepared) resolve(s *Service) { s.Proc = s.Day.proc(s.Source.Code) }

func (p *Prepared) prepareDX(c *Claim) {
	p.DX = resize(p.DX, len(c.DX))
	p.Sound, p.Letters = len(c.DX) > 0, 0
	for i := range c.DX {
		d := &c.DX[i]
		first, last := p.dxDays(c, i+1)
		p.DX[i] = DX{DXCode: first.dx(d.Code), Pos: i + 1, Source: d, ICD9: icd9Qualifier(d.Qualifier), Day: first, Last: last}
		p.Sound = p.Sound && p.DX[i].Billable && !p.DX[i].ICD9
		p.Letters |= Letters(p.DX[i].Code[:min(1, len(p.DX[i].Code))])
	}
	p.Other = resize(p.Other, len(c.Other))
	for i := range c.Other {
		d := &c.Other[i]
		p.Other[i] = DX{DXCode: p.Day.dx(d.Code), Other: i + 1, Source: d, ICD9: icd9Qualifier(d.Qualifier), Day: p.Day, Last: p.Day}
		p.Sound = p.Sound && p.Other[i].Billable && !p.Other[i].ICD9
	}
}

// A LetterSet is a set of first letters of diagnosis codes. Rules on one
// chapter ask it before they look at the codes.
type LetterSet uint32

// Letters returns the set of the letters A to Z in s.
func Letters(s string) LetterSet {
	var set LetterSet
	for i := range len(s) {
		if c := s[i] - 'A'; c < 26 {
			set |= 1 << c
		}
	}
	return set
}

// Meets reports whether s and o have a letter in common.
func (s LetterSet) Meets(o LetterSet) bool { return s&o != 0 }

// dxDays returns the tables on the first and last day of service of the lines
// that point to diagnosis pos; those of the claim when none does.
func (p *Prepared) dxDays(c *Claim, pos int) (first, last *Day) {
	if c.Type.Institutional() {
		return p.Day, p.Day
	}
	for i := range p.Lines {
		if day := p.Lines[i].Day; pointsTo(c.Lines[i].Pointers, pos) {
			if first == nil || day.Date < first.Date {
				first = day
			}
			if last == nil || day.Date > last.Date {
				last = day
			}
		}
	}
	if first == nil {
		return p.Day, p.Day
	}
	return first, last
}

func pointsTo(pointers []int, pos int) bool {
	return slices.Contains(pointers, pos)
}

// icd9Qualifier reports whether an X12 code list qualifier is of ICD-9-CM.
func icd9Qualifier(q string) bool {
	switch q {
	case "BK", "BF", "BJ", "PR", "BN":
		return true
	}
	return false
}

// resize returns s with n elements, keeping its room and what it holds.
func resize[T any](s []T, n int) []T {
	if n <= cap(s) {
		return s[:n]
	}
	return append(s[:cap(s)], make([]T, n-cap(s))...)
}

// Pointed calls f for each diagnosis that line s points to, in order; for all
// of them when the line has no pointers. It stops when f returns false.
func (p *Prepared) Pointed(s *Service, f func(*DX) bool) {
	if len(s.Source.Pointers) == 0 {
		for i := range p.DX {
			if !f(&p.DX[i]) {
				return
			}
		}
		return
	}
	for _, n := range s.Source.Pointers {
		if n >= 1 && n <= len(p.DX) && !f(&p.DX[n-1]) {
			return
		}
	}
}

// NodeOf returns the place of d in the ICD-10-CM release of its date.
func (d *DX) NodeOf() (*table.Codes, table.Node) { return d.Day.ICD10CM.Codes, d.Node }

// On returns the tables in force on d.
func (p *Prepared) On(d codesets.Date) *Day { return p.w.day(d) }
