package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

var procSets = []codesets.CodeSet{codesets.HCPCS, codesets.CPT}

const codeSource = "CMS HCPCS Level II files; AMA CPT; Medicare Claims Processing Manual, chapter 23, section 20"

// lineCodeRules judge the procedure code of a line by itself.
var lineCodeRules = []coding.Rule{
	{
		ID: "line-code-format", Severity: coding.Reject, Check: lineCodeFormat,
		Doc: coding.Doc{
			Title:  "Procedure code is not shaped like a CPT or HCPCS code",
			Text:   "CPT codes are five digits (Category I), or four digits and F (Category II), T (III), U (PLA), M or A. HCPCS Level II codes are a letter from A to V and four digits.",
			Bad:    `--line 9921 --date 2024-07-01`,
			Good:   `--line 99213 --date 2024-07-01`,
			Fix:    "give the five characters of a CPT or HCPCS code",
			Source: codeSource,
			Limits: "HIPPS codes on revenue codes 0022 to 0024 are let pass.",
		},
	},
	{
		ID: "line-code-not-found", Severity: coding.Reject, Sets: procSets, After: []string{"line-code-format"}, Check: lineCodeNotFound,
		Doc: coding.Doc{
			Title:  "Procedure code does not exist",
			Text:   "A HCPCS Level II code is looked up in the release of the date of service, a CPT code in the user's licensed CPT file. Without the file the rule has no data: a code of the right shape is never called valid.",
			Bad:    `--line J9998 --date 2024-07-01`,
			Good:   `--line J0129 --date 2024-07-01`,
			Source: codeSource,
		},
	},
	{
		ID: "line-code-not-effective", Severity: coding.Reject, Sets: procSets, After: []string{"line-code-format", "line-code-not-found"}, Check: lineCodeNotEffective,
		Doc: coding.Doc{
			Title:  "Procedure code is not yet in force",
			Text:   "The code is in the table, but its first day lies after the date of service.",
			Bad:    `a line of 2024-03-31 with a code that begins on 2024-04-01`,
			Good:   `the same line from 2024-04-01 on`,
			Fix:    "use the code in force on the date of service",
			Source: codeSource,
		},
	},
	{
		ID: "line-code-terminated", Severity: coding.Reject, Sets: procSets, After: []string{"line-code-format", "line-code-not-found"}, Check: lineCodeTerminated,
		Doc: coding.Doc{
			Title:  "Procedure code has ended",
			Text:   "The code is in the table, but its last day lies before the date of service. Where the HCPCS record refers to other codes they are the fix.",
			Bad:    `a line of 2024-04-01 with a code that ended on 2024-03-31`,
			Good:   `the same line up to 2024-03-31`,
			Fix:    "use the code in force on the date of service",
			Source: codeSource,
		},
	},
}

// lineRules judge what else stands on a line.
var lineRules = []coding.Rule{
	{
		ID: "line-units", Severity: coding.Reject, Check: lineUnits,
		Doc: coding.Doc{
			Title:  "Units are zero, negative or fractional",
			Text:   "A line bills at least one unit, and whole units but for ambulance mileage (A0425, A0435, A0436).",
			Bad:    `--line "99213 x0" --date 2024-07-01`,
			Good:   `--line "99213 x1" --date 2024-07-01`,
			Fix:    "give whole units, at least 1",
			Source: tr3P + ", loop 2400 SV104; Medicare Claims Processing Manual, chapter 15, section 30.1.2",
		},
	},
	{
		ID: "line-dx-pointer", Severity: coding.Reject, Types: coding.Types(coding.TypeUnknown, coding.Professional, coding.DME), After: wrongCode, Check: linePointer,
		Doc: coding.Doc{
			Title:  "Diagnosis pointers of a line are missing or wrong",
			Text:   "A professional line points to one to four diagnoses of the claim, each once. The first pointer is the reason for the service: an external cause of morbidity (V00-Y99) or a code for a manifestation cannot be it.",
			Bad:    `--dx E11.9 --line "99213 dx2" --date 2026-05-01`,
			Good:   `--dx E11.9 --line "99213 dx1" --date 2026-05-01`,
			Fix:    "point to one to four diagnoses of the claim, each once, the reason for the service first",
			Source: tr3P + ", loop 2400 SV107; ICD-10-CM Official Guidelines FY2026, sections I.A.13 and I.C.20.a.6",
		},
	},
	{
		ID: "line-duplicate", Severity: coding.Deny, After: badLine, Check: lineDuplicate,
		Doc: coding.Doc{
			Title:  "The same line twice",
			Text:   "Two lines with the same code, modifiers, dates, units and provider are denied as duplicates, unless a modifier says that the service was repeated (76, 77, 91) or distinct (59, XE, XP, XS, XU or an anatomic modifier).",
			Bad:    `--line "93000" --line "93000" --date 2024-07-01`,
			Good:   `--line "93000" --line "93000-76" --date 2024-07-01`,
			Source: "Medicare Claims Processing Manual, chapter 1, section 120.2",
		},
	},
}

// codeExempt reports whether the code of a line is judged elsewhere: there is
// none, or it is a HIPPS code (revenue codes 0022, 0023, 0024).
func codeExempt(p *coding.Prepared, s *coding.Service) bool {
	return s.Code == "" || p.Claim.Type.Institutional() && strings.HasPrefix(strings.TrimPrefix(s.Source.Revenue, "0"), "2") && len(strings.TrimPrefix(s.Source.Revenue, "0")) == 2
}

func lineCodeFormat(p *coding.Prepared) coding.Outcome {
	out := coding.NotApplicable
	for i := range p.Lines {
		s := &p.Lines[i]
		if codeExempt(p, s) {
			continue
		}
		out = coding.Pass
		if s.CPT || coding.IsHCPCS(s.Code) {
			continue
		}
		f := p.OnLine(s, coding.FieldCode)
		f.Codes = []string{codesets.Clean(s.Code)}
		f.Message = fmt.Sprintf("%q is not shaped like a CPT or HCPCS code", codesets.Clean(s.Code))
		if fixed := repairProc(s.Code); fixed != "" {
			f.Fix = "did you mean " + fixed
		}
		p.Fail(f)
	}
	return out
}

// repairProc returns the code that s becomes when letters that look like
// digits and stray characters are put right, "" when it becomes none.
func repairProc(s string) string {
	s = strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
	if len(s) != 5 {
		return ""
	}
	fixed := s[:1] + strings.NewReplacer("O", "0", "I", "1", "L", "1").Replace(s[1:])
	if fixed[0] == 'O' {
		fixed = "0" + fixed[1:]
	}
	if coding.IsHCPCS(fixed) || allDigits(fixed) {
		return fixed
	}
	return ""
}

// eachEntry calls f for every line whose code set is there, and reports those
// whose is not. It returns Pass when there was one.
func eachEntry(p *coding.Prepared, f func(*coding.Service, *coding.ProcEntry)) coding.Outcome {
	out := coding.NotApplicable
	for i := range p.Lines {
		s := &p.Lines[i]
		if codeExempt(p, s) || p.SkipLine(s) {
			continue
		}
		e := s.Entry()
		if e.Table == nil {
			continue
		}
		if !e.Table.OK() {
			p.NoData(e.Table)
			continue
		}
		out = coding.Pass
		f(s, e)
	}
	return out
}

func entryFinding(p *coding.Prepared, s *coding.Service, e *coding.ProcEntry) coding.Finding {
	f := p.OnLine(s, coding.FieldCode)
	f.Table, f.Release, f.Row = e.Table.Set, e.Table.Edition(), s.Code
	return f
}

func lineCodeNotFound(p *coding.Prepared) coding.Outcome {
	return eachEntry(p, func(s *coding.Service, e *coding.ProcEntry) {
		if e.Found() {
			return
		}
		f := entryFinding(p, s, e)
		if e.Table.Sample() {
			f.Message = fmt.Sprintf("%s is not in %s, which is a sample", s.Code, e.Table.Release.Title)
			f.Why = coding.MetaTableSample
			p.Undecided(f)
			return
		}
		f.Message = fmt.Sprintf("%s is not in %s", s.Code, e.Table.Release.Title)
		if near := nearProc(e, s.Code); near != "" {
			f.Fix = "did you mean " + near
		}
		p.Fail(f)
	})
}

// nearProc lists the codes that differ from code in the last digit only.
func nearProc(e *coding.ProcEntry, code string) string {
	const most = 6
	var out []string
	for n := range e.Table.Codes.Prefixed(code[:4]) {
		if out = append(out, e.Table.Codes.Key(n)); len(out) == most {
			break
		}
	}
	return strings.Join(out, ", ")
}

func lineCodeNotEffective(p *coding.Prepared) coding.Outcome {
	return eachEntry(p, func(s *coding.Service, e *coding.ProcEntry) {
		if !e.Found() || e.Effective <= s.Date() {
			return
		}
		f := entryFinding(p, s, e)
		f.Message = fmt.Sprintf("%s begins %s, after the date of service %s", s.Code, e.Effective, s.Date())
		p.Fail(f)
	})
}

func lineCodeTerminated(p *coding.Prepared) coding.Outcome {
	return eachEntry(p, func(s *coding.Service, e *coding.ProcEntry) {
		if !e.Found() || e.End.IsZero() || s.Date() <= e.End {
			return
		}
		f := entryFinding(p, s, e)
		f.Message = fmt.Sprintf("%s ended %s, before the date of service %s", s.Code, e.End, s.Date())
		f.Fix = seeInstead(e)
		p.Fail(f)
	})
}

// seeInstead names the codes that the HCPCS record refers to from its code,
// "" when it refers to none.
func seeInstead(e *coding.ProcEntry) string {
	codes := slices.DeleteFunc(strings.Fields(e.Instead), func(s string) bool { return len(s) != 5 })
	if len(codes) == 0 {
		return ""
	}
	return "see " + strings.Join(codes, ", ") + ", to which the HCPCS record refers"
}

// fractional are the codes billed in tenths: ambulance mileage.
var fractional = []string{"A0425", "A0435", "A0436"}

func lineUnits(p *coding.Prepared) coding.Outcome {
	coding.FromReader(p)
	for i := range p.Lines {
		s := &p.Lines[i]
		if !s.Source.Units.Given {
			continue
		}
		message := ""
		switch {
		case s.Units.Milli <= 0:
			message = fmt.Sprintf("%s units, want at least 1", s.Units)
		case !s.Units.Whole() && !slices.Contains(fractional, s.Code):
			message = fmt.Sprintf("%s units, want a whole number", s.Units)
		default:
			continue
		}
		f := p.OnLine(s, coding.FieldUnits)
		f.Message = message
		p.Fail(f)
	}
	return coding.Pass
}

func linePointer(p *coding.Prepared) coding.Outcome {
	coding.FromReader(p)
	out := coding.NotApplicable
	for i := range p.Lines {
		s := &p.Lines[i]
		message, d := pointerFault(p, s)
		if message == "" {
			if len(s.Source.Pointers) > 0 {
				out = coding.Pass
			}
			continue
		}
		f := p.OnLine(s, coding.FieldPointers)
		if d != nil {
			f.DX = []int{d.Pos}
			f.Codes = append(f.Codes, d.Display())
		}
		f.Message = message
		p.Fail(f)
	}
	return out
}

const maxPointers = 4

// pointerFault says what is wrong with the pointers of a line, "" when
// nothing is, and the diagnosis meant, if one is.
func pointerFault(p *coding.Prepared, s *coding.Service) (string, *coding.DX) {
	ptrs := s.Source.Pointers
	if len(ptrs) == 0 {
		if p.Claim.Carries.Has(coding.FieldPointers) && len(p.DX) > 0 {
			return "the line points to no diagnosis", nil
		}
		return "", nil
	}
	if len(ptrs) > maxPointers {
		return fmt.Sprintf("%d diagnosis pointers, at most %d", len(ptrs), maxPointers), nil
	}
	for i, n := range ptrs {
		if n < 1 || n > len(p.DX) {
			return fmt.Sprintf("diagnosis pointer %d, the last diagnosis is %d", n, len(p.DX)), nil
		}
		if slices.Contains(ptrs[:i], n) {
			return fmt.Sprintf("diagnosis pointer %d stands twice", n), &p.DX[n-1]
		}
	}
	d := &p.DX[ptrs[0]-1]
	switch {
	case d.ICD9, p.SkipDX(d):
	case d.Between("V00", "Y99"):
		return d.Display() + " is an external cause and cannot be the first diagnosis of a line", d
	case d.Marks()&coding.TitledManifestation != 0:
		return d.Display() + " is a manifestation and cannot be the first diagnosis of a line", d
	}
	return "", nil
}

// repeats are the modifiers that say a service is not a duplicate.
var repeats = []string{"76", "77", "91", "59", "XE", "XP", "XS", "XU"}

func lineDuplicate(p *coding.Prepared) coding.Outcome {
	out := coding.NotApplicable
	for i := range p.Lines {
		a := &p.Lines[i]
		if a.Code == "" || p.SkipLine(a) {
			continue
		}
		out = coding.Pass
		for j := i + 1; j < len(p.Lines); j++ {
			b := &p.Lines[j]
			if !sameLine(a, b) || setApart(b) {
				continue
			}
			f := p.OnPair(b, a)
			f.Message = fmt.Sprintf("line %d is the same as line %d", b.Number(), a.Number())
			f.Fix = "bill the units on one line, or add modifier 76, 77, 91 or 59 if the record shows a repeated or distinct service"
			if b.EM {
				f.Fix = "remove one, or add modifier 25 (27 on a hospital claim) if the record shows a second, separate visit"
			}
			f.CARC = "18"
			p.Fail(f)
			break
		}
	}
	return out
}

func sameLine(a, b *coding.Service) bool {
	x, y := a.Source, b.Source
	if a.Code != b.Code || x.From != y.From || x.To != y.To || a.Units != b.Units || x.Revenue != y.Revenue ||
		x.Render.NPI != y.Render.NPI || x.NDC != y.NDC || len(a.Mods) != len(b.Mods) {
		return false
	}
	for i := range a.Mods {
		if !b.Has(a.Mods[i].Code) { // in any order
			return false
		}
	}
	return true
}

func setApart(s *coding.Service) bool {
	for _, m := range s.Mods {
		if m.Anatomic != "" || slices.Contains(repeats, m.Code) {
			return true
		}
	}
	return false
}
