package claimfile

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/coding"
)

// A referenceClaim is what the scripts of testdata/reference print of a claim.
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

// modules says which modules there are.
var modules = map[string]bool{}

// reference reads files with a script of testdata/reference, which does so
// without any of the code here. The test is skipped where there is no Python
// that can run it: that of MEDCODE_PYTHON, or python3 of the path. needs names
// the module the script imports.
func reference(t *testing.T, needs, script string, args ...string) []referenceClaim {
	t.Helper()
	python := cmp.Or(os.Getenv("MEDCODE_PYTHON"), "python3")
	if _, known := modules[needs]; !known {
		modules[needs] = exec.CommandContext(t.Context(), python, "-c", "import "+needs).Run() == nil
	}
	if !modules[needs] {
		t.Skipf("no Python with %s: set MEDCODE_PYTHON to an interpreter that has it", needs)
	}
	cmd := exec.CommandContext(t.Context(), python, append([]string{"-B", filepath.Join("testdata", "reference", script)}, args...)...)
	out, err := cmd.Output()
	if err != nil {
		if e, ok := errors.AsType[*exec.ExitError](err); ok {
			err = errors.New(string(e.Stderr))
		}
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

// plain writes an 837 as the Python parsers take it: ASCII, and components
// separated as ISA16 says.
func plain(t *testing.T, content []byte, claims []*coding.Claim) string {
	t.Helper()
	for _, c := range claims {
		for _, p := range c.Problems {
			if strings.HasPrefix(p.Message, "components are separated by '>'") {
				content = bytes.ReplaceAll(content, []byte(">"), []byte(":"))
			}
		}
	}
	content = bytes.Map(func(r rune) rune {
		if r >= 0x80 {
			return '?'
		}
		return r
	}, content)
	file := filepath.Join(t.TempDir(), "claims.837")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// asReference returns a claim in the form of the scripts.
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
	number := func(s string, decimals int) string {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return s
		}
		return strconv.FormatFloat(v, 'f', decimals, 64)
	}
	some := func(s []string) []string {
		if len(s) == 0 {
			return nil
		}
		return s
	}
	r.Total = number(r.Total, 2)
	r.DX, r.Procedures = some(r.DX), some(r.Procedures)
	for i := range r.Lines {
		l := &r.Lines[i]
		l.Charge, l.Units = number(l.Charge, 2), number(l.Units, 3)
		for j, p := range l.Pointers {
			l.Pointers[j] = number(p, 0)
		}
		l.Modifiers, l.Pointers = some(l.Modifiers), some(l.Pointers)
	}
	return r
}

// compareReference compares every value of every claim. A script that gives
// no claim numbers is compared without.
func compareReference(t *testing.T, claims []*coding.Claim, want []referenceClaim) {
	t.Helper()
	if len(claims) != len(want) {
		t.Errorf("%d claims, the other parser reads %d", len(claims), len(want))
		return
	}
	for i, c := range claims {
		got := asReference(c)
		if want[i].ID == "" {
			got.ID = ""
		}
		if diff := gocmp.Diff(normal(want[i]), normal(got)); diff != "" {
			t.Errorf("claim %d (-other parser +ours):\n%s", i+1, diff)
		}
	}
}
