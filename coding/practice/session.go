package practice

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/icd10cm/alphabetic"
	"github.com/medcode-cli/medcode/codesets/table"
	"github.com/medcode-cli/medcode/coding/practice/fsrs"
)

// A Hit is one code found by a search inside a session.
type Hit struct {
	Code     string // as people read it
	Title    string
	Billable bool
}

// A Session plays cases on a console. Every answer is in the journal, on the
// disk, before its grade is shown.
type Session struct {
	Console *Console
	Journal *Journal
	Graders map[string]*Grader // by pack id
	Now     func() time.Time
	Search  func(query string) []Hit // nil: no search
	Hidden  *Exam                    // set in an exam: no hints, no grades until the end
	Drilled *table.Codes             // what =CODE shows in a drill
	Index   func() *alphabetic.Walk  // the Alphabetic Index at its top, asked for at first need; nil: none

	walk *alphabetic.Walk // in the Index, for the case or question on the screen
}

// A Summary is how a session went.
type Summary struct {
	Cases, Passed, Score int // score is the sum of the scores
	Skipped              int
	Quit                 bool // the student left, or the input ended, before the last case
}

const helpText = `Enter codes on one or several lines, in order: E11.22 n1831 99213-25 J1885 x4
An empty line grades them.
  ?        the next hint            /words   search the code set
  =CODE    look a code up           >TERM    open a term of the Index, < goes up
  u        take back what was entered
  s        skip this case           q        quit; everything is kept
  h        this help`

// Play plays cases and says at the end how it went.
func (s *Session) Play(ctx context.Context, cases []*Case) (Summary, error) {
	sum, err := s.Run(ctx, cases)
	if err == nil {
		s.farewell(sum)
	}
	return sum, err
}

// Run plays cases in order until they are through, the student quits, or the
// input ends.
func (s *Session) Run(ctx context.Context, cases []*Case) (Summary, error) {
	var sum Summary
	if len(cases) > 0 {
		s.Console.say("%s. Enter the codes in order; an empty line %s; h shows the keys.", codesets.Count(len(cases), "case"), s.graded())
	}
	for i, c := range cases {
		s.Console.say("")
		s.Console.say("Case %s", s.place(i+1, len(cases)))
		s.Console.showCase(c)
		graded := sum.Cases
		done, err := s.play(ctx, c, &sum)
		if done && err == nil && sum.Cases > graded && i < len(cases)-1 {
			done = s.pause(ctx, c)
		}
		if err != nil || !done {
			sum.Quit = !done
			return sum, err
		}
	}
	return sum, nil
}

// entry is what the student has entered for one case.
type entry struct {
	c      *Case
	began  time.Time
	text   string // parsed lines, joined
	answer Answer
	hints  int
}

// play plays one case; false means that the student leaves.
func (s *Session) play(ctx context.Context, c *Case, sum *Summary) (bool, error) {
	ctx, cancel := s.untilDeadline(ctx)
	defer cancel()
	e := &entry{c: c, began: s.Now()}
	s.walk = nil
	for {
		line, ok := s.Console.next(ctx)
		switch {
		case s.timeUp():
			return false, s.handIn(e, sum) // what came with or after the bell does not count
		case !ok && ctx.Err() == nil && !e.answer.Empty():
			return true, s.grade(e, sum) // the input ended behind a whole answer
		case !ok:
			return false, nil
		case line == "" && e.answer.Empty():
			s.Console.say("Nothing entered yet; s skips the case.")
		case line == "":
			return true, s.grade(e, sum)
		case line == "q" || line == "Q":
			return false, nil
		case line == "s" || line == "S":
			sum.Skipped++
			return true, s.skip(c)
		default:
			s.command(e, line)
		}
	}
}

// command does what a line asks that does not end the case.
func (s *Session) command(e *entry, line string) {
	switch {
	case line == "?":
		s.hint(e)
	case line == "h" || line == "H":
		s.Console.say("%s", helpText)
	case line == "u" || line == "U":
		e.text, e.answer = "", Answer{}
		s.Console.say("Taken back.")
	case line[0] == '/':
		s.search(strings.TrimSpace(line[1:]))
	case line[0] == '=':
		s.lookup(e.c, strings.TrimSpace(line[1:]))
	case line[0] == '>' || line[0] == '<':
		s.step(line)
	default:
		s.enter(e, line)
	}
}

// enter adds the codes of a line to the answer, or says why it cannot.
func (s *Session) enter(e *entry, line string) {
	text := e.text + " " + line
	answer, err := s.grader(e.c).Parse(e.c, text)
	if err != nil {
		s.Console.say("%s; h shows the keys.", err)
		return
	}
	e.text, e.answer = text, answer
}

func (s *Session) grader(c *Case) *Grader { return s.Graders[c.Pack] }

func (s *Session) hint(e *entry) {
	switch {
	case s.Hidden != nil:
		s.Console.say("No hints in an exam.")
	case e.hints >= len(e.c.Hints):
		s.Console.say("No more hints.")
	default:
		s.Console.para(fmt.Sprintf("Hint %d of %d: ", e.hints+1, len(e.c.Hints)), e.c.Hints[e.hints])
		e.hints++
	}
}

func (s *Session) skip(c *Case) error {
	return s.Journal.Append(Event{Time: s.Now(), Type: EventSkip, Pack: c.Pack, Case: c.ID})
}

// grade grades the answer, writes it down, and shows the grade.
func (s *Session) grade(e *entry, sum *Summary) error {
	g := s.grader(e.c)
	r, err := g.Grade(e.c, e.answer)
	if err != nil {
		return err
	}
	ev := AnswerEvent(e.c, r, s.Now(), e.began, e.hints)
	if s.Hidden != nil {
		ev.Exam = s.Hidden.ID
	}
	if err := s.Journal.Append(ev); err != nil {
		return err
	}
	sum.Cases++
	sum.Score += r.Score
	if r.Pass {
		sum.Passed++
	}
	if s.Hidden != nil {
		s.Console.say("Noted.")
		return nil
	}
	s.Console.showResult(r, g.Pass)
	return nil
}

// AnswerEvent returns the journal's line for a graded answer.
func AnswerEvent(c *Case, r Result, now, began time.Time, hints int) Event {
	const longest = 3600 // seconds; a case left open overnight says nothing
	seconds := max(0, min(int(now.Sub(began).Seconds()), longest))
	e := Event{
		Time: now, Type: EventAnswer, Pack: c.Pack, Case: c.ID, Topics: c.Topics,
		Answer: r.Answer, Score: r.Score, Pass: r.Pass, Rating: int(Rating(r, hints, seconds)),
		Seconds: seconds, Hints: hints,
	}
	for _, it := range r.Items {
		if k := it.Kind(); !k.Right() && !slices.Contains(e.Mistakes, k) {
			e.Mistakes = append(e.Mistakes, k)
		}
	}
	return e
}

// Practise plays the due and new cases of a student, n at most: the plan is
// written down first, so that a session broken off is taken up again.
func (s *Session) Practise(ctx context.Context, cases []*Case, p *Progress, n int, topic string) (Summary, error) {
	queue := p.Queue(cases, s.Now(), n, topic)
	if len(queue) == 0 {
		s.Console.say("Nothing is due and nothing is new. Come back later, or take one with 'medcode practice case ID'.")
		return Summary{}, nil
	}
	if len(p.Plan) > 0 && slices.Contains(p.Plan, queue[0].Ref()) {
		s.Console.say("Taking up the session broken off.")
	}
	refs := make([]string, len(queue))
	for i, c := range queue {
		refs[i] = c.Ref()
	}
	if err := s.Journal.Append(Event{Time: s.Now(), Type: EventPlan, Cases: refs}); err != nil {
		return Summary{}, err
	}
	sum, err := s.Run(ctx, queue)
	if err != nil {
		return sum, err
	}
	if !sum.Quit {
		err = s.Journal.Append(Event{Time: s.Now(), Type: EventDone})
	}
	s.farewell(sum)
	if sum.Quit {
		s.Console.say("Everything is kept; 'medcode practice' goes on from here.")
	}
	return sum, err
}

// farewell says how the cases graded went.
func (s *Session) farewell(sum Summary) {
	s.Console.say("")
	if sum.Cases > 0 {
		s.Console.say("%s, %d passed, mean %d %%, %d skipped.", codesets.Count(sum.Cases, "case"), sum.Passed, sum.Score/sum.Cases, sum.Skipped)
	}
}

// pause lets a student at a terminal read a grade, and the pages it names,
// before the next case pushes it off the screen. Input from a pipe has none.
func (s *Session) pause(ctx context.Context, c *Case) bool {
	prompt := s.Console.Prompt
	if prompt == "" || s.Hidden != nil {
		return true
	}
	s.Console.Prompt = "next> "
	defer func() { s.Console.Prompt = prompt }()
	s.Console.say("")
	s.Console.say("Enter goes on; =CODE and /words read first; q quits.")
	for {
		line, ok := s.Console.next(ctx)
		switch {
		case !ok, isKey(line, "q"):
			return false
		case line == "":
			return true
		case line[0] == '/':
			s.search(strings.TrimSpace(line[1:]))
		case line[0] == '=':
			s.lookup(c, strings.TrimSpace(line[1:]))
		default:
			s.Console.say("The case is graded; Enter shows the next one.")
		}
	}
}

// Progress reads the journal and replays it.
func (s *Session) Progress() (p *Progress, notice string, err error) {
	events, notice, err := s.Journal.Read(s.Now())
	return Replay(events, fsrs.Default()), notice, err
}
