package index

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// smallCodes compiles a handful of codes of the tests' own making.
func smallCodes(t testing.TB) *table.Codes {
	t.Helper()
	entries := []table.Entry{
		{Key: "1", Parent: -1, Title: "Diseases of the respiratory system", Kind: codesets.KindChapter},
		{Key: "J09-J18", Parent: 0, Title: "Influenza and pneumonia", Kind: codesets.KindBlock},
		{Key: "J18", Parent: 1, Title: "Pneumonia, unspecified organism", Kind: codesets.KindCategory},
		{Key: "J180", Parent: 2, Title: "Bronchopneumonia, unspecified organism", Billable: true},
		{Key: "J189", Parent: 2, Title: "Pneumonia, unspecified organism", Billable: true},
		{Key: "2", Parent: -1, Title: "Injury", Kind: codesets.KindChapter},
		{Key: "S72", Parent: 5, Title: "Fracture of femur", Kind: codesets.KindCategory, Sevenths: []codesets.Seventh{
			{Char: 'A', Text: "initial encounter for closed fracture"},
			{Char: 'D', Text: "subsequent encounter for closed fracture with routine healing"},
			{Char: 'S', Text: "sequela"},
		}},
		{
			Key: "S72001", Parent: 6, Title: "Fracture of neck of right femur", Kind: codesets.KindSubcategory,
			Notes: []codesets.Note{{Kind: codesets.InclusionTerm, Text: "Broken right hip"}},
		},
		{Key: "S72001A", Parent: 7, Title: "Fracture of neck of right femur, initial encounter for closed fracture", Billable: true},
		{Key: "S72001D", Parent: 7, Title: "Fracture of neck of right femur, subsequent encounter for closed fracture", Billable: true},
		{Key: "S72001S", Parent: 7, Title: "Fracture of neck of right femur, sequela", Billable: true},
		{Key: "S72002", Parent: 6, Title: "Fracture of neck of left femur", Kind: codesets.KindSubcategory},
		{Key: "S72002A", Parent: 11, Title: "Fracture of neck of left femur, initial encounter for closed fracture", Billable: true},
		{Key: "S72002S", Parent: 11, Title: "Fracture of neck of left femur, sequela", Billable: true},
	}
	rel := codesets.Release{Set: codesets.ICD10CM, Edition: "test", Title: "Test codes", Digest: "0123456789abcdef"}
	data, err := table.CompileCodes(rel, entries)
	if err != nil {
		t.Fatal(err)
	}
	c, err := table.OpenContainer(data, false)
	if err != nil {
		t.Fatal(err)
	}
	codes, err := table.OpenCodes(c)
	if err != nil {
		t.Fatal(err)
	}
	return codes
}

func found(t testing.TB, x *Index, query string, opts Options) []string {
	t.Helper()
	res, err := x.Search(query, opts)
	if err != nil {
		t.Fatalf("Search(%q): %v", query, err)
	}
	var out []string
	for _, h := range res.Hits {
		out = append(out, h.Code.Code)
	}
	return out
}

func TestOpenBuildsOnce(t *testing.T) {
	codes, dir := smallCodes(t), t.TempDir()
	builds := 0
	for range 2 {
		x, err := Open(t.Context(), dir, Source{Codes: codes}, func(p float64) {
			if p == 1 {
				builds++
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := found(t, x, "pneumonia", Options{Limit: 1}); !slices.Equal(got, []string{"J189"}) {
			t.Errorf("pneumonia = %v, want J189", got)
		}
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	}
	if builds != 1 {
		t.Errorf("%d builds, want 1", builds)
	}
}

// TestOpenMends covers what a killed build, a damaged file and another
// version leave behind.
func TestOpenMends(t *testing.T) {
	codes, dir := smallCodes(t), t.TempDir()
	parent := filepath.Join(dir, "index")
	path := filepath.Join(parent, indexName(Source{Codes: codes}))
	for name, content := range map[string]string{
		filepath.Join(path, forwardFile):                         "not an index",
		filepath.Join(parent, tempPrefix+"1", "terms.zap"):       "half",
		filepath.Join(parent, "icd10cm-0123456789abcdef-0", "x"): "old",
	} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	x, err := Open(t.Context(), dir, Source{Codes: codes}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	entries, err := os.ReadDir(parent)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if want := []string{filepath.Base(path), "lock"}; !slices.Equal(names, want) {
		t.Errorf("left in the cache: %v, want %v", names, want)
	}
}

func TestOpenInMemory(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	x, err := Open(t.Context(), file, Source{Codes: smallCodes(t)}, nil)
	if err == nil || x == nil {
		t.Fatalf("Open below a file = %v, %v, want an index and an error", x, err)
	}
	if got := found(t, x, "broken hip sequela", Options{Limit: 1}); !slices.Equal(got, []string{"S72001S"}) {
		t.Errorf("broken hip sequela = %v", got)
	}
}

func TestOpenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "index"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if x, err := Open(ctx, dir, Source{Codes: smallCodes(t)}, nil); x != nil || err == nil {
		t.Errorf("Open = %v, %v, want the error of the context", x, err)
	}
}

func TestOpenTogether(t *testing.T) {
	codes, dir := smallCodes(t), t.TempDir()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			x, err := Open(t.Context(), dir, Source{Codes: codes}, nil)
			if err != nil {
				t.Error(err)
				return
			}
			defer x.Close()
			if res, err := x.Search("fracture femur left", Options{Limit: 1}); err != nil || len(res.Hits) != 1 || res.Hits[0].Code.Code != "S72002A" {
				t.Errorf("Search = %v, %v", res.Hits, err)
			}
		})
	}
	wg.Wait()
}
