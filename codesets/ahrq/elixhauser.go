package ahrq

import (
	"io"
	"strings"

	"github.com/medcode-cli/medcode/codesets/delimited"
	"github.com/medcode-cli/medcode/codesets/table"
)

// An Elixhauser is one comorbidity measure of one diagnosis.
type Elixhauser struct {
	Code    string // undotted
	Measure string // the column of the file: "DIAB_CX"
}

// ParseElixhauser reads the mapping of the Elixhauser Comorbidity Software
// Refined (CMR reference file, sheet DX_to_Comorb_Mapping, as CSV). It returns
// a row for every measure of every diagnosis, or a *codesets.ParseError at the
// first bad line.
//
// Layout, behind a title line: ICD-10-CM Diagnosis, ICD-10-CM Code
// Description, # Comorbidities, then a column of 0 and 1 for each measure.
func ParseElixhauser(r io.Reader) ([]Elixhauser, error) {
	var rows []Elixhauser
	format := delimited.Format{Columns: []string{"icd 10 cm diagnosis", "comorbidities"}}
	err := delimited.Read(r, format, func(rec delimited.Record) error {
		if strings.EqualFold(rec.At(0), "end of content") {
			return nil
		}
		code, err := rec.Code("icd 10 cm diagnosis", 3, 7)
		if err != nil {
			return err
		}
		for i, name := range rec.Columns() {
			if i < 3 {
				continue
			}
			switch rec.At(i) {
			case "1":
				rows = append(rows, Elixhauser{code, strings.ToUpper(strings.ReplaceAll(name, " ", "_"))})
			case "0", "":
			default:
				return rec.Errorf(name, "%q, want 0 or 1", delimited.Clip(rec.At(i)))
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return rows, nil
}

// measures are the names of the measures (HCUP, Elixhauser Comorbidity
// Software Refined for ICD-10-CM, v2025.1).
var measures = map[string]string{
	"AIDS": "AIDS", "ALCOHOL": "alcohol abuse", "ANEMDEF": "anemia due to nutritional deficiency",
	"AUTOIMMUNE": "autoimmune conditions", "BLDLOSS": "chronic blood loss", "CANCER_LEUK": "leukemia",
	"CANCER_LYMPH": "lymphoma", "CANCER_METS": "metastatic cancer", "CANCER_NSITU": "solid tumor in situ",
	"CANCER_SOLID": "solid tumor, malignant", "CBVD_POA": "cerebrovascular disease, present on admission",
	"CBVD_SQLA": "cerebrovascular disease, sequela", "COAG": "coagulopathy", "DEMENTIA": "dementia",
	"DEPRESS": "depression", "DIAB_CX": "diabetes with chronic complications",
	"DIAB_UNCX": "diabetes without chronic complications", "DRUG_ABUSE": "drug abuse", "HF": "heart failure",
	"HTN_CX": "hypertension, complicated", "HTN_UNCX": "hypertension, uncomplicated",
	"LIVER_MLD": "liver disease, mild", "LIVER_SEV": "liver disease, moderate to severe",
	"LUNG_CHRONIC": "chronic pulmonary disease", "NEURO_MOVT": "neurological disorders of movement",
	"NEURO_OTH": "other neurological disorders", "NEURO_SEIZ": "seizures and epilepsy", "OBESE": "obesity",
	"PARALYSIS": "paralysis", "PERIVASC": "peripheral vascular disease", "PSYCHOSES": "psychoses",
	"PULMCIRC": "pulmonary circulation disease", "RENLFL_MOD": "kidney failure, moderate",
	"RENLFL_SEV": "kidney failure, severe", "THYROID_HYPO": "hypothyroidism", "THYROID_OTH": "other thyroid disorders",
	"ULCER_PEPTIC": "peptic ulcer with bleeding", "VALVE": "valvular disease", "WGHTLOSS": "weight loss",
}

// ElixhauserRows makes the table of rows to compile: code (key), measure and
// title, what the measure is.
func ElixhauserRows(rows []Elixhauser) table.RowSet {
	set := table.RowSet{Columns: []string{"code", "measure", "title"}, Keys: 1}
	for _, e := range rows {
		set.Rows = append(set.Rows, []string{e.Code, e.Measure, measures[e.Measure]})
	}
	return set
}
