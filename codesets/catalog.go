package codesets

import (
	"cmp"
	"maps"
	"slices"
	"sync"
)

// A Catalog lists the releases at hand, of all code sets. The zero Catalog is
// empty. It is safe for concurrent use.
type Catalog struct {
	sets []CodeSet // sorted
	of   map[CodeSet]func() []Release
}

// NewCatalog returns the catalog of releases, in any order. Of two releases
// of one set and edition the later in the list is kept, so that a loaded
// release takes the place of an embedded one.
func NewCatalog(releases []Release) *Catalog {
	bySet := map[CodeSet][]Release{}
	for _, r := range releases {
		bySet[r.Set] = append(bySet[r.Set], r)
	}
	return NewLazyCatalog(slices.Collect(maps.Keys(bySet)), func(s CodeSet) []Release { return bySet[s] })
}

// NewLazyCatalog returns the catalog of sets whose releases list gives, which
// is called once for a set, when the set is first asked for.
func NewLazyCatalog(sets []CodeSet, list func(CodeSet) []Release) *Catalog {
	c := &Catalog{of: make(map[CodeSet]func() []Release, len(sets))}
	for _, s := range sets {
		c.of[s] = sync.OnceValue(func() []Release { return arrange(list(s)) })
	}
	c.sets = slices.Sorted(maps.Keys(c.of))
	return c
}

// arrange sorts the releases of one set by effective date and edition, and
// keeps the last of each edition.
func arrange(releases []Release) []Release {
	at := map[string]int{}
	var kept []Release
	for _, r := range releases {
		if i, ok := at[r.Edition]; ok {
			kept[i] = r
			continue
		}
		at[r.Edition] = len(kept)
		kept = append(kept, r)
	}
	slices.SortFunc(kept, func(a, b Release) int {
		return cmp.Or(cmp.Compare(a.Effective, b.Effective), cmp.Compare(a.Edition, b.Edition))
	})
	return kept
}

// All returns every release, by set, effective date and edition.
func (c *Catalog) All() []Release {
	var all []Release
	for _, s := range c.sets {
		all = append(all, c.Of(s)...)
	}
	return all
}

// Of returns the releases of one set, oldest first.
func (c *Catalog) Of(set CodeSet) []Release {
	if list, ok := c.of[set]; ok {
		return slices.Clip(list())
	}
	return nil
}

// On returns the release of set in force on d: of those that cover d, the one
// that came into force last. It reports false when none does.
func (c *Catalog) On(set CodeSet, d Date) (Release, bool) {
	all := c.Of(set)
	for _, r := range slices.Backward(all) {
		if r.Covers(d) {
			return r, true
		}
	}
	return Release{}, false
}

// Newest returns the release of set that came, or comes, into force last.
func (c *Catalog) Newest(set CodeSet) (Release, bool) {
	all := c.Of(set)
	if len(all) == 0 {
		return Release{}, false
	}
	return all[len(all)-1], true
}

// Nearest returns the release to answer from when none is in force on d: the
// last to come into force before d, or the first of all. It reports false
// when the set has no release.
func (c *Catalog) Nearest(set CodeSet, d Date) (Release, bool) {
	all := c.Of(set)
	for _, r := range slices.Backward(all) {
		if r.Effective <= d {
			return r, true
		}
	}
	if len(all) == 0 {
		return Release{}, false
	}
	return all[0], true
}

// Edition returns the release of set with that edition.
func (c *Catalog) Edition(set CodeSet, edition string) (Release, bool) {
	for _, r := range c.Of(set) {
		if r.Edition == edition {
			return r, true
		}
	}
	return Release{}, false
}
