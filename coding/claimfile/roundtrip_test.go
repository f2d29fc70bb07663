package claimfile

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/coding"
	"github.com/medcode-cli/medcode/coding/claimgen"
)

// generated writes claims to a file and returns it with the claims as they
// were made.
func generated(t *testing.T, write func(io.Writer, claimgen.Options) error, o claimgen.Options) (file string, made []*coding.Claim) {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, o); err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(t.TempDir(), "claims")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	for src := claimgen.New(o); ; {
		c := new(coding.Claim)
		if !src.Next(c) {
			return file, made
		}
		made = append(made, c)
	}
}

// TestGeneratedIsReadElsewhere has other parsers read what was generated: all
// claims, lines, codes, units and charges are there.
func TestGeneratedIsReadElsewhere(t *testing.T) {
	o := claimgen.Options{N: 300, Seed: 5, Date: 20260401, Faults: 0.2}
	for _, test := range []struct {
		name, parser  string
		institutional bool
	}{
		{"837P", "pyx12", false},
		{"837I", "pyx12", true},
		{"837P", "linuxforhealth", false},
		{"837I", "linuxforhealth", true},
	} {
		t.Run(test.name+"/"+test.parser, func(t *testing.T) {
			o := o
			o.Institutional = test.institutional
			if test.parser == "linuxforhealth" {
				o.Faults = 0 // it refuses claims that do not balance
			}
			file, made := generated(t, claimgen.Write837, o)
			needs := map[string]string{"pyx12": "pyx12", "linuxforhealth": "linuxforhealth.x12.io"}[test.parser]
			compareReference(t, made, reference(t, needs, "x12.py", test.parser, file))
		})
	}
	t.Run("FHIR", func(t *testing.T) {
		o := o
		o.Faults = 0 // a line for a diagnosis that is not there has no place to name
		file, made := generated(t, claimgen.WriteFHIR, o)
		compareReference(t, made, reference(t, "json", "fhir.py", file))
	})
}

// TestGeneratedIsValid has pyx12 validate generated files by its own maps of
// the guides.
func TestGeneratedIsValid(t *testing.T) {
	for name, institutional := range map[string]bool{"837P": false, "837I": true} {
		file, _ := generated(t, claimgen.Write837, claimgen.Options{N: 200, Seed: 3, Date: 20260401, Institutional: institutional})
		python := cmp.Or(os.Getenv("MEDCODE_PYTHON"), "python3")
		if exec.CommandContext(t.Context(), python, "-c", "import pyx12").Run() != nil {
			t.Skip("no Python with pyx12: set MEDCODE_PYTHON to an interpreter that has it")
		}
		out, err := exec.CommandContext(t.Context(), python, "-m", "pyx12.scripts.x12valid", file).CombinedOutput()
		if err != nil || !bytes.Contains(out, []byte("OK")) {
			t.Errorf("%s: pyx12 refuses it: %v\n%s", name, err, out[:min(len(out), 2000)])
		}
	}
}

// TestGeneratedCSV reads a generated CSV with encoding/csv: one row a line,
// and the charges add up to those of the claims.
func TestGeneratedCSV(t *testing.T) {
	file, made := generated(t, claimgen.WriteCSV, claimgen.Options{N: 300, Seed: 5, Date: 20260401})
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	row := rows[1:]
	for _, c := range made {
		for i, ln := range c.Lines {
			r := row[0]
			row = row[1:]
			got := []string{r[column["claim"]], r[column["code"]], r[column["modifiers"]], r[column["units"]], r[column["charge"]], r[column["total"]]}
			want := []string{c.ID, ln.Code, strings.Join(ln.Modifiers, " "), ln.Units.String(), ln.Charge.String(), c.Total.String()}
			if strings.Join(got, "|") != strings.Join(want, "|") {
				t.Fatalf("claim %s, line %d: %q, want %q", c.ID, i+1, got, want)
			}
		}
	}
	if len(row) > 0 {
		t.Errorf("%d rows too many", len(row))
	}
}
