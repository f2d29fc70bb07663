package codesets

import (
	"cmp"
	"slices"
)

// A Catalog lists the releases at hand, of all code sets. The zero Catalog is
// empty. It is safe for concurrent reading.
type Catalog struct {
	releases []Release // by set, then effective date, then edition
}

// NewCatalog returns the catalog of releases, in any order. Of two releases
// of one set and edition the later in the list is kept, so that a loaded
// release takes the place of an embedded one.
func NewCatalog(releases []Release) *Catalog {
	type key struct {
		set     CodeSet
		edition string
	}
	at := map[key]int{}
	var kept []Release
	for _, r := range releases {
		k := key{r.Set, r.Edition}
		if i, ok := at[k]; ok {
			kept[i] = r
			continue
		}
		at[k] = len(kept)
		kept = append(kept, r)
	}
	slices.SortFunc(kept, func(a, b Release) int {
		return cmp.Or(cmp.Compare(a.Set, b.Set), cmp.Compare(a.Effective, b.Effective), cmp.Compare(a.Edition, b.Edition))
	})
	return &Catalog{releases: kept}
}

// All returns every release, by set, effective date and edition.
func (c *Catalog) All() []Release { return c.releases }

// Of returns the releases of one set, oldest first.
func (c *Catalog) Of(set CodeSet) []Release {
	lo, _ := slices.BinarySearchFunc(c.releases, set, func(r Release, s CodeSet) int { return cmp.Compare(r.Set, s) })
	hi := lo
	for hi < len(c.releases) && c.releases[hi].Set == set {
		hi++
	}
	return c.releases[lo:hi:hi]
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
