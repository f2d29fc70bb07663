package cmd

import (
	"errors"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/history"
	"github.com/medcode-cli/medcode/codesets/table"
)

// A pickedRows is a table of rows, as picked by date.
type pickedRows struct {
	*table.Rows
	from releaseRef
}

// rows opens the release of set for the date of service: the one in force,
// else the nearest one. It reports false when none is loaded.
func (a *app) rows(set codesets.CodeSet) (pickedRows, bool, error) {
	rel, ref, err := a.pick(set)
	if errors.Is(err, codesets.ErrNoRelease) {
		return pickedRows{}, false, nil
	}
	if err != nil {
		return pickedRows{}, false, err
	}
	t, err := a.stored.Rows(rel)
	return pickedRows{t, ref}, err == nil, err
}

// pick returns the release of set in force on the date of service, else the
// nearest one, which its reference says. With --strict-date the nearest one
// is an error.
func (a *app) pick(set codesets.CodeSet) (codesets.Release, releaseRef, error) {
	date, err := a.date()
	if err != nil {
		return codesets.Release{}, releaseRef{}, err
	}
	s, err := a.store()
	if err != nil {
		return codesets.Release{}, releaseRef{}, err
	}
	rel, inForce := s.Catalog().On(set, date)
	if !inForce {
		var ok bool
		if rel, ok = s.Catalog().Nearest(set, date); !ok {
			return rel, releaseRef{}, noRelease(set)
		}
		if a.settings.GetBool("strict_date") {
			return rel, releaseRef{}, withHint(errors.New(outOfForce(rel, date)), loadHint(set))
		}
	}
	return rel, chosen{Release: rel, Date: date, InForce: inForce}.ref(), nil
}

// edition returns the release of set that a user names, in any case.
func (a *app) edition(set codesets.CodeSet, name string) (codesets.Release, error) {
	s, err := a.store()
	if err != nil {
		return codesets.Release{}, err
	}
	var names []string
	for _, r := range s.Catalog().Of(set) {
		if strings.EqualFold(r.Edition, name) {
			return r, nil
		}
		names = append(names, r.Edition)
	}
	if len(names) == 0 {
		return codesets.Release{}, noRelease(set)
	}
	return codesets.Release{}, usagef("no edition %q of %s; at hand: %s", name, set, strings.Join(names, ", "))
}

// codesOf opens every release of a code set, oldest first.
func (a *app) codesOf(set codesets.CodeSet) ([]*table.Codes, error) {
	s, err := a.store()
	if err != nil {
		return nil, err
	}
	var out []*table.Codes
	for _, r := range s.Catalog().Of(set) {
		t, err := s.Codes(r)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

// conversions opens the newest conversion table; nil when none is loaded.
func (a *app) conversions() (*history.Conversions, codesets.Release, error) {
	s, err := a.store()
	if err != nil {
		return nil, codesets.Release{}, err
	}
	rel, ok := s.Catalog().Newest(codesets.ICD10CMConversion)
	if !ok {
		return nil, rel, nil
	}
	t, err := s.Rows(rel)
	if err != nil {
		return nil, rel, err
	}
	return history.NewConversions(t), rel, nil
}

// codeSets are the sets that have codes with titles, in the order a code is
// looked for in them.
func codeSets() []codesets.CodeSet {
	return []codesets.CodeSet{codesets.ICD10CM, codesets.ICD10PCS, codesets.HCPCS, codesets.CPT}
}

// setOf returns the set whose releases, any of them, have code: the one the
// user named, or the first that has it. It reports false when none has.
func (a *app) setOf(code string) (codesets.CodeSet, []*table.Codes, bool, error) {
	named, err := a.set("")
	if err != nil {
		return "", nil, false, err
	}
	sets := codeSets()
	if named != "" {
		sets = []codesets.CodeSet{named}
	}
	for _, set := range sets {
		releases, err := a.codesOf(set)
		if err != nil {
			return "", nil, false, err
		}
		if slices.ContainsFunc(releases, func(t *table.Codes) bool { _, ok := t.Find(code); return ok }) {
			return set, releases, true, nil
		}
	}
	return sets[0], nil, false, nil
}
