package claimgen

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/medcode-cli/medcode/coding"
)

// csvHeader are the columns WriteCSV writes, by the names of claimfile.Columns.
const csvHeader = "claim,type,patient,birth_date,sex,npi,total,dx,line,from,pos,code,modifiers,units,charge,pointers"

// WriteCSV writes professional claims as CSV, one row a line.
func WriteCSV(w io.Writer, o Options) error {
	o.Institutional = false
	b := bufio.NewWriterSize(w, 256<<10)
	fmt.Fprintln(b, csvHeader)
	src := New(o)
	var c coding.Claim
	for src.Next(&c) {
		var dx []string
		for _, d := range c.DX {
			dx = append(dx, d.Code)
		}
		for i := range c.Lines {
			ln := &c.Lines[i]
			fmt.Fprintf(b, "%s,%s,%s,%s,%s,%s,%s,%s,%d,%s,%s,%s,%s,%s,%s,%s\n", c.ID, c.Type, c.Patient.ID, c.Patient.Birth, c.Patient.Sex,
				c.Billing.NPI, c.Total, strings.Join(dx, " "), i+1, ln.From, c.POS, ln.Code, strings.Join(ln.Modifiers, " "), ln.Units, ln.Charge,
				strings.ReplaceAll(pointers(ln), ":", " "))
		}
	}
	return b.Flush()
}

// The FHIR R4 Claim that WriteFHIR writes: the elements a checker reads.
type (
	fhirClaim struct {
		ResourceType   string          `json:"resourceType"`
		ID             string          `json:"id"`
		Meta           fhirMeta        `json:"meta"`
		Status         string          `json:"status"`
		Type           fhirConcept     `json:"type"`
		Use            string          `json:"use"`
		Patient        fhirReference   `json:"patient"`
		BillablePeriod fhirPeriod      `json:"billablePeriod"`
		Created        string          `json:"created"`
		Provider       fhirReference   `json:"provider"`
		Diagnosis      []fhirDiagnosis `json:"diagnosis"`
		Item           []fhirItem      `json:"item"`
		Total          fhirMoney       `json:"total"`
	}
	fhirMeta struct {
		Tag []fhirCoding `json:"tag"`
	}
	fhirConcept struct {
		Coding []fhirCoding `json:"coding"`
	}
	fhirCoding struct {
		System string `json:"system,omitempty"`
		Code   string `json:"code"`
	}
	fhirReference struct {
		Reference  string          `json:"reference,omitempty"`
		Identifier *fhirIdentifier `json:"identifier,omitempty"`
	}
	fhirIdentifier struct {
		System string `json:"system"`
		Value  string `json:"value"`
	}
	fhirPeriod struct {
		Start string `json:"start"`
		End   string `json:"end"`
	}
	fhirDiagnosis struct {
		Sequence int         `json:"sequence"`
		Code     fhirConcept `json:"diagnosisCodeableConcept"`
	}
	fhirItem struct {
		Sequence  int           `json:"sequence"`
		Diagnoses []int         `json:"diagnosisSequence"`
		Service   fhirConcept   `json:"productOrService"`
		Modifier  []fhirConcept `json:"modifier,omitempty"`
		Date      string        `json:"servicedDate"`
		Place     fhirConcept   `json:"locationCodeableConcept"`
		Quantity  fhirQuantity  `json:"quantity"`
		Net       fhirMoney     `json:"net"`
	}
	fhirQuantity struct {
		Value json.Number `json:"value"`
	}
	fhirMoney struct {
		Value    json.Number `json:"value"`
		Currency string      `json:"currency"`
	}
)

// Systems of FHIR codings (HL7 Terminology, R4).
const (
	systemICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
	systemCPT     = "http://www.ama-assn.org/go/cpt"
	systemHCPCS   = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
	systemPOS     = "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set"
	systemType    = "http://terminology.hl7.org/CodeSystem/claim-type"
	systemTest    = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
	systemNPI     = "http://hl7.org/fhir/sid/us-npi"
)

// WriteFHIR writes professional claims as FHIR R4 Claims, one a line, each
// tagged as test data (HTEST).
func WriteFHIR(w io.Writer, o Options) error {
	o.Institutional = false
	b := bufio.NewWriterSize(w, 256<<10)
	enc := json.NewEncoder(b)
	src := New(o)
	var c coding.Claim
	for src.Next(&c) {
		if err := enc.Encode(fhirOf(&c)); err != nil {
			return err
		}
	}
	return b.Flush()
}

func concept(system, code string) fhirConcept {
	return fhirConcept{Coding: []fhirCoding{{System: system, Code: code}}}
}

func fhirOf(c *coding.Claim) fhirClaim {
	f := fhirClaim{
		ResourceType: "Claim", ID: c.ID, Meta: fhirMeta{Tag: []fhirCoding{{System: systemTest, Code: "HTEST"}}},
		Status: "active", Type: concept(systemType, "professional"), Use: "claim",
		Patient:        fhirReference{Reference: "Patient/" + c.Patient.ID},
		BillablePeriod: fhirPeriod{Start: c.From.String(), End: c.To.String()}, Created: c.To.String(),
		Provider: fhirReference{Identifier: &fhirIdentifier{System: systemNPI, Value: c.Billing.NPI}},
		Total:    usd(c.Total),
	}
	for i, d := range c.DX {
		f.Diagnosis = append(f.Diagnosis, fhirDiagnosis{Sequence: i + 1, Code: concept(systemICD10CM, d.Code)})
	}
	for i := range c.Lines {
		f.Item = append(f.Item, fhirLine(c, i))
	}
	return f
}

func fhirLine(c *coding.Claim, i int) fhirItem {
	ln := &c.Lines[i]
	system := systemCPT
	if ln.Code[0] >= 'A' {
		system = systemHCPCS
	}
	item := fhirItem{
		Sequence: i + 1, Diagnoses: ln.Pointers, Service: concept(system, ln.Code), Date: ln.From.String(),
		Place: concept(systemPOS, c.POS), Quantity: fhirQuantity{json.Number(strconv.FormatInt(ln.Units.Milli/1000, 10))}, Net: usd(ln.Charge),
	}
	for _, m := range ln.Modifiers {
		item.Modifier = append(item.Modifier, concept(systemCPT, m))
	}
	return item
}

func usd(a coding.Amount) fhirMoney {
	return fhirMoney{Value: json.Number(a.String()), Currency: "USD"}
}
