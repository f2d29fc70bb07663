package cmd

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/icd10cm"
	"github.com/medcode-cli/medcode/codesets/icd10cm/alphabetic"
	"github.com/medcode-cli/medcode/codesets/table"
	"github.com/medcode-cli/medcode/index"
)

// An indexBook is the parts of the Alphabetic Index for a date of service.
type indexBook struct {
	alphabetic.Book
	tables map[string]*table.Rows
	from   map[string]releaseRef
}

// indexBook opens the parts that are loaded: of each the release in force on d
// or, when that does not carry the part, the latest before it that does, else
// the nearest after it.
func (a *app) indexBook(d codesets.Date) (*indexBook, error) {
	b := &indexBook{
		Book:   alphabetic.Book{Parts: map[string]*alphabetic.Term{}},
		tables: map[string]*table.Rows{}, from: map[string]releaseRef{},
	}
	for _, part := range icd10cm.IndexParts() {
		rel, ok := withPart(a.releases(codesets.ICD10CMIndex), part, d)
		if !ok {
			continue
		}
		inForce := rel.Covers(d)
		if !inForce && a.settings.GetBool("strict_date") {
			return nil, withHint(errors.New(outOfForce(rel, d)), loadHint(rel.Set))
		}
		t, err := a.stored.Rows(rel)
		if err != nil {
			return nil, err
		}
		b.tables[part] = t
		b.Parts[part] = alphabetic.Open(t, part)
		b.from[part] = chosen{Release: rel, Date: d, InForce: inForce}.ref()
	}
	return b, nil
}

// indexWalk returns a walk at the top of the Index for d, an empty one when
// nothing of it is loaded or it cannot be read, which is said.
func (a *app) indexWalk(d codesets.Date) *alphabetic.Walk {
	b, err := a.indexBook(d)
	if err != nil {
		a.note("Alphabetic Index: %v", err)
		return alphabetic.NewWalk()
	}
	return b.walk()
}

// withPart chooses a release that carries part for d.
func withPart(releases []codesets.Release, part string, d codesets.Date) (codesets.Release, bool) {
	var best codesets.Release
	found := false
	for _, r := range releases {
		switch {
		case !r.Has(part):
			continue
		case !found,
			best.Effective > d && r.Effective < best.Effective,
			r.Effective <= d && r.Effective > best.Effective:
			best, found = r, true
		}
	}
	return best, found
}

// namedParts are the parts whose terms search takes as names of codes. The
// tables are left out: a line of theirs names a drug or a site, and each of
// its codes the column as well.
var namedParts = []string{icd10cm.PartIndex, icd10cm.PartExternal}

// indexSource returns what a search index of a release is made from: of
// ICD-10-CM, also the terms of the Alphabetic Index for the date of service,
// when it is loaded.
func (a *app) indexSource(from chosen) index.Source {
	src := index.Source{Codes: from.Table}
	if from.Release.Set != codesets.ICD10CM {
		return src
	}
	releases := map[string]codesets.Release{}
	for _, part := range namedParts {
		if rel, ok := withPart(a.releases(codesets.ICD10CMIndex), part, from.Date); ok {
			releases[part] = rel
			src.NamesDigest += part + " " + rel.Digest + "\n"
		}
	}
	if src.NamesDigest == "" {
		return src
	}
	open := sync.OnceValue(func() map[string]*table.Rows { return a.openParts(releases) })
	src.Names = func(code string) []string { return indexedNames(open(), code) }
	return src
}

// openParts opens a release for each part; one that cannot be read is said
// and left out.
func (a *app) openParts(releases map[string]codesets.Release) map[string]*table.Rows {
	out := map[string]*table.Rows{}
	for part, rel := range releases {
		t, err := a.stored.Rows(rel)
		if err != nil {
			a.note("Alphabetic Index: %v", err)
			continue
		}
		out[part] = t
	}
	return out
}

// indexedNames returns the terms that lead to a code, in the words of the book
// without nonessential modifiers: "Fracture, traumatic, femur, neck".
func indexedNames(tables map[string]*table.Rows, code string) []string {
	var names []string
	for _, part := range namedParts {
		t := tables[part]
		if t == nil {
			continue
		}
		for r := range t.Find(code) {
			if r.Get("part") != part {
				continue
			}
			line := icd10cm.IndexLineOf(r)
			path := make([]string, len(line.Path))
			for i, term := range line.Path {
				path[i] = icd10cm.Essential(term)
			}
			names = append(names, strings.Join(path, ", "))
		}
	}
	return names
}

// walk returns a walk through the parts that are read term by term.
func (b *indexBook) walk() *alphabetic.Walk {
	return alphabetic.NewWalk(b.Parts[icd10cm.PartIndex], b.Parts[icd10cm.PartExternal])
}

// lines returns every line of the parts at hand.
func (b *indexBook) lines() []icd10cm.IndexLine {
	var out []icd10cm.IndexLine
	for _, part := range icd10cm.IndexParts() {
		t := b.tables[part]
		if t == nil {
			continue
		}
		for r := range t.All() {
			if r.Get("part") == part {
				out = append(out, icd10cm.IndexLineOf(r))
			}
		}
	}
	return out
}

// brackets reports whether the Index to Diseases and Injuries at hand names
// manifestation codes; as CSV it has none. It is true when it is not loaded.
func (b *indexBook) brackets() bool {
	t := b.tables[icd10cm.PartIndex]
	if t == nil {
		return true
	}
	column, _ := t.Column("manifestation")
	for r := range t.All() {
		if !r.Is(column, "") {
			return true
		}
	}
	return false
}

// expander spells out what coders and patients write, by the lexicon of
// search; where that knows only the code, by the title of the code.
func expander(codes *table.Codes) func(query string) []alphabetic.Reading {
	lexicon := sync.OnceValue(index.OpenLexicon)
	return func(query string) []alphabetic.Reading {
		tokens := index.Tokens(query)
		found := lexicon().Expand(tokens)
		const meanings = 3 // of an abbreviation
		var out []alphabetic.Reading
		add := func(expansions []index.Expansion, meaning int) {
			r := reading(codes, tokens, expansions, meaning)
			same := func(o alphabetic.Reading) bool { return o.Query == r.Query }
			if len(r.Read) > 0 && !slices.ContainsFunc(out, same) {
				out = append(out, r)
			}
		}
		for meaning := range meanings {
			add(found, meaning)
		}
		for i := range found {
			add(found[i:i+1], 0)
		}
		return out
	}
}

// reading writes tokens with expansions in one of their meanings.
func reading(codes *table.Codes, tokens []string, expansions []index.Expansion, meaning int) alphabetic.Reading {
	var words []string
	var read [][2]string
	at := 0
	for _, e := range expansions {
		words = append(words, tokens[at:e.Start]...)
		from := strings.Join(tokens[e.Start:e.End], " ")
		to := spelt(codes, e.Alternatives[min(meaning, len(e.Alternatives)-1)])
		if to != "" && to != from {
			read = append(read, [2]string{from, to})
		}
		words = append(words, cmp.Or(to, from))
		at = e.End
	}
	words = append(words, tokens[at:]...)
	return alphabetic.Reading{Query: strings.Join(words, " "), Read: read}
}

func spelt(codes *table.Codes, a index.Alternative) string {
	if len(a.Terms) > 0 {
		return strings.Join(a.Terms, " ")
	}
	for _, code := range a.Codes {
		if n, ok := codes.Find(code); ok {
			return strings.ToLower(codes.Title(n))
		}
	}
	return ""
}
