package coding

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"sync"

	"github.com/medcode-cli/medcode/codesets"
)

// A Source gives claims one at a time, as claimfile.Reader does: Next fills c
// and returns io.EOF behind the last one.
type Source interface {
	Next(ctx context.Context, c *Claim) error
}

// batchSize is how many claims go to a worker at once. It keeps the cost of
// handing over small beside the check itself.
const batchSize = 64

// A batch is a run of claims with their results, used again and again.
type batch struct {
	claims  [batchSize]Claim
	seen    [batchSize]bool
	results [batchSize]Result
	n       int
	done    chan struct{}
}

// Run reads claims from src, checks them on workers goroutines at once, and
// gives each result to sink, in the order of the source. A result and its
// claim hold only during the call. The memory used does not depend on the
// number of claims. An error of src is returned once the claims before it
// have been given to sink; an error of sink ends the run.
func (e *Engine) Run(ctx context.Context, src Source, workers int, sink func(*Result) error) (*Tally, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	workers = max(workers, 1)
	r := &run{
		engine: e,
		free:   make(chan *batch, 2*workers+2),
		work:   make(chan *batch, 2*workers+2),
		order:  make(chan *batch, 2*workers+2),
	}
	for range cap(r.free) {
		r.free <- &batch{done: make(chan struct{}, 1)}
	}
	var readErr error
	var group sync.WaitGroup
	group.Go(func() { readErr = r.read(ctx, src) })
	all := make([]*Worker, workers)
	for i := range all {
		all[i] = e.NewWorker()
		group.Go(func() { r.check(all[i]) })
	}
	sinkErr := r.deliver(sink, cancel)
	group.Wait()
	tally := newTally(e, all)
	if sinkErr != nil {
		return tally, sinkErr
	}
	return tally, readErr
}

// A run is the state of one Run: batches go from free to work and, in the
// order of the source, to order, and back to free.
type run struct {
	engine *Engine
	free   chan *batch
	work   chan *batch
	order  chan *batch
}

// read fills batches from src until it ends.
func (r *run) read(ctx context.Context, src Source) error {
	defer close(r.work)
	defer close(r.order)
	seen := newRecent()
	for {
		var b *batch
		select {
		case <-ctx.Done():
			return ctx.Err()
		case b = <-r.free:
		}
		var err error
		for b.n = 0; b.n < batchSize; b.n++ {
			if err = src.Next(ctx, &b.claims[b.n]); err != nil {
				break
			}
			b.seen[b.n] = seen.add(claimKey(&b.claims[b.n]))
		}
		r.order <- b
		r.work <- b
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// check checks batches until there are no more.
func (r *run) check(w *Worker) {
	for b := range r.work {
		for i := range b.n {
			w.Check(&b.claims[i], b.seen[i], &b.results[i])
		}
		b.done <- struct{}{}
	}
}

// deliver gives the results of the batches to sink in order. When sink fails
// it cancels the reading and drains what is under way.
func (r *run) deliver(sink func(*Result) error, cancel func()) error {
	var failed error
	for b := range r.order {
		<-b.done
		for i := 0; i < b.n && failed == nil; i++ {
			if failed = sink(&b.results[i]); failed != nil {
				cancel()
			}
		}
		r.free <- b
	}
	return failed
}

// A Tally counts what rules said over a whole run.
type Tally struct {
	Rules []RuleTally
	Used  []codesets.Release // the releases that were read, in catalog order
}

// A RuleTally counts the claims one rule looked at, by outcome.
type RuleTally struct {
	ID       string
	Outcomes [outcomes]int
}

// Of returns the number of claims with outcome o.
func (t RuleTally) Of(o Outcome) int { return t.Outcomes[o] }

func newTally(e *Engine, workers []*Worker) *Tally {
	t := &Tally{Rules: make([]RuleTally, len(e.rules))}
	var used []codesets.Release
	for i, rule := range e.rules {
		t.Rules[i].ID = rule.ID
		for _, w := range workers {
			for o, n := range w.counts[i] {
				t.Rules[i].Outcomes[o] += n
			}
		}
	}
	for _, w := range workers {
		for _, era := range w.eras {
			for _, o := range slices.Concat(era.tables, era.further) {
				if o.opened && o.OK() && !slices.ContainsFunc(used, o.Release.Same) {
					used = append(used, *o.Release)
				}
			}
		}
	}
	t.use(used)
	return t
}

// use adds releases to those that were read. They are sorted as a catalog
// sorts them, which is not asked: it would read the heads of all tables.
func (t *Tally) use(releases []codesets.Release) {
	for _, r := range releases {
		if !slices.ContainsFunc(t.Used, r.Same) {
			t.Used = append(t.Used, r)
		}
	}
	slices.SortFunc(t.Used, func(a, b codesets.Release) int {
		return cmp.Or(cmp.Compare(a.Set, b.Set), cmp.Compare(a.Effective, b.Effective), cmp.Compare(a.Edition, b.Edition))
	})
}

// Add adds the counts of o, a run of the same engine, to t.
func (t *Tally) Add(o *Tally) {
	if len(t.Rules) == 0 {
		t.Rules = make([]RuleTally, len(o.Rules))
	}
	for i, r := range o.Rules {
		t.Rules[i].ID = r.ID
		for k, n := range r.Outcomes {
			t.Rules[i].Outcomes[k] += n
		}
	}
	t.use(o.Used)
}
