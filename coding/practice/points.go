package practice

import (
	"bytes"
	"fmt"

	"go.yaml.in/yaml/v3"
)

// DefaultPass is the percentage that passes a case and an exam.
const DefaultPass = 70

// Points says what each outcome is worth. The first group is per cent of the
// code's weight earned, the second per cent of a secondary code's weight taken
// off, the third the weights.
type Points struct {
	Exact              int `yaml:"exact" json:"exact"`
	Alternative        int `yaml:"alternative" json:"alternative"`
	MissingPlaceholder int `yaml:"missing_placeholder" json:"missing_placeholder"`
	LessSpecific       int `yaml:"less_specific" json:"less_specific"`
	MoreSpecific       int `yaml:"more_specific" json:"more_specific"`
	WrongSpecificity   int `yaml:"wrong_specificity" json:"wrong_specificity"`
	WrongSide          int `yaml:"wrong_side" json:"wrong_side"`
	WrongSeventh       int `yaml:"wrong_seventh" json:"wrong_seventh"`
	MissingSeventh     int `yaml:"missing_seventh" json:"missing_seventh"`
	Header             int `yaml:"header" json:"header"`
	Category           int `yaml:"category" json:"category"`
	NotValid           int `yaml:"not_valid" json:"not_valid"`
	WrongModifier      int `yaml:"wrong_modifier" json:"wrong_modifier"`
	WrongUnits         int `yaml:"wrong_units" json:"wrong_units"`

	WrongOrder int `yaml:"wrong_order" json:"wrong_order"` // of the code's own weight
	Extra      int `yaml:"extra" json:"extra"`
	Conflict   int `yaml:"conflict" json:"conflict"`
	Duplicate  int `yaml:"duplicate" json:"duplicate"`

	Principal int `yaml:"principal_weight" json:"principal_weight"`
	Secondary int `yaml:"secondary_weight" json:"secondary_weight"`
	Procedure int `yaml:"procedure_weight" json:"procedure_weight"`
}

// DefaultPoints is the scoring table of docs/practice.md.
var DefaultPoints = Points{
	Exact: 100, Alternative: 100,
	MissingPlaceholder: 75, LessSpecific: 50, MoreSpecific: 50, WrongSpecificity: 50,
	WrongSide: 50, WrongSeventh: 50, MissingSeventh: 30, Header: 30, Category: 25, NotValid: 0,
	WrongModifier: 50, WrongUnits: 75,
	WrongOrder: 50, Extra: 25, Conflict: 50, Duplicate: 10,
	Principal: 2, Secondary: 1, Procedure: 1,
}

// UnmarshalYAML reads the points a pack sets; the others keep their default.
func (p *Points) UnmarshalYAML(n *yaml.Node) error {
	type plain Points
	b, err := yaml.Marshal(n)
	if err != nil {
		return err
	}
	v := plain(DefaultPoints)
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	if err := d.Decode(&v); err != nil {
		return fmt.Errorf("points: %w", err)
	}
	*p = Points(v)
	return nil
}

// check reports what is wrong with p: a percentage outside 0 to 100, or a
// weight below 1.
func (p Points) check() error {
	for _, v := range []int{
		p.Exact, p.Alternative, p.MissingPlaceholder, p.LessSpecific, p.MoreSpecific,
		p.WrongSpecificity, p.WrongSide, p.WrongSeventh, p.MissingSeventh, p.Header, p.Category, p.NotValid,
		p.WrongModifier, p.WrongUnits, p.WrongOrder, p.Extra, p.Conflict, p.Duplicate,
	} {
		if v < 0 || v > 100 {
			return fmt.Errorf("points: %d, want 0 to 100", v)
		}
	}
	for _, w := range []int{p.Principal, p.Secondary, p.Procedure} {
		if w < 1 || w > 100 {
			return fmt.Errorf("points: weight %d, want 1 to 100", w)
		}
	}
	return nil
}

// An Outcome is how one code of the answer, or of the key, came out.
type Outcome string

// The outcomes.
const (
	Exact              Outcome = "exact"
	Alternative        Outcome = "alternative"
	MissingPlaceholder Outcome = "missing_placeholder"
	LessSpecific       Outcome = "less_specific"
	MoreSpecific       Outcome = "more_specific"
	WrongSpecificity   Outcome = "wrong_specificity"
	WrongSide          Outcome = "wrong_side"
	WrongSeventh       Outcome = "wrong_seventh"
	MissingSeventh     Outcome = "missing_seventh"
	Header             Outcome = "header"
	Category           Outcome = "category"
	NotValid           Outcome = "not_valid"
	WrongModifier      Outcome = "wrong_modifier"
	WrongUnits         Outcome = "wrong_units"
	WrongOrder         Outcome = "wrong_order" // right code, wrong place
	Missing            Outcome = "missing"
	Extra              Outcome = "extra"
	Conflict           Outcome = "conflict"
	Duplicate          Outcome = "duplicate"
	OptionalCode       Outcome = "optional"
)

// Outcomes lists the outcomes with the words people read, in the order
// reports show them.
var Outcomes = []struct {
	ID   Outcome
	Text string
}{
	{Exact, "right"},
	{Alternative, "right (accepted alternative)"},
	{MissingPlaceholder, "placeholder X missing"},
	{LessSpecific, "less specific than documented"},
	{MoreSpecific, "more specific than documented"},
	{WrongSpecificity, "wrong detail"},
	{WrongSide, "wrong side"},
	{WrongSeventh, "wrong 7th character"},
	{MissingSeventh, "7th character missing"},
	{Header, "header, not billable"},
	{Category, "right category only"},
	{NotValid, "not valid on the date"},
	{WrongModifier, "wrong modifiers"},
	{WrongUnits, "wrong units"},
	{WrongOrder, "wrong order"},
	{Missing, "missing"},
	{Extra, "not in the key"},
	{Conflict, "conflicts (Excludes1)"},
	{Duplicate, "reported twice"},
	{OptionalCode, "accepted, not asked for"},
}

// Text returns the words people read.
func (o Outcome) Text() string {
	for _, x := range Outcomes {
		if x.ID == o {
			return x.Text
		}
	}
	return string(o)
}

// Right reports whether the outcome costs nothing.
func (o Outcome) Right() bool { return o == Exact || o == Alternative || o == OptionalCode }

// percent returns the share of its weight a matched code earns.
func (p Points) percent(o Outcome) int {
	switch o {
	case Exact:
		return p.Exact
	case Alternative:
		return p.Alternative
	case MissingPlaceholder:
		return p.MissingPlaceholder
	case LessSpecific:
		return p.LessSpecific
	case MoreSpecific:
		return p.MoreSpecific
	case WrongSpecificity:
		return p.WrongSpecificity
	case WrongSide:
		return p.WrongSide
	case WrongSeventh:
		return p.WrongSeventh
	case MissingSeventh:
		return p.MissingSeventh
	case Header:
		return p.Header
	case Category:
		return p.Category
	case NotValid:
		return p.NotValid
	case WrongModifier:
		return p.WrongModifier
	case WrongUnits:
		return p.WrongUnits
	default:
		return 0
	}
}

// penalty returns the share of a secondary code's weight an answered code of
// no use takes off.
func (p Points) penalty(o Outcome) int {
	switch o {
	case Extra:
		return p.Extra
	case Conflict:
		return p.Conflict
	case Duplicate:
		return p.Duplicate
	default:
		return 0
	}
}
