package index

import (
	"math/rand/v2"
	"testing"
)

// proxySources are the files a proxy of the held-out queries is drawn from,
// with how many of each, in the proportions of balanced.tsv.
var proxySources = []struct {
	file string
	n    int
}{{"vista_encounter_form_dx.tsv", 600}, {"doid_terms.tsv", 300}, {"mondo_exact.tsv", 100}}

// readProxy returns a fixed random sample of the evaluation files without the
// queries of balanced.tsv.
func readProxy(t testing.TB) []judged {
	development := map[string]bool{}
	for _, j := range readJudged(t, "balanced.tsv") {
		development[j.query] = true
	}
	r := rand.New(rand.NewPCG(5, 2026))
	var out []judged
	for _, s := range proxySources {
		var rest []judged
		for _, j := range readJudged(t, s.file) {
			if !development[j.query] {
				rest = append(rest, j)
			}
		}
		r.Shuffle(len(rest), func(a, b int) { rest[a], rest[b] = rest[b], rest[a] })
		out = append(out, rest[:min(s.n, len(rest))]...)
	}
	return out
}
