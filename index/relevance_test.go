package index

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/sharedtest"
	"github.com/medcode-cli/medcode/codesets/store"
)

var (
	update  = flag.Bool("update", false, "rewrite the golden files")
	queries = flag.String("queries", "balanced.tsv", "measure on this file of the evaluation; another than the default is not compared with the golden")
	misses  = flag.String("misses", "", "print what was missed of this source")
)

var embedded = sync.OnceValues(func() (*Index, error) {
	s, err := store.Open("")
	if err != nil {
		return nil, err
	}
	rel, _ := s.Catalog().Newest(codesets.ICD10CM)
	codes, err := s.Codes(rel)
	if err != nil {
		return nil, err
	}
	return Build(Source{Codes: codes}, nil)
})

// indexedNames returns the terms of the Alphabetic Index of FY2025 by code,
// without nonessential modifiers, as the command gives them to an index.
func indexedNames(t testing.TB) func(code string) []string {
	t.Helper()
	r := csv.NewReader(bytes.NewReader(sharedtest.Read(t, "data", "icd10cm", "index-2025", "ICD10CM_2025_Index.csv.xz")))
	names := map[string][]string{}
	var path []string
	for {
		rec, err := r.Read() // RowID, Letter, Level, Term, See, SeeAlso, NonEssModif, Code
		if errors.Is(err, io.EOF) {
			return func(code string) []string { return names[code] }
		}
		if err != nil {
			t.Fatal(err)
		}
		level, err := strconv.Atoi(rec[2])
		if err != nil || level > len(path) {
			continue // the header
		}
		path = append(path[:level:level], rec[3])
		if code := codesets.Normalize(strings.TrimRight(rec[7], "-")); code != "" {
			names[code] = append(names[code], strings.Join(path, ", "))
		}
	}
}

func embeddedIndex(t testing.TB) *Index {
	t.Helper()
	x, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// A judged query of the evaluation files.
type judged struct {
	query, source string
	codes         []string // undotted; "*" at the end accepts what begins so
	category      bool     // any descendant is right
	overlap       float64
}

func readJudged(t testing.TB, name string) []judged {
	t.Helper()
	if name == "proxy" {
		return readProxy(t)
	}
	f, err := os.Open(filepath.Join(sharedtest.Dir(t), "eval", "search", name))
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	var out []judged
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		col := strings.Split(sc.Text(), "\t")
		if len(col) < 5 || col[0] == "query" {
			continue
		}
		overlap, _ := strconv.ParseFloat(col[4], 64)
		j := judged{query: col[0], source: col[2], category: col[3] == "category", overlap: overlap}
		for c := range strings.SplitSeq(col[1], ";") {
			j.codes = append(j.codes, strings.ReplaceAll(c, ".", ""))
		}
		out = append(out, j)
	}
	return out
}

// accepts reports whether code answers the query.
func (j judged) accepts(code string) bool {
	for _, c := range j.codes {
		prefix, any := strings.CutSuffix(c, "*")
		if code == c || (any || j.category) && strings.HasPrefix(code, prefix) {
			return true
		}
	}
	return false
}

func (j judged) acceptsCategory(code string) bool {
	for _, c := range j.codes {
		if code[:min(3, len(code))] == c[:min(3, len(c))] {
			return true
		}
	}
	return false
}

// figures are the sums of one group of queries.
type figures struct {
	n, empty    int
	hit         [4]int // @1, @3, @5, @10
	cat         [4]int
	mrr, catMRR float64
}

var depths = [4]int{1, 3, 5, 10}

func (f *figures) add(j judged, hits []Hit) (rank, catRank int) {
	f.n++
	if len(hits) == 0 {
		f.empty++
	}
	for i, h := range hits {
		if rank == 0 && j.accepts(h.Code.Code) {
			rank = i + 1
		}
		if catRank == 0 && j.acceptsCategory(h.Code.Code) {
			catRank = i + 1
		}
	}
	for i, d := range depths {
		if rank > 0 && rank <= d {
			f.hit[i]++
		}
		if catRank > 0 && catRank <= d {
			f.cat[i]++
		}
	}
	if rank > 0 {
		f.mrr += 1 / float64(rank)
	}
	if catRank > 0 {
		f.catMRR += 1 / float64(catRank)
	}
	return rank, catRank
}

func (f *figures) row(name string) string {
	n := float64(max(1, f.n))
	p := func(v int) float64 { return float64(v) / n }
	return fmt.Sprintf("%-28s %5d  %.3f %.3f %.3f %.3f  %.3f  %.3f %.3f %.3f %.3f  %.3f  %.3f", name, f.n,
		p(f.hit[0]), p(f.hit[1]), p(f.hit[2]), p(f.hit[3]), f.mrr/n,
		p(f.cat[0]), p(f.cat[1]), p(f.cat[2]), p(f.cat[3]), f.catMRR/n, p(f.empty))
}

func band(overlap float64) string {
	switch {
	case overlap < 0.2:
		return "band hard (<0.2)"
	case overlap < 0.5:
		return "band middle"
	}
	return "band easy (>=0.5)"
}

// TestRelevance measures the ranking on the development queries and compares
// the figures with testdata/relevance.golden: a change of the ranking is a
// reviewed difference. `go test ./index -run Relevance -v` prints the table.
func TestRelevance(t *testing.T) {
	measure(t, embeddedIndex(t), "relevance.golden")
}

// TestRelevanceIndex measures the same with the terms of the Alphabetic Index
// as further names.
func TestRelevanceIndex(t *testing.T) {
	names := indexedNames(t)
	x, err := Build(Source{Codes: embeddedIndex(t).codes, Names: names, NamesDigest: "FY2025"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	measure(t, x, "relevance_index.golden")
}

// measure asks x the development queries and compares the figures with a
// golden file.
func measure(t *testing.T, x *Index, file string) {
	t.Helper()
	judgements := readJudged(t, *queries)
	groups := map[string]*figures{}
	group := func(name string) *figures {
		if groups[name] == nil {
			groups[name] = &figures{}
		}
		return groups[name]
	}
	var times []time.Duration
	for _, j := range judgements {
		start := time.Now()
		res, err := x.Search(j.query, Options{})
		hits := res.Hits
		if err != nil {
			t.Fatal(err)
		}
		times = append(times, time.Since(start))
		rank, cat := group("all").add(j, hits)
		group(j.source).add(j, hits)
		group(band(j.overlap)).add(j, hits)
		if *misses != "" && strings.HasPrefix(j.source, *misses) && rank != 1 {
			printMiss(j, hits, rank, cat)
		}
	}
	var out strings.Builder
	fmt.Fprintf(&out, "%-28s %5s  %s  %s  %s  %s  %s\n", "", "n", "hit@1  @3    @5    @10 ", "MRR  ", "cat@1  @3    @5    @10 ", "MRR  ", "empty")
	names := make([]string, 0, len(groups))
	for name := range groups {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintln(&out, groups[name].row(name))
	}
	fmt.Fprintf(&out, "typo parity %s\n", parity(t, x))
	slices.Sort(times)
	t.Logf("\n%slatency p50 %v p99 %v max %v", out.String(), times[len(times)/2], times[len(times)*99/100], times[len(times)-1])
	if *queries != "balanced.tsv" {
		return
	}
	golden(t, filepath.Join("testdata", file), out.String())
}

func printMiss(j judged, hits []Hit, rank, cat int) {
	fmt.Printf("%d/%d\t%s\t%s", rank, cat, j.query, strings.Join(j.codes, ";"))
	for i, h := range hits[:min(3, len(hits))] {
		fmt.Printf("\t%d:%s %s %.3f", i+1, h.Code.Code, h.Code.Title, h.Score)
	}
	fmt.Println()
}

// parity returns the share of misspelled words that find what the word meant
// finds, first and within the first ten.
func parity(t testing.TB, x *Index) string {
	f, err := os.ReadFile(filepath.Join(sharedtest.Dir(t), "eval", "search", "misspelling_parity.tsv"))
	if err != nil {
		t.Skip(err)
	}
	n, top, ten := 0, 0, 0
	for i, line := range strings.Split(strings.TrimSpace(string(f)), "\n") {
		col := strings.Split(line, "\t")
		if i == 0 || len(col) < 2 {
			continue
		}
		gotRes, _ := x.Search(col[0], Options{})
		wantRes, _ := x.Search(col[1], Options{})
		got, want := gotRes.Hits, wantRes.Hits
		n++
		if len(got) == 0 && len(want) == 0 || len(got) > 0 && len(want) > 0 && got[0].Code.Code == want[0].Code.Code {
			top++
		} else if *misses == "parity" {
			fmt.Println("parity", col[0], col[1], got[:min(2, len(got))], want[:min(2, len(want))])
		}
		if slices.EqualFunc(got, want, func(a, b Hit) bool { return a.Code.Code == b.Code.Code }) {
			ten++
		}
	}
	return fmt.Sprintf("first %d/%d, all ten %d/%d", top, n, ten, n)
}

// golden compares got with the file, which -update rewrites.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if cmp.Compare(string(want), got) != 0 {
		t.Errorf("%s differs; run with -update when the change is meant", path)
	}
}
