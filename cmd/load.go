package cmd

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/load"
)

// A loadOptions is what the flags of 'medcode load' say.
type loadOptions struct {
	paths          []string
	edition        string
	effective, end string // YYYY-MM-DD
	verbose        bool
}

func newLoadCmd(a *app) *cobra.Command {
	var opts loadOptions
	c := &cobra.Command{
		Use:   "load [SET] FILE|FOLDER|ARCHIVE…",
		Short: "Load official files: code sets, NCCI edits and other tables",
		Long: `Load official files as published. What a file is shows from its name and its
content; folders, zip, gzip and zstd archives and spreadsheets are unpacked.
Files of one release, such as an order file and a Tabular List or the parts of
a PTP table, make one release, also when they are loaded one after the other.

A file that is not in its official form is refused with its line and column,
and nothing of its release is stored.`,
		Example: "  medcode load ~/Downloads/2027-code-descriptions-tabular-order.zip\n" +
			"  medcode load ~/Downloads/medicare-ncci-2026q4-*.zip\n" +
			"  medcode load cpt my-cpt.csv --edition 2026 --effective 2026-01-01",
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			opts.paths = args
			return runLoad(c.Context(), a, opts)
		},
	}
	f := c.Flags()
	f.StringVar(&opts.edition, "edition", "", "`NAME` of the release, such as FY2027 or 2026Q4 (default: as the file says)")
	f.StringVar(&opts.effective, "effective", "", "first `DAY` in force, YYYY-MM-DD (default: as the file says)")
	f.StringVar(&opts.end, "end", "", "last `DAY` in force, YYYY-MM-DD (default: as the file says)")
	f.BoolVarP(&opts.verbose, "verbose", "v", false, "also name the files that were passed over")
	return c
}

// A loadItem is one release of 'medcode load'.
type loadItem struct {
	codesets.Release
	Files    []string `json:"files"`             // it was made from in this load
	Against  string   `json:"against,omitempty"` // edition of the release before
	Added    int      `json:"added"`             // codes, keys or pairs
	Removed  int      `json:"removed"`
	Revised  int      `json:"revised"`
	Warnings []string `json:"warnings,omitempty"`
}

func runLoad(ctx context.Context, a *app, opts loadOptions) error {
	in, err := a.loadOptions(opts)
	if err != nil {
		return err
	}
	return a.loadInto(ctx, in, opts.verbose)
}

// loadInto loads what in says and shows what was loaded.
func (a *app) loadInto(ctx context.Context, in load.Options, verbose bool) error {
	s, err := a.store()
	if err != nil {
		return err
	}
	start := time.Now()
	var done func()
	in.Progress, done = a.byteProgress()
	report, loadErr := load.Load(ctx, s, in)
	done()
	if ctx.Err() != nil {
		loadErr = cancelled(ctx)
	}
	if len(report.Loaded) > 0 {
		if err := a.write(loadListing(report)); err != nil {
			return err
		}
	}
	a.loadNotes(report, verbose, time.Since(start))
	return loadErr
}

// loadOptions reads the command line. A first argument that names a code set,
// and no file, says that all files are of that set.
func (a *app) loadOptions(opts loadOptions) (load.Options, error) {
	set, err := a.set("")
	in := load.Options{Paths: opts.paths, Set: set, Edition: opts.edition, Program: programVersion()}
	if err != nil {
		return in, err
	}
	if first := codesets.CodeSet(opts.paths[0]); known(first) && !exists(opts.paths[0]) {
		in.Set, in.Paths = first, opts.paths[1:]
	}
	if len(in.Paths) == 0 {
		return in, usagef("load %s: no file named", in.Set)
	}
	for _, d := range []struct {
		flag, text string
		to         *codesets.Date
	}{{"effective", opts.effective, &in.Effective}, {"end", opts.end, &in.End}} {
		if d.text == "" {
			continue
		}
		if *d.to, err = codesets.ParseDate(d.text); err != nil {
			return in, usagef("--%s: %w", d.flag, err)
		}
	}
	return in, nil
}

func known(s codesets.CodeSet) bool {
	_, ok := codesets.Describe(s)
	return ok
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, os.ErrNotExist)
}

// byteProgress returns what shows how far a load or download is, and what
// ends it.
func (a *app) byteProgress() (show func(done, total int64, what string), end func()) {
	line := a.progress("")
	show = func(done, total int64, what string) {
		line.label = codesets.Clean(what)
		if total > 0 {
			line.at(float64(done) / float64(total))
		}
	}
	return show, line.done
}

func loadListing(report load.Report) listing {
	l := listing{columns: []column{
		{name: "Set"},
		{name: "Edition"},
		{name: "Dates"},
		{name: "Rows"},
		{name: "Changes", wrap: true},
	}}
	for _, r := range report.Loaded {
		it := loadItem{
			Release: r.Release, Files: r.Files, Warnings: r.Warnings,
			Against: r.Changes.Before, Added: r.Changes.Added, Removed: r.Changes.Removed, Revised: r.Changes.Revised,
		}
		changes := "first release loaded"
		if it.Against != "" {
			changes = fmt.Sprintf("against %s: %d added, %d removed, %d revised", it.Against, it.Added, it.Removed, it.Revised)
		}
		l.add(it, string(it.Set), it.Edition, dates(it.Effective, it.End), strconv.Itoa(it.Rows)+" rows", changes)
	}
	return l
}

// loadNotes says on standard error what a user should know of the load.
func (a *app) loadNotes(report load.Report, verbose bool, took time.Duration) {
	for _, r := range report.Loaded {
		for _, w := range r.Warnings {
			a.note("warning: %s %s: %s", r.Release.Set, r.Release.Edition, w)
		}
	}
	if verbose {
		for _, s := range report.Skipped {
			a.note("passed over %s: %s", s.Path, s.Reason)
		}
	} else if n := len(report.Skipped); n > 0 {
		a.note("passed over %s; --verbose says why", codesets.Count(n, "file"))
	}
	if n := len(report.Loaded); n == 1 {
		a.note("loaded 1 release in %s", took.Round(10*time.Millisecond))
	} else if n > 1 {
		a.note("loaded %d releases in %s", n, took.Round(10*time.Millisecond))
	}
}
