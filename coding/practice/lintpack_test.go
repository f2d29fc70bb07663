package practice

import (
	"testing"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/store"
	"github.com/medcode-cli/medcode/codesets/table"
)

// embedded returns the tables of the embedded release.
func embedded(t testing.TB) Tables {
	t.Helper()
	s, err := store.Open("")
	if err != nil {
		t.Fatal(err)
	}
	return Tables{ICD10CM: func(d codesets.Date) (*table.Codes, error) {
		rel, ok := s.Catalog().On(codesets.ICD10CM, d)
		if !ok {
			return nil, codesets.ErrNoRelease
		}
		return s.Codes(rel)
	}}
}

func TestBuiltinPackIsClean(t *testing.T) {
	p, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	problems, err := Lint(p, embedded(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, pr := range problems {
		t.Errorf("%s: %s %s: %s", pr.Case, pr.Rule, pr.Code, pr.Text)
	}
	const want = 150
	if len(p.Cases) < want {
		t.Errorf("%d cases, want at least %d", len(p.Cases), want)
	}
}
