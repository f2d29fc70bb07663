package rules_test

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/icd10cm"
	"github.com/medcode-cli/medcode/codesets/sharedtest"
	"github.com/medcode-cli/medcode/codesets/table"
	"github.com/medcode-cli/medcode/coding"
)

// mceEdits are the words of the evaluation cases for the edits of the rules.
var mceEdits = map[string]string{
	"age conflict (Newborn_Only)":               "dx-age-newborn",
	"age conflict (Pediatric_Only)":             "dx-age-pediatric",
	"age conflict (Maternity_Only)":             "dx-age-maternity",
	"age conflict (Adult_Only)":                 "dx-age-adult",
	"sex conflict (Female_Only)":                "dx-sex-conflict",
	"sex conflict (Male_Only)":                  "dx-sex-conflict",
	"manifestation code as principal diagnosis": "dx-manifestation-first",
	"unacceptable principal diagnosis":          "dx-unacceptable-principal",
	"questionable admission":                    "dx-questionable-admission",
	"no MCE age/sex/principal edit":             "",
}

// mceLists are the names of version 37 for the edits of the MCE table.
var mceLists = map[string][3]string{
	"Newborn_Only":                 {"age-newborn", "0", "0"},
	"Pediatric_Only":               {"age-pediatric", "0", "17"},
	"Maternity_Only":               {"age-maternity", "9", "64"},
	"Adult_Only":                   {"age-adult", "15", "124"},
	"Female_Only":                  {"sex-female"},
	"Male_Only":                    {"sex-male"},
	"Principal_Manifestation":      {"manifestation"},
	"Principal_Questionable_Admit": {"questionable-admission"},
	"Principal_Unacceptable":       {"unacceptable-principal"},
}

// mceTables returns the FY2020 order file and version 37 of the editor.
func mceTables(t *testing.T) *testTables {
	t.Helper()
	order, err := icd10cm.ParseOrder(bytes.NewReader(sharedtest.Read(t, "data", "icd10cm", "order", "icd10cm_order_2020.txt.xz")))
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for _, r := range order {
		billable := "0"
		if r.Billable {
			billable = "1"
		}
		rows = append(rows, []string{r.Code, billable, r.Long})
	}
	cm := codesets.Release{Set: codesets.ICD10CM, Edition: "FY2020", Title: "ICD-10-CM FY2020", Effective: 20191001, End: 20200930}
	mce := codesets.Release{Set: codesets.MCE, Edition: "v37", Effective: 20191001, End: 20200930}
	set := table.RowSet{Columns: []string{"code", "edit", "kind", "min_age", "max_age"}, Keys: 2}
	for line := range strings.Lines(string(sharedtest.Read(t, "data", "mce", "MCE_Simple_Code_Edits_v37.txt.xz"))) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if e, ok := mceLists[f[4]]; ok && f[5] == "D" {
			set.Rows = append(set.Rows, []string{f[6], e[0], "dx", e[1], e[2]})
		}
	}
	b, err := table.CompileRows(mce, set)
	if err != nil {
		t.Fatal(err)
	}
	c, err := table.OpenContainer(b, true)
	if err != nil {
		t.Fatal(err)
	}
	lists, err := table.OpenRows(c)
	if err != nil {
		t.Fatal(err)
	}
	return &testTables{
		catalog:  codesets.NewCatalog([]codesets.Release{cm, mce}),
		editions: map[string]*table.Codes{"FY2020": compileTree(t, cm, rows)},
		rows:     map[codesets.CodeSet]*table.Rows{codesets.MCE: lists},
	}
}

// TestMCECases runs the evaluation cases of the FY2020 editor: each names a
// code in a context and the edit that fires, or none.
func TestMCECases(t *testing.T) {
	cases := strings.Split(strings.TrimSpace(string(sharedtest.Read(t, "eval", "validation", "mce_cases_fy2020.tsv"))), "\n")
	e, err := coding.New(dxRules(), mceTables(t), coding.Config{Profile: coding.Profile{Name: "test"}, Today: 20200601})
	if err != nil {
		t.Fatal(err)
	}
	w := e.NewWorker()
	right := 0
	for _, line := range cases[1:] {
		f := strings.Split(line, "\t")
		want, ok := mceEdits[f[2]]
		if !ok {
			t.Fatalf("unknown edit %q", f[2])
		}
		c := mceClaim(f[0], f[1])
		var res coding.Result
		w.Check(&c, false, &res)
		if got := mceFired(&res); want == "" && got != "" || want != "" && !strings.Contains(got, want) {
			t.Errorf("%s with %s gives %q, want %q", f[0], f[1], got, want)
			continue
		}
		right++
	}
	t.Logf("%d of %d cases right", right, len(cases)-1)
}

// mceClaim returns an inpatient claim of code in a context such as "age=50
// sex=F position=principal".
func mceClaim(code, context string) coding.Claim {
	c := coding.Claim{ID: "A1", Type: coding.Inpatient, Admission: 20200301, Discharge: 20200305}
	for pair := range strings.FieldsSeq(context) {
		name, value, _ := strings.Cut(pair, "=")
		switch name {
		case "age":
			years, _ := strconv.Atoi(value)
			c.Patient.Birth = codesets.Date(20200301 - years*10000)
		case "sex":
			c.Patient.Sex = value
		}
	}
	c.DX = []coding.Diagnosis{{Code: code}, {Code: "J45.20"}}
	return c
}

// mceFired returns the ids of the rules of the editor that fired on the first
// diagnosis.
func mceFired(r *coding.Result) string {
	var ids []string
	for _, f := range r.Findings {
		for _, id := range mceEdits {
			if f.Rule == id && f.Outcome == coding.Fail && len(f.DX) > 0 && f.DX[0] == 1 {
				ids = append(ids, f.Rule)
			}
		}
	}
	return strings.Join(ids, " ")
}
