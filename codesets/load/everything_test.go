package load

import (
	"os"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/sharedtest"
)

// everything are the official tables in scope, below shared/data.
var everything = strings.Fields(`
	icd10cm/order/* icd10cm/conversion/* icd10cm/poa-exempt/* icd10cm/xml-2017/*.xz icd10cm/xml-2021*/*.xz
	icd10cm/xml-2022/*.xz icd10cm/xml-2025/*-[den]*.xz icd10cm/xml-2026-april/*.xz icd10cm/index-2025/*.xz
	icd10pcs/order/* icd10pcs/xml-2022-jan/* hcpcs/20*/* ncci/*.xz ncci/*.csv mce/* gems/2018* pfs/*/* pfs/*.xz
	ahrq/* ahrq/*/* hcc/* hcc/*/* msdrg/* msdrg/*/* taxonomy/*`)

// published are their row counts: of ICD-10-CM the billable codes, of the
// others the rows (shared/data/README.md and MANIFEST.tsv).
var published = []official{
	{codesets.ICD10CM, "FY2016", 69823},
	{codesets.ICD10CM, "FY2017", 71486},
	{codesets.ICD10CM, "FY2018", 71704},
	{codesets.ICD10CM, "FY2019", 71932},
	{codesets.ICD10CM, "FY2020", 72184},
	{codesets.ICD10CM, "FY2021-01", 72621},
	{codesets.ICD10CM, "FY2022", 72748},
	{codesets.ICD10CM, "FY2022-04", 72750},
	{codesets.ICD10CM, "FY2023", 73639},
	{codesets.ICD10CM, "FY2023-04", 73674},
	{codesets.ICD10CM, "FY2024", 74044},
	{codesets.ICD10CM, "FY2025", 74260},
	{codesets.ICD10CM, "FY2026", 74719},
	{codesets.ICD10CM, "FY2027", 74879},

	{codesets.ICD10CMIndex, "FY2017", 128907},
	{codesets.ICD10CMIndex, "FY2022", 56453},

	{codesets.ICD10PCS, "FY2016", 72822},
	{codesets.ICD10PCS, "FY2017", 76646},
	{codesets.ICD10PCS, "FY2018", 79578},
	{codesets.ICD10PCS, "FY2019", 79758},
	{codesets.ICD10PCS, "FY2020", 78439},
	{codesets.ICD10PCS, "FY2021", 79026},
	{codesets.ICD10PCS, "FY2022", 79122},
	{codesets.ICD10PCS, "FY2023", 79431},
	{codesets.ICD10PCS, "FY2024", 79543},
	{codesets.ICD10PCS, "FY2025", 79856},
	{codesets.ICD10PCS, "FY2026", 80029},

	{codesets.HCPCS, "2017", 6155},
	{codesets.HCPCS, "2018", 6205},
	{codesets.HCPCS, "2019", 6440},
	{codesets.HCPCS, "2025Q4", 8463},
	{codesets.Modifiers, "2025Q4", 383},

	{codesets.PTPPractitioner, "2024Q3", 2546017},
	{codesets.PTPHospital, "2024Q3", 1775818},
	{codesets.MUEPractitioner, "2024Q3", 14677},
	{codesets.MUEPractitioner, "2026Q2", 15095},
	{codesets.MUEPractitioner, "2026Q3", 15162},
	{codesets.MUEHospital, "2024Q3", 14628},
	{codesets.MUEDME, "2024Q3", 2928},
	{codesets.AOC, "2024Q3", 7465},
	{codesets.AOC, "2026Q3", 7743},

	{codesets.MCE, "v33", 12718},
	{codesets.MCE, "v34", 12472},
	{codesets.MCE, "v35", 14009},
	{codesets.MCE, "v36", 14127},
	{codesets.MCE, "v37", 14153},
	{codesets.MCE, "v41.1", 7946},
	{codesets.MCE, "FY2026", 6645},
	{codesets.GEMs, "2018", 81593 + 24860},
	{codesets.MPFS, "2025Q4", 19090},

	{codesets.POAExempt, "FY2016", 35239},
	{codesets.POAExempt, "FY2017", 36875},
	{codesets.POAExempt, "FY2018", 36877},
	{codesets.POAExempt, "FY2019", 36935},
	{codesets.POAExempt, "FY2020", 37075},
	{codesets.POAExempt, "FY2021", 37258},
	{codesets.POAExempt, "FY2022", 37297},
	{codesets.POAExempt, "FY2023", 37658},
	{codesets.POAExempt, "FY2024", 38110},
	{codesets.POAExempt, "FY2025", 38154},
	{codesets.POAExempt, "FY2026", 38349},
}

// Everything at hand, into one store. It takes minutes, so it runs when asked:
//
//	MEDCODE_LOAD_ALL=1 go test -run TestLoadEverything -v ./codesets/load
//
// With MEDCODE_LOAD_ALL=DIR the store is left in DIR.
func TestLoadEverything(t *testing.T) {
	home := os.Getenv("MEDCODE_LOAD_ALL")
	if home == "" {
		t.Skip("set MEDCODE_LOAD_ALL=1 to load every official file at hand")
	}
	if !strings.ContainsRune(home, os.PathSeparator) {
		home = t.TempDir()
	}
	dir := t.TempDir()
	for _, pattern := range everything {
		sharedtest.Unpack(t, dir, pattern)
	}
	s := openStore(t, home)
	report, err := Load(t.Context(), s, Options{Paths: []string{dir}})
	if err != nil {
		t.Error(err)
	}
	got := map[official]bool{}
	for _, l := range report.Loaded {
		r := l.Release
		t.Logf("%s %s: %d rows, %d billable, %+v %q", r.Set, r.Edition, r.Rows, r.Billable, l.Changes, l.Warnings)
		rows := r.Rows
		if r.Set == codesets.ICD10CM {
			rows = r.Billable
		}
		got[official{r.Set, r.Edition, rows}] = true
		if r.Digest == "" || r.Licence == "" || len(r.Sources) == 0 || r.Effective == 0 {
			t.Errorf("%s %s: the manifest lacks something: %+v", r.Set, r.Edition, r)
		}
	}
	expect(t, got, published...)
	var size int64
	for _, st := range s.Verify() {
		if st.Err != nil {
			t.Errorf("%s: %v", st.File, st.Err)
		}
		if st.File != "" {
			size += st.Size
		}
	}
	t.Logf("%d releases, %.1f MB on disk", len(report.Loaded), float64(size)/1e6)
	if size > 250e6 {
		t.Errorf("%d bytes on disk, want at most 250 MB", size)
	}
}

// The NCCI tables that are quick to load, and FY2027 of ICD-10-CM.
func TestOfficialNCCI(t *testing.T) {
	if testing.Short() {
		t.Skip("loads four official files")
	}
	got := loaded(t, "ncci/ncci_mue_*2026q3*", "ncci/ncci_mue_dme*", "ncci/ncci_aoc_2026q3*", "icd10cm/order/*2027*")
	expect(
		t, got,
		official{codesets.MUEPractitioner, "2026Q3", 15162}, official{codesets.MUEDME, "2024Q3", 2928},
		official{codesets.AOC, "2026Q3", 7743}, official{codesets.ICD10CM, "FY2027", 74879},
	)
}
