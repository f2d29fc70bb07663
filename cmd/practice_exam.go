package cmd

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/medcode-cli/medcode/coding/practice"
)

type examOptions struct {
	*practiceOptions
	n, minutes int
	seed       uint64
	topic      string
	end        bool
}

func newPracticeExamCmd(a *app, shared *practiceOptions) *cobra.Command {
	o := &examOptions{practiceOptions: shared}
	c := &cobra.Command{
		Use:   "exam",
		Short: "Sit an exam: cases over all topics, no hints, grades at the end",
		Long: `Sit an exam: cases chosen over all topics, no hints, the book open (/words and
=CODE), grades at the end. The report gives the score, the topics, and every
case that did not get full marks with its reasons.

An exam left with q, or broken off, stays open until its time is up: the same
command goes on with it. --end hands it in.`,
		Example: "  medcode practice exam --n 50 --minutes 120\n  medcode practice exam --n 20 --topic injury --seed 7\n  medcode practice exam --end",
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return runPracticeExam(c.Context(), a, o) },
	}
	f := c.Flags()
	f.IntVarP(&o.n, "n", "n", 50, "cases")
	f.IntVar(&o.minutes, "minutes", 120, "time for the whole exam; 0 for no limit")
	f.Uint64Var(&o.seed, "seed", 0, "`NUMBER` that chooses the cases, so that a class sits the same exam (default: by the time)")
	f.StringVar(&o.topic, "topic", "", "only cases on this `TOPIC`")
	f.BoolVar(&o.end, "end", false, "hand in the open exam as it is")
	return c
}

func runPracticeExam(ctx context.Context, a *app, o *examOptions) error {
	if err := checkTopic(o.topic); err != nil {
		return err
	}
	if o.n < 1 || o.minutes < 0 {
		return usagef("--n %d --minutes %d, want 1 or more and 0 or more", o.n, o.minutes)
	}
	st, err := a.study(ctx, o.practiceOptions)
	if err != nil {
		return err
	}
	p, err := st.progress()
	if err != nil {
		return err
	}
	if p.Exam != nil {
		x := p.Exams[len(p.Exams)-1]
		return o.goOn(ctx, st, &x)
	}
	if o.end {
		return withHint(errors.New("no exam is open"), "run 'medcode practice exam' to begin one")
	}
	seed, chosen := seedOr(o.seed, st.session.Now())
	cases := practice.Blueprint(st.cases, o.n, seed, o.topic)
	if len(cases) == 0 {
		return usagef("no case on topic %q in these packs", o.topic)
	}
	if chosen {
		fmt.Fprintf(a.out, "Seed %d gives this exam again.\n", seed)
	}
	x, err := st.session.Begin(cases, o.minutes)
	if err != nil {
		return err
	}
	_, err = st.session.Sit(ctx, x, cases)
	return err
}

// seedOr returns the seed given, or when it is 0 one short enough to be typed
// again, chosen by the time; chosen then says so.
func seedOr(given uint64, now time.Time) (seed uint64, chosen bool) {
	if given != 0 {
		return given, false
	}
	const most = 1_000_000
	return 1 + uint64(now.UnixNano())%most, true
}

// goOn takes up an open exam; one that is handed in or out of time is
// reported. Cases whose pack is gone are left out.
func (o *examOptions) goOn(ctx context.Context, st *study, x *practice.Exam) error {
	var cases []*practice.Case
	for _, ref := range x.Cases {
		if c := findCase(st.cases, ref); c != nil {
			cases = append(cases, c)
		}
	}
	if o.end || x.Over(st.session.Now()) {
		return st.session.End(x, cases)
	}
	_, err := st.session.Sit(ctx, x, cases)
	return err
}
