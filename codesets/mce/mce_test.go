package mce

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/sharedtest"
)

const tsvHead = "MCE_Version\tICD_Version\tMCE_Section\tMCE_Subsection\tMCE_Edit_Type\tICD_Code_Type\tICD_Code\tICD_Desc\n"

func TestParse(t *testing.T) {
	got, version, err := Parse(strings.NewReader(tsvHead +
		"33\t10\t4\tC\tMaternity_Only\tD\tO99.9\tx\n33\t10\t5\tB\tFemale_Only\tP\t0UT00ZZ\tx\n33\t9\t4\tA\tNewborn_Only\tD\t7710\tx\n"))
	want := []Row{
		{Code: "O999", Kind: "dx", Edit: Maternity, MinAge: 12, MaxAge: 55},
		{Code: "0UT00ZZ", Kind: "px", Edit: Female, MinAge: -1, MaxAge: -1, Sex: "F"},
	}
	if d := cmp.Diff(want, got); d != "" || err != nil || version != 33 {
		t.Errorf("Parse: version %d, %v (-want +got):\n%s", version, err, d)
	}
	got, version, err = Parse(strings.NewReader("icd_code,icd_description,icd_conflict_group,icd_conflict_rule\nO99.9,x,Age,Maternity (Ages 9-64)\nA33,x,Age,Perinatal/Newborn (Age 0 Only)\n"))
	want = []Row{
		{Code: "O999", Kind: "dx", Edit: Maternity, MinAge: 9, MaxAge: 64},
		{Code: "A33", Kind: "dx", Edit: Newborn},
	}
	if d := cmp.Diff(want, got); d != "" || err != nil || version != 0 {
		t.Errorf("Parse: version %d, %v (-want +got):\n%s", version, err, d)
	}
	set := Rows(got)
	if d := cmp.Diff([]string{"A33", "age-newborn", "dx", "0", "0", ""}, set.Rows[1]); d != "" {
		t.Errorf("Rows (-want +got):\n%s", d)
	}
}

func TestParseJSON(t *testing.T) {
	got, err := ParseJSON(strings.NewReader(`{"age_categories":{"adult":{"min_age":16,"max_age":124}},
		"codes":{"age_adult":[{"code":"N40.0"}],"manifestation_not_pdx":[{"code":"D630"}],"unacceptable_pdx_unless_secondary":[{"code":"Z5189"}]}}`))
	want := []Row{
		{Code: "N400", Kind: "dx", Edit: Adult, MinAge: 16, MaxAge: 124},
		{Code: "D630", Kind: "dx", Edit: Manifestation, MinAge: -1, MaxAge: -1},
		{Code: "Z5189", Kind: "dx", Edit: RequiresSecondary, MinAge: -1, MaxAge: -1},
	}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Errorf("ParseJSON: %v (-want +got):\n%s", err, d)
	}
}

func TestErrors(t *testing.T) {
	var pe *codesets.ParseError
	for in, line := range map[string]int{
		"": 1,
		tsvHead + "33\t10\t4\tC\tUnheard_Of\tD\tO999\tx\n":       2,
		tsvHead + "33\t10\t4\tC\tMaternity_Only\tD\tO9-99\tx\n":  2,
		tsvHead + "v33\t10\t4\tC\tMaternity_Only\tD\tO9999\tx\n": 2,
		tsvHead + "33\t9\t4\tC\tMaternity_Only\tD\t6499\tx\n":    0,
	} {
		if _, _, err := Parse(strings.NewReader(in)); !errors.As(err, &pe) || pe.Line != line {
			t.Errorf("Parse(%q) = %v, want a ParseError at line %d", in, err, line)
		}
	}
	for _, in := range []string{"", "{}", `{"codes":{"x":[{"code":"A33"}]}}`, `{"codes":{"age_adult":[{"code":"?"}]}}`} {
		if _, err := ParseJSON(strings.NewReader(in)); !errors.As(err, &pe) {
			t.Errorf("ParseJSON(%q) = %v, want a ParseError", in, err)
		}
	}
}

func TestOfficialFiles(t *testing.T) {
	for file, want := range map[string]int{
		"MCE_Simple_Code_Edits_v33.txt.xz": 12718, "MCE_Simple_Code_Edits_v34.txt.xz": 12472,
		"MCE_Simple_Code_Edits_v35.txt.xz": 14009, "MCE_Simple_Code_Edits_v36.txt.xz": 14127,
		"MCE_Simple_Code_Edits_v37.txt.xz": 14153, "mce_v41.1_code_edits.csv.xz": 7946, "mce_edits_2026-07.json.xz": 6645,
	} {
		b := sharedtest.Read(t, "data", "mce", file)
		var rows []Row
		var err error
		if strings.Contains(file, ".json") {
			rows, err = ParseJSON(bytes.NewReader(b))
		} else {
			rows, _, err = Parse(bytes.NewReader(b))
		}
		if err != nil || len(rows) != want {
			t.Errorf("%s: %d rows, %v, want %d", file, len(rows), err, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(tsvHead + "33\t10\t4\tC\tMaternity_Only\tD\tO99.9\tx\n")
	f.Add(`{"codes":{"age_adult":[{"code":"N40.0"}]}}`)
	f.Fuzz(func(t *testing.T, in string) {
		rows, _, err := Parse(strings.NewReader(in))
		if (err == nil) != (len(rows) > 0) {
			t.Fatalf("%d rows and error %v", len(rows), err)
		}
		rows, err = ParseJSON(strings.NewReader(in))
		if (err == nil) != (len(rows) > 0) {
			t.Fatalf("%d rows and error %v", len(rows), err)
		}
		Rows(rows)
	})
}
