package store_test

import (
	"testing"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/store"
	"github.com/medcode-cli/medcode/codesets/table"
)

func embedded(tb testing.TB) *table.Codes {
	tb.Helper()
	s, err := store.Open("")
	if err != nil {
		tb.Fatal(err)
	}
	rel, _ := s.Catalog().Newest(codesets.ICD10CM)
	t, err := s.Codes(rel)
	if err != nil {
		tb.Fatal(err)
	}
	return t
}

func BenchmarkOpenEmbedded(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		embedded(b)
	}
}

// BenchmarkLookup finds one code and reads its title and flag.
func BenchmarkLookup(b *testing.B) {
	t := embedded(b)
	b.ReportAllocs()
	for b.Loop() {
		n, ok := t.Find("S72001A")
		if !ok || !t.Billable(n) || t.Title(n) == "" {
			b.Fatal("not found")
		}
	}
}

func BenchmarkCode(b *testing.B) {
	t := embedded(b)
	b.ReportAllocs()
	for b.Loop() {
		n, _ := t.Find("S72001A")
		t.Code(n)
	}
}

func BenchmarkEffectiveNotes(b *testing.B) {
	t := embedded(b)
	n, _ := t.Find("S72001A")
	b.ReportAllocs()
	for b.Loop() {
		t.EffectiveNotes(n)
	}
}

func BenchmarkReferrers(b *testing.B) {
	t := embedded(b)
	n, _ := t.Find("E119")
	b.ReportAllocs()
	for b.Loop() {
		t.Referrers(n, codesets.Excludes1)
	}
}

// BenchmarkLookupAll finds every code of the release in turn, as typed with
// its dot, and reads its title and flag: the loop docs/performance.md compares
// with other libraries.
func BenchmarkLookupAll(b *testing.B) {
	t := embedded(b)
	var typed []string
	for n := range table.Node(t.Len()) {
		typed = append(typed, codesets.Display(codesets.ICD10CM, t.Key(n)))
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		i = (i + 7919) % len(typed)
		n, ok := t.Find(codesets.Normalize(typed[i]))
		if !ok || t.Title(n) == "" {
			b.Fatalf("%s not found", typed[i])
		}
		t.Billable(n)
	}
}
