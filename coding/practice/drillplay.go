package practice

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

const drillHelp = `Answer with a code, or with the number or the words of an option.
  /words   search the code set      =CODE    look a code up
  >TERM    open a term of the Index, < goes up
  ?        where it is written      s        skip the question
  q        quit                     h        this help`

// Drill asks questions on the console and writes each answer down. It returns
// how many were asked and how many were right; one that is skipped counts for
// neither.
func (s *Session) Drill(ctx context.Context, questions []Question) (asked, right int, err error) {
	var spent time.Duration
	for i, q := range questions {
		s.Console.say("")
		s.Console.para(fmt.Sprintf("%d of %d  ", i+1, len(questions)), q.Prompt)
		for k, o := range q.Options {
			s.Console.para(fmt.Sprintf("  %d  ", k+1), o)
		}
		began := s.Now()
		s.walk = nil
		line, ok := s.drillLine(ctx, q)
		if !ok || isKey(line, "q") {
			break
		}
		if isKey(line, "s") {
			s.Console.para("Skipped. ", "The answer: "+q.answer())
			continue
		}
		good := q.Right(line)
		took := s.Now().Sub(began)
		if err := s.noteDrill(q, good, took); err != nil {
			return asked, right, err
		}
		asked++
		spent += took
		if good {
			right++
		}
		s.showDrill(q, good, took)
	}
	s.Console.say("")
	s.Console.say("%d asked, %d right, %d s a question.", asked, right, int(spent.Seconds())/max(asked, 1))
	return asked, right, nil
}

// isKey reports whether a line is the letter of a key, in any case. A letter
// alone is no code and no option.
func isKey(line, key string) bool { return strings.EqualFold(strings.TrimSpace(line), key) }

// drillLine returns the next line that answers q, skips it or quits; it does
// what the other lines ask.
func (s *Session) drillLine(ctx context.Context, q Question) (string, bool) {
	for {
		line, ok := s.Console.next(ctx)
		switch {
		case !ok, isKey(line, "q"), isKey(line, "s"):
			return line, ok
		case isKey(line, "h"):
			s.Console.say("%s", drillHelp)
		case line == "?":
			s.drillHint(q)
		case strings.HasPrefix(line, "/"):
			s.search(strings.TrimSpace(line[1:]))
		case strings.HasPrefix(line, "="):
			s.lookupIn(s.Drilled, strings.TrimSpace(line[1:]))
		case strings.HasPrefix(line, ">"), strings.HasPrefix(line, "<"):
			s.step(line)
		case q.fits(line):
			return line, true
		case len(q.Options) > 0:
			s.Console.say("A number from 1 to %d, please; h shows the keys.", len(q.Options))
		default:
			s.Console.say("A code, please; h shows the keys.")
		}
	}
}

// drillHint says where to look without giving the answer away.
func (s *Session) drillHint(q Question) {
	for _, d := range DrillTopics {
		if d.ID == q.Topic && d.Hint != "" {
			s.Console.para("Hint: ", d.Hint)
			return
		}
	}
	s.Console.say("No hint; =CODE looks a code up.")
}

func (s *Session) noteDrill(q Question, good bool, took time.Duration) error {
	e := Event{Time: s.Now(), Type: EventDrill, Topics: []string{q.Topic}, Pass: good, Seconds: int(took.Seconds())}
	if good {
		e.Score = 100
	}
	if s.walk != nil {
		e.Moves = s.walk.Moves()
	}
	return s.Journal.Append(e)
}

func (s *Session) showDrill(q Question, good bool, took time.Duration) {
	if good {
		s.Console.say("Right, %d s.", int(took.Seconds()))
	} else {
		s.Console.para("Not right. ", "The answer: "+q.answer())
	}
	if way := s.moves(q); way != "" {
		s.Console.para("  ", way)
	}
	for _, w := range q.Why {
		s.Console.para("  ", w)
	}
	if len(q.See) > 0 && !good {
		s.Console.para("  read: ", strings.Join(q.See, "; "))
	}
}

// answer returns the right answers as people read them.
func (q Question) answer() string {
	if len(q.Options) == 0 {
		all := make([]string, len(q.Accept))
		for i, a := range q.Accept {
			all[i] = shown(a)
		}
		return strings.Join(slices.Compact(all), " or ")
	}
	var k int
	if _, err := fmt.Sscan(q.Accept[0], &k); err != nil || k < 1 || k > len(q.Options) {
		return q.Accept[0]
	}
	return q.Options[k-1]
}
