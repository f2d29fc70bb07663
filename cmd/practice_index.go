package cmd

import (
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding/practice"
)

// indexEntries returns the terms of the Alphabetic Index for d: of each part
// those of the release in force on d or, when that does not carry the part, of
// the latest release before it that does, else of the nearest after it.
func (a *app) indexEntries(d codesets.Date) ([]practice.IndexEntry, error) {
	var out []practice.IndexEntry
	for _, part := range []string{practice.PartIndex, practice.PartExternal, practice.PartDrugs, practice.PartNeoplasm} {
		rel, ok := withPart(a.releases(codesets.ICD10CMIndex), part, d)
		if !ok {
			continue
		}
		entries, err := a.indexPart(rel, part)
		if err != nil {
			return nil, err
		}
		out = append(out, entries...)
	}
	return out, nil
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

func (a *app) indexPart(rel codesets.Release, part string) ([]practice.IndexEntry, error) {
	t, err := a.stored.Rows(rel)
	if err != nil {
		return nil, err
	}
	var out []practice.IndexEntry
	for r := range t.All() {
		if r.Get("part") != part {
			continue
		}
		see := r.Get("see")
		if see == "" {
			see = r.Get("see_also")
		}
		out = append(out, practice.IndexEntry{
			Part: part, Path: strings.Split(r.Get("path"), " > "), Column: r.Get("column"),
			Code: r.Get("code"), Shown: r.Get("shown"), See: see,
		})
	}
	return out, nil
}
