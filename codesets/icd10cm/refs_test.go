package icd10cm

import (
	"strings"
	"testing"
)

func TestParseRefs(t *testing.T) {
	for _, tt := range []struct {
		text, want string
		unparsed   bool
	}{
		{"type 1 diabetes mellitus (E10.-)", "E10-", false},
		{"embolism (I82.4Z-), (I82.5Z-)", "I82.4Z-; I82.5Z-", false},
		{"dementia (F01-F99)", "F01-F99", false},
		{"disease (F10.--F19.-)", "F10-F19", false},
		{"poisoning (T36-T50 with fifth or sixth character 5)", "T36-T50 with fifth or sixth character 5", false},
		{"poisoning (T36-T50 with fifth or sixth character 1-4 or 6)", "T36-T50 with fifth or sixth character 1 or 2 or 3 or 4 or 6", false},
		{"poisoning (T36-T50 with final character 6)", "T36-T50 with fifth or sixth character 6", false},
		{"angiopathy (E08-E13 with .51-.52)", "E08-E13 with final characters .51 or .52", false},
		{"skin (E08-E13 with .62-)", "E08-E13 with final characters .62", false},
		{"coma (E08, E09, E11, E13 with final characters .00 or .01)", "E08 with final characters .00 or .01; E09 with final characters .00 or .01; E11 with final characters .00 or .01; E13 with final characters .00 or .01", false},
		{"fluency disorder (I69. with final characters -23)", "I69 with final characters 23", false},
		{"open fracture (S42.- with 7th character B or C)", "S42- with 7th character B or C", false},
		{"mono (B27.0-B27.9 with fifth character 1)", "B27.0-B27.9 with fifth character 1", false},
		{"arthritis (M05.00 to M05.8A)", "M05.00-M05.8A", false},
		{"imbalance (E87.8}", "E87.8", false},
		{"effects (A00-R94 and T80-T88.6, T88.8)", "A00-R94; T80-T88.6; T88.8", false},
		{"poisoning (T51-T65 with fifth or sixth character to indicate intent), for pneumonopathy", "T51-T65", false},
		{"code from category O08 to identify any complication", "O08", false},
		{"conditions classified to A74.-", "A74-", false},
		{"Codes in subcategory C91.0- should only be used for T-cell leukemia", "C91.0-", false},
		{"vitamin B12 deficiency", "", false},
		{"vitamin B12 deficiency anemia (D51.-)", "D51-", false},
		{"fracture of elbow (S52.- with open fracture 7th character)", "", true},
		{"nothing here", "", false},
		{"(E11.9", "E11.9", false},
		{"(unclosed E11.9", "", true},
		{"", "", false},
	} {
		refs, unparsed := ParseRefs(tt.text)
		var got []string
		for _, r := range refs {
			got = append(got, r.String())
		}
		if s := strings.Join(got, "; "); s != tt.want || unparsed != tt.unparsed {
			t.Errorf("ParseRefs(%q) = %q, %t; want %q, %t", tt.text, s, unparsed, tt.want, tt.unparsed)
		}
	}
}

func TestQualifierMatches(t *testing.T) {
	for _, tt := range []struct {
		text, code string
		want       bool
	}{
		{"(T36-T50 with fifth or sixth character 5)", "T360X5A", true},
		{"(T36-T50 with fifth or sixth character 5)", "T360X1A", false},
		{"(T36-T50 with fifth or sixth character 5)", "T4275XA", true},
		{"(T36-T50 with fifth or sixth character 5)", "T42", false},
		{"(E08-E13 with .51-.52)", "E1151", true},
		{"(E08-E13 with .51-.52)", "E1159", false},
		{"(E08-E13 with .62-)", "E11621", true},
		{"(I69. with final characters -23)", "I69323", true},
		{"(I69. with final characters -23)", "I69321", false},
		{"(S02.- with 7th character B)", "S020XXB", true},
		{"(S02.- with 7th character B)", "S020XXA", false},
	} {
		refs, _ := ParseRefs(tt.text)
		if len(refs) != 1 {
			t.Fatalf("ParseRefs(%q) = %v", tt.text, refs)
		}
		if got := refs[0].Qualifier.Matches(tt.code); got != tt.want {
			t.Errorf("%q matches %s: %t, want %t", tt.text, tt.code, got, tt.want)
		}
	}
}

func FuzzParseRefs(f *testing.F) {
	f.Add("poisoning (T36-T50 with fifth or sixth character 1-4 or 6)")
	f.Add("(E08, E09 with final characters .00 or .01")
	f.Add("from category O08 to (((")
	f.Fuzz(func(t *testing.T, s string) {
		refs, _ := ParseRefs(s)
		for _, r := range refs {
			if len(r.From) < 3 || r.String() == "" {
				t.Errorf("ParseRefs(%q) = %+v", s, r)
			}
			r.Qualifier.Matches("T360X5A")
		}
	})
}
