package rules_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/store"
	"github.com/medcode-cli/medcode/codesets/table"
	"github.com/medcode-cli/medcode/coding"
	"github.com/medcode-cli/medcode/coding/claimfile"
	"github.com/medcode-cli/medcode/coding/rules"
)

// noTables are tables of which none is loaded.
type noTables struct{}

func (noTables) Catalog() *codesets.Catalog { return codesets.NewCatalog(nil) }

func (noTables) Codes(codesets.Release) (*table.Codes, error) { return nil, codesets.ErrNoRelease }

func (noTables) Rows(codesets.Release) (*table.Rows, error) { return nil, codesets.ErrNoRelease }

func (noTables) PairsOf(codesets.Release, ...string) (*table.Pairs, error) {
	return nil, codesets.ErrNoRelease
}

// TestNothingLoaded asserts that without tables no claim of testdata/rules is
// clean, and that each finding of no_data names its reason.
func TestNothingLoaded(t *testing.T) {
	e, err := coding.New(rules.All(), noTables{}, coding.Config{Today: 20260601, Profile: coding.Profiles[0]})
	if err != nil {
		t.Fatal(err)
	}
	w := e.NewWorker()
	files, _ := filepath.Glob(filepath.Join("testdata", "rules", "*", "*.json"))
	claims := 0
	for _, path := range files {
		eachClaim(t, path, func(c *coding.Claim) {
			claims++
			var r coding.Result
			w.Check(c, false, &r)
			if r.Verdict == coding.Clean {
				t.Errorf("%s: claim %s is clean with no table loaded", path, c.ID)
			}
			for _, f := range r.Findings {
				if f.Outcome == coding.NoData && !strings.HasPrefix(f.Why, "meta-") {
					t.Errorf("%s: claim %s: no_data of %s names no reason: %s", path, c.ID, f.Rule, f.Message)
				}
			}
		})
	}
	if claims < 100 {
		t.Errorf("%d claims judged, want at least 100", claims)
	}
}

// eachClaim calls f with every claim of a JSON file.
func eachClaim(t *testing.T, path string, f func(*coding.Claim)) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r := claimfile.NewJSON(file, claimfile.Options{})
	var c coding.Claim
	for {
		err := r.Next(t.Context(), &c)
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		f(&c)
	}
}

// oneRelease is a single release of ICD-10-CM.
type oneRelease struct {
	noTables
	rel   codesets.Release
	codes *table.Codes
}

func (o *oneRelease) Catalog() *codesets.Catalog {
	return codesets.NewCatalog([]codesets.Release{o.rel})
}

func (o *oneRelease) Codes(codesets.Release) (*table.Codes, error) { return o.codes, nil }

// TestNoteUnparsed asserts that an Excludes1 note that is not understood and
// names the category of another diagnosis leaves the pair undecided, whichever
// of the two comes first, and that it says nothing of other categories.
func TestNoteUnparsed(t *testing.T) {
	tables := noteRelease(t, codesets.Note{Kind: codesets.Excludes1, Text: "something seen with K35 in odd words", Unparsed: true})
	e, err := coding.New(rules.All(), tables, coding.Config{Today: 20260601, Only: []string{"dx-excludes1"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		dx   [2]string
		want string
	}{
		{[2]string{"A00", "K35"}, coding.MetaNoteUnparsed},
		{[2]string{"K35", "A00"}, coding.MetaNoteUnparsed},
		{[2]string{"A00", "L01"}, ""},
	} {
		c := coding.Claim{ID: "1", DX: []coding.Diagnosis{{Code: tt.dx[0]}, {Code: tt.dx[1]}}}
		c.Lines = []coding.Line{{Number: 1, From: 20260501, Code: "99213"}}
		var r coding.Result
		e.NewWorker().Check(&c, false, &r)
		got := ""
		for _, f := range r.Findings {
			got += f.Why
		}
		if got != tt.want {
			t.Errorf("%v gives reason %q, want %q", tt.dx, got, tt.want)
		}
	}
}

// noteRelease makes a release of three categories, the first of which has note.
func noteRelease(t *testing.T, note codesets.Note) *oneRelease {
	t.Helper()
	rel := codesets.Release{Set: codesets.ICD10CM, Edition: "test", Title: "test", Effective: 20251001, End: 20260930}
	var list []table.Entry
	for _, key := range []string{"A00", "K35", "L01"} {
		list = append(list, table.Entry{Key: key, Parent: -1, Title: "test " + key, Kind: codesets.KindCategory, Billable: true})
	}
	list[0].Notes = []codesets.Note{note}
	b, err := table.CompileCodes(rel, list)
	if err != nil {
		t.Fatal(err)
	}
	c, err := table.OpenContainer(b, true)
	if err != nil {
		t.Fatal(err)
	}
	codes, err := table.OpenCodes(c)
	if err != nil {
		t.Fatal(err)
	}
	return &oneRelease{rel: rel, codes: codes}
}

// A table of pairs damaged in one place is no_data for the codes that stand
// there, and still decides for the others.
func TestDamagedPairs(t *testing.T) {
	engine, err := coding.New(rules.All(), damagedStore(t), coding.Config{Profile: coding.Profiles[0], Today: 20261001, Only: []string{"ncci-ptp"}})
	if err != nil {
		t.Fatal(err)
	}
	worker := engine.NewWorker()
	got := map[coding.Outcome]int{}
	for i := range 300 {
		c := coding.Claim{ID: "1", Type: coding.Professional, Lines: []coding.Line{
			{Number: 1, From: 20260801, Code: strconv.Itoa(10000 + i)}, {Number: 2, From: 20260801, Code: "20007"},
		}}
		var r coding.Result
		worker.Check(&c, false, &r)
		if len(r.Findings) != 1 {
			t.Fatalf("%s with 20007: findings %v, want one", c.Lines[0].Code, r.Findings)
		}
		f := r.Findings[0]
		got[f.Outcome]++
		if f.Outcome == coding.NoData && (f.Why != coding.MetaTableMissing || r.Verdict != coding.Incomplete) {
			t.Errorf("%s: why %q, verdict %v", c.Lines[0].Code, f.Why, r.Verdict)
		}
	}
	if got[coding.NoData] == 0 || got[coding.Fail] == 0 || got[coding.NoData]+got[coding.Fail] != 300 {
		t.Errorf("outcomes %v, want some no_data, the rest fail", got)
	}
}

// damagedStore returns a store of one table of pairs, of which a byte was
// changed behind the store's back: 300 codes in column 1 with 300 each.
func damagedStore(t *testing.T) *store.Store {
	t.Helper()
	dir := t.TempDir()
	s, err := store.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	rel := codesets.Release{Set: codesets.PTPPractitioner, Edition: "2026Q3", Effective: 20260701}
	_, err = s.Put(t.Context(), rel.Set, rel.Edition, func() ([]byte, error) {
		var pairs table.PairSet
		for i := range 90_000 { // more than one block
			p := table.Pair{Column1: strconv.Itoa(10000 + i/300), Column2: strconv.Itoa(20000 + i%300), Edit: table.Edit{Effective: 20000101, Indicator: '0'}}
			if err := pairs.Add(p); err != nil {
				return nil, err
			}
		}
		return table.CompilePairs(rel, &pairs)
	})
	if err != nil {
		t.Fatal(err)
	}
	paths, err := filepath.Glob(filepath.Join(dir, "tables", "*", "*.mct"))
	if err != nil || len(paths) != 1 {
		t.Fatalf("stored files %v, %v; want one", paths, err)
	}
	b, err := os.ReadFile(paths[0])
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/2-1000] ^= 1 // among the codes of column 2
	if err := os.WriteFile(paths[0], b, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(paths[0], rel.Effective.Time(), rel.Effective.Time()); err != nil {
		t.Fatal(err)
	}
	again, err := store.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return again
}
