package coding

import (
	"fmt"
	"slices"

	"github.com/medcode-cli/medcode/codesets"
)

// Config says how an engine judges.
type Config struct {
	Profile  Profile       // resolved: its Base is merged in
	Profiles []Profile     // those a claim may name, resolved; may be empty
	Today    codesets.Date // for rules that compare with the day of the run
	Only     []string      // rule ids: nothing else runs
	Disable  []string      // rule ids that do not run
	Suppress []Suppression
}

// An Engine runs rules over claims. It is safe for concurrent use; the work
// itself is done by workers.
type Engine struct {
	rules    []Rule
	index    map[string]int
	after    []ruleSet
	tables   Tables
	sets     []codesets.CodeSet // whose releases make an era
	config   Config
	plans    map[string]*plan
	suppress []Suppression
}

// A plan is a profile made ready: what runs and how severe it is.
type plan struct {
	profile  *Profile
	on       []bool
	severity []Severity
	fixed    []bool // the profile sets the severity, whatever the rule says of a case
}

// New returns an engine over rules, in the order in which they run: a rule
// comes behind those it names in After. An id that no rule has, in the
// configuration or in After, is an error.
func New(rules []Rule, tables Tables, config Config) (*Engine, error) {
	if len(rules) > maxRules {
		return nil, fmt.Errorf("%d rules, want at most %d", len(rules), maxRules)
	}
	e := &Engine{
		rules: rules, index: map[string]int{}, after: make([]ruleSet, len(rules)), tables: tables,
		config: config, plans: map[string]*plan{}, suppress: config.Suppress,
	}
	for i, r := range rules {
		if _, ok := e.index[r.ID]; ok {
			return nil, fmt.Errorf("two rules with the id %q", r.ID)
		}
		for _, id := range r.After {
			j, ok := e.index[id]
			if !ok {
				return nil, fmt.Errorf("rule %s comes after %q, which is not before it", r.ID, id)
			}
			e.after[i].add(j)
		}
		e.index[r.ID] = i
	}
	e.sets = setsOf(rules)
	for _, p := range append(slices.Clone(config.Profiles), config.Profile) {
		made, err := e.plan(&p)
		if err != nil {
			return nil, err
		}
		e.plans[p.Name] = made
	}
	return e, nil
}

// setsOf returns what most claims are judged by. Of the rest not even the
// heads are read before a rule asks for them: what inpatient claims need, and
// the conversion table, of which the newest is read whatever the date.
func setsOf(rules []Rule) []codesets.CodeSet {
	sets := []codesets.CodeSet{codesets.ICD10CM, codesets.CPT, codesets.HCPCS}
	for _, r := range rules {
		if r.Types == Types(Inpatient) {
			continue
		}
		for _, s := range r.Sets {
			if s != codesets.ICD10CMConversion && !slices.Contains(sets, s) {
				sets = append(sets, s)
			}
		}
	}
	return sets
}

// plan makes a profile ready.
func (e *Engine) plan(p *Profile) (*plan, error) {
	for _, list := range [][]string{p.On, p.Off, e.config.Only, e.config.Disable} {
		for _, id := range list {
			if _, ok := e.index[id]; !ok {
				return nil, fmt.Errorf("there is no rule %q", id)
			}
		}
	}
	n := len(e.rules)
	out := &plan{profile: p, on: make([]bool, n), severity: make([]Severity, n), fixed: make([]bool, n)}
	for i, r := range e.rules {
		out.severity[i] = r.Severity
		out.on[i] = (!r.Off || slices.Contains(p.On, r.ID)) && !slices.Contains(p.Off, r.ID)
		if len(e.config.Only) > 0 {
			out.on[i] = slices.Contains(e.config.Only, r.ID)
		}
		if slices.Contains(e.config.Disable, r.ID) {
			out.on[i] = false
		}
		if s, ok := p.Severity[r.ID]; ok {
			out.severity[i], out.fixed[i] = s, true
		}
	}
	for id := range p.Severity {
		if _, ok := e.index[id]; !ok {
			return nil, fmt.Errorf("profile %s: there is no rule %q", p.Name, id)
		}
	}
	return out, nil
}

// Enabled reports whether the rule with that id runs under the engine's profile.
func (e *Engine) Enabled(id string) bool {
	i, ok := e.index[id]
	return ok && e.plans[e.config.Profile.Name].on[i]
}

// suppressed returns the reason for which the user accepts f.
func (e *Engine) suppressed(c *Claim, f *Finding) (string, bool) {
	for _, list := range [][]Suppression{c.Suppress, e.suppress} {
		for _, s := range list {
			if s.Rule == f.Rule && (s.Claim == "" || s.Claim == c.ID) && (s.Code == "" || slices.Contains(f.Codes, s.Code)) && s.Reason != "" {
				return s.Reason, true
			}
		}
	}
	return "", false
}

// A Result is what the engine says of one claim.
type Result struct {
	ID       string
	Verdict  Verdict
	Findings []Finding // by severity, then line, diagnosis and rule
	Claim    *Claim    // as read; holds as long as the result
	Outside  bool      // about the file outside of its claims; Claim has its name only
}

// A Worker checks claims, one after the other. It is not safe for concurrent
// use: make one for each goroutine.
type Worker struct {
	engine *Engine
	plan   *plan
	p      Prepared
	days   map[codesets.Date]*Day
	eras   map[string]*Era
	mods   map[string]*Mod
	result *Result
	counts [][outcomes]int // claims by rule and outcome
}

// NewWorker returns a worker of e.
func (e *Engine) NewWorker() *Worker {
	return &Worker{engine: e, counts: make([][outcomes]int, len(e.rules))}
}

// Check judges c and fills r, whose room is used again. seen says that the
// same claim was read before.
func (w *Worker) Check(c *Claim, seen bool, r *Result) {
	w.result = r
	*r = Result{ID: c.ID, Claim: c, Findings: r.Findings[:0]}
	w.plan = w.planOf(c)
	p := &w.p
	p.w, p.Options, p.Today = w, &w.plan.profile.Options, w.engine.config.Today
	p.prepare(c)
	p.Seen = seen
	r.Verdict = w.run(p)
	sortFindings(r.Findings)
}

func (w *Worker) planOf(c *Claim) *plan {
	if p, ok := w.engine.plans[c.Profile]; ok && c.Profile != "" {
		return p
	}
	return w.engine.plans[w.engine.config.Profile.Name]
}

// run runs every rule over p and returns the verdict.
func (w *Worker) run(p *Prepared) Verdict {
	verdict := Clean
	for i := range w.engine.rules {
		if !w.plan.on[i] {
			w.counts[i][Skipped]++
			continue
		}
		rule := &w.engine.rules[i]
		o := NotApplicable
		if rule.Types.Has(p.Claim.Type) {
			p.rule, p.outcome = i, NotApplicable
			o = rule.Check(p)
			o = max(o, p.outcome)
		}
		w.counts[i][o]++
		switch o {
		case Fail:
			verdict = Findings
		case NoData:
			verdict = max(verdict, Incomplete)
		}
	}
	return verdict
}

// Severity returns how severe the rule with that id is under the engine's profile.
func (e *Engine) Severity(id string) Severity {
	if i, ok := e.index[id]; ok {
		return e.plans[e.config.Profile.Name].severity[i]
	}
	return 0
}
