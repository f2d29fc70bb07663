package alphabetic

import (
	"slices"
	"strings"
)

// A Walk is a place in parts of the Index that are read as one, and how many
// moves led there.
type Walk struct {
	roots []*Term
	at    *Term // nil at the top
	moves int
}

// NewWalk returns a walk at the top of the parts with these roots.
func NewWalk(roots ...*Term) *Walk {
	return &Walk{roots: slices.DeleteFunc(slices.Clone(roots), func(t *Term) bool { return t == nil })}
}

// Empty reports whether there is no term to go to.
func (w *Walk) Empty() bool {
	return !slices.ContainsFunc(w.roots, func(t *Term) bool { return len(t.subs) > 0 })
}

// At returns the term that the walk is at, nil at the top.
func (w *Walk) At() *Term { return w.at }

// Moves returns how many terms were opened and steps gone up.
func (w *Walk) Moves() int { return w.moves }

// Beneath returns the terms that can be opened.
func (w *Walk) Beneath() []*Term {
	if w.at != nil {
		return w.at.Subterms()
	}
	var all []*Term
	for _, r := range w.roots {
		all = append(all, r.subs...)
	}
	return all
}

// Go goes to a term of one of the parts.
func (w *Walk) Go(t *Term) {
	w.at = t
	w.moves++
}

// Up goes up a step, or to the top at once. It reports whether the walk was
// below the top.
func (w *Walk) Up(top bool) bool {
	if w.at == nil {
		return false
	}
	w.moves++
	w.at = w.at.up
	if top || w.at.up == nil {
		w.at = nil
	}
	return true
}

// Open goes down to the one term here that name names, by a part of it
// between commas or by how it begins, whatever the case. When there are
// several it stays, and returns them; none when there is no such term.
func (w *Walk) Open(name string) []*Term {
	name = strings.ToLower(strings.TrimSpace(name))
	var named, begun []*Term
	for _, t := range w.Beneath() {
		// A main term that is not read yet is known without its modifiers.
		switch {
		case t.named(name):
			named = append(named, t)
		case strings.HasPrefix(strings.ToLower(t.title), name):
			begun = append(begun, t)
		}
	}
	if len(named) == 0 {
		named = begun
	}
	if len(named) == 1 {
		w.Go(named[0])
	}
	return named
}

// Name returns the term without its nonessential modifiers, in lower case.
func (t *Term) Name() string {
	whole, _, _ := strings.Cut(strings.ToLower(t.title), " (")
	return whole
}

// named reports whether name is the term's, or what stands between its commas.
func (t *Term) named(name string) bool {
	whole := t.Name()
	for part := range strings.SplitSeq(whole, ",") {
		if strings.TrimSpace(part) == name {
			return true
		}
	}
	return whole == name
}
