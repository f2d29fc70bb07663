package x12

// An Interchange is an open ISA to IEA.
type Interchange struct {
	Control   string // ISA13
	Sender    string // ISA05 and ISA06: "ZZ:SENDER"
	Receiver  string // ISA07 and ISA08
	Date      string // ISA09, YYMMDD
	Time      string // ISA10, HHMM
	Version   string // ISA12
	Test      bool   // ISA15 is T
	WantsTA1  bool   // ISA14 is 1
	Groups    int    // GS segments so far
	open      bool
	delimiter Delimiters
}

// A Group is an open GS to GE.
type Group struct {
	Kind     string // GS01: HC is claims
	Sender   string // GS02
	Receiver string // GS03
	Date     string // GS04
	Time     string // GS05
	Control  string // GS06
	Version  string // GS08
	Sets     int    // ST segments so far
	open     bool
	seen     map[string]struct{} // ST02 of this group
}

// A Set is an open ST to SE: one transaction.
type Set struct {
	Kind     string // ST01: "837"
	Control  string // ST02
	Version  string // ST03, or GS08 when it is not given
	Guide    Guide  // of a claim transaction
	Old      bool   // a version before 005010: read, not checked
	Segments int    // so far, ST counted
	Claims   int    // CLM segments so far
	Lines    int    // service lines so far
	Issues   int    // issues so far
	open     bool
}

// Name returns what the transaction is: "837P 005010X222A1".
func (s *Set) Name() string {
	name := s.Kind
	if s.Guide != GuideNone {
		name = s.Guide.String()
	}
	if s.Version != "" {
		name += " " + s.Version
	}
	return name
}

// TransactionName returns what a transaction of this ST01 is for, "" when
// unknown.
func TransactionName(kind string) string { return transactionNames[kind] }

var transactionNames = map[string]string{
	"270": "eligibility inquiry", "271": "eligibility answer", "274": "provider information", "275": "patient information",
	"276": "claim status inquiry", "277": "claim status", "278": "services review", "820": "premium payment",
	"834": "enrollment", "835": "claim payment", "837": "health care claim", "997": "functional acknowledgment",
	"999": "implementation acknowledgment", "824": "application advice", "864": "text message",
}

// maxControls bounds how many control numbers are kept to find a repeated one.
const maxControls = 1 << 16

// envelope handles ISA, GS, ST, SE, GE and IEA and reports whether the segment
// was one of them.
func (r *Reader) envelope(s *Segment, id Tag) bool {
	switch id {
	case TagISA:
		r.closeInterchange(s)
		r.openInterchange(s)
	case TagGS:
		r.closeGroup(s)
		r.openGroup(s)
	case TagST:
		r.closeSet(s)
		r.openSet(s)
	case TagSE:
		r.endSet(s)
	case TagGE:
		r.endGroup(s)
	case TagIEA:
		r.endInterchange(s)
	default:
		return false
	}
	return true
}

func (r *Reader) openInterchange(s *Segment) {
	el := func(i int) string { return text(s.Element(i)) }
	r.isa = Interchange{
		Control: el(13), Sender: el(5) + ":" + el(6), Receiver: el(7) + ":" + el(8), Date: el(9), Time: el(10),
		Version: el(12), Test: el(15) == "T", WantsTA1: el(14) == "1", open: true, delimiter: s.Delimiters,
	}
	r.gs, r.set, r.alternative = Group{}, Set{}, 0
	if s.Unterminated {
		return
	}
	for i, w := range isaWidths {
		if got := len(s.Element(i)); got != w {
			r.add(Issue{Rule: RuleSyntax, SNIP: SNIP1, Scope: ScopeInterchange, Code: "022", Element: i, Value: el(i)},
				"%s is %d characters long, the interchange header has %d there", elementID("ISA", i), got, w)
			return
		}
	}
	if s.Len() != 16 {
		r.add(Issue{Rule: RuleSyntax, SNIP: SNIP1, Scope: ScopeInterchange, Code: "022"},
			"the interchange header has %d elements, it needs 16", s.Len())
	}
	if d := s.Delimiters; d.Component == d.Element || d.Segment == d.Element || d.Segment == d.Component || isAlnum(d.Element) || isAlnum(d.Component) {
		r.add(Issue{Rule: RuleSyntax, SNIP: SNIP1, Scope: ScopeInterchange, Code: "026"},
			"the separators %q, %q and %q cannot be told apart from data", d.Element, d.Component, d.Segment)
	}
	if v := r.isa.Version; v != "00501" && v != "00401" {
		r.add(Issue{Rule: RuleSyntax, SNIP: SNIP1, Scope: ScopeInterchange, Code: "017", Element: 12, Value: v},
			"interchange version %q is not known, want 00501", v)
	}
}

func (r *Reader) openGroup(s *Segment) {
	if !r.isa.open {
		r.add(Issue{Rule: RuleControl, SNIP: SNIP1, Scope: ScopeInterchange, Code: "022"}, "a group begins outside of an interchange: ISA is missing")
	}
	r.isa.Groups++
	el := func(i int) string { return text(s.Element(i)) }
	r.gs = Group{
		Kind: el(1), Sender: el(2), Receiver: el(3), Date: el(4), Time: el(5), Control: el(6), Version: el(8),
		open: true, seen: make(map[string]struct{}),
	}
}

func (r *Reader) openSet(s *Segment) {
	if !r.gs.open {
		r.add(Issue{Rule: RuleControl, SNIP: SNIP1, Scope: ScopeInterchange, Code: "024"}, "a transaction set begins outside of a group: GS is missing")
	}
	r.gs.Sets++
	r.set = Set{Kind: text(s.Element(1)), Control: text(s.Element(2)), Version: text(s.Element(3)), Segments: 1, open: true}
	r.inSet, r.setOffset = 1, s.Offset
	if r.set.Version == "" {
		r.set.Version = r.gs.Version
	}
	r.resetLoops()
	if r.set.Kind == "837" {
		r.openClaims(s)
	}
	if _, dup := r.gs.seen[r.set.Control]; dup {
		r.add(Issue{Rule: RuleControl, SNIP: SNIP1, Scope: ScopeSet, Code: "23", Element: 2, Value: r.set.Control},
			"transaction set control number %q was used before in this group", r.set.Control)
	} else if len(r.gs.seen) < maxControls && r.gs.open {
		r.gs.seen[r.set.Control] = struct{}{}
	}
	if want, kind := groupKinds[r.set.Kind], r.gs.Kind; want != "" && r.gs.open && kind != want {
		r.add(Issue{Rule: RuleSyntax, SNIP: SNIP1, Scope: ScopeSet, Code: "6", Element: 1, Value: r.set.Kind},
			"a %s stands in a group of kind %q, want %s", r.set.Kind, kind, want)
	}
	if r.set.Kind == "" {
		r.add(Issue{Rule: RuleSyntax, SNIP: SNIP1, Scope: ScopeSet, Code: "6", Element: 1}, "the transaction set does not say what it is")
	}
}

// groupKinds gives GS01 for each ST01 (X12.22, data element 479).
var groupKinds = map[string]string{
	"270": "HS", "271": "HB", "276": "HR", "277": "HN", "278": "HI", "820": "RA", "834": "BE", "835": "HP", "837": "HC",
	"997": "FA", "999": "FA",
}

// openClaims finds the guide of an 837 and says when it is not read in full.
func (r *Reader) openClaims(s *Segment) {
	v := r.set.Version
	g, known := guides[prefix(v, 10)]
	r.set.Guide, r.set.Old = g, prefix(v, 6) == "004010"
	at := Issue{Rule: RuleSyntax, SNIP: SNIP2, Scope: ScopeSet, Code: "I6", Element: 3, Value: v}
	switch {
	case r.set.Old:
		at.Element = 0
		r.add(at, "version %s is not in use since 2012-01-01: claims are read, their segments are not checked", v)
	case !known:
		r.add(at, "guide %q is not known: want 005010X222A1, 005010X223A2 or 005010X224A2", v)
		r.set.Old = true
	case len(s.Element(3)) == 0:
		at.Code = "6"
		r.add(at, "the transaction set does not name its guide (ST03)")
	case r.gs.open && r.gs.Version != v:
		r.add(at, "the transaction set follows guide %q, its group says %q", v, r.gs.Version)
	}
}

// guides gives the claim guide of a version, its first ten characters.
var guides = map[string]Guide{
	"005010X222": Professional, "005010X223": Institutional, "005010X224": Dental,
	"004010X098": Professional, "004010X096": Institutional, "004010X097": Dental,
}

func prefix(s string, n int) string { return s[:min(n, len(s))] }

func (r *Reader) endSet(s *Segment) {
	if !r.set.open {
		r.add(Issue{Rule: RuleControl, SNIP: SNIP1, Scope: ScopeGroup, Code: "5"}, "SE closes a transaction set that was not opened")
		return
	}
	r.closeLoops(LevelHeader)
	if n, ok := number(s.Element(1)); !ok || n != r.inSet {
		r.add(Issue{Rule: RuleCount, SNIP: SNIP1, Scope: ScopeSet, Code: "4", Element: 1, Value: text(s.Element(1))},
			"SE01 counts %q segments, the transaction set has %d", text(s.Element(1)), r.inSet)
		r.fix("%d", r.inSet)
	}
	if got := text(s.Element(2)); got != r.set.Control {
		r.add(Issue{Rule: RuleControl, SNIP: SNIP1, Scope: ScopeSet, Code: "3", Element: 2, Value: got},
			"SE02 is %q, the transaction set began with %q", got, r.set.Control)
		r.fix("%s", r.set.Control)
	}
	r.set.open = false
}

func (r *Reader) endGroup(s *Segment) {
	r.closeSet(s)
	if !r.gs.open {
		r.add(Issue{Rule: RuleControl, SNIP: SNIP1, Scope: ScopeInterchange, Code: "022"}, "GE closes a group that was not opened")
		return
	}
	if n, ok := number(s.Element(1)); !ok || n != r.gs.Sets {
		r.add(Issue{Rule: RuleCount, SNIP: SNIP1, Scope: ScopeGroup, Code: "5", Element: 1, Value: text(s.Element(1))},
			"GE01 counts %q transaction sets, the group has %d", text(s.Element(1)), r.gs.Sets)
		r.fix("%d", r.gs.Sets)
	}
	if got := text(s.Element(2)); got != r.gs.Control {
		r.add(Issue{Rule: RuleControl, SNIP: SNIP1, Scope: ScopeGroup, Code: "4", Element: 2, Value: got},
			"GE02 is %q, the group began with %q", got, r.gs.Control)
		r.fix("%s", r.gs.Control)
	}
	r.gs.open = false
}

func (r *Reader) endInterchange(s *Segment) {
	r.closeGroup(s)
	if !r.isa.open {
		r.add(Issue{Rule: RuleControl, SNIP: SNIP1, Scope: ScopeInterchange, Code: "022"}, "IEA closes an interchange that was not opened")
		return
	}
	if n, ok := number(s.Element(1)); !ok || n != r.isa.Groups {
		r.add(Issue{Rule: RuleCount, SNIP: SNIP1, Scope: ScopeInterchange, Code: "021", Element: 1, Value: text(s.Element(1))},
			"IEA01 counts %q groups, the interchange has %d", text(s.Element(1)), r.isa.Groups)
		r.fix("%d", r.isa.Groups)
	}
	if got := text(s.Element(2)); got != r.isa.Control {
		r.add(Issue{Rule: RuleControl, SNIP: SNIP1, Scope: ScopeInterchange, Code: "001", Element: 2, Value: got},
			"IEA02 is %q, the interchange began with %q", got, r.isa.Control)
		r.fix("%s", r.isa.Control)
	}
	r.isa.open = false
}

// closeSet, closeGroup and closeInterchange note a trailer that is missing
// when something else begins, or the input ends, before it.
func (r *Reader) closeSet(*Segment) {
	if r.set.open {
		r.closeLoops(LevelHeader)
		r.set.open = false
		r.add(Issue{Rule: RuleControl, SNIP: SNIP1, Scope: ScopeSet, Code: "2"}, "transaction set %q is not closed: SE is missing", r.set.Control)
	}
}

func (r *Reader) closeGroup(s *Segment) {
	r.closeSet(s)
	if r.gs.open {
		r.gs.open = false
		r.add(Issue{Rule: RuleControl, SNIP: SNIP1, Scope: ScopeGroup, Code: "3"}, "group %q is not closed: GE is missing", r.gs.Control)
	}
}

func (r *Reader) closeInterchange(s *Segment) {
	r.closeGroup(s)
	if r.isa.open {
		r.isa.open = false
		r.add(Issue{Rule: RuleControl, SNIP: SNIP1, Scope: ScopeInterchange, Code: "023"}, "interchange %q is not closed: IEA is missing", r.isa.Control)
	}
}
