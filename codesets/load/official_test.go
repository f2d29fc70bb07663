package load

import (
	"cmp"
	"path/filepath"
	"slices"
	"testing"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/sharedtest"
	"github.com/medcode-cli/medcode/codesets/store"
)

// An official is a release and the rows it must have.
type official struct {
	set     codesets.CodeSet
	edition string
	rows    int
}

// loaded loads what patterns match, and returns the rows of each release.
func loaded(t *testing.T, patterns ...string) map[official]bool {
	t.Helper()
	dir := t.TempDir()
	for _, p := range patterns {
		sharedtest.Unpack(t, dir, p)
	}
	s, err := store.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	rep, err := Load(t.Context(), s, Options{Paths: []string{dir}})
	if err != nil {
		t.Error(err)
	}
	for _, sk := range rep.Skipped {
		t.Logf("skipped %s: %s", filepath.Base(sk.Path), sk.Reason)
	}
	slices.SortFunc(rep.Loaded, func(a, b Loaded) int {
		return cmp.Or(cmp.Compare(a.Release.Set, b.Release.Set), cmp.Compare(a.Release.Effective, b.Release.Effective))
	})
	got := map[official]bool{}
	for _, l := range rep.Loaded {
		r := l.Release
		t.Logf("%-20s %-10s %s to %s: %d rows, %d billable %v", r.Set, r.Edition, r.Effective, r.End, r.Rows, r.Billable, l.Warnings)
		rows := r.Rows
		if r.Billable > 0 && (r.Set == codesets.ICD10CM || r.Set == codesets.ICD10PCS) {
			rows = r.Billable
		}
		got[official{r.Set, r.Edition, rows}] = true
	}
	return got
}

func expect(t *testing.T, got map[official]bool, want ...official) {
	t.Helper()
	for _, w := range want {
		if !got[w] {
			t.Errorf("no release %s %s of %d rows", w.set, w.edition, w.rows)
		}
	}
}

// The tables that are quick to load: their editions and row counts.
func TestOfficialTables(t *testing.T) {
	if testing.Short() {
		t.Skip("loads a dozen official files")
	}
	got := loaded(t,
		"hcpcs/2025-oct/*", "mce/*41*", "mce/*2026*", "gems/2018_I9*", "pfs/2025-oct/PPRRVU*",
		"icd10cm/conversion/*2026*", "icd10cm/poa-exempt/POAexemptCodesFY26*",
		"ahrq/elix*/*mapping*", "hcc/ra_labels*",
		"taxonomy/*", "icd10pcs/xml-2022-jan/*", "msdrg/v40/appendix_A*",
	)
	expect(
		t, got,
		official{codesets.HCPCS, "2025Q4", 8463}, official{codesets.Modifiers, "2025Q4", 383},
		official{codesets.MCE, "v41.1", 7946}, official{codesets.MCE, "FY2026", 6645},
		official{codesets.GEMs, "2018", 24860}, official{codesets.MPFS, "2025Q4", 19090},
		official{codesets.POAExempt, "FY2026", 38349}, official{codesets.Taxonomy, "25.1", 883},
	)
	for _, set := range []codesets.CodeSet{
		codesets.ICD10CMConversion, codesets.ICD10PCSTables, codesets.ICD10PCSIndex, codesets.ICD10PCSDefs,
		codesets.Elixhauser, codesets.HCC, codesets.MSDRG,
	} {
		found := false
		for o := range got {
			found = found || o.set == set && o.rows > 0
		}
		if !found {
			t.Errorf("no release of %s", set)
		}
	}
}
