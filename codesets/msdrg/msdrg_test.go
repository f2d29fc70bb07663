package msdrg

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/sharedtest"
)

func TestParseLists(t *testing.T) {
	for in, want := range map[string]Row{
		"icd_code,cc_mcc,pdx_exclusion_group\nA00.0,CC,0002\n":                                       {"A000", CC, "0002", ""},
		"icd_code,icd_description,dx_type\nA02.1,\"x, y\",MCC\n":                                     {"A021", MCC, "", ""},
		"pdx_exclusion_group,icd_code\n0002,A00.0\n":                                                 {"A000", Exclusion, "0002", ""},
		"icd_code,mdc,drg_range,drg\nA00.0,06,371-373,371\n":                                         {"A000", Leads, "371", "06"},
		"drg,drg_description,mdc,mdc_description,drg_type,drg_abbrev\n039,CUTTING,01,x,Surgical,P\n": {"039", Group, "CUTTING", "MDC 01, surgical"},
		"drg,mdc,drg_abb,drg_description\n001,,P,CUTTING\n":                                          {"001", Group, "CUTTING", "surgical"},
	} {
		got, err := ParseLists(strings.NewReader(in))
		if err != nil || len(got) != 1 || got[0] != want {
			t.Errorf("ParseLists(%q) = %v, %v, want %v", in, got, err, want)
		}
	}
	var pe *codesets.ParseError
	for in, line := range map[string]int{
		"":                            0,
		"a,b\n1,2\n":                  2,
		"icd_code,dx_type\nA000,XX\n": 2,
		"icd_code,dx_type\n?,CC\n":    2,
		"drg,drg_description\n1,x\n":  2,
		"icd_code,other\nA000,x\n":    2,
	} {
		if _, err := ParseLists(strings.NewReader(in)); !errors.As(err, &pe) || (line != 0 && pe.Line != line) {
			t.Errorf("ParseLists(%q) = %v, want a ParseError at line %d", in, err, line)
		}
	}
}

const manual = `:=====:
|     Appendix A List of MS-DRGs Version 99.0     |
DRG MDC MS Description
001     P  CUTTING WITH MCC
064 01  M  LOOKING
|   Appendix F Unrelated Operating Room Procedures (MS-DRGs 981-989)   |
  0DT14ZZ  not kept
|    Appendix G Diagnoses Defined as Complications or Comorbidities    |
Diagnoses in Appendix G are considered
  A000    Made-up title
| Appendix H Diagnoses Defined as Major Complications or Comorbidities |
  A021    Other
Appendix H Part 2: Codes that are Major CC only if patient discharged alive
  I462  Third
|         Appendix I Hospital Acquired Conditions (HACS) List          |
  T81500A not kept
`

func TestParseManual(t *testing.T) {
	got, err := ParseManual(strings.NewReader(manual))
	want := []Row{
		{"001", Group, "CUTTING WITH MCC", "surgical"},
		{"064", Group, "LOOKING", "MDC 01, medical"},
		{Code: "A000", List: CC},
		{Code: "A021", List: MCC},
		{Code: "I462", List: MCCAlive},
	}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Errorf("ParseManual: %v (-want +got):\n%s", err, d)
	}
	if _, err := ParseManual(strings.NewReader("nothing")); err == nil {
		t.Error("ParseManual takes a file without lists")
	}
}

func TestOfficialFiles(t *testing.T) {
	for file, want := range map[string]int{
		"v41.1_cc_mcc_list.csv.xz": 13747, "v41.1_msdrg_index_41.csv.xz": 210315, "v41.1_pdx_exclusion_groups.csv.xz": 184466,
		"v41.1_msdrg_41.csv.xz": 766,
	} {
		rows, err := ParseLists(bytes.NewReader(sharedtest.Read(t, "data", "msdrg", file)))
		if err != nil || len(rows) != want {
			t.Errorf("%s: %d rows, %v, want %d", file, len(rows), err, want)
		}
	}
	rows, err := ParseManual(bytes.NewReader(sharedtest.Read(t, "data", "msdrg", "v40", "appendix_F_J.txt.xz")))
	n := map[string]int{}
	for _, r := range rows {
		n[r.List]++
	}
	if err != nil || n[CC] < 14000 || n[MCC] < 3000 || n[MCCAlive] != 8 {
		t.Errorf("appendices G and H of version 40: %v, %v", n, err)
	}
	if rows, err := ParseManual(bytes.NewReader(sharedtest.Read(t, "data", "msdrg", "v40", "appendix_A.txt.xz"))); err != nil || len(rows) < 760 {
		t.Errorf("appendix A of version 40: %d, %v", len(rows), err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(manual)
	f.Add("icd_code,cc_mcc,pdx_exclusion_group\nA00.0,CC,0002\n")
	f.Add("icd_code,pdx_exclusion_group\n,0002\n")
	f.Fuzz(func(t *testing.T, in string) {
		for _, parse := range []func(string) ([]Row, error){
			func(s string) ([]Row, error) { return ParseLists(strings.NewReader(s)) },
			func(s string) ([]Row, error) { return ParseManual(strings.NewReader(s)) },
		} {
			if rows, err := parse(in); (err == nil) != (len(rows) > 0) {
				t.Fatalf("%d rows and error %v", len(rows), err)
			}
		}
	})
}
