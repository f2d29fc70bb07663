package index

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestCoderQueries asks what coders ask: one of the codes they mean is among
// the first three.
func TestCoderQueries(t *testing.T) {
	x := embeddedIndex(t)
	data, err := os.ReadFile(filepath.Join("testdata", "coders.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(data)) {
		query, codes, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok || query[0] == '#' {
			continue
		}
		n++
		want := strings.Fields(codes)
		for _, c := range want {
			if _, ok := x.codes.Find(c); !ok {
				t.Errorf("%s: the release has no code %s", query, c)
			}
		}
		got := found(t, x, query, Options{Limit: 3})
		if !slices.ContainsFunc(got, func(c string) bool { return slices.Contains(want, c) }) {
			t.Errorf("Search(%q) = %v, want one of %v among the first three", query, got, want)
		}
	}
	if n < 100 {
		t.Errorf("%d queries, want 100 or more", n)
	}
}
