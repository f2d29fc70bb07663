package cmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/icd10cm/alphabetic"
	"github.com/medcode-cli/medcode/codesets/table"
	"github.com/medcode-cli/medcode/coding/practice"
	"github.com/medcode-cli/medcode/index"
)

const practiceLong = `Practise coding: read a case, enter its codes with the book open, and be graded
code by code with the reason from the classification.

Alone it plays the cases that are due, then new ones of weak topics first. What
is answered is kept on the disk at once; a session broken off is taken up again.

Keys in a session: an empty line grades, ? hint, /words search, =CODE look up,
>TERM open a term of the Alphabetic Index, u take back, s skip, q quit, h help.
Codes may be entered on several lines, with or without the dot, procedures with
modifiers and units: 11042-59 x2. It reads and writes line by line, so it works
over ssh, in a pipe and with a screen reader.`

// practiceOptions is what the practice commands share.
type practiceOptions struct {
	student string
	packs   []string
	topic   string
	n       int
	now     string
}

func newPracticeCmd(a *app) *cobra.Command {
	o := &practiceOptions{}
	c := &cobra.Command{
		Use:     "practice",
		Short:   "Practise coding on cases and drills",
		Long:    practiceLong,
		Example: "  medcode practice\n  medcode practice --topic diabetes -n 5\n  medcode practice case dm2-ckd3a\n  medcode practice drill --topic 7th-character --n 20 --seed 7\n  medcode practice lint",
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return runPractice(c.Context(), a, o) },
	}
	pf := c.PersistentFlags()
	pf.StringVar(&o.student, "student", "default", "`NAME` of the student whose journal is used")
	pf.StringArrayVar(&o.packs, "pack", nil, "only this pack: `ID` of one at hand, or a folder, zip, YAML or CSV file (may be repeated)")
	pf.StringVar(&o.now, "now", "", "take this `TIME` for the clock, as 2026-05-04T09:00:00Z")
	_ = pf.MarkHidden("now")
	c.Flags().StringVar(&o.topic, "topic", "", "only cases on this `TOPIC`")
	c.Flags().IntVarP(&o.n, "n", "n", 10, "cases to play at most")
	c.AddCommand(
		newPracticeCaseCmd(a, o),
		newPracticeExamCmd(a, o),
		newPracticeDrillCmd(a, o),
		newPracticeReviewCmd(a, o),
		newPracticeStatsCmd(a, o),
		newPracticeListCmd(a, o),
		newPracticeShowCmd(a, o),
		newPracticeGradeCmd(a, o),
		newPracticeLintCmd(a, o),
		newPracticeImportCmd(a),
		newPracticeExportCmd(a, o),
		newPracticeReportCmd(a, o),
		newPracticeStudentsCmd(a, o),
		newPracticeSchemaCmd(a),
	)
	for _, sub := range append(c.Commands(), c) {
		if sub.Flags().Lookup("topic") != nil && sub.Name() != "drill" {
			_ = sub.RegisterFlagCompletionFunc("topic", cobra.FixedCompletions(topicNames(), cobra.ShellCompDirectiveNoFileComp))
		}
	}
	return c
}

func topicNames() []string {
	var out []string
	for _, t := range practice.Topics {
		out = append(out, t.ID)
	}
	return out
}

func runPractice(ctx context.Context, a *app, o *practiceOptions) error {
	if err := checkTopic(o.topic); err != nil {
		return err
	}
	if o.n < 1 {
		return usagef("--n %d, want 1 or more", o.n)
	}
	st, err := a.study(ctx, o)
	if err != nil {
		return err
	}
	p, err := st.progress()
	if err != nil {
		return err
	}
	due, fresh := p.Due(st.cases, st.session.Now(), o.topic)
	fmt.Fprintf(a.out, "%s due, %d new.\n", codesets.Count(due, "case"), fresh)
	_, err = st.session.Practise(ctx, st.cases, p, o.n, o.topic)
	return err
}

func checkTopic(topic string) error {
	if topic == "" || practice.TopicKnown(topic) {
		return nil
	}
	return withHint(usagef("--topic: no topic %q", topic), "run 'medcode practice list --topics' for their names")
}

func newPracticeCaseCmd(a *app, o *practiceOptions) *cobra.Command {
	return &cobra.Command{
		Use:     "case ID...",
		Short:   "Practise the named cases",
		Long:    "Practise the named cases, due or not.",
		Example: "  medcode practice case dm2-ckd3a\n  echo 'E11.22 N18.31 Z79.4 Z79.84' | medcode practice case dm2-ckd3a",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			st, err := a.study(c.Context(), o)
			if err != nil {
				return err
			}
			cases, err := st.named(args)
			if err != nil {
				return err
			}
			if _, err := st.progress(); err != nil { // sets a damaged journal aside before it is written to
				return err
			}
			_, err = st.session.Play(c.Context(), cases)
			return err
		},
	}
}

func newPracticeReviewCmd(a *app, o *practiceOptions) *cobra.Command {
	var n int
	c := &cobra.Command{
		Use:     "review",
		Short:   "Practise again the cases answered wrong last time",
		Long:    "Practise again the cases whose last answer did not pass, the latest first.",
		Example: "  medcode practice review -n 5",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			st, err := a.study(c.Context(), o)
			if err != nil {
				return err
			}
			p, err := st.progress()
			if err != nil {
				return err
			}
			cases := p.Mistaken(st.cases, n)
			if len(cases) == 0 {
				fmt.Fprintln(a.out, "No case to review: every last answer passed.")
				return nil
			}
			_, err = st.session.Play(c.Context(), cases)
			return err
		},
	}
	c.Flags().IntVarP(&n, "n", "n", 10, "cases to play at most")
	return c
}

// A study is what a command that plays cases works with.
type study struct {
	a       *app
	cases   []*practice.Case
	session *practice.Session
}

// study opens the packs, the student's journal and a console.
func (a *app) study(ctx context.Context, o *practiceOptions) (*study, error) {
	packs, err := a.packs(o.packs)
	if err != nil {
		return nil, err
	}
	tables, err := a.practiceTables()
	if err != nil {
		return nil, err
	}
	now, err := o.clock()
	if err != nil {
		return nil, err
	}
	j, err := practice.OpenJournal(a.studentDir(), o.student)
	if err != nil {
		return nil, err
	}
	st := &study{a: a, session: &practice.Session{
		Console: a.console(), Journal: j, Graders: map[string]*practice.Grader{}, Now: now,
	}}
	for _, p := range packs {
		st.session.Graders[p.ID] = practice.NewGrader(tables, p)
		for i := range p.Cases {
			st.cases = append(st.cases, &p.Cases[i])
		}
	}
	st.session.Index = func() *alphabetic.Walk { return a.indexWalk(st.cases[0].Date) }
	st.session.Search = st.searcher(ctx, func() (chosen, error) { return a.chosenOn(st.cases[0].Date) })
	return st, nil
}

// progress replays the journal; a damaged one is set aside with a message.
func (st *study) progress() (*practice.Progress, error) {
	p, notice, err := st.session.Progress()
	if notice != "" {
		fmt.Fprintf(st.a.errOut, "medcode: %s\n", codesets.Clean(notice))
	}
	return p, err
}

// named returns the cases with these ids, "ID" or "PACK/ID".
func (st *study) named(ids []string) ([]*practice.Case, error) {
	var out []*practice.Case
	for _, id := range ids {
		c := findCase(st.cases, id)
		if c == nil {
			return nil, noCase(id)
		}
		out = append(out, c)
	}
	return out, nil
}

func findCase(cases []*practice.Case, id string) *practice.Case {
	for _, c := range cases {
		if c.ID == id || c.Ref() == id {
			return c
		}
	}
	return nil
}

func noCase(id string) error {
	return withHint(usagef("no case %q", id), "run 'medcode practice list' for their ids")
}

// searcher searches the release that choose names, opened at first need.
func (st *study) searcher(ctx context.Context, choose func() (chosen, error)) func(string) []practice.Hit {
	var x *index.Index
	return func(words string) []practice.Hit {
		if x == nil {
			from, err := choose()
			if err == nil {
				x, err = st.a.index(ctx, from)
			}
			if err != nil {
				st.a.note("search: %v", err)
				return nil
			}
		}
		const most = 8
		res, err := x.Search(words, index.Options{Limit: most})
		if err != nil {
			st.a.note("search: %v", err)
			return nil
		}
		var out []practice.Hit
		for _, h := range res.Hits {
			out = append(out, practice.Hit{Code: h.Code.Display(), Title: h.Code.Title, Billable: h.Code.Billable})
		}
		return out
	}
}

// chosenOn returns the ICD-10-CM release in force on d.
func (a *app) chosenOn(d codesets.Date) (chosen, error) {
	s, err := a.store()
	if err != nil {
		return chosen{}, err
	}
	rel, ok := s.Catalog().On(codesets.ICD10CM, d)
	if !ok {
		return chosen{}, withHint(fmt.Errorf("ICD-10-CM on %s: %w", d, codesets.ErrNoRelease), loadHint(codesets.ICD10CM))
	}
	t, err := s.Codes(rel)
	return chosen{Table: t, Release: rel, Date: d, InForce: true}, err
}

// practiceTables returns the tables that grade and check.
func (a *app) practiceTables() (practice.Tables, error) {
	if _, err := a.store(); err != nil {
		return practice.Tables{}, err
	}
	return practice.Tables{
		ICD10CM: func(d codesets.Date) (*table.Codes, error) {
			from, err := a.chosenOn(d)
			return from.Table, err
		},
		Line: a.lineValid,
	}, nil
}

// lineValid reports whether a procedure or supply code is in the loaded table
// of its code set on d; known is false when none is loaded for that day.
func (a *app) lineValid(code string, d codesets.Date) (valid, known bool) {
	set := codesets.CPT
	if code[0] >= 'A' {
		set = codesets.HCPCS
	}
	rel, ok := a.stored.Catalog().On(set, d)
	if !ok {
		return false, false
	}
	t, err := a.stored.Codes(rel)
	if err != nil {
		return false, false
	}
	n, found := t.Find(code)
	return found && t.Billable(n), true
}

// console returns a console on the streams, with a prompt on a terminal.
func (a *app) console() *practice.Console {
	c := practice.NewConsole(a.in, a.out)
	if width, ok := isTerminal(a.out); ok {
		c.Width = min(width, 100)
		c.Prompt = "codes> "
	}
	return c
}

// clock returns the clock, stopped at --now when it is given.
func (o *practiceOptions) clock() (func() time.Time, error) {
	if o.now == "" {
		return time.Now, nil
	}
	t, err := time.Parse(time.RFC3339, o.now)
	if err != nil {
		return nil, usagef("--now %q, want a time such as 2026-05-04T09:00:00Z", o.now)
	}
	return func() time.Time { return t }, nil
}

func (a *app) practiceDir() string { return filepath.Join(a.dataDir(), "practice") }
func (a *app) studentDir() string  { return filepath.Join(a.practiceDir(), "students") }
func (a *app) packDir() string     { return filepath.Join(a.practiceDir(), "packs") }

// packs opens the packs named, or all at hand: the shipped one and those
// imported.
func (a *app) packs(names []string) ([]*practice.Pack, error) {
	if len(names) == 0 {
		return a.allPacks()
	}
	var out []*practice.Pack
	for _, name := range names {
		p, err := a.pack(name)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

func (a *app) allPacks() ([]*practice.Pack, error) {
	core, err := practice.Builtin()
	if err != nil {
		return nil, err
	}
	out := []*practice.Pack{core}
	entries, err := os.ReadDir(a.packDir())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		p, err := practice.Open(filepath.Join(a.packDir(), e.Name()))
		if err != nil {
			a.note("pack %s is left out: %v", e.Name(), err)
			continue
		}
		out = append(out, p)
	}
	return out, nil
}

// pack opens a pack at hand by its id, else a file or folder.
func (a *app) pack(name string) (*practice.Pack, error) {
	all, err := a.allPacks()
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		if p.ID == name {
			return p, nil
		}
	}
	return practice.Open(name)
}
