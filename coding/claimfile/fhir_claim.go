package claimfile

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

func hasText(b []byte, s string) bool { return bytes.Contains(b, []byte(s)) }

// What a FHIR claim carries; what it has no room for is not asked for.
var fhirFields = func() coding.FieldSet {
	var s coding.FieldSet
	for _, f := range []coding.Field{
		coding.FieldClaimID, coding.FieldClaimType, coding.FieldPatientID, coding.FieldClaimFrom, coding.FieldClaimTo,
		coding.FieldDX, coding.FieldCode, coding.FieldModifiers, coding.FieldUnits, coding.FieldFrom, coding.FieldPointers,
	} {
		s = s.With(f)
	}
	return s
}()

// fill turns the resource into a claim. line is that of the file, path what
// stands before the resource's own path.
func (f *FHIR) fill(c *coding.Claim, line int, path string, offset int64) {
	r := &f.res
	c.File, c.Carries = f.file, fhirFields
	c.At = coding.Place{Line: line, Path: strings.TrimSuffix(path, "."), Offset: offset}
	c.ID = string(r.id)
	if c.ID == "" || len(r.ident) > 0 && string(r.kind) == "Claim" {
		c.ID = string(r.ident)
	}
	c.Type = r.claimType()
	c.Patient.ID = string(bytes.TrimPrefix(r.patient, []byte("Patient/")))
	c.Patient.Sex, c.Patient.Birth = sexOf(r.gender), f.date(c, r.birth, coding.FieldBirth, 0)
	c.Payer = f.texts.Of(r.insurer)
	c.From = f.date(c, r.start, coding.FieldClaimFrom, 0)
	c.To = f.date(c, r.end, coding.FieldClaimTo, 0)
	c.Billing.NPI = f.texts.Of(r.provider.npi)
	c.Facility.NPI = f.texts.Of(r.facility)
	c.Reference = f.texts.Of(r.related)
	c.Total = f.amount(r.total)
	f.team(c)
	f.support(c)
	f.diagnoses(c, line, path)
	f.procedures(c, line, path)
	for i := range r.items {
		f.item(c, &r.items[i], coding.Place{Line: line, Path: f.path(path, "item", i)})
	}
	if c.Type == coding.Inpatient && c.Discharge.IsZero() && c.Status != "30" {
		c.Discharge = c.To
	}
	if r.cut {
		c.Problems = append(c.Problems, coding.Problem{
			Rule: "claim-unreadable", Place: c.At, Fix: "split the claim",
			Message: fmt.Sprintf("the claim has more than %d lines, diagnoses or other parts of one kind: what follows is not read", maxParts),
		})
	}
}

// claimType reads the type of the claim: the Blue Button type where there is
// one, since its FHIR word calls outpatient claims professional, else the FHIR
// word and, of institutional ones, the CARIN sub-type.
func (r *fhirResource) claimType() coding.ClaimType {
	t, rank := coding.TypeUnknown, 0
	for _, list := range [][]fhirCoding{r.types, r.subtypes} {
		for _, c := range list {
			if k, ok := fhirTypes[string(c.code)]; ok && k.rank >= rank {
				t, rank = k.t, k.rank
			}
		}
	}
	return t
}

var fhirTypes = map[string]struct {
	t    coding.ClaimType
	rank int
}{
	"professional": {coding.Professional, 1}, "institutional": {coding.Outpatient, 1}, "oral": {coding.Professional, 1},
	"vision": {coding.Professional, 1}, "inpatient": {coding.Inpatient, 2}, "outpatient": {coding.Outpatient, 2},
	"CARRIER": {coding.Professional, 3}, "71": {coding.Professional, 3}, "72": {coding.Professional, 3},
	"DME": {coding.DME, 3}, "81": {coding.DME, 3}, "82": {coding.DME, 3},
	"INPATIENT": {coding.Inpatient, 3}, "60": {coding.Inpatient, 3}, "61": {coding.Inpatient, 3},
	"SNF": {coding.Inpatient, 3}, "20": {coding.Inpatient, 3}, "30": {coding.Inpatient, 3},
	"OUTPATIENT": {coding.Outpatient, 3}, "40": {coding.Outpatient, 3}, "HHA": {coding.Outpatient, 3}, "10": {coding.Outpatient, 3},
	"HOSPICE": {coding.Outpatient, 3}, "50": {coding.Outpatient, 3},
}

// sexOf turns a FHIR administrative gender into the letter of a claim.
func sexOf(b []byte) string {
	switch string(b) {
	case "male":
		return "M"
	case "female":
		return "F"
	case "":
		return ""
	}
	return "U"
}

// date reads a FHIR date or dateTime, of which the day counts; a partial date
// is none.
func (f *FHIR) date(c *coding.Claim, b []byte, field coding.Field, index int) codesets.Date {
	if len(b) == 0 {
		return 0
	}
	if len(b) >= 10 && (len(b) == 10 || b[10] == 'T') {
		if d, ok := isoDay(b[:10]); ok {
			return d
		}
	}
	c.Problems = append(c.Problems, coding.Problem{
		Rule: "date-invalid", Field: field, Index: index, Value: string(b),
		Message: "date " + strconv.Quote(string(b)) + " is no day", Fix: "write it YYYY-MM-DD",
	})
	return 0
}

func isoDay(b []byte) (codesets.Date, bool) {
	if b[4] != '-' || b[7] != '-' {
		return 0, false
	}
	n := 0
	for i, c := range b {
		if i == 4 || i == 7 {
			continue
		}
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return codesets.NewDate(n/10000, n/100%100, n%100)
}

func (f *FHIR) amount(b []byte) coding.Amount {
	if len(b) == 0 {
		return coding.Amount{}
	}
	s := f.texts.Of(b)
	n, ok := coding.ParseAmount(s)
	if !ok {
		if v, err := strconv.ParseFloat(s, 64); err == nil && v > -1e13 && v < 1e13 {
			return coding.Cents(int64(math.Round(v * 100)))
		}
	}
	return coding.Amount{Cents: n, Given: ok}
}

// team takes the rendering or attending and the referring provider.
func (f *FHIR) team(c *coding.Claim) {
	for i := range f.res.team {
		m := &f.res.team[i]
		switch string(m.role) {
		case "performing", "rendering", "primary", "attending":
			f.member(&c.Render, m)
		case "referring":
			f.member(&c.Refer, m)
		}
	}
}

func (f *FHIR) member(p *coding.Provider, m *fhirMember) {
	if p.NPI == "" {
		p.NPI, p.Taxonomy = f.texts.Of(m.provider.npi), f.texts.Of(m.provider.taxonomy)
	}
}

// support takes what CARIN and Blue Button put into supportingInfo.
func (f *FHIR) support(c *coding.Claim) {
	for i := range f.res.info {
		x := &f.res.info[i]
		switch string(x.category) {
		case "typeofbill":
			c.BillType = f.texts.Of(x.code)
			if n := len(c.BillType); n > 2 {
				c.Frequency = c.BillType[n-1:]
			}
		case "admtype":
			c.AdmitType = f.texts.Of(x.code)
		case "discharge-status", "dischargestatus":
			c.Status = f.texts.Of(x.code)
		case "admissionperiod":
			c.Admission, c.Discharge = f.date(c, x.start, coding.FieldAdmission, 0), f.date(c, x.end, coding.FieldDischarge, 0)
		case "clmrecvddate", "received":
			c.Received = f.date(c, x.start, coding.FieldReceived, 0)
		case "patientaccountnumber":
			if len(x.text) > 0 {
				c.ID = string(x.text)
			}
		}
	}
}

// role says what a diagnosis is for; one that is listed for another reason
// too is listed.
func (x *fhirDiagnosis) role() (role coding.DXRole, principal bool) {
	for _, t := range x.types {
		switch string(t.code) {
		case "principal", "PRINCIPAL":
			principal = true
		case "admitting":
			role = coding.RoleAdmitting
		case "patientreasonforvisit":
			role = coding.RoleReason
		case "externalcauseofinjury", "externalcause", "external-cause", "FIRSTEXTERNAL":
			role = coding.RoleExternal
		case "secondary", "other", "clinical", "discharge", "differential":
			return coding.RoleListed, principal
		}
	}
	if principal {
		role = coding.RoleListed
	}
	return role, principal
}

// diagnoses takes the diagnoses in the order of their sequence, the principal
// one first. Pointers of items name the sequence, those of claims the place.
func (f *FHIR) diagnoses(c *coding.Claim, line int, path string) {
	r := &f.res
	f.order = f.order[:0]
	first := -1
	for i := range r.diagnoses {
		role, principal := r.diagnoses[i].role()
		if principal && first < 0 && role == coding.RoleListed {
			first = i
		}
		f.order = append(f.order, i)
	}
	slices.SortStableFunc(f.order, func(a, b int) int {
		if a == first || b == first {
			if a == b {
				return 0
			}
			return map[bool]int{true: -1, false: 1}[a == first]
		}
		return r.diagnoses[a].sequence - r.diagnoses[b].sequence
	})
	clear(f.position)
	for _, i := range f.order {
		x := &r.diagnoses[i]
		f.diagnosis(c, x, coding.Place{Line: line, Path: f.path(path, "diagnosis", i)})
	}
}

func (f *FHIR) diagnosis(c *coding.Claim, x *fhirDiagnosis, at coding.Place) {
	code, icd9, ok := diagnosisCode(x.codings)
	if !ok {
		return
	}
	dx := coding.Diagnosis{Code: f.texts.Of(code), POA: poaOf(f.texts.Of(x.poa)), At: at}
	dx.Role, _ = x.role()
	switch {
	case icd9:
		dx.Qualifier = map[bool]string{true: "BK", false: "BF"}[len(c.DX) == 0]
	default:
		dx.Qualifier = map[bool]string{true: "ABK", false: "ABF"}[len(c.DX) == 0]
	}
	if dx.Role != coding.RoleListed {
		dx.Qualifier = otherQualifier(dx.Role, icd9)
		c.Other = append(c.Other, dx)
		return
	}
	c.DX = append(c.DX, dx)
	f.position[x.sequence] = len(c.DX)
}

func otherQualifier(role coding.DXRole, icd9 bool) string {
	q := map[coding.DXRole]string{coding.RoleAdmitting: "BJ", coding.RoleReason: "PR", coding.RoleExternal: "BN"}[role]
	if icd9 {
		return q
	}
	return "A" + q
}

// diagnosisCode picks the coding of a diagnosis: ICD-10-CM under its own name
// or, as many clients send it, under that of ICD-10; ICD-9-CM; else one that
// names no system.
func diagnosisCode(list []fhirCoding) (code []byte, icd9, ok bool) {
	for _, c := range list {
		if hasText(c.system, "icd-10") || hasText(c.system, "2.16.840.1.113883.6.90") {
			return c.code, false, true
		}
	}
	for _, c := range list {
		if hasText(c.system, "icd-9") || hasText(c.system, "2.16.840.1.113883.6.103") {
			return c.code, true, true
		}
	}
	for _, c := range list {
		if len(c.system) == 0 && len(c.code) > 0 {
			return c.code, false, true
		}
	}
	return nil, false, false
}

func poaOf(s string) string {
	switch s {
	case "y", "n", "u", "w":
		return strings.ToUpper(s)
	case "clinically-undetermined":
		return "W"
	}
	return s
}

func (f *FHIR) procedures(c *coding.Claim, line int, path string) {
	for i := range f.res.procedures {
		x := &f.res.procedures[i]
		q := "BBQ"
		if len(c.PCS) == 0 {
			q = "BBR"
		}
		for _, k := range x.codings {
			if hasText(k.system, "icd-9") {
				q = q[1:]
			}
			c.PCS = append(c.PCS, coding.Procedure{
				Code: f.texts.Of(k.code), Qualifier: q, Date: f.date(c, x.date, coding.FieldPCS, len(c.PCS)+1),
				At: coding.Place{Line: line, Path: f.path(path, "procedure", i)},
			})
			break
		}
	}
}

// item takes one line.
func (f *FHIR) item(c *coding.Claim, x *fhirItem, at coding.Place) {
	ln := c.AddLine()
	n := len(c.Lines)
	ln.At = at
	code, ndc := serviceCode(x.service)
	ln.Code, ln.NDC = f.texts.Of(code), f.texts.Of(ndc)
	if len(x.revenue) > 0 {
		ln.Revenue = f.texts.Of(x.revenue[0].code)
	}
	for _, m := range x.modifiers {
		if s := f.texts.Of(m.code); s != "" {
			ln.Modifiers = append(ln.Modifiers, s)
		}
	}
	ln.From, ln.To = f.date(c, x.start, coding.FieldFrom, n), f.date(c, x.end, coding.FieldTo, n)
	if ln.To == ln.From {
		ln.To = 0
	}
	ln.POS = placeCode(x.place, &f.texts)
	if len(x.quantity) > 0 {
		ln.Units, _ = coding.ParseQuantity(f.texts.Of(x.quantity))
	}
	ln.Charge = f.amount(x.net)
	if x.submitted != nil {
		ln.Charge = f.amount(x.submitted)
	}
	for _, q := range x.diagnoses {
		p, ok := f.position[q]
		if !ok {
			p = len(c.DX) + max(q, 1) // names no diagnosis: out of range
		}
		ln.Pointers = append(ln.Pointers, p)
	}
	for _, q := range x.team {
		for i := range f.res.team {
			if m := &f.res.team[i]; m.sequence == q && (string(m.role) == "performing" || string(m.role) == "rendering") {
				f.member(&ln.Render, m)
			}
		}
	}
}

// serviceCode picks the procedure of a line, and its drug where it has one.
func serviceCode(list []fhirCoding) (code, ndc []byte) {
	var other []byte
	for _, c := range list {
		switch {
		case len(c.code) == 0:
		case hasText(c.system, "ndc"):
			ndc = c.code
		case hasText(c.system, "cpt"), hasText(c.system, "hcpcs"), hasText(c.system, "HCPCS"):
			if code == nil {
				code = c.code
			}
		case other == nil && !hasText(c.system, "data-absent-reason") && !hasText(c.system, "icd"):
			other = c.code
		}
	}
	if code == nil {
		code = other
	}
	return code, ndc
}

// placeCode picks the CMS place of service of a location.
func placeCode(list []fhirCoding, texts *Texts) string {
	for _, c := range list {
		if len(c.code) == 2 {
			return texts.Of(c.code)
		}
	}
	return ""
}
