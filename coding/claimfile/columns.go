package claimfile

import (
	"strconv"
	"strings"
	"sync"

	"github.com/medcode-cli/medcode/coding"
)

// A Column is a column of a CSV file of claims.
type Column struct {
	Name    string
	Aliases []string
	About   string
	field   coding.Field
	set     setter
	line    bool // of a service line, not of the claim
	many    int  // columns NAME1 to NAMEn are known too
}

// A setter puts a value into the claim being read.
type setter func(r *CSV, c *coding.Claim, at cellAt, value []byte)

// A cellAt says which column a value stands in.
type cellAt struct {
	column int // 0-based
	n      int // of NAMEn, 1-based; 0 without a number
	field  coding.Field
}

// Columns lists the columns of a CSV file of claims. A header is matched
// without regard to case, blanks, hyphens and underscores.
var Columns = []Column{
	{Name: "claim", Aliases: []string{"claim_id", "claim_number", "claim_no", "clm_id", "icn", "patient_control_number", "account", "encounter", "id"}, About: "claim number; rows with the same one are one claim", field: coding.FieldClaimID},
	{Name: "type", Aliases: []string{"claim_type", "bill_class", "setting"}, About: "professional, outpatient-institutional, inpatient or dme", field: coding.FieldClaimType, set: setType},
	{Name: "profile", About: "profile to judge the claim by", field: coding.FieldProfile, set: text(func(c *coding.Claim) *string { return &c.Profile })},
	{Name: "patient", Aliases: []string{"patient_id", "member", "member_id", "mrn", "subscriber_id", "bene_id"}, About: "patient or member number", field: coding.FieldPatientID, set: ownText(func(c *coding.Claim) *string { return &c.Patient.ID })},
	{Name: "birth_date", Aliases: []string{"birth", "dob", "date_of_birth", "patient_dob", "patient_birth_date"}, About: "date of birth", field: coding.FieldBirth, set: setDates},
	{Name: "death_date", Aliases: []string{"death", "dod", "date_of_death"}, About: "date of death", field: coding.FieldDeath, set: setDates},
	{Name: "age", Aliases: []string{"patient_age"}, About: "age in years on the date of service, where the date of birth is not known", field: coding.FieldBirth, set: setAge},
	{Name: "sex", Aliases: []string{"gender", "patient_sex", "patient_gender"}, About: "M, F or U", field: coding.FieldSex, set: text(func(c *coding.Claim) *string { return &c.Patient.Sex })},
	{Name: "zip", Aliases: []string{"patient_zip", "zip_code"}, About: "patient's ZIP code", field: coding.FieldZip, set: text(func(c *coding.Claim) *string { return &c.Patient.Zip })},
	{Name: "payer", Aliases: []string{"payer_id", "insurance", "payer_name"}, About: "payer", field: coding.FieldPayer, set: text(func(c *coding.Claim) *string { return &c.Payer })},
	{Name: "npi", Aliases: []string{"billing_npi", "billing_provider_npi", "provider_npi", "billing"}, About: "NPI of the billing provider", field: coding.FieldBillingNPI, set: text(func(c *coding.Claim) *string { return &c.Billing.NPI })},
	{Name: "taxonomy", Aliases: []string{"billing_taxonomy", "taxonomy_code"}, About: "taxonomy code of the billing provider", field: coding.FieldBillingTaxonomy, set: text(func(c *coding.Claim) *string { return &c.Billing.Taxonomy })},
	{Name: "tin", Aliases: []string{"tax_id", "ein", "billing_tin", "federal_tax_id"}, About: "tax number of the billing provider", field: coding.FieldBillingTIN, set: text(func(c *coding.Claim) *string { return &c.Billing.TIN })},
	{Name: "billing_zip", About: "ZIP code of the billing provider", field: coding.FieldBillingZip, set: text(func(c *coding.Claim) *string { return &c.Billing.Zip })},
	{Name: "rendering", Aliases: []string{"rendering_npi", "rendering_provider_npi", "performing_npi", "attending_npi"}, About: "NPI of the rendering provider, of the line", field: coding.FieldLineNPI, set: setRendering, line: true},
	{Name: "rendering_taxonomy", About: "taxonomy code of the rendering provider", field: coding.FieldRenderingTaxonomy, set: text(func(c *coding.Claim) *string { return &c.Render.Taxonomy })},
	{Name: "referring", Aliases: []string{"referring_npi", "referring_provider_npi", "ordering_npi"}, About: "NPI of the referring provider", field: coding.FieldReferringNPI, set: text(func(c *coding.Claim) *string { return &c.Refer.NPI })},
	{Name: "facility", Aliases: []string{"facility_npi", "service_facility_npi"}, About: "NPI of the service facility", field: coding.FieldFacilityNPI, set: text(func(c *coding.Claim) *string { return &c.Facility.NPI })},
	{Name: "claim_from", Aliases: []string{"statement_from", "clm_from_dt"}, About: "first day of the statement period", field: coding.FieldClaimFrom, set: setDates},
	{Name: "claim_to", Aliases: []string{"statement_to", "statement_through", "clm_thru_dt"}, About: "last day of the statement period", field: coding.FieldClaimTo, set: setDates},
	{Name: "admission", Aliases: []string{"admission_date", "admit_date"}, About: "day of admission", field: coding.FieldAdmission, set: setDates},
	{Name: "discharge", Aliases: []string{"discharge_date"}, About: "day of discharge: picks the releases of an inpatient claim", field: coding.FieldDischarge, set: setDates},
	{Name: "received", Aliases: []string{"received_date", "receipt_date"}, About: "day the payer received the claim", field: coding.FieldReceived, set: setDates},
	{Name: "bill_type", Aliases: []string{"type_of_bill", "tob"}, About: "UB-04 type of bill", field: coding.FieldBillType, set: text(func(c *coding.Claim) *string { return &c.BillType })},
	{Name: "frequency", Aliases: []string{"frequency_code", "claim_frequency"}, About: "1 original, 7 replacement, 8 void", field: coding.FieldFrequency, set: text(func(c *coding.Claim) *string { return &c.Frequency })},
	{Name: "reference", Aliases: []string{"original_reference", "original_claim", "payer_claim_control_number"}, About: "payer's number of the original claim", field: coding.FieldReference, set: ownText(func(c *coding.Claim) *string { return &c.Reference })},
	{Name: "patient_status", Aliases: []string{"discharge_status", "status"}, About: "UB-04 patient discharge status", field: coding.FieldStatus, set: text(func(c *coding.Claim) *string { return &c.Status })},
	{Name: "admission_type", Aliases: []string{"admit_type"}, About: "UB-04 type of admission", field: coding.FieldAdmitType, set: text(func(c *coding.Claim) *string { return &c.AdmitType })},
	{Name: "total", Aliases: []string{"total_charge", "total_charges", "claim_charge"}, About: "total charge in dollars", field: coding.FieldTotal, set: setTotal},
	{Name: "conditions", Aliases: []string{"condition_codes"}, About: "UB-04 condition codes", field: coding.FieldCond, set: setConditions},
	{Name: "dx", Aliases: []string{"diagnosis", "diagnoses", "icd", "icd10", "icd_10", "dx_code", "diagnosis_code", "icd_code", "icd10_code", "principal_dx"}, About: "diagnoses: dx1 to dx25, or one column with blanks or commas between", field: coding.FieldDX, many: 25},
	{Name: "poa", Aliases: []string{"present_on_admission"}, About: "present-on-admission indicators: poa1 to poa25, or one column", field: coding.FieldDXPOA, set: setPOA, many: 25},
	{Name: "dx_qualifier", Aliases: []string{"icd_version", "icd_ind", "dx_type"}, About: "10 or ABK for ICD-10-CM, 9 or BK for ICD-9-CM", field: coding.FieldDX, set: setQualifier},
	{Name: "admitting_dx", Aliases: []string{"admit_dx", "admitting_diagnosis"}, About: "admitting diagnosis", field: coding.FieldOther, set: setOther(coding.RoleAdmitting)},
	{Name: "reason_dx", Aliases: []string{"reason_for_visit"}, About: "patient's reason for visit", field: coding.FieldOther, set: setOther(coding.RoleReason), many: 3},
	{Name: "external_dx", Aliases: []string{"ecode", "external_cause"}, About: "external cause of injury", field: coding.FieldOther, set: setOther(coding.RoleExternal), many: 12},
	{Name: "procedure", Aliases: []string{"pcs", "icd_procedure", "icd10pcs"}, About: "ICD-10-PCS procedures of an inpatient claim", field: coding.FieldPCS, set: setPCS, many: 25},
	{Name: "line", Aliases: []string{"line_number", "line_no", "service_line"}, About: "line number on the claim; by default the rows are counted", field: coding.FieldLineNo, set: setLineNumber, line: true},
	{Name: "from", Aliases: []string{"date", "dos", "date_of_service", "service_date", "from_date", "dos_from", "service_from"}, About: "first day of service", field: coding.FieldFrom, set: setDates, line: true},
	{Name: "to", Aliases: []string{"to_date", "dos_to", "service_to", "through"}, About: "last day of service", field: coding.FieldTo, set: setDates, line: true},
	{Name: "pos", Aliases: []string{"place_of_service", "pos_code"}, About: "place of service, two digits", field: coding.FieldPOS, set: setPOS, line: true},
	{Name: "code", Aliases: []string{"cpt", "hcpcs", "procedure_code", "cpt_code", "hcpcs_code", "cpt_hcpcs", "proc", "service_code"}, About: "CPT or HCPCS code, perhaps with modifiers behind it: 99213-25", field: coding.FieldCode, set: setCode, line: true},
	{Name: "revenue", Aliases: []string{"revenue_code", "rev_code", "rev"}, About: "UB-04 revenue code", field: coding.FieldRevenue, set: setRevenue, line: true},
	{Name: "modifiers", Aliases: []string{"modifier", "mod", "mods"}, About: "modifiers, with a blank, comma, colon or hyphen between; or mod1 to mod4", field: coding.FieldModifiers, set: setModifiers, line: true, many: 9},
	{Name: "units", Aliases: []string{"unit", "qty", "quantity", "service_units", "days_or_units"}, About: "units of service", field: coding.FieldUnits, set: setUnits, line: true},
	{Name: "basis", Aliases: []string{"unit_basis", "unit_type"}, About: "UN units, MJ minutes", field: coding.FieldBasis, set: setBasis, line: true},
	{Name: "charge", Aliases: []string{"charges", "line_charge", "amount", "charge_amount"}, About: "charge in dollars", field: coding.FieldCharge, set: setCharge, line: true},
	{Name: "pointers", Aliases: []string{"pointer", "dx_pointer", "dx_pointers", "diagnosis_pointer", "diagnosis_pointers"}, About: "diagnoses the line is for: 1,2 or A,B", field: coding.FieldPointers, set: setPointers, line: true},
	{Name: "ndc", Aliases: []string{"ndc_code"}, About: "national drug code", field: coding.FieldNDC, set: setNDC, line: true},
	{Name: "suppress", About: "findings accepted: rule=reason, with semicolons between", field: coding.FieldSuppress, set: setSuppress},
}

// columnOf holds the columns by all their names, folded.
var columnOf = sync.OnceValue(func() map[string]*Column {
	byName := make(map[string]*Column, 8*len(Columns))
	for i := len(Columns) - 1; i >= 0; i-- { // the first of a name stays
		c := &Columns[i]
		for _, a := range c.Aliases {
			byName[coding.FoldName(a)] = c
		}
		byName[coding.FoldName(c.Name)] = c
	}
	return byName
})

// findColumn returns the column with that header, and the number behind it.
func findColumn(header string) (*Column, int) {
	name := coding.FoldName(header)
	if c := columnOf()[name]; c != nil {
		return c, 0
	}
	bare := strings.TrimRight(name, "0123456789")
	n, err := strconv.Atoi(name[len(bare):])
	if err != nil || n < 1 {
		return nil, 0
	}
	if c := columnOf()[bare]; c != nil && c.many >= n {
		return c, n
	}
	return nil, 0
}
