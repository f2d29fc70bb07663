package practice

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/icd10cm"
	"github.com/medcode-cli/medcode/codesets/table"
)

// A Question is one question of a drill.
type Question struct {
	Topic   string   `json:"topic"`
	Prompt  string   `json:"prompt"`
	Options []string `json:"options,omitempty"` // chosen by number, from 1; none: typed
	Accept  []string `json:"accept"`            // right answers as Normalize leaves them: codes, or option numbers
	Moves   int      `json:"moves,omitempty"`   // of the shortest way through the Alphabetic Index
	Why     []string `json:"why,omitempty"`
	See     []string `json:"see,omitempty"`
}

// Right reports whether answer, as typed, is right: a code, or an option's
// number or words.
func (q Question) Right(answer string) bool {
	if i, ok := q.option(answer); ok {
		answer = strconv.Itoa(i)
	}
	return slices.Contains(q.Accept, codesets.Normalize(answer))
}

// option returns the number of the option that answer names: by its number,
// its words, or its first word when no other option begins so.
func (q Question) option(answer string) (int, bool) {
	answer = strings.ToLower(strings.TrimSpace(answer))
	if i, err := strconv.Atoi(answer); err == nil && 1 <= i && i <= len(q.Options) {
		return i, true
	}
	found := 0
	for i, o := range q.Options {
		o = strings.ToLower(o)
		first, _, _ := strings.Cut(o, " ")
		switch {
		case answer == o:
			return i + 1, true
		case answer != strings.Trim(first, ",:.") && codesets.Normalize(answer) != codesets.Normalize(first):
		case found > 0:
			return 0, false
		default:
			found = i + 1
		}
	}
	return found, found > 0
}

// fits reports whether answer can be an answer at all: an option, or a text
// that is not empty.
func (q Question) fits(answer string) bool {
	if len(q.Options) == 0 {
		return strings.TrimSpace(answer) != ""
	}
	if _, ok := q.option(answer); ok {
		return true
	}
	return slices.Contains(q.Accept, codesets.Normalize(answer))
}

// DrillTables are the tables drills are made from.
type DrillTables struct {
	ICD10CM *table.Codes
	Date    codesets.Date
	Pairs   *table.Pairs        // NCCI PTP; nil when it is not loaded
	Index   []icd10cm.IndexLine // of all parts of the Alphabetic Index that are loaded
	Changes []Change            // of the conversion table; nil when it is not loaded
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
	Hint     string // where it is written, without the answer
	make     func(*driller) (Question, bool)
}

// DrillTopics lists the kinds of drills.
var DrillTopics = []DrillTopic{
	{"billable", "is this code billable", "", "A code is billable when nothing stands beneath it and its 7th character, if it takes one, is there (guideline I.B.2).", (*driller).billable},
	{"7th-character", "complete the code: 7th character and placeholder", "", "=CODE of the category shows its 7th characters; fill empty places with X (guidelines I.A.4, I.A.5).", (*driller).seventh},
	{"side", "the same condition on the other side", "", "=CODE of the category one character shorter shows both sides (guideline I.B.13).", (*driller).side},
	{"excludes", "Excludes1 or Excludes2", "", "Would a patient plausibly have both? Excludes2 says that they may stand together (guideline I.A.12).", (*driller).excludes},
	{"code-first", "which of two codes comes first", "", "Look both codes up: Code first stands at the second one, Use additional code at the first (guideline I.A.13).", (*driller).codeFirst},
	{"note", "read a note: its heading, and whether it names a code", "", "A dash stands for any further characters; a range names everything between its ends (guidelines I.A.6 to I.A.17).", (*driller).note},
	{"drugs", "table of drugs: substance and circumstance to code", "", "/words finds the category; the sixth character says poisoning (1 to 4), adverse effect (5) or underdosing (6).", (*driller).drug},
	{"neoplasm", "neoplasm table: site and behaviour to code", "", "Behaviour first: C00 to C75 primary, C77 to C79 secondary, D00 to D09 in situ, D10 to D36 benign, D37 to D48 uncertain.", (*driller).neoplasm},
	{"pos", "place of service", "", "Places of service are two digits, published by CMS.", (*driller).pos},
	{"modifiers", "modifiers", "", "RT and LT are sides, 25 and 57 stand on visits, 59 and X modifiers on distinct services.", (*driller).modifier},
	{"index", "find the code through the Alphabetic Index", "icd10cm-index", ">TERM opens a main term, then each indented one; < goes up; verify the code in the Tabular List (guideline I.B.1).", (*driller).index},
	{"successor", "an old code and its successor", "icd10cm-conversion", "Look beneath the old code: a code that became a header lives on in its parts.", (*driller).successor},
	{"together", "may these two be billed together", "ptp-practitioner", "Indicator 0 never opens, indicator 1 opens with a modifier; a pair that is not listed has no edit.", (*driller).together},
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
	have := map[string]bool{"": true, "icd10cm-index": hasIndex(t.Index), "icd10cm-conversion": t.Changes != nil, "ptp-practitioner": t.Pairs != nil}
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
	parts      map[string][]*icd10cm.IndexLine // by part, made at first need
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
