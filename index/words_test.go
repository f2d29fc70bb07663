package index

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestStem(t *testing.T) {
	for in, want := range map[string]string{
		"fractures": "fracture", "deformities": "deformity", "diagnoses": "diagnosis", "metastases": "metastasis",
		"vertebrae": "vertebra", "abscesses": "abscess", "arthritis": "arthritis", "pus": "pus", "anus": "anus",
		"is": "is", "toxoplasmoses": "toxoplasmosis", "arthritides": "arthritis", "eye": "eye", "mass": "mass", "diseases": "disease",
	} {
		if got := stem(in); got != want {
			t.Errorf("stem(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestRootsMeet(t *testing.T) {
	for _, c := range [][2]string{
		{"diabetes", "diabetic"},
		{"thrombosis", "thrombotic"},
		{"embolism", "emboli"},
		{"candidiasis", "candidal"},
		{"anemia", "anemic"},
		{"femur", "femurs"},
		{"fetishism", "fetishistic"},
		{"cirrhosis", "cirrhotic"},
	} {
		if a, b := root(stem(c[0])), root(stem(c[1])); a != b || a == "" {
			t.Errorf("root(%q) = %q, root(%q) = %q", c[0], a, c[1], b)
		}
	}
	for _, c := range [][2]string{{"hypertension", "hypotension"}, {"fibrosis", "fibroma"}, {"left", "right"}} {
		if a, b := root(c[0]), root(c[1]); a == b && a != "" {
			t.Errorf("%q and %q have one root %q", c[0], c[1], a)
		}
	}
}

func TestAnalyze(t *testing.T) {
	for _, c := range []struct {
		in   string
		want []titleWord
	}{
		{"Pneumonia, unspecified organism", []titleWord{{"pneumonia", plainWord}, {"unspecified", unspecified}, {"organism", unspecified}}},
		{"Essential (primary) hypertension", []titleWord{{"essential", plainWord}, {"primary", bracketed}, {"hypertension", plainWord}}},
		{"Fracture of lesser toe(s), left foot", []titleWord{{"fracture", plainWord}, {"lesser", plainWord}, {"toe", plainWord}, {"left", sideWord}, {"foot", plainWord}}},
		{"Gout without tophus", []titleWord{{"gout", plainWord}, {"without", withoutWord}, {"tophus", withoutWord}}},
		{"Hepatitis A with coma", []titleWord{{"hepatitis", plainWord}, {"a", plainWord}, {"with", plainWord}, {"coma", plainWord}}},
		{"Anemia in diseases classified elsewhere", []titleWord{{"anemia", plainWord}, {"disease", inDisease}, {"classified", inDisease}, {"elsewhere", inDisease}}},
	} {
		got := analyze(c.in)
		if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(titleWord{})); diff != "" {
			t.Errorf("analyze(%q) (-want +got):\n%s", c.in, diff)
		}
	}
}

func TestAbbreviates(t *testing.T) {
	if p, s := abbreviates("embol", "embolism"), abbreviates("metrsl", "metatarsal"); p <= s || s <= 0 {
		t.Errorf("a beginning counts %v, a skeleton %v, want the beginning first and both above 0", p, s)
	}
	for _, c := range [][2]string{{"fx", "femur"}, {"lat", "left"}, {"femurs", "femur"}} {
		if q := abbreviates(c[0], c[1]); q != 0 {
			t.Errorf("%q abbreviates %q: %v, want 0", c[0], c[1], q)
		}
	}
}

func TestPhonetic(t *testing.T) {
	for _, c := range [][2]string{{"numonia", "pneumonia"}, {"stummac", "stomach"}, {"sistitis", "cystitis"}, {"fizzikal", "physical"}} {
		if a, b := phonetic(c[0]), phonetic(c[1]); a != b {
			t.Errorf("phonetic(%q) = %q, phonetic(%q) = %q", c[0], a, c[1], b)
		}
	}
}

func TestWithoutCodes(t *testing.T) {
	for text, want := range map[string]string{
		"anemia (D50-D64)":                              "anemia ",
		"anemia (due to) lack of factor 6 [G6PD]":       "anemia (due to) lack of factor 6 [G6PD]",
		"cough (R05.-) with fever (D5A.1, D59) at home": "cough  with fever  at home",
		"fever (acute":                                  "fever (acute",
		"fever (R50.9":                                  "fever ",
	} {
		if got := withoutCodes(text); got != want {
			t.Errorf("withoutCodes(%q) = %q, want %q", text, got, want)
		}
	}
}
