package cpt

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/codesets"
)

func TestShapeOf(t *testing.T) {
	for _, tt := range []struct {
		code string
		want string
		ok   bool
	}{
		{"99213", "Category I, evaluation and management, office or outpatient visits", true},
		{"00100", "Category I, anesthesia, head", true},
		{"99100", "Category I, anesthesia, circumstances that make it harder", true},
		{"11042", "Category I, surgery, skin, soft tissue and breast", true},
		{"69990", "Category I, surgery, operating microscope", true},
		{"71046", "Category I, radiology, diagnostic imaging", true},
		{"80053", "Category I, pathology and laboratory, panels", true},
		{"97110", "Category I, medicine, physical medicine and rehabilitation", true},
		{"98000", "Category I, evaluation and management, telemedicine visits", true},
		{"91320", "Category I, medicine, vaccines", true},
		{"00001", "Category I", true},
		{"0001F", "Category II, performance measurement", true},
		{"0042T", "Category III, emerging technology", true},
		{"0240U", "Proprietary laboratory (PLA), laboratory test of one maker", true},
		{"0002M", "Multianalyte assay (MAAA), several analytes, one score", true},
		{"0001A", "Administrative (immunization), COVID-19 immunization", true},
		{"G0101", "", false},
		{"9921", "", false},
		{"992134", "", false},
		{"9921X", "", false},
		{"", "", false},
	} {
		got, ok := ShapeOf(tt.code)
		if ok != tt.ok || (ok && got.String() != tt.want) {
			t.Errorf("ShapeOf(%q) = %q, %t, want %q, %t", tt.code, got, ok, tt.want, tt.ok)
		}
	}
}

func TestGroupsDoNotOverlap(t *testing.T) {
	for i, g := range groups {
		if g.first > g.last || (i > 0 && groups[i-1].last >= g.first) {
			t.Errorf("group %05d-%05d is out of order", g.first, g.last)
		}
	}
	if !slices.IsSorted(hcpcsVisits) {
		t.Error("hcpcsVisits is not sorted")
	}
}

func TestClasses(t *testing.T) {
	for _, tt := range []struct {
		code         string
		em, mod, lab bool
	}{
		{"99285", true, true, false},
		{"92014", false, true, false},
		{"92015", false, false, false},
		{"G0439", false, true, false},
		{"G0008", false, false, false},
		{"11042", false, false, false},
		{"80053", false, false, true},
		{"0240U", false, false, true},
	} {
		if IsEM(tt.code) != tt.em || TakesEMModifier(tt.code) != tt.mod || IsLaboratory(tt.code) != tt.lab {
			t.Errorf("%s: E/M %t, takes E/M modifier %t, laboratory %t, want %t, %t, %t", tt.code,
				IsEM(tt.code), TakesEMModifier(tt.code), IsLaboratory(tt.code), tt.em, tt.mod, tt.lab)
		}
	}
}

// The texts are made up: no AMA text stands in this repository.
func TestParseDescriptors(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		field    Field
		want     []Row
	}{
		{
			"long, tabs", "Licence text of 2026\nmore of it\n\n00001\tfirst made-up text\n0002T\tsecond\n", Long,
			[]Row{{Code: "00001", Text: text(Long, "first made-up text")}, {Code: "0002T", Text: text(Long, "second")}},
		},
		{
			"short, fixed", "00001 FIRST\r\n00002 SECOND\r\n", Short,
			[]Row{{Code: "00001", Text: text(Short, "FIRST")}, {Code: "00002", Text: text(Short, "SECOND")}},
		},
		{
			"long, numbered lines", "0000101first made-up\n0000102text\n0000201second\n", Long,
			[]Row{{Code: "00001", Text: text(Long, "first made-up text")}, {Code: "00002", Text: text(Long, "second")}},
		},
		{
			"clinician, several", "Concept Id\tCPT Code\tClinician Descriptor Id\tClinician Descriptor\n1\t00001\t9\tone\n1\t00001\t10\ttwo\n", Clinician,
			[]Row{{Code: "00001", Text: text(Clinician, "one; two")}},
		},
		{
			"consolidated", "preamble\nConcept Id\tCPT Code\tLong\tMedium\tShort\tConsumer\tSpanish Consumer\tCurrent Descriptor Effective Date\n7\t00001\tlong\tmed\tsho\tcon\tesp\t20260101\n", Long,
			[]Row{{Code: "00001", Text: [fields]string{"long", "med", "sho", "con", ""}, Effective: 20260101}},
		},
	} {
		got, err := ParseDescriptors(strings.NewReader(tt.in), tt.field)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, d)
		}
	}
}

func text(f Field, s string) (t [fields]string) {
	t[f] = s
	return t
}

func TestParseErrors(t *testing.T) {
	for in, line := range map[string]int{
		"":                                   0,
		"no codes here\n":                    0,
		"00001\tone\nbroken\n":               2,
		"Concept Id\tCPT Code\n1\tABC\n":     2,
		"\x00\x01\x02\x03\x04\x05\x06\x07\n": 0,
	} {
		_, err := ParseDescriptors(strings.NewReader(in), Long)
		var pe *codesets.ParseError
		if !errors.As(err, &pe) || pe.Line != line {
			t.Errorf("ParseDescriptors(%q) = %v, want a ParseError at line %d", in, err, line)
		}
	}
	for in, line := range map[string]int{
		"":                               1,
		"a,b\n1,2\n":                     1,
		"code,short\n":                   0,
		"code,short\n00001,x\n00001,y\n": 3,
		"code,short\nXYZ,x\n":            2,
		"code,end\n00001,31.12.2020\n":   2,
		"code,short\n00001,\"x\n":        2,
	} {
		_, err := ParseCSV(strings.NewReader(in))
		var pe *codesets.ParseError
		if !errors.As(err, &pe) || pe.Line != line {
			t.Errorf("ParseCSV(%q) = %v, want a ParseError at line %d", in, err, line)
		}
	}
}

func TestMergeEntries(t *testing.T) {
	a, err := ParseCSV(strings.NewReader("code,short,long,effective,end\n11042,short b,long b,2020-01-01,\n0042T,,only long,20200101,2024-12-31\n"))
	if err != nil {
		t.Fatal(err)
	}
	b := []Row{{Code: "11042", Text: text(Consumer, "plain words")}}
	got := Entries(Merge(a, b))
	if len(got) != 2 || got[0].Key != "0042T" || got[1].Title != "long b" || got[1].Short != "short b" {
		t.Fatalf("entries = %+v", got)
	}
	want := []codesets.Attr{
		{Name: "category", Value: "Category III"},
		{Name: "group", Value: "emerging technology"},
		{Name: codesets.AttrEffective, Value: "2020-01-01"},
		{Name: codesets.AttrEnd, Value: "2024-12-31"},
	}
	if d := cmp.Diff(want, got[0].Attrs); d != "" {
		t.Errorf("attributes (-want +got):\n%s", d)
	}
}

func FuzzParseDescriptors(f *testing.F) {
	f.Add("00001\tone\n", uint8(0))
	f.Add("Concept Id\tCPT Code\tLong\n1\t00001\tone\n", uint8(3))
	f.Add("0000101one\n0000102two\n", uint8(1))
	f.Fuzz(func(t *testing.T, in string, field uint8) {
		rows, err := ParseDescriptors(strings.NewReader(in), Field(field)%fields)
		if (err == nil) != (len(rows) > 0) {
			t.Fatalf("%d rows and error %v", len(rows), err)
		}
		Entries(Merge(rows))
	})
}

func FuzzParseCSV(f *testing.F) {
	f.Add("code,short,long,effective,end\n00001,a,b,2020-01-01,\n")
	f.Fuzz(func(t *testing.T, in string) {
		rows, err := ParseCSV(strings.NewReader(in))
		if (err == nil) != (len(rows) > 0) {
			t.Fatalf("%d rows and error %v", len(rows), err)
		}
		for _, r := range rows {
			if _, ok := ShapeOf(r.Code); !ok {
				t.Fatalf("code %q", r.Code)
			}
		}
	})
}
