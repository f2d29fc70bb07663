package coding

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/medcode-cli/medcode/codesets"
)

// A ClaimType says which form a claim is for, and so which dates, tables and
// required fields it is judged by.
type ClaimType uint8

// The claim types. The zero ClaimType means the source did not say.
const (
	TypeUnknown  ClaimType = iota
	Professional           // 837P, CMS-1500: physicians, suppliers of services
	Outpatient             // 837I, UB-04: outpatient institutional
	Inpatient              // 837I, UB-04: inpatient institutional
	DME                    // 837P to a DME contractor
	claimTypes
)

var claimTypeNames = [claimTypes]string{"", "professional", "outpatient-institutional", "inpatient", "dme"}

// String returns the word of files and JSON: "outpatient-institutional".
func (t ClaimType) String() string { return claimTypeNames[min(t, claimTypes-1)] }

// Institutional reports whether t is billed on the 837I or UB-04.
func (t ClaimType) Institutional() bool { return t == Outpatient || t == Inpatient }

// ParseClaimType reads the word of files: "professional",
// "outpatient-institutional", "inpatient" or "dme", and the usual other names
// of them in any case. It reports false for any other word.
func ParseClaimType(s string) (ClaimType, bool) {
	t, ok := claimTypeWords[FoldName(s)]
	return t, ok
}

var claimTypeWords = map[string]ClaimType{
	"professional": Professional, "837p": Professional, "p": Professional, "1500": Professional, "cms1500": Professional,
	"practitioner": Professional, "carrier": Professional, "physician": Professional,
	"outpatientinstitutional": Outpatient, "outpatient": Outpatient, "hospitaloutpatient": Outpatient, "op": Outpatient, "hospital": Outpatient,
	"inpatient": Inpatient, "inpatientinstitutional": Inpatient, "ip": Inpatient,
	"dme": DME, "dmepos": DME, "supplier": DME,
}

// MarshalText writes the word of files.
func (t ClaimType) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads the word of files; empty text is TypeUnknown.
func (t *ClaimType) UnmarshalText(b []byte) error {
	v, ok := ParseClaimType(string(b))
	if !ok && len(b) > 0 {
		return fmt.Errorf("claim type %q, want professional, outpatient-institutional, inpatient or dme", b)
	}
	*t = v
	return nil
}

// A Claim is one claim as its source gives it. Text is as in the source but
// for surrounding blanks; codes may be dotted or not, in any case: rules read
// the normalized form of the prepared claim. Empty text and zero dates mean
// that the source gave nothing; Carries tells whether it could have.
//
// A Claim is reused: readers fill it anew, keeping the room of its slices, so
// whoever keeps a part of it beyond the next read must copy it.
type Claim struct {
	ID       string    `json:"id"` // the submitter's claim number: CLM01, patient control number
	Type     ClaimType `json:"type,omitempty"`
	Profile  string    `json:"profile,omitempty"` // the profile to judge it by, "" for the run's
	Patient  Patient   `json:"patient,omitzero"`
	Payer    string    `json:"payer,omitempty"` // payer id or name
	Billing  Provider  `json:"billing,omitzero"`
	Render   Provider  `json:"rendering,omitzero"` // rendering; attending on institutional claims
	Refer    Provider  `json:"referring,omitzero"`
	Facility Provider  `json:"facility,omitzero"`

	From      codesets.Date `json:"from,omitzero"` // statement covers period, or span of the lines
	To        codesets.Date `json:"to,omitzero"`
	Admission codesets.Date `json:"admission,omitzero"`
	Discharge codesets.Date `json:"discharge,omitzero"`
	Received  codesets.Date `json:"received,omitzero"` // received by the payer, for timely filing

	POS       string `json:"pos,omitempty"`        // CLM05-1 of a professional claim: place of service, 2 digits
	BillType  string `json:"bill_type,omitempty"`  // UB-04 FL 4, 3 or 4 digits with the frequency
	Frequency string `json:"frequency,omitempty"`  // CLM05-3: 1 original, 7 replacement, 8 void
	Reference string `json:"reference,omitempty"`  // the payer's number of the original claim, REF*F8
	Status    string `json:"status,omitempty"`     // UB-04 FL 17 patient discharge status, 2 digits
	AdmitType string `json:"admit_type,omitempty"` // UB-04 FL 14
	Total     Amount `json:"total,omitzero"`       // CLM02

	DX     []Diagnosis `json:"dx"`                 // in claim order; the first is principal or first-listed; lines point to these
	Other  []Diagnosis `json:"other_dx,omitempty"` // admitting, reason for visit, external cause (institutional)
	PCS    []Procedure `json:"procedures,omitempty"`
	Lines  []Line      `json:"lines"`
	Conds  []string    `json:"conditions,omitempty"` // UB-04 FL 18-28 condition codes
	Occurs []CodeDate  `json:"occurrences,omitempty"`
	Values []CodeValue `json:"values,omitempty"`

	Suppress []Suppression `json:"suppress,omitempty"` // findings the source accepts, with a reason
	Complete bool          `json:"complete,omitempty"` // the source gives all there is: what a claim of its type needs and this one lacks is a finding

	File     string       `json:"-"` // name of the file it came from
	At       Place        `json:"-"` // where the claim begins
	Places   []FieldPlace `json:"-"` // where single values stand, as far as the reader says
	Carries  FieldSet     `json:"-"` // the fields the source has room for
	Problems []Problem    `json:"-"` // what the reader could not take over
}

// Reset empties c and keeps the room of its slices, those of lines too.
func (c *Claim) Reset() {
	*c = Claim{
		DX: c.DX[:0], Other: c.Other[:0], PCS: c.PCS[:0], Lines: c.Lines[:0], Conds: c.Conds[:0],
		Occurs: c.Occurs[:0], Values: c.Values[:0], Suppress: c.Suppress[:0], Places: c.Places[:0], Problems: c.Problems[:0],
	}
}

// AddLine appends an empty line, numbered behind the last one, and returns it.
// The room of the modifiers and pointers of an earlier claim is used again.
// The pointer holds until the next AddLine.
func (c *Claim) AddLine() *Line {
	n := len(c.Lines)
	if n < cap(c.Lines) {
		c.Lines = c.Lines[:n+1]
	} else {
		c.Lines = append(c.Lines, Line{})
	}
	ln := &c.Lines[n]
	*ln = Line{Number: n + 1, Modifiers: ln.Modifiers[:0], Pointers: ln.Pointers[:0]}
	return ln
}

// A Patient is who was treated.
type Patient struct {
	ID    string        `json:"id,omitempty"` // member id or the submitter's number
	Birth codesets.Date `json:"birth,omitzero"`
	Death codesets.Date `json:"death,omitzero"`
	Sex   string        `json:"sex,omitempty"` // M, F or U as given
	Zip   string        `json:"zip,omitempty"`
}

// A Provider is one provider of a claim or a line.
type Provider struct {
	NPI      string `json:"npi,omitempty"`      // 10 digits
	Taxonomy string `json:"taxonomy,omitempty"` // 10 characters ending in X
	TIN      string `json:"tin,omitempty"`      // EIN or SSN, 9 digits, hyphens as given
	Zip      string `json:"zip,omitempty"`      // 5 or 9 digits, hyphen as given
}

// An Amount is money that may be absent.
type Amount struct {
	Cents int64
	Given bool
}

// Cents returns a given amount.
func Cents(n int64) Amount { return Amount{Cents: n, Given: true} }

// A Quantity is a number of units that may be absent, in thousandths so that
// 1.5 units are exact.
type Quantity struct {
	Milli int64
	Given bool
}

// Units returns a given number of whole units.
func Units(n int64) Quantity { return Quantity{Milli: n * 1000, Given: true} }

// Whole reports whether q has no fraction.
func (q Quantity) Whole() bool { return q.Milli%1000 == 0 }

// A DXRole is what a diagnosis outside the pointable list is for.
type DXRole uint8

// The roles. RoleListed is a diagnosis of the list itself.
const (
	RoleListed    DXRole = iota
	RoleAdmitting        // HI*ABJ
	RoleReason           // HI*APR, patient's reason for visit
	RoleExternal         // HI*ABN, external cause of injury
)

var dxRoleNames = [...]string{"", "admitting", "reason", "external"}

// String returns the word of JSON: "admitting"; "" for RoleListed.
func (r DXRole) String() string { return dxRoleNames[min(int(r), len(dxRoleNames)-1)] }

// MarshalText writes the word of JSON.
func (r DXRole) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads the word of JSON.
func (r *DXRole) UnmarshalText(b []byte) error {
	for i, name := range dxRoleNames {
		if string(b) == name {
			*r = DXRole(i)
			return nil
		}
	}
	return fmt.Errorf("diagnosis role %q, want admitting, reason or external", b)
}

// A Diagnosis is one diagnosis of a claim.
type Diagnosis struct {
	Code      string `json:"code"`                // as given
	Qualifier string `json:"qualifier,omitempty"` // X12 code list: ABK ABF ABJ APR ABN are ICD-10-CM, BK BF BJ PR BN are ICD-9-CM
	POA       string `json:"poa,omitempty"`       // Y N U W 1, "" when not given
	Role      DXRole `json:"role,omitempty"`
	At        Place  `json:"-"`
}

// UnmarshalJSON reads a diagnosis; a bare string is its code.
func (d *Diagnosis) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		*d = Diagnosis{}
		return json.Unmarshal(b, &d.Code)
	}
	type plain Diagnosis
	var v plain
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&v); err != nil {
		return err
	}
	*d = Diagnosis(v)
	return nil
}

// A Procedure is one ICD-10-PCS procedure of an inpatient claim.
type Procedure struct {
	Code      string        `json:"code"`                // 7 characters, no dot
	Qualifier string        `json:"qualifier,omitempty"` // BBR BBQ are ICD-10-PCS, BR BQ are ICD-9-CM
	Date      codesets.Date `json:"date,omitzero"`
	At        Place         `json:"-"`
}

// A CodeDate is a UB-04 occurrence code with its day, and its last day when
// it is an occurrence span.
type CodeDate struct {
	Code string        `json:"code"`
	From codesets.Date `json:"from,omitzero"`
	To   codesets.Date `json:"to,omitzero"`
}

// A CodeValue is a UB-04 value code with its amount.
type CodeValue struct {
	Code   string `json:"code"`
	Amount Amount `json:"amount,omitzero"`
}

// A Line is one service line.
type Line struct {
	Number    int           `json:"number"` // 1-based, as the claim counts
	From      codesets.Date `json:"from,omitzero"`
	To        codesets.Date `json:"to,omitzero"` // "" when one day
	POS       string        `json:"pos,omitempty"`
	Code      string        `json:"code"`              // CPT or HCPCS Level II, as given; "" on a UB line of a revenue code alone
	Revenue   string        `json:"revenue,omitempty"` // UB-04 FL 42, 3 or 4 digits
	Modifiers []string      `json:"modifiers,omitempty"`
	Units     Quantity      `json:"units,omitzero"`
	Basis     string        `json:"basis,omitempty"` // UN units, MJ minutes, DA days
	Charge    Amount        `json:"charge,omitzero"`
	Pointers  []int         `json:"pointers,omitempty"` // 1-based positions in Claim.DX, as given
	NDC       string        `json:"ndc,omitempty"`
	Render    Provider      `json:"rendering,omitzero"` // "" where the claim's holds
	At        Place         `json:"-"`
}
