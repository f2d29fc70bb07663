package mpfs

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/sharedtest"
)

// officialHead is the form of PPRRVU: two lines of a stacked header.
var officialHead = ",,,STATUS,NOT USED\n" +
	"HCPCS,MOD,DESCRIPTION,CODE" + strings.Repeat(",x", 27) + "\n"

var officialLine = "00001,26,NOT KEPT,A,,1.50,2.00,,2.00,NA,0.10,3.60,3.60,1,XXX,0.00,0.00,0.00,0,1,2,0,0,,32.3465,09,0,88,0.00,0.00,0.00\n"

func value(r Row, column string) string { return r[slices.Index(Columns, column)] }

func TestParseOfficialForm(t *testing.T) {
	rows, err := Parse(strings.NewReader("2099 file,,\n,,\n" + officialHead + officialLine))
	if err != nil || len(rows) != 1 {
		t.Fatalf("Parse = %d rows, %v", len(rows), err)
	}
	for column, want := range map[string]string{
		"hcpcs": "00001", "mod": "26", "status": "A", "work_rvu": "1.50", "fac_na": "NA", "mp_rvu": "0.10", "pctc": "1",
		"global": "XXX", "bilat_surg": "1", "asst_surg": "2", "conv_factor": "32.3465", "supervision": "09", "imaging_family": "88",
	} {
		if got := value(rows[0], column); got != want {
			t.Errorf("%s = %q, want %q", column, got, want)
		}
	}
	if strings.Contains(strings.Join(rows[0], "|"), "NOT KEPT") {
		t.Error("the descriptor is kept")
	}
}

func TestParseNamed(t *testing.T) {
	indicators, err := Parse(strings.NewReader("hcpcs_code,mod,status,pctc,glob,bilat_surg,non_na\n00001,,A,0,090,1,NA\n"))
	if err != nil {
		t.Fatal(err)
	}
	amounts, err := Parse(strings.NewReader("hcpcs_code,mod,rvu_work,cf\n00002,TC,2.5,33.2875\n"))
	if err != nil {
		t.Fatal(err)
	}
	if r := indicators[0]; value(r, "global") != "090" || value(r, "nonfac_na") != "NA" || value(r, "work_rvu") != "" {
		t.Errorf("indicators = %q", r)
	}
	if r := amounts[0]; value(r, "mod") != "TC" || value(r, "work_rvu") != "2.5" || value(r, "conv_factor") != "33.2875" {
		t.Errorf("amounts = %q", r)
	}
}

func TestParseJSON(t *testing.T) {
	rows, err := ParseJSON(strings.NewReader(`{"codes":{"00002":{"global":"090","bilat":"1"},"00001":{"global":"XXX","bilat":"9"}}}`))
	if err != nil || len(rows) != 2 || rows[0][0] != "00001" || value(rows[1], "global") != "090" || value(rows[1], "bilat_surg") != "1" {
		t.Errorf("ParseJSON = %q, %v", rows, err)
	}
}

func TestErrors(t *testing.T) {
	var pe *codesets.ParseError
	for in, line := range map[string]int{
		"":           1,
		"<html>":     1,
		officialHead: 0,
		officialHead + officialLine + "0001,,x\n": 4,
		"hcpcs,mod\n00001,TCX\n":                  2,
	} {
		if _, err := Parse(strings.NewReader(in)); !errors.As(err, &pe) || pe.Line != line {
			t.Errorf("Parse(%q) = %v, want a ParseError at line %d", in, err, line)
		}
	}
	for _, in := range []string{"", "{}", `{"codes":{"1":{}}}`} {
		if _, err := ParseJSON(strings.NewReader(in)); !errors.As(err, &pe) {
			t.Errorf("ParseJSON(%q) = %v, want a ParseError", in, err)
		}
	}
}

func TestWords(t *testing.T) {
	if got := Words("global", "090"); got != "1 day before, 90 days after" {
		t.Errorf("Words(global, 090) = %q", got)
	}
	for column := range words {
		if !slices.Contains(Columns, column) {
			t.Errorf("words for %q, which is no column", column)
		}
	}
}

func TestOfficialFiles(t *testing.T) {
	for file, want := range map[string]int{
		"2025-oct/PPRRVU2025_Oct_no_descriptors.csv.xz": 19090, "rvu_indicators_2024_july.csv.xz": 18664,
		"rvu_amounts_2024_july.csv.xz": 18664, "global_bilat_2026_april.json.xz": 17028,
	} {
		b := sharedtest.Read(t, "data", "pfs", file)
		parse := Parse
		if strings.Contains(file, ".json") {
			parse = ParseJSON
		}
		rows, err := parse(bytes.NewReader(b))
		if err != nil || len(rows) != want {
			t.Errorf("%s: %d rows, %v, want %d", file, len(rows), err, want)
			continue
		}
		for _, column := range []string{"status", "global", "pctc", "mult_proc", "bilat_surg", "asst_surg", "co_surg", "team_surg"} {
			for _, r := range rows {
				if v := value(r, column); v != "" && Words(column, v) == "" {
					t.Errorf("%s: %s: %s %q has no words", file, r[0], column, v)
					break
				}
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(officialHead + officialLine)
	f.Add("hcpcs_code,mod,status\n00001,,A\n")
	f.Add(`{"codes":{"00002":{"global":"090","bilat":"1"}}}`)
	f.Fuzz(func(t *testing.T, in string) {
		rows, err := Parse(strings.NewReader(in))
		if (err == nil) != (len(rows) > 0) {
			t.Fatalf("%d rows and error %v", len(rows), err)
		}
		Rows(rows)
		rows, err = ParseJSON(strings.NewReader(in))
		if (err == nil) != (len(rows) > 0) {
			t.Fatalf("%d rows and error %v", len(rows), err)
		}
	})
}
