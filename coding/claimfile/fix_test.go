package claimfile

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/codesets"
)

// fixText returns a file put in form, with a DX that makes capitals and knows
// one code of a date.
func fixText(t *testing.T, text string) (out string, fixes []string, err error) {
	t.Helper()
	var b strings.Builder
	err = FixCSV(t.Context(), strings.NewReader(text), &b, FixOptions{
		File: "c.csv", Date: 20260501,
		DX: func(code string, d codesets.Date) (string, bool) {
			if code == "dated" {
				return d.String(), true
			}
			up := strings.ToUpper(code)
			return up, up != code && !strings.ContainsAny(code, " ,")
		},
		Told: func(x Fix) { fixes = append(fixes, x.String()) },
	})
	return b.String(), fixes, err
}

// TestFixCSV puts cells in form and tells of each.
func TestFixCSV(t *testing.T) {
	const text = "claim,from,code,mods,sex,dx1,dx2,color\n" +
		"A1,04/06/2026,992l3,lt,f,e11.9,I10,\"red, e11.9\"\n" +
		"A1,,g0O43-25,,,dated,,=x\n" +
		"A2,2026-04-06,99213,,,dated,,\n" +
		"A3,never,0001f,,,dated,,\n"
	const want = "claim,from,code,mods,sex,dx1,dx2,color\n" +
		"A1,2026-04-06,99213,LT,F,E11.9,I10,\"red, e11.9\"\n" +
		"A1,,G0043-25,,,2026-04-06,,=x\n" +
		"A2,2026-04-06,99213,,,2026-04-06,,\n" +
		"A3,never,0001F,,,2026-05-01,,\n"
	got, fixes, err := fixText(t, text)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("file (-want +got):\n%s", diff)
	}
	wantFixes := []string{
		`line 2, column 4 (from): "04/06/2026" is now "2026-04-06"`, `line 2, column 15 (code): "992l3" is now "99213"`,
		`line 2, column 21 (mods): "lt" is now "LT"`, `line 2, column 24 (sex): "f" is now "F"`, `line 2, column 26 (dx1): "e11.9" is now "E11.9"`,
		`line 3, column 5 (code): "g0O43-25" is now "G0043-25"`, `line 3, column 16 (dx1): "dated" is now "2026-04-06"`,
		`line 4, column 23 (dx1): "dated" is now "2026-04-06"`, `line 5, column 10 (code): "0001f" is now "0001F"`, `line 5, column 18 (dx1): "dated" is now "2026-05-01"`,
	}
	if diff := cmp.Diff(wantFixes, fixes); diff != "" {
		t.Errorf("fixes (-want +got):\n%s", diff)
	}
	again, fixes, err := fixText(t, strings.ReplaceAll(got, "dated", "E11.9"))
	if err != nil || len(fixes) > 0 || again != got {
		t.Errorf("a second time: %v, %v", fixes, err)
	}
}

// TestFixCSVLists puts several diagnoses of one cell in form, and keeps the
// separators of the file and the cell.
func TestFixCSVLists(t *testing.T) {
	got, _, err := fixText(t, "claim;dx\nA1;\"e11.9, i10|r05\"\n")
	if want := "claim;dx\nA1;E11.9, I10|R05\n"; got != want || err != nil {
		t.Errorf("FixCSV = %q, %v, want %q", got, err, want)
	}
}

// TestFixCSVErrors asserts that what cannot be read is not copied in part
// without an error.
func TestFixCSVErrors(t *testing.T) {
	for _, text := range []string{csvHead + "A1,short\n", csvHead + "A1,\"open\n", "no,header\n", ""} {
		var e *Error
		if _, _, err := fixText(t, text); !errors.As(err, &e) {
			t.Errorf("FixCSV of %q = %v, want an *Error", text, err)
		}
	}
}

// TestProcedureForm leaves alone what has no shape of a code.
func TestProcedureForm(t *testing.T) {
	for in, want := range map[string]string{
		"99213": "99213", "9921O": "99210", "992I3": "99213", "JOl29": "J0129", "jo129": "J0129", "0001f": "0001F", "9921": "9921",
		"99213-lt": "99213-LT", "hc:99213:25": "HC:99213:25", "992139": "992139", "ABCDE": "ABCDE",
	} {
		if got := procedureForm(in); got != want {
			t.Errorf("procedureForm(%q) = %q, want %q", in, got, want)
		}
	}
}
