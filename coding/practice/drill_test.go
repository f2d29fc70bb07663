package practice

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

func drillTables(t testing.TB) DrillTables {
	t.Helper()
	codes, err := embedded(t).ICD10CM(may4)
	if err != nil {
		t.Fatal(err)
	}
	return DrillTables{
		ICD10CM: codes, Date: may4,
		Index:   someIndex,
		Changes: []Change{{"M545", "M5450", 20211001}, {"M545", "M5451", 20211001}, {"I10", "I1A0", 20231001}, {"E119", "E119A", 20991001}},
	}
}

// somePairs compiles a small PTP table: 11042 and 11043 pair with indicator 1,
// 11042 and 97597 with 0, 20610 with neither.
func somePairs(t testing.TB) *table.Pairs {
	t.Helper()
	var set table.PairSet
	for _, p := range []table.Pair{
		{Column1: "11043", Column2: "11042", Edit: table.Edit{Effective: 20200101, Indicator: '1', Rationale: "misuse"}},
		{Column1: "11042", Column2: "97597", Edit: table.Edit{Effective: 20200101, Indicator: '0', Rationale: "misuse"}},
		{Column1: "20610", Column2: "20600", Edit: table.Edit{Effective: 20200101, Deletion: 20201231, Indicator: '1', Rationale: "misuse"}},
	} {
		if err := set.Add(p); err != nil {
			t.Fatal(err)
		}
	}
	b, err := table.CompilePairs(codesets.Release{Set: codesets.PTPPractitioner, Edition: "2026Q2"}, &set)
	if err != nil {
		t.Fatal(err)
	}
	c, err := table.OpenContainer(b, false)
	if err != nil {
		t.Fatal(err)
	}
	pairs, err := table.OpenPairs(c)
	if err != nil {
		t.Fatal(err)
	}
	return pairs
}

// Every question about two codes says what the table says.
func TestDrillTogether(t *testing.T) {
	tables := drillTables(t)
	tables.Pairs = somePairs(t)
	answers := map[string]string{}
	for seed := range uint64(20) {
		qs, err := Drill(tables, "together", 3, seed)
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range qs {
			checkQuestion(t, tables, q)
			_, pair, _ := strings.Cut(q.Prompt, "day: ")
			pair, _, _ = strings.Cut(pair, ".")
			answers[pair] = q.Accept[0]
		}
	}
	want := map[string]string{"11043 with 11042": "2", "11042 with 97597": "1"}
	for pair, a := range answers {
		if w, listed := want[pair]; listed && a != w || !listed && a != "3" {
			t.Errorf("%s: answer %s", pair, a)
		}
		delete(want, pair)
	}
	if len(want) > 0 {
		t.Errorf("never asked: %v", want)
	}
	if answers["20610 with 20600"] != "" {
		t.Error("an edit that has ended was asked for")
	}
}

// A code that lives on has no successor, nor has one whose end is to come.
func TestDrillSuccessor(t *testing.T) {
	qs, err := Drill(drillTables(t), "successor", 5, 7)
	if err != nil || len(qs) != 1 {
		t.Fatalf("%d questions, %v, want the one about M54.5", len(qs), err)
	}
	if got, want := qs[0].answer(), "M54.50 or M54.51"; got != want {
		t.Errorf("answer %q, want %q", got, want)
	}
}

// The notes asked about name, or do not name, the code as the table says.
func TestDrillNoteNames(t *testing.T) {
	tables := drillTables(t)
	qs, err := Drill(tables, "note", 60, 5)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for _, q := range qs {
		owner, _, _ := strings.Cut(q.Prompt, " ")
		_, code, asks := strings.Cut(q.Prompt, "Does the note name ")
		if !asks {
			kinds["heading"]++
			continue
		}
		kinds[q.answer()]++
		n, _ := tables.ICD10CM.Find(codesets.Normalize(owner))
		m, ok := tables.ICD10CM.Find(codesets.Normalize(strings.TrimSuffix(code, "?")))
		if !ok || !tables.ICD10CM.Billable(m) {
			t.Fatalf("%s is not billable", code)
		}
		named := slices.ContainsFunc(tables.ICD10CM.Notes(n), func(x codesets.Note) bool {
			return len(x.Refs) == 1 && strings.Contains(q.Prompt, ": "+codesets.Clean(x.Text)+". Does") && tables.ICD10CM.Covers(x.Refs[0], m)
		})
		if named != (q.answer() == "yes") {
			t.Errorf("%q: answer %s", q.Prompt, q.answer())
		}
	}
	if kinds["heading"] < 10 || kinds["yes"] < 5 || kinds["no"] < 5 {
		t.Errorf("an uneven mix: %v", kinds)
	}
}

func TestQuestionRight(t *testing.T) {
	options := Question{Options: []string{"yes", "no, it is a header"}, Accept: []string{"2"}}
	mods := Question{Options: []string{"RT", "25", "59", "LT"}, Accept: []string{"2"}}
	codes := Question{Options: []string{"E11.22 one", "N18.31 two"}, Accept: []string{"1"}}
	typed := Question{Accept: []string{"S52531A"}}
	for _, test := range []struct {
		q           Question
		answer      string
		right, fits bool
	}{
		{options, "2", true, true},
		{options, "no", true, true},
		{options, "NO, it is a header", true, true},
		{options, "yes", false, true},
		{options, "3", false, false},
		{options, "", false, false},
		{options, "maybe", false, false},
		{mods, "25", true, true},
		{mods, "59", false, true},
		{mods, "rt", false, true},
		{codes, "e1122", true, true},
		{codes, "N18.31", false, true},
		{typed, "s52.531a", true, true},
		{typed, "S52.531D", false, true},
		{typed, " ", false, false},
	} {
		if got := test.q.Right(test.answer); got != test.right {
			t.Errorf("Right(%q) = %v, want %v", test.answer, got, test.right)
		}
		if got := test.q.fits(test.answer); got != test.fits {
			t.Errorf("fits(%q) = %v, want %v", test.answer, got, test.fits)
		}
	}
}

func TestDrillEveryTopic(t *testing.T) {
	tables := drillTables(t)
	for _, topic := range DrillTopics {
		t.Run(topic.ID, func(t *testing.T) {
			if topic.ID == "together" {
				if _, err := Drill(tables, topic.ID, 3, 7); !errors.Is(err, ErrDrillTable) {
					t.Errorf("error %v without the table, want ErrDrillTable", err)
				}
				return
			}
			n, tables := 20, tables
			if topic.Needs != "" {
				n = 1
			} else {
				tables.Index = nil // drills of its tables do without
			}
			qs, err := Drill(tables, topic.ID, n, 7)
			if err != nil {
				t.Fatal(err)
			}
			if len(qs) != n {
				t.Fatalf("%d questions, want %d", len(qs), n)
			}
			for _, q := range qs {
				checkQuestion(t, tables, q)
			}
			again, _ := Drill(tables, topic.ID, n, 7)
			if !reflect.DeepEqual(qs, again) {
				t.Error("the same seed gives other questions")
			}
		})
	}
}

// checkQuestion checks what any question must have: answers that are options,
// or billable codes.
func checkQuestion(t *testing.T, tables DrillTables, q Question) {
	t.Helper()
	if q.Prompt == "" || len(q.Accept) == 0 || len(q.Why) == 0 && q.Topic != "billable" {
		t.Errorf("question %+v is not whole", q)
	}
	if !q.Right(" " + strings.ToLower(q.Accept[0]) + " ") {
		t.Errorf("%+v: its own answer is not right", q)
	}
	if q.Right("zzz") {
		t.Errorf("%+v: anything is right", q)
	}
	if len(q.Options) > 0 || q.Topic == "pos" {
		return
	}
	for _, code := range q.Accept {
		if n, ok := tables.ICD10CM.Find(code); !ok || !tables.ICD10CM.Billable(n) {
			t.Errorf("%+v: %s is not billable", q, code)
		}
	}
}

// The sides, 7th characters and orders asked for are those of the table.
func TestDrillAnswersAgreeWithTable(t *testing.T) {
	tables := drillTables(t)
	side, err := Drill(tables, "side", 30, 3)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range side {
		n, _ := tables.ICD10CM.Find(q.Accept[0])
		if want := sideOf(tables.ICD10CM.Title(n)); !strings.Contains(q.Prompt, "is the "+want+" side") {
			t.Errorf("%s answers %q", q.Accept[0], q.Prompt)
		}
	}
	first, err := Drill(tables, "code-first", 30, 3)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range first {
		answer, _, _ := strings.Cut(q.answer(), " ")
		i := slices.IndexFunc(q.Options, func(o string) bool { return !strings.HasPrefix(o, answer+" ") })
		other, _, _ := strings.Cut(q.Options[i], " ")
		a, _ := tables.ICD10CM.Find(codesets.Normalize(answer))
		b, _ := tables.ICD10CM.Find(codesets.Normalize(other))
		if _, ok := mustPrecede(tables.ICD10CM, a, b); !ok {
			t.Errorf("%s before %s: no such note (%q)", answer, other, q.Why)
		}
	}
}

func TestDrillMix(t *testing.T) {
	qs, err := Drill(drillTables(t), "", 24, 7)
	if err != nil || len(qs) != 24 {
		t.Fatalf("%d questions, %v", len(qs), err)
	}
	topics := map[string]bool{}
	for _, q := range qs {
		topics[q.Topic] = true
	}
	if len(topics) < 8 {
		t.Errorf("a mix of %d topics only: %v", len(topics), topics)
	}
	if _, err := Drill(drillTables(t), "dragons", 1, 1); err == nil {
		t.Error("no error for a topic that is not there")
	}
}

func TestDrillSession(t *testing.T) {
	p := newPlayer(t, t.TempDir())
	qs := []Question{
		{Topic: "pos", Prompt: "Office. Which code?", Accept: []string{"11"}, Why: []string{"11 Office"}},
		{Topic: "billable", Prompt: "Is E11.2 billable?", Options: []string{"yes", "no"}, Accept: []string{"2"}, See: []string{"medcode lookup E11.2"}},
		{Topic: "pos", Prompt: "Home. Which code?", Accept: []string{"12"}},
	}
	p.Drilled = drillTables(t).ICD10CM
	p.typeIn("h\n11\n/kidney\n?\n=E11.2\nperhaps\nYes\n\nS\nq\n")
	asked, right, err := p.Drill(t.Context(), qs)
	if err != nil || asked != 2 || right != 1 {
		t.Fatalf("asked %d, right %d, %v", asked, right, err)
	}
	p.wants(t, "1 of 3  Office", "skip the question", "Right, 0 s.", "2 of 3", "found for kidney", "Hint: A code is billable",
		"E11.2    Type 2 diabetes mellitus with kidney complications (header)", "A number from 1 to 2, please",
		"Not right. The answer: no", "read: medcode lookup E11.2", "A code, please", "Skipped. The answer: 12", "2 asked, 1 right, 0 s a question.")
	pr := p.replay(t)
	if got := pr.Drills["pos"]; got != (Tally{1, 1, 100}) {
		t.Errorf("drills kept: %+v", pr.Drills)
	}
}

func BenchmarkDrill(b *testing.B) {
	tables := drillTables(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Drill(tables, "", 10, 7); err != nil {
			b.Fatal(err)
		}
	}
}
