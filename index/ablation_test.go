package index

import (
	"flag"
	"fmt"
	"testing"
)

var ablate = flag.Bool("ablate", false, "measure the ranking without each of its ideas")

// TestAblation measures the development queries without one idea at a time.
// Its table stands in docs/search.md.
func TestAblation(t *testing.T) {
	if !*ablate {
		t.Skip("run with -ablate")
	}
	queries := readJudged(t, "balanced.tsv")
	x := embeddedIndex(t)
	weights, lexicon := x.w, x.lexicon
	without := func(kinds ...LexiconKind) func() {
		return func() {
			files := lexiconFiles()
			for _, k := range kinds {
				files[k] = ""
			}
			x.lexicon = parseLexicon(files)
		}
	}
	ideas := []struct {
		name string
		off  func()
	}{
		{"everything", func() {}},
		{"the whole lexicon", without(Abbreviation, LayTerm, Drug, Eponym, Neoplasm, Spelling)},
		{"abbreviations", without(Abbreviation)},
		{"synonyms and eponyms", without(Eponym)},
		{"neoplasm names", without(Neoplasm)},
		{"lay words and drugs", without(LayTerm, Drug)},
		{"title clippings", func() { x.w.clipped = 0 }},
		{"derived words", func() { x.w.related, x.w.kin, x.w.compound = 0, 0, 0 }},
		{"Latin and English pairs", func() { x.w.same = 0 }},
		{"joined and split words", func() { x.w.joined = 0 }},
		{"what stands above a code", func() { x.w.context = 0 }},
		{"inclusion terms at less than a title", func() { x.w.synonym = 1 }},
		{"words lacking", func() { x.w.unmatched = 0 }},
		{"classes of words", func() {
			for c := range x.w.classes {
				x.w.classes[c] = 1
			}
		}},
		{"main term before with", func() { x.w.head = 0 }},
		{"first words weigh more", func() { x.w.lead = 0 }},
		{"whole name matched", func() { x.w.exact = 0 }},
		{"opposites", func() { x.w.conflict = 0 }},
		{"chapters that must be asked for", func() { x.w.special = 0 }},
		{"billable before header", func() { x.w.header = 0 }},
	}
	for _, idea := range ideas {
		idea.off()
		var f figures
		for _, j := range queries {
			res, err := x.Search(j.query, Options{})
			if err != nil {
				t.Fatal(err)
			}
			f.add(j, res.Hits)
		}
		n := float64(f.n)
		fmt.Printf("| %s | %.3f | %.3f | %.3f | %.3f |\n", idea.name,
			float64(f.hit[0])/n, float64(f.hit[3])/n, float64(f.cat[0])/n, float64(f.cat[3])/n)
		x.w, x.lexicon = weights, lexicon
	}
}
