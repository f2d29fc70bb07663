package practice

import (
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets/table"
)

// classify says how far got, undotted, answers want, a valid code of t. It
// reports false when the two have not even the category in common.
func classify(t *table.Codes, want, got string) (Outcome, bool) {
	if want == got {
		return Exact, true
	}
	if len(got) < 3 || got[:3] != want[:3] {
		return "", false
	}
	n, ok := t.Find(got)
	if !ok {
		return classifyUnknown(want, got), true
	}
	if !t.Billable(n) {
		if seventhOnly(want, got) {
			return MissingSeventh, true
		}
		return Header, true
	}
	w, ok := t.Find(want)
	if !ok {
		return Category, true
	}
	return classifyBillable(t, w, n), true
}

// classifyUnknown is for a code the release does not have: the 7th character
// or the placeholder of want may be all that is wrong with it.
func classifyUnknown(want, got string) Outcome {
	if seventhOnly(want, got) {
		return MissingSeventh
	}
	if len(want) == 7 && len(got) < 7 && got[:len(got)-1] == strings.TrimRight(want[:6], "X") && got[len(got)-1] == want[6] {
		return MissingPlaceholder
	}
	if len(want) == 7 && len(got) == 7 && want[:6] == got[:6] {
		return WrongSeventh
	}
	return NotValid
}

// seventhOnly reports whether got is want without its 7th character, with or
// without the placeholders before it.
func seventhOnly(want, got string) bool {
	if len(want) != 7 || len(got) >= 7 {
		return false
	}
	stem := want[:6]
	return strings.HasPrefix(stem, got) && len(got) >= 3 && strings.Trim(stem[len(got):], "X") == ""
}

// classifyBillable compares two billable codes of one category.
func classifyBillable(t *table.Codes, want, got table.Node) Outcome {
	wantKey, gotKey := t.Key(want), t.Key(got)
	wantTitle, gotTitle := t.Title(want), t.Title(got)
	if len(wantKey) == 7 && len(gotKey) == 7 && wantKey[6] != gotKey[6] {
		if wantKey[:6] == gotKey[:6] {
			return WrongSeventh
		}
		wantTitle, gotTitle = stemTitle(t, wantKey, wantTitle), stemTitle(t, gotKey, gotTitle)
	}
	if ws, gs := sideOf(wantTitle), sideOf(gotTitle); ws != gs && slices.Equal(sideless(wantTitle), sideless(gotTitle)) {
		switch {
		case gs == "":
			return LessSpecific
		case ws == "":
			return MoreSpecific
		default:
			return WrongSide
		}
	}
	if wantKey[:4] != gotKey[:4] {
		return acrossSubcategories(wantKey, gotKey)
	}
	switch w, g := vagueness(wantTitle), vagueness(gotTitle); {
	case g > w:
		return LessSpecific
	case g < w:
		return MoreSpecific
	}
	return WrongSpecificity
}

// acrossSubcategories compares codes that share their category only. The
// fourth character 9 is the classification's place for "unspecified" (I.A.9.b).
func acrossSubcategories(want, got string) Outcome {
	switch {
	case got[3] == '9':
		return LessSpecific
	case want[3] == '9':
		return MoreSpecific
	default:
		return Category
	}
}

// stemTitle returns the title of the code without its 7th character, title
// itself when the stem is no node.
func stemTitle(t *table.Codes, key, title string) string {
	if n, ok := t.Find(strings.TrimRight(key[:6], "X")); ok {
		return t.Title(n)
	}
	return title
}

// sideOf returns the side a title names: "right", "left", "bilateral", or ""
// for none or an unspecified one.
func sideOf(title string) string {
	for _, w := range titleWords(title) {
		switch w {
		case "right", "left", "bilateral":
			return w
		}
	}
	return ""
}

// sideless returns the words of a title that say neither side nor grammar.
func sideless(title string) []string {
	words := slices.DeleteFunc(titleWords(title), func(w string) bool {
		switch w {
		case "right", "left", "bilateral", "unilateral", "unspecified", "side", "eye", "eyes", "ear", "ears", "of", "in", "the":
			return true
		}
		return false
	})
	slices.Sort(words)
	return words
}

func titleWords(title string) []string {
	return strings.FieldsFunc(strings.ToLower(title), func(r rune) bool {
		return r == ' ' || r == ',' || r == '(' || r == ')'
	})
}

// vagueness counts the words of a title that leave something open.
func vagueness(title string) int {
	n := 0
	for _, w := range titleWords(title) {
		if w == "unspecified" {
			n++
		}
	}
	return n
}
