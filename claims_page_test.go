package main

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/coding"
	"github.com/medcode-cli/medcode/coding/claimfile"
	"github.com/medcode-cli/medcode/coding/report"
)

const claimsPage = "docs/claims.md"

// TestClaimsNames asserts that the page has every column with its other
// names, every field of the model, profile, option, format and verdict.
func TestClaimsNames(t *testing.T) {
	text, err := os.ReadFile(claimsPage)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, c := range claimfile.Columns {
		want = append(append(want, c.Name), c.Aliases...)
	}
	for _, p := range coding.Profiles {
		want = append(want, p.Name)
	}
	want = append(want, report.Formats...)
	for _, v := range []any{coding.Claim{}, coding.Line{}, coding.Patient{}, coding.Provider{}, coding.Diagnosis{}, coding.Finding{}, coding.Place{}} {
		want = append(want, tags(v, "json")...)
	}
	want = append(want, tags(coding.Options{}, "yaml")...)
	for _, name := range want {
		if !strings.Contains(string(text), "`"+name+"`") {
			t.Errorf("%s does not explain %q", claimsPage, name)
		}
	}
}

// tags returns the names that fields of v have in a file.
func tags(v any, key string) []string {
	var out []string
	for f := range reflect.TypeOf(v).Fields() {
		if name, _, _ := strings.Cut(f.Tag.Get(key), ","); name != "" && name != "-" {
			out = append(out, name)
		}
	}
	return out
}
