package index

import "testing"

func TestAmerican(t *testing.T) {
	for _, c := range [][2]string{
		{"haemorrhage", "hemorrhage"},
		{"anaemia", "anemia"},
		{"oesophagus", "esophagus"},
		{"tracheoesophageal", "tracheoesophageal"},
		{"oedema", "edema"},
		{"lymphoedema", "lymphedema"},
		{"angioedema", "angioedema"},
		{"diarrhoea", "diarrhea"},
		{"dyspnoea", "dyspnea"},
		{"tumours", "tumors"},
		{"localised", "localized"},
		{"immunocompromised", "immunocompromised"},
		{"goitre", "goiter"},
		{"fibre", "fiber"},
		{"vertebrae", "vertebrae"},
		{"paediatric", "pediatric"},
		{"leukaemia", "leukemia"},
		{"hour", "hour"},
		{"toe", "toe"},
		{"", ""},
	} {
		if got := american(c[0]); got != c[1] {
			t.Errorf("american(%q) = %q, want %q", c[0], got, c[1])
		}
	}
}
