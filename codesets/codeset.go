package codesets

// A CodeSet is the identifier of a code set or table, as flags, JSON and the
// store name it: "icd10cm". Describe gives its name and publisher.
type CodeSet string

// The code sets and tables medcode knows.
const (
	ICD10CM           CodeSet = "icd10cm"
	ICD10CMIndex      CodeSet = "icd10cm-index"
	ICD10CMConversion CodeSet = "icd10cm-conversion"
	ICD10PCS          CodeSet = "icd10pcs"
	ICD10PCSTables    CodeSet = "icd10pcs-tables"
	ICD10PCSIndex     CodeSet = "icd10pcs-index"
	ICD10PCSDefs      CodeSet = "icd10pcs-definitions"
	HCPCS             CodeSet = "hcpcs"
	CPT               CodeSet = "cpt"
	Modifiers         CodeSet = "modifiers"
	POS               CodeSet = "pos"
	PTPPractitioner   CodeSet = "ptp-practitioner"
	PTPHospital       CodeSet = "ptp-hospital"
	MUEPractitioner   CodeSet = "mue-practitioner"
	MUEHospital       CodeSet = "mue-hospital"
	MUEDME            CodeSet = "mue-dme"
	AOC               CodeSet = "aoc"
	MCE               CodeSet = "mce"
	MPFS              CodeSet = "mpfs"
	GEMs              CodeSet = "gems"
	POAExempt         CodeSet = "poa-exempt"
	CCSR              CodeSet = "ccsr"
	CCIR              CodeSet = "ccir"
	HCC               CodeSet = "hcc"
	Elixhauser        CodeSet = "elixhauser"
	MSDRG             CodeSet = "msdrg"
	Taxonomy          CodeSet = "taxonomy"
	RevenueCodes      CodeSet = "revenue-codes"
)

// A Form is the shape of a compiled table.
type Form string

// The forms of compiled tables.
const (
	FormCodes Form = "codes" // codes with titles and a hierarchy
	FormRows  Form = "rows"  // rows of named columns, found by key
	FormPairs Form = "pairs" // code pairs, for NCCI PTP
)

// A CodeSetInfo describes a code set or table.
type CodeSetInfo struct {
	Set       CodeSet
	Name      string // the official name
	Publisher string
	Form      Form
	Licence   string // what its publisher lets a user do with it
}

const publicDomain = "US government work, public domain"

const amaTerms = "CMS table with CPT code numbers, CPT © AMA; CMS/AMA agreement applies"

// CodeSets lists every code set and table medcode knows, in the order reports
// show them.
var CodeSets = []CodeSetInfo{
	{ICD10CM, "ICD-10-CM", "CDC/NCHS", FormCodes, publicDomain},
	{ICD10CMIndex, "ICD-10-CM Alphabetic Index", "CDC/NCHS", FormRows, publicDomain},
	{ICD10CMConversion, "ICD-10-CM conversion table", "CDC/NCHS", FormRows, publicDomain},
	{ICD10PCS, "ICD-10-PCS", "CMS", FormCodes, publicDomain},
	{ICD10PCSTables, "ICD-10-PCS tables", "CMS", FormRows, publicDomain},
	{ICD10PCSIndex, "ICD-10-PCS index", "CMS", FormRows, publicDomain},
	{ICD10PCSDefs, "ICD-10-PCS definitions", "CMS", FormRows, publicDomain},
	{HCPCS, "HCPCS Level II", "CMS", FormCodes, publicDomain + "; D codes © ADA, without text"},
	{CPT, "CPT", "AMA", FormCodes, "© AMA; the user's own licensed file"},
	{Modifiers, "Modifiers", "CMS", FormRows, publicDomain + "; CPT modifiers by number only"},
	{POS, "Place of service", "CMS", FormRows, publicDomain},
	{PTPPractitioner, "NCCI PTP edits, practitioner", "CMS", FormPairs, amaTerms},
	{PTPHospital, "NCCI PTP edits, outpatient hospital", "CMS", FormPairs, amaTerms},
	{MUEPractitioner, "NCCI MUE, practitioner", "CMS", FormRows, amaTerms},
	{MUEHospital, "NCCI MUE, outpatient hospital", "CMS", FormRows, amaTerms},
	{MUEDME, "NCCI MUE, DME supplier", "CMS", FormRows, amaTerms},
	{AOC, "NCCI add-on code edits", "CMS", FormRows, amaTerms},
	{MCE, "Medicare Code Editor lists", "CMS", FormRows, publicDomain},
	{MPFS, "Medicare physician fee schedule", "CMS", FormRows, amaTerms},
	{GEMs, "General Equivalence Mappings", "CMS", FormRows, publicDomain},
	{POAExempt, "POA-exempt list", "CMS", FormRows, publicDomain},
	{CCSR, "CCSR for ICD-10-CM diagnoses", "AHRQ", FormRows, publicDomain + "; AHRQ asks for citation"},
	{CCIR, "Chronic Condition Indicator Refined", "AHRQ", FormRows, publicDomain + "; AHRQ asks for citation"},
	{HCC, "CMS-HCC and RxHCC mappings", "CMS", FormRows, publicDomain},
	{Elixhauser, "Elixhauser Comorbidity Software Refined", "AHRQ", FormRows, publicDomain + "; AHRQ asks for citation"},
	{MSDRG, "MS-DRG definitions lists", "CMS", FormRows, publicDomain},
	{Taxonomy, "Health care provider taxonomy", "NUCC", FormRows, "© AMA for NUCC; redistribution conditions apply"},
	{RevenueCodes, "Revenue codes", "NUBC", FormRows, "code numbers only"},
}

// Describe returns what is known of s, and whether medcode knows it.
func Describe(s CodeSet) (CodeSetInfo, bool) {
	for _, info := range CodeSets {
		if info.Set == s {
			return info, true
		}
	}
	return CodeSetInfo{Set: s, Name: string(s)}, false
}
