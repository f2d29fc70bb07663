package coding

import (
	"cmp"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// An EffNote is one line of an instructional note in effect for a code.
type EffNote struct {
	codesets.Note
	OwnerNode table.Node
	// Heading is the line above this one in the same note that leads a list:
	// one ending in a colon ("underlying disease, such as:") or beginning with
	// ", if applicable"; "" when there is none.
	Heading string

	Soft     bool // holds if applicable or if known: I.B.7
	Examples bool // what it names are examples ("such as")
	Binding  bool // of Code first: holds in every case; also any line beneath a heading
	Asked    bool // of Use additional and Code also: holds in every case, and names codes

	spans []noteSpan
}

// A noteSpan is the run of nodes one reference of a note takes in, before its
// qualifier.
type noteSpan struct {
	lo, hi    table.Node
	note      int32 // place in NoteSet.Notes
	qualifier codesets.Qualifier
}

func (s *noteSpan) covers(d *DXCode) bool {
	return s.lo <= d.Node && d.Node < s.hi && (s.qualifier == "" || s.qualifier.Matches(d.Code))
}

// Covers reports whether the note refers to d, a code of the same release.
func (n *EffNote) Covers(d *DXCode) bool {
	for i := range n.spans {
		if n.spans[i].covers(d) {
			return true
		}
	}
	return false
}

// A NoteSet is the notes of one kind in effect for a code: its own, then those
// of each node above it, nearest first. It is shared by all codes for which
// the same notes hold. A nil NoteSet has no notes.
type NoteSet struct {
	Notes []EffNote
	Open  bool // some note gives examples, or names no code: other codes may fit
	Bound bool // every note is binding, and none is soft
	Asks  bool // some note is asked

	spans  []noteSpan // of all notes, by first node
	unread []int      // places in Notes of those that name codes in a way that is not understood
}

// Doubtful returns the nearest note that is not understood and whose text
// names the category of d, alone or in a range; nil when there is none.
func (s *NoteSet) Doubtful(d *DXCode) *EffNote {
	if s == nil || len(d.Code) < 3 {
		return nil
	}
	for _, i := range s.unread {
		if n := &s.Notes[i]; namesCategory(n.Text, d.Code[:3]) {
			return n
		}
	}
	return nil
}

// Covering returns the nearest note that refers to d, a code of the same
// release; nil when none does. It does not allocate unless a reference has a
// qualifier.
func (s *NoteSet) Covering(d *DXCode) *EffNote {
	if s == nil {
		return nil
	}
	found := int32(-1)
	for i := range s.spans {
		sp := &s.spans[i]
		if sp.lo > d.Node {
			break
		}
		if (found < 0 || sp.note < found) && sp.covers(d) {
			found = sp.note
		}
	}
	if found < 0 {
		return nil
	}
	return &s.Notes[found]
}

// noteSets are the sets of a node by kind.
type noteSets [codesets.NoteKinds]*NoteSet

var noNotes = &noteSets{}

// noted reports whether notes of kind k are kept: those that refer to codes.
func noted(k codesets.NoteKind) bool {
	switch k {
	case codesets.Excludes1, codesets.CodeFirst, codesets.UseAdditional, codesets.CodeAlso:
		return true
	}
	return false
}

// Notes returns the notes of kind k in effect for the code: Excludes1,
// CodeFirst, UseAdditional or CodeAlso. It is nil when there are none or the
// code is not found; ask HasNotes whether the release carries notes at all.
func (c *DXCode) Notes(k codesets.NoteKind) *NoteSet {
	if c.notes == nil {
		c.notes = noNotes
		if c.Found() {
			c.notes = c.era.notesAt(c.Node)
		}
	}
	return c.notes[k]
}

// HasNotes reports whether the release of the code carries instructional
// notes; one compiled from the order file alone does not.
func (c *DXCode) HasNotes() bool { return c.Table.Codes != nil && c.Table.Codes.HasNotes() }

// notesAt returns the sets in effect at n. Those of nodes with something
// beneath them are kept.
func (e *Era) notesAt(n table.Node) *noteSets {
	if n == table.None {
		return noNotes
	}
	if s, ok := e.notes[n]; ok {
		return s
	}
	t := e.ICD10CM.Codes
	sets := e.withOwn(n, e.notesAt(t.Parent(n)))
	if t.End(n) > n+1 {
		if e.notes == nil {
			e.notes = map[table.Node]*noteSets{}
		}
		e.notes[n] = sets
	}
	return sets
}

// withOwn returns above with the notes of n itself before them; above itself
// when n has none.
func (e *Era) withOwn(n table.Node, above *noteSets) *noteSets {
	var own [codesets.NoteKinds][]EffNote
	any := false
	for _, note := range e.ICD10CM.Codes.Notes(n) {
		if !noted(note.Kind) {
			continue
		}
		list := own[note.Kind]
		own[note.Kind] = append(list, e.effNote(n, note, headingOf(list)))
		any = true
	}
	if !any {
		return above
	}
	out := *above
	for k, notes := range own {
		if len(notes) > 0 {
			out[k] = joinNotes(notes, above[k])
		}
	}
	return &out
}

// headingOf returns the heading in effect behind the lines of a note.
func headingOf(lines []EffNote) string {
	for _, l := range slices.Backward(lines) {
		if text := strings.TrimSpace(l.Text); strings.HasSuffix(text, ":") || strings.HasPrefix(text, ",") {
			return text
		}
	}
	return ""
}

func (e *Era) effNote(n table.Node, note codesets.Note, heading string) EffNote {
	if strings.HasPrefix(note.Text, "code ") || strings.HasPrefix(note.Text, "code, ") {
		heading = "" // "use additional code …": a note of its own, no line of a list
	}
	out := EffNote{Note: note, OwnerNode: n, Heading: heading}
	for _, ref := range note.Refs {
		if lo, hi := e.ICD10CM.Codes.Span(ref); lo < hi {
			out.spans = append(out.spans, noteSpan{lo: lo, hi: hi, qualifier: ref.Qualifier})
		}
	}
	out.readWords()
	return out
}

// joinNotes returns the set of own with the notes above it behind them.
func joinNotes(own []EffNote, above *NoteSet) *NoteSet {
	s := &NoteSet{Notes: own, Bound: true}
	if above != nil {
		s.Notes = slices.Concat(own, above.Notes)
	}
	for i := range s.Notes {
		n := &s.Notes[i]
		s.Open = s.Open || n.Examples || len(n.Refs) == 0
		s.Bound = s.Bound && n.Binding && !n.Soft
		s.Asks = s.Asks || n.Asked
		if n.Unparsed {
			s.unread = append(s.unread, i)
		}
		for _, sp := range n.spans {
			sp.note = int32(i)
			s.spans = append(s.spans, sp)
		}
	}
	slices.SortStableFunc(s.spans, func(a, b noteSpan) int { return cmp.Compare(a.lo, b.lo) })
	return s
}
