package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

func open(t testing.TB, dir string) *Store {
	t.Helper()
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func aoc(edition string, effective, end codesets.Date) codesets.Release {
	return codesets.Release{Set: codesets.AOC, Edition: edition, Title: "Add-on codes " + edition, Effective: effective, End: end}
}

func put(t testing.TB, s *Store, rel codesets.Release, rows ...string) codesets.Release {
	t.Helper()
	got, err := s.Put(t.Context(), rel.Set, rel.Edition, func() ([]byte, error) {
		set := table.RowSet{Columns: []string{"addon"}, Keys: 1}
		for _, r := range rows {
			set.Rows = append(set.Rows, []string{r})
		}
		return table.CompileRows(rel, set)
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func files(t testing.TB, dir string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(dir, path)
			out = append(out, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestEmbedded(t *testing.T) {
	for name, dir := range map[string]string{"no directory": "", "a directory that is not there": filepath.Join(t.TempDir(), "none")} {
		s := open(t, dir)
		rel, ok := s.Catalog().On(codesets.ICD10CM, 20260701)
		if !ok || !rel.Embedded || rel.Edition != "FY2026-04" {
			t.Fatalf("%s: On = %v, %t, want the embedded FY2026-04", name, rel, ok)
		}
		codes, err := s.Codes(rel)
		if err != nil {
			t.Fatal(err)
		}
		if n, ok := codes.Find("E119"); !ok || !codes.Billable(n) {
			t.Errorf("%s: E119 is not there", name)
		}
	}
	s := open(t, "")
	if _, err := s.Put(t.Context(), codesets.AOC, "2026Q3", nil); !errors.Is(err, ErrNoDir) {
		t.Errorf("Put without a directory: %v, want ErrNoDir", err)
	}
}

func TestPut(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	rel := put(t, s, aoc("2026Q3", 20260701, 20260930), "0054T", "99292")
	if rel.Rows != 2 {
		t.Errorf("Put gives %d rows, want 2", rel.Rows)
	}
	put(t, s, aoc("2026Q4", 20261001, 0), "0054T")
	for _, s := range []*Store{s, open(t, dir)} {
		got, ok := s.Catalog().On(codesets.AOC, 20260815)
		if !ok || got.Edition != "2026Q3" {
			t.Fatalf("On = %v, %t, want 2026Q3", got, ok)
		}
		rows, err := s.Rows(got)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := rows.First("99292"); !ok {
			t.Error("99292 is not there")
		}
		if got, ok := s.Catalog().On(codesets.AOC, 20300101); !ok || got.Edition != "2026Q4" {
			t.Errorf("On(2030) = %v, %t, want 2026Q4", got, ok)
		}
		if n := len(s.Catalog().All()); n != 3 {
			t.Errorf("All gives %d releases, want 3", n)
		}
	}
}

func TestPutAgain(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	rel := put(t, s, aoc("2026Q3", 20260701, 0), "0054T")
	before := files(t, dir)
	put(t, s, rel, "0054T")
	if diff := cmp.Diff(before, files(t, dir)); diff != "" {
		t.Errorf("the same content again changes the store (-before +after):\n%s", diff)
	}
	old, err := s.Rows(rel)
	if err != nil {
		t.Fatal(err)
	}
	put(t, s, rel, "0054T", "99292")
	after := files(t, dir)
	if len(after) != len(before) || cmp.Equal(before, after) {
		t.Errorf("files %q after %q, want the older one replaced", after, before)
	}
	if old.Len() != 1 {
		t.Error("a table already open has changed")
	}
	got, _ := s.Catalog().Edition(codesets.AOC, "2026Q3")
	rows, err := s.Rows(got)
	if err != nil || rows.Len() != 2 {
		t.Errorf("Rows after the second Put: %v, want 2 rows", err)
	}
}

func TestPutRefuses(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	boom := errors.New("boom")
	good, err := table.CompileRows(aoc("2026Q3", 20260701, 0), table.RowSet{Columns: []string{"a"}, Keys: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name    string
		set     codesets.CodeSet
		edition string
		data    []byte
		err     error
		want    string
	}{
		{"compile fails", codesets.AOC, "2026Q3", nil, boom, "boom"},
		{"not a container", codesets.AOC, "2026Q3", []byte("nonsense"), nil, "damaged"},
		{"another edition", codesets.AOC, "2026Q4", good, nil, "want aoc 2026Q4"},
		{"another set", codesets.MCE, "2026Q3", good, nil, "want mce 2026Q3"},
		{"unknown set", "../aoc", "2026Q3", good, nil, "not known"},
		{"edition with a slash", codesets.AOC, "../../x", good, nil, "edition"},
		{"edition with an underscore", codesets.AOC, "2026_Q3", good, nil, "edition"},
		{"no edition", codesets.AOC, "", good, nil, "edition"},
	} {
		_, err := s.Put(t.Context(), test.set, test.edition, func() ([]byte, error) { return test.data, test.err })
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %q", test.name, err, test.want)
		}
	}
	if got := files(t, dir); len(got) != 1 || got[0] != "tables/.lock" {
		t.Errorf("files %q, want the lock alone", got)
	}
}

// A writer that died leaves a temporary directory, or the older file beside
// the newer; neither is read, and the next writer removes both.
func TestLeftovers(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	put(t, s, aoc("2026Q3", 20260701, 0), "0054T")
	first := filepath.Join(dir, "tables", files(t, filepath.Join(dir, "tables"))[1])
	old, err := os.ReadFile(first)
	if err != nil {
		t.Fatal(err)
	}
	put(t, s, aoc("2026Q3", 20260701, 0), "0054T", "99292")
	temp := filepath.Join(dir, "tables", tempPrefix+"dead")
	for _, err := range []error{
		os.WriteFile(first, old, 0o644),
		os.Mkdir(temp, 0o755),
		os.WriteFile(filepath.Join(temp, "half.mct"), old[:40], 0o644),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	again := open(t, dir)
	rel, _ := again.Catalog().Edition(codesets.AOC, "2026Q3")
	if rel.Rows != 2 {
		t.Errorf("%d rows, want the 2 of the newer file", rel.Rows)
	}
	put(t, again, aoc("2026Q4", 20261001, 0), "1")
	if _, err := os.Stat(temp); !errors.Is(err, os.ErrNotExist) {
		t.Error("the dead writer's directory is still there")
	}
	if _, err := os.Stat(first); !errors.Is(err, os.ErrNotExist) {
		t.Error("the superseded file is still there")
	}
}

// Every byte of a stored file matters: flipped, Verify names the file, and
// using the release fails unless the byte is padding.
func TestDamage(t *testing.T) {
	dir := t.TempDir()
	rel := put(t, open(t, dir), aoc("2026Q3", 20260701, 20260930), "0054T", "99292")
	path := filepath.Join(dir, "tables", files(t, filepath.Join(dir, "tables"))[1])
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	used := 0
	for at := 0; at < len(whole); at += 3 {
		broken := append([]byte(nil), whole...)
		broken[at] ^= 0x20
		if err := os.WriteFile(path, broken, 0o644); err != nil {
			t.Fatal(err)
		}
		if damageAt(t, dir, rel, path) {
			used++
		}
	}
	if used < len(whole)/3-8 {
		t.Errorf("use found %d of %d flips", used, len(whole)/3)
	}
	for _, size := range []int{0, 10, len(whole) - 1, len(whole) / 2} {
		if err := os.WriteFile(path, whole[:size], 0o644); err != nil {
			t.Fatal(err)
		}
		damageAt(t, dir, rel, path)
	}
}

// damageAt checks what the store says of a damaged file, and reports whether
// using the release fails.
func damageAt(t *testing.T, dir string, rel codesets.Release, path string) bool {
	t.Helper()
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	got, ok := s.Catalog().On(codesets.AOC, 20260815)
	if !ok || got.Edition != rel.Edition {
		t.Fatalf("On = %v, %t, want the damaged release", got, ok)
	}
	_, useErr := s.Rows(got)
	var damage *DamageError
	if useErr != nil && (!errors.As(useErr, &damage) || damage.File != path || !strings.Contains(damage.Hint(), "sets remove aoc 2026Q3")) {
		t.Errorf("Rows: %v, want a DamageError of %s", useErr, path)
	}
	var bad []string
	for _, st := range s.Verify() {
		if st.Err != nil {
			bad = append(bad, st.File)
		}
	}
	if diff := cmp.Diff([]string{path}, bad); diff != "" {
		t.Errorf("Verify (-want +got):\n%s", diff)
	}
	return useErr != nil
}

func TestRemove(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	put(t, s, aoc("2026Q3", 20260701, 0), "0054T")
	if err := s.Remove(t.Context(), codesets.AOC, "2026Q2"); !errors.Is(err, codesets.ErrNoRelease) {
		t.Errorf("Remove of what is not there: %v, want ErrNoRelease", err)
	}
	if err := s.Remove(t.Context(), codesets.AOC, "2026Q3"); err != nil {
		t.Fatal(err)
	}
	if _, ok := s.Catalog().Newest(codesets.AOC); ok {
		t.Error("the release is still there")
	}
}

func TestLoadedBeforeEmbedded(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	rel := codesets.Release{Set: codesets.ICD10CM, Edition: "FY2026-04", Effective: 20260401, End: 20260930}
	_, err := s.Put(t.Context(), rel.Set, rel.Edition, func() ([]byte, error) {
		return table.CompileCodes(rel, []table.Entry{{Key: "A00", Parent: -1, Title: "Cholera"}})
	})
	if err != nil {
		t.Fatal(err)
	}
	got, _ := s.Catalog().On(codesets.ICD10CM, 20260701)
	if got.Rows != 1 || got.Embedded {
		t.Errorf("On = %+v, want the loaded release", got)
	}
	if n := len(s.Catalog().Of(codesets.ICD10CM)); n != 1 {
		t.Errorf("%d releases, want 1", n)
	}
}

// A release that another program replaces after it was listed is read anew.
func TestReplacedMeanwhile(t *testing.T) {
	dir := t.TempDir()
	writer, reader := open(t, dir), open(t, dir)
	put(t, writer, aoc("2026Q3", 20260701, 0), "0054T")
	if err := reader.Refresh(); err != nil {
		t.Fatal(err)
	}
	rel, _ := reader.Catalog().Edition(codesets.AOC, "2026Q3")
	put(t, writer, aoc("2026Q3", 20260701, 0), "0054T", "99292")
	rows, err := reader.Rows(rel)
	if err != nil || rows.Len() != 2 {
		t.Errorf("Rows: %v, want the two of the newer file", err)
	}
}

// Two writers at once: both releases are there, whole.
func TestTwoWriters(t *testing.T) {
	dir := t.TempDir()
	done := make(chan error, 2)
	for w := range 2 {
		s := open(t, dir)
		go func() {
			var err error
			for i := 0; i < 5 && err == nil; i++ {
				rel := aoc("2026Q"+strconv.Itoa(w), 20260101, 0)
				_, err = s.Put(context.Background(), rel.Set, rel.Edition, func() ([]byte, error) {
					return table.CompileRows(rel, table.RowSet{Columns: []string{"a"}, Keys: 1, Rows: [][]string{{strconv.Itoa(i)}}})
				})
			}
			done <- err
		}()
	}
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	for _, st := range open(t, dir).Verify() {
		if st.Err != nil {
			t.Errorf("%s: %v", st.File, st.Err)
		}
	}
	if got := files(t, dir); len(got) != 3 {
		t.Errorf("files %q, want the lock and two releases", got)
	}
}

func TestParseName(t *testing.T) {
	n := fileName{edition: "v41.1", effective: 20240401, end: 0, sequence: 12, digest: "0123456789abcdef"}
	if got, ok := parseName(n.String()); !ok || got != n {
		t.Errorf("parseName(%q) = %v, %t, want %v", n, got, ok, n)
	}
	for _, name := range []string{"", ".mct", "a.mct", "a_b_c.mct", "a_1_2.mct", "a_1_2.0-x.mct", "a_1_2.x-y.mct", "_1_2.1-x.mct", "a_1_2.1-x"} {
		if n, ok := parseName(name); ok {
			t.Errorf("parseName(%q) = %v, want none", name, n)
		}
	}
}

// A byte changed anywhere in a table of pairs is an error, even where it
// stands in another part than the one that is asked for; while the file is as
// it was stored, only the part asked for is read.
func TestPairsOfTouched(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	rel := codesets.Release{Set: codesets.PTPPractitioner, Edition: "2026Q3", Effective: 20260701}
	_, err := s.Put(t.Context(), rel.Set, rel.Edition, func() ([]byte, error) {
		var pairs table.PairSet
		for i := range 60_000 { // more than one block
			p := table.Pair{
				Column1: fmt.Sprintf("%05d", 10000+i/100), Column2: fmt.Sprintf("%05d", 20000+(i*37)%30000),
				Edit: table.Edit{Effective: codesets.Date(20000101 + i%28), Indicator: '1', Rationale: "Misuse"},
			}
			if err := pairs.Add(p); err != nil {
				return nil, err
			}
		}
		return table.CompilePairs(rel, &pairs)
	})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "tables", files(t, filepath.Join(dir, "tables"))[1])
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if want := rel.Effective.Time(); !info.ModTime().Equal(want) {
		t.Errorf("the file was last changed %v, want %v", info.ModTime(), want)
	}
	for _, at := range []int{len(whole) / 3, len(whole) / 2, len(whole) * 3 / 4, len(whole) * 7 / 8} {
		b := slices.Clone(whole)
		b[at] ^= 1
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		again := open(t, dir)
		stored, ok := again.Catalog().Edition(rel.Set, rel.Edition)
		if !ok {
			t.Fatal("no release")
		}
		_, err := again.PairsOf(stored, "10000")
		if _, ok := errors.AsType[*DamageError](err); !ok {
			t.Errorf("byte %d of %d changed: PairsOf gives %v, want a DamageError", at, len(whole), err)
		}
	}
}
