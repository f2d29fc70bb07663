package cmd

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/modifiers"
	"github.com/medcode-cli/medcode/codesets/pos"
	"github.com/medcode-cli/medcode/codesets/revenue"
	"github.com/medcode-cli/medcode/codesets/table"
)

// kindRow is what a row of a table that words found was matched in.
const kindRow = "row"

// A rowSearcher finds rows by words: each word must begin a word of the row.
// Tables of rows have no index; their distinct values are few.
type rowSearcher struct {
	a    *app
	o    searchOptions
	set  codesets.CodeSet
	rows pickedRows // no table of sets that are part of the program, when none is loaded
	from releaseRef
}

// newRowSearcher opens the table of set, or what is part of the program.
func (a *app) newRowSearcher(set codesets.CodeSet, o searchOptions) (*rowSearcher, error) {
	date, err := a.date()
	if err != nil {
		return nil, err
	}
	s := &rowSearcher{a: a, o: o, set: set, from: builtInRelease(set, date)}
	rows, ok, err := a.rows(set)
	switch {
	case err != nil:
		return nil, err
	case ok:
		s.rows, s.from = rows, rows.from
	case len(builtInHits(set, date)) == 0:
		return nil, noRelease(set)
	}
	(&lookupRun{app: a}).noteRelease(s.from)
	return s, nil
}

// search answers one query: the rows whose title has the most of its words
// first, else in the order of the table.
func (s *rowSearcher) search(query string) (searchResult, error) {
	r := searchResult{Query: codesets.Clean(query), Hits: []searchHit{}, Release: s.from}
	words := queryWords(query)
	if len(words) == 0 {
		return r, usagef("%q has no word to search for", r.Query)
	}
	seen := map[string]bool{}
	for _, h := range builtInHits(s.set, s.from.Date) {
		if mask := wordMask(words, h.Code+" "+h.Title); mask == allWords(words) {
			h.Score = titleScore(words, h)
			r.Hits, seen[h.Code] = append(r.Hits, h), true
		}
	}
	if s.rows.Rows != nil {
		for row, mask := range s.rows.Masks(func(value string) uint64 { return wordMask(words, value) }) {
			if h := s.hit(row); mask == allWords(words) && !seen[h.Code+"\x00"+h.Matched] && !seen[h.Code] {
				h.Score = titleScore(words, h)
				r.Hits, seen[h.Code+"\x00"+h.Matched] = append(r.Hits, h), true
			}
		}
	}
	slices.SortStableFunc(r.Hits, func(a, b searchHit) int { return cmp.Compare(b.Score, a.Score) })
	if s.o.Limit > 0 && len(r.Hits) > s.o.Limit {
		r.More, r.Hits = len(r.Hits)-s.o.Limit, r.Hits[:s.o.Limit]
	}
	return r, nil
}

// hit makes the hit of a row: its code, its title, and the other fields.
func (s *rowSearcher) hit(row table.Row) searchHit {
	p := &codePage{Set: s.set, Code: row.At(0)}
	p.add(s.rows.Rows, row)
	h := searchHit{Set: s.set, Code: p.Code, Display: displayKey(s.set, p.Code), Title: codesets.Clean(p.Title), Kind: kindRow}
	var fields []string
	for _, a := range p.Rows[0] {
		fields = append(fields, fieldName(a.Name)+" "+codesets.Clean(a.Value))
	}
	h.Matched = strings.Join(fields, ", ")
	return h
}

// builtInHits returns every entry of a set that is part of the program.
func builtInHits(set codesets.CodeSet, on codesets.Date) []searchHit {
	var out []searchHit
	add := func(code, title string) {
		out = append(out, searchHit{Set: set, Code: code, Display: code, Title: title, Kind: kindRow})
	}
	switch set {
	case codesets.Modifiers:
		for _, m := range modifiers.All() {
			if _, inForce := modifiers.Find(m.Code, on); inForce {
				add(m.Code, m.Words)
			}
		}
	case codesets.POS:
		for _, p := range pos.All() {
			if _, inForce := pos.Find(p.Code, on); inForce {
				add(p.Code, p.Name)
			}
		}
	case codesets.RevenueCodes:
		for _, c := range revenue.All() {
			add(c.First+"x", c.Words)
		}
	}
	return out
}

// queryWords splits a query into its words, lower case, at most as many as a
// mask has bits.
func queryWords(query string) []string {
	words := strings.FieldsFunc(strings.ToLower(query), notInWord)
	const maskBits = 64
	return words[:min(len(words), maskBits)]
}

func notInWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

func allWords(words []string) uint64 { return 1<<len(words) - 1 }

// wordMask returns which of words, by their bits, begin a word of text.
func wordMask(words []string, text string) uint64 {
	var mask uint64
	for _, part := range strings.FieldsFunc(strings.ToLower(text), notInWord) {
		for i, w := range words {
			if strings.HasPrefix(part, w) {
				mask |= 1 << i
			}
		}
	}
	return mask
}

// titleScore returns the part of words that the title or the code has, and
// something more for a short title.
func titleScore(words []string, h searchHit) float64 {
	mask, n := wordMask(words, h.Code+" "+h.Title), 0
	for i := range words {
		n += int(mask >> i & 1)
	}
	return rounded(float64(n)/float64(len(words)) + 1/float64(10+len(h.Title)))
}

// runRowSearch searches a table of rows.
func runRowSearch(ctx context.Context, a *app, set codesets.CodeSet, o searchOptions, words string) error {
	s := &searcher{a: a, o: o, ask: func(query string) (searchResult, error) { return a.searchPairs(set, query) }}
	if info, _ := codesets.Describe(set); info.Form != codesets.FormPairs {
		rows, err := a.newRowSearcher(set, o)
		if err != nil {
			return err
		}
		s.ask = rows.search
	}
	if o.batch != "" {
		return s.batch(ctx)
	}
	return s.one(words)
}

// searchPairs finds a code in a table of pairs, which has nothing else to
// search for.
func (a *app) searchPairs(set codesets.CodeSet, query string) (searchResult, error) {
	p, err := (&lookupRun{app: a}).pairsPage(set, query)
	if err != nil {
		return searchResult{}, err
	}
	r := searchResult{Query: codesets.Clean(query), Hits: []searchHit{}, Release: p.Release}
	if p.Found {
		h := searchHit{Set: set, Code: p.Code, Display: p.Display, Title: p.Title, Kind: kindRow, Score: 1}
		var fields []string
		for _, at := range p.Attrs {
			fields = append(fields, at.Name+" "+at.Value)
		}
		h.Matched = strings.Join(fields, ", ")
		r.Hits = append(r.Hits, h)
	}
	return r, nil
}
