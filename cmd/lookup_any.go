package cmd

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/cpt"
	"github.com/medcode-cli/medcode/codesets/icd10pcs"
	"github.com/medcode-cli/medcode/codesets/validate"
)

// A lookupRun is one run of 'medcode lookup': it finds the set of each code.
type lookupRun struct {
	app   *app
	named codesets.CodeSet // what --set says, "" for nothing
	noted []codesets.CodeSet
	pcs   *pcsBook // opened for the first ICD-10-PCS code
}

// A candidateRef is one of the sets that have a code.
type candidateRef struct {
	Set     codesets.CodeSet `json:"set"`
	Code    string           `json:"code"`
	Display string           `json:"display"`
	Title   string           `json:"title"`
}

// kindShape is the kind of a CPT code of which only its number is known.
const kindShape = "code shape only"

// any makes the page of a code of the set that was named or, by its form, of
// any set. Its error says that no table that may have the code is loaded.
func (r *lookupRun) any(input string) (*codePage, error) {
	if r.named != "" {
		return r.in(r.named, input)
	}
	var found, missing []*codePage
	var notLoaded []codesets.CodeSet
	var failed error
	for _, set := range shapes(input) {
		page, err := r.quietly(set, input)
		switch {
		case err != nil:
			failed, notLoaded = cmp.Or(failed, err), append(notLoaded, set)
		case page.Found:
			found = append(found, page)
		default:
			missing = append(missing, page)
		}
	}
	if len(found) > 1 {
		found = r.whole(found)
	}
	switch {
	case len(found) == 1:
		r.noteRelease(found[0].Release)
		return found[0], nil
	case len(found) > 1:
		return candidates(input, found), nil
	case len(missing) == 0 && failed != nil:
		return nil, failed
	}
	for _, set := range notLoaded {
		info, _ := codesets.Describe(set)
		r.app.note("%s may be a code of %s, which is not loaded", codesets.Clean(input), info.Name)
		r.app.note("hint: %s", loadHint(set))
	}
	return r.notFound(missing, input)
}

// whole leaves out the ICD-10-PCS table that has the three characters of a
// code of another set by chance, and says so.
func (r *lookupRun) whole(found []*codePage) []*codePage {
	isTable := func(p *codePage) bool { return p.Set == codesets.ICD10PCS && !p.Billable }
	rest := slices.DeleteFunc(slices.Clone(found), isTable)
	if len(rest) > 0 && len(rest) < len(found) {
		r.app.note("%s is also a table of ICD-10-PCS; --set icd10pcs shows it", rest[0].Input)
	}
	return rest
}

// notFound returns the page of a code that none of the sets has that were
// asked: of the first, and says that the others do not have it either.
func (r *lookupRun) notFound(missing []*codePage, input string) (*codePage, error) {
	if isICD9Shaped(input) {
		r.app.note("hint: for an ICD-9-CM code run 'medcode crosswalk %s'", codesets.Clean(input))
	}
	if code := codesets.Normalize(input); isHCPCS(code) && code[0] == 'D' {
		r.app.note("hint: %s has the form of a dental code (CDT, © ADA), which no free table holds", code)
	}
	const tableLen = 3 // characters that name an ICD-10-PCS table, as three letters may by chance
	if len(missing) == 0 || len(missing) == 1 && len(strings.TrimSpace(input)) == tableLen {
		return r.in(codesets.ICD10CM, input) // which says what is wrong with its form
	}
	for _, p := range missing[1:] {
		r.app.note("%s %s", p.Input, p.Message)
	}
	r.noteRelease(missing[0].Release)
	return missing[0], nil
}

// candidates makes the page of a code that several sets have.
func candidates(input string, found []*codePage) *codePage {
	p := &codePage{Input: codesets.Clean(input), Found: true, Message: fmt.Sprintf("a code of %d sets; --set picks one", len(found))}
	for _, f := range found {
		p.Candidates = append(p.Candidates, candidateRef{f.Set, f.Code, f.Display, f.Title})
	}
	return p
}

// in makes the page of a code of one set, and says which release it comes
// from when that is not in force.
func (r *lookupRun) in(set codesets.CodeSet, input string) (*codePage, error) {
	page, err := r.quietly(set, input)
	if err == nil {
		r.noteRelease(page.Release)
	}
	return page, err
}

// noteRelease says, once for a set, that its release is not in force.
func (r *lookupRun) noteRelease(from releaseRef) {
	if slices.Contains(r.noted, from.Set) {
		return
	}
	r.noted = append(r.noted, from.Set)
	if !from.InForce && from.Edition != "" {
		rel := codesets.Release{Title: from.Title, Effective: from.Effective, End: from.End}
		r.app.note("%s; answering from %s", outOfForce(rel, from.Date), from.Title)
		r.app.note("hint: %s", loadHint(from.Set))
	}
}

// quietly makes the page of a code of one set.
func (r *lookupRun) quietly(set codesets.CodeSet, input string) (*codePage, error) {
	info, _ := codesets.Describe(set)
	switch {
	case set == codesets.Modifiers || set == codesets.POS || set == codesets.RevenueCodes:
		return r.builtIn(set, input)
	case info.Form == codesets.FormRows:
		return r.rowsPage(set, input)
	case info.Form == codesets.FormPairs:
		return r.pairsPage(set, input)
	}
	if set == codesets.CPT && len(r.app.releases(set)) == 0 {
		return shapePage(input)
	}
	from, err := r.app.opened(set)
	if err != nil {
		return nil, err
	}
	page := r.app.lookup(from, input)
	if set != codesets.ICD10CM && page.Display != "" {
		page.Display = codesets.Clean(codesets.Normalize(input))
	}
	switch {
	case set == codesets.ICD10CM && page.Found:
		return page, r.indexed(page)
	case set == codesets.ICD10PCS:
		r.explain(page)
	case !page.Found && set != codesets.ICD10CM:
		page.Status, page.Suggestions = validate.NotFound, nil
		page.Message = "is not in " + from.Release.Title
	}
	return page, nil
}

// releases returns the releases of set at hand, none when the store cannot be read.
func (a *app) releases(set codesets.CodeSet) []codesets.Release {
	s, err := a.store()
	if err != nil {
		return nil
	}
	return s.Catalog().Of(set)
}

// shapePage makes the page of a CPT code when no CPT file is loaded: what its
// number tells.
func shapePage(input string) (*codePage, error) {
	code := codesets.Normalize(input)
	s, ok := cpt.ShapeOf(code)
	if !ok {
		return nil, noRelease(codesets.CPT)
	}
	p := &codePage{
		Input: codesets.Clean(input), Found: true, Set: codesets.CPT, Code: code, Display: code,
		Title: s.String(), Kind: kindShape, Message: "code shape only: load your CPT file",
		Release: builtInRelease(codesets.CPT, 0),
	}
	for _, a := range []codesets.Attr{{Name: "category", Value: string(s.Category)}, {Name: "section", Value: string(s.Section)}, {Name: "group", Value: s.Group}} {
		if a.Value != "" {
			p.Attrs = append(p.Attrs, a)
		}
	}
	return p, nil
}

// builtInRelease stands for a table that is part of the program.
func builtInRelease(set codesets.CodeSet, date codesets.Date) releaseRef {
	return releaseRef{Set: set, Title: "built in", Date: date, InForce: true}
}

// A pcsCharacter is one character of an ICD-10-PCS code.
type pcsCharacter = icd10pcs.Character

// explain adds to the page of an ICD-10-PCS code what each character means,
// when the tables are loaded, and to that of none which character is wrong.
func (r *lookupRun) explain(p *codePage) {
	if r.pcs == nil {
		book, err := r.app.pcs()
		if err != nil {
			return
		}
		r.pcs = book
	}
	report := r.pcs.explain(codesets.Normalize(p.Input))
	if r.pcs.tables != nil {
		p.Characters = report.Characters
	}
	if !p.Found {
		p.Status, p.Suggestions = validate.NotFound, nil
		p.Message = "is not in " + p.Release.Title
		if report.Message != "" {
			p.Message += ": " + report.Message
		}
	}
}
