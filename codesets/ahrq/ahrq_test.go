package ahrq

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/sharedtest"
)

const (
	ccsrIn = "\"Title, v2099.1\",,,,,\nICD-10-CM Code,ICD-10-CM Code Description,CCSR Category,CCSR Category Description,Inpatient Default CCSR (Y/N/X),Outpatient Default CCSR (Y/N/X)\nA000,\"x, y\",DIG999,Made-up gut,Y,N\nA000,x,INF999,Made-up germs,N,Y\n"
	ccirIn = "Title\nICD-10-CM CODE,ICD-10-CM CODE DESCRIPTION,CHRONIC INDICATOR\n'A000','x','0'\nE11.9,x,1\n"
	elixIn = "Title,,,,\nICD-10-CM Diagnosis,ICD-10-CM Code Description,# Comorbidities,HF,DIAB_CX\nI50.9,x,2,1,1\nA000,x,0,0,0\nEnd of Content,,,,\n"
)

func TestParse(t *testing.T) {
	ccsr, err := ParseCCSR(strings.NewReader(ccsrIn))
	if d := cmp.Diff([]CCSR{{"A000", "DIG999", "Made-up gut", "Y", "N"}, {"A000", "INF999", "Made-up germs", "N", "Y"}}, ccsr); d != "" || err != nil {
		t.Errorf("ParseCCSR: %v (-want +got):\n%s", err, d)
	}
	ccir, err := ParseCCIR(strings.NewReader(ccirIn))
	if d := cmp.Diff([]CCIR{{"A000", "0"}, {"E119", "1"}}, ccir); d != "" || err != nil {
		t.Errorf("ParseCCIR: %v (-want +got):\n%s", err, d)
	}
	ccir, source, err := ParseCCIRJSON(strings.NewReader(`{"metadata":{"source_file":"CCIR_v2099-1.csv"},"codes":{"E119":1,"A000":0}}`))
	if d := cmp.Diff([]CCIR{{"A000", "0"}, {"E119", "1"}}, ccir); d != "" || err != nil || source != "CCIR_v2099-1.csv" {
		t.Errorf("ParseCCIRJSON: %q, %v (-want +got):\n%s", source, err, d)
	}
	elix, err := ParseElixhauser(strings.NewReader(elixIn))
	if d := cmp.Diff([]Elixhauser{{"I509", "HF"}, {"I509", "DIAB_CX"}}, elix); d != "" || err != nil {
		t.Errorf("ParseElixhauser: %v (-want +got):\n%s", err, d)
	}
	if got := ElixhauserRows(elix).Rows[0]; got[2] != "heart failure" {
		t.Errorf("title of %s = %q", got[1], got[2])
	}
}

func TestErrors(t *testing.T) {
	var pe *codesets.ParseError
	for _, tt := range []struct {
		in   string
		line int
	}{{"", 1}, {ccsrIn + "?,x,DIG999,y,Y,N\n", 5}, {ccsrIn + "A000,x,,y,Y,N\n", 5}} {
		if _, err := ParseCCSR(strings.NewReader(tt.in)); !errors.As(err, &pe) || pe.Line != tt.line {
			t.Errorf("ParseCCSR(%q) = %v, want line %d", tt.in, err, tt.line)
		}
	}
	if _, err := ParseCCIR(strings.NewReader(ccirIn + "A001,x,5\n")); !errors.As(err, &pe) || pe.Line != 5 {
		t.Errorf("ParseCCIR of indicator 5 = %v, want line 5", err)
	}
	for _, in := range []string{"", "{}", `{"codes":{"A000":5}}`, `{"codes":{"?":1}}`} {
		if _, _, err := ParseCCIRJSON(strings.NewReader(in)); !errors.As(err, &pe) {
			t.Errorf("ParseCCIRJSON(%q) = %v, want a ParseError", in, err)
		}
	}
	if _, err := ParseElixhauser(strings.NewReader(strings.Replace(elixIn, "2,1,1", "2,1,x", 1))); !errors.As(err, &pe) || pe.Line != 3 {
		t.Errorf("ParseElixhauser of x = %v, want line 3", err)
	}
}

func TestOfficialFiles(t *testing.T) {
	if rows, err := ParseCCSR(bytes.NewReader(sharedtest.Read(t, "data", "ahrq", "dxccsr_v2023-1_dx_to_ccsr_mapping.csv.xz"))); err != nil || len(rows) != 86288 {
		t.Errorf("CCSR: %d rows, %v, want 86288", len(rows), err)
	}
	if rows, source, err := ParseCCIRJSON(bytes.NewReader(sharedtest.Read(t, "data", "ahrq", "ccir_v2026-1.json.xz"))); err != nil || len(rows) != 75699 || source != "CCIR_v2026-1.csv" {
		t.Errorf("CCIR: %d rows of %q, %v, want 75699", len(rows), source, err)
	}
	rows, err := ParseElixhauser(bytes.NewReader(sharedtest.Read(t, "data", "ahrq", "elixhauser_cmr_v2025.1", "cmr_dx_to_comorb_mapping.csv.xz")))
	codes := map[string]bool{}
	for _, r := range rows {
		codes[r.Code] = true
		if measures[r.Measure] == "" {
			t.Fatalf("measure %q has no words", r.Measure)
		}
	}
	if err != nil || len(codes) < 4530 {
		t.Errorf("Elixhauser: %d codes, %v, want about 4544", len(codes), err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(ccsrIn)
	f.Add(ccirIn)
	f.Add(elixIn)
	f.Fuzz(func(t *testing.T, in string) {
		ccsr, err := ParseCCSR(strings.NewReader(in))
		if err == nil && CCSRRows(ccsr).Keys != 1 {
			t.Fatal("keys")
		}
		if rows, err := ParseCCIR(strings.NewReader(in)); (err == nil) != (len(rows) > 0) {
			t.Fatalf("%d rows and error %v", len(rows), err)
		}
		if rows, _, err := ParseCCIRJSON(strings.NewReader(in)); (err == nil) != (len(rows) > 0) {
			t.Fatalf("%d rows and error %v", len(rows), err)
		}
		if rows, err := ParseElixhauser(strings.NewReader(in)); err != nil && len(rows) > 0 {
			t.Fatalf("%d rows and error %v", len(rows), err)
		}
	})
}
