package codesets

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func editions(releases []Release) []string {
	var out []string
	for _, r := range releases {
		out = append(out, r.Edition)
	}
	return out
}

var someReleases = []Release{
	{Set: ICD10CM, Edition: "FY2026-04", Effective: 20260401, End: 20260930, Embedded: true},
	{Set: AOC, Edition: "2024Q3", Effective: 20240701, End: 20240930},
	{Set: AOC, Edition: "2026Q3", Effective: 20260701, End: 20260930, Since: 20130401},
	{Set: ICD10CM, Edition: "FY2027", Effective: 20261001},
	{Set: ICD10CM, Edition: "FY2026", Effective: 20251001, End: 20260930},
	{Set: ICD10CM, Edition: "FY2026-04", Effective: 20260401, End: 20260930},
}

func TestCatalog(t *testing.T) {
	c := NewCatalog(someReleases)
	if diff := cmp.Diff([]string{"2024Q3", "2026Q3", "FY2026", "FY2026-04", "FY2027"}, editions(c.All())); diff != "" {
		t.Errorf("All (-want +got):\n%s", diff)
	}
	if r, ok := c.Edition(ICD10CM, "FY2026-04"); !ok || r.Embedded {
		t.Errorf("Edition = %+v, %t, want the loaded one of two", r, ok)
	}
	for _, test := range []struct {
		set     CodeSet
		date    Date
		on      string // "" when none is in force
		nearest string
	}{
		{ICD10CM, 20260331, "FY2026", "FY2026"},
		{ICD10CM, 20260401, "FY2026-04", "FY2026-04"},
		{ICD10CM, 20260930, "FY2026-04", "FY2026-04"},
		{ICD10CM, 20991231, "FY2027", "FY2027"},
		{ICD10CM, 20200101, "", "FY2026"},
		{AOC, 20240801, "2026Q3", "2024Q3"}, // its rows carry dates of their own
		{AOC, 20130401, "2026Q3", "2024Q3"},
		{AOC, 20130331, "", "2024Q3"},
		{AOC, 20261001, "", "2026Q3"},
		{MCE, 20261001, "", ""},
	} {
		on, ok := c.On(test.set, test.date)
		if on.Edition != test.on || ok != (test.on != "") {
			t.Errorf("On(%s, %v) = %q, %t, want %q", test.set, test.date, on.Edition, ok, test.on)
		}
		if near, ok := c.Nearest(test.set, test.date); near.Edition != test.nearest || ok != (test.nearest != "") {
			t.Errorf("Nearest(%s, %v) = %q, %t, want %q", test.set, test.date, near.Edition, ok, test.nearest)
		}
	}
	if r, ok := c.Newest(AOC); !ok || r.Edition != "2026Q3" {
		t.Errorf("Newest(aoc) = %q, %t, want 2026Q3", r.Edition, ok)
	}
	var none Catalog
	if len(none.All()) != 0 || len(none.Of(AOC)) != 0 {
		t.Error("the zero Catalog is not empty")
	}
}

// A set is listed once, and only when it is asked for.
func TestLazyCatalog(t *testing.T) {
	calls := map[CodeSet]int{}
	c := NewLazyCatalog([]CodeSet{AOC, ICD10CM, AOC}, func(s CodeSet) []Release {
		calls[s]++
		return []Release{{Set: s, Edition: "1"}}
	})
	if len(calls) != 0 {
		t.Errorf("listed %v before anything was asked for", calls)
	}
	c.On(AOC, 20260101)
	c.Of(AOC)
	c.Of(MCE)
	if diff := cmp.Diff(map[CodeSet]int{AOC: 1}, calls); diff != "" {
		t.Errorf("listed (-want +got):\n%s", diff)
	}
	if got := len(c.All()); got != 2 {
		t.Errorf("All gives %d releases, want 2", got)
	}
}

func TestUnaccented(t *testing.T) {
	for in, want := range map[string]string{
		"Sjögren": "Sjogren", "Charcôt's": "Charcot's", "Ménière": "Meniere", "café": "cafe", "plain": "plain", "β": "β", "Ünna ÿ": "Unna y",
	} {
		if got := Unaccented(in); got != want {
			t.Errorf("Unaccented(%q) = %q, want %q", in, got, want)
		}
	}
}
