package rules

import (
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/mpfs"
	"github.com/medcode-cli/medcode/coding"
)

var feeSets = []codesets.CodeSet{codesets.MPFS}

// feeTypes are the claims that the physician fee schedule is for.
var feeTypes = coding.Types(coding.TypeUnknown, coding.Professional)

const (
	feeLayout = "CMS, National Physician Fee Schedule Relative Value File, record layout"
	feeStatus = feeLayout + ", attachment A"
)

// postopVisit is the code that reports a visit of the surgical package.
const postopVisit = "99024"

// feeRules judge lines by the status of their code in the Medicare physician
// fee schedule.
var feeRules = []coding.Rule{
	{
		ID: "line-pfs-status", Severity: coding.Deny, Sets: feeSets, Types: feeTypes, After: append([]string{"line-coverage", "ncci-ptp"}, badLine...), Check: linePFSStatus,
		Doc: coding.Doc{
			Title:  "Medicare does not pay the code under the physician fee schedule",
			Text:   "By its status in the fee schedule of the date the code is bundled into other services (B), not valid for Medicare, which has another code for it (I, formerly G), not covered (N), or paid only when nothing else of the fee schedule is billed that day by the same provider (T). A code that is bundled or paid by another benefit (P) needs a person. Modifier GY or GX says that a denial is expected. Codes that Medicare pays by another schedule or the contractor's price (C, E, J, R, X) are fine, and so are codes for reporting only: M, CPT Category II, and lines without a charge. Profiles of other payers do not ask.",
			Bad:    `--line 99024 --date 2024-07-01`,
			Good:   `--line 99213 --date 2024-07-01`,
			Source: feeStatus + "; Medicare Claims Processing Manual, chapter 23, section 30",
			Limits: "Whether a covered service is covered for this patient is for national and local coverage determinations.",
		},
	},
}

// feeRow returns the row of the fee schedule for line s, and says why when
// there is none. Codes of letters that the schedule leaves to other benefits
// are not judged.
func feeRow(p *coding.Prepared, s *coding.Service) *coding.FeeRow {
	if row := s.Fee(); row != nil {
		return row
	}
	t := s.FeeTable()
	switch {
	case !t.OK():
		p.NoData(t)
	case coding.IsHCPCS(s.Code) && strings.ContainsAny(s.Code[:1], "BCEKL"): // supplies, hospital items, DME, orthotics
	default:
		f := feeFinding(p, s, coding.FieldCode)
		f.Message = "no row for " + s.Code
		if t.Sample() {
			f.Why = coding.MetaTableSample
		}
		p.Undecided(f)
	}
	return nil
}

// feeFinding begins a finding whose source is the row of s in the fee schedule.
func feeFinding(p *coding.Prepared, s *coding.Service, field coding.Field) coding.Finding {
	f := p.OnLine(s, field)
	t := s.FeeTable()
	f.Table, f.Release, f.Row = t.Set, t.Edition(), s.Code
	return f
}

// noIndicator reports that the release in force does not have a column, one
// of those of package mpfs.
func noIndicator(p *coding.Prepared, s *coding.Service, column string) {
	t := s.FeeTable()
	p.Undecided(coding.Finding{
		Why: coding.MetaTableSample, Table: t.Set, Release: t.Edition(), Fix: coding.LoadCommand(t.Set), Date: s.Date(),
		Message: t.Release.Title + " is loaded without the column " + column,
	})
}

// eachFee calls f for every line that asks accepts, with its row of the fee
// schedule, and returns Pass when there was one.
func eachFee(p *coding.Prepared, asks func(*coding.Service) bool, f func(*coding.Service, *coding.FeeRow)) coding.Outcome {
	out := coding.NotApplicable
	for i := range p.Lines {
		s := &p.Lines[i]
		if s.Code == "" || !asks(s) || p.SkipLine(s) {
			continue
		}
		if row := feeRow(p, s); row != nil {
			out = coding.Pass
			f(s, row)
		}
	}
	return out
}

// charged reports whether a line asks for money: codes for reporting only
// stand with a charge of nothing or a cent.
func charged(s *coding.Service) bool {
	reporting := len(s.Code) == 5 && s.Code[4] == 'F' // CPT Category II
	return !reporting && (!s.Source.Charge.Given || s.Source.Charge.Cents > 1)
}

func linePFSStatus(p *coding.Prepared) coding.Outcome {
	if !p.Options.Medicare {
		return coding.NotApplicable
	}
	return eachFee(p, charged, func(s *coding.Service, row *coding.FeeRow) {
		fault, fix, carc := "", "", "97"
		severity := coding.Severity(0)
		switch row.Status {
		case 0:
			noIndicator(p, s, "status")
			return
		case 'B':
			fix = "leave the line out; its payment is part of the services it belongs to"
			if s.Code == postopVisit {
				fix = "report it with a charge of 0, or leave the line out; its payment is part of the procedure"
			}
		case 'I', 'G':
			fix, carc = "use the code that Medicare has for the service", "16"
		case 'N':
			fix, carc = "bill the patient, with GY when a denial is wanted", "96"
		case 'P':
			fix, severity = "leave the line out when it belongs to a service of the day", coding.Review
		case 'T':
			if fault = paidBeside(p, s); fault == "" {
				return
			}
			fix = "leave the line out"
		default:
			return
		}
		if fault == "" {
			fault = mpfs.Words("status", string(rune(row.Status)))
		}
		f := feeFinding(p, s, coding.FieldCode)
		f.Severity, f.CARC, f.Fix = severity, carc, fix
		f.Message = s.Code + " has status " + string(rune(row.Status)) + " in the Medicare fee schedule: " + fault
		failExpected(p, s, f)
	})
}

// failExpected reports f, as bypassed where a modifier of the line says that
// the provider expects Medicare to deny it.
func failExpected(p *coding.Prepared, s *coding.Service, f coding.Finding) {
	for _, m := range s.Mods {
		if m.Code == "GY" || m.Code == "GX" {
			p.Bypass("modifier "+m.Code, f)
			return
		}
	}
	p.Fail(f)
}

// paidBeside says which other code of the day is payable under the fee
// schedule, same provider; "" when none surely is.
func paidBeside(p *coding.Prepared, s *coding.Service) string {
	i := slices.IndexFunc(p.Lines, func(o coding.Service) bool {
		if o.Code == "" || o.Code == s.Code || o.Date() != s.Date() || !sameProvider(&o, s) || !charged(&o) {
			return false
		}
		row := o.Fee()
		return row != nil && row.Status == 'A'
	})
	if i < 0 {
		return ""
	}
	return "it is paid only alone, and " + p.Lines[i].Code + " stands on the same day"
}
