package cmd

import (
	"bufio"
	"context"
	"errors"
	"io"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/medcode-cli/medcode/coding"
	"github.com/medcode-cli/medcode/coding/claimfile"
	reports "github.com/medcode-cli/medcode/coding/report"
	"github.com/medcode-cli/medcode/coding/rules"
)

// A checkOptions is what the flags of 'medcode check' say.
type checkOptions struct {
	Input    inputOptions
	Profile  string
	Only     []string
	Disable  []string
	Suppress []string
	FailOn   string
	Fix      string
	Explain  bool
	Columns  bool
	ShowMap  string
	Workers  int
	One      oneClaim
}

const checkLong = `Check claims against the official edits and guidelines before the payer does.

FILE is an 837 (X12), FHIR, CSV with one service line a row, a flat file with
a column map, or JSON of the claim model, told by its content; gzip, zstd and
zip are read as they are. It may be a folder or a pattern; "-" is standard
input. Without a file the flags --dx, --line and the like make one claim. The
date of service picks the release of every table; rows and flags without a date
take --date.

Each claim gets a verdict: clean, incomplete (a table or row to judge it by is
missing, so it was not checked in full) or findings. Formats: text, json,
jsonl, csv, sarif, junit, markdown, html, fhir (ClaimResponse). An 837 is
answered with --format 999 (syntax) or 277ca (a status for every claim; those
with findings of severity reject are rejected).

Exit codes: 0 nothing at or above --fail-on, 1 findings at or above it, 2 the
command line is wrong, 3 a file cannot be read.`

const checkExample = `  medcode check claims.csv
  medcode check claims.csv --format jsonl --fail-on reject
  medcode check --dx E11.22,N18.30 --line 99213-25 --line 11042 --date 2026-05-01 --sex F --birth 1960-01-01
  medcode check claims.csv --fix repaired.csv
  medcode check batch.837 --format 277ca > answer.277
  medcode check --columns`

func newCheckCmd(a *app) *cobra.Command {
	var opts checkOptions
	c := &cobra.Command{
		Use:     "check [FILE...]",
		Short:   "Check claims before the payer does",
		Long:    checkLong,
		Example: checkExample,
		RunE: func(c *cobra.Command, args []string) error {
			opts.Profile, opts.FailOn = a.settings.GetString("profile"), a.settings.GetString("fail_on")
			return runCheck(c.Context(), a, opts, args)
		},
	}
	f := c.Flags()
	opts.Input.flags(f)
	f.StringVar(&opts.Profile, "profile", coding.Profiles[0].Name, "payer `PROFILE`: medicare, commercial, medicaid, strict, or a YAML file")
	f.StringSliceVar(&opts.Only, "only", nil, "run these `RULES` only")
	f.StringSliceVar(&opts.Disable, "disable", nil, "do not run these `RULES`")
	f.StringArrayVar(&opts.Suppress, "suppress", nil, "accept findings: `RULE=REASON` or \"RULE CODE=REASON\", or a YAML file of them")
	f.StringVar(&opts.FailOn, "fail-on", defaultFailOn, "exit 1 from this `SEVERITY`: reject, deny, review, warn, info or never")
	f.StringVar(&opts.Fix, "fix", "", "write a CSV file to `FILE` with the form of its cells put right, tell each repair, and check that")
	f.BoolVar(&opts.Explain, "explain", false, "add the text and source of each rule that fires")
	f.BoolVar(&opts.Columns, "columns", false, "list the columns of a CSV file of claims")
	f.StringVar(&opts.ShowMap, "show-map", "", "show the built-in column `MAP` of that name, to start one of your own from")
	f.IntVarP(&opts.Workers, "jobs", "j", 0, "work on this many `CORES` (default: all)")
	opts.One.flags(f)
	for name, values := range map[string][]string{
		"profile": profileNames(), "fail-on": failOn, "type": claimTypes, "show-map": claimfile.MapNames(),
		"only": ruleIDs(), "disable": ruleIDs(), "format": slices.Concat(reports.Formats, answerForms),
	} {
		_ = c.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	}
	opts.Input.complete(c)
	return c
}

const defaultFailOn = "deny"

var failOn = []string{"reject", "deny", "review", "warn", "info", "never"}

func profileNames() []string {
	var names []string
	for _, p := range coding.Profiles {
		names = append(names, p.Name)
	}
	return names
}

func ruleIDs() []string {
	var ids []string
	for _, r := range rules.All() {
		ids = append(ids, r.ID)
	}
	return ids
}

// startGC lets the first collection wait until 8 MB are in use, which a small
// file does not come to. From the claim manyClaims on, what is kept of the last
// claims would be multiplied by it; a check allocates little, so collecting
// more often costs nothing that can be measured.
const (
	startGC    = 200 // percent
	steadyGC   = 50  // percent
	manyClaims = 5000
)

func runCheck(ctx context.Context, a *app, opts checkOptions, args []string) error {
	if opts.Columns {
		return printColumns(a)
	}
	if opts.ShowMap != "" {
		return printMap(a, opts.ShowMap)
	}
	if opts.One.empty() == (len(args) == 0) {
		return usagef("give a file, or one claim with --dx and --line")
	}
	if err := opts.Input.prepare(); err != nil {
		return err
	}
	debug.SetGCPercent(startGC)
	if opts.Fix != "" {
		var err error
		if args, err = fixFile(ctx, a, &opts, args); err != nil {
			return err
		}
	}
	if isAnswer(a.format()) {
		return runAnswer(ctx, a, opts, args)
	}
	list, err := a.inputs(ctx, args) // an absent file is told before a report is begun
	if err != nil {
		return err
	}
	check, err := newCheck(a, opts)
	if err != nil {
		return err
	}
	if err := check.begin(strings.Join(args, " ")); err != nil {
		return err
	}
	if len(args) == 0 {
		one, err := opts.One.claim(check.date)
		if err != nil {
			return err
		}
		err = check.run(ctx, &oneSource{claim: one})
		return check.end(err)
	}
	skipped := func(note string) { check.notes = append(check.notes, note) }
	err = eachInput(ctx, list, &check.opts.Input, skipped, func(in *claimInput) error { return check.file(ctx, in) })
	return check.end(err)
}

// A check is one run of 'medcode check'.
type check struct {
	opts    checkOptions
	engine  *coding.Engine
	config  reports.Config
	date    dateOption
	failOn  coding.Severity // 0: never
	out     reports.Writer
	buffer  *bufio.Writer
	sink    func(*coding.Result) error // takes the results instead of out
	counter *reports.Counter
	tally   *coding.Tally
	notes   []string
	claims  int // delivered so far, of all files
}

func newCheck(a *app, opts checkOptions) (*check, error) {
	c := &check{opts: opts, counter: reports.NewCounter(), tally: &coding.Tally{}}
	if opts.FailOn != "never" {
		s, err := coding.ParseSeverity(opts.FailOn)
		if err != nil {
			return nil, usagef("--fail-on: %w, or never", err)
		}
		c.failOn = s
	}
	date, err := a.date()
	if err != nil {
		return nil, err
	}
	c.date = dateOption{date, a.settings.GetString("date") != ""}
	profile, err := readProfile(opts.Profile)
	if err != nil {
		return nil, err
	}
	suppress, err := readSuppressions(opts.Suppress)
	if err != nil {
		return nil, err
	}
	tables, err := a.store()
	if err != nil {
		return nil, err
	}
	all := rules.All()
	c.engine, err = coding.New(all, tables, coding.Config{
		Profile: profile, Profiles: coding.Profiles, Today: a.today(), Only: opts.Only, Disable: opts.Disable, Suppress: suppress,
	})
	if err != nil {
		return nil, withHint(usagef("%w", err), "run 'medcode rules' for the list of rules")
	}
	c.config = reports.Config{
		Program: "medcode", Version: programVersion(), Protocol: reports.Protocol, Date: a.today(), Profile: profile.Name, FailOn: opts.FailOn,
	}
	for _, r := range all {
		c.config.Rules = append(c.config.Rules, reports.RuleConfig{ID: r.ID, Severity: c.engine.Severity(r.ID), On: c.engine.Enabled(r.ID)})
	}
	if isAnswer(a.format()) {
		return c, nil
	}
	c.buffer = bufio.NewWriterSize(a.out, 64<<10)
	c.out, err = reports.New(checkFormat(a), c.buffer, reports.Options{Color: a.colored(), Explain: opts.Explain, Rules: all})
	if err != nil {
		return nil, usagef("--format: %w", err)
	}
	return c, nil
}

// checkFormat returns the form of the report; table and plain are text here.
func checkFormat(a *app) string {
	switch f := a.format(); f {
	case "table", "plain":
		return "text"
	default:
		return f
	}
}

func (c *check) begin(input string) error {
	c.config.Input = input
	return c.out.Begin(c.config)
}

// file checks the claims of one file, and what stands around them.
func (c *check) file(ctx context.Context, in *claimInput) error {
	err := c.run(ctx, &dated{Reader: in.Reader, date: c.date})
	c.notes = append(c.notes, notesOf(in.Reader)...)
	if problems := outsideOf(in.Reader); len(problems) > 0 {
		r := c.engine.Outside(in.Name, problems)
		c.counter.Add(r)
		err = errors.Join(err, c.out.Claim(r))
	}
	return err
}

func (c *check) run(ctx context.Context, src coding.Source) error {
	workers := c.opts.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	sink := c.sink
	if sink == nil {
		sink = func(r *coding.Result) error {
			c.counter.Add(r)
			return c.out.Claim(r)
		}
	}
	tally, err := c.engine.Run(ctx, src, workers, func(r *coding.Result) error {
		if c.claims++; c.claims == manyClaims {
			debug.SetGCPercent(steadyGC)
		}
		return sink(r)
	})
	c.tally.Add(tally)
	return err
}

// end writes the summary, also when the input could not be read to its end,
// and says what the exit code is to be.
func (c *check) end(err error) error {
	summary := c.counter.Summary(c.tally, c.engine.Severity, c.notes)
	if endErr := c.out.End(summary); endErr != nil {
		err = errors.Join(err, endErr)
	}
	if flushErr := c.buffer.Flush(); flushErr != nil {
		err = errors.Join(err, flushErr)
	}
	switch {
	case err != nil:
		return err
	case c.failOn > 0 && c.counter.Failed(c.failOn):
		return errFindings
	}
	return nil
}

// printMap writes a built-in column map as it is written.
func printMap(a *app, name string) error {
	m := claimfile.FindMap(name)
	if m == nil {
		return usagef("--show-map %q, want %s", name, strings.Join(claimfile.MapNames(), ", "))
	}
	_, err := io.WriteString(a.out, m.Text())
	return err
}

func printColumns(a *app) error {
	l := listing{columns: []column{{name: "Column"}, {name: "About", wrap: true}, {name: "Also known as", wrap: true}}}
	for _, c := range claimfile.Columns {
		l.add(struct {
			Name    string   `json:"column"`
			About   string   `json:"about"`
			Aliases []string `json:"aliases"`
		}{c.Name, c.About, append([]string{}, c.Aliases...)}, c.Name, c.About, strings.Join(c.Aliases, ", "))
	}
	return a.write(l)
}

// A dated gives lines without a date the date of service of the run, when the
// user gave one or the source has no room for dates.
type dated struct {
	claimfile.Reader
	date dateOption
}

// Next reads the next claim and dates its lines.
func (d *dated) Next(ctx context.Context, c *coding.Claim) error {
	if err := d.Reader.Next(ctx, c); err != nil {
		return err
	}
	d.date.apply(c)
	return nil
}
