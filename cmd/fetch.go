package cmd

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/fetch"
	"github.com/medcode-cli/medcode/codesets/load"
)

// A fetchOptions is what the flags of 'medcode fetch' say.
type fetchOptions struct {
	sets      []string
	edition   string
	from      string
	acceptAMA bool
	dryRun    bool
	noLoad    bool
}

const fetchLong = `Fetch downloads official files from the place their publisher puts them, and
loads them. The date of service, or --edition, says which release. Files that
were downloaded before are not downloaded again unless they changed.

NCCI edits and the physician fee schedule carry CPT code numbers. CPT is
copyright of the American Medical Association, and CMS gives these files out
under the CMS/AMA agreement at https://www.cms.gov/license/ama: read it, and
accept it once with --accept-ama-license. Nothing but the files is asked for.

Without SET it fetches every set it can.`

func newFetchCmd(a *app) *cobra.Command {
	var opts fetchOptions
	var names []string
	for _, s := range fetch.Sets() {
		names = append(names, string(s))
	}
	c := &cobra.Command{
		Use:   "fetch [SET…]",
		Short: "Download official files and load them",
		Long:  fetchLong + "\nThese are " + strings.Join(names, ", ") + ".",
		Example: "  medcode fetch --dry-run icd10cm\n" +
			"  medcode fetch icd10cm icd10pcs hcpcs\n" +
			"  medcode fetch ptp-practitioner --edition 2026Q4 --accept-ama-license",
		ValidArgsFunction: cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp),
		RunE: func(c *cobra.Command, args []string) error {
			opts.sets = args
			return runFetch(c.Context(), a, opts)
		},
	}
	f := c.Flags()
	f.StringVar(&opts.edition, "edition", "", "`EDITION` to fetch, such as FY2027, FY2027-04 or 2026Q4 (default: the one in force on the date)")
	f.StringVar(&opts.from, "from", "", "`PLACE` to take the files from instead: a folder, or the address of a mirror")
	f.BoolVar(&opts.acceptAMA, "accept-ama-license", false, "accept the CMS/AMA agreement; remembered")
	f.BoolVar(&opts.dryRun, "dry-run", false, "show the addresses and download nothing")
	f.BoolVar(&opts.noLoad, "no-load", false, "download, and show the files instead of loading them")
	return c
}

func runFetch(ctx context.Context, a *app, opts fetchOptions) error {
	sets, err := fetchSets(opts.sets)
	if err != nil {
		return err
	}
	date, err := a.date()
	if opts.edition != "" {
		date, err = fetch.EditionDate(opts.edition)
	}
	if err != nil {
		return usagef("fetch: %w", err)
	}
	if opts.dryRun {
		return a.write(fetchPlan(sets, date))
	}
	if a.settingsErr != nil {
		return a.settingsErr
	}
	ama, err := a.acceptedAMA(opts.acceptAMA)
	if err != nil {
		return err
	}
	f := fetcher{app: a, date: date, named: len(opts.sets) > 0, noLoad: opts.noLoad, options: fetch.Options{
		Dir: filepath.Join(a.cacheDir(), "fetch"), From: opts.from, Program: programVersion(), AMA: ama,
	}}
	var done func()
	f.options.Progress, done = a.byteProgress()
	defer done()
	return f.run(ctx, sets)
}

// fetchSets returns the sets named, or all that can be fetched.
func fetchSets(names []string) ([]codesets.CodeSet, error) {
	if len(names) == 0 {
		return fetch.Sets(), nil
	}
	var sets []codesets.CodeSet
	for _, n := range names {
		set := codesets.CodeSet(n)
		if !known(set) {
			return nil, withHint(usagef("no code set %q", n), "run 'medcode sets --all' for their names")
		}
		if len(fetch.Targets(set, 20260101)) == 0 {
			return nil, usagef("%s has no official file that can be fetched: use 'medcode load'", set)
		}
		sets = append(sets, set)
	}
	return sets, nil
}

// A planItem is one address of 'medcode fetch --dry-run'.
type planItem struct {
	Set     codesets.CodeSet `json:"set"`
	Title   string           `json:"title"`
	URLs    []string         `json:"urls"` // in the order to try
	Landing string           `json:"landing,omitempty"`
	AMA     bool             `json:"ama_agreement,omitempty"`
}

func fetchPlan(sets []codesets.CodeSet, date codesets.Date) listing {
	l := listing{columns: []column{{name: "Set"}, {name: "File", wrap: true}, {name: "Address", wrap: true}}}
	for _, s := range sets {
		for _, t := range fetch.Targets(s, date) {
			l.add(planItem{t.Set, t.Title, t.URLs, t.Landing, t.AMA}, string(t.Set), t.Title, t.URLs[0])
		}
	}
	return l
}

// acceptedAMA reports whether the user accepts the CMS/AMA agreement, now or
// in an earlier run, and remembers it.
func (a *app) acceptedAMA(now bool) (bool, error) {
	file := filepath.Join(a.dataDir(), "ama-license-accepted")
	if !now {
		_, err := os.Stat(file)
		return err == nil, nil
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return true, fmt.Errorf("remember that the agreement is accepted: %w", err)
	}
	text := "The CMS/AMA agreement at https://www.cms.gov/license/ama was accepted on " + a.today().String() + ".\n"
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		return true, fmt.Errorf("remember that the agreement is accepted: %w", err)
	}
	return true, nil
}

// A fetcher is one run of 'medcode fetch'.
type fetcher struct {
	app     *app
	date    codesets.Date
	named   bool // the user named the sets
	noLoad  bool
	options fetch.Options
	files   []fetch.Fetched
}

// run fetches and loads one set after the other. A set that cannot be had
// does not keep the others from coming.
func (f *fetcher) run(ctx context.Context, sets []codesets.CodeSet) error {
	var errs []error
	for _, s := range sets {
		got, err := fetch.Fetch(ctx, fetch.Targets(s, f.date), f.options)
		if ctx.Err() != nil {
			return cancelled(ctx)
		}
		if errors.Is(err, fetch.ErrLicence) && !f.named {
			f.app.note("passed over %s: it needs --accept-ama-license", s)
			continue
		}
		if errors.Is(err, fetch.ErrLicence) {
			err = withHint(err, "read https://www.cms.gov/license/ama, then run again with --accept-ama-license")
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		f.files = append(f.files, got...)
	}
	return errors.Join(append(errs, f.finish(ctx))...)
}

// finish shows or loads what was fetched.
func (f *fetcher) finish(ctx context.Context) error {
	if len(f.files) == 0 {
		return nil
	}
	for _, g := range f.files {
		state := "fetched"
		if g.Cached {
			state = "unchanged"
		}
		f.app.note("%s %s, %s, SHA-256 %s", state, g.URL, bytesText(g.Size), g.SHA256)
	}
	if f.noLoad {
		return f.app.write(fetchedListing(f.files))
	}
	in := load.Options{Program: programVersion()}
	for _, g := range f.files {
		in.Paths = append(in.Paths, g.Path)
	}
	return f.app.loadInto(ctx, in, false)
}

// A fetchedItem is one file of 'medcode fetch --no-load'.
type fetchedItem struct {
	Set    codesets.CodeSet `json:"set"`
	Title  string           `json:"title"`
	URL    string           `json:"url"`
	File   string           `json:"file"` // path
	Size   int64            `json:"size"` // bytes
	SHA256 string           `json:"sha256"`
}

func fetchedListing(files []fetch.Fetched) listing {
	l := listing{columns: []column{{name: "Set"}, {name: "Size"}, {name: "SHA256"}, {name: "File", wrap: true}}}
	for _, g := range files {
		l.add(fetchedItem{g.Target.Set, g.Target.Title, g.URL, g.Path, g.Size, g.SHA256},
			string(g.Target.Set), strconv.FormatInt(g.Size, 10), g.SHA256, g.Path)
	}
	return l
}
