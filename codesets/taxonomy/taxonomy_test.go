package taxonomy

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/sharedtest"
)

const head = "Code,Grouping,Classification,Specialization,Definition,Notes,Display Name,Section\n"

func TestParse(t *testing.T) {
	got, err := Parse(strings.NewReader(head + "999Z00000X,Made-up,Kind,,\"x, y\",n,Made-up Kind,Individual\n"))
	if d := cmp.Diff([]Row{{"999Z00000X", "Made-up", "Kind", "", "Made-up Kind", "Individual"}}, got); d != "" || err != nil {
		t.Errorf("Parse: %v (-want +got):\n%s", err, d)
	}
	if set := Rows(got); len(set.Rows[0]) != len(set.Columns) {
		t.Errorf("row %q for columns %q", set.Rows[0], set.Columns)
	}
	var pe *codesets.ParseError
	for in, line := range map[string]int{"": 1, head: 0, head + "999Z00000,a,b\n": 2, head + "999Z000000,a,b\n": 2} {
		if _, err := Parse(strings.NewReader(in)); !errors.As(err, &pe) || pe.Line != line {
			t.Errorf("Parse(%q) = %v, want a ParseError at line %d", in, err, line)
		}
	}
}

func TestOfficialFile(t *testing.T) {
	rows, err := Parse(bytes.NewReader(sharedtest.Read(t, "data", "taxonomy", "nucc_taxonomy_251.csv.xz")))
	if err != nil || len(rows) != 883 {
		t.Errorf("25.1: %d codes, %v, want 883", len(rows), err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(head + "999Z00000X,Made-up,Kind,,x,n,Made-up Kind,Individual\n")
	f.Fuzz(func(t *testing.T, in string) {
		if rows, err := Parse(strings.NewReader(in)); (err == nil) != (len(rows) > 0) {
			t.Fatalf("%d rows and error %v", len(rows), err)
		}
	})
}
