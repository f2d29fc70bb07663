package index

import (
	"flag"
	"fmt"
	"hash/fnv"
	"sync"
	"testing"
)

var tune = flag.Bool("tune", false, "fit the weights on the development queries and print them")

// A weighedQuery counts as much as its source has queries in the evaluation.
type weighedQuery struct {
	judged
	weight float64
	fold   int
}

// tuneSet returns a fixed sample of the development files with the weight of
// each source.
func tuneSet(t testing.TB) []weighedQuery {
	var out []weighedQuery
	for _, s := range []struct {
		file   string
		every  uint32 // take one query in so many
		weight float64
	}{
		{"vista_encounter_form_dx.tsv", 9, 0.6}, {"doid_terms.tsv", 4, 0.3}, {"mondo_exact.tsv", 2, 0.1},
	} {
		var sample []judged
		for _, j := range readJudged(t, s.file) {
			if hash(j.query)%s.every == 0 {
				sample = append(sample, j)
			}
		}
		for _, j := range sample {
			out = append(out, weighedQuery{j, s.weight / float64(len(sample)), int(hash(j.codes[0][:min(3, len(j.codes[0]))]) % 2)})
		}
	}
	return out
}

func hash(s string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(s))
	return h.Sum32()
}

// objective returns what is maximised: exact and category hits, first and
// within ten.
func objective(x *Index, queries []weighedQuery, fold int) float64 {
	var wg sync.WaitGroup
	parts := make([]float64, 2)
	total := 0.0
	for _, q := range queries {
		if fold < 0 || q.fold == fold {
			total += q.weight
		}
	}
	for part := range parts {
		wg.Go(func() {
			for i := part; i < len(queries); i += len(parts) {
				if q := queries[i]; fold < 0 || q.fold == fold {
					parts[part] += q.weight * gain(x, q.judged)
				}
			}
		})
	}
	wg.Wait()
	return (parts[0] + parts[1]) / total
}

func gain(x *Index, j judged) float64 {
	res, _ := x.Search(j.query, Options{})
	var f figures
	f.add(j, res.Hits)
	return float64(f.hit[0]) + 0.5*float64(f.hit[3]) + float64(f.cat[0]) + 0.5*float64(f.cat[3]) + 0.5*f.mrr + 0.5*f.catMRR
}

// TestTune fits the weights by coordinate ascent, from the ones in force; it
// prints the result, which is copied into weights.go by hand. Each half of the
// categories is fitted alone first and measured on the other half, to see
// what of the gain carries over.
func TestTune(t *testing.T) {
	if !*tune {
		t.Skip("run with -tune")
	}
	x := embeddedIndex(t)
	queries := tuneSet(t)
	start := x.w
	for fold := range 2 {
		x.w = start
		own, other := objective(x, queries, fold), objective(x, queries, 1-fold)
		ascend(x, queries, fold, 1)
		fmt.Printf("fold %d: own %.4f to %.4f, other %.4f to %.4f\n", fold, own, objective(x, queries, fold), other, objective(x, queries, 1-fold))
	}
	x.w = start
	ascend(x, queries, -1, 2)
	for _, k := range x.w.knobs() {
		fmt.Printf("%s: %.3g\n", k.name, *k.value)
	}
	x.w = start
}

// ascend moves one weight at a time by a fifth up and down as long as that helps.
func ascend(x *Index, queries []weighedQuery, fold, rounds int) {
	best := objective(x, queries, fold)
	for round := range rounds {
		step := float32(0.3)
		if round > 0 {
			step = 0.12
		}
		for _, k := range x.w.knobs() {
			for _, factor := range []float32{1 + step, 1 / (1 + step)} {
				for range 3 {
					old := *k.value
					*k.value = old * factor
					score := objective(x, queries, fold)
					if score <= best+1e-5 {
						*k.value = old
						break
					}
					best = score
				}
			}
		}
		fmt.Printf("  round %d: %.4f\n", round, best)
	}
}
