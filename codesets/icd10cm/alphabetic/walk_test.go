package alphabetic

import (
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/codesets/icd10cm"
)

func TestWalk(t *testing.T) {
	book := bookOf(t, parse(t, someIndex))
	for name, test := range map[string]struct {
		moves string // "<", "<<" or a term
		at    string
		count int
	}{
		"down":            {"gloom|with|rust", "Gloom(s) (idle) > with > rust", 3},
		"begun":           {"glo|aut", "Gloom(s) (idle) > autumn, late", 2},
		"between commas":  {"aching", "Ache, aching (dull)", 1},
		"several stay":    {"g", "", 0},
		"no such term":    {"gloom|zebra", "Gloom(s) (idle)", 1},
		"up":              {"gloom|with|<", "Gloom(s) (idle)", 3},
		"to the top":      {"gloom|with|<<", "", 3},
		"above the top":   {"<|<<", "", 0},
		"up a main term":  {"gloom|<|sorrow", "Sorrow", 3},
		"other part":      {"fall|down", "Fall, falling (accidental) > down", 2},
		"another case":    {"GLOOM|Widow's", "Gloom(s) (idle) > widow's", 2},
		"with the blanks": {"  gloom |  with", "Gloom(s) (idle) > with", 2},
	} {
		t.Run(name, func(t *testing.T) {
			w := NewWalk(book.Parts[icd10cm.PartIndex], nil, book.Parts[icd10cm.PartExternal])
			for move := range strings.SplitSeq(test.moves, "|") {
				if move == "<" || move == "<<" {
					w.Up(move == "<<")
				} else {
					w.Open(move)
				}
			}
			if at := strings.Join(w.At().Path(), " > "); at != test.at || w.Moves() != test.count {
				t.Errorf("at %q after %d moves, want %q after %d", at, w.Moves(), test.at, test.count)
			}
		})
	}
	if !NewWalk().Empty() || !NewWalk(nil, NewTree(nil)).Empty() || NewWalk(book.Parts[icd10cm.PartDrugs]).Empty() {
		t.Error("Empty is wrong")
	}
}

// "with" comes first, then the alphabet.
func TestSubterms(t *testing.T) {
	book := bookOf(t, parse(t, someIndex))
	found := book.Find("", "gloom", 1)
	var titles []string
	for _, s := range found[0].Term.Subterms() {
		titles = append(titles, s.Title())
	}
	if got, want := strings.Join(titles, "|"), "with|autumn, late|in (due to)|widow's"; got != want {
		t.Errorf("subterms %q, want %q", got, want)
	}
	if n := found[0].Term.Count(); n != 8 {
		t.Errorf("%d terms beneath, want 8", n)
	}
}
