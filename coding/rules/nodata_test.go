package rules_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/codesets"
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

func (noTables) Pairs(codesets.Release) (*table.Pairs, error) { return nil, codesets.ErrNoRelease }

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
