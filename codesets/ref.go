package codesets

import (
	"slices"
	"strconv"
	"strings"
)

// A Ref is what a note refers to: one code with all beneath it, every code
// with a prefix, or a range of codes, perhaps narrowed by a Qualifier.
// Codes are upper case without the dot.
type Ref struct {
	From      string
	To        string // last code of a range, inclusive with all beneath it; "" when not a range
	Prefix    bool   // written with a trailing dash: "I82.4Z-"
	Qualifier Qualifier
}

// String returns the reference as the Tabular List writes it: "T36-T50 with
// fifth or sixth character 5".
func (r Ref) String() string {
	s := Display(ICD10CM, r.From)
	if r.Prefix {
		s += "-"
	}
	if r.To != "" {
		s += "-" + Display(ICD10CM, r.To)
	}
	return s + r.Qualifier.words()
}

// A Qualifier narrows a Ref to codes with certain characters. Its text is
// normalized: "" (no condition), "5,6:5" (fifth or sixth character 5),
// "7:B,C" (7th character B or C), "end:51,52" (the code ends in 51 or 52).
type Qualifier string

// Matches reports whether code, undotted, fulfils q. Of several positions the
// last one that the code has, and that is not the placeholder X, decides.
func (q Qualifier) Matches(code string) bool {
	where, what, ok := strings.Cut(string(q), ":")
	if !ok {
		return true
	}
	values := strings.Split(what, ",")
	if where == "end" {
		return slices.ContainsFunc(values, func(v string) bool { return endsIn(code, v) })
	}
	for _, p := range slices.Backward(strings.Split(where, ",")) {
		n, err := strconv.Atoi(p)
		if err != nil || n < 1 || n > len(code) || code[n-1] == 'X' {
			continue
		}
		return slices.Contains(values, code[n-1:n])
	}
	return false
}

// endsIn reports whether the characters behind code's category end in v; a v
// with a leading dot must follow the category at once, and more may follow.
func endsIn(code, v string) bool {
	if len(code) < 3 {
		return false
	}
	if rest, ok := strings.CutPrefix(v, "."); ok {
		return strings.HasPrefix(code[3:], rest)
	}
	return strings.HasSuffix(code[3:], v)
}

var ordinals = [...]string{"", "first", "second", "third", "fourth", "fifth", "sixth", "7th"}

func (q Qualifier) words() string {
	where, what, ok := strings.Cut(string(q), ":")
	if !ok {
		return ""
	}
	values := strings.ReplaceAll(what, ",", " or ")
	if where == "end" {
		return " with final characters " + values
	}
	var names []string
	for p := range strings.SplitSeq(where, ",") {
		if n, err := strconv.Atoi(p); err == nil && n > 0 && n < len(ordinals) {
			names = append(names, ordinals[n])
		}
	}
	return " with " + strings.Join(names, " or ") + " character " + values
}
