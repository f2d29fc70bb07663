package cmd

import (
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/icd10pcs"
	"github.com/medcode-cli/medcode/codesets/table"
)

// searchSet returns the set other than ICD-10-CM that a query of one word has
// the form of: it is a code of it, or the beginning of one, and ICD-10-CM has
// none such; "" for all other queries.
func (a *app) searchSet(query string) codesets.CodeSet {
	code := codesets.Normalize(strings.TrimSuffix(query, "*"))
	if len(code) < 3 || strings.ContainsAny(query, " .:\"") || !strings.ContainsAny(code, digits) {
		return ""
	}
	for _, set := range []codesets.CodeSet{codesets.ICD10CM, codesets.HCPCS, codesets.ICD10PCS, codesets.CPT} {
		if len(a.releases(set)) == 0 || set == codesets.ICD10PCS && (len(code) > icd10pcs.Length || !onlyOf(code, pcsCharacters)) {
			continue
		}
		from, err := a.opened(set)
		if err != nil {
			continue
		}
		for range from.Table.Prefixed(code) {
			if set == codesets.ICD10CM {
				return ""
			}
			return set
		}
	}
	return ""
}

// elsewhere says which other sets have codes with all the words of a query
// that found nothing.
func (a *app) elsewhere(query string) {
	words := queryWords(query)
	for _, set := range []codesets.CodeSet{codesets.HCPCS, codesets.ICD10PCS, codesets.CPT} {
		if len(a.releases(set)) == 0 {
			continue
		}
		if from, err := a.opened(set); err == nil {
			a.alsoIn(set, query, titled(from.Table, words))
		}
	}
	for _, set := range []codesets.CodeSet{codesets.Modifiers, codesets.POS, codesets.RevenueCodes} {
		date, err := a.date()
		if err != nil {
			return
		}
		n := 0
		for _, h := range builtInHits(set, date) {
			if wordMask(words, h.Title) == allWords(words) {
				n++
			}
		}
		a.alsoIn(set, query, n)
	}
}

func (a *app) alsoIn(set codesets.CodeSet, query string, n int) {
	if n > 0 {
		info, _ := codesets.Describe(set)
		a.note("%s has %s: medcode search --set %s %s", info.Name, codesets.Count(n, "code"), set, codesets.Clean(query))
	}
}

// titled counts the codes whose title has every one of words.
func titled(t *table.Codes, words []string) int {
	n := 0
	for i := range table.Node(t.Len()) {
		if len(words) > 0 && wordMask(words, t.Title(i)) == allWords(words) {
			n++
		}
	}
	return n
}
