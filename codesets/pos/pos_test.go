package pos

import (
	"slices"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/codesets"
)

func TestFind(t *testing.T) {
	for _, tt := range []struct {
		code string
		date codesets.Date
		want bool
	}{
		{"10", 20211231, false},
		{"10", 20220101, true},
		{"27", 20230930, false},
		{"27", 20231001, true},
		{"66", 20240731, false},
		{"66", 20240801, true},
		{"58", 20200101, true},
		{"11", 20100101, true},
		{"28", 20260101, false},
		{"1", 20260101, false},
		{"", 20260101, false},
	} {
		if _, got := Find(tt.code, tt.date); got != tt.want {
			t.Errorf("Find(%q, %s) = %t, want %t", tt.code, tt.date, got, tt.want)
		}
	}
	if p, ok := Find("27", 20230101); ok || p.Name == "" {
		t.Errorf("Find(27) before its day = %q, %t; want its name, false", p.Name, ok)
	}
}

func TestTable(t *testing.T) {
	if !slices.IsSortedFunc(places, func(a, b Place) int { return strings.Compare(a.Code, b.Code) }) {
		t.Error("places are not sorted by code")
	}
	var tele []string
	for _, p := range All() {
		if len(p.Code) != 2 || p.Name == "" {
			t.Errorf("place %+v, want two digits and a name", p)
		}
		if p.Telehealth() {
			tele = append(tele, p.Code)
		}
	}
	if got := strings.Join(tele, " "); got != "02 10" {
		t.Errorf("telehealth places = %s, want 02 10", got)
	}
	if len(places) != 52 {
		t.Errorf("%d places, want the 52 of the set of 2024-08-01", len(places))
	}
}
