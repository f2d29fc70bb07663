package load

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/sharedtest"
	"github.com/medcode-cli/medcode/codesets/store"
)

// fullEnv makes the tests load every official table at hand.
const fullEnv = "MEDCODE_FULL"

// An official is one official table at hand: the files it is made from, below
// shared/data, and what it must hold.
type official struct {
	set      codesets.CodeSet
	edition  string
	rows     int
	billable int
	files    string // separated by blanks
	quick    bool   // loaded without MEDCODE_FULL too
	options  Options
}

// officials are the row counts of shared/data/README.md and MANIFEST.tsv.
var officials = []official{
	{set: codesets.ICD10CM, edition: "FY2016", rows: 91737, billable: 69823, files: "icd10cm/order/icd10cm_order_2016.txt.xz"},
	{set: codesets.ICD10CM, edition: "FY2017", rows: 93830, billable: 71486, files: "icd10cm/order/icd10cm_order_2017.txt.xz icd10cm/xml-2017/icd10cm_tabular_2017.xml.xz"},
	{set: codesets.ICD10CM, edition: "FY2018", rows: 94127, billable: 71704, files: "icd10cm/order/icd10cm_order_2018.txt.xz"},
	{set: codesets.ICD10CM, edition: "FY2019", rows: 94444, billable: 71932, files: "icd10cm/order/icd10cm_order_2019.txt.xz"},
	{set: codesets.ICD10CM, edition: "FY2020", rows: 94765, billable: 72184, files: "icd10cm/order/icd10cm_order_2020.txt.xz"},
	{set: codesets.ICD10CM, edition: "FY2021-01", rows: 95358, billable: 72621, files: "icd10cm/order/icd10cm_order_2021-01_january.txt.xz"},
	{set: codesets.ICD10CM, edition: "FY2022", rows: 95524, billable: 72748, files: "icd10cm/order/icd10cm_order_2022.txt.xz"},
	{set: codesets.ICD10CM, edition: "FY2022-04", rows: 95528, billable: 72750, files: "icd10cm/order/icd10cm_order_2022-04_april.txt.xz"},
	{set: codesets.ICD10CM, edition: "FY2023", rows: 96745, billable: 73639, files: "icd10cm/order/icd10cm_order_2023.txt.xz"},
	{set: codesets.ICD10CM, edition: "FY2023-04", rows: 96795, billable: 73674, files: "icd10cm/order/icd10cm_order_2023-04_april.txt.xz"},
	{set: codesets.ICD10CM, edition: "FY2024", rows: 97296, billable: 74044, files: "icd10cm/order/icd10cm_order_2024.txt.xz"},
	{set: codesets.ICD10CM, edition: "FY2025", rows: 97584, billable: 74260, files: "icd10cm/order/icd10cm_order_2025.txt.xz"},
	{set: codesets.ICD10CM, edition: "FY2026", rows: 98186, billable: 74719, files: "icd10cm/order/icd10cm_order_2026.txt.xz"},
	{set: codesets.ICD10CM, edition: "FY2027", rows: 98403, billable: 74879, files: "icd10cm/order/icd10cm_order_2027.reconstructed.txt.xz", quick: true},

	{
		set: codesets.PTPPractitioner, edition: "2024Q3", rows: 2546017,
		files: "ncci/ncci_ptp_practitioner_2024q3.csv.xz ncci/ncci_ptp_practitioner_2024q3_rationales.csv",
	},
	{
		set: codesets.PTPHospital, edition: "2024Q3", rows: 1775818,
		files: "ncci/ncci_ptp_hospital_2024q3.csv.xz ncci/ncci_ptp_hospital_2024q3_rationales.csv",
	},
	{set: codesets.MUEPractitioner, edition: "2024Q3", rows: 14677, files: "ncci/ncci_mue_practitioner_2024q3.csv.xz"},
	{set: codesets.MUEPractitioner, edition: "2026Q2", rows: 15095, files: "ncci/ncci_mue_practitioner_2026q2.csv.xz"},
	{set: codesets.MUEPractitioner, edition: "2026Q3", rows: 15162, files: "ncci/ncci_mue_practitioner_2026q3.csv.xz", quick: true},
	{set: codesets.MUEHospital, edition: "2024Q3", rows: 14628, files: "ncci/ncci_mue_hospital_2024q3.csv.xz"},
	{set: codesets.MUEDME, edition: "2024Q3", rows: 2928, files: "ncci/ncci_mue_dme_2024q3.csv.xz", quick: true},
	{set: codesets.AOC, edition: "2024Q3", rows: 7465, files: "ncci/ncci_aoc_2024q3.csv.xz"},
	{set: codesets.AOC, edition: "2026Q3", rows: 7743, files: "ncci/ncci_aoc_2026q3.csv.xz", quick: true},
}

// unpacked writes files of shared/data, unpacked, into a folder.
func unpacked(t *testing.T, dir string, files string) []string {
	t.Helper()
	var paths []string
	for name := range strings.FieldsSeq(files) {
		b := sharedtest.Read(t, append([]string{"data"}, strings.Split(name, "/")...)...)
		path := filepath.Join(dir, strings.TrimSuffix(filepath.Base(name), ".xz"))
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

// TestOfficial loads the official tables at hand, a few of them or, with
// MEDCODE_FULL=1, all, and compares their counts with the published ones.
func TestOfficial(t *testing.T) {
	full := os.Getenv(fullEnv) != ""
	home := cmp.Or(os.Getenv("MEDCODE_FULL_DIR"), t.TempDir())
	s := openStore(t, home)
	for _, o := range officials {
		if !full && !o.quick {
			continue
		}
		t.Run(fmt.Sprintf("%s-%s", o.set, o.edition), func(t *testing.T) { loadOfficial(t, s, o) })
	}
	var size int64
	for _, st := range s.Verify() {
		if st.Err != nil {
			t.Errorf("%s: %v", st.File, st.Err)
		}
		if st.File != "" {
			size += st.Size
		}
	}
	t.Logf("%d releases, %.1f MB on disk", len(s.Catalog().All()), float64(size)/1e6)
	if size > 250e6 {
		t.Errorf("%d bytes on disk, want at most 250 MB", size)
	}
}

func loadOfficial(t *testing.T, s *store.Store, o official) {
	opts := o.options
	opts.Paths = unpacked(t, t.TempDir(), o.files)
	if _, err := Load(t.Context(), s, opts); err != nil {
		t.Fatal(err)
	}
	rel, ok := s.Catalog().Edition(o.set, o.edition)
	if !ok {
		t.Fatalf("no release %s %s after the load of %s", o.set, o.edition, o.files)
	}
	if rel.Rows != o.rows || rel.Billable != o.billable {
		t.Errorf("%d rows, %d billable, want %d, %d", rel.Rows, rel.Billable, o.rows, o.billable)
	}
	if rel.Digest == "" || rel.Licence == "" || len(rel.Sources) != len(opts.Paths) || rel.Effective == 0 {
		t.Errorf("manifest %+v lacks something", rel)
	}
	if strings.Contains(rel.Note, "sample") {
		t.Errorf("note %q on a whole table", rel.Note)
	}
}
