package index

import (
	"cmp"
	"slices"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// defaultLimit is how many hits a search returns when none are asked for.
const defaultLimit = 10

// Options narrow a search. The zero value searches everything.
type Options struct {
	Limit     int    // hits wanted; 0 means 10
	Billable  bool   // leave headers out
	Chapter   string // only this chapter, by its number: "9"
	Range     string // only these codes: "E08-E13", "E11", "E11.4-"
	Side      string // "left", "right" or "bilateral": leave out codes of another side
	Encounter string // "initial", "subsequent" or "sequela": the 7th character to offer
	Exact     bool   // only the words as they are written: no expansion, no correction
}

// A Hit is one code found.
type Hit struct {
	Code    codesets.Code
	Score   float64
	Matched Match
	Beneath int    // of a header: the billable codes beneath it
	Parts   []Part // what the score is made of
	doc     uint32
}

// A Match says what of a code the query's words were found in.
type Match struct {
	Kind  string   // "title", "inclusion_term", "includes", "index", "synonym" or "code"
	Text  string   // the title, note or phrase
	Owner string   // the code that carries the text, undotted
	Words []string // words of the query found, as they are written there
}

// A Part is one term of a score.
type Part struct {
	Name  string
	Value float64
}

// A Correction is a word of the query and what it was taken for.
type Correction struct{ From, To, Why string }

// A Choice is something the query leaves open, with what to add to it.
type Choice struct {
	Question string   // "side"
	Answers  []string // "left", "right"
}

// A Result is the answer to a query.
type Result struct {
	Hits     []Hit
	Readings []Correction // abbreviations expanded and words corrected that the first hit rests on
	Dropped  []string     // words that no document has
	Choices  []Choice
}

// Search returns the codes that fit text, best first. The syntax of text is
// described at ParseQuery. Errors are those of ParseQuery and of the options.
func (x *Index) Search(text string, opts Options) (Result, error) {
	q, err := ParseQuery(text)
	if err != nil {
		return Result{}, err
	}
	f, err := x.filter(q, opts)
	if err != nil {
		return Result{}, err
	}
	limit := opts.Limit
	if limit <= 0 {
		limit = defaultLimit
	}
	if q.Note != "" {
		return x.searchNotes(q, f, limit)
	}
	if hits := x.codeHits(q, f, limit); len(hits) > 0 {
		return Result{Hits: hits}, nil
	}
	return x.searchWords(q, f, opts, limit)
}

func (x *Index) searchWords(q Query, f filter, opts Options, limit int) (Result, error) {
	r := x.read(q.Words, opts.Exact)
	if len(r.slots) == 0 {
		return Result{}, nil
	}
	s, ok := x.scratches.Get().(*scratch)
	if !ok {
		var err error
		if s, err = x.newScratch(); err != nil {
			return Result{}, err
		}
	}
	defer x.scratches.Put(s)
	docs, err := x.candidates(r, s, f)
	if err != nil {
		return Result{}, err
	}
	c := x.newScorer(r, s, opts.Encounter)
	defer c.done()
	ranked := make([]scored, 0, len(docs))
	for _, d := range docs {
		if sc := c.score(d); sc.cover > 0 {
			ranked = append(ranked, sc)
		}
	}
	slices.SortFunc(ranked, func(a, b scored) int {
		return cmp.Or(-cmp.Compare(a.score, b.score), cmp.Compare(a.doc, b.doc))
	})
	res := Result{}
	c.fill(&res, ranked, q, filling{f, limit})
	c.report(&res)
	return res, nil
}

// filling is what fill needs besides the ranking.
type filling struct {
	filter filter
	limit  int
}

// fill takes hits from the ranking. Before a header comes the code beneath it
// that fits best, unless one is listed already.
func (c *scorer) fill(res *Result, ranked []scored, q Query, f filling) {
	x := c.x
	taken := map[uint32]bool{}
	take := func(sc scored) {
		if n, ok := c.variant(sc.doc, f.filter); ok && !taken[sc.doc] && len(res.Hits) < f.limit {
			taken[sc.doc] = true
			res.Hits = append(res.Hits, x.hit(c, sc, n))
		}
	}
	for _, sc := range ranked {
		if len(res.Hits) == f.limit {
			return
		}
		if !x.hasPhrases(sc.doc, q) {
			continue
		}
		if x.isHeader(sc.doc) && !x.anyBeneath(sc.doc, res.Hits) {
			if best, ok := c.bestBeneath(sc.doc, f); ok {
				take(best)
			}
		}
		take(sc)
	}
}

// isHeader reports whether document d stands for no billable code.
func (x *Index) isHeader(d uint32) bool {
	return x.fwd.set.at(d) == none && !x.codes.Billable(table.Node(x.fwd.node.at(d)))
}

func (x *Index) anyBeneath(d uint32, hits []Hit) bool {
	n := table.Node(x.fwd.node.at(d))
	end := x.codes.End(n)
	for _, h := range hits {
		if m := table.Node(x.fwd.node.at(h.doc)); m > n && m < end {
			return true
		}
	}
	return false
}

// maxBeneath bounds the codes that are looked at beneath one header.
const maxBeneath = 300

// bestBeneath returns the best code beneath header d.
func (c *scorer) bestBeneath(d uint32, f filling) (scored, bool) {
	x := c.x
	end := x.codes.End(table.Node(x.fwd.node.at(d)))
	best, found := scored{}, false
	for i := d + 1; int(i) < x.fwd.docs() && table.Node(x.fwd.node.at(i)) < end && i-d < maxBeneath; i++ {
		if x.isHeader(i) || !x.allows(i, f.filter) {
			continue
		}
		if sc := c.score(i); !found || sc.score > best.score {
			best, found = sc, true
		}
	}
	return best, found
}

// hit describes a scored document by the code that stands for it.
func (x *Index) hit(c *scorer, sc scored, n table.Node) Hit {
	h := Hit{Code: x.codes.Code(n), Score: float64(sc.score), doc: sc.doc}
	h.Matched = c.explain(sc)
	h.Parts = []Part{{"coverage", float64(sc.cover)}, {"words lacking", float64(-sc.lack)}, {"prior", float64(c.prior(sc.doc))}}
	h.Beneath = x.codes.BillableBeneath(n)
	return h
}
