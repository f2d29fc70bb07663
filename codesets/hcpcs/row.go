package hcpcs

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/delimited"
)

// A Row is one code or modifier with all its official fields, as published.
type Row struct {
	Code      string // five characters, or two for a modifier; upper case
	Modifier  bool
	Long      string
	Short     string
	Pricing   []string // pricing indicators, two digits each
	Multiple  string   // multiple pricing indicator
	CIM       []string // Coverage Issues Manual (national coverage determinations)
	MCM       []string // Medicare Carriers Manual sections
	Statute   string
	LabCerts  []string // laboratory certification codes, three digits each
	Xrefs     []string // codes to use instead
	Coverage  string
	ASC       string // "YY": approved for ambulatory surgical centers
	ASCDate   codesets.Date
	Group     string // outpatient group, until 2008
	GroupPay  string // its payment policy
	GroupDate codesets.Date
	Note      string // processing note number, four digits
	BETOS     string
	TOS       []string // types of service, one character each
	BaseUnits string   // anesthesia base units
	Added     codesets.Date
	Action    string        // what was done last
	ActionDay codesets.Date // when
	End       codesets.Date // last day of use; zero: open
}

// noText is the title of a D code: its text is the ADA's.
const noText = "dental procedure (CDT code, text © ADA, not part of this table)"

// check is what every row must hold.
func (r *Row) check() error {
	want := 5
	if r.Modifier {
		want = 2
	}
	if len(r.Code) != want || !delimited.Alnum(r.Code) {
		return fmt.Errorf("code %q, want %d letters and digits", delimited.Clip(r.Code), want)
	}
	if r.Code[0] == 'D' && !r.Modifier {
		r.Long, r.Short = noText, ""
	}
	if r.Long == "" && r.Short == "" {
		return errors.New("no description")
	}
	return nil
}

// date reads YYYYMMDD; blanks and zeros are no date. The file of 2018 has days
// without a century, "170401".
func date(s string) (codesets.Date, error) {
	s = strings.TrimSpace(s)
	if strings.Trim(s, "0") == "" {
		return 0, nil
	}
	if len(s) == 6 {
		s = "20" + s
	}
	if d, ok := codesets.ParseBasicDate(s); ok {
		return d, nil
	}
	if d, err := codesets.ParseDate(s); err == nil {
		return d, nil
	}
	return 0, fmt.Errorf("day %q, want YYYYMMDD", delimited.Clip(s))
}

// list returns the values that are not blank, without doubles.
func list(values ...string) []string {
	var out []string
	for _, v := range values {
		if v = strings.TrimSpace(v); v != "" && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}
