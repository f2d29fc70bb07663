package rules

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/cpt"
	"github.com/medcode-cli/medcode/codesets/modifiers"
	"github.com/medcode-cli/medcode/coding"
)

// ncciTypes are the claim types with PTP edits; claims to DME contractors and
// inpatient claims have none.
var ncciTypes = coding.Types(coding.TypeUnknown, coding.Professional, coding.Outpatient)

var ptpSets = []codesets.CodeSet{codesets.PTPPractitioner, codesets.PTPHospital}

// badLine are the rules after which a line's code is not looked up further.
var badLine = []string{"line-code-format", "line-code-not-found", "line-code-not-effective", "line-code-terminated"}

// ptpRules judge pairs of lines by the NCCI procedure-to-procedure edits.
var ptpRules = []coding.Rule{
	{
		ID: "ncci-ptp", Severity: coding.Deny, Sets: ptpSets, Types: ncciTypes, After: badLine, Check: ncciPTP,
		Doc: coding.Doc{
			Title:  "Two codes of one day that NCCI does not pay together",
			Text:   "Medicare pays column 1 and denies column 2 of an edit in force for the same patient, provider and date. Modifier indicator 0: whatever the modifiers. Indicator 1: unless a modifier associated with NCCI (anatomic ones, 24 25 27 57 58 59 78 79 91 XE XP XS XU) stands on either line; before 2019-07-01 on the line of column 2 only. Indicator 9: the edit was never in force. The edits are those of the claim's setting, practitioner or outpatient hospital. A bypassed edit is reported with the modifier that bypasses it.",
			Bad:    `--line 27786 --line 99350 --date 2024-07-01`,
			Good:   `--line 27786 --line "99350-25" --date 2024-07-01`,
			Source: "NCCI Policy Manual 2026, chapter 1, section E; CMS CR 11168",
			Limits: "Lines of different rendering providers are not compared. Claims of the same day in other files are not seen.",
		},
	},
	{
		ID: "ncci-ptp-same-side", Severity: coding.Review, Sets: ptpSets, Types: ncciTypes, After: append([]string{"ncci-ptp"}, badLine...), Check: ptpSameSide,
		Doc: coding.Doc{
			Title:  "NCCI edit bypassed by the same anatomic modifier on both lines",
			Text:   "An anatomic modifier says that two services were done at different sites. The same one on both lines says that they were not, so it does not support the bypass.",
			Bad:    `--line "29881-RT" --line "29870-RT" --date 2024-07-01`,
			Good:   `--line "29881-RT" --line "29870-LT" --date 2024-07-01`,
			Source: "NCCI Policy Manual 2026, chapter 1, section E",
		},
	},
	{
		ID: "ncci-ptp-modifier-misfit", Severity: coding.Review, Sets: ptpSets, Types: ncciTypes, After: append([]string{"ncci-ptp"}, badLine...), Check: ptpMisfit,
		Doc: coding.Doc{
			Title:  "NCCI edit bypassed by a modifier that does not fit its code",
			Text:   "Modifiers 24, 25, 27 and 57 are for evaluation and management services and 91 is for repeated laboratory tests. On another code they bypass the edit in the payer's system, but do not support it.",
			Bad:    `--line 27786 --line "12001-25" --date 2024-07-01`,
			Good:   `--line 27786 --line "12001-59" --date 2024-07-01`,
			Source: "NCCI Policy Manual 2026, chapter 1, sections D and E",
		},
	},
}

// eitherLine is the first day on which a modifier on column 1 bypasses too
// (CMS CR 11168).
const eitherLine codesets.Date = 20190701

func ncciPTP(p *coding.Prepared) coding.Outcome {
	return eachEdit(p, func(e ptpEdit) {
		f := e.finding(p)
		second, first := e.Second.Code, e.First.Code
		switch e.Indicator {
		case '9':
		case '1':
			if by, on := e.bypass(); by != nil {
				f.Message = "NCCI does not pay " + second + " with " + first + " without a modifier: modifier indicator 1" + e.reason()
				f.Fix = "the record must support modifier " + by.Code
				p.Bypass("modifier "+by.Code+" on line "+strconv.Itoa(on.Number()), f)
				return
			}
			f.Message = "NCCI does not pay " + second + " with " + first + " on one day: modifier indicator 1" + e.reason()
			f.Fix = "remove " + second + ", or add 59, XE, XP, XS, XU or an anatomic modifier if the record shows a separate service"
			if e.Second.EM {
				f.Fix = "remove " + second + ", or add modifier 25 (57 for the decision for major surgery) if the record shows a separate visit"
			}
			p.Fail(f)
		default:
			f.Message = "NCCI does not pay " + second + " with " + first + " on one day, whatever the modifiers: modifier indicator " + string(rune(e.Indicator)) + e.reason()
			f.Fix = "remove " + second
			p.Fail(f)
		}
	})
}

// A ptpEdit is an edit in force on two lines of one day and provider.
type ptpEdit struct{ *coding.PairEdit }

// reason returns the rationale of the table as the end of a sentence.
func (e ptpEdit) reason() string {
	if e.Rationale == "" {
		return ""
	}
	return "; " + e.Rationale
}

func (e ptpEdit) finding(p *coding.Prepared) coding.Finding {
	f := p.OnPair(e.Second, e.First)
	f.Table, f.Release = e.Table.Set, e.Table.Edition()
	f.Row = e.First.Code + " " + e.Second.Code
	f.CARC = "236"
	return f
}

// bypass returns the modifier that bypasses the edit, if indicator 1 lets it,
// and the line it stands on: the first that supports the bypass, column 2
// asked first, else the first at all.
func (e ptpEdit) bypass() (by *coding.Mod, on *coding.Service) {
	for _, s := range [...]*coding.Service{e.Second, e.First} {
		if s == e.First && s.Date() < eitherLine {
			break
		}
		for _, m := range s.Mods {
			switch {
			case !m.PTPAssociated || !m.InForce(s.Date()):
			case !e.sameSite(m) && misfit(m.Code, s) == "":
				return m, s
			case by == nil:
				by, on = m, s
			}
		}
	}
	return by, on
}

// sameSite reports whether m names one site for both lines of the edit.
func (e ptpEdit) sameSite(m *coding.Mod) bool {
	return m.Anatomic != modifiers.NoRegion && e.First.Has(m.Code) && e.Second.Has(m.Code)
}

// eachEdit calls f for every edit in force on two lines of the claim with the
// same date and provider. Without the table of the setting it is no_data;
// otherwise it returns Pass when at least one pair of lines was looked up.
func eachEdit(p *coding.Prepared, f func(ptpEdit)) coding.Outcome {
	setting, _ := p.Claim.Type.Setting()
	out := coding.NotApplicable
	for i := range p.Lines {
		a := &p.Lines[i]
		if a.Code == "" || p.SkipLine(a) {
			continue
		}
		for j := i + 1; j < len(p.Lines); j++ {
			b := &p.Lines[j]
			if b.Code == "" || b.Code == a.Code || b.Date() != a.Date() || !sameProvider(a, b) || p.SkipLine(b) {
				continue
			}
			t := a.Day.PTP(setting)
			if !t.OK() {
				p.NoData(t)
				break // no other line of the day can be compared either
			}
			if err := cmp.Or(a.PTPDamage(setting), b.PTPDamage(setting)); err != nil {
				p.Undecided(damageFinding(t, err))
				continue
			}
			out = coding.Pass
			edits := p.PairEdits(t, setting, a, b)
			for k := range edits {
				f(ptpEdit{&edits[k]})
			}
			if len(edits) == 0 && t.Sample() {
				p.Undecided(sampleFinding(t))
			}
		}
	}
	return out
}

// sampleFinding says that a row which a sample of a table lacks says nothing.
func sampleFinding(t *coding.Opened) coding.Finding {
	info, _ := codesets.Describe(t.Set)
	return coding.Finding{
		Why: coding.MetaTableSample, Table: t.Set, Release: t.Edition(), Fix: coding.LoadCommand(t.Set),
		Message: info.Name + ": only a sample of the table is loaded, and a row it lacks says nothing",
	}
}

// damageFinding says that rows of a table cannot be read.
func damageFinding(t *coding.Opened, err error) coding.Finding {
	info, _ := codesets.Describe(t.Set)
	return coding.Finding{
		Why: coding.MetaTableMissing, Table: t.Set, Release: t.Edition(),
		Fix:     "run 'medcode sets verify': it says how to mend the table",
		Message: info.Name + ": " + t.Edition() + " cannot be read: " + err.Error(),
	}
}

// sameProvider reports whether two lines have one rendering provider: a line
// without one has the claim's.
func sameProvider(a, b *coding.Service) bool {
	return a.Source.Render.NPI == b.Source.Render.NPI || a.Source.Render.NPI == "" || b.Source.Render.NPI == ""
}

func ptpSameSide(p *coding.Prepared) coding.Outcome {
	return eachEdit(p, func(e ptpEdit) {
		by, _ := e.bypass()
		if e.Indicator != '1' || by == nil || !e.sameSite(by) {
			return
		}
		f := e.finding(p)
		f.Message = fmt.Sprintf("%s on both %s and %s names the same site, and does not support the bypass of the NCCI edit", by.Code, e.Second.Code, e.First.Code)
		f.Fix = "name different sites if the record shows them, or remove " + e.Second.Code
		if p.Options.SameSideDenies {
			f.Severity = coding.Deny
		}
		p.Fail(f)
	})
}

func ptpMisfit(p *coding.Prepared) coding.Outcome {
	return eachEdit(p, func(e ptpEdit) {
		by, on := e.bypass()
		if e.Indicator != '1' || by == nil {
			return
		}
		wrong := misfit(by.Code, on)
		if wrong == "" {
			return
		}
		f := e.finding(p)
		f.Message = fmt.Sprintf("modifier %s bypasses the NCCI edit of %s with %s, but %s %s", by.Code, e.Second.Code, e.First.Code, on.Code, wrong)
		f.Fix = "use the modifier that fits the code and the record, such as 59 or XS, or remove " + e.Second.Code
		p.Fail(f)
	})
}

// misfit says why modifier m does not fit the code of s, "" when it does.
func misfit(m string, s *coding.Service) string {
	switch m {
	case "24", "25", "27", "57":
		if !s.EM {
			return "is not an evaluation and management service"
		}
	case "91":
		if !cpt.IsLaboratory(s.Code) && !strings.HasPrefix(s.Code, "G") {
			return "is not a laboratory test"
		}
	}
	return ""
}
