package cmd

import (
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/medcode-cli/medcode/coding/practice"
	"github.com/medcode-cli/medcode/coding/practice/fsrs"
)

func newPracticeStatsCmd(a *app, o *practiceOptions) *cobra.Command {
	return &cobra.Command{
		Use:     "stats",
		Short:   "Show accuracy by topic and mistake, times, streak and what falls due",
		Long:    "Show how a student stands: mean score by topic, mistakes by kind, time a case, days in a row, and what falls due.",
		Example: "  medcode practice stats\n  medcode practice stats --student ann --format json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := a.checkFormat("table", "plain", "json"); err != nil {
				return err
			}
			now, err := o.clock()
			if err != nil {
				return err
			}
			p, err := a.readProgress(o.student, now())
			if err != nil {
				return err
			}
			st := practice.MakeStats(o.student, p, now())
			if a.format() == "json" {
				return writeJSON(a.out, st)
			}
			st.Show(&practice.Console{Out: a.out})
			return nil
		},
	}
}

// readProgress replays a student's journal; a damaged one is set aside with a
// message.
func (a *app) readProgress(student string, now time.Time) (*practice.Progress, error) {
	events, err := a.readJournal(student, now)
	return practice.Replay(events, fsrs.Default()), err
}

func (a *app) readJournal(student string, now time.Time) ([]practice.Event, error) {
	j, err := practice.OpenJournal(a.studentDir(), student)
	if err != nil {
		return nil, err
	}
	events, notice, err := j.Read(now)
	if notice != "" {
		a.note("medcode: %s", notice)
	}
	return events, err
}

func newPracticeExportCmd(a *app, o *practiceOptions) *cobra.Command {
	return &cobra.Command{
		Use:     "export",
		Short:   "Write a student's answers as CSV, JSON or JSON Lines",
		Long:    "Write every graded answer of a student, oldest first, in the form of --format.",
		Example: "  medcode practice export --student ann --format csv",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			now, err := o.clock()
			if err != nil {
				return err
			}
			events, err := a.readJournal(o.student, now())
			if err != nil {
				return err
			}
			return a.write(listAnswers(o.student, events))
		},
	}
}

func listAnswers(student string, events []practice.Event) listing {
	l := listing{columns: []column{
		{name: "Student"},
		{name: "Time"},
		{name: "Pack"},
		{name: "Case"},
		{name: "Answer", wrap: true},
		{name: "Score"},
		{name: "Pass"},
		{name: "Seconds"},
		{name: "Hints"},
		{name: "Exam"},
		{name: "Mistakes", wrap: true},
	}}
	for _, e := range events {
		if e.Type != practice.EventAnswer {
			continue
		}
		item := struct {
			Student string `json:"student"`
			practice.Event
		}{student, e}
		l.add(item, student, e.Time.UTC().Format(time.RFC3339), e.Pack, e.Case, e.Answer,
			strconv.Itoa(e.Score), strconv.FormatBool(e.Pass), strconv.Itoa(e.Seconds), strconv.Itoa(e.Hints), e.Exam, outcomes(e.Mistakes))
	}
	return l
}

func outcomes(o []practice.Outcome) string {
	words := make([]string, len(o))
	for i, x := range o {
		words[i] = string(x)
	}
	return strings.Join(words, " ")
}

func newPracticeReportCmd(a *app, o *practiceOptions) *cobra.Command {
	var html string
	c := &cobra.Command{
		Use:     "report",
		Short:   "Write a teacher's page about all students",
		Long:    "Write one HTML page about every student with a journal here. The page needs nothing but itself: no script, nothing fetched.",
		Example: "  medcode practice report --html class.html",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if html == "" {
				return usagef("--html FILE is needed; - writes to standard output")
			}
			now, err := o.clock()
			if err != nil {
				return err
			}
			return a.writeReport(html, now())
		},
	}
	c.Flags().StringVar(&html, "html", "", "write the page to `FILE` (-: standard output)")
	return c
}

// allStats sums up every student with a journal here, by name.
func (a *app) allStats(now time.Time) ([]practice.Stats, error) {
	names, err := practice.Students(a.studentDir())
	if err != nil {
		return nil, err
	}
	var all []practice.Stats
	for _, student := range names {
		p, err := a.readProgress(student, now)
		if err != nil {
			return nil, err
		}
		all = append(all, practice.MakeStats(student, p, now))
	}
	return all, nil
}

func newPracticeStudentsCmd(a *app, o *practiceOptions) *cobra.Command {
	return &cobra.Command{
		Use:     "students",
		Short:   "List the students with a journal here, and how they stand",
		Long:    "List the students with a journal here: answers, cases, passed, mean score, median time a case, days in a row.",
		Example: "  medcode practice students\n  medcode practice students --format csv",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			now, err := o.clock()
			if err != nil {
				return err
			}
			all, err := a.allStats(now())
			if err != nil {
				return err
			}
			l := listing{columns: []column{
				{name: "Student", wrap: true},
				{name: "Answers"},
				{name: "Cases"},
				{name: "Passed"},
				{name: "Accuracy"},
				{name: "Median s"},
				{name: "Streak days"},
			}}
			for _, st := range all {
				l.add(st, st.Student, strconv.Itoa(st.Answers), strconv.Itoa(st.Cases), strconv.Itoa(st.Passed),
					strconv.Itoa(st.Accuracy), strconv.Itoa(st.Seconds), strconv.Itoa(st.Streak))
			}
			return a.write(l)
		},
	}
}

func (a *app) writeReport(name string, now time.Time) error {
	all, err := a.allStats(now)
	if err != nil {
		return err
	}
	if name == "-" {
		return practice.WriteHTML(a.out, all, now)
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := practice.WriteHTML(f, all, now); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}

func newPracticeGradeCmd(a *app, o *practiceOptions) *cobra.Command {
	var answers string
	c := &cobra.Command{
		Use:   "grade",
		Short: "Grade many students' answers from a CSV file",
		Long: `Grade a CSV file of answers with the columns student, case and answer (codes as
a session takes them). Nothing is written to a journal. A row that cannot be
graded is reported with its line and does not stop the rest; the exit code is
then 1.`,
		Example: "  medcode practice grade --answers answers.csv --format csv\n  medcode practice grade --pack mypack.yaml --answers - --format jsonl",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if answers == "" {
				return usagef("--answers FILE is needed; - reads standard input")
			}
			return a.gradeAnswers(o, answers)
		},
	}
	c.Flags().StringVar(&answers, "answers", "", "CSV `FILE` of answers (-: standard input)")
	return c
}

func (a *app) gradeAnswers(o *practiceOptions, name string) error {
	if len(o.packs) > 1 {
		return usagef("--pack is given %d times, want one pack to grade with", len(o.packs))
	}
	packs, err := a.packs(o.packs)
	if err != nil {
		return err
	}
	tables, err := a.practiceTables()
	if err != nil {
		return err
	}
	in := a.in
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		in = f
	}
	return a.writeGrades(in, packs[0], practice.NewGrader(tables, packs[0]))
}

func (a *app) writeGrades(in io.Reader, p *practice.Pack, g *practice.Grader) error {
	l := listing{columns: []column{
		{name: "Student"}, {name: "Case"}, {name: "Answer", wrap: true}, {name: "Score"}, {name: "Pass"}, {name: "Mistakes", wrap: true}, {name: "Error", wrap: true},
	}}
	failed := false
	err := practice.GradeCSV(in, p, g, func(r practice.Graded) error {
		failed = failed || r.Err != ""
		l.add(r, r.Student, r.Case, r.Answer, strconv.Itoa(r.Score), strconv.FormatBool(r.Pass), mistakes(r.Result), r.Err)
		return nil
	})
	if err != nil {
		return err
	}
	if err := a.write(l); err != nil {
		return err
	}
	if failed {
		return errFindings
	}
	return nil
}

// mistakes lists what cost points: "wrong_side:M17.12".
func mistakes(r practice.Result) string {
	var out []string
	for _, it := range r.Items {
		if k := it.Kind(); !k.Right() {
			out = append(out, string(k)+":"+it.Shown())
		}
	}
	return strings.Join(out, " ")
}
