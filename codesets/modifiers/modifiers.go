package modifiers

import (
	"cmp"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
)

// A Region is the part of the body an anatomic modifier speaks of.
type Region string

// The regions of anatomic modifiers (NCCI Policy Manual, chapter 1, section E).
const (
	NoRegion Region = ""
	Eyelid   Region = "eyelid"   // E1-E4
	Hand     Region = "hand"     // FA, F1-F9
	Foot     Region = "foot"     // TA, T1-T9
	Coronary Region = "coronary" // LC, LD, LM, RC, RI
	Body     Region = "body"     // LT, RT: a side of whatever the code is about
)

// A Side is the side of the body a modifier names.
type Side string

// The sides.
const (
	NoSide Side = ""
	Left   Side = "left"
	Right  Side = "right"
	Both   Side = "both" // 50
)

// A Modifier is one modifier with the classes edits ask for. Several may hold.
type Modifier struct {
	Code      string        `json:"code"`  // two characters, upper case
	Level     string        `json:"level"` // "cpt" or "hcpcs"
	Words     string        `json:"words"` // short, of our own, never the AMA's
	Effective codesets.Date `json:"effective_date"`
	End       codesets.Date `json:"end_date"` // inclusive; zero: open

	PTPAssociated bool   `json:"ptp_associated,omitempty"` // can bypass a PTP edit of indicator 1
	Anatomic      Region `json:"anatomic,omitempty"`
	Side          Side   `json:"side,omitempty"`
	EMOnly        bool   `json:"em_only,omitempty"`   // for evaluation and management codes only
	Global        bool   `json:"global,omitempty"`    // says how the service stands to a global surgery period
	Payment       bool   `json:"payment,omitempty"`   // changes the amount paid, or whether it is
	Assistant     bool   `json:"assistant,omitempty"` // assistant at surgery
	Anesthesia    bool   `json:"anesthesia,omitempty"`
	Telehealth    bool   `json:"telehealth,omitempty"`
	Therapy       bool   `json:"therapy,omitempty"`  // plan of care, or by an assistant
	Hospital      bool   `json:"hospital,omitempty"` // hospital outpatient and ASC facility claims only
	Waiver        bool   `json:"waiver,omitempty"`   // notice of non-coverage (ABN)

	// ProfessionalEnd is the last day Medicare takes the modifier on a
	// professional claim, when that is sooner than End. GT: 2017-12-31, but for
	// critical access hospitals of method II (CMS CR 10152).
	ProfessionalEnd codesets.Date `json:"professional_end,omitzero"`
}

// Informational reports whether m neither changes payment nor decides an edit.
func (m Modifier) Informational() bool { return !m.Payment && !m.PTPAssociated }

// InForce reports whether m may be reported on d.
func (m Modifier) InForce(d codesets.Date) bool {
	return m.Effective <= d && (m.End.IsZero() || d <= m.End)
}

// Classes returns the words for what m is, in a fixed order.
func (m Modifier) Classes() []string {
	var out []string
	for _, c := range []struct {
		on   bool
		word string
	}{
		{m.PTPAssociated, "PTP-associated"},
		{m.Anatomic != NoRegion, "anatomic (" + string(m.Anatomic) + ")"},
		{m.Side != NoSide, "side " + string(m.Side)},
		{m.EMOnly, "E/M only"},
		{m.Global, "global surgery"},
		{m.Payment, "payment"},
		{m.Assistant, "assistant at surgery"},
		{m.Anesthesia, "anesthesia"},
		{m.Telehealth, "telehealth"},
		{m.Therapy, "therapy"},
		{m.Hospital, "hospital outpatient"},
		{m.Waiver, "notice of non-coverage"},
		{m.Informational(), "informational"},
	} {
		if c.on {
			out = append(out, c.word)
		}
	}
	return out
}

// Find returns the modifier and whether it is in force on d. One that is
// known but not in force is returned with false; an unknown one is zero.
// Code is taken as it stands: two characters, upper case.
func Find(code string, d codesets.Date) (Modifier, bool) {
	m, ok := Known(code)
	return m, ok && m.InForce(d)
}

// Known returns the modifier whatever its dates.
func Known(code string) (Modifier, bool) {
	for _, l := range lists {
		i, ok := slices.BinarySearchFunc(l.entries, code, func(e entry, c string) int { return cmp.Compare(e.code, c) })
		if ok {
			return l.entries[i].modifier(l.level), true
		}
	}
	return Modifier{}, false
}

// All returns every modifier, CPT first, by code.
func All() []Modifier {
	var out []Modifier
	for _, l := range lists {
		for _, e := range l.entries {
			out = append(out, e.modifier(l.level))
		}
	}
	return out
}

// Bypass returns the codes of the PTP-associated modifiers in force on d, in
// the order of All.
func Bypass(d codesets.Date) []string {
	var out []string
	for _, l := range lists {
		for _, e := range l.entries {
			m := Modifier{Effective: e.effective, End: e.end}
			if m.InForce(d) && strings.Contains(classPTP, " "+e.code+" ") {
				out = append(out, e.code)
			}
		}
	}
	return out
}

// An entry is one line of the tables: code, first and last day, words.
type entry struct {
	code      string
	effective codesets.Date
	end       codesets.Date
	words     string
}

// lists are both tables, each sorted by code.
var lists = []struct {
	level   string
	entries []entry
}{{"cpt", cptModifiers}, {"hcpcs", levelII}}

// gtProfessionalEnd: CMS CR 10152, telehealth services on professional claims.
const gtProfessionalEnd codesets.Date = 20171231

func (e entry) modifier(level string) Modifier {
	key := " " + e.code + " "
	in := func(class string) bool { return strings.Contains(class, key) }
	m := Modifier{
		Code: e.code, Level: level, Words: e.words, Effective: e.effective, End: e.end,
		PTPAssociated: in(classPTP),
		EMOnly:        in(classEM),
		Global:        in(classGlobal),
		Assistant:     in(classAssistant),
		Anesthesia:    in(classAnesthesia),
		Telehealth:    in(classTelehealth),
		Therapy:       in(classTherapy),
		Hospital:      in(classHospital),
		Waiver:        in(classWaiver),
		Payment:       in(classPayment) || in(classGlobal) || in(classAssistant) || in(classAnesthesia),
	}
	m.Anatomic = region(in)
	m.Side = side(in)
	if e.code == "GT" {
		m.ProfessionalEnd = gtProfessionalEnd
	}
	return m
}

func region(in func(string) bool) Region {
	switch {
	case in(classEyelid):
		return Eyelid
	case in(classHand):
		return Hand
	case in(classFoot):
		return Foot
	case in(classCoronary):
		return Coronary
	case in(classBody):
		return Body
	}
	return NoRegion
}

func side(in func(string) bool) Side {
	switch {
	case in(classLeft):
		return Left
	case in(classRight):
		return Right
	case in(" 50 "):
		return Both
	}
	return NoSide
}
