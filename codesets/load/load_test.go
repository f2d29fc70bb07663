package load

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/store"
)

const (
	order2025 = "00001 A00     0 Cholera                                                      Cholera\r\n" +
		"00002 A000    1 Cholera due to V cholerae 01, biovar cholerae                Cholera due to Vibrio cholerae 01, biovar cholerae\r\n" +
		"00003 A001    1 Cholera eltor                                                Cholera eltor\r\n"
	order2026 = "00001 A00     0 Cholera                                                      Cholera\r\n" +
		"00002 A000    1 Cholera due to V cholerae 01, biovar cholerae                Cholera due to Vibrio cholerae 01, biovar cholerae\r\n" +
		"00003 A009    1 Cholera, unspecified                                         Cholera, unspecified\r\n"
	mue2026 = "\"CPT copyright notice\"\r\n" +
		"HCPCS/ CPT Code,\"Practitioner Services\nMUE Values\",MUE Adjudication Indicator,MUE Rationale\r\n" +
		"0001U,1,2 Date of Service Edit: Policy,Code Descriptor / CPT Instruction\r\n" +
		"99213,2,3 Date of Service Edit: Clinical,Clinical: Data\r\n"
	ptpHead = "\"CPT only copyright notice\"\r\n\r\nColumn1/Column2 Edits\r\n" +
		"Column 1\tColumn 2\t* = in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\r\n" +
		"\t\tprior to 1996\tDate\tDate\t0=not allowed\t\r\n\t\t\t\t*=no data\t1=allowed\t\r\n"
	ptpF1 = ptpHead + "0001A\t0591T\t\t20210101\t20231231\t1\tMisuse of Column Two code with Column One code\r\n"
	ptpF2 = ptpHead + "11042\t97597\t*\t19950101\t*\t1\tMisuse of Column Two code with Column One code\r\n"
)

func write(t testing.TB, dir, name, content string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// pack returns a zip archive of files, given as name and content in turn.
func pack(t testing.TB, files ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err == nil {
			_, err = w.Write([]byte(files[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func openStore(t testing.TB, dir string) *store.Store {
	t.Helper()
	s, err := store.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// summary names what was loaded: set, edition, rows and changes.
func summary(r Report) []string {
	var out []string
	for _, l := range r.Loaded {
		out = append(out, fmt.Sprintf("%s %s %d rows %s..%s %s+%d-%d~%d", l.Release.Set, l.Release.Edition, l.Release.Rows,
			l.Release.Effective, l.Release.End, l.Changes.Before, l.Changes.Added, l.Changes.Removed, l.Changes.Revised))
	}
	return out
}

func TestLoadFolder(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "icd10cm_order_2025.txt", order2025)
	write(t, dir, "icd10cm_order_addenda_2025.txt", "Add:      00003 A001\r\n")
	write(t, dir, "2027.zip", pack(t, "Code Descriptions/icd10cm-order-2027.txt", order2026, "Code Descriptions/readme.pdf", "%PDF-1.4"))
	write(t, dir, "mue/MCR_MUE_PractitionerServices_Eff_07-01-2026.csv", mue2026)
	write(t, dir, "medicare-ncci-2026q3-practitioner-ptp-edits-ccipra-v322r0-f1.zip", pack(t, "ccipra-v322r0-f1.TXT", ptpF1))
	write(t, dir, "ccipra-v322r0-f2.TXT", ptpF2)
	write(t, dir, ".hidden/icd10cm_order_2024.txt", order2025)
	s := openStore(t, t.TempDir())
	report, err := Load(t.Context(), s, Options{Paths: []string{dir}, Program: "test"})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"icd10cm FY2025 3 rows 2024-10-01..2025-09-30 +0-0~0",
		"icd10cm FY2027 3 rows 2026-10-01..2027-09-30 FY2026-04+0-98183~0",
		"mue-practitioner 2026Q3 2 rows 2026-07-01..2026-09-30 +0-0~0",
		"ptp-practitioner 2026Q3 2 rows 2026-07-01..2026-09-30 +0-0~0",
	}
	if diff := cmp.Diff(want, summary(report)); diff != "" {
		t.Errorf("Load (-want +got):\n%s", diff)
	}
	if len(report.Skipped) != 2 {
		t.Errorf("skipped %v, want the addenda and the PDF", report.Skipped)
	}
	ptp := report.Loaded[3].Release
	if diff := cmp.Diff([]string{"f1", "f2"}, ptp.Parts); diff != "" || ptp.Program != "test" || len(ptp.Sources) != 2 {
		t.Errorf("Parts (-want +got):\n%s, Program %q, %d sources", diff, ptp.Program, len(ptp.Sources))
	}
	if !strings.Contains(ptp.Note, "a sample?") || len(report.Loaded[3].Warnings) != 1 {
		t.Errorf("Note %q, warnings %q: want a warning that it is a sample", ptp.Note, report.Loaded[3].Warnings)
	}
	if got, ok := s.Catalog().On(codesets.PTPPractitioner, 20220101); !ok || got.Edition != "2026Q3" {
		t.Errorf("On(2022-01-01) = %v, %t: dated rows answer for the past", got.Edition, ok)
	}
}

// A later load with another part keeps what the earlier one brought.
func TestLoadParts(t *testing.T) {
	dir := t.TempDir()
	s := openStore(t, t.TempDir())
	for _, test := range []struct {
		name, content string
		rows          int
		parts         []string
	}{
		{"ccipra-v322r0-f1.txt", ptpF1, 1, []string{"f1"}},
		{"ccipra-v322r0-f2.txt", ptpF2, 2, []string{"f1", "f2"}},
		{"ccipra-v322r0-f1.txt", ptpF1, 2, []string{"f1", "f2"}},
	} {
		report, err := Load(t.Context(), s, Options{Paths: []string{write(t, dir, test.name, test.content)}})
		if err != nil {
			t.Fatal(err)
		}
		got := report.Loaded[0].Release
		if diff := cmp.Diff(test.parts, got.Parts); diff != "" || got.Rows != test.rows {
			t.Errorf("after %s: %d rows, want %d; parts (-want +got):\n%s", test.name, got.Rows, test.rows, diff)
		}
	}
	pairs, err := s.Pairs(s.Catalog().Of(codesets.PTPPractitioner)[0])
	if err != nil {
		t.Fatal(err)
	}
	e := pairs.Edits("11042", "97597")
	if len(e) != 1 || !e[0].Pre1996 || e[0].Effective != 19950101 || e[0].Indicator != '1' {
		t.Errorf("Edits = %+v", e)
	}
}

const tabular = `<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.tabular><version>2027</version><chapter><name>1</name><desc>Infectious diseases (A00-B99)</desc>
<sectionIndex><sectionRef first="A00" last="A00" id="A00">Cholera</sectionRef></sectionIndex>
<section id="A00"><desc>Cholera (A00)</desc><diag><name>A00</name><desc>Cholera</desc>
<excludes1><note>typhoid (A01.0)</note></excludes1>
<diag><name>A00.0</name><desc>Cholera due to Vibrio cholerae 01, biovar cholerae</desc></diag>
<diag><name>A00.9</name><desc>Cholera, unspecified</desc></diag></diag></section></chapter></ICD10CM.tabular>`

// The order file and the Tabular List make one release, in any order.
func TestLoadOrderAndTabular(t *testing.T) {
	dir := t.TempDir()
	order := write(t, dir, "icd10cm_order_2027.txt", order2026)
	tab := write(t, dir, "icd10cm_tabular_2027.xml", tabular)
	for name, loads := range map[string][][]string{
		"at once":       {{order, tab}},
		"order first":   {{order}, {tab}},
		"tabular first": {{tab}, {order}},
	} {
		s := openStore(t, t.TempDir())
		for _, paths := range loads {
			if _, err := Load(t.Context(), s, Options{Paths: paths}); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		rel, _ := s.Catalog().Edition(codesets.ICD10CM, "FY2027")
		codes, err := s.Codes(rel)
		if err != nil {
			t.Fatal(err)
		}
		n, ok := codes.Find("A000")
		if !ok || codes.Short(n) == "" || len(codes.EffectiveNotes(n)) != 1 || rel.Rows != 3 || len(rel.Parts) != 2 || len(rel.Sources) != 2 {
			t.Errorf("%s: rows %d, parts %v, short %q, notes %v", name, rel.Rows, rel.Parts, codes.Short(n), codes.EffectiveNotes(n))
		}
	}
}

func TestLoadPacked(t *testing.T) {
	var gz, zs bytes.Buffer
	g := gzip.NewWriter(&gz)
	_, _ = g.Write([]byte(order2026))
	_ = g.Close()
	z, err := zstd.NewWriter(&zs)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = z.Write([]byte(order2026))
	_ = z.Close()
	for name, content := range map[string]string{
		"icd10cm_order_2027.txt.gz":  gz.String(),
		"icd10cm_order_2027.txt.zst": zs.String(),
		"inner.zip":                  pack(t, "a/b.zip", pack(t, "icd10cm_order_2027.txt", order2026)),
		"icd10cm-order-2027.TXT":     "\xef\xbb\xbf" + order2026,
	} {
		s := openStore(t, t.TempDir())
		report, err := Load(t.Context(), s, Options{Paths: []string{write(t, t.TempDir(), name, content)}})
		if err != nil || len(report.Loaded) != 1 || report.Loaded[0].Release.Rows != 3 {
			t.Errorf("%s: %v, %v", name, summary(report), err)
		}
	}
}

// What cannot be loaded gives one clear error and leaves nothing stored.
func TestLoadRefuses(t *testing.T) {
	whole := pack(t, "icd10cm_order_2027.txt", strings.Repeat(order2026, 50))
	for _, test := range []struct{ name, content, want string }{
		{"icd10cm_order_2027.txt", "", "icd10cm_order_2027.txt: the file is empty"},
		{"2027.zip", "<!DOCTYPE html><html>licence</html>", "2027.zip: an HTML page"},
		{"2027.zip", "plain text", "not a zip archive"},
		{"2027.zip", whole[:len(whole)/2], "cut off"},
		{"2027.zip", pack(t), "the zip archive is empty"},
		{"icd10cm_order_2027.txt", "\x00\x01\x02binary", "binary content"},
		{"icd10cm_order_2027.txt", "%PDF-1.7 …", "PDF"},
		{"icd10cm_order_2027.txt.xz", "\xfd7zXZ\x00rest", "packed with xz"},
		{"notes.txt", "hello", "not an official file medcode knows: it begins \"hello\""},
		{"icd10cm_order_2027.txt", order2026 + "00004 A00", "line 4: column 9"},
		{"icd10cm_order_2027.txt", strings.Replace(order2026, "A000    1", "A000    2", 1), "line 2: column 15: flag \"2\", want 0 or 1"},
		{"icd10cm_order.txt", order2026, "of an unknown edition"},
		{"icd10cm_order_2027.txt", strings.Repeat(order2026, 50) + "\x00\x01\x02", "binary content in a table"},
		{"evil.zip", pack(t, "../../etc/icd10cm_order_2027.txt", order2026), "leads out of the archive"},
		{"evil.zip", pack(t, `..\icd10cm_order_2027.txt`, order2026), "leads out of the archive"},
		{"evil.zip", pack(t, "/etc/icd10cm_order_2027.txt", order2026), "leads out of the archive"},
		{"other.zip", pack(t, "readme.txt", "hello"), "no official file recognised"},
		{"MCR_MUE_PractitionerServices_Eff_07-01-2026.csv", mue2026 + "1234,5,3 x,y\r\n", "code \"1234\""},
		{"ccipra-v322r0-f1.txt", ptpF1 + "11042\t97597\t\t2010", "cut off"},
		{"icd10cm_tabular_2027.xml", tabular[:500], "icd10cm_tabular_2027.xml"},
		{"icd10cm_order_2027.txt", strings.TrimSpace(order2026), "load icd10cm_order_2027.txt: the file is cut off: its last line has no end, and there are 3 rows"},
		{"icd10cm_order_addenda_2027.txt", "Revise from: A00", "the order file itself holds every change"},
		{"POAexemptAddCodesFY27.txt", "1 Add B90.0", "the list itself holds them"},
	} {
		home := t.TempDir()
		report, err := Load(t.Context(), openStore(t, home), Options{Paths: []string{write(t, t.TempDir(), test.name, test.content)}})
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s %.20q: error %v, want one with %q", test.name, test.content, err, test.want)
		}
		var hint interface{ Hint() string }
		if !errors.As(err, &hint) {
			t.Errorf("%s %.20q: error %v says nothing of what to do", test.name, test.content, err)
		}
		if len(report.Loaded) != 0 {
			t.Errorf("%s %.20q: loaded %v", test.name, test.content, summary(report))
		}
		left, _ := filepath.Glob(filepath.Join(home, "tables", "*"))
		left = slices.DeleteFunc(left, func(p string) bool { return filepath.Base(p) == ".lock" })
		if len(left) != 0 {
			t.Errorf("%s %.20q: left %q", test.name, test.content, left)
		}
	}
}

// A file that is at fault does not keep the others from being loaded.
func TestLoadGoesOn(t *testing.T) {
	dir := t.TempDir()
	bad := write(t, dir, "icd10cm_order_2026.txt", "00001 A00     7 Cholera\r\n"+order2026)
	good := write(t, dir, "icd10cm_order_2025.txt", order2025)
	report, err := Load(t.Context(), openStore(t, t.TempDir()), Options{Paths: []string{filepath.Join(dir, "none"), bad, good}})
	if len(report.Loaded) != 1 || err == nil {
		t.Fatalf("Load = %v, %v, want one release and an error", summary(report), err)
	}
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v does not name the file that is not there", err)
	}
}

func TestOptions(t *testing.T) {
	path := write(t, t.TempDir(), "my_codes.txt", order2026)
	s := openStore(t, t.TempDir())
	report, err := Load(t.Context(), s, Options{Paths: []string{path}, Set: codesets.ICD10CM, Edition: "test-1", Effective: 20300101, End: 20301231})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"icd10cm test-1 3 rows 2030-01-01..2030-12-31 FY2026-04+0-98183~0"}, summary(report)); diff != "" {
		t.Errorf("Load (-want +got):\n%s", diff)
	}
	for _, opts := range []Options{
		{Set: codesets.AOC},
		{Set: codesets.CCIR},
		{Edition: "a/b", Effective: 20300101},
		{Effective: 20300101, End: 20290101},
	} {
		opts.Paths = []string{path}
		if _, err := Load(t.Context(), s, opts); err == nil {
			t.Errorf("Load(%+v) gives no error", opts)
		}
	}
}
