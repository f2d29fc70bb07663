package x12

import (
	"fmt"
	"io"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
)

// A Reader reads interchanges segment by segment, follows the envelope and the
// loops of the 837, and collects the issues it meets. A broken transaction set
// does not stop the next one.
type Reader struct {
	sc        *Scanner
	specs     *specTable
	loops     *loopSet
	snip      SNIP
	isa       Interchange
	gs        Group
	set       Set
	inSet     int
	claimID   []byte // CLM01
	setOffset int64  // of its ST segment
	issues    []Issue
	skipped   bool // the last issue was not kept

	alternative byte // component separator that is used in place of that of ISA16
	state       loopState
	balance     balanceState
	done        bool
}

// NewReader returns a Reader of r that runs the given SNIP tests.
func NewReader(r io.Reader, snip SNIP) *Reader {
	return &Reader{sc: NewScanner(r), specs: dictionary(), loops: loops(), snip: snip}
}

// Next advances to the next segment. It returns false at the end of the input,
// where the trailers that are missing have become issues, or at an error.
func (r *Reader) Next() bool {
	if !r.sc.Scan() {
		if !r.done && r.sc.Err() == nil {
			r.done = true
			r.closeInterchange(r.sc.Segment())
		}
		return false
	}
	s := r.sc.Segment()
	if r.alternative != 0 {
		s.Delimiters.Component = r.alternative
	}
	if r.set.open {
		r.inSet++
		r.set.Segments++
	}
	id := s.Tag()
	r.whole(s)
	if r.envelope(s, id) {
		r.elements(s, *r.specs.at(id))
		return true
	}
	switch {
	case !r.set.open:
		r.stray(s, id)
	case r.set.Guide != GuideNone:
		r.claims(s, id)
	}
	return true
}

// Err returns the error that ended the reading, if any: that of the
// underlying reader, or ErrNotX12.
func (r *Reader) Err() error { return r.sc.Err() }

// Segment returns the current segment, valid until the next call of Next.
func (r *Reader) Segment() *Segment { return r.sc.Segment() }

// Loop returns the loop of the current segment; nil outside of an 837.
func (r *Reader) Loop() *Loop { return r.state.loop }

// Interchange returns the interchange of the current segment.
func (r *Reader) Interchange() *Interchange { return &r.isa }

// Group returns the group of the current segment.
func (r *Reader) Group() *Group { return &r.gs }

// Set returns the transaction set of the current segment, the last one after
// its SE.
func (r *Reader) Set() *Set { return &r.set }

// InSet returns the number of the current segment in its set, ST is 1.
func (r *Reader) InSet() int { return r.inSet }

// TakeIssues returns the issues found since it was last called.
func (r *Reader) TakeIssues() []Issue {
	list := r.issues
	r.issues = nil
	return list
}

// HasIssues reports whether TakeIssues would return any.
func (r *Reader) HasIssues() bool { return len(r.issues) > 0 }

// add notes an issue at the current segment. What the caller left empty of
// the place is filled in.
func (r *Reader) add(i Issue, format string, args ...any) {
	if r.snip&i.SNIP == 0 {
		r.skipped = true
		return
	}
	r.skipped = false
	if r.set.Issues++; r.set.Issues > MaxIssues {
		r.skipped = true
		return
	}
	s := r.sc.Segment()
	if i.Segment == 0 {
		i.Segment, i.InSet, i.Offset = s.Number, r.inSet, s.At(i.Element, i.Component)
		if !r.set.open && i.Scope < ScopeSet {
			i.InSet = 0
		}
	}
	if i.ID == "" {
		i.ID = text(s.ID())
	}
	if i.Loop == "" && r.state.loop != nil {
		i.Loop = r.state.loop.ID
	}
	if r.state.level >= LevelClaim && i.Scope >= ScopeSegment {
		i.Claim = text(r.claimID)
	}
	i.Message = fmt.Sprintf(format, args...)
	r.issues = append(r.issues, i)
}

// fix says what would be right of the issue added last.
func (r *Reader) fix(format string, args ...any) {
	if n := len(r.issues); n > 0 && !r.skipped {
		r.issues[n-1].Fix = fmt.Sprintf(format, args...)
	}
}

// whole checks what holds for every segment.
func (r *Reader) whole(s *Segment) {
	switch {
	case s.TooLong:
		r.add(Issue{Rule: RuleSyntax, SNIP: SNIP1, Scope: ScopeSegment, Code: "8"},
			"the segment is %d bytes long, at most %d are read: its terminator may be missing", s.size, MaxSegment)
	case s.Unterminated:
		r.add(Issue{Rule: RuleSyntax, SNIP: SNIP1, Scope: ScopeSegment, Code: "8"}, "the input ends inside this segment: its terminator %q is missing", string(s.Delimiters.Segment))
	}
	if id := s.ID(); len(id) < 2 || len(id) > 3 || !isAlnum(id[0]) {
		r.add(Issue{Rule: RuleSyntax, SNIP: SNIP1, Scope: ScopeSegment, Code: "1", ID: segmentID(id)}, "%q is no segment ID", text(id))
	}
	if s.control && r.isa.open {
		r.controls(s)
	}
}

// controls notes the first control character that is no separator.
func (r *Reader) controls(s *Segment) {
	for _, c := range s.raw {
		if c < ' ' && !isSeparator(s, c) {
			r.add(Issue{Rule: RuleSyntax, SNIP: SNIP1, Scope: ScopeSegment, Code: "8"}, "the segment holds the control character 0x%02x", c)
			return
		}
	}
}

func isSeparator(s *Segment, c byte) bool {
	return c == s.Delimiters.Element || c == s.Delimiters.Component || c == s.Delimiters.Repetition
}

// segmentID returns what can stand for a segment ID in a message and a 999.
func segmentID(b []byte) string { return prefix(text(b), 3) }

// stray handles a segment outside of every transaction set.
func (r *Reader) stray(s *Segment, id Tag) {
	if id == TagTA1 && r.isa.open && !r.gs.open {
		return
	}
	r.add(Issue{Rule: RuleSyntax, SNIP: SNIP1, Scope: ScopeInterchange, Code: "022", ID: segmentID(s.ID())},
		"segment %q stands outside of every transaction set", text(s.ID()))
}

// text returns a short, clean copy of b for messages and keys.
func text(b []byte) string {
	if len(b) > 99 {
		b = b[:99]
	}
	for _, c := range b {
		if c < ' ' || c >= 0x7f {
			return codesets.Clean(codesets.UTF8(b))
		}
	}
	return strings.TrimSpace(string(b))
}

// number reads a whole number; ok is false for anything else.
func number(b []byte) (n int, ok bool) {
	if len(b) == 0 || len(b) > 10 {
		return 0, false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// elementID returns "ISA06".
func elementID(id string, i int) string { return fmt.Sprintf("%s%02d", id, i) }
