package practice

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
)

// The parts of the Alphabetic Index.
const (
	PartIndex    = "index"    // diseases and injuries
	PartExternal = "external" // external causes
	PartDrugs    = "drugs"    // Table of Drugs and Chemicals
	PartNeoplasm = "neoplasm" // Table of Neoplasms
)

// An IndexEntry is a term of the Alphabetic Index with one place it leads to.
type IndexEntry struct {
	Part   string   // one of the parts above
	Path   []string // main term first, nonessential modifiers in parentheses
	Column string   // of the two tables: "Malignant Primary"
	Code   string   // undotted; "" for a term that only refers to others
	Shown  string   // the code as printed: "H93.29-"
	See    string   // another term, or a category
}

// walked reports whether the entry is one of those that are walked term by
// term: the tables are read by line and column.
func (e *IndexEntry) walked() bool { return e.Part == PartIndex || e.Part == PartExternal }

// A walk is a place in the Alphabetic Index, and how many moves led there.
type walk struct {
	entries []IndexEntry
	at      []string
	moves   int // terms opened and steps back
}

// A stop is a term beneath a place: what it leads to, and whether terms stand
// beneath it.
type stop struct {
	term string
	to   []string
	more bool
}

// stops lists the terms beneath the walk's place in the order of the Index:
// "with" first, the others by the alphabet.
func (w *walk) stops() []stop {
	var out []stop
	place := map[string]int{}
	for i := range w.entries {
		e := &w.entries[i]
		if !e.walked() || len(e.Path) <= len(w.at) || !slices.Equal(e.Path[:len(w.at)], w.at) {
			continue
		}
		term := e.Path[len(w.at)]
		k, ok := place[term]
		if !ok {
			k = len(out)
			place[term] = k
			out = append(out, stop{term: term})
		}
		if len(e.Path) > len(w.at)+1 {
			out[k].more = true
		} else {
			out[k].to = append(out[k].to, e.leads())
		}
	}
	slices.SortStableFunc(out, func(a, b stop) int {
		first := func(s stop) string {
			if s.term == "with" {
				return ""
			}
			return strings.ToLower(s.term)
		}
		return strings.Compare(first(a), first(b))
	})
	return out
}

// leads returns the code as printed, or the term referred to.
func (e *IndexEntry) leads() string {
	if e.Shown != "" {
		return e.Shown
	}
	if e.Code != "" {
		return shown(e.Code)
	}
	return "see " + e.See
}

// move does what a line that begins with > or < asks: ">diabetes" opens a
// term, ">" shows where one is, "<" goes up a step, "<<" to the top.
func (w *walk) move(c *Console, line string) {
	term := strings.ToLower(strings.TrimSpace(line[1:]))
	switch {
	case line[0] == '<' && len(w.at) == 0:
		c.say("At the top of the Index; >TERM opens a main term.")
	case line[0] == '<':
		w.moves++
		w.at = w.at[:len(w.at)-1]
		if term == "<" {
			w.at = nil
		}
		w.show(c)
	case term == "":
		w.show(c)
	default:
		w.open(c, term)
	}
}

// open goes down to the one term that term names, or lists those it could mean.
func (w *walk) open(c *Console, term string) {
	var exact, begin []stop
	for _, s := range w.stops() {
		switch words := strings.ToLower(s.term); {
		case slices.Contains(essentials(words), term):
			exact = append(exact, s)
		case strings.HasPrefix(words, term):
			begin = append(begin, s)
		}
	}
	found := exact
	if len(exact) == 0 {
		found = begin
	}
	switch len(found) {
	case 0:
		c.say("No term %s here; > shows what stands here, < goes up.", codesets.Clean(term))
	case 1:
		w.moves++
		w.at = append(slices.Clone(w.at), found[0].term)
		w.show(c)
	default:
		c.say("%d terms begin so:", len(found))
		listStops(c, found)
	}
}

// essentials returns the words a term is known by: what stands between its
// commas, without the nonessential modifiers.
func essentials(term string) []string {
	words, _, _ := strings.Cut(term, " (")
	all := []string{words}
	for part := range strings.SplitSeq(words, ",") {
		all = append(all, strings.TrimSpace(part))
	}
	return all
}

// show writes the place, what it leads to itself, and the terms beneath.
func (w *walk) show(c *Console) {
	if len(w.at) == 0 {
		c.say("At the top of the Index; >TERM opens a main term.")
		return
	}
	here := []string{strings.Join(w.at, " > ")}
	for i := range w.entries {
		if e := &w.entries[i]; e.walked() && slices.Equal(e.Path, w.at) {
			here = append(here, e.leads())
		}
	}
	const under = 4 // columns
	c.hang("  ", under, strings.Join(here, ": "))
	listStops(c, w.stops())
}

// listStops writes stops, so many at most.
func listStops(c *Console, stops []stop) {
	const most = 40
	for i, s := range stops {
		if i == most {
			c.say("    and %d more; >LETTERS narrows", len(stops)-most)
			return
		}
		line := s.term
		if len(s.to) > 0 {
			line += ": " + strings.Join(s.to, ", ")
		}
		if s.more {
			line += " >"
		}
		c.para("    ", line)
	}
}

// leaf returns the shortest ways of the Index to code, main term first.
func leaf(entries []IndexEntry, code string) []*IndexEntry {
	var out []*IndexEntry
	for i := range entries {
		e := &entries[i]
		switch {
		case !e.walked() || e.Code != code || len(out) > 0 && len(e.Path) > len(out[0].Path):
		case len(out) > 0 && len(e.Path) < len(out[0].Path):
			out = []*IndexEntry{e}
		default:
			out = append(out, e)
		}
	}
	return out
}

// step walks the Alphabetic Index, when it is loaded.
func (s *Session) step(line string) {
	if s.walk == nil {
		s.walk = &walk{}
		if s.Index != nil {
			s.walk.entries = s.Index()
		}
	}
	if !slices.ContainsFunc(s.walk.entries, func(e IndexEntry) bool { return e.walked() }) {
		s.Console.say("The Alphabetic Index is not loaded; 'medcode load FILE' takes it.")
		return
	}
	s.walk.move(s.Console, line)
}

// moves says how the student's way through the Index compares with the
// shortest one.
func (s *Session) moves(q Question) string {
	switch {
	case q.Moves == 0:
		return ""
	case s.walk == nil || s.walk.moves == 0:
		return fmt.Sprintf("Answered without a walk through the Index; the shortest is %d move(s).", q.Moves)
	default:
		return fmt.Sprintf("%d move(s) through the Index; the shortest way is %d.", s.walk.moves, q.Moves)
	}
}
