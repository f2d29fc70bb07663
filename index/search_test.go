package index

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSearchSmall(t *testing.T) {
	x, err := Build(Source{Codes: smallCodes(t)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, query string
		opts        Options
		want        string // codes of the first hits
	}{
		{"default code before its header", "pneumonia", Options{}, "J189 J18"},
		{"billable only", "pneumonia", Options{Billable: true}, "J189 J180"},
		{"initial encounter by convention", "fracture neck left femur", Options{}, "S72002A"},
		{"7th character by words", "fracture neck right femur subsequent", Options{}, "S72001D"},
		{"7th character by option", "fracture neck right femur", Options{Encounter: "sequela"}, "S72001S"},
		{"inclusion term", "broken hip", Options{}, "S72001A"},
		{"abbreviation of a title word", "fx nck femr rt", Options{}, "S72001A"},
		{"misspelled", "neumonia", Options{}, "J189"},
		{"joined", "broncho pneumonia", Options{}, "J180"},
		{"exact", "neumonia", Options{Exact: true}, ""},
		{"side", "fracture femur", Options{Side: "left"}, "S72002A"},
		{"range", "fracture pneumonia", Options{Range: "S00-T88"}, "S72001A"},
		{"range of a category", "fracture pneumonia", Options{Range: "J18"}, "J189"},
		{"chapter", "fracture pneumonia", Options{Chapter: "2"}, "S72001A"},
		{"phrase", `"left femur" fracture`, Options{}, "S72002A"},
		{"without", "pneumonia -bronchopneumonia", Options{}, "J189 J18"},
		{"code", "s72.001", Options{}, "S72001 S72001A S72001D S72001S"},
		{"code with words", "code:J18* bronchopneumonia", Options{}, "J180"},
		{"nothing", "zzzzqqq", Options{}, ""},
		{"stop words only", "of the", Options{}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := found(t, x, c.query, c.opts)
			want := strings.Fields(c.want)
			if len(want) == 0 && len(got) > 0 || len(got) < len(want) || !slices.Equal(got[:len(want)], want) {
				t.Errorf("Search(%q, %+v) = %v, want first %v", c.query, c.opts, got, want)
			}
		})
	}
}

func TestSearchExplains(t *testing.T) {
	x, err := Build(Source{Codes: smallCodes(t)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := x.Search("hip broken fx zzzz", Options{Limit: 1})
	if err != nil || len(res.Hits) != 1 {
		t.Fatalf("Search = %v, %v", res, err)
	}
	m := res.Hits[0].Matched
	if m.Kind != "inclusion_term" || m.Text != "Broken right hip" || m.Owner != "S72001" {
		t.Errorf("matched %+v", m)
	}
	if diff := cmp.Diff([]string{"zzzz"}, res.Dropped); diff != "" {
		t.Errorf("dropped (-want +got):\n%s", diff)
	}
	if !slices.Contains(res.Readings, Correction{"fx", "fracture", "abbreviation"}) {
		t.Errorf("readings %v", res.Readings)
	}
	var questions []string
	for _, c := range res.Choices {
		questions = append(questions, c.Question+" "+strings.Join(c.Answers, " "))
	}
	if !slices.Contains(questions, "encounter initial subsequent sequela") {
		t.Errorf("choices %v", questions)
	}
}

func TestSearchNotes(t *testing.T) {
	x, err := Build(Source{Codes: smallCodes(t)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := found(t, x, "note:inclusion_term hip", Options{}); !slices.Equal(got, []string{"S72001"}) {
		t.Errorf("note:inclusion_term hip = %v", got)
	}
	if got := found(t, x, "note:excludes1 hip", Options{}); got != nil {
		t.Errorf("note:excludes1 hip = %v, want none", got)
	}
}

func TestBadOptions(t *testing.T) {
	x, err := Build(Source{Codes: smallCodes(t)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range []Options{{Side: "top"}, {Encounter: "third"}, {Chapter: "99"}, {Range: "Q00-Q10"}} {
		if _, err := x.Search("fracture", o); !errors.Is(err, ErrQuery) {
			t.Errorf("%+v: %v, want ErrQuery", o, err)
		}
	}
}
