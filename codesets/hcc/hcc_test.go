package hcc

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
	mapIn   = "diagnosis_code,cc,model_name\nB990,999,CMS-HCC Model V28\nB99.1,5,RxHCC Model V08\n"
	labelIn = "cc,label,model_domain,model_version,model_fullname\nHCC999,\"Made-up, label\",CMS-HCC,V28,x\nRXHCC5,Other,RxHCC,R08,x\n"
	hierIn  = "cc_parent,cc_child,model_domain,model_version,model_fullname\n8,9,ESRD,V24,x\n"
)

func TestParse(t *testing.T) {
	var got []Row
	for _, p := range []struct {
		in    string
		parse func(string) ([]Row, error)
	}{
		{mapIn, func(s string) ([]Row, error) { return ParseMapping(strings.NewReader(s)) }},
		{labelIn, func(s string) ([]Row, error) { return ParseLabels(strings.NewReader(s)) }},
		{hierIn, func(s string) ([]Row, error) { return ParseHierarchies(strings.NewReader(s)) }},
		{"B990 \t92\t\r\nB991\t17\tD\n", func(s string) ([]Row, error) { return ParseFormat(strings.NewReader(s), "CMS-HCC V28") }},
	} {
		rows, err := p.parse(p.in)
		if err != nil {
			t.Errorf("%q: %v", p.in, err)
		}
		got = append(got, rows...)
		if rows, err := p.parse(""); err == nil {
			t.Errorf("an empty file gives %v", rows)
		}
	}
	want := []Row{
		{Mapping, "B990", "CMS-HCC V28", "HCC999"},
		{Mapping, "B991", "RxHCC V08", "HCC5"},
		{Label, "HCC999", "CMS-HCC V28", "Made-up, label"},
		{Label, "HCC5", "RxHCC V08", "Other"},
		{Hierarchy, "HCC8", "CMS-HCC ESRD V24", "HCC9"},
		{Mapping, "B990", "CMS-HCC V28", "HCC92"},
		{Mapping, "B991", "CMS-HCC V28", "HCC17"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("rows (-want +got):\n%s", d)
	}
	if n := len(Rows(got).Rows); n != len(want) {
		t.Errorf("%d rows to compile, want %d", n, len(want))
	}
}

func TestParseOfficial(t *testing.T) {
	got, err := ParseOfficial(strings.NewReader("2099 mappings,,,,\n\"Diagnosis\nCode\",Description,\"CMS-HCC\nESRD Model\nCategory V24\",\"CMS-HCC Model\nCategory V28\",\"RxHCC\nModel\nCategory V08\",CMS-HCC Model Category V28 for 2099 Payment Year\n" +
		"B990,x,,999,5,Yes\nB99.1,y,8,,,No\n\"A note, beneath\",,,,\n"))
	want := []Row{{Mapping, "B990", "CMS-HCC V28", "HCC999"}, {Mapping, "B990", "RxHCC V08", "HCC5"}, {Mapping, "B991", "CMS-HCC ESRD V24", "HCC8"}}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Errorf("ParseOfficial: %v (-want +got):\n%s", err, d)
	}
	if _, err := ParseOfficial(strings.NewReader("diagnosis code,description\nB990,x\n")); err == nil {
		t.Error("ParseOfficial takes a file without models")
	}
}

func TestModelOf(t *testing.T) {
	for name, want := range map[string]string{"F2824T1N.TXT": "CMS-HCC V28", "f2422p1m.txt": "CMS-HCC V24", "F2823T2N_FY22FY23.TXT": "CMS-HCC V28", "V28115L3.TXT": ""} {
		if got, _ := ModelOf(name); got != want {
			t.Errorf("ModelOf(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestErrors(t *testing.T) {
	var pe *codesets.ParseError
	if _, err := ParseMapping(strings.NewReader(mapIn + "B990,x,y\n")); !errors.As(err, &pe) || pe.Line != 4 || pe.Column != 2 {
		t.Errorf("category x: %v, want line 4 column 2", err)
	}
	if _, err := ParseFormat(strings.NewReader("B990 1\nnot a row\n"), "m"); !errors.As(err, &pe) || pe.Line != 2 {
		t.Errorf("ParseFormat: %v, want line 2", err)
	}
}

func TestOfficialFiles(t *testing.T) {
	rows, err := ParseMapping(bytes.NewReader(sharedtest.Read(t, "data", "hcc", "ra_dx_to_cc_2026.csv.xz")))
	v28 := 0
	for _, r := range rows {
		if r.Model == "CMS-HCC V28" {
			v28++
		}
	}
	if err != nil || len(rows) != 58985 || v28 != 8183 {
		t.Errorf("2026: %d mappings, %d of V28, %v, want 58985 and 8183", len(rows), v28, err)
	}
	if rows, err := ParseFormat(bytes.NewReader(sharedtest.Read(t, "data", "hcc", "hccpy", "F2421P1M.TXT.xz")), "m"); err != nil || len(rows) < 9800 {
		t.Errorf("F2421P1M: %d rows, %v", len(rows), err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(mapIn)
	f.Add(labelIn)
	f.Add(hierIn)
	f.Add("B990 \t92\t\n")
	f.Fuzz(func(t *testing.T, in string) {
		for _, p := range []func(string) ([]Row, error){
			func(s string) ([]Row, error) { return ParseMapping(strings.NewReader(s)) },
			func(s string) ([]Row, error) { return ParseLabels(strings.NewReader(s)) },
			func(s string) ([]Row, error) { return ParseHierarchies(strings.NewReader(s)) },
			func(s string) ([]Row, error) { return ParseFormat(strings.NewReader(s), "m") },
			func(s string) ([]Row, error) { return ParseOfficial(strings.NewReader(s)) },
		} {
			if rows, err := p(in); (err == nil) != (len(rows) > 0) {
				t.Fatalf("%d rows and error %v", len(rows), err)
			}
		}
	})
}
