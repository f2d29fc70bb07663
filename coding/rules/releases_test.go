package rules_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// addReleases compiles testdata/releases: SET_EDITION_EFFECTIVE_END.csv, small
// releases of a code set beside the embedded one, and returns them.
func (t *testTables) addReleases(tb testing.TB) []codesets.Release {
	tb.Helper()
	t.editions = map[string]*table.Codes{}
	var out []codesets.Release
	files, _ := filepath.Glob(filepath.Join("testdata", "releases", "*.csv"))
	for _, f := range files {
		part := strings.Split(strings.TrimSuffix(filepath.Base(f), ".csv"), "_")
		rel := codesets.Release{Set: codesets.CodeSet(part[0]), Edition: part[1], Title: "ICD-10-CM " + part[1]}
		rel.Effective, _ = codesets.ParseBasicDate(part[2])
		rel.End, _ = codesets.ParseBasicDate(part[3])
		t.editions[part[1]] = compileTree(tb, rel, readCSV(tb, f)[1:])
		out = append(out, rel)
	}
	return out
}

// compileTree compiles rows of code, billable and title, parents before what
// is beneath them.
func compileTree(tb testing.TB, rel codesets.Release, rows [][]string) *table.Codes {
	tb.Helper()
	var list []table.Entry
	at := map[string]int{}
	for i, r := range rows {
		e := table.Entry{Key: r[0], Parent: -1, Billable: r[1] == "1", Title: r[2], Kind: codesets.KindCategory}
		for n := len(r[0]) - 1; n >= 3 && e.Parent < 0; n-- {
			if up, ok := at[r[0][:n]]; ok {
				e.Parent, e.Kind = up, codesets.KindSubcategory
			}
		}
		at[r[0]] = i
		list = append(list, e)
	}
	b, err := table.CompileCodes(rel, list)
	if err != nil {
		tb.Fatal(err)
	}
	c, err := table.OpenContainer(b, true)
	if err != nil {
		tb.Fatal(err)
	}
	codes, err := table.OpenCodes(c)
	if err != nil {
		tb.Fatal(err)
	}
	return codes
}

// TestReleases asserts that the small releases are what the cases take them for.
func TestReleases(t *testing.T) {
	if _, err := os.Stat(filepath.Join("testdata", "releases")); err != nil {
		t.Fatal(err)
	}
	tables := loadTables(t)
	for _, tt := range []struct {
		date codesets.Date
		want string
	}{
		{20240501, "FY2024"},
		{20260501, "FY2026-04"},
		{20261101, "FY2027"},
	} {
		got, ok := tables.Catalog().On(codesets.ICD10CM, tt.date)
		if !ok || got.Edition != tt.want {
			t.Errorf("On(%s) = %q, %v, want %q", tt.date, got.Edition, ok, tt.want)
		}
	}
}
