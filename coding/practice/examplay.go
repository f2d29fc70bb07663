package practice

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Begin writes down that an exam of these cases starts now. minutes is 0 for
// no limit.
func (s *Session) Begin(cases []*Case, minutes int) (*Exam, error) {
	now := s.Now()
	x := &Exam{ID: now.UTC().Format("20060102-150405"), Start: now, Minutes: minutes, Answers: map[string]Event{}}
	for _, c := range cases {
		x.Cases = append(x.Cases, c.Ref())
	}
	return x, s.Journal.Append(Event{Time: now, Type: EventExam, Exam: x.ID, Cases: x.Cases, Minutes: minutes})
}

// Sit plays what is open of an exam: no hints, no grades, until the last case
// or the end of the time. Leaving keeps the exam open; the report comes when
// it is ended.
func (s *Session) Sit(ctx context.Context, x *Exam, cases []*Case) (Summary, error) {
	s.Hidden = x
	defer func() { s.Hidden = nil }()
	if d := x.Deadline(); !d.IsZero() {
		s.Console.say("The exam ends at %s. Book open, no hints, grades at the end.", d.Format("15:04"))
	}
	sum, err := s.Run(ctx, open(x, cases))
	if err == nil && !sum.Quit && sum.Skipped > 0 {
		sum, err = s.again(ctx, x, cases)
	}
	if err != nil {
		return sum, err
	}
	if sum.Quit && !x.Over(s.Now()) {
		s.Console.say("The exam stays open; 'medcode practice exam' goes on with it, 'medcode practice exam --end' hands it in.")
		return sum, nil
	}
	return sum, s.End(x, cases)
}

// open returns the cases of an exam that are not answered.
func open(x *Exam, cases []*Case) []*Case {
	return slices.DeleteFunc(slices.Clone(cases), func(c *Case) bool {
		_, answered := x.Answers[c.Ref()]
		return answered
	})
}

// again goes once more through the cases skipped.
func (s *Session) again(ctx context.Context, x *Exam, cases []*Case) (Summary, error) {
	p, _, err := s.Progress()
	if err != nil {
		return Summary{}, err
	}
	for i := range p.Exams {
		if p.Exams[i].ID == x.ID {
			x.Answers = p.Exams[i].Answers
		}
	}
	s.Console.say("")
	s.Console.say("Back to what was skipped.")
	return s.Run(ctx, open(x, cases))
}

// graded says what an empty line does with the codes entered.
func (s *Session) graded() string {
	if s.Hidden != nil {
		return "hands them in"
	}
	return "grades them"
}

// place says which case of how many comes, counted over the whole exam in
// one, there with the time that is left.
func (s *Session) place(i, n int) string {
	if s.Hidden == nil {
		return fmt.Sprintf("%d of %d", i, n)
	}
	all := len(s.Hidden.Cases)
	out := fmt.Sprintf("%d of %d", all-n+i, all)
	if d := s.Hidden.Deadline(); !d.IsZero() {
		out += fmt.Sprintf(", %d min left", max(0, int(d.Sub(s.Now()).Round(time.Minute).Minutes())))
	}
	return out
}

func (s *Session) timeUp() bool { return s.Hidden != nil && s.Hidden.Over(s.Now()) }

// untilDeadline ends ctx when the time of the exam is up.
func (s *Session) untilDeadline(ctx context.Context) (context.Context, context.CancelFunc) {
	if s.Hidden == nil || s.Hidden.Deadline().IsZero() {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, s.Hidden.Deadline().Sub(s.Now()))
}

// handIn says that the time is up; codes entered before that count.
func (s *Session) handIn(e *entry, sum *Summary) error {
	s.Console.say("The time is up.")
	if e.answer.Empty() {
		return nil
	}
	return s.grade(e, sum)
}

// End closes an exam and writes its report.
func (s *Session) End(x *Exam, cases []*Case) error {
	if err := s.Journal.Append(Event{Time: s.Now(), Type: EventExamEnd, Exam: x.ID}); err != nil {
		return err
	}
	p, _, err := s.Progress()
	if err != nil {
		return err
	}
	i := slices.IndexFunc(p.Exams, func(y Exam) bool { return y.ID == x.ID })
	if i < 0 {
		return fmt.Errorf("exam %s is not in the journal", x.ID)
	}
	return s.report(&p.Exams[i], cases)
}

// report writes the result of an exam: the whole, by topic, and every case
// that did not get full marks.
func (s *Session) report(x *Exam, cases []*Case) error {
	out := s.Console
	pass := DefaultPass
	if len(cases) > 0 {
		pass = s.grader(cases[0]).Pass
	}
	verdict := "passed"
	if x.Score() < pass {
		verdict = "not passed"
	}
	out.say("")
	out.say("Exam %s: %d %%, %s (%d %% passes). %d of %d cases answered.", x.ID, x.Score(), verdict, pass, len(x.Answers), len(x.Cases))
	out.say("")
	out.say("By topic:")
	topics := map[string]Tally{}
	for _, c := range cases {
		e := x.Answers[c.Ref()]
		for _, t := range c.Topics {
			topics[t] = topics[t].with(e.Score, e.Pass)
		}
	}
	out.tallies(topics)
	for _, c := range cases {
		if err := s.reportCase(x, c); err != nil {
			return err
		}
	}
	return nil
}

func (s *Session) reportCase(x *Exam, c *Case) error {
	e, answered := x.Answers[c.Ref()]
	if answered && e.Score == 100 {
		return nil
	}
	s.Console.say("")
	s.Console.say("%s: %s", c.Ref(), c.Title)
	if !answered {
		s.Console.say("  not answered")
		return nil
	}
	g := s.grader(c)
	a, err := g.Parse(c, e.Answer)
	if err != nil {
		return err
	}
	r, err := g.Grade(c, a)
	if err != nil {
		return err
	}
	s.Console.say("  your answer: %s", e.Answer)
	s.Console.showResult(r, g.Pass)
	return nil
}

// tallies writes one line a topic: a bar, the mean, the count.
func (c *Console) tallies(topics map[string]Tally) {
	for _, t := range Topics {
		tally, ok := topics[t.ID]
		if ok {
			c.say("  %-16s %s %3d %%  %d answer(s)", t.ID, bar(tally.Accuracy(), 100), tally.Accuracy(), tally.Answers)
		}
	}
}

// bar returns a bar of 20 characters for n of most: "##########..........".
func bar(n, most int) string {
	const width = 20
	if most <= 0 {
		most = 1
	}
	full := min(max((n*width+most/2)/most, 0), width)
	return strings.Repeat("#", full) + strings.Repeat(".", width-full)
}
