package practice

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// A Question is one question of a drill.
type Question struct {
	Topic   string   `json:"topic"`
	Prompt  string   `json:"prompt"`
	Options []string `json:"options,omitempty"` // chosen by number, from 1; none: typed
	Accept  []string `json:"accept"`            // right answers as Normalize leaves them: codes, or option numbers
	Why     []string `json:"why,omitempty"`
	See     []string `json:"see,omitempty"`
}

// Right reports whether answer, as typed, is right.
func (q Question) Right(answer string) bool {
	return slices.Contains(q.Accept, codesets.Normalize(answer))
}

// DrillTables are the tables drills are made from.
type DrillTables struct {
	ICD10CM *table.Codes
	Date    codesets.Date
	Pairs   *table.Pairs // NCCI PTP; nil when it is not loaded
	Index   []IndexEntry // of the Alphabetic Index; nil when it is not loaded
	Changes []Change     // of the conversion table; nil when it is not loaded
}

// An IndexEntry is one entry of the Alphabetic Index that leads to a code.
type IndexEntry struct {
	Path []string // main term first
	Code string   // undotted
}

// A Change is a code that was replaced.
type Change struct {
	Old, New string // undotted
	From     codesets.Date
}

// A DrillTopic is one kind of drill.
type DrillTopic struct {
	ID, Text string
	Needs    string // the table that must be loaded, "" for the embedded one
	make     func(*driller) (Question, bool)
}

// DrillTopics lists the kinds of drills.
var DrillTopics = []DrillTopic{
	{"billable", "is this code billable", "", (*driller).billable},
	{"7th-character", "complete the code: 7th character and placeholder", "", (*driller).seventh},
	{"side", "the same condition on the other side", "", (*driller).side},
	{"excludes", "Excludes1 or Excludes2", "", (*driller).excludes},
	{"code-first", "which of two codes comes first", "", (*driller).codeFirst},
	{"note", "what kind of note is this", "", (*driller).note},
	{"drugs", "table of drugs: substance and circumstance to code", "", (*driller).drug},
	{"neoplasm", "neoplasm table: site and behaviour to code", "", (*driller).neoplasm},
	{"pos", "place of service", "", (*driller).pos},
	{"modifiers", "modifiers", "", (*driller).modifier},
	{"index", "find the code through the Alphabetic Index", "icd10cm-index", (*driller).index},
	{"successor", "an old code and its successor", "icd10cm-conversion", (*driller).successor},
	{"together", "may these two be billed together", "ptp-practitioner", (*driller).together},
}

// ErrDrillTable is returned when the table a drill is made from is not loaded.
var ErrDrillTable = errors.New("table not loaded")

// Drill makes n questions on a topic, "" for a mix of what the tables allow.
// The same tables, topic, n and seed give the same questions.
func Drill(t DrillTables, topic string, n int, seed uint64) ([]Question, error) {
	topics, err := drillTopics(t, topic)
	if err != nil {
		return nil, err
	}
	d := &driller{DrillTables: t, rand: newRand(seed, "drill "+topic)}
	d.categories = d.findCategories()
	var out []Question
	seen := map[string]bool{}
	for tries := 0; len(out) < n && tries < 200*n; tries++ {
		topic := topics[tries%len(topics)]
		q, ok := topic.make(d)
		if !ok || seen[q.Prompt] {
			continue
		}
		seen[q.Prompt] = true
		q.Topic = topic.ID
		out = append(out, q)
	}
	return out, nil
}

func drillTopics(t DrillTables, topic string) ([]DrillTopic, error) {
	have := map[string]bool{"": true, "icd10cm-index": t.Index != nil, "icd10cm-conversion": t.Changes != nil, "ptp-practitioner": t.Pairs != nil}
	var out []DrillTopic
	for _, d := range DrillTopics {
		switch {
		case topic != "" && d.ID != topic:
		case have[d.Needs]:
			out = append(out, d)
		case topic != "":
			return nil, fmt.Errorf("drill %s needs %s: %w", topic, d.Needs, ErrDrillTable)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no drill %q", topic)
	}
	return out, nil
}

// A driller makes questions.
type driller struct {
	DrillTables
	rand       *rand.Rand
	categories []table.Node
}

// findCategories lists the categories, so that each is as likely as any other
// however many codes it has.
func (d *driller) findCategories() []table.Node {
	var out []table.Node
	for n := table.Node(0); int(n) < d.ICD10CM.Len(); n++ {
		if len(d.ICD10CM.Key(n)) == 3 && d.ICD10CM.Key(n)[0] >= 'A' {
			out = append(out, n)
		}
	}
	return out
}

// pick returns a node of a random category that ok accepts.
func (d *driller) pick(ok func(table.Node) bool) (table.Node, bool) {
	c := d.categories[d.rand.IntN(len(d.categories))]
	size := int(d.ICD10CM.End(c) - c)
	start := d.rand.IntN(size)
	for i := range size {
		if n := c + table.Node((start+i)%size); ok(n) {
			return n, true
		}
	}
	return table.None, false
}

func (d *driller) key(n table.Node) string   { return shown(d.ICD10CM.Key(n)) }
func (d *driller) title(n table.Node) string { return codesets.Clean(d.ICD10CM.Title(n)) }

// named returns the code with its title.
func (d *driller) named(n table.Node) string { return d.key(n) + " " + d.title(n) }

func lookupCommand(code string) []string { return []string{"medcode lookup " + code} }

// choice fills the options of q in random order; right counts from 0.
func (d *driller) choice(q *Question, options []string, right int) {
	order := d.rand.Perm(len(options))
	for place, i := range order {
		q.Options = append(q.Options, options[i])
		if i == right {
			q.Accept = []string{fmt.Sprint(place + 1)}
		}
	}
}

// Drill asks questions on the console and writes each answer down. It returns
// how many were asked and how many were right.
func (s *Session) Drill(ctx context.Context, questions []Question) (asked, right int, err error) {
	for i, q := range questions {
		s.Console.say("")
		s.Console.para(fmt.Sprintf("%d of %d  ", i+1, len(questions)), q.Prompt)
		for k, o := range q.Options {
			s.Console.para(fmt.Sprintf("  %d  ", k+1), o)
		}
		began := s.Now()
		line, ok := s.Console.next(ctx)
		for ok && strings.HasPrefix(line, "/") {
			s.search(strings.TrimSpace(line[1:]))
			line, ok = s.Console.next(ctx)
		}
		if !ok || line == "q" {
			break
		}
		good := q.Right(line)
		if err := s.noteDrill(q, good, began); err != nil {
			return asked, right, err
		}
		asked++
		if good {
			right++
		}
		s.showDrill(q, good)
	}
	s.Console.say("")
	s.Console.say("%d asked, %d right.", asked, right)
	return asked, right, nil
}

func (s *Session) noteDrill(q Question, good bool, began time.Time) error {
	e := Event{Time: s.Now(), Type: EventDrill, Topics: []string{q.Topic}, Pass: good, Seconds: int(s.Now().Sub(began).Seconds())}
	if good {
		e.Score = 100
	}
	return s.Journal.Append(e)
}

func (s *Session) showDrill(q Question, good bool) {
	if good {
		s.Console.say("Right.")
	} else {
		s.Console.para("Not right. ", "The answer: "+q.answer())
	}
	for _, w := range q.Why {
		s.Console.para("  ", w)
	}
	if len(q.See) > 0 && !good {
		s.Console.para("  read: ", strings.Join(q.See, "; "))
	}
}

// answer returns the right answer as people read it.
func (q Question) answer() string {
	if len(q.Options) == 0 {
		return shown(q.Accept[0])
	}
	var k int
	if _, err := fmt.Sscan(q.Accept[0], &k); err != nil || k < 1 || k > len(q.Options) {
		return q.Accept[0]
	}
	return q.Options[k-1]
}
