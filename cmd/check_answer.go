package cmd

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/medcode-cli/medcode/coding"
	"github.com/medcode-cli/medcode/coding/claimfile"
	reports "github.com/medcode-cli/medcode/coding/report"
	"github.com/medcode-cli/medcode/coding/x12"
)

// answerForms are the formats of 'medcode check' that answer an 837 with X12.
var answerForms = []string{"999", "277ca"}

// maxAnswered is how much of standard input is held to answer it with a 277CA,
// in bytes: its totals stand before its claims, so the input is read twice.
const maxAnswered = 256 << 20

// runAnswer answers every file of args with a 999 or a 277CA.
func runAnswer(ctx context.Context, a *app, opts checkOptions, args []string) error {
	if len(args) == 0 {
		return usagef("--format %s answers an 837: give a file", a.format())
	}
	list, err := a.inputs(ctx, args)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(a.out, 64<<10)
	answer := &answerer{app: a, opts: opts, out: out, now: time.Now()}
	for i := range list {
		in := &list[i]
		var err error
		if a.format() == "999" {
			err = answer.with999(in)
		} else {
			err = answer.with277(ctx, in)
		}
		if err != nil {
			return errors.Join(fmt.Errorf("answer %s: %w", in.Name, err), out.Flush())
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if answer.rejected > 0 && opts.FailOn != "never" {
		return errFindings
	}
	return nil
}

// An answerer writes the answers of one run.
type answerer struct {
	app      *app
	opts     checkOptions
	out      io.Writer
	now      time.Time
	rejected int
}

func (w *answerer) stamp() x12.Stamp {
	return x12.Stamp{Date: w.now.Format("20060102"), Time: w.now.Format("1504")}
}

func (w *answerer) with999(in *claimfile.Input) error {
	f, err := in.Open()
	if err != nil {
		return err
	}
	defer f.Close()
	accepted, rejected, err := x12.Write999(w.out, f, w.opts.Input.snip, w.stamp())
	w.rejected += rejected
	if err == nil {
		w.app.note("%s: %s accepted, %d rejected", in.Name, counted(accepted, "transaction set", "transaction sets"), rejected)
	}
	return err
}

// with277 checks the claims of a file, keeping what became of those that are
// rejected, and writes the answer in a second reading.
func (w *answerer) with277(ctx context.Context, in *claimfile.Input) error {
	open, err := reopened(in)
	if err != nil {
		return err
	}
	check, err := newCheck(w.app, w.opts)
	if err != nil {
		return err
	}
	rejected := map[int]x12.Verdict{}
	n := 0
	check.sink = func(r *coding.Result) error {
		if v := reports.Verdict277(r); v.Rejected() {
			rejected[n] = v
		}
		n++
		return nil
	}
	f, err := open()
	if err != nil {
		return err
	}
	r := claimfile.NewX12(f, claimfile.X12Options{File: in.Name, SNIP: w.opts.Input.snip})
	err = check.run(ctx, &dated{Reader: r, date: check.date})
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	w.rejected += len(rejected)
	w.app.note("%s: %s accepted, %d rejected", in.Name, counted(n-len(rejected), "claim", "claims"), len(rejected))
	return x12.Write277CA(w.out, open, w.stamp(), func(i int) x12.Verdict { return rejected[i] })
}

// reopened returns a function that opens in again and again; standard input is
// held in memory.
func reopened(in *claimfile.Input) (func() (io.ReadCloser, error), error) {
	if in.Name != "-" {
		return in.Open, nil
	}
	f, err := in.Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxAnswered+1))
	switch {
	case err != nil:
		return nil, err
	case len(b) > maxAnswered:
		return nil, fmt.Errorf("standard input is longer than %d bytes: give a file", maxAnswered)
	}
	return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }, nil
}

// isAnswer reports whether a format answers an 837.
func isAnswer(format string) bool { return slices.Contains(answerForms, format) }
