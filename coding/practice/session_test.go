package practice

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/medcode-cli/medcode/coding/practice/fsrs"
)

// A player is a session over text, with a clock that a test moves.
type player struct {
	*Session
	pack *Pack
	out  *bytes.Buffer
	now  time.Time
}

func newPlayer(t testing.TB, dir string) *player {
	t.Helper()
	pack, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	p := &player{pack: pack, out: &bytes.Buffer{}, now: noon}
	p.Session = &Session{
		Journal: openJournal(t, dir),
		Graders: map[string]*Grader{pack.ID: NewGrader(embedded(t), pack)},
		Now:     func() time.Time { return p.now },
		Search: func(q string) []Hit {
			return []Hit{{Code: "E11.22", Title: "found for " + q, Billable: true}, {Code: "E11.2", Title: "header"}}
		},
	}
	p.typeIn("")
	return p
}

// typeIn gives the session these lines to read.
func (p *player) typeIn(lines string) {
	p.out.Reset()
	p.Console = NewConsole(strings.NewReader(lines), p.out)
}

func (p *player) cases(t testing.TB, ids ...string) []*Case {
	t.Helper()
	var out []*Case
	for _, id := range ids {
		c := p.pack.Find(id)
		if c == nil {
			t.Fatalf("no case %s", id)
		}
		out = append(out, c)
	}
	return out
}

func (p *player) all() []*Case {
	var out []*Case
	for i := range p.pack.Cases {
		out = append(out, &p.pack.Cases[i])
	}
	return out
}

func (p *player) replay(t testing.TB) *Progress {
	t.Helper()
	pr, notice, err := p.Progress()
	if err != nil || notice != "" {
		t.Fatalf("progress: %v, notice %q", err, notice)
	}
	return pr
}

// wants reports each text that is not in the output, in order.
func (p *player) wants(t *testing.T, texts ...string) {
	t.Helper()
	rest := p.out.String()
	for _, want := range texts {
		_, after, ok := strings.Cut(rest, want)
		if !ok {
			t.Errorf("no %q (in this order) in:\n%s", want, p.out)
			return
		}
		rest = after
	}
}

func TestSessionWhole(t *testing.T) {
	p := newPlayer(t, t.TempDir())
	p.typeIn(strings.Join([]string{
		"E11.22", "n1831 z79.4", "Z79.84", "", // right, on three lines
		"?", "?", "/ckd", "=N18.31", "nonsense code", "h", "u", "E78.5", "u", "i11.0", "", // half right after hints and searches
		"M17.12", "", // wrong side
		"I50.33 I13.0 N18.31", "", // wrong order
		"", "s", // nothing entered, then skipped
		"q",
	}, "\n"))
	sum, err := p.Run(t.Context(), p.cases(t, "dm2-ckd3a", "htn-heart-failure", "knee-oa-right", "htn-heart-ckd", "gad", "ptsd"))
	if err != nil {
		t.Fatal(err)
	}
	p.wants(
		t, "6 cases", "Case 1 of 6", "date of service 2026-05-04; female, 63 years", "Score 100 %, passed (70 % passes).",
		"Case 2 of 6", "Hint 1 of 2: Related unless denied.", "Hint 2 of 2:", "E11.22", "found for ckd", "(header)",
		"Chronic kidney disease, stage 3a (billable)", "Code first at N18", "is not a code", "/words", "Taken back.", "Score 67 %, not passed", "missing: I50.22",
		"Case 3 of 6", "wrong side: M17.12 for M17.11", "Case 4 of 6", "wrong order: I13.0", "Nothing entered yet", "Case 6 of 6",
	)
	if sum.Cases != 4 || sum.Passed != 2 || sum.Skipped != 1 || !sum.Quit {
		t.Errorf("summary = %+v", sum)
	}
	pr := p.replay(t)
	if e := pr.Last["core/htn-heart-failure"]; e.Hints != 2 || e.Score != 67 || !slices.Equal(e.Mistakes, []Outcome{Missing}) {
		t.Errorf("kept event = %+v", e)
	}
	if e := pr.Last["core/htn-heart-ckd"]; !slices.Contains(e.Mistakes, WrongOrder) {
		t.Errorf("wrong order is not among the mistakes %v", e.Mistakes)
	}
}

func TestSessionResumes(t *testing.T) {
	p := newPlayer(t, t.TempDir())
	p.typeIn("s\nq\n")
	if _, err := p.Practise(t.Context(), p.all(), p.replay(t), 4, "diabetes"); err != nil {
		t.Fatal(err)
	}
	p.wants(t, "4 cases", "Everything is kept")
	open := p.replay(t).Plan
	if len(open) != 3 {
		t.Fatalf("open plan %v, want three cases", open)
	}
	p.now = p.now.Add(time.Hour)
	p.typeIn("s\ns\ns\ns\n")
	sum, err := p.Practise(t.Context(), p.all(), p.replay(t), 4, "diabetes")
	if err != nil || sum.Quit {
		t.Fatalf("%+v, %v", sum, err)
	}
	p.wants(t, "Taking up the session broken off.", open[0], open[1], open[2], "Case 4 of 4")
	if left := p.replay(t).Plan; len(left) != 0 {
		t.Errorf("plan %v after a whole session", left)
	}
}

func TestSessionEndOfInput(t *testing.T) {
	p := newPlayer(t, t.TempDir())
	p.typeIn("I10") // no empty line behind: the end of the input grades
	sum, err := p.Run(t.Context(), p.cases(t, "hypertension-plain", "gad"))
	if err != nil || sum.Cases != 1 || sum.Passed != 1 || !sum.Quit {
		t.Errorf("summary %+v, %v", sum, err)
	}
}

func TestSessionInterrupted(t *testing.T) {
	p := newPlayer(t, t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p.Console = NewConsole(blockedReader{}, p.out)
	sum, err := p.Run(ctx, p.cases(t, "gad"))
	if err != nil || !sum.Quit || sum.Cases != 0 {
		t.Errorf("summary %+v, %v", sum, err)
	}
}

type blockedReader struct{}

func (blockedReader) Read([]byte) (int, error) { select {} }

func TestExam(t *testing.T) {
	p := newPlayer(t, t.TempDir())
	cases := p.cases(t, "hypertension-plain", "gad", "knee-oa-right", "ptsd")
	p.typeIn("I10\n\n?\nF41.1\n\nq\n")
	x, err := p.Begin(cases, 30)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Sit(t.Context(), x, cases); err != nil {
		t.Fatal(err)
	}
	p.wants(t, "ends at 12:30", "Noted.", "No hints in an exam.", "Noted.", "The exam stays open")
	if strings.Contains(p.out.String(), "Score") {
		t.Error("a grade was shown before the end")
	}

	pr := p.replay(t)
	if pr.Exam == nil || len(pr.Exams[0].Answers) != 2 {
		t.Fatalf("exam after leaving: %+v", pr.Exams)
	}
	p.now = p.now.Add(10 * time.Minute)
	p.typeIn("M17.12\n\n")
	x = &p.replay(t).Exams[0]
	if _, err := p.Sit(t.Context(), x, cases); err != nil {
		t.Fatal(err)
	}
	p.wants(t, "2 cases", "The exam stays open") // the input ended before the last case

	p.now = p.now.Add(time.Hour) // past the deadline
	p.typeIn("F43.12\n\n")
	x = &p.replay(t).Exams[0]
	if _, err := p.Sit(t.Context(), x, cases); err != nil {
		t.Fatal(err)
	}
	p.wants(t, "The time is up.", "63 %, not passed", "3 of 4 cases answered", "By topic:", "musculoskeletal", "your answer: M17.12", "wrong side", "ptsd", "not answered")
	if pr := p.replay(t); pr.Exam != nil || !pr.Exams[0].Ended || pr.Exams[0].Score() != 63 {
		t.Errorf("exam after its end: %+v", pr.Exams)
	}
}

// What was entered before the time was up counts; what comes after does not,
// and no further case is shown.
func TestExamTimeUp(t *testing.T) {
	p := newPlayer(t, t.TempDir())
	cases := p.cases(t, "hypertension-plain", "gad")
	x, err := p.Begin(cases, 10)
	if err != nil {
		t.Fatal(err)
	}
	p.Now = func() time.Time { // a minute passes whenever the clock is read
		p.now = p.now.Add(time.Minute)
		return p.now
	}
	p.typeIn("I10\n" + strings.Repeat("=I10\n", 20) + "E78.5\n\nF41.1\n\n")
	if _, err := p.Sit(t.Context(), x, cases); err != nil {
		t.Fatal(err)
	}
	p.wants(t, "Case 1 of 2, 9 min left", "The time is up.", "Noted.", "50 %, not passed", "1 of 2 cases answered")
	if strings.Contains(p.out.String(), "Case 2 of 2") {
		t.Error("a second case was shown after the time was up")
	}
	if e := p.replay(t).Last["core/hypertension-plain"]; e.Answer != "I10" {
		t.Errorf("answer kept = %q, want I10", e.Answer)
	}
}

// A terminal waits after a grade, and lets the pages be read; a pipe does not.
func TestPause(t *testing.T) {
	p := newPlayer(t, t.TempDir())
	p.typeIn("I10\n\n=I10\n/words\nnext\n\nq\n")
	p.Console.Prompt = "codes> "
	sum, err := p.Play(t.Context(), p.cases(t, "hypertension-plain", "gad"))
	if err != nil || sum.Cases != 1 || !sum.Quit {
		t.Errorf("summary %+v, %v", sum, err)
	}
	p.wants(t, "Score 100 %", "Enter goes on;", "next> ", "Essential (primary) hypertension (billable)", "next> ", "found for words", "The case is graded", "Case 2 of 2", "codes> ", "1 case, 1 passed")
}

func TestBlueprint(t *testing.T) {
	p := newPlayer(t, t.TempDir())
	refs := func(seed uint64) []string {
		var out []string
		for _, c := range Blueprint(p.all(), 50, seed, "") {
			out = append(out, c.Ref())
		}
		return out
	}
	if !slices.Equal(refs(7), refs(7)) {
		t.Error("the same seed gives two exams")
	}
	if slices.Equal(refs(7), refs(8)) {
		t.Error("two seeds give one exam")
	}
	one := refs(7)
	slices.Sort(one)
	if len(slices.Compact(one)) != 50 {
		t.Error("an exam of 50 has a case twice")
	}
	leads := map[string]bool{}
	for _, c := range Blueprint(p.all(), 50, 7, "") {
		leads[c.lead()] = true
	}
	for i := range p.pack.Cases {
		if !leads[p.pack.Cases[i].lead()] {
			t.Errorf("no case on %s in an exam of 50", p.pack.Cases[i].lead())
		}
	}
	for _, c := range Blueprint(p.all(), 5, 1, "obstetrics") {
		if !slices.Contains(c.Topics, "obstetrics") {
			t.Errorf("%s is not on the topic asked for", c.ID)
		}
	}
	if got := len(Blueprint(p.all(), 9999, 1, "")); got != len(p.pack.Cases) {
		t.Errorf("%d cases, want all", got)
	}
}

// Two weeks of 20 cases a day: a student who errs on one topic sees that
// topic more often than one who errs on none.
func TestTwoWeeks(t *testing.T) {
	const weak = "obstetrics"
	share := func(errs bool) float64 {
		p := newPlayer(t, t.TempDir())
		s, pr := fsrs.Default(), Replay(nil, fsrs.Default())
		shown, onTopic := 0, 0
		for day := range 14 {
			now := noon.AddDate(0, 0, day)
			for _, c := range pr.Queue(p.all(), now, 20, "") {
				is := slices.Contains(c.Topics, weak)
				r := Result{Score: 95, Pass: true}
				if is && errs {
					r = Result{Score: 30}
				}
				shown++
				if is {
					onTopic++
				}
				pr.take(AnswerEvent(c, r, now, now.Add(-2*time.Minute), 0), s)
			}
		}
		return float64(onTopic) / float64(shown)
	}
	weakShare, evenShare := share(true), share(false)
	t.Logf("share of %s: %.2f erring, %.2f not erring", weak, weakShare, evenShare)
	if weakShare < 2*evenShare {
		t.Errorf("share of the weak topic %.2f, want at least twice the %.2f of a student who does not err", weakShare, evenShare)
	}
}

func TestQueueOrder(t *testing.T) {
	p := newPlayer(t, t.TempDir())
	due := func(id string, daysAgo int) Event {
		e := answer(id, 100)
		e.Time = noon.AddDate(0, 0, -daysAgo)
		return e
	}
	pr := Replay([]Event{due("gad", 10), due("ptsd", 40), due("cold", 0)}, fsrs.Default())
	var ids []string
	for _, c := range pr.Queue(p.cases(t, "gad", "ptsd", "cold", "graves"), noon, 10, "") {
		ids = append(ids, c.ID)
	}
	if want := []string{"ptsd", "gad", "graves"}; !slices.Equal(ids, want) {
		t.Errorf("queue %v, want %v: overdue first, then new, not what is not due", ids, want)
	}
	if d, fresh := pr.Due(p.cases(t, "gad", "ptsd", "cold", "graves"), noon, ""); d != 2 || fresh != 1 {
		t.Errorf("due %d, new %d, want 2, 1", d, fresh)
	}
}

func TestRating(t *testing.T) {
	for _, test := range []struct {
		score, hints, seconds int
		pass                  bool
		want                  fsrs.Rating
	}{
		{69, 0, 10, false, fsrs.Again},
		{75, 0, 10, true, fsrs.Hard},
		{100, 1, 10, true, fsrs.Hard},
		{95, 0, 10, true, fsrs.Good},
		{100, 0, 200, true, fsrs.Good},
		{100, 0, 59, true, fsrs.Easy},
	} {
		if got := Rating(Result{Score: test.score, Pass: test.pass}, test.hints, test.seconds); got != test.want {
			t.Errorf("Rating(%d %%, %d hints, %d s) = %d, want %d", test.score, test.hints, test.seconds, got, test.want)
		}
	}
}

func TestStats(t *testing.T) {
	p := newPlayer(t, t.TempDir())
	for day := range 3 {
		p.now = noon.AddDate(0, 0, day)
		p.typeIn("M17.12\n\nI10\n\n")
		if _, err := p.Run(t.Context(), p.cases(t, "knee-oa-right", "hypertension-plain")); err != nil {
			t.Fatal(err)
		}
	}
	st := MakeStats("ann", p.replay(t), p.now)
	if st.Answers != 6 || st.Cases != 2 || st.Passed != 3 || st.Accuracy != 75 || st.Streak != 3 {
		t.Errorf("stats = %+v", st)
	}
	if len(st.Mistakes) != 1 || st.Mistakes[0] != (MistakeStats{WrongSide, "wrong side", 3}) {
		t.Errorf("mistakes = %+v", st.Mistakes)
	}
	var out bytes.Buffer
	st.Show(&Console{Out: &out})
	for _, want := range []string{"ann: 6 answers to 2 cases", "musculoskeletal  ##########..........  50 %  0 of 3 passed", "wrong side", "Falling due:"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	if later := MakeStats("ann", p.replay(t), p.now.AddDate(0, 0, 2)); later.Streak != 0 {
		t.Errorf("streak %d after a day without answers, want 0", later.Streak)
	}
	if review := p.replay(t).Mistaken(p.all(), 5); len(review) != 1 || review[0].ID != "knee-oa-right" {
		t.Errorf("to review: %v", review)
	}
}

func TestWriteHTML(t *testing.T) {
	st := Stats{Student: "<b>Ann</b>", Answers: 2, Accuracy: 50, Topics: []TopicStats{{"diabetes", 2, 1, 50}}, Mistakes: []MistakeStats{{Missing, "missing", 1}}}
	var page bytes.Buffer
	if err := WriteHTML(&page, []Stats{st, {Student: "Bo", Answers: 2, Accuracy: 100, Topics: []TopicStats{{"diabetes", 2, 2, 100}}}}, noon); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"&lt;b&gt;Ann", "mean 75 %", "Made on 2026-05-04", "diabetes"} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("no %q in the page", want)
		}
	}
	for _, bad := range []string{"<b>Ann", "http:", "https:", "<script"} {
		if strings.Contains(page.String(), bad) {
			t.Errorf("%q in the page", bad)
		}
	}
}

func TestGradeCSV(t *testing.T) {
	p := newPlayer(t, t.TempDir())
	const in = "\ufeffCase,Student,Answer\ngad,ann,F41.1\ncore/knee-oa-right,bo,M17.12\nnone,ann,I10\ngad,cy,what\n"
	var got []string
	err := GradeCSV(strings.NewReader(in), p.pack, p.Graders["core"], func(r Graded) error {
		got = append(got, fmt.Sprint(r.Line, " ", r.Student, " ", r.Score, " ", r.Err != ""))
		return nil
	})
	want := []string{"2 ann 100 false", "3 bo 50 false", "4 ann 0 true", "5 cy 0 true"}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("GradeCSV = %q, %v, want %q", got, err, want)
	}
	if err := GradeCSV(strings.NewReader("a,b\n"), p.pack, p.Graders["core"], nil); err == nil {
		t.Error("no error without the columns")
	}
}

func TestWrap(t *testing.T) {
	got := wrap("  - ", "    ", "one two three four", 12)
	if want := []string{"  - one two", "    three", "    four"}; !slices.Equal(got, want) {
		t.Errorf("wrap = %q, want %q", got, want)
	}
}
