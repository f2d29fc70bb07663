package revenue

import (
	"slices"
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	for code, want := range map[string]string{
		"0450": "emergency room", "0360": "operating room", "0001": "total of the claim (0001)", "2101": "alternative therapy",
		"0050": "", "450": "", "045X": "", "9999": "", "": "",
	} {
		got, ok := Find(code)
		if got.Words != want || ok != (want != "") {
			t.Errorf("Find(%q) = %q, %t, want %q", code, got.Words, ok, want)
		}
	}
	if got := Normalize(" 450 "); got != "0450" {
		t.Errorf("Normalize = %q, want 0450", got)
	}
}

func TestTable(t *testing.T) {
	all := All()
	if !slices.IsSortedFunc(all, func(a, b Category) int { return strings.Compare(a.First, b.First) }) {
		t.Error("categories are not sorted")
	}
	for i, c := range all {
		if len(c.First) != 3 || c.Words == "" || (i > 0 && all[i-1].First == c.First) {
			t.Errorf("category %+v, want three digits, once, and words", c)
		}
	}
}
