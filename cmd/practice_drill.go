package cmd

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/icd10cm/alphabetic"
	"github.com/medcode-cli/medcode/coding/practice"
)

type drillOptions struct {
	*practiceOptions
	topic string
	n     int
	seed  uint64
	list  bool
}

func newPracticeDrillCmd(a *app, shared *practiceOptions) *cobra.Command {
	o := &drillOptions{practiceOptions: shared}
	c := &cobra.Command{
		Use:   "drill",
		Short: "Short questions made from the tables, without end",
		Long: `Short questions made from the loaded tables. The same seed, topic, number and
tables give the same questions. --format json or jsonl prints them with their
answers instead of asking.`,
		Example: "  medcode practice drill --topic 7th-character --n 20 --seed 7\n  medcode practice drill --list\n  medcode practice drill --topic side --n 3 --seed 1 --format jsonl",
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return runPracticeDrill(c.Context(), a, o) },
	}
	f := c.Flags()
	f.StringVar(&o.topic, "topic", "", "`TOPIC`, of --list (default: a mix)")
	f.IntVarP(&o.n, "n", "n", 10, "questions")
	f.Uint64Var(&o.seed, "seed", 0, "`NUMBER` that chooses the questions (default: by the time)")
	f.BoolVar(&o.list, "list", false, "list the topics")
	var ids []string
	for _, t := range practice.DrillTopics {
		ids = append(ids, t.ID)
	}
	_ = c.RegisterFlagCompletionFunc("topic", cobra.FixedCompletions(ids, cobra.ShellCompDirectiveNoFileComp))
	return c
}

func runPracticeDrill(ctx context.Context, a *app, o *drillOptions) error {
	if o.list {
		return a.listDrills()
	}
	if o.n < 1 {
		return usagef("--n %d, want 1 or more", o.n)
	}
	from, err := a.choose(codesets.ICD10CM)
	if err != nil {
		return err
	}
	tables := practice.DrillTables{ICD10CM: from.Table, Date: from.Date}
	if err := a.drillTables(&tables); err != nil {
		return err
	}
	questions, err := o.questions(a, tables)
	if err != nil {
		return err
	}
	if f := a.format(); f == "json" || f == "jsonl" {
		l := listing{}
		for _, q := range questions {
			l.add(q)
		}
		return a.write(l)
	}
	st, err := a.study(ctx, o.practiceOptions)
	if err != nil {
		return err
	}
	st.session.Drilled = from.Table
	st.session.Index = func() *alphabetic.Walk { return a.indexWalk(from.Date) }
	st.session.Search = st.searcher(ctx, func() (chosen, error) { return from, nil })
	if st.session.Console.Prompt != "" {
		st.session.Console.Prompt = "answer> "
	}
	_, _, err = st.session.Drill(ctx, questions)
	return err
}

func (o *drillOptions) questions(a *app, tables practice.DrillTables) ([]practice.Question, error) {
	now, err := o.clock()
	if err != nil {
		return nil, err
	}
	seed, chosen := seedOr(o.seed, now())
	questions, err := practice.Drill(tables, o.topic, o.n, seed)
	if errors.Is(err, practice.ErrDrillTable) {
		return nil, withHint(err, loadHint(drillNeeds(o.topic)))
	}
	if err != nil {
		return nil, withHint(usagef("%s", err), "run 'medcode practice drill --list' for the topics")
	}
	if f := a.format(); chosen && f != "json" && f != "jsonl" {
		fmt.Fprintf(a.out, "Seed %d asks the same again.\n", seed)
	}
	return questions, nil
}

// drillTables opens the tables some drills need, where they are loaded.
func (a *app) drillTables(t *practice.DrillTables) error {
	s, err := a.store()
	if err != nil {
		return err
	}
	if rel, ok := s.Catalog().On(codesets.PTPPractitioner, t.Date); ok {
		if t.Pairs, err = s.Pairs(rel); err != nil {
			return err
		}
	}
	book, err := a.indexBook(t.Date)
	if err != nil {
		return err
	}
	t.Index = book.lines()
	links, _, err := a.conversions()
	if err != nil || links == nil {
		return err
	}
	for _, l := range links.Links() {
		t.Changes = append(t.Changes, practice.Change{Old: l.Previous, New: l.Code, From: l.Effective})
	}
	return nil
}

func drillNeeds(topic string) codesets.CodeSet {
	for _, t := range practice.DrillTopics {
		if t.ID == topic {
			return codesets.CodeSet(t.Needs)
		}
	}
	return ""
}

func (a *app) listDrills() error {
	l := listing{columns: []column{{name: "Topic"}, {name: "Question", wrap: true}, {name: "Needs"}}}
	for _, t := range practice.DrillTopics {
		item := struct {
			Topic string `json:"topic"`
			Text  string `json:"text"`
			Needs string `json:"needs,omitempty"`
		}{t.ID, t.Text, t.Needs}
		l.add(item, t.ID, t.Text, strings.TrimSpace(t.Needs))
	}
	return a.write(l)
}
