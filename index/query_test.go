package index

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestParseQuery(t *testing.T) {
	for _, c := range []struct {
		in   string
		want Query
	}{
		{"", Query{}},
		{"  dm2 w neuropathy ", Query{Words: "dm2 w neuropathy"}},
		{`"heart failure" acute`, Query{Words: "heart failure acute", Phrases: []string{"heart failure"}}},
		{`open "quote`, Query{Words: "open quote"}},
		{"ulcer -foot -heel", Query{Words: "ulcer", Without: []string{"foot", "heel"}}},
		{"non-pressure ulcer - obesity -", Query{Words: "non-pressure ulcer - obesity -"}},
		{"code:E11* foot", Query{Words: "foot", Code: "E11*"}},
		{"chapter:9 failure", Query{Words: "failure", Chapter: "9"}},
		{"note:Excludes1 gestational", Query{Words: "gestational", Note: "excludes1"}},
		{"ratio 1:2 code:", Query{Words: "ratio 1:2 code:"}},
		{"a\x00b\x1b[31m\xffc", Query{Words: "a b [31m c"}},
	} {
		got, err := ParseQuery(c.in)
		if err != nil {
			t.Errorf("ParseQuery(%q): %v", c.in, err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("ParseQuery(%q) (-want +got):\n%s", c.in, diff)
		}
	}
	if _, err := ParseQuery("note:nothing x"); !errors.Is(err, ErrQuery) {
		t.Errorf("note:nothing: %v, want ErrQuery", err)
	}
}

func FuzzSearch(f *testing.F) {
	x, err := Build(Source{Codes: smallCodes(f)}, nil)
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{
		"fx femur lt init", `"a b" -c code:S72 chapter:2 note:includes x`, "S72.001A", "\u202eright to left\u202c", "a\x00\xff",
		strings.Repeat("fracture ", 300), ".*[a-z]+(", "w/o w/ s/p", "(((((", "1 2 3 4 5 i ii iii", "ﬁ ß ǅ",
	} {
		f.Add(s, "left", "initial", true)
	}
	f.Fuzz(func(t *testing.T, query, side, encounter string, exact bool) {
		res, err := x.Search(query, Options{Side: side, Encounter: encounter, Exact: exact})
		if err != nil {
			if !errors.Is(err, ErrQuery) {
				t.Fatalf("Search(%q): %v", query, err)
			}
			return
		}
		seen := map[string]bool{}
		for i, h := range res.Hits {
			if seen[h.Code.Code] {
				t.Errorf("Search(%q): %s twice", query, h.Code.Code)
			}
			seen[h.Code.Code] = true
			if i >= defaultLimit || h.Code.Title == "" || !utf8.ValidString(h.Matched.Text) {
				t.Errorf("Search(%q): hit %d is %+v", query, i, h)
			}
		}
	})
}

// TestHostileQueries asks for an answer in bounded time whatever is typed.
func TestHostileQueries(t *testing.T) {
	x, err := Build(Source{Codes: smallCodes(t)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, q := range map[string]string{
		"many words":     strings.Repeat("fracture of the left femur ", 10_000),
		"one long word":  strings.Repeat("fractur", 100_000),
		"unknown words":  strings.Repeat("qzxv wkjq ", 10_000),
		"quotes":         strings.Repeat(`"`, 10_000),
		"operators":      strings.Repeat("-a code: note: chapter: ", 10_000),
		"control":        strings.Repeat("\x1b[2J\x00\x07", 10_000),
		"right to left":  strings.Repeat("\u202eשבר\u202c ", 10_000),
		"regexp":         strings.Repeat("(.*)+$ [[:alpha:]]{1,99} ", 5_000),
		"invalid UTF-8":  strings.Repeat("\xff\xfe\xc0 ", 10_000),
		"slashes":        strings.Repeat("w/o/", 10_000),
		"numbers":        strings.Repeat("1 ", 10_000),
		"combining mark": strings.Repeat("e\u0301", 10_000),
	} {
		start := time.Now()
		if _, err := x.Search(q, Options{}); err != nil && !errors.Is(err, ErrQuery) {
			t.Errorf("%s: %v", name, err)
		}
		if d := time.Since(start); d > 2*time.Second {
			t.Errorf("%s: took %v", name, d)
		}
	}
}
