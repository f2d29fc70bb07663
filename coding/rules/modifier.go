package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/cpt"
	"github.com/medcode-cli/medcode/codesets/modifiers"
	"github.com/medcode-cli/medcode/coding"
)

const (
	ncciModifiers = "NCCI Policy Manual 2026, chapter 1, section E"
	cpt12         = "Medicare Claims Processing Manual, chapter 12"
)

// modifierFormRules judge modifiers by themselves.
var modifierFormRules = []coding.Rule{
	{
		ID: "mod-format", Severity: coding.Reject, Check: eachMod(modFormat),
		Doc: coding.Doc{
			Title:  "Modifier is not two letters or digits",
			Text:   "A modifier has two characters, letters or digits.",
			Bad:    `--line "99213-2" --date 2024-07-01`,
			Good:   `--line "99213-25" --date 2024-07-01`,
			Fix:    "use two letters or digits, such as 25 or RT",
			Source: tr3P + ", loop 2400 SV101-3",
		},
	},
	{
		ID: "mod-too-many", Severity: coding.Reject, Check: modTooMany,
		Doc: coding.Doc{
			Title:  "More than four modifiers on a line",
			Text:   "A line holds four modifiers. With more, modifier 99 stands first and the others in a note.",
			Bad:    `--line "11042-59-LT-22-GA-KX" --date 2024-07-01`,
			Good:   `--line "11042-59-LT-22-GA" --date 2024-07-01`,
			Source: tr3P + ", loop 2400 SV101-3 to SV101-6",
		},
	},
	{
		ID: "mod-duplicate", Severity: coding.Reject, Check: modDuplicate,
		Doc: coding.Doc{
			Title:  "The same modifier twice on a line",
			Text:   "A modifier stands once on a line.",
			Bad:    `--line "11042-59-59" --date 2024-07-01`,
			Good:   `--line "11042-59" --date 2024-07-01`,
			Source: tr3P + ", loop 2400 SV101-3; " + ncciModifiers,
		},
	},
	{
		ID: "mod-unknown", Severity: coding.Reject, After: []string{"mod-format"}, Check: eachMod(modUnknown),
		Doc: coding.Doc{
			Title:  "Modifier does not exist",
			Text:   "The modifier is neither a CPT nor a HCPCS Level II modifier. On ambulance services two letters for origin and destination stand in its place.",
			Bad:    `--line "99213-ZZ" --date 2024-07-01`,
			Good:   `--line "99213-25" --date 2024-07-01`,
			Fix:    "give the modifier meant, or remove it",
			Source: "CMS HCPCS Level II files; AMA CPT; I/OCE edit 22; Medicare Claims Processing Manual, chapter 15, section 30.A",
			Limits: "The table of modifiers is part of the program, as of 2026.",
		},
	},
	{
		ID: "mod-retired", Severity: coding.Reject, After: []string{"mod-format", "mod-unknown"}, Check: eachMod(modRetired),
		Doc: coding.Doc{
			Title:  "Modifier is not in force on the date",
			Text:   "The modifier began after, or ended before, the date of service. Under the Medicare profiles a modifier that Medicare takes no more on professional claims is warned of, such as GT since 2018.",
			Bad:    `--line "99213-GT" --date 2024-07-01`,
			Good:   `--line "99213-95" --date 2024-07-01`,
			Fix:    "use a modifier in force on the date, or remove it",
			Source: "CMS HCPCS Level II files; CMS CR 10152; I/OCE edit 22",
		},
	},
}

// modifierRules judge modifiers against their line.
var modifierRules = []coding.Rule{
	{
		ID: "mod-em-only", Severity: coding.Deny, After: badLine, Check: eachMod(modEMOnly),
		Doc: coding.Doc{
			Title:  "Modifier for evaluation and management on another service",
			Text:   "Modifiers 24, 25, 27 and 57 say something about an evaluation and management service, and are for such codes only: the E/M section, general eye visits, psychiatric evaluations and visits of HCPCS Level II.",
			Bad:    `--line "11042-25" --date 2024-07-01`,
			Good:   `--line "99213-25" --line 11042 --date 2024-07-01`,
			Source: "NCCI Policy Manual 2026, chapter 1, section D; CPT, Appendix A",
		},
	},
	{
		ID: "mod-59-on-em", Severity: coding.Deny, After: badLine, Check: modConflict(mod59OnEM),
		Doc: coding.Doc{
			Title:  "Modifier 59 on an evaluation and management service",
			Text:   "Modifier 59 is for procedures and services other than evaluation and management; a separate visit takes 25.",
			Bad:    `--line "99213-59" --date 2024-07-01`,
			Good:   `--line "99213-25" --date 2024-07-01`,
			Source: ncciModifiers + "; CPT, Appendix A",
		},
	},
	{
		ID: "mod-59-with-x", Severity: coding.Deny, Check: modConflict(mod59WithX),
		Doc: coding.Doc{
			Title:  "Modifier 59 with XE, XP, XS or XU",
			Text:   "XE, XP, XS and XU are subsets of 59: they stand in its place, not beside it.",
			Bad:    `--line "11042-59-XS" --date 2024-07-01`,
			Good:   `--line "11042-XS" --date 2024-07-01`,
			Source: ncciModifiers + "; CMS CR 8863",
		},
	},
	{
		ID: "mod-26-and-tc", Severity: coding.Reject, Check: modConflict(mod26TC),
		Doc: coding.Doc{
			Title:  "Professional and technical component on one line",
			Text:   "26 bills the professional component, TC the technical one; both together are the whole service, billed without either.",
			Bad:    `--line "71046-26-TC" --date 2024-07-01`,
			Good:   `--line "71046" --date 2024-07-01`,
			Source: cpt12 + ", section 20.2; chapter 13, section 20.1",
		},
	},
	{
		ID: "mod-50-with-lt-rt", Severity: coding.Deny, Check: modConflict(mod50Side),
		Doc: coding.Doc{
			Title:  "Bilateral modifier with a side",
			Text:   "Modifier 50 says that a service was done on both sides; LT or RT on the same line says on one.",
			Bad:    `--line "20610-50-RT" --date 2024-07-01`,
			Good:   `--line "20610-50" --date 2024-07-01`,
			Source: cpt12 + ", section 40.7.B",
		},
	},
	{
		ID: "mod-50-payer-lines", Severity: coding.Deny, After: []string{"mod-50-with-lt-rt"}, Check: modPayerLines,
		Doc: coding.Doc{
			Title:  "Bilateral modifier for a payer that wants a line a side",
			Text:   "Medicare wants a bilateral service on one line with modifier 50. Some payers want two lines, one with RT and one with LT: profiles with the option bilateral_lines.",
			Bad:    `the line 20610-50 under a profile with bilateral_lines`,
			Good:   `the lines 20610-RT and 20610-LT under that profile`,
			Source: cpt12 + ", section 40.7.B; payer policies",
		},
	},
	{
		ID: "mod-assistant-conflict", Severity: coding.Deny, Check: modConflict(modAssistant),
		Doc: coding.Doc{
			Title:  "Co-surgeon or team with assistant at surgery",
			Text:   "62 and 66 bill as one of the surgeons, 80, 81, 82 and AS as an assistant: not on the same line.",
			Bad:    `--line "63047-62-80" --date 2024-07-01`,
			Good:   `--line "63047-62" --date 2024-07-01`,
			Source: cpt12 + ", sections 20.4.3 and 40.8",
		},
	},
	{
		ID: "mod-telehealth-conflict", Severity: coding.Reject, Check: modConflict(modTelehealth),
		Doc: coding.Doc{
			Title:  "Two telehealth modifiers that exclude each other",
			Text:   "95 is for audio and video, 93 for audio alone, GT is the older form of 95: one of them.",
			Bad:    `--line "99213-95-93" --date 2024-07-01`,
			Good:   `--line "99213-95" --date 2024-07-01`,
			Source: cpt12 + ", section 190; CPT, Appendices P and T",
		},
	},
	{
		ID: "mod-side-vs-dx", Severity: coding.Deny, Sets: []codesets.CodeSet{codesets.ICD10CM}, After: []string{"mod-50-with-lt-rt"}, Check: modSide,
		Doc: coding.Doc{
			Title:  "Modifier and diagnosis name different sides",
			Text:   "LT, RT and the modifiers of eyelids, fingers and toes name a side. It contradicts the diagnoses when every one of those the line points to that names a side names the other. A bilateral diagnosis fits either.",
			Bad:    `--dx M17.11 --line "20610-LT dx1" --date 2026-05-01`,
			Good:   `--dx M17.11 --line "20610-RT dx1" --date 2026-05-01`,
			Source: "ICD-10-CM Official Guidelines FY2026, section I.B.13; payer policies on laterality",
		},
	},
	{
		ID: "mod-anatomic-invalid", Severity: coding.Deny, After: badLine, Check: eachMod(modAnatomic),
		Doc: coding.Doc{
			Title:  "Anatomic modifier on a code for another part of the body",
			Text:   "E1-E4 are for eyelids, FA-F9 for fingers, TA-T9 for toes, LC, LD, LM, RC and RI for coronary arteries. The ranges are wide: only codes that are clearly elsewhere fire.",
			Bad:    `--line "28285-FA" --date 2024-07-01`,
			Good:   `--line "28285-T1" --date 2024-07-01`,
			Source: ncciModifiers,
			Limits: "The ranges of codes are curated, by the public structure of CPT.",
		},
	},
}

// eachMod makes a check of what is wrong with one modifier of a line: "" when
// nothing is.
func eachMod(fault func(*coding.Prepared, *coding.Service, *coding.Mod) modFault) func(*coding.Prepared) coding.Outcome {
	return func(p *coding.Prepared) coding.Outcome {
		out := coding.NotApplicable
		for i := range p.Lines {
			s := &p.Lines[i]
			if len(s.Mods) == 0 || p.SkipLine(s) {
				continue
			}
			out = coding.Pass
			for _, m := range s.Mods {
				if w := fault(p, s, m); w.message != "" {
					failMod(p, s, w, m.Code)
				}
			}
		}
		return out
	}
}

// A modFault is what is wrong with modifiers of a line.
type modFault struct {
	message, fix string
	severity     coding.Severity // when other than the rule's
}

func failMod(p *coding.Prepared, s *coding.Service, w modFault, mods ...string) {
	f := p.OnLine(s, coding.FieldModifiers)
	for _, m := range mods {
		f.Codes = append(f.Codes, codesets.Clean(m))
	}
	f.Message, f.Fix, f.Severity = w.message, w.fix, w.severity
	f.CARC = "4"
	p.Fail(f)
}

// modConflict makes a check of what is wrong with the modifiers of a line
// together.
func modConflict(fault func(*coding.Service) (modFault, []string)) func(*coding.Prepared) coding.Outcome {
	return func(p *coding.Prepared) coding.Outcome {
		out := coding.NotApplicable
		for i := range p.Lines {
			s := &p.Lines[i]
			if len(s.Mods) == 0 || p.SkipLine(s) {
				continue
			}
			out = coding.Pass
			if w, mods := fault(s); w.message != "" {
				failMod(p, s, w, mods...)
			}
		}
		return out
	}
}

func modFormat(_ *coding.Prepared, _ *coding.Service, m *coding.Mod) modFault {
	if len(m.Code) == 2 && strings.Trim(m.Code, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
		return modFault{}
	}
	return modFault{message: fmt.Sprintf("modifier %q, want two letters or digits", codesets.Clean(m.Code))}
}

const maxMods = 4

func modTooMany(p *coding.Prepared) coding.Outcome {
	for i := range p.Lines {
		if s := &p.Lines[i]; len(s.Mods) > maxMods {
			failMod(p, s, modFault{
				message: fmt.Sprintf("%d modifiers, at most %d", len(s.Mods), maxMods),
				fix:     "put 99 first and the others in a note, if the payer takes it",
			})
		}
	}
	return coding.Pass
}

func modDuplicate(p *coding.Prepared) coding.Outcome {
	for i := range p.Lines {
		s := &p.Lines[i]
		for k, m := range s.Mods {
			if slices.ContainsFunc(s.Mods[:k], func(o *coding.Mod) bool { return o.Code == m.Code }) {
				failMod(p, s, modFault{message: fmt.Sprintf("modifier %s stands twice", codesets.Clean(m.Code)), fix: "remove one"}, m.Code)
				break
			}
		}
	}
	return coding.Pass
}

func modUnknown(_ *coding.Prepared, s *coding.Service, m *coding.Mod) modFault {
	if m.Known || len(m.Code) != 2 {
		return modFault{}
	}
	if _, _, ok := modifiers.Ambulance(m.Code); ok && strings.HasPrefix(s.Code, "A0") {
		return modFault{}
	}
	return modFault{message: fmt.Sprintf("there is no modifier %s", m.Code)}
}

func modRetired(p *coding.Prepared, s *coding.Service, m *coding.Mod) modFault {
	d := s.Date()
	if !m.Known || d.IsZero() {
		return modFault{}
	}
	if _, _, ok := modifiers.Ambulance(m.Code); ok && strings.HasPrefix(s.Code, "A0") {
		return modFault{}
	}
	switch {
	case d < m.Effective:
		w := modFault{message: fmt.Sprintf("modifier %s begins %s, after the date of service", m.Code, m.Effective)}
		if s.Has("XE", "XP", "XS", "XU") && m.Code[0] == 'X' {
			w.fix = "use 59, of which it is a part"
		}
		return w
	case !m.InForce(d):
		return modFault{message: fmt.Sprintf("modifier %s ended %s, before the date of service", m.Code, m.End)}
	case p.Options.Medicare && !p.Claim.Type.Institutional() && !m.ProfessionalEnd.IsZero() && d > m.ProfessionalEnd:
		w := modFault{message: fmt.Sprintf("Medicare takes modifier %s on professional claims up to %s", m.Code, m.ProfessionalEnd), severity: coding.Warn}
		if m.Telehealth {
			w.fix = fmt.Sprintf("remove %s: the place of service, 02 or 10, says telehealth", m.Code)
		}
		return w
	}
	return modFault{}
}

func modEMOnly(p *coding.Prepared, s *coding.Service, m *coding.Mod) modFault {
	switch m.Code {
	case "24", "25", "57":
	case "27":
		if !p.Claim.Type.Institutional() {
			return modFault{}
		}
	default:
		return modFault{}
	}
	if s.Code == "" || s.EM || strings.ContainsAny(s.Code[:1], "GHMST") {
		return modFault{}
	}
	return modFault{
		message: fmt.Sprintf("modifier %s is for evaluation and management services, and %s is none", m.Code, s.Code),
		fix:     fmt.Sprintf("move %s to the visit of the day, or remove it", m.Code),
	}
}

func mod59OnEM(s *coding.Service) (modFault, []string) {
	if !cpt.IsEM(s.Code) || !s.Has("59") {
		return modFault{}, nil
	}
	return modFault{message: fmt.Sprintf("modifier 59 on %s, an evaluation and management service", s.Code), fix: "use 25 if the record shows a separate visit"}, []string{"59"}
}

func mod59WithX(s *coding.Service) (modFault, []string) {
	if !s.Has("59") || !s.Has("XE", "XP", "XS", "XU") {
		return modFault{}, nil
	}
	return modFault{message: "modifier 59 beside one of its subsets XE, XP, XS, XU", fix: "remove 59"}, []string{"59"}
}

func mod26TC(s *coding.Service) (modFault, []string) {
	if !s.Has("26") || !s.Has("TC") {
		return modFault{}, nil
	}
	return modFault{message: "26 and TC on one line", fix: "remove both for the whole service, or bill the components on two lines"}, []string{"26", "TC"}
}

func mod50Side(s *coding.Service) (modFault, []string) {
	if !s.Has("50") || !s.Has("LT", "RT") {
		return modFault{}, nil
	}
	return modFault{message: "modifier 50 (both sides) with LT or RT on one line", fix: "remove LT and RT, or remove 50 and bill two lines"}, []string{"50"}
}

func modPayerLines(p *coding.Prepared) coding.Outcome {
	if !p.Options.BilateralLines {
		return coding.NotApplicable
	}
	return modConflict(func(s *coding.Service) (modFault, []string) {
		if !s.Has("50") {
			return modFault{}, nil
		}
		return modFault{message: "modifier 50 on one line, the payer wants a line with RT and one with LT", fix: "bill two lines, one with RT and one with LT"}, []string{"50"}
	})(p)
}

func modAssistant(s *coding.Service) (modFault, []string) {
	if !s.Has("62", "66") || !s.Has("80", "81", "82", "AS") {
		return modFault{}, nil
	}
	return modFault{message: "a co-surgeon or team modifier with one of an assistant at surgery", fix: "keep the one that fits the record"}, nil
}

func modTelehealth(s *coding.Service) (modFault, []string) {
	if !s.Has("95") || !s.Has("93", "GT") {
		return modFault{}, nil
	}
	return modFault{message: "modifier 95 with 93 or GT", fix: "keep 95 for audio and video, or 93 for audio alone"}, []string{"95"}
}

func modSide(p *coding.Prepared) coding.Outcome {
	out := coding.NotApplicable
	for i := range p.Lines {
		s := &p.Lines[i]
		m := oneSide(s)
		if m == nil || p.SkipLine(s) {
			continue
		}
		var against *coding.DX
		fits := false
		p.Pointed(s, func(d *coding.DX) bool {
			if d.ICD9 || !d.Billable {
				return true
			}
			switch side := d.Laterality().Side; {
			case side == coding.SideNone || side == coding.SideUnspecified:
			case side == coding.SideBoth || (side == coding.SideLeft) == (m.Side == modifiers.Left):
				fits = true
			case against == nil:
				against = d
			}
			return true
		})
		out = coding.Pass
		if against == nil || fits {
			continue
		}
		f := p.OnLine(s, coding.FieldModifiers)
		f.DX = []int{against.Pos}
		f.Codes = append(f.Codes, m.Code, against.Display())
		f.Message = fmt.Sprintf("modifier %s is %s, and %s is %s", m.Code, m.Side, against.Display(), against.Laterality().Side)
		f.Fix = "correct the modifier or the diagnosis by the record"
		if t, other := against.NodeOf(); t != nil && other >= 0 {
			if n := against.Laterality().Of(sideOf(m)); n >= 0 && len(t.Key(n)) == len(against.Code) {
				f.Fix = fmt.Sprintf("by the record, %s instead of %s, or the other modifier", codesets.Display(codesets.ICD10CM, t.Key(n)), against.Display())
			}
		}
		p.Fail(f)
	}
	return out
}

func sideOf(m *coding.Mod) coding.Side {
	if m.Side == modifiers.Left {
		return coding.SideLeft
	}
	return coding.SideRight
}

// oneSide returns a modifier of s that names a side, nil when there is none,
// or when others name the other side or both.
func oneSide(s *coding.Service) *coding.Mod {
	var found *coding.Mod
	for _, m := range s.Mods {
		switch {
		case m.Side == modifiers.NoSide:
		case m.Side == modifiers.Both || found != nil && found.Side != m.Side:
			return nil
		default:
			found = m
		}
	}
	return found
}

// elsewhere are runs of Category I codes that are clearly not of the region of
// a modifier, first and last both inclusive.
var elsewhere = map[modifiers.Region][][2]int{
	modifiers.Eyelid:   {{21600, 63999}, {69000, 69979}, {80047, 89398}},
	modifiers.Hand:     {{28001, 28899}, {30000, 35999}, {38100, 63999}, {65091, 69979}},
	modifiers.Foot:     {{26010, 26989}, {30000, 35999}, {38100, 63999}, {65091, 69979}},
	modifiers.Coronary: {{10004, 32999}, {38100, 69979}, {80047, 89398}},
}

func modAnatomic(_ *coding.Prepared, s *coding.Service, m *coding.Mod) modFault {
	for _, r := range elsewhere[m.Anatomic] {
		if s.CPT1 && cpt.In(s.Code, r[0], r[1]) {
			return modFault{message: fmt.Sprintf("modifier %s is of the %s, and %s is not", m.Code, m.Anatomic, s.Code), fix: "remove or correct the modifier"}
		}
	}
	return modFault{}
}
