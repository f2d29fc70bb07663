package icd10cm

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/sharedtest"
)

const conversionHead = "\"A paragraph,\nof two lines\",,\nCurrent code assignment,Effective,Previous Code(s) Assignment\n"

func TestParseConversion(t *testing.T) {
	got, err := ParseConversion(strings.NewReader(conversionHead + "G99.03,2016,G99.01 and G99.02\nA99.1,2021-01-01,\"A99.0, B99\"\n"))
	want := []Conversion{
		{Code: "G9903", Effective: 20161001, Previous: []string{"G9901", "G9902"}, Together: true, Text: "G99.01 and G99.02"},
		{Code: "A991", Effective: 20210101, Previous: []string{"A990", "B99"}, Text: "A99.0, B99"},
	}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Errorf("ParseConversion: %v (-want +got):\n%s", err, d)
	}
	if n := len(ConversionRows(got).Rows); n != 4 {
		t.Errorf("%d rows to compile, want one a previous code: 4", n)
	}
	for in, line := range map[string]int{
		"":                                   1,
		conversionHead:                       0,
		conversionHead + "?,2016,A99\n":      4,
		conversionHead + "A99.1,October,A99": 4,
	} {
		_, err := ParseConversion(strings.NewReader(in))
		var pe *codesets.ParseError
		if !errors.As(err, &pe) || pe.Line != line {
			t.Errorf("ParseConversion(%q) = %v, want a ParseError at line %d", in, err, line)
		}
	}
}

func TestConversionOfficial(t *testing.T) {
	for file, want := range map[string]int{"FY2017": 1970, "FY2021-01": 3378, "FY2026": 5892} {
		rows, err := ParseConversion(bytes.NewReader(sharedtest.Read(t, "data", "icd10cm", "conversion", "icd10cm_conversion_"+file+".csv")))
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		if len(rows) != want {
			t.Errorf("%s: %d rows, want %d", file, len(rows), want)
		}
		for _, r := range rows {
			if len(r.Previous) == 0 && !strings.EqualFold(r.Text, "none") {
				t.Errorf("%s: %s has no previous code in %q", file, r.Code, r.Text)
			}
		}
	}
}

func FuzzParseConversion(f *testing.F) {
	f.Add(conversionHead + "G99.03,2016,G99.01 and G99.02\n")
	f.Fuzz(func(t *testing.T, in string) {
		rows, err := ParseConversion(strings.NewReader(in))
		if (err == nil) != (len(rows) > 0) {
			t.Fatalf("%d rows and error %v", len(rows), err)
		}
		ConversionRows(rows)
	})
}
