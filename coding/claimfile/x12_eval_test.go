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
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/codesets/sharedtest"
	"github.com/medcode-cli/medcode/coding"
	"github.com/medcode-cli/medcode/coding/x12"
)

// readX12 returns every claim of a file, each its own.
func readX12(t testing.TB, name string, r io.Reader) ([]*coding.Claim, *X12) {
	t.Helper()
	x := NewX12(r, X12Options{File: name, SNIP: x12.AllSNIP})
	var all []*coding.Claim
	for {
		c := new(coding.Claim)
		err := x.Next(context.Background(), c)
		if errors.Is(err, io.EOF) {
			return all, x
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
}

// A manifestRow is one file of the evaluation set.
type manifestRow struct {
	path, kind    string
	claims, lines int
	counted       bool
	dx            string
}

func manifest(t *testing.T) []manifestRow {
	t.Helper()
	var rows []manifestRow
	for i, line := range strings.Split(strings.TrimSpace(string(sharedtest.Read(t, "eval", "claims", "MANIFEST.tsv"))), "\n") {
		f := strings.Split(line, "\t")
		if i == 0 || len(f) < 6 {
			continue
		}
		row := manifestRow{path: filepath.Join(sharedtest.Dir(t), "eval", filepath.FromSlash(f[0])), kind: f[2], dx: f[5]}
		var err error
		if row.claims, err = strconv.Atoi(f[3]); err == nil {
			row.counted = true
		}
		row.lines, _ = strconv.Atoi(f[4])
		rows = append(rows, row)
	}
	return rows
}

func TestX12Manifest(t *testing.T) {
	for _, row := range manifest(t) {
		if !strings.HasPrefix(row.kind, "X12") {
			continue
		}
		b, err := os.ReadFile(row.path)
		if err != nil {
			t.Fatal(err)
		}
		claims, x := readX12(t, filepath.Base(row.path), bytes.NewReader(b))
		lines, icd9 := 0, 0
		for _, c := range claims {
			lines += len(c.Lines)
			for _, d := range c.DX {
				if d.Qualifier == "BK" || d.Qualifier == "BF" {
					icd9++
				}
			}
		}
		if len(claims) != row.claims || lines != row.lines {
			t.Errorf("%s: %d claims, %d lines, want %d and %d", row.path, len(claims), lines, row.claims, row.lines)
		}
		if (icd9 > 0) != (row.dx == "ICD-9") {
			t.Errorf("%s: %d ICD-9 diagnoses, the manifest says %q", row.path, icd9, row.dx)
		}
		if row.claims == 0 && len(x.Notes()) == 0 {
			t.Errorf("%s: what it is instead of claims is not named", row.path)
		}
	}
}

// referenceClaim is what testdata/reference.py prints.
type referenceClaim struct {
	ID         string
	Total      string
	DX         []string
	Procedures []string
	Lines      []struct {
		Code, Charge, Units, Revenue string
		Modifiers, Pointers          []string
	}
}

// otherParser reads a file with pyx12 and skips the test when it is not there:
// python3 of the path, or the interpreter of MEDCODE_PYTHON.
func otherParser(t *testing.T, content []byte) []referenceClaim {
	t.Helper()
	python := os.Getenv("MEDCODE_PYTHON")
	if python == "" {
		python = "python3"
	}
	if exec.CommandContext(t.Context(), python, "-c", "import pyx12").Run() != nil {
		t.Skip("pyx12 is not installed: pip install pyx12, or set MEDCODE_PYTHON")
	}
	for i, c := range content {
		if c >= 0x80 {
			content[i] = '?' // it reads ASCII only
		}
	}
	file := filepath.Join(t.TempDir(), "claims.837")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), python, "testdata/reference.py", file).Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []referenceClaim
	dec := json.NewDecoder(bytes.NewReader(out))
	for dec.More() {
		var c referenceClaim
		if err := dec.Decode(&c); err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	return all
}

// asReference returns a claim in the form of the other parser.
func asReference(c *coding.Claim) referenceClaim {
	r := referenceClaim{ID: c.ID, Total: c.Total.String()}
	for _, d := range c.DX {
		r.DX = append(r.DX, d.Code)
	}
	for _, p := range c.PCS {
		r.Procedures = append(r.Procedures, p.Code)
	}
	r.Lines = slices.Grow(r.Lines, len(c.Lines))[:len(c.Lines)]
	for i, ln := range c.Lines {
		l := &r.Lines[i]
		l.Code, l.Charge, l.Units, l.Revenue = ln.Code, ln.Charge.String(), ln.Units.String(), ln.Revenue
		l.Modifiers = ln.Modifiers
		for _, p := range ln.Pointers {
			l.Pointers = append(l.Pointers, strconv.Itoa(p))
		}
	}
	return r
}

// normal brings numbers to one form and empty lists to nil.
func normal(r referenceClaim) referenceClaim {
	money := func(s string) string {
		n, ok := coding.ParseAmount(s)
		return coding.Amount{Cents: n, Given: ok}.String()
	}
	r.Total = money(r.Total)
	some := func(s []string) []string {
		if len(s) == 0 {
			return nil
		}
		return s
	}
	r.DX, r.Procedures = some(r.DX), some(r.Procedures)
	for i := range r.Lines {
		l := &r.Lines[i]
		l.Charge = money(l.Charge)
		q, _ := coding.ParseQuantity(l.Units)
		l.Units = q.String()
		for j, p := range l.Pointers {
			q, _ := coding.ParseQuantity(p)
			l.Pointers[j] = q.String()
		}
		l.Modifiers, l.Pointers = some(l.Modifiers), some(l.Pointers)
	}
	return r
}

// TestX12Reference compares every value with what another parser reads.
func TestX12Reference(t *testing.T) {
	for _, row := range manifest(t) {
		if !strings.HasPrefix(row.kind, "X12 837") {
			continue
		}
		b, err := os.ReadFile(row.path)
		if err != nil {
			t.Fatal(err)
		}
		claims, _ := readX12(t, "", bytes.NewReader(b))
		compareReference(t, filepath.Base(row.path), claims, otherParser(t, separators(b, claims)))
	}
}

// separators restores the declared component separator of files that use
// another one, so that the other parser can read them.
func separators(b []byte, claims []*coding.Claim) []byte {
	for _, c := range claims {
		for _, p := range c.Problems {
			if strings.HasPrefix(p.Message, "components are separated by '>'") {
				return bytes.ReplaceAll(b, []byte(">"), []byte(":"))
			}
		}
	}
	return b
}

func compareReference(t *testing.T, name string, claims []*coding.Claim, want []referenceClaim) {
	t.Helper()
	if len(claims) != len(want) {
		t.Errorf("%s: %d claims, the other parser reads %d", name, len(claims), len(want))
		return
	}
	for i, c := range claims {
		if diff := cmp.Diff(normal(want[i]), normal(asReference(c))); diff != "" {
			t.Errorf("%s: claim %d (-other parser +ours):\n%s", name, i+1, diff)
		}
	}
}
