package coding

import (
	"maps"
	"slices"
)

// A Profile says how a payer judges: which rules run, how severe they are,
// and the options rules ask for.
type Profile struct {
	Name     string
	Base     string              // the profile it changes, "" for none
	On       []string            // rules that run though they are off by default
	Off      []string            // rules that do not run
	Severity map[string]Severity // by rule id
	Options  Options
}

// Options are what payers differ in. The zero Options ask for nothing beyond
// the published edits.
type Options struct {
	Medicare           bool `yaml:"medicare"`            // modifiers by Medicare's own dates
	TelehealthModifier bool `yaml:"telehealth_modifier"` // wants 93 or 95 with POS 02 or 10
	TimelyDays         int  `yaml:"timely_filing_days"`  // from the last day of service to receipt; 0 for no limit
	BilateralLines     bool `yaml:"bilateral_lines"`     // wants LT and RT lines, not one line with 50
	PaperLines         bool `yaml:"paper_lines"`         // six lines and one page: the paper form
	SameSideDenies     bool `yaml:"same_side_denies"`    // a PTP bypass by one side on both lines is no bypass
	AssertUnrelated    bool `yaml:"assert_unrelated"`    // Excludes1 pairs are asserted to be unrelated
}

// Profiles lists the profiles that come with medcode, the default first.
var Profiles = []Profile{
	{Name: "medicare", Options: Options{Medicare: true, TimelyDays: 365}},
	{Name: "commercial", Options: Options{TelehealthModifier: true}},
	{Name: "medicaid"},
	{
		Name: "strict", Options: Options{Medicare: true, TelehealthModifier: true, TimelyDays: 365},
		On:       []string{"line-patient-history"},
		Severity: map[string]Severity{"dx-duplicate": Reject, "dx-excludes1": Deny, "ncci-ptp-same-side": Deny},
	},
}

// With returns a copy of p with rules switched on and off; the copy's
// Severity may be written to.
func (p Profile) With(on, off []string) Profile {
	p.Base = p.Name
	p.On, p.Off = slices.Concat(p.On, on), slices.Concat(p.Off, off)
	severity := map[string]Severity{}
	maps.Copy(severity, p.Severity)
	p.Severity = severity
	return p
}
