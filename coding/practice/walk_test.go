package practice

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/codesets/icd10cm"
	"github.com/medcode-cli/medcode/codesets/icd10cm/alphabetic"
)

// someIndex is a small Alphabetic Index of all four parts.
var someIndex = []icd10cm.IndexLine{
	{Part: icd10cm.PartIndex, Path: []string{"Diabetes, diabetic (mellitus) (sugar)"}, Code: "E119"},
	{Part: icd10cm.PartIndex, Path: []string{"Diabetes, diabetic (mellitus) (sugar)", "type 2", "with", "chronic kidney disease"}, Code: "E1122"},
	{Part: icd10cm.PartIndex, Path: []string{"Diabetes, diabetic (mellitus) (sugar)", "with", "chronic kidney disease"}, Code: "E1122"},
	{Part: icd10cm.PartIndex, Path: []string{"Dialysis", "noncompliance"}, See: "Noncompliance, with, dialysis"},
	{Part: icd10cm.PartIndex, Path: []string{"Pneumonia (acute)", "lobar (disseminated)"}, Code: "J181"},
	{Part: icd10cm.PartIndex, Path: []string{"Gout (acute)", "idiopathic", "knee"}, Code: "M1006", Shown: "M10.06-"},
	{Part: icd10cm.PartExternal, Path: []string{"Bite", "dog"}, Code: "W540", Shown: "W54.0-"},
	{Part: icd10cm.PartDrugs, Path: []string{"Amoxicillin"}, Column: "Adverse effect", Code: "T360X5"},
	{Part: icd10cm.PartDrugs, Path: []string{"Treacle"}, Column: "Adverse effect"},
	{Part: icd10cm.PartNeoplasm, Path: []string{"Neoplasm, neoplastic", "lung", "upper lobe"}, Column: "Malignant Primary", Code: "C341", Shown: "C34.1-"},
	{Part: icd10cm.PartNeoplasm, Path: []string{"Neoplasm, neoplastic", "stomach"}, Column: "Malignant Primary", Code: "C169"},
}

// walkSome returns a walk through the parts of someIndex that are walked.
func walkSome() *alphabetic.Walk {
	return alphabetic.NewWalk(alphabetic.NewTree(slices.DeleteFunc(slices.Clone(someIndex), func(l icd10cm.IndexLine) bool { return !walked(&l) })))
}

func TestWalk(t *testing.T) {
	for _, test := range []struct {
		name, lines string
		at          string
		moves       int
		wants       []string
	}{
		{"down to the code", ">diabetes|>type 2|>with|>chronic", "Diabetes, diabetic (mellitus) (sugar)/type 2/with/chronic kidney disease", 4, []string{": E11.9", "type 2 >", "chronic kidney disease: E11.22"}},
		{"second word of a main term", ">Diabetic", "Diabetes, diabetic (mellitus) (sugar)", 1, nil},
		{"without the modifiers", ">gout|>idio|>knee", "Gout (acute)/idiopathic/knee", 3, []string{"M10.06-"}},
		{"several begin so", ">dia", "", 0, []string{"2 terms begin so:", "Diabetes", "Dialysis"}},
		{"with comes first, then the alphabet", ">diabetes", "Diabetes, diabetic (mellitus) (sugar)", 1, []string{"with >\n    type 2 >"}},
		{"none", ">zebra", "", 0, []string{"No term zebra here"}},
		{"up counts", ">gout|>idio|<|<", "", 4, []string{"At the top"}},
		{"to the top at once", ">gout|>idio|<<", "", 3, nil},
		{"above the top", "<", "", 0, []string{"At the top"}},
		{"looking does not count", ">gout|>", "Gout (acute)", 1, nil},
		{"a reference", ">dialysis", "Dialysis", 1, []string{"noncompliance: see Noncompliance, with, dialysis"}},
		{"external causes are in it", ">bite|>dog", "Bite/dog", 2, []string{"W54.0-"}},
		{"the tables are not", ">amoxicillin", "", 0, []string{"No term"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			w := walkSome()
			for line := range strings.SplitSeq(test.lines, "|") {
				(&Browser{Console: &Console{Out: &out}, Walk: w}).Do(line)
			}
			if at := strings.Join(w.At().Path(), "/"); at != test.at || w.Moves() != test.moves {
				t.Errorf("at %q after %d moves, want %q after %d", at, w.Moves(), test.at, test.moves)
			}
			for _, want := range test.wants {
				if !strings.Contains(out.String(), want) {
					t.Errorf("no %q in\n%s", want, out.String())
				}
			}
		})
	}
}

// The three drills made from the Index ask for a code of its lines, completed
// by the Tabular List, and count the shortest way.
func TestDrillIndex(t *testing.T) {
	tables := drillTables(t)
	for _, test := range []struct {
		topic, code, prompt string
		moves               int
	}{
		{"index", "E1122", "with diabetic chronic kidney disease", 3},
		{"index", "J181", "Lobar pneumonia", 2},
		{"drugs", "T360X5A", "Table of Drugs: Amoxicillin; Adverse effect; first treatment.", 0},
		{"neoplasm", "C3411", "Table of Neoplasms: lung > upper lobe; Malignant Primary; right side.", 0},
		{"neoplasm", "C169", "Table of Neoplasms: stomach; Malignant Primary.", 0},
	} {
		qs, err := Drill(tables, test.topic, 10, 7)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(qs, func(q Question) bool { return slices.Equal(q.Accept, []string{test.code}) })
		if i < 0 {
			t.Errorf("%s: no question for %s in %+v", test.topic, test.code, qs)
			continue
		}
		if q := qs[i]; !strings.Contains(q.Prompt, test.prompt) || q.Moves != test.moves {
			t.Errorf("%s: %+v, want %q and %d moves", test.topic, q, test.prompt, test.moves)
		}
	}
}

func TestDrillWalk(t *testing.T) {
	p := newPlayer(t, t.TempDir())
	p.Index = walkSome
	q := Question{Topic: "index", Prompt: "Find it", Accept: []string{"E1122"}, Moves: 3}
	p.typeIn(">diabetes\n>type 2\n<\n>with\n>chronic\nE11.22\ne1122\n")
	if _, right, err := p.Drill(t.Context(), []Question{q, q}); err != nil || right != 2 {
		t.Fatalf("right %d, %v", right, err)
	}
	p.wants(t, "Right, 0 s.", "5 move(s) through the Index; the shortest way is 3.", "Right", "Answered without a walk")
	events, _ := readAll(t, p.Journal)
	if len(events) != 2 || events[0].Moves != 5 || events[1].Moves != 0 {
		t.Errorf("events kept: %+v", events)
	}
	p.Index = nil
	p.typeIn(">gout\n")
	if _, err := p.Run(t.Context(), p.cases(t, "gad")); err != nil {
		t.Fatal(err)
	}
	p.wants(t, "The Alphabetic Index is not loaded")
}
