package claimfile

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/codesets/sharedtest"
	"github.com/medcode-cli/medcode/coding"
)

const inpatientRIF = `CLM_ID|BENE_ID|CLM_FROM_DT|CLM_THRU_DT|CLM_ADMSN_DT|NCH_BENE_DSCHRG_DT|CLM_IP_ADMSN_TYPE_CD|CLM_PPS_CPTL_DRG_WT_NUM|` +
	`ORG_NPI_NUM|CLM_FAC_TYPE_CD|CLM_SRVC_CLSFCTN_TYPE_CD|CLM_FREQ_CD|PTNT_DSCHRG_STUS_CD|CLM_TOT_CHRG_AMT|PRNCPAL_DGNS_CD|PRNCPAL_DGNS_VRSN_CD|` +
	`ICD_DGNS_CD1|CLM_POA_IND_SW1|ICD_DGNS_CD2|CLM_POA_IND_SW2|ICD_DGNS_E_CD1|ICD_PRCDR_CD1|CLM_LINE_NUM|REV_CNTR|HCPCS_CD|REV_CNTR_UNIT_CNT|REV_CNTR_TOT_CHRG_AMT
-7|-1|19-Mar-2017|21-Mar-2017|19-Mar-2017|21-Mar-2017|3|1.2|1234567893|1|1|1|1|300.00|I4891|0|K635|N|I4891|Y|Y83|02HV33Z|1|0120||2|200.00
-7|-1|19-Mar-2017|21-Mar-2017|19-Mar-2017|21-Mar-2017|3|1.2|1234567893|1|1|1|1|300.00|I4891|0|K635|N|I4891|Y|Y83|02HV33Z|2|0300|80053|1|100.00
-7|-1|19-Mar-2017|21-Mar-2017|19-Mar-2017|21-Mar-2017|3|1.2|1234567893|1|1|1|1|300.00|I4891|0|K635|N|I4891|Y|Y83|02HV33Z|3|0001||0|300.00
`

func TestMapped(t *testing.T) {
	r, err := New(strings.NewReader(inpatientRIF), FormUnknown, Options{})
	if err != nil {
		t.Fatal(err)
	}
	all := readAll(t, r)
	if len(all) != 1 {
		t.Fatalf("%d claims, want 1", len(all))
	}
	const want = `{"id":"-7","type":"inpatient","patient":{"id":"-1"},"billing":{"npi":"1234567893"},` +
		`"from":"2017-03-19","to":"2017-03-21","admission":"2017-03-19","discharge":"2017-03-21",` +
		`"bill_type":"111","frequency":"1","status":"01","admit_type":"3","total":30000,` +
		`"dx":[{"code":"I4891","qualifier":"ABK","poa":"Y"},{"code":"K635","qualifier":"ABK","poa":"N"}],` +
		`"other_dx":[{"code":"Y83","role":"external"}],"procedures":[{"code":"02HV33Z"}],` +
		`"lines":[{"number":1,"code":"","revenue":"0120","units":2,"charge":20000},` +
		`{"number":2,"code":"80053","revenue":"0300","units":1,"charge":10000}]}`
	got, err := json.Marshal(all[0])
	if err != nil {
		t.Fatal(err)
	}
	var a, b any
	if json.Unmarshal(got, &a) != nil || json.Unmarshal([]byte(want), &b) != nil {
		t.Fatalf("no JSON: %s", got)
	}
	if diff := cmp.Diff(b, a); diff != "" {
		t.Errorf("claim (-want +got):\n%s", diff)
	}
	if len(all[0].Problems) > 0 {
		t.Errorf("problems: %v", all[0].Problems)
	}
}

func TestMapOfTheUser(t *testing.T) {
	m, err := ParseMap([]byte(`
name: mine
constants: {type: professional}
columns:
  claim: A
  dx: [D1..2]
  from: DAY
  code: [PROC, OLDPROC]
  sex: G
  line_dx: LD
values:
  sex: {"1": M, "2": F}
`))
	if err != nil {
		t.Fatal(err)
	}
	r, err := New(strings.NewReader("A,D1,D2,DAY,OLDPROC,G,LD\nx,I10,E119,01-Jul-2026,99213,2,E119\n"), FormCSV, Options{Map: m})
	if err != nil {
		t.Fatal(err)
	}
	c := readAll(t, r)[0]
	ln := c.Lines[0]
	if c.ID != "x" || c.Patient.Sex != "F" || ln.Code != "99213" || ln.From != 20260701 || len(ln.Pointers) != 1 || ln.Pointers[0] != 2 {
		t.Errorf("claim %+v", c)
	}
}

func TestMapErrors(t *testing.T) {
	for text, want := range map[string]string{
		"columns: {nothing: A}": `there is no target "nothing"`,
		"colums: {claim: A}":    "field colums not found",
		"name: x":               "it has no columns",
		"columns: {dx: D1..x}":  `source "D1..x", want NAME1..25`,
		"columns: {claim: A}\nconstants: {kind: dental}": `there is no target "kind"`,
	} {
		if _, err := ParseMap([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseMap(%q): %v, want %q", text, err, want)
		}
	}
	if _, err := LoadMap("nobody", os.ReadFile); err == nil || !strings.Contains(err.Error(), "carrier, dme") {
		t.Errorf("LoadMap: %v, want the names of the maps", err)
	}
	m, err := ParseMap([]byte("name: m\ncolumns: {claim: A, code: B}"))
	if err != nil {
		t.Fatal(err)
	}
	var c coding.Claim
	if err := NewMapped(strings.NewReader("X,Y\n1,2\n"), m, Options{}).Next(t.Context(), &c); err == nil || !strings.Contains(err.Error(), "the header has none of its columns") {
		t.Errorf("a header without the columns: %v", err)
	}
	short := NewMapped(strings.NewReader("A,B\n1\n"), m, Options{})
	if err := short.Next(t.Context(), &c); err == nil || !strings.Contains(err.Error(), "1 fields, want 2 as in the header") {
		t.Errorf("a short row: %v", err)
	}
}

func TestMapsOfThePackage(t *testing.T) {
	for _, m := range Maps() {
		if m.Name == "" || m.About == "" || len(m.Detect) == 0 || FindMap(m.Name) != m {
			t.Errorf("map %q: name, about and detect are required", m.Name)
		}
	}
}

// TestRIFManifest reads the research files of the evaluation set: each finds
// its map, each row is a line, each claim has diagnoses and dates.
func TestRIFManifest(t *testing.T) {
	for name, want := range map[string]struct {
		claims, rows int
		typ          coding.ClaimType
	}{
		"carrier": {37, 221, coding.Professional}, "dme": {1, 1, coding.DME}, "hha": {14, 15, coding.Outpatient},
		"hospice": {1, 8, coding.Outpatient}, "inpatient": {16, 16, coding.Inpatient}, "outpatient": {19, 19, coding.Outpatient},
		"snf": {1, 67, coding.Inpatient},
	} {
		path := filepath.Join(sharedtest.Dir(t), "eval", "claims", "csv", "cms_bfd_rif_synthea", name+".csv")
		f, err := os.Open(path)
		if errors.Is(err, os.ErrNotExist) {
			t.Skip("no evaluation set: " + path)
		}
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		r, err := New(f, FormUnknown, Options{})
		if err != nil {
			t.Fatal(err)
		}
		all := readAll(t, r)
		rows := 0
		for _, c := range all {
			rows += len(c.Lines)
			if c.Type != want.typ || len(c.DX) == 0 || c.From.IsZero() || c.Total.Cents == 0 || len(c.Problems) > 0 {
				t.Errorf("%s: claim %s: type %s, %d dx, from %s, problems %v", name, c.ID, c.Type, len(c.DX), c.From, c.Problems)
			}
		}
		if len(all) != want.claims || rows != want.rows {
			t.Errorf("%s: %d claims with %d lines, want %d and %d", name, len(all), rows, want.claims, want.rows)
		}
	}
	path := filepath.Join(sharedtest.Dir(t), "eval", "claims", "csv", "tuva_demo", "medical_claim.csv")
	f, err := os.Open(path)
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	var c coding.Claim
	r, err := New(f, FormUnknown, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Next(t.Context(), &c); !errors.Is(err, io.EOF) {
		t.Errorf("a header alone: %v, want no claims", err)
	}
}

// What is read of a map without parsing it is what parsing it gives.
func TestBuiltinMaps(t *testing.T) {
	for _, m := range builtinMaps() {
		if got := m.parsed(); got.Name != m.name || !slices.Equal(got.Detect, m.detect) || len(m.detect) == 0 {
			t.Errorf("%s: read %q, parsed %s %q", m.name, m.detect, got.Name, got.Detect)
		}
	}
}
