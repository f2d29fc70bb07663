package cmd

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLayout(t *testing.T) {
	words := func(n int) string { return strings.TrimSpace(strings.Repeat("word ", n)) }
	wrapping := []column{{name: "Code"}, {name: "Title", wrap: true}, {name: "Matched", wrap: true}}
	for _, tt := range []struct {
		name    string
		columns []column
		row     []string
		total   int
		want    []int
	}{
		{"all fits", wrapping, []string{"E11.9", words(4), ""}, 80, []int{5, 19, 7}},
		{"the long column gets what the empty one leaves", wrapping, []string{"E11.9", words(30), ""}, 60, []int{5, 38, 7}},
		{"two long columns share", wrapping, []string{"E11.9", words(30), words(30)}, 75, []int{5, 30, 30}},
		{"columns of several words help out", []column{{name: "Dates"}, {name: "Source", wrap: true}}, []string{"2026-04-01 to 2026-09-30", words(10)}, 40, []int{16, 17}},
		{"a spare column goes first", []column{{name: "Rows"}, {name: "Digest", spare: true}, {name: "Path", wrap: true}}, []string{"7", "f161f8182aff", strings.Repeat("x", 20)}, 40, []int{4, 20}},
		{"words are broken last", []column{{name: "Code"}, {name: "Path", wrap: true}}, []string{"E11.9", strings.Repeat("x", 60)}, 40, []int{5, 28}},
		{"too narrow", []column{{name: "Code"}, {name: "Path", wrap: true}}, []string{"E11.9", strings.Repeat("x", 60)}, 5, []int{5, leastWidth}},
	} {
		_, got := listing{columns: tt.columns, rows: [][]string{tt.row}}.fit(tt.total)
		if diff := cmp.Diff(tt.want, got.width); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestWrapCell(t *testing.T) {
	for _, tt := range []struct {
		in    string
		width int
		want  string
	}{
		{"", 5, ""},
		{"one two", 7, "one two"},
		{"one two three", 7, "one two\nthree"},
		{"icd10c-tabular-April-1-2026.xml", 12, "icd10c-tabul\nar-April-1-2\n026.xml"},
		{"see icd10c-tabular", 8, "see\nicd10c-t\nabular"},
		{"é é é é", 3, "é é\né é"},
		{"漢字漢字", 4, "漢字\n漢字"},
		{"漢字", 1, "漢字"},
	} {
		if got := wrapCell(tt.in, tt.width); got != tt.want {
			t.Errorf("wrapCell(%q, %d) = %q, want %q", tt.in, tt.width, got, tt.want)
		}
	}
}
