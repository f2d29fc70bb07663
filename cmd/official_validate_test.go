package cmd_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/codesets/sharedtest"
)

// inForce is a date of service in the embedded release.
const inForce = "2026-04-01"

// A judgedCode is what 'medcode validate --format jsonl' says of one code.
type judgedCode struct {
	Input, Status string
	Valid         bool
	Suggestions   []string
}

// validateAll writes codes to a file, one a line, and returns the verdicts of
// 'medcode validate -f'.
func validateAll(t *testing.T, codes []string) []judgedCode {
	t.Helper()
	t.Setenv("HOME", t.TempDir())
	path := filepath.Join(t.TempDir(), "codes.txt")
	if err := os.WriteFile(path, []byte(strings.Join(codes, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, _ := run(t, "validate", "-f", path, "--date", inForce, "--format", "jsonl")
	verdicts := make([]judgedCode, 0, len(codes))
	for line := range strings.Lines(out) {
		var v judgedCode
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Fatal(err)
		}
		verdicts = append(verdicts, v)
	}
	if len(verdicts) != len(codes) {
		t.Fatalf("%d verdicts for %d codes", len(verdicts), len(codes))
	}
	return verdicts
}

// TestValidateOrderFile gives every code of the official order file to
// 'medcode validate -f': each verdict equals the file's flag.
func TestValidateOrderFile(t *testing.T) {
	var codes []string
	var billable []bool
	for line := range strings.Lines(string(sharedtest.Read(t, "data", "icd10cm", "order", "icd10cm_order_2026.txt.xz"))) {
		// Columns 7-13 code, 15 flag: icd10OrderFiles.txt of the CDC.
		codes = append(codes, strings.TrimSpace(line[6:13]))
		billable = append(billable, line[14] == '1')
	}
	wrong := 0
	for i, v := range validateAll(t, codes) {
		if v.Valid != billable[i] || !v.Valid && v.Status != "header" && v.Status != "seventh_missing" {
			wrong++
			t.Errorf("%s is %s, billable %t in the order file", v.Input, v.Status, billable[i])
		}
	}
	t.Logf("%d codes, %d wrong", len(codes), wrong)
	if len(codes) != 98186 {
		t.Errorf("%d codes, want 98186", len(codes))
	}
}

// TestValidateCases gives the evaluation's codes, right and wrong, to
// 'medcode validate -f'.
func TestValidateCases(t *testing.T) {
	list := cases(t, "eval", "validation", "icd10cm_status_cases_fy2026.tsv")
	codes := make([]string, len(list))
	for i, c := range list {
		codes[i] = c[0]
	}
	right := 0
	for i, v := range validateAll(t, codes) {
		if want := wantStatus(list[i][1]); !slices.Contains(want, v.Status) {
			t.Errorf("%s is %s, want %s of %q", v.Input, v.Status, want, list[i][1])
			continue
		}
		right++
	}
	t.Logf("%d of %d cases right", right, len(list))
}

// wantStatus returns the verdicts that agree with the evaluation's words.
func wantStatus(words string) []string {
	switch {
	case strings.HasPrefix(words, "billable"):
		return []string{"valid"}
	case strings.HasPrefix(words, "not billable"):
		return []string{"header", "seventh_missing"}
	case words == "invalid 7th character":
		return []string{"seventh_illegal"}
	case words == "invalid (placeholder X missing)":
		return []string{"placeholder_missing"}
	case strings.HasPrefix(words, "deleted"):
		return []string{"not_found", "not_in_force"}
	}
	return []string{"not_found", "malformed"}
}
