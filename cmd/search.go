package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/index"
)

const searchLong = `Find codes by words, the way coders write them: abbreviations, lay words,
misspellings and left-out details are understood. A word that is a code or the
beginning of one lists codes, of ICD-10-CM or the set it has the form of. --set
searches another code set or, word by word, any table: modifiers, taxonomy,
icd10cm-index. When the Alphabetic Index is loaded its terms are names of codes;
'medcode index' reads it as a book.

Inside WORDS:
  "two words"   the phrase must occur
  -word         leave out codes whose title has the word (write -- before it)
  code:E11*     only these codes; also a range, code:E08-E13
  chapter:9     only this chapter
  note:KIND     search instructional notes instead: includes, inclusion_term,
                excludes1, excludes2, code_first, use_additional, code_also, note

Headers are listed with the number of billable codes beneath them. Of codes
with a 7th character the one the words ask for is shown, else the initial
encounter.`

// A searchOptions is the command line of search.
type searchOptions struct {
	index.Options
	batch   string
	group   bool
	explain bool
}

func newSearchCmd(a *app) *cobra.Command {
	var o searchOptions
	c := &cobra.Command{
		Use:     "search WORDS...",
		Short:   "Find codes by words",
		Long:    searchLong,
		Example: "  medcode search dm2 w neuropathy\n  medcode search fx femur lt init --limit 3\n  medcode search --side left --encounter subsequent ankle sprain\n  medcode search --set pos emergency room\n  medcode search --batch queries.txt --format jsonl",
		RunE: func(c *cobra.Command, args []string) error {
			words := strings.TrimSpace(strings.Join(args, " "))
			if (o.batch == "") == (words == "") {
				return usagef("give words to search for, or --batch FILE")
			}
			o.Limit = a.settings.GetInt("limit")
			return runSearch(c.Context(), a, o, words)
		},
	}
	f := c.Flags()
	f.IntVarP(&o.Limit, "limit", "n", 10, "hits to show")
	f.BoolVar(&o.Billable, "billable", false, "leave headers out")
	f.StringVar(&o.Chapter, "chapter", "", "only this chapter, by `NUMBER`")
	f.StringVar(&o.Range, "range", "", "only these `CODES`: E08-E13, E11, E11.4-")
	f.StringVar(&o.Side, "side", "", "leave out codes of another `SIDE`: left, right, bilateral")
	f.StringVar(&o.Encounter, "encounter", "", "`KIND` of encounter of the 7th character: initial, subsequent, sequela")
	f.BoolVar(&o.Exact, "exact", false, "take words as they are written: nothing expanded, nothing corrected")
	f.StringVar(&o.batch, "batch", "", "read queries from `FILE`, one a line (-: standard input)")
	f.BoolVar(&o.group, "group", false, "group the hits by category")
	f.BoolVar(&o.explain, "explain", false, "show what each score is made of")
	for name, values := range map[string][]string{"side": {"left", "right", "bilateral"}, "encounter": {"initial", "subsequent", "sequela"}} {
		_ = c.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	}
	return c
}

// A searchResult is the answer to one query.
type searchResult struct {
	Query   string         `json:"query"`
	Hits    []searchHit    `json:"hits"`
	Read    []searchRead   `json:"read_as,omitempty"` // words expanded or corrected
	Dropped []string       `json:"dropped,omitempty"` // words found nowhere in the first hit
	Choices []searchChoice `json:"choices,omitempty"` // what the query leaves open
	More    int            `json:"more,omitempty"`    // rows of a table beyond --limit
	Release releaseRef     `json:"release"`
}

// A searchHit is one code found.
type searchHit struct {
	Set      codesets.CodeSet `json:"set"`
	Code     string           `json:"code"`    // undotted
	Display  string           `json:"display"` // dotted
	Title    string           `json:"title"`
	Billable bool             `json:"billable"`
	Score    float64          `json:"score"`
	Matched  string           `json:"matched"`    // the text the words were found in
	Kind     string           `json:"matched_in"` // title, inclusion_term, includes, index, synonym, code, or a kind of note
	Owner    string           `json:"matched_owner,omitempty"`
	Words    []string         `json:"matched_words,omitempty"`
	Beneath  int              `json:"billable_beneath,omitempty"`
	Parts    []scorePart      `json:"score_parts,omitempty"`
}

type searchRead struct {
	From string `json:"from"`
	To   string `json:"to"`
	Why  string `json:"why"`
}

type searchChoice struct {
	Question string   `json:"question"`
	Commands []string `json:"commands"`
}

type scorePart struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
}

// A searcher answers queries from one release.
type searcher struct {
	a    *app
	o    searchOptions
	from chosen
	x    *index.Index
	ask  func(query string) (searchResult, error)
}

func runSearch(ctx context.Context, a *app, o searchOptions, words string) error {
	if err := a.checkFormat(formats...); err != nil {
		return err
	}
	set, err := a.set("")
	if err != nil {
		return err
	}
	if set == "" && o.batch == "" {
		set = a.searchSet(words)
	}
	if info, _ := codesets.Describe(set); set != "" && info.Form != codesets.FormCodes {
		return runRowSearch(ctx, a, set, o, words)
	}
	from, err := a.choose(cmp.Or(set, codesets.ICD10CM))
	if err != nil {
		return err
	}
	x, err := a.index(ctx, from)
	if err != nil {
		return err
	}
	defer x.Close()
	s := &searcher{a: a, o: o, from: from, x: x}
	s.ask = s.fromIndex
	if o.batch != "" {
		return s.batch(ctx)
	}
	err = s.one(words)
	if set == "" && errors.Is(err, errFindings) {
		a.elsewhere(words)
	}
	return err
}

// one answers one query.
func (s *searcher) one(words string) error {
	r, err := s.search(words)
	if err != nil {
		return err
	}
	if err := s.show(r); err != nil {
		return err
	}
	s.hints(r)
	if len(r.Hits) == 0 {
		return errFindings
	}
	return nil
}

// index opens the search index of a release, building it on first need.
func (a *app) index(ctx context.Context, from chosen) (*index.Index, error) {
	p := a.progress("building the search index of " + from.Release.Title + " (once)")
	x, err := index.Open(ctx, a.cacheDir(), a.indexSource(from), p.at)
	p.done()
	if x != nil && err != nil {
		a.note("%v; it is kept in memory this time", err)
		return x, nil
	}
	return x, err
}

func (s *searcher) search(words string) (searchResult, error) { return s.ask(words) }

// fromIndex answers a query from the search index.
func (s *searcher) fromIndex(words string) (searchResult, error) {
	res, err := s.x.Search(words, s.o.Options)
	if errors.Is(err, index.ErrQuery) {
		return searchResult{}, usagef("%s", err)
	}
	if err != nil {
		return searchResult{}, err
	}
	r := searchResult{Query: codesets.Clean(words), Hits: make([]searchHit, len(res.Hits)), Dropped: res.Dropped, Release: s.from.ref()}
	for i, h := range res.Hits {
		r.Hits[i] = s.hit(h)
	}
	for _, c := range res.Readings {
		r.Read = append(r.Read, searchRead{c.From, c.To, c.Why})
	}
	for _, c := range res.Choices {
		r.Choices = append(r.Choices, searchChoice{c.Question, commands(r.Query, c)})
	}
	return r, nil
}

func (s *searcher) hit(h index.Hit) searchHit {
	out := searchHit{
		Set: h.Code.Set, Code: h.Code.Code, Display: h.Code.Display(), Title: h.Code.Title, Billable: h.Code.Billable,
		Score: rounded(h.Score), Matched: h.Matched.Text, Kind: h.Matched.Kind,
		Owner: codesets.Display(h.Code.Set, h.Matched.Owner), Words: written(h.Matched.Text+" "+h.Code.Title, h.Matched.Words), Beneath: h.Beneath,
	}
	if s.o.explain {
		for _, p := range h.Parts {
			out.Parts = append(out.Parts, scorePart{p.Name, rounded(p.Value)})
		}
	}
	return out
}

// rounded returns v with four decimals, so that output does not depend on the
// last bits of the arithmetic.
func rounded(v float64) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'f', 4, 64), 64)
	if err != nil {
		return v
	}
	return r
}

// commands returns ready-made commands that settle a choice.
func commands(query string, c index.Choice) []string {
	out := make([]string, len(c.Answers))
	for i, answer := range c.Answers {
		switch c.Question {
		case "side", "encounter":
			out[i] = fmt.Sprintf("medcode search --%s %s %q", c.Question, answer, query)
		case "trimester":
			out[i] = fmt.Sprintf("medcode search %q", query+" "+answer+" trimester")
		default:
			out[i] = fmt.Sprintf("medcode search %q", query+" "+answer)
		}
	}
	return out
}

// show writes the answer to one query.
func (s *searcher) show(r searchResult) error {
	l := listing{columns: []column{{name: "Code"}, {name: "Billable"}, {name: "Title", wrap: true}, {name: "Matched", wrap: true}}, document: r, items: []any{r}}
	if s.o.explain {
		l.columns = append(l.columns, column{name: "Score", wrap: true})
	}
	for _, h := range s.ordered(r.Hits) {
		row := []string{h.Display, billing(h), h.Title, why(h)}
		if s.o.explain {
			row = append(row, scoreText(h))
		}
		l.rows = append(l.rows, row)
		l.marks = append(l.marks, h.Words)
	}
	return s.a.write(l)
}

// ordered returns the hits as they are shown: with --group those of one
// category together, in the order of its best hit.
func (s *searcher) ordered(hits []searchHit) []searchHit {
	if !s.o.group {
		return hits
	}
	var out []searchHit
	seen := map[string]bool{}
	for _, first := range hits {
		cat := first.Code[:min(3, len(first.Code))]
		if seen[cat] {
			continue
		}
		seen[cat] = true
		for _, h := range hits {
			if h.Code[:min(3, len(h.Code))] == cat {
				out = append(out, h)
			}
		}
	}
	return out
}

func billing(h searchHit) string {
	switch {
	case h.Billable:
		return "billable"
	case h.Kind == kindRow:
		return ""
	case h.Beneath == 0:
		return "header"
	}
	return fmt.Sprintf("header (%d)", h.Beneath)
}

// why says what a hit matched, where its title does not.
func why(h searchHit) string {
	switch h.Kind {
	case "title", "code":
		return ""
	case kindRow:
		return h.Matched
	}
	return strings.ReplaceAll(h.Kind, "_", " ") + ": " + h.Matched
}

func scoreText(h searchHit) string {
	parts := []string{strconv.FormatFloat(h.Score, 'f', 3, 64)}
	for _, p := range h.Parts {
		parts = append(parts, p.Name+" "+strconv.FormatFloat(p.Value, 'f', 2, 64))
	}
	return strings.Join(parts, ", ")
}

// hints tells on standard error how the words were read and what to try next.
func (s *searcher) hints(r searchResult) {
	for _, c := range r.Read {
		switch c.Why {
		case "spelling", "sound":
			s.a.note("did you mean %q? %q is not in the vocabulary", c.To, c.From)
		default:
			s.a.note("%q read as %q (%s)", c.From, c.To, c.Why)
		}
	}
	if len(r.Dropped) > 0 {
		s.a.note("not found in the first hit: %s", strings.Join(r.Dropped, ", "))
	}
	for _, c := range r.Choices {
		s.a.note("%s? %s", c.Question, strings.Join(c.Commands, " | "))
	}
	if r.More > 0 {
		s.a.note("%s more; --limit shows them", codesets.Count(r.More, "row"))
	}
	if len(r.Hits) == 0 {
		s.a.note("no code has these words; hint: use fewer or other words, or 'medcode tree' to browse")
		if s.from.Release.Set == codesets.ICD10CM && len(s.a.releases(codesets.ICD10CMIndex)) == 0 {
			s.a.note("the Alphabetic Index is not loaded: its terms were not searched; %s", loadHint(codesets.ICD10CMIndex))
		}
	}
}
