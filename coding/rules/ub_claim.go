package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/revenue"
	"github.com/medcode-cli/medcode/codesets/table"
	"github.com/medcode-cli/medcode/coding"
)

var institutional = coding.Types(coding.Outpatient, coding.Inpatient)

const (
	ub04  = "NUBC, UB-04 Data Specifications Manual"
	cpm25 = "Medicare Claims Processing Manual, chapter 25, section 75"
	cpm4  = "Medicare Claims Processing Manual, chapter 4, section 20"
)

// ubRules judge what only institutional claims have.
var ubRules = []coding.Rule{
	{
		ID: "ub-bill-type", Severity: coding.Reject, Types: institutional, Check: ubBillType,
		Doc: coding.Doc{
			Title:  "Type of bill is malformed or of another kind of claim",
			Text:   "The type of bill is three characters: the facility (1 to 8), the bill classification (1 to 9) and the frequency (a digit or a letter); on paper a zero stands before them. 11x is an inpatient bill; 13x and 14x are hospital outpatient bills.",
			Bad:    "an outpatient claim with the type of bill 111",
			Good:   "an outpatient claim with the type of bill 131",
			Fix:    "give facility, classification and frequency: 131 is a first bill for hospital outpatient care, 111 for a stay",
			Source: ub04 + ", form locator 4; " + cpm25 + ".1; " + tr3I + ", CLM05",
			Limits: "Which classifications a facility may use is not checked beyond hospitals.",
		},
	},
	{
		ID: "ub-revenue-code", Severity: coding.Reject, Types: institutional, Check: ubRevenue,
		Doc: coding.Doc{
			Title:  "Revenue code is in no category",
			Text:   "A revenue code is four digits, the first zero left out or not, whose first three are a category in use.",
			Bad:    "a line with the revenue code 0009",
			Good:   "a line with the revenue code 0120",
			Fix:    "give the four digits of a category: 0450 is the emergency room",
			Source: ub04 + ", form locator 42; " + cpm25 + ".4; " + tr3I + ", SV201",
			Limits: "Whether the fourth digit is in use is not checked: the official list is licensed.",
		},
	},
	{
		ID: "ub-hcpcs-required", Severity: coding.Deny, Types: coding.Types(coding.Outpatient), After: []string{"ub-bill-type", "ub-revenue-code"}, Check: ubHCPCS,
		Doc: coding.Doc{
			Title:  "Outpatient revenue code needs a procedure code",
			Text:   "A hospital outpatient bill (13x, 14x, 85x) gives a HCPCS or CPT code with laboratory (030x, 031x), diagnostic radiology (032x), CT (035x), other imaging (040x), therapy (042x to 044x), emergency room (045x), MR (061x), drugs that need detailed coding (0636), EKG and EEG (073x, 074x). Supplies, plain drugs, recovery and the like may stand without one.",
			Bad:    "a line with the revenue code 0450 and no procedure code",
			Good:   "a line with the revenue code 0450 and 99283",
			Source: cpm4 + "; Integrated Outpatient Code Editor, edit 48",
			Limits: "Only categories that are clear are judged, and only bills that give their type; a line with charges of zero or not covered may stand without a code.",
		},
	},
	{
		ID: "ub-patient-status", Severity: coding.Reject, Types: institutional, Check: ubStatus,
		Doc: coding.Doc{
			Title:  "Patient status is not a code in use",
			Text:   "The patient discharge status is two digits: 01 to 07, 09, 20, 21, 30, 40 to 43, 50, 51, 61 to 66, 69, 70, and 81 to 95 for a planned readmission.",
			Bad:    "a claim with the patient status 99",
			Good:   "a claim with the patient status 01",
			Fix:    "use a status in use: 01 is discharged home",
			Source: ub04 + ", form locator 17; " + cpm25 + ".2; Medicare Code Editor, edit 16",
		},
	},
	{
		ID: "ub-pcs-invalid", Severity: coding.Reject, Sets: []codesets.CodeSet{codesets.ICD10PCS}, Types: inpatient, Check: ubPCS,
		Doc: coding.Doc{
			Title:  "Procedure code is not in ICD-10-PCS",
			Text:   "A procedure of an inpatient claim is a code of ICD-10-PCS of seven characters, in force on the day of discharge.",
			Bad:    "an inpatient claim with the procedure 0DTJ4Z9",
			Good:   "an inpatient claim with the procedure 0DTJ4ZZ",
			Fix:    "build the code from its table ('medcode pcs')",
			Source: "ICD-10-PCS order file, CMS; Medicare Code Editor, edit 1; ICD-10-PCS Official Guidelines, A1 and A2",
		},
	},
	{
		ID: "ub-duplicate-condition", Severity: coding.Warn, Types: institutional, Check: ubConditions,
		Doc: coding.Doc{
			Title:  "Condition code is given twice",
			Text:   "Each condition code of a claim stands once.",
			Bad:    "a claim with the condition codes 44 44",
			Good:   "a claim with the condition code 44",
			Source: ub04 + ", form locators 18 to 28",
		},
	},
	{
		ID: "ub-duplicate-occurrence", Severity: coding.Warn, Types: institutional, Check: ubOccurrences,
		Doc: coding.Doc{
			Title:  "Occurrence code is given twice with one date",
			Text:   "An occurrence code may be given again with another date, not with the same.",
			Bad:    "a claim with the occurrence code 11 of 2026-05-01 twice",
			Good:   "a claim with the occurrence code 11 of 2026-05-01",
			Source: ub04 + ", form locators 31 to 36",
		},
	},
	{
		ID: "ub-duplicate-value", Severity: coding.Warn, Types: institutional, Check: ubValues,
		Doc: coding.Doc{
			Title:  "Value code is given twice",
			Text:   "Each value code of a claim stands once, with one amount.",
			Bad:    "a claim with the value code 80 twice",
			Good:   "a claim with the value code 80",
			Source: ub04 + ", form locators 39 to 41",
		},
	},
}

// billType returns the three characters of a type of bill, without the zero
// of the paper form, and whether they are well formed.
func billType(s string) (string, bool) {
	s = strings.TrimSpace(s)
	if len(s) == 4 && s[0] == '0' {
		s = s[1:]
	}
	if len(s) != 3 || s[0] < '1' || s[0] > '8' || s[1] < '1' || s[1] > '9' {
		return s, false
	}
	frequency := s[2]
	return s, frequency >= '0' && frequency <= '9' || frequency >= 'A' && frequency <= 'Z'
}

func ubBillType(p *coding.Prepared) coding.Outcome {
	if p.Claim.BillType == "" {
		return coding.NotApplicable
	}
	bill, ok := billType(p.Claim.BillType)
	f := p.OnClaim(coding.FieldBillType)
	switch {
	case !ok:
		f.Message = fmt.Sprintf("type of bill %q is not a facility, a classification and a frequency", codesets.Clean(p.Claim.BillType))
	case p.Claim.Type == coding.Outpatient && strings.HasPrefix(bill, "11"):
		f.Message = "type of bill " + bill + " is an inpatient bill, the claim is outpatient"
		f.Fix = "use 13" + bill[2:] + " for hospital outpatient care"
	case p.Claim.Type == coding.Inpatient && (strings.HasPrefix(bill, "13") || strings.HasPrefix(bill, "14")):
		f.Message = "type of bill " + bill + " is an outpatient bill, the claim is inpatient"
		f.Fix = "use 11" + bill[2:] + " for a hospital inpatient stay"
	default:
		return coding.Pass
	}
	p.Fail(f)
	return coding.Pass
}

func ubRevenue(p *coding.Prepared) coding.Outcome {
	return eachRevenue(p, func(s *coding.Service, code string) {
		if _, ok := revenue.Find(code); ok && (code == "0001" || !strings.HasPrefix(code, "000")) {
			return // of 000x there is only the total
		}
		f := p.OnLine(s, coding.FieldRevenue)
		f.Message = fmt.Sprintf("revenue code %q is in no category", codesets.Clean(s.Source.Revenue))
		p.Fail(f)
	})
}

// eachRevenue calls f for every line with a revenue code, of four digits when
// three were given.
func eachRevenue(p *coding.Prepared, f func(s *coding.Service, code string)) coding.Outcome {
	out := coding.NotApplicable
	for i := range p.Lines {
		s := &p.Lines[i]
		if s.Source.Revenue == "" || p.SkipLine(s) {
			continue
		}
		out = coding.Pass
		f(s, revenue.Normalize(s.Source.Revenue))
	}
	return out
}

// codedRevenue are the categories, or single codes, that an outpatient bill
// gives with a procedure code.
var codedRevenue = []string{"030", "031", "032", "035", "040", "042", "043", "044", "045", "061", "0636", "073", "074"}

func ubHCPCS(p *coding.Prepared) coding.Outcome {
	bill, ok := billType(p.Claim.BillType)
	if !ok || !slices.Contains([]string{"13", "14", "85"}, bill[:2]) {
		return coding.NotApplicable
	}
	return eachRevenue(p, func(s *coding.Service, code string) {
		needs := func(prefix string) bool { return strings.HasPrefix(code, prefix) }
		free := s.Source.Charge.Given && s.Source.Charge.Cents == 0
		if s.Source.Code != "" || free || !slices.ContainsFunc(codedRevenue, needs) {
			return
		}
		category, _ := revenue.Find(code)
		f := p.OnLine(s, coding.FieldCode)
		f.Message = fmt.Sprintf("revenue code %s (%s) stands without a procedure code", code, category.Words)
		f.Fix = "give the HCPCS or CPT code of the service"
		p.Fail(f)
	})
}

// dischargeStatus are the patient statuses in use.
var dischargeStatus = strings.Fields("01 02 03 04 05 06 07 09 20 21 30 40 41 42 43 50 51 61 62 63 64 65 66 69 70 81 82 83 84 85 86 87 88 89 90 91 92 93 94 95")

func ubStatus(p *coding.Prepared) coding.Outcome {
	status := p.Claim.Status
	switch {
	case status == "":
		return coding.NotApplicable
	case slices.Contains(dischargeStatus, status):
		return coding.Pass
	}
	f := p.OnClaim(coding.FieldStatus)
	f.Message = fmt.Sprintf("patient status %q is not a code in use", codesets.Clean(status))
	if len(status) == 1 && slices.Contains(dischargeStatus, "0"+status) {
		f.Fix = "write 0" + status
	}
	p.Fail(f)
	return coding.Pass
}

// nearPCS lists the codes that differ from code in the qualifier alone, "" when
// there are none.
func nearPCS(t *table.Codes, code string) string {
	const most = 6
	if len(code) != 7 {
		return ""
	}
	var out []string
	for n := range t.Prefixed(code[:6]) {
		if t.Billable(n) {
			out = append(out, t.Key(n))
		}
		if len(out) == most {
			break
		}
	}
	return strings.Join(out, ", ")
}

func ubPCS(p *coding.Prepared) coding.Outcome {
	out := coding.NotApplicable
	t := p.Day.Table(codesets.ICD10PCS)
	for i := range p.Claim.PCS {
		proc := &p.Claim.PCS[i]
		if proc.Code == "" || proc.Qualifier == "BR" || proc.Qualifier == "BQ" { // ICD-9-CM
			continue
		}
		if !t.OK() {
			p.NoData(t)
			return out
		}
		out = coding.Pass
		code := codesets.Normalize(proc.Code)
		n, found := t.Codes.Find(code)
		if found && t.Codes.Billable(n) {
			continue
		}
		f := coding.Finding{Place: p.Claim.Place(coding.FieldPCS, i+1), Codes: []string{codesets.Clean(proc.Code)}, Table: t.Set, Release: t.Release.Edition}
		f.Message = fmt.Sprintf("procedure %s is not in %s", codesets.Clean(proc.Code), t.Release.Title)
		if near := nearPCS(t.Codes, code); near != "" {
			f.Fix = "did you mean " + near
		}
		if found {
			f.Message = fmt.Sprintf("procedure %s is a table of %s, not a code", codesets.Clean(proc.Code), t.Release.Title)
		}
		p.Fail(f)
	}
	return out
}

func ubConditions(p *coding.Prepared) coding.Outcome {
	return once(p, p.Claim.Conds, coding.FieldCond, func(code string) (string, string) { return code, "condition code " + code })
}

func ubOccurrences(p *coding.Prepared) coding.Outcome {
	return once(p, p.Claim.Occurs, coding.FieldOccur, func(o coding.CodeDate) (string, string) {
		return o.Code + o.From.String() + o.To.String(), "occurrence code " + o.Code + " of " + o.From.String()
	})
}

func ubValues(p *coding.Prepared) coding.Outcome {
	return once(p, p.Claim.Values, coding.FieldValue, func(v coding.CodeValue) (string, string) { return v.Code, "value code " + v.Code })
}

// once reports the items whose key, as of returns it with what to call the
// item, was there before.
func once[T any](p *coding.Prepared, items []T, field coding.Field, of func(T) (key, name string)) coding.Outcome {
	if len(items) < 2 {
		return coding.NotApplicable
	}
	last, times := map[string]int{}, map[string]int{}
	for i, item := range items {
		key, _ := of(item)
		last[key] = i
		times[key]++
	}
	for i, item := range items {
		key, name := of(item)
		if i != last[key] || times[key] < 2 {
			continue
		}
		f := coding.Finding{Place: p.Claim.Place(field, i+1)}
		f.Message = codesets.Clean(name) + " is given more than once"
		f.Fix = "leave it there once"
		p.Fail(f)
	}
	return coding.Pass
}
