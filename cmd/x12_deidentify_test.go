package cmd_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/cmd"
	"github.com/medcode-cli/medcode/codesets/sharedtest"
)

// medcode runs the command in a home of its own and returns its output.
func medcode(t *testing.T, args ...string) []byte {
	t.Helper()
	var out, errs bytes.Buffer
	if code := cmd.Main(args, strings.NewReader(""), &out, &errs); code > 1 {
		t.Fatalf("medcode %s: exit code %d\n%s", strings.Join(args, " "), code, errs.String())
	}
	return out.Bytes()
}

// findings returns what check finds in a file: rule, severity, outcome, place
// and, where they are codes and not numbers of people, codes.
func findings(t *testing.T, file string) []string {
	t.Helper()
	type finding struct {
		Rule, Severity, Outcome string
		Place                   json.RawMessage
		Line                    int
		DX                      []int
		Codes                   []string
	}
	var all []string
	for line := range bytes.Lines(medcode(t, "check", file, "--format", "jsonl", "--date", "2026-07-15")) {
		var m struct{ Claim, File struct{ Findings []finding } }
		if err := json.Unmarshal(line, &m); err != nil {
			t.Fatal(err)
		}
		from := len(all)
		for _, f := range append(m.Claim.Findings, m.File.Findings...) {
			if strings.HasPrefix(f.Rule, "claim-") {
				f.Codes = nil
			}
			all = append(all, fmt.Sprint(f.Rule, f.Severity, f.Outcome, string(f.Place), f.Line, f.DX, f.Codes))
		}
		slices.Sort(all[from:]) // findings of one rule come in the order of their codes, numbers too
	}
	return all
}

// sameFindings deidentifies a file under two keys and compares what is found.
func sameFindings(t *testing.T, file string) (found int) {
	t.Helper()
	want := findings(t, file)
	for _, key := range []string{"first", "second"} {
		out := filepath.Join(t.TempDir(), filepath.Base(file))
		medcode(t, "x12", "deidentify", file, out, "--key", key, "--quiet")
		if diff := gocmp.Diff(want, findings(t, out)); diff != "" {
			t.Errorf("%s, key %s: findings (-before +deidentified):\n%s", filepath.Base(file), key, diff)
		}
	}
	return len(want)
}

func TestDeidentifyKeepsFindings(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	for _, form := range []string{"837p", "837i"} {
		file := filepath.Join(t.TempDir(), "claims."+form)
		medcode(t, "claims", "generate", "-n", "200", "--faults", "0.6", "--format", form, "-o", file, "--quiet")
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		// The last claim is sent twice, and the envelope counts wrong.
		last := bytes.LastIndex(b, []byte("HL*"))
		end := bytes.LastIndex(b, []byte("SE*"))
		b = append(append(append([]byte{}, b[:end]...), bytes.ReplaceAll(b[last:end], []byte("HL*"), []byte("HL*9"))...), b[end:]...)
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
		if n := sameFindings(t, file); n < 100 {
			t.Errorf("%s: %d findings, want at least 100 to compare", form, n)
		}
		all := strings.Join(findings(t, file), "\n")
		for _, rule := range []string{"claim-duplicate", "x12-count", "x12-syntax", "dx-not-billable"} {
			if !strings.Contains(all, rule) {
				t.Errorf("%s: no finding of %s to compare", form, rule)
			}
		}
	}
}

// TestDeidentifySamples deidentifies the 837s of the evaluation set.
func TestDeidentifySamples(t *testing.T) {
	root := filepath.Join(sharedtest.Dir(t), "eval", "claims", "x12")
	t.Setenv("HOME", t.TempDir())
	files, found := 0, 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.Contains(path, "837") {
			files++
			found += sameFindings(t, path)
		}
		return err
	})
	switch {
	case errors.Is(err, fs.ErrNotExist):
		t.Skipf("no samples: %v", err)
	case err != nil:
		t.Fatal(err)
	case files == 0 || found == 0:
		t.Errorf("%d files with %d findings: nothing was compared", files, found)
	}
	t.Logf("%d files, %d findings", files, found)
}
