package gems

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/sharedtest"
)

func TestParse(t *testing.T) {
	got, err := Parse(strings.NewReader("A000    0010  00000\r\nR6521   99592 10111\nR6521 78552 10112\nR29700  NoDx  11000\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []Row{
		{Source: "A000", Target: "0010"},
		{Source: "R6521", Target: "99592", Approximate: true, Combination: true, Scenario: 1, Choice: 1},
		{Source: "R6521", Target: "78552", Approximate: true, Combination: true, Scenario: 1, Choice: 2},
		{Source: "R29700", Approximate: true, NoMap: true},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("Parse (-want +got):\n%s", d)
	}
	if from, to := Direction(got); from != ICD10CM || to != ICD9CM {
		t.Errorf("Direction = %s to %s, want icd10cm to icd9", from, to)
	}
	for i, words := range []string{"identical or equivalent", "approximate; part of combination 1, choice list 1", "approximate; part of combination 1, choice list 2", "no map"} {
		if g := Words(got[i].Flags()); g != words {
			t.Errorf("Words(%s) = %q, want %q", got[i].Flags(), g, words)
		}
	}
}

func TestDirection(t *testing.T) {
	for in, want := range map[string]string{
		"0010 A000 00000\nV010 Z20820 10000\n":       "icd9 icd10cm",
		"0010 02HV33Z 10000\n0011 3E03317 10000\n":   "icd9pcs icd10pcs",
		"02HV33Z 3893 10000\n0DT10ZZ 4240 10000\n":   "icd10pcs icd9pcs",
		"S42001A 81000 10000\nV00011A E0000 10000\n": "icd10cm icd9",
		"81000 S42001A 10000\nE0000 V00011A 10000\n": "icd9 icd10cm",
		"E8810 W11XXXA 10000\nE8811 W12XXXA 10000\n": "icd9 icd10cm",
		"W11XXXA E8810 10000\nS22011A 80500 10000\n": "icd10cm icd9",
	} {
		rows, err := Parse(strings.NewReader(in))
		if err != nil {
			t.Fatal(err)
		}
		from, to := Direction(rows)
		if from+" "+to != want {
			t.Errorf("Direction of %q = %s %s, want %s", in, from, to, want)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for in, line := range map[string]int{
		"":                             0,
		"A000 0010 00000\nA001 0011\n": 2,
		"A000 0010 2000\n":             1,
		"A000 0010 20000\n":            1,
		"A000 NoDx 10000\n":            1,
		"a.00 0010 10000\n":            1,
		"<html>":                       1,
	} {
		_, err := Parse(strings.NewReader(in))
		var pe *codesets.ParseError
		if !errors.As(err, &pe) || pe.Line != line {
			t.Errorf("Parse(%q) = %v, want a ParseError at line %d", in, err, line)
		}
	}
}

func TestOfficialFiles(t *testing.T) {
	for file, want := range map[string]struct {
		rows     int
		from, to string
	}{
		"2018_I10gem.txt.xz": {81593, ICD10CM, ICD9CM},
		"2018_I9gem.txt.xz":  {24860, ICD9CM, ICD10CM},
	} {
		rows, err := Parse(bytes.NewReader(sharedtest.Read(t, "data", "gems", file)))
		from, to := Direction(rows)
		if err != nil || len(rows) != want.rows || from != want.from || to != want.to {
			t.Errorf("%s: %d rows %s to %s, %v, want %+v", file, len(rows), from, to, err, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("A000    0010  00000\nR29700  NoDx  11000\n")
	f.Fuzz(func(t *testing.T, in string) {
		rows, err := Parse(strings.NewReader(in))
		if (err == nil) != (len(rows) > 0) {
			t.Fatalf("%d rows and error %v", len(rows), err)
		}
		Direction(rows)
		for _, r := range rows {
			if len(r.Flags()) != 5 || Words(r.Flags()) == "" {
				t.Fatalf("flags %q", r.Flags())
			}
		}
	})
}
