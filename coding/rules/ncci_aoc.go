package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

var aocSets = []codesets.CodeSet{codesets.AOC}

const aocSource = "CMS add-on code edits; NCCI Policy Manual 2026, chapter 1, sections R and W"

// aocRules judge add-on codes by the CMS add-on code edits.
var aocRules = []coding.Rule{
	{
		ID: "aoc-type1", Severity: coding.Deny, Sets: aocSets, Types: ncciTypes, After: badLine, Check: aocType1,
		Doc: coding.Doc{
			Title:  "Add-on code without any of its primary codes",
			Text:   "An add-on code of type 1 is paid only with one of the primary codes CMS lists for it, on the same day. 99292 may also follow 99291 of the day before.",
			Bad:    `--line 64783 --date 2024-07-01`,
			Good:   `--line 64782 --line 64783 --date 2024-07-01`,
			Source: aocSource + "; I/OCE edit 106",
			Limits: "Primary codes on another claim of the same day are not seen: Medicare may pay 99292 to one physician when another of the same group and specialty is paid 99291.",
		},
	},
	{
		ID: "aoc-type2", Severity: coding.Deny, Sets: aocSets, Types: ncciTypes, After: badLine, Check: aocType2,
		Doc: coding.Doc{
			Title:  "Add-on code whose primary codes the contractor defines",
			Text:   "CMS lists no primary codes for an add-on code of type 2. Without any other code on the day it is denied; with one, a person must check that it is a primary code for the contractor.",
			Bad:    `--line 0054T --date 2024-07-01`,
			Good:   `--line 99213 --date 2024-07-01`,
			Source: aocSource + "; I/OCE edit 107",
		},
	},
	{
		ID: "aoc-type3", Severity: coding.Review, Sets: aocSets, Types: ncciTypes, After: badLine, Check: aocType3,
		Doc: coding.Doc{
			Title:  "Add-on code without a listed primary code; the contractor may know another",
			Text:   "An add-on code of type 3 has some primary codes listed by CMS, and contractors may add to them. Without a listed one it needs a person.",
			Bad:    `--line 88311 --line 99213 --date 2024-07-01`,
			Good:   `--line 88305 --line 88311 --date 2024-07-01`,
			Source: aocSource + "; I/OCE edit 108",
		},
	},
	{
		ID: "aoc-only", Severity: coding.Deny, Sets: aocSets, Types: ncciTypes,
		After: append([]string{"aoc-type1", "aoc-type2"}, badLine...), Check: aocOnly,
		Doc: coding.Doc{
			Title:  "Nothing but add-on codes on the claim",
			Text:   "An add-on code is never billed by itself: a claim with add-on codes only is denied, even where the contractor defines the primary codes.",
			Bad:    `--line 88311 --date 2024-07-01`,
			Good:   `--line 88305 --line 88311 --date 2024-07-01`,
			Source: aocSource,
		},
	},
	{
		ID: "aoc-primary-denied", Severity: coding.Deny, Sets: aocSets, Types: ncciTypes,
		After: append([]string{"aoc-type1", "aoc-type2", "aoc-only"}, badLine...), Check: aocPrimaryDenied,
		Doc: coding.Doc{
			Title:  "The only primary code of an add-on code is itself denied",
			Text:   "When the primary code is denied, its add-on code is not paid either.",
			Bad:    `--line "64782 x3" --line 64783 --date 2024-07-01`,
			Good:   `--line "64782 x1" --line 64783 --date 2024-07-01`,
			Source: aocSource,
		},
	},
}

// contractorDefined stands in the table where contractors define the primary codes.
const contractorDefined = "CCCCC"

// criticalCareMore is each further half hour of critical care, behind 99291:
// NCCI Policy Manual, chapter 1, section W.
const criticalCareMore = "99292"

// An addOnLine is a line with an add-on code and what stands beside it.
type addOnLine struct {
	*coding.Service
	typ       int // 1, 2 or 3: of the rows in force on the date
	table     *coding.Opened
	primaries []string          // listed in force, without CCCCC
	found     []*coding.Service // lines with one of them
}

// eachAddOn calls f for every add-on code on the claim with rows in force, and
// returns Pass when the table was asked.
func eachAddOn(p *coding.Prepared, f func(*addOnLine)) coding.Outcome {
	out := coding.NotApplicable
	for i := range p.Lines {
		s := &p.Lines[i]
		if s.Code == "" || p.SkipLine(s) {
			continue
		}
		t := s.Day.AOCTable()
		if !t.OK() {
			p.NoData(t)
			continue
		}
		out = coding.Pass
		if len(s.AddOn().Edits) == 0 {
			continue
		}
		if a := addOn(p, s, t); a.typ != 0 {
			f(a)
		}
	}
	return out
}

// addOn gathers what is known of the add-on code of s. Of several types in
// force the most lenient holds.
func addOn(p *coding.Prepared, s *coding.Service, t *coding.Opened) *addOnLine {
	a := &addOnLine{Service: s, table: t}
	for _, e := range s.AddOn().Edits {
		if !e.Covers(s.Date()) {
			continue
		}
		a.typ = max(a.typ, e.Type)
		if e.Primary != contractorDefined {
			a.primaries = append(a.primaries, e.Primary)
		}
	}
	for i := range p.Lines {
		o := &p.Lines[i]
		if i != s.Index && slices.Contains(a.primaries, o.Code) && sameDay(s, o) {
			a.found = append(a.found, o)
		}
	}
	return a
}

// sameDay reports whether primary stands on the day of the add-on; 99291 may
// stand on the day before 99292.
func sameDay(addOn, primary *coding.Service) bool {
	if addOn.Date() == primary.Date() || covers(addOn, primary.Date()) || covers(primary, addOn.Date()) {
		return true
	}
	return addOn.Code == criticalCareMore && primary.Code == "99291" && primary.Date().AddDays(1) == addOn.Date()
}

// covers reports whether the days of line s take in d.
func covers(s *coding.Service, d codesets.Date) bool {
	return s.Date() <= d && d <= s.Source.To
}

func (a *addOnLine) finding(p *coding.Prepared) coding.Finding {
	f := p.OnLine(a.Service, coding.FieldCode)
	f.Table, f.Release, f.Row, f.CARC = a.table.Set, a.table.Edition(), a.Code, "107"
	return f
}

// list names the primary codes, the first ones of many.
func (a *addOnLine) list() string {
	const shown = 8
	if len(a.primaries) <= shown {
		return strings.Join(a.primaries, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(a.primaries[:shown], ", "), len(a.primaries)-shown)
}

func aocType1(p *coding.Prepared) coding.Outcome {
	return eachAddOn(p, func(a *addOnLine) {
		if a.typ != 1 || len(a.found) > 0 {
			return
		}
		f := a.finding(p)
		f.Message = fmt.Sprintf("%s is an add-on code and none of its primary codes stands on %s (type 1)", a.Code, a.Date())
		f.Fix = "add the primary code that was done: " + a.list()
		if a.Code == criticalCareMore {
			f.Fix += ", or check that a physician of the same group and specialty reports it"
		}
		p.Fail(f)
	})
}

func aocType2(p *coding.Prepared) coding.Outcome {
	return eachAddOn(p, func(a *addOnLine) {
		if a.typ != 2 || len(a.found) > 0 {
			return
		}
		f := a.finding(p)
		f.Fix = "add the primary code that was done"
		f.Message = fmt.Sprintf("%s is an add-on code and no other code stands on %s (type 2)", a.Code, a.Date())
		if anyPrimary(p, a.Service) {
			f.Severity = coding.Review
			f.Message = fmt.Sprintf("the contractor defines the primary codes of %s: check that one of them stands on %s (type 2)", a.Code, a.Date())
			f.Fix = "see the contractor's list of primary codes"
		}
		p.Fail(f)
	})
}

// anyPrimary reports whether a code that is no add-on stands on the day of s.
func anyPrimary(p *coding.Prepared, s *coding.Service) bool {
	for i := range p.Lines {
		o := &p.Lines[i]
		if i != s.Index && o.Code != "" && o.Date() == s.Date() && len(o.AddOn().Edits) == 0 {
			return true
		}
	}
	return false
}

func aocType3(p *coding.Prepared) coding.Outcome {
	return eachAddOn(p, func(a *addOnLine) {
		if a.typ != 3 || len(a.found) > 0 {
			return
		}
		f := a.finding(p)
		f.Message = fmt.Sprintf("%s is an add-on code and none of its listed primary codes stands on %s (type 3: the contractor may accept others)", a.Code, a.Date())
		f.Fix = "add the primary code that was done, or see the contractor's list"
		if len(a.primaries) > 0 {
			f.Fix = "add the primary code that was done (" + a.list() + "), or see the contractor's list"
		}
		p.Fail(f)
	})
}

func aocOnly(p *coding.Prepared) coding.Outcome {
	coded, addOns := 0, 0
	for i := range p.Lines {
		s := &p.Lines[i]
		if s.Code == "" {
			continue
		}
		coded++
		if t := s.Day.AOCTable(); t.OK() && len(s.AddOn().Edits) > 0 {
			addOns++
		}
	}
	return eachAddOn(p, func(a *addOnLine) {
		if coded == 0 || addOns != coded || a.typ != 3 {
			return
		}
		f := a.finding(p)
		f.Message = fmt.Sprintf("only add-on codes stand on the claim: %s is never billed by itself", a.Code)
		f.Fix = "add the primary code that was done"
		p.Fail(f)
	})
}

// denying are the rules whose finding denies a line.
var denying = []string{"ncci-ptp", "mue-line", "mue-day", "line-duplicate", "line-code-format", "line-code-not-found", "line-code-not-effective", "line-code-terminated"}

// denied reports whether a finding denies line s.
func denied(p *coding.Prepared, s *coding.Service) bool {
	return slices.ContainsFunc(denying, func(id string) bool { return p.Fired(s, id) })
}

func aocPrimaryDenied(p *coding.Prepared) coding.Outcome {
	return eachAddOn(p, func(a *addOnLine) {
		if len(a.found) == 0 || denied(p, a.Service) {
			return
		}
		for _, s := range a.found {
			if !denied(p, s) {
				return
			}
		}
		f := a.finding(p)
		f.Related = a.found[0].Number()
		f.Codes = append(f.Codes, a.found[0].Code)
		f.Message = fmt.Sprintf("%s is denied with its primary code %s, which another finding denies", a.Code, a.found[0].Code)
		f.Fix = fmt.Sprintf("mend %s first", a.found[0].Code)
		p.Fail(f)
	})
}
