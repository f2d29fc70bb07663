package rules_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/store"
	"github.com/medcode-cli/medcode/codesets/table"
	"github.com/medcode-cli/medcode/coding"
	"github.com/medcode-cli/medcode/coding/rules"
)

// testTables are the embedded ICD-10-CM release with the small tables of
// testdata/tables, made for these tests.
type testTables struct {
	*store.Store
	catalog *codesets.Catalog
	codes   map[codesets.CodeSet]*table.Codes
	rows    map[codesets.CodeSet]*table.Rows
	pairs   map[codesets.CodeSet]*table.Pairs

	editions map[string]*table.Codes // of testdata/releases
}

func (t *testTables) Catalog() *codesets.Catalog { return t.catalog }

func (t *testTables) Codes(r codesets.Release) (*table.Codes, error) {
	if c, ok := t.codes[r.Set]; ok {
		return c, nil
	}
	if c, ok := t.editions[r.Edition]; ok {
		return c, nil
	}
	return t.Store.Codes(r)
}

func (t *testTables) Rows(r codesets.Release) (*table.Rows, error) {
	if c, ok := t.rows[r.Set]; ok {
		return c, nil
	}
	return nil, fmt.Errorf("%s: %w", r.Set, codesets.ErrNoRelease)
}

func (t *testTables) PairsOf(r codesets.Release, _ ...string) (*table.Pairs, error) {
	if c, ok := t.pairs[r.Set]; ok {
		return c, nil
	}
	return nil, fmt.Errorf("%s: %w", r.Set, codesets.ErrNoRelease)
}

// newEngine returns an engine over the test tables under the first profile.
func newEngine(tb testing.TB, rs []coding.Rule, c coding.Config) *coding.Engine {
	tb.Helper()
	if c.Profile.Name == "" {
		c.Profile = coding.Profiles[0]
	}
	if len(rs) == len(rules.All()) {
		sided := coding.Profile{Name: "sided", Options: coding.Options{BilateralLines: true}}
		c.Profiles = append(slices.Clone(coding.Profiles), sided)
	} else { // of some rules only
		c.Profile.Severity = nil
	}
	e, err := coding.New(rs, loadTables(tb), c)
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

// loadTables compiles testdata/tables: SET.csv with a header, the key columns
// first. A code set has the columns code, title and further attributes.
func loadTables(tb testing.TB) *testTables {
	tb.Helper()
	s, err := store.Open("")
	if err != nil {
		tb.Fatal(err)
	}
	t := &testTables{
		Store: s, codes: map[codesets.CodeSet]*table.Codes{},
		rows: map[codesets.CodeSet]*table.Rows{}, pairs: map[codesets.CodeSet]*table.Pairs{},
	}
	releases := append(s.Catalog().All(), t.addReleases(tb)...)
	files, _ := filepath.Glob(filepath.Join("testdata", "tables", "*.csv"))
	for _, f := range files {
		rel := releaseOf(strings.TrimSuffix(filepath.Base(f), ".csv"))
		releases = append(releases, rel)
		t.compile(tb, rel, readCSV(tb, f))
	}
	t.catalog = codesets.NewCatalog(releases)
	return t
}

// releaseOf makes the release of a file SET.csv, in force from 2000 to 2029.
func releaseOf(file string) codesets.Release {
	set := codesets.CodeSet(file)
	return codesets.Release{Set: set, Edition: "test", Title: "test " + file, Effective: 20000101, End: 20291231}
}

func readCSV(tb testing.TB, path string) [][]string {
	tb.Helper()
	f, err := os.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	return rows
}

func (t *testTables) compile(tb testing.TB, rel codesets.Release, rows [][]string) {
	tb.Helper()
	info, ok := codesets.Describe(rel.Set)
	if !ok {
		tb.Fatalf("testdata/tables/%s.csv is no table of medcode", rel.Set)
	}
	var b []byte
	var err error
	switch info.Form {
	case codesets.FormCodes:
		b, err = table.CompileCodes(rel, entries(rows))
	case codesets.FormRows:
		b, err = table.CompileRows(rel, table.RowSet{Columns: rows[0], Keys: 1, Rows: rows[1:]})
	case codesets.FormPairs:
		b, err = compilePairs(rel, rows[1:])
	}
	if err != nil {
		tb.Fatal(err)
	}
	c, err := table.OpenContainer(b, true)
	if err != nil {
		tb.Fatal(err)
	}
	switch info.Form {
	case codesets.FormCodes:
		t.codes[rel.Set], err = table.OpenCodes(c)
	case codesets.FormRows:
		t.rows[rel.Set], err = table.OpenRows(c)
	case codesets.FormPairs:
		t.pairs[rel.Set], err = table.OpenPairs(c)
	}
	if err != nil {
		tb.Fatal(err)
	}
}

func entries(rows [][]string) []table.Entry {
	var out []table.Entry
	for _, r := range rows[1:] {
		e := table.Entry{Key: r[0], Parent: -1, Title: r[1], Billable: true}
		for i, name := range rows[0][2:] {
			if r[i+2] != "" {
				e.Attrs = append(e.Attrs, codesets.Attr{Name: name, Value: r[i+2]})
			}
		}
		out = append(out, e)
	}
	return out
}

// compilePairs reads column1, column2, effective, deletion, indicator, rationale.
func compilePairs(rel codesets.Release, rows [][]string) ([]byte, error) {
	var set table.PairSet
	for _, r := range rows {
		e := table.Edit{Indicator: r[4][0], Rationale: r[5]}
		e.Effective, _ = codesets.ParseBasicDate(r[2])
		e.Deletion, _ = codesets.ParseBasicDate(r[3])
		if err := set.Add(table.Pair{Column1: r[0], Column2: r[1], Edit: e}); err != nil {
			return nil, err
		}
	}
	return table.CompilePairs(rel, &set)
}
