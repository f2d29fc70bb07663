package cmd

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
	"github.com/medcode-cli/medcode/coding/rules"
)

// A rulesOptions is what the flags of 'medcode rules' say.
type rulesOptions struct {
	Profile  string
	Severity string
	Table    string
	Only     []string
	Disable  []string
}

func newRulesCmd(a *app) *cobra.Command {
	var opts rulesOptions
	c := &cobra.Command{
		Use:   "rules [WORD...]",
		Short: "List the rules of 'medcode check'",
		Long: `List the rules of 'medcode check': id, severity and whether they run under a
profile, the tables they read and their official source. With WORDs, those that
have all of them in their id, title or source. 'medcode explain RULE-ID' is the
page of one.`,
		Example: "  medcode rules\n  medcode rules excludes1\n  medcode rules --severity reject --format json\n  medcode rules --profile strict",
		RunE: func(_ *cobra.Command, args []string) error {
			opts.Profile = a.settings.GetString("profile")
			return runRules(a, opts, args)
		},
	}
	f := c.Flags()
	f.StringVar(&opts.Profile, "profile", coding.Profiles[0].Name, "payer `PROFILE`: medicare, commercial, medicaid, strict, or a YAML file")
	f.StringVar(&opts.Severity, "severity", "", "rules of this `SEVERITY` only: reject, deny, review, warn or info")
	f.StringVar(&opts.Table, "table", "", "rules that read this `TABLE` only")
	f.StringSliceVar(&opts.Only, "only", nil, "as with 'medcode check': run these `RULES` only")
	f.StringSliceVar(&opts.Disable, "disable", nil, "as with 'medcode check': do not run these `RULES`")
	for name, values := range map[string][]string{
		"profile": profileNames(), "severity": failOn[:5], "only": ruleIDs(), "disable": ruleIDs(),
	} {
		_ = c.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	}
	c.ValidArgsFunction = cobra.FixedCompletions(ruleIDs(), cobra.ShellCompDirectiveNoFileComp)
	return c
}

// A ruleItem is one rule of a listing.
type ruleItem struct {
	ID       string             `json:"id"`
	Title    string             `json:"title"`
	Severity coding.Severity    `json:"severity"`
	On       bool               `json:"on"`
	Tables   []codesets.CodeSet `json:"tables"`
	Types    []string           `json:"types"` // claim types it is for
	After    []string           `json:"after"` // rules whose finding makes it skip
	Source   string             `json:"source"`
}

func itemOf(r *coding.Rule, severity coding.Severity, on bool) ruleItem {
	item := ruleItem{
		ID: r.ID, Title: r.Doc.Title, Severity: severity, On: on, Source: r.Doc.Source,
		Tables: slices.Concat([]codesets.CodeSet{}, r.Sets), After: slices.Concat([]string{}, r.After),
	}
	for _, t := range []coding.ClaimType{coding.Professional, coding.Outpatient, coding.Inpatient, coding.DME} {
		if r.Types.Has(t) {
			item.Types = append(item.Types, t.String())
		}
	}
	return item
}

func runRules(a *app, opts rulesOptions, words []string) error {
	keep, err := opts.filter(words)
	if err != nil {
		return err
	}
	engine, err := newRuleEngine(a, opts.Profile, opts.Only, opts.Disable)
	if err != nil {
		return err
	}
	l := listing{columns: []column{{name: "Rule"}, {name: "Severity"}, {name: "On"}, {name: "Title", wrap: true}, {name: "Tables", wrap: true, spare: true}, {name: "Source", wrap: true, spare: true}}}
	for _, r := range rules.All() {
		item := itemOf(&r, engine.Severity(r.ID), engine.Enabled(r.ID))
		if !keep(&item) {
			continue
		}
		on := "off"
		if item.On {
			on = "on"
		}
		l.add(item, item.ID, item.Severity.String(), on, item.Title, joinSets(item.Tables), item.Source)
	}
	if err := a.write(l); err != nil {
		return err
	}
	if len(l.items) == 0 {
		return errFindings
	}
	return nil
}

// filter returns the test that a rule must stand to be listed.
func (o *rulesOptions) filter(words []string) (func(*ruleItem) bool, error) {
	if o.Severity != "" {
		if _, err := coding.ParseSeverity(o.Severity); err != nil {
			return nil, usagef("--severity: %w", err)
		}
	}
	if o.Table != "" && !slices.ContainsFunc(rules.All(), func(r coding.Rule) bool { return slices.Contains(r.Sets, codesets.CodeSet(o.Table)) }) {
		return nil, usagef("--table %q: no rule reads a table of that name", o.Table)
	}
	return func(r *ruleItem) bool {
		if o.Severity != "" && r.Severity.String() != o.Severity || o.Table != "" && !slices.Contains(r.Tables, codesets.CodeSet(o.Table)) {
			return false
		}
		text := strings.ToLower(r.ID + " " + r.Title + " " + r.Source)
		return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, strings.ToLower(w)) })
	}, nil
}

// newRuleEngine returns an engine that is asked for how rules are set, and
// checks no claims.
func newRuleEngine(a *app, profileName string, only, disable []string) (*coding.Engine, error) {
	profile, err := readProfile(profileName)
	if err != nil {
		return nil, err
	}
	tables, err := a.store()
	if err != nil {
		return nil, err
	}
	e, err := coding.New(rules.All(), tables, coding.Config{Profile: profile, Profiles: coding.Profiles, Today: a.today(), Only: only, Disable: disable})
	if err != nil {
		return nil, withHint(usagef("%w", err), "run 'medcode rules' for the list of rules")
	}
	return e, nil
}

func joinSets(sets []codesets.CodeSet) string {
	var names []string
	for _, s := range sets {
		names = append(names, string(s))
	}
	return strings.Join(names, ", ")
}
