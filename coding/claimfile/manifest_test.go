package claimfile

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/codesets/sharedtest"
	"github.com/medcode-cli/medcode/coding"
	"github.com/medcode-cli/medcode/coding/x12"
)

// readAll returns every claim of a reader, each its own.
func readAll(t testing.TB, r Reader) []*coding.Claim {
	t.Helper()
	var all []*coding.Claim
	for {
		c := new(coding.Claim)
		err := r.Next(context.Background(), c)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
}

// A manifestRow is one file of the evaluation set. Of an 837 the manifest
// counts claims and lines, of FHIR claims, of a flat file rows.
type manifestRow struct {
	name, path, kind string
	claims, lines    int
	counted          bool
	dx               string // ICD-9 or ICD-10
}

func manifest(t *testing.T) []manifestRow {
	t.Helper()
	var rows []manifestRow
	for i, line := range strings.Split(strings.TrimSpace(string(sharedtest.Read(t, "eval", "claims", "MANIFEST.tsv"))), "\n") {
		f := strings.Split(line, "\t")
		if i == 0 || len(f) < 6 {
			continue
		}
		row := manifestRow{name: f[0], path: filepath.Join(sharedtest.Dir(t), "eval", filepath.FromSlash(f[0])), kind: f[2], dx: f[5]}
		var err error
		if row.claims, err = strconv.Atoi(f[3]); err == nil {
			row.counted = true
		}
		row.lines, _ = strconv.Atoi(f[4])
		rows = append(rows, row)
	}
	return rows
}

// shorthand compiles FHIR Shorthand to JSON with the script of
// testdata/reference.
func shorthand(t *testing.T, path string) []byte {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "python3", "-B", filepath.Join("testdata", "reference", "shorthand.py"), path).Output()
	if errors.Is(err, exec.ErrNotFound) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestManifest reads every file of the evaluation set as the command does: its
// kind is found, its claims and lines are as many as the manifest says, what
// is no claim is named, and every diagnosis, procedure, modifier, pointer,
// unit and charge is what another parser reads.
func TestManifest(t *testing.T) {
	for _, row := range manifest(t) {
		t.Run(row.name, func(t *testing.T) {
			b, err := os.ReadFile(row.path)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(row.path, ".fsh") {
				_, err := New(bytes.NewReader(b), FormUnknown, Options{})
				if !errors.Is(err, ErrNotClaims) || !strings.Contains(err.Error(), "FHIR Shorthand") {
					t.Errorf("%v, want that it is FHIR Shorthand", err)
				}
				b = shorthand(t, row.path)
			}
			r, err := New(bytes.NewReader(b), FormUnknown, Options{SNIP: x12.AllSNIP})
			if err != nil {
				t.Fatal(err)
			}
			claims := readAll(t, r)
			row.counts(t, r, claims)
			row.refer(t, b, claims)
		})
	}
}

// counts compares how much was read with the manifest.
func (row *manifestRow) counts(t *testing.T, r Reader, claims []*coding.Claim) {
	lines, icd9 := 0, 0
	for _, c := range claims {
		lines += len(c.Lines)
		for _, d := range c.DX {
			if d.Qualifier == "BK" || d.Qualifier == "BF" {
				icd9++
			}
		}
	}
	switch {
	case strings.HasPrefix(row.kind, "X12"):
		if len(claims) != row.claims || lines != row.lines {
			t.Errorf("%d claims, %d lines, want %d and %d", len(claims), lines, row.claims, row.lines)
		}
		if row.claims == 0 && len(r.(Noter).Notes()) == 0 {
			t.Error("what it is instead of claims is not named")
		}
	case strings.HasPrefix(row.kind, "CSV"):
		if lines != row.claims {
			t.Errorf("%d lines, want %d", lines, row.claims)
		}
	case row.counted && len(claims) != row.claims || len(claims) == 0:
		t.Errorf("%d claims, want %d", len(claims), row.claims)
	}
	if (icd9 > 0) != (row.dx == "ICD-9") {
		t.Errorf("%d ICD-9 diagnoses, the manifest says %q", icd9, row.dx)
	}
}

// refer compares the claims with what another parser reads.
func (row *manifestRow) refer(t *testing.T, content []byte, claims []*coding.Claim) {
	var want []referenceClaim
	switch {
	case strings.HasPrefix(row.kind, "X12 837"):
		want = reference(t, "pyx12", "x12.py", "pyx12", plain(t, content, claims))
	case strings.HasPrefix(row.kind, "FHIR"):
		want = reference(t, "json", "fhir.py", row.path)
	case strings.HasPrefix(row.kind, "CSV") && row.claims > 0:
		want = reference(t, "csv", "flat.py", row.path)
	}
	compareReference(t, claims, want)
}

// TestModels compares the 005010 claims of the evaluation set with what the
// models of a third parser hold, linuxforhealth-x12.
func TestModels(t *testing.T) {
	for _, row := range manifest(t) {
		if !strings.HasPrefix(row.kind, "X12 837 005010X22") || !strings.Contains(row.path, "linuxforhealth") {
			continue
		}
		t.Run(row.name, func(t *testing.T) {
			b, err := os.ReadFile(row.path)
			if err != nil {
				t.Fatal(err)
			}
			claims := readAll(t, NewX12(bytes.NewReader(b), X12Options{SNIP: x12.AllSNIP}))
			compareReference(t, claims, reference(t, "linuxforhealth.x12.io", "x12.py", "linuxforhealth", plain(t, b, claims)))
		})
	}
}

// TestShorthandIsRead guards the compiler of the reference itself: what it
// makes of an example is JSON with the claim's parts.
func TestShorthandIsRead(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.fsh")
	const text = `Instance: Example
* type = $HL7ClaimTypeCS#professional
* diagnosis[+].sequence = 1
* diagnosis[=].diagnosisCodeableConcept = http://hl7.org/fhir/sid/icd-10-cm#I10 "words"
* diagnosis[=].type = $type#principal
* item[+]
  * sequence = 1
  * productOrService = $cpt#99213
  * adjudication[amount][+].category = $adj#submitted
  * adjudication[amount][=].amount.value = 12.5
`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var got, want any
	const object = `{"resourceType":"ExplanationOfBenefit","type":{"coding":[{"system":"http://example.org/HL7ClaimTypeCS","code":"professional"}]},
"diagnosis":[{"sequence":1,"diagnosisCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"I10"}]},
"type":[{"coding":[{"system":"http://example.org/type","code":"principal"}]}]}],
"item":[{"sequence":1,"productOrService":{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"99213"}]},
"adjudication":[{"category":{"coding":[{"system":"http://example.org/adj","code":"submitted"}]},"amount":{"value":12.5}}]}]}`
	if json.Unmarshal(shorthand(t, file), &got) != nil || json.Unmarshal([]byte(object), &want) != nil {
		t.Fatal("no JSON")
	}
	if a, b := marshal(t, got), marshal(t, want); a != b {
		t.Errorf("compiled:\n%s\nwant:\n%s", a, b)
	}
}

func marshal(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
