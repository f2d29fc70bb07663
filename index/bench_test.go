package index

import (
	"testing"
)

// BenchmarkSearch measures one search in process over the embedded release.
func BenchmarkSearch(b *testing.B) {
	x := embeddedIndex(b)
	for _, c := range []struct{ name, query string }{
		{"code", "E11.2"},
		{"word", "pneumonia"},
		{"phrase", "type 2 diabetes mellitus with diabetic chronic kidney disease"},
		{"typo", "hypertenshun with hart failure"},
		{"short", "Nondisp fx of medial cuneiform of rt ft, init"},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := x.Search(c.query, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("balanced", func(b *testing.B) {
		queries := readJudged(b, "balanced.tsv")
		b.ReportAllocs()
		i := 0
		for b.Loop() {
			if _, err := x.Search(queries[i%len(queries)].query, Options{}); err != nil {
				b.Fatal(err)
			}
			i++
		}
	})
}

// BenchmarkBuild measures making the index of the embedded release in memory.
func BenchmarkBuild(b *testing.B) {
	x := embeddedIndex(b)
	b.ReportAllocs()
	for b.Loop() {
		y, err := Build(Source{Codes: x.codes}, nil)
		if err != nil {
			b.Fatal(err)
		}
		y.Close()
	}
}

// BenchmarkOpen measures opening an index that stands on disk.
func BenchmarkOpen(b *testing.B) {
	x := embeddedIndex(b)
	dir := b.TempDir()
	y, err := Open(b.Context(), dir, Source{Codes: x.codes}, nil)
	if err != nil {
		b.Fatal(err)
	}
	y.Close()
	b.ReportAllocs()
	for b.Loop() {
		y, err := Open(b.Context(), dir, Source{Codes: x.codes}, nil)
		if err != nil {
			b.Fatal(err)
		}
		y.Close()
	}
}
