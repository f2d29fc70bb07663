package practice

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/codesets"
)

func drillTables(t testing.TB) DrillTables {
	t.Helper()
	codes, err := embedded(t).ICD10CM(may4)
	if err != nil {
		t.Fatal(err)
	}
	return DrillTables{
		ICD10CM: codes, Date: may4,
		Index:   []IndexEntry{{[]string{"Pneumonia", "lobar"}, "J181"}, {[]string{"Gout", "idiopathic", "knee"}, "M10069"}},
		Changes: []Change{{"M545", "M5450", 20211001}, {"M545", "M5451", 20211001}},
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
			n := 20
			if topic.Needs != "" {
				n = 1
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
	p.typeIn("11\n/kidney\n1\nq\n")
	asked, right, err := p.Drill(t.Context(), qs)
	if err != nil || asked != 2 || right != 1 {
		t.Fatalf("asked %d, right %d, %v", asked, right, err)
	}
	p.wants(t, "1 of 3  Office", "Right.", "2 of 3", "found for kidney", "Not right. The answer: no", "read: medcode lookup E11.2", "2 asked, 1 right.")
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
