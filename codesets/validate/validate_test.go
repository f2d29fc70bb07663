package validate_test

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/sharedtest"
	"github.com/medcode-cli/medcode/codesets/store"
	"github.com/medcode-cli/medcode/codesets/table"
	"github.com/medcode-cli/medcode/codesets/validate"
)

func embedded(tb testing.TB) *table.Codes {
	tb.Helper()
	s, err := store.Open("")
	if err != nil {
		tb.Fatal(err)
	}
	rel, _ := s.Catalog().Newest(codesets.ICD10CM)
	t, err := s.Codes(rel)
	if err != nil {
		tb.Fatal(err)
	}
	return t
}

func TestCheck(t *testing.T) {
	v := &validate.Validator{Table: embedded(t)}
	for _, tt := range []struct {
		in     string
		status validate.Status
		first  string // the likeliest suggestion
	}{
		{"E11.9", validate.Valid, ""},
		{" e119 ", validate.Valid, ""},
		{"S72.001A", validate.Valid, ""},
		{"E11", validate.Header, "E119"},
		{"E11.4", validate.Header, "E1140"},
		{"M54.5", validate.Header, "M5450"},
		{"Z00.0", validate.Header, "Z0000"},
		{"J45", validate.Header, "J45909"},
		{"I50.2", validate.Header, "I5020"},
		{"S72.0", validate.Header, "S72009A"},
		{"S72.001", validate.SeventhMissing, "S72001A"},
		{"V11.3XX", validate.SeventhMissing, "V113XXA"},
		{"S67.01A", validate.PlaceholderMissing, "S6701XA"},
		{"S74.89S", validate.PlaceholderMissing, "S748X9S"},
		{"S72.001Z", validate.SeventhIllegal, "S72001A"},
		{"032.2XX2", validate.NotFound, "O322XX2"},
		{"EI1.9", validate.NotFound, "E119"},
		{"E1.19", validate.Malformed, "E119"},
		{"E11..9", validate.Malformed, "E119"},
		{"E11 9", validate.Malformed, "E119"},
		{"E11,9", validate.Malformed, ""},
		{"99213-25", validate.Malformed, ""},
		{"E11.99", validate.NotFound, "E119"},
		{"I10.000000", validate.Malformed, "I10"},
		{"E1", validate.Malformed, ""},
		{"", validate.Malformed, ""},
		{"1", validate.Malformed, ""},
		{"E08-E13", validate.Malformed, ""},
		{"\x1b[31mE11.9", validate.Malformed, ""},
		{"Ⅱ11.9", validate.Malformed, ""},
	} {
		got := v.Check(tt.in)
		if got.Status != tt.status {
			t.Errorf("Check(%q) = %s (%s), want %s", tt.in, got.Status, got.Message, tt.status)
		}
		if tt.first != "" && (len(got.Suggestions) == 0 || got.Suggestions[0] != tt.first) {
			t.Errorf("Check(%q) suggests %v, want %s first", tt.in, got.Suggestions, tt.first)
		}
		if strings.ContainsRune(got.Message, '\x1b') {
			t.Errorf("Check(%q): escape sequence in %q", tt.in, got.Message)
		}
	}
}

func TestCheckNotInForce(t *testing.T) {
	old := compile(t, "2025-10-01", "A00", "A000", "A001")
	now := compile(t, "2026-10-01", "A00", "A000")
	v := &validate.Validator{Table: now, Others: list(old)}
	if got := v.Check("A00.1"); got.Status != validate.NotInForce || !strings.Contains(got.Message, "no longer") {
		t.Errorf("deleted code: %+v", got)
	}
	v = &validate.Validator{Table: old, Others: list(compile(t, "2026-10-01", "A00", "A009"))}
	if got := v.Check("A00.9"); got.Status != validate.NotInForce || !strings.Contains(got.Message, "not yet") {
		t.Errorf("new code: %+v", got)
	}
}

func list(t ...*table.Codes) func() []*table.Codes {
	return func() []*table.Codes { return t }
}

// compile returns a release of the first code as a header with the others.
func compile(t *testing.T, effective string, codes ...string) *table.Codes {
	t.Helper()
	d, err := codesets.ParseDate(effective)
	if err != nil {
		t.Fatal(err)
	}
	var entries []table.Entry
	for i, c := range codes {
		entries = append(entries, table.Entry{Key: c, Parent: min(i, 1) - 1, Title: "title of " + c, Billable: i > 0})
	}
	data, err := table.CompileCodes(codesets.Release{Set: codesets.ICD10CM, Title: "ICD-10-CM " + effective, Effective: d}, entries)
	if err != nil {
		t.Fatal(err)
	}
	c, err := table.OpenContainer(data, false)
	if err != nil {
		t.Fatal(err)
	}
	out, err := table.OpenCodes(c)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestStatusCases runs the evaluation's codes as typed.
func TestStatusCases(t *testing.T) {
	f, err := os.Open(filepath.Join(sharedtest.Dir(t), "eval", "validation", "icd10cm_status_cases_fy2026.tsv"))
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	v := &validate.Validator{Table: embedded(t)}
	sc := bufio.NewScanner(f)
	sc.Scan() // header
	n := 0
	for sc.Scan() {
		n++
		col := strings.Split(sc.Text(), "\t")
		got := v.Check(col[0])
		if !agrees(got, col[1], col[2]) {
			t.Errorf("Check(%q) = %s %v, want %s %s", col[0], got.Status, got.Suggestions, col[1], col[2])
		}
	}
	t.Logf("%d cases", n)
}

// agrees compares a verdict with the words of the evaluation set.
func agrees(got validate.Verdict, want, note string) bool {
	if from, ok := strings.CutPrefix(note, "from "); ok && got.Status != validate.SeventhIllegal && !strings.Contains(want, "too many") {
		code := codesets.Normalize(from)
		if len(got.Suggestions) == 0 || (got.Suggestions[0] != code && len(got.Suggestions) == 1) {
			return false
		}
	}
	switch {
	case strings.HasPrefix(want, "billable"):
		return got.Status == validate.Valid
	case strings.HasPrefix(want, "not billable"):
		return got.Status == validate.Header || got.Status == validate.SeventhMissing
	case strings.HasPrefix(want, "deleted"):
		return got.Status != validate.Valid && got.Status != validate.Header
	case want == "invalid 7th character":
		return got.Status == validate.SeventhIllegal
	case want == "invalid (placeholder X missing)":
		return got.Status == validate.PlaceholderMissing
	}
	return got.Status == validate.NotFound || got.Status == validate.Malformed
}

func FuzzCheck(f *testing.F) {
	for _, s := range []string{"E11.9", "S67.01A", "S72.001Z", "E1.19", "", "\x00", "E11.9999999"} {
		f.Add(s)
	}
	v := &validate.Validator{Table: embedded(f)}
	f.Fuzz(func(t *testing.T, s string) {
		got := v.Check(s)
		if (got.Status == validate.Valid) != (got.Message == "") {
			t.Errorf("Check(%q) = %+v", s, got)
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	v := &validate.Validator{Table: embedded(b)}
	b.ReportAllocs()
	for b.Loop() {
		v.Check("S72.001A")
	}
}
