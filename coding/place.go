package coding

import (
	"strconv"
	"strings"
)

// A Place says where something stands in its file. Numbers are 1-based and 0
// when they do not apply; Offset is 0-based, in bytes.
type Place struct {
	Line      int    `json:"line,omitempty"`      // line of a text file
	Column    int    `json:"column,omitempty"`    // column of a CSV file
	Segment   int    `json:"segment,omitempty"`   // X12 segment, counted from ISA of the file
	Tag       string `json:"tag,omitempty"`       // X12 segment id: "SV1"
	Element   int    `json:"element,omitempty"`   // X12 element in the segment: 1 is SV101
	Component int    `json:"component,omitempty"` // X12 component in the element: 2 is SV101-2
	Path      string `json:"path,omitempty"`      // FHIR path: "entry[3].resource.item[0]"
	Offset    int64  `json:"offset,omitempty"`    // byte offset in the file
}

// IsZero reports whether p says nothing.
func (p Place) IsZero() bool { return p == Place{} }

// String returns the place as people read it: "line 4, column 9" or
// "segment 31, SV101-2".
func (p Place) String() string {
	var parts []string
	if p.Line > 0 {
		parts = append(parts, "line "+strconv.Itoa(p.Line))
	}
	if p.Column > 0 {
		parts = append(parts, "column "+strconv.Itoa(p.Column))
	}
	if p.Segment > 0 {
		parts = append(parts, "segment "+strconv.Itoa(p.Segment))
	}
	if p.Tag != "" {
		parts = append(parts, p.element())
	}
	if p.Path != "" {
		parts = append(parts, p.Path)
	}
	return strings.Join(parts, ", ")
}

// element returns the X12 name of the element: "SV101-2".
func (p Place) element() string {
	s := p.Tag
	if p.Element > 0 {
		if p.Element < 10 {
			s += "0"
		}
		s += strconv.Itoa(p.Element)
	}
	if p.Component > 0 {
		s += "-" + strconv.Itoa(p.Component)
	}
	return s
}

// A Field names one value of a claim, a diagnosis or a line, for places and
// for what a source carries.
type Field uint8

// The fields. Those of a diagnosis and a line are counted by an index.
const (
	FieldNone Field = iota
	FieldClaimID
	FieldClaimType
	FieldProfile
	FieldPatientID
	FieldBirth
	FieldDeath
	FieldSex
	FieldZip
	FieldPayer
	FieldBillingNPI
	FieldBillingTaxonomy
	FieldBillingTIN
	FieldBillingZip
	FieldRenderingNPI
	FieldRenderingTaxonomy
	FieldReferringNPI
	FieldFacilityNPI
	FieldClaimFrom
	FieldClaimTo
	FieldAdmission
	FieldDischarge
	FieldReceived
	FieldClaimPOS
	FieldBillType
	FieldFrequency
	FieldReference
	FieldStatus
	FieldAdmitType
	FieldTotal
	FieldDX     // of a diagnosis: its code
	FieldDXPOA  // of a diagnosis: its present-on-admission indicator
	FieldOther  // of Claim.Other: its code
	FieldPCS    // of a procedure: its code
	FieldCond   // condition codes
	FieldOccur  // occurrence codes
	FieldValue  // value codes
	FieldLineNo // of a line from here on
	FieldFrom
	FieldTo
	FieldPOS
	FieldCode
	FieldRevenue
	FieldModifiers
	FieldUnits
	FieldBasis
	FieldCharge
	FieldPointers
	FieldNDC
	FieldLineNPI
	FieldSuppress
	fieldCount
)

// A FieldSet is a set of fields.
type FieldSet uint64

// AllFields is every field: what X12 carries.
const AllFields FieldSet = 1<<fieldCount - 1

// With returns s with f.
func (s FieldSet) With(f Field) FieldSet { return s | 1<<f }

// Without returns s without f.
func (s FieldSet) Without(f Field) FieldSet { return s &^ (1 << f) }

// Has reports whether f is in s.
func (s FieldSet) Has(f Field) bool { return s&(1<<f) != 0 }

// A FieldPlace says where one value stands. Index is the 1-based position of
// the diagnosis, procedure or line it belongs to, 0 for the claim.
type FieldPlace struct {
	Field Field
	Index int
	Place Place
}

// Mark notes where the value of field f stands; index as in FieldPlace.
func (c *Claim) Mark(f Field, index int, p Place) {
	c.Places = append(c.Places, FieldPlace{Field: f, Index: index, Place: p})
}

// Place returns where the value of field f stands: the value itself, else the
// diagnosis or line it belongs to, else the claim.
func (c *Claim) Place(f Field, index int) Place {
	for i := range c.Places {
		if p := &c.Places[i]; p.Field == f && p.Index == index {
			return p.Place
		}
	}
	if p := c.ownerPlace(f, index-1); !p.IsZero() {
		return p
	}
	return c.At
}

func (c *Claim) ownerPlace(f Field, i int) Place {
	switch {
	case i < 0:
	case f >= FieldLineNo && i < len(c.Lines):
		return c.Lines[i].At
	case (f == FieldDX || f == FieldDXPOA) && i < len(c.DX):
		return c.DX[i].At
	case f == FieldOther && i < len(c.Other):
		return c.Other[i].At
	case f == FieldPCS && i < len(c.PCS):
		return c.PCS[i].At
	}
	return Place{}
}

// A Problem is something in a claim's source that its reader could not take
// over, or found wrong: the engine reports it as a finding of that rule.
type Problem struct {
	Rule    string // "date-invalid", "x12-count", "claim-unreadable"
	Field   Field
	Index   int // as in FieldPlace
	Place   Place
	Value   string // the text of the source
	Message string // what is wrong, a sentence without its full stop
	Fix     string // what would be right, "" when it cannot be said
}
