package poa

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/sharedtest"
)

const head = "Order26\tPOAexemptCode\tDescription\n"

func TestParse(t *testing.T) {
	got, err := Parse(strings.NewReader(head + "00001\tB99.0\tA made-up \"title\"\r\n00002\tZ99\t\"With, comma\"\n"))
	want := []Row{{"B990", `A made-up "title"`}, {"Z99", "With, comma"}}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Errorf("Parse: %v (-want +got):\n%s", err, d)
	}
	if set := Rows(got); len(set.Rows) != 2 || set.Rows[0][0] != "B990" {
		t.Errorf("Rows = %v", set.Rows)
	}
	for in, line := range map[string]int{"": 1, "<html>": 1, head: 0, head + "1\tB99!\tx\n": 2} {
		_, err := Parse(strings.NewReader(in))
		var pe *codesets.ParseError
		if !errors.As(err, &pe) || pe.Line != line {
			t.Errorf("Parse(%q) = %v, want a ParseError at line %d", in, err, line)
		}
	}
}

func TestOfficialFiles(t *testing.T) {
	for file, want := range map[string]int{"2016": 35239, "2021": 37258, "FY26": 38349} {
		rows, err := Parse(bytes.NewReader(sharedtest.Read(t, "data", "icd10cm", "poa-exempt", "POAexemptCodes"+file+".txt.xz")))
		if err != nil || len(rows) != want {
			t.Errorf("%s: %d codes, %v, want %d", file, len(rows), err, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(head + "00001\tB99.0\tA made-up title\n")
	f.Fuzz(func(t *testing.T, in string) {
		if rows, err := Parse(strings.NewReader(in)); (err == nil) != (len(rows) > 0) {
			t.Fatalf("%d rows and error %v", len(rows), err)
		}
	})
}
