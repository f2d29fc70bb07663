package practice

import (
	"cmp"
	"slices"
	"time"

	"github.com/medcode-cli/medcode/coding/practice/fsrs"
)

// A Progress is where a student stands, replayed from the journal.
type Progress struct {
	Cards   map[string]fsrs.Card // by "pack/case"
	Last    map[string]Event     // last answer, by "pack/case"
	Topics  map[string]Tally     // answers by topic
	Drills  map[string]Tally     // drill questions by topic
	Wrong   map[Outcome]int      // mistakes by kind
	Answers []Event              // every graded answer, in order
	Plan    []string             // cases of the last session that are still open
	PlanAt  time.Time
	Exam    *Event // an exam begun and not ended
	Exams   []Exam
}

// A Tally counts answers.
type Tally struct {
	Answers int `json:"answers"`
	Passed  int `json:"passed"`
	Score   int `json:"score_sum"` // sum of the scores, per cent
}

// Accuracy returns the mean score in per cent, 0 without answers.
func (t Tally) Accuracy() int {
	if t.Answers == 0 {
		return 0
	}
	return (2*t.Score + t.Answers) / (2 * t.Answers)
}

func (t Tally) with(score int, pass bool) Tally {
	t.Answers++
	t.Score += score
	if pass {
		t.Passed++
	}
	return t
}

// Rating returns how well an answer recalls a case: only a passed one is
// recalled at all, hints make it hard at best, and easy is full marks in less
// than a minute.
func Rating(r Result, hints, seconds int) fsrs.Rating {
	const easySeconds = 60
	switch {
	case !r.Pass:
		return fsrs.Again
	case hints > 0 || r.Score < 90:
		return fsrs.Hard
	case r.Score == 100 && seconds < easySeconds:
		return fsrs.Easy
	default:
		return fsrs.Good
	}
}

// Replay returns the progress that events amount to.
func Replay(events []Event, s fsrs.Scheduler) *Progress {
	p := &Progress{
		Cards: map[string]fsrs.Card{}, Last: map[string]Event{}, Topics: map[string]Tally{},
		Drills: map[string]Tally{}, Wrong: map[Outcome]int{},
	}
	for _, e := range events {
		p.take(e, s)
	}
	return p
}

func (p *Progress) take(e Event, s fsrs.Scheduler) {
	switch e.Type {
	case EventAnswer:
		p.answer(e, s)
	case EventSkip:
		p.closeCase(e.Ref())
	case EventPlan:
		p.Plan, p.PlanAt = e.Cases, e.Time
	case EventDone:
		p.Plan = nil
	case EventDrill:
		for _, t := range e.Topics {
			p.Drills[t] = p.Drills[t].with(e.Score, e.Pass)
		}
	case EventExam:
		p.Exam = &e
		p.Exams = append(p.Exams, Exam{ID: e.Exam, Start: e.Time, Minutes: e.Minutes, Cases: e.Cases, Answers: map[string]Event{}})
	case EventExamEnd:
		if p.Exam != nil && p.Exam.Exam == e.Exam {
			p.Exam = nil
		}
		for i := range p.Exams {
			if p.Exams[i].ID == e.Exam {
				p.Exams[i].Ended = true
			}
		}
	}
}

func (p *Progress) answer(e Event, s fsrs.Scheduler) {
	key := e.Ref()
	if e.Rating > 0 {
		p.Cards[key] = s.Review(p.Cards[key], fsrs.Rating(e.Rating), e.Time)
	}
	p.Last[key] = e
	p.Answers = append(p.Answers, e)
	for _, t := range e.Topics {
		p.Topics[t] = p.Topics[t].with(e.Score, e.Pass)
	}
	for _, m := range e.Mistakes {
		p.Wrong[m]++
	}
	if e.Exam == "" {
		p.closeCase(key)
		return
	}
	for i := range p.Exams {
		if p.Exams[i].ID == e.Exam {
			p.Exams[i].Answers[key] = e
		}
	}
}

// closeCase takes a case off the open plan.
func (p *Progress) closeCase(key string) {
	p.Plan = slices.DeleteFunc(slices.Clone(p.Plan), func(k string) bool { return k == key })
}

// Ref returns the name of the case over all packs, "pack/case".
func (c *Case) Ref() string { return c.Pack + "/" + c.ID }

// resumeWithin is how long an interrupted session can be taken up again.
const resumeWithin = 24 * time.Hour

// Queue returns the next n cases: those left of a session broken off within a
// day, then those due at now, the longest overdue first, then new ones, of
// weak topics first. topic, when not "", narrows all. The same journal and
// time give the same queue.
func (p *Progress) Queue(cases []*Case, now time.Time, n int, topic string) []*Case {
	byKey := map[string]*Case{}
	var due, fresh []*Case
	for _, c := range cases {
		if topic != "" && !slices.Contains(c.Topics, topic) {
			continue
		}
		byKey[c.Ref()] = c
		card := p.Cards[c.Ref()]
		switch {
		case card.New():
			fresh = append(fresh, c)
		case !card.Due.After(now):
			due = append(due, c)
		}
	}
	var queue []*Case
	add := func(c *Case) {
		if c != nil && len(queue) < n && !slices.Contains(queue, c) {
			queue = append(queue, c)
		}
	}
	if now.Sub(p.PlanAt) < resumeWithin {
		for _, key := range p.Plan {
			add(byKey[key])
		}
	}
	slices.SortStableFunc(due, func(a, b *Case) int { return p.Cards[a.Ref()].Due.Compare(p.Cards[b.Ref()].Due) })
	for _, c := range due {
		add(c)
	}
	for _, c := range p.pickNew(fresh, n-len(queue)) {
		add(c)
	}
	return queue
}

// pickNew chooses n new cases one by one: each time the one whose topic is
// weakest, a topic counting half as weak for each case of it already chosen,
// easier cases before harder ones.
func (p *Progress) pickNew(fresh []*Case, n int) []*Case {
	chosen := map[string]int{}
	var out []*Case
	fresh = slices.Clone(fresh)
	for len(out) < n && len(fresh) > 0 {
		best := 0
		for i, c := range fresh {
			d := cmp.Compare(p.need(c, chosen), p.need(fresh[best], chosen))
			if d > 0 || (d == 0 && c.Difficulty < fresh[best].Difficulty) {
				best = i
			}
		}
		for _, t := range fresh[best].Topics {
			chosen[t]++
		}
		out = append(out, fresh[best])
		fresh = slices.Delete(fresh, best, best+1)
	}
	return out
}

// need returns how much practice the weakest topic of c wants, 0 to 1.
func (p *Progress) need(c *Case, chosen map[string]int) float64 {
	need := 0.0
	for _, t := range c.Topics {
		tally := p.Topics[t]
		missed := float64(100*tally.Answers-tally.Score)/100 + 1 // as if half right twice before
		weak := missed / float64(tally.Answers+2)
		need = max(need, weak/float64(uint64(1)<<min(chosen[t], 20)))
	}
	return need
}

// Due counts the cases due at now and the new ones; topic, when not "",
// narrows both.
func (p *Progress) Due(cases []*Case, now time.Time, topic string) (due, fresh int) {
	for _, c := range cases {
		card := p.Cards[c.Ref()]
		switch {
		case topic != "" && !slices.Contains(c.Topics, topic):
		case card.New():
			fresh++
		case !card.Due.After(now):
			due++
		}
	}
	return due, fresh
}

// Mistaken returns the cases whose last answer did not pass, the latest
// first, n at most.
func (p *Progress) Mistaken(cases []*Case, n int) []*Case {
	var out []*Case
	for _, c := range cases {
		if e, ok := p.Last[c.Ref()]; ok && !e.Pass {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b *Case) int { return p.Last[b.Ref()].Time.Compare(p.Last[a.Ref()].Time) })
	return out[:min(n, len(out))]
}
