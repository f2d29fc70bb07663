package load

import (
	"hash/maphash"
	"iter"
	"slices"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/store"
	"github.com/medcode-cli/medcode/codesets/table"
)

// Changes counts what a release changed against the release before.
type Changes struct {
	Before  string // edition compared with; "" when there is none
	Added   int    // codes, keys or pairs that were not there
	Removed int
	Revised int // there in both, with other content
}

// compare compares rel with the release of its set that came into force
// before it.
func compare(s *store.Store, rel codesets.Release) (Changes, error) {
	var before codesets.Release
	for _, r := range s.Catalog().Of(rel.Set) {
		if r.Edition == rel.Edition {
			break
		}
		if s.Damage(r) == nil {
			before = r
		}
	}
	if before.Edition == "" {
		return Changes{}, nil
	}
	was, err := contents(s, before)
	if err != nil {
		return Changes{}, err
	}
	is, err := contents(s, rel)
	if err != nil {
		return Changes{}, err
	}
	c := count(was, is)
	c.Before = before.Edition
	return c, nil
}

// An item is a key and a digest of all that stands under it.
type item struct {
	key string
	sum uint64
}

// count compares two lists, each sorted by key.
func count(was, is iter.Seq[item]) Changes {
	var c Changes
	next, stop := iter.Pull(was)
	defer stop()
	old, ok := next()
	for it := range is {
		for ok && old.key < it.key {
			c.Removed++
			old, ok = next()
		}
		if !ok || old.key != it.key {
			c.Added++
			continue
		}
		if old.sum != it.sum {
			c.Revised++
		}
		old, ok = next()
	}
	for ; ok; old, ok = next() {
		c.Removed++
	}
	return c
}

// contents returns the items of a release, sorted by key.
func contents(s *store.Store, rel codesets.Release) (iter.Seq[item], error) {
	info, _ := codesets.Describe(rel.Set)
	switch info.Form {
	case codesets.FormRows:
		t, err := s.Rows(rel)
		if err != nil {
			return nil, err
		}
		return rowItems(t), nil
	case codesets.FormPairs:
		t, err := s.Pairs(rel)
		if err != nil {
			return nil, err
		}
		return pairItems(t), nil
	}
	t, err := s.Codes(rel)
	if err != nil {
		return nil, err
	}
	return codeItems(t), nil
}

// seed makes the digests of one run comparable.
var seed = maphash.MakeSeed()

func codeItems(t *table.Codes) iter.Seq[item] {
	var out []item
	for n := range table.Node(t.Len()) {
		if k := t.Kind(n); k == codesets.KindChapter || k == codesets.KindBlock {
			continue
		}
		var h maphash.Hash
		h.SetSeed(seed)
		_, _ = h.WriteString(codesets.Unaccented(t.Title(n)))
		if t.Billable(n) {
			_ = h.WriteByte(1)
		}
		for _, a := range t.Attrs(n) {
			_, _ = h.WriteString("\x00" + a.Name + "\x00" + a.Value)
		}
		out = append(out, item{t.Key(n), h.Sum64()})
	}
	slices.SortFunc(out, func(a, b item) int {
		if a.key < b.key {
			return -1
		}
		return 1
	})
	return slices.Values(out)
}

func rowItems(t *table.Rows) iter.Seq[item] {
	columns := t.Columns()
	return merged(func(yield func(item) bool) {
		for r := range t.All() {
			var key []byte
			var h maphash.Hash
			h.SetSeed(seed)
			for i := range columns {
				if i < t.Keys() {
					key = append(append(key, r.Bytes(table.Col(i))...), 0)
					continue
				}
				_, _ = h.WriteString("\x00" + columns[i] + "\x00")
				_, _ = h.Write(r.Bytes(table.Col(i)))
			}
			if !yield(item{string(key), h.Sum64()}) {
				return
			}
		}
	})
}

func pairItems(t *table.Pairs) iter.Seq[item] {
	return merged(func(yield func(item) bool) {
		for p := range t.All() {
			if !yield(item{p.Column1 + " " + p.Column2, maphash.Comparable(seed, p.Edit)}) {
				return
			}
		}
	})
}

// merged makes one item of items with the same key that follow each other.
func merged(items iter.Seq[item]) iter.Seq[item] {
	return func(yield func(item) bool) {
		var last item
		begun := false
		for it := range items {
			if begun && it.key == last.key {
				last.sum = last.sum*31 + it.sum
				continue
			}
			if begun && !yield(last) {
				return
			}
			last, begun = it, true
		}
		if begun {
			yield(last)
		}
	}
}
