package cmd

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding/practice"
)

func newPracticeListCmd(a *app, o *practiceOptions) *cobra.Command {
	var topics bool
	var topic string
	c := &cobra.Command{
		Use:     "list",
		Short:   "List the cases at hand, or the topics",
		Long:    "List the cases of the shipped pack and of those imported, or with --topics the topics and their number of cases.",
		Example: "  medcode practice list --topic obstetrics\n  medcode practice list --topics\n  medcode practice list --format csv",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			packs, err := a.packs(o.packs)
			if err != nil {
				return err
			}
			if err := checkTopic(topic); err != nil {
				return err
			}
			if topics {
				return a.write(listTopics(packs))
			}
			return a.write(listCases(packs, topic))
		},
	}
	c.Flags().BoolVar(&topics, "topics", false, "list the topics")
	c.Flags().StringVar(&topic, "topic", "", "only cases on this `TOPIC`")
	return c
}

func listTopics(packs []*practice.Pack) listing {
	l := listing{columns: []column{{name: "Topic"}, {name: "Cases"}, {name: "About", wrap: true}}}
	for _, t := range practice.Topics {
		n := 0
		for _, p := range packs {
			for i := range p.Cases {
				if slices.Contains(p.Cases[i].Topics, t.ID) {
					n++
				}
			}
		}
		item := struct {
			Topic string `json:"topic"`
			Cases int    `json:"cases"`
			About string `json:"about"`
		}{t.ID, n, t.Text}
		l.add(item, t.ID, strconv.Itoa(n), t.Text)
	}
	return l
}

func listCases(packs []*practice.Pack, topic string) listing {
	l := listing{columns: []column{{name: "Case"}, {name: "Level"}, {name: "Setting"}, {name: "Topics", wrap: true}, {name: "Title", wrap: true}}}
	for _, p := range packs {
		for i := range p.Cases {
			c := &p.Cases[i]
			if topic != "" && !slices.Contains(c.Topics, topic) {
				continue
			}
			item := struct {
				Pack       string        `json:"pack"`
				ID         string        `json:"id"`
				Title      string        `json:"title"`
				Setting    string        `json:"setting"`
				Specialty  string        `json:"specialty"`
				Difficulty int           `json:"difficulty"`
				Topics     []string      `json:"topics"`
				Date       codesets.Date `json:"date"`
			}{c.Pack, c.ID, c.Title, c.Setting, c.Specialty, c.Difficulty, c.Topics, c.Date}
			l.add(item, c.Ref(), strconv.Itoa(c.Difficulty), c.Setting, strings.Join(c.Topics, " "), c.Title)
		}
	}
	return l
}

func newPracticeShowCmd(a *app, o *practiceOptions) *cobra.Command {
	var key bool
	c := &cobra.Command{
		Use:     "show ID",
		Short:   "Print a case, with --key also its key and reasons",
		Long:    "Print a case as a session shows it; with --key also the right codes and why. --format json prints the whole case.",
		Example: "  medcode practice show dm2-ckd3a\n  medcode practice show dm2-ckd3a --key",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := a.checkFormat("table", "plain", "json"); err != nil {
				return err
			}
			packs, err := a.packs(o.packs)
			if err != nil {
				return err
			}
			for _, p := range packs {
				if cs := p.Find(strings.TrimPrefix(args[0], p.ID+"/")); cs != nil {
					return a.showPracticeCase(p, cs, key)
				}
			}
			return noCase(args[0])
		},
	}
	c.Flags().BoolVar(&key, "key", false, "also print the key and its reasons")
	return c
}

func (a *app) showPracticeCase(p *practice.Pack, cs *practice.Case, key bool) error {
	if a.format() == "json" {
		if !key {
			hidden := *cs
			hidden.Key, hidden.Why, hidden.Hints = practice.Key{}, nil, nil
			cs = &hidden
		}
		return writeJSON(a.out, cs)
	}
	tables, err := a.practiceTables()
	if err != nil {
		return err
	}
	out := &practice.Console{Out: a.out}
	if width, ok := isTerminal(a.out); ok {
		out.Width = min(width, 100)
	}
	practice.ShowCase(out, cs)
	if !key {
		return nil
	}
	return practice.NewGrader(tables, p).ShowKey(out, cs)
}

func newPracticeLintCmd(a *app, o *practiceOptions) *cobra.Command {
	return &cobra.Command{
		Use:   "lint [PACK...]",
		Short: "Check packs: codes valid on their dates, order, conflicts, reasons",
		Long: `Check packs: the form, every code on its case's date with its 7th character,
alternatives, Excludes1 conflicts, the order the notes ask for, the reasons and
what they cite, and the key as a claim by the rules of 'medcode check'.
Procedure and supply codes are checked when their table is loaded. Without PACK
it checks the shipped pack and those imported.

Exit codes: 0 all right, 1 a defect was found, 3 the pack could not be read.`,
		Example: "  medcode practice lint\n  medcode practice lint mypack.yaml --format json",
		RunE: func(_ *cobra.Command, args []string) error {
			packs, err := a.packs(append(slices.Clone(o.packs), args...))
			if err != nil {
				return err
			}
			return a.lintPacks(packs)
		},
	}
}

func (a *app) lintPacks(packs []*practice.Pack) error {
	tables, err := a.practiceTables()
	if err != nil {
		return err
	}
	l := listing{columns: []column{{name: "Pack"}, {name: "Case"}, {name: "Rule"}, {name: "Code"}, {name: "Text", wrap: true}}}
	claims, err := a.claimChecks()
	if err != nil {
		return err
	}
	cases := 0
	for _, p := range packs {
		cases += len(p.Cases)
		problems, err := practice.Lint(p, tables, claims)
		if err != nil {
			return err
		}
		for _, x := range problems {
			l.add(x, x.Pack, x.Case, x.Rule, x.Code, x.Text)
		}
	}
	l.footer = fmt.Sprintf("%s, %s, %s", codesets.Count(len(packs), "pack"), codesets.Count(cases, "case"), codesets.Count(len(l.items), "problem"))
	if err := a.write(l); err != nil {
		return err
	}
	if len(l.items) > 0 {
		return errFindings
	}
	return nil
}

func newPracticeImportCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "import PACK",
		Short:   "Keep a pack from a folder, a zip, a YAML or a CSV file",
		Long:    "Read a pack from a folder, a zip, a YAML or a CSV file, check it, and keep a copy. A pack with defects is not kept. One with the same id is replaced.",
		Example: "  medcode practice import mypack.zip",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			p, err := practice.Open(args[0])
			if err != nil {
				return err
			}
			if p.ID == "core" {
				return usagef("pack id %q is the shipped pack's; choose another", p.ID)
			}
			if err := a.lintPacks([]*practice.Pack{p}); err != nil {
				return err
			}
			if err := a.keepPack(p); err != nil {
				return err
			}
			a.note("pack %s is kept; 'medcode practice --pack %s' plays it", p.ID, p.ID)
			return nil
		},
	}
}

// keepPack writes a pack whole, then gives it its name in one step.
func (a *app) keepPack(p *practice.Pack) error {
	b, err := practice.Marshal(p)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(a.packDir(), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(a.packDir(), ".import-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	if _, err := f.Write(b); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), filepath.Join(a.packDir(), p.ID+".yaml"))
}

func newPracticeSchemaCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "schema",
		Short:   "Print the JSON Schema of a pack file",
		Long:    "Print the JSON Schema (2020-12) of a pack file, for editors that check YAML while it is written.",
		Example: "  medcode practice schema",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := a.out.Write(practice.Schema())
			return err
		},
	}
}
