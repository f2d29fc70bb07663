package coding

import (
	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// A FeeRow is what the Medicare physician fee schedule says of a code, or of
// a component of it. An indicator is 0, and Global is "", where the release
// does not say; a zero of the schedule is '0'.
type FeeRow struct {
	Mod       string // the component: "26", "TC" or "53"; "" for the whole service
	Status    byte   // A active, B bundled, I not valid, N not covered …
	PCTC      byte   // professional and technical component: 26, TC
	Global    string // days of the global period: 000 010 090, or MMM XXX YYY ZZZ
	Bilateral byte   // modifier 50
	Assistant byte   // modifiers 80, 81, 82 and AS
	CoSurgeon byte   // modifier 62
	Team      byte   // modifier 66
}

// FeeTable returns the physician fee schedule of the code's date.
func (c *Proc) FeeTable() *Opened { return c.era.Table(codesets.MPFS) }

// Fees returns the rows of the code in the fee schedule, the whole service
// first; none when the schedule has no row, or is not at hand.
func (c *Proc) Fees() []FeeRow {
	if !c.asked {
		c.asked = true
		if t := c.FeeTable(); t.OK() && c.Code != "" {
			c.fees = readFees(t.Rows, c.Code)
		}
	}
	return c.fees
}

// Fee returns the row of the fee schedule for the component that a modifier
// of the line names, else for the whole service; nil when there is none.
func (s *Service) Fee() *FeeRow {
	fees := s.Fees()
	for i := len(fees) - 1; i > 0; i-- {
		if s.Has(fees[i].Mod) {
			return &fees[i]
		}
	}
	if len(fees) == 0 {
		return nil
	}
	return &fees[0]
}

// readFees reads the rows of code. Columns: hcpcs, mod, status, pctc, global,
// bilat_surg, asst_surg, co_surg, team_surg; a value may be absent. They come in the
// order of the table, the whole service before its components.
func readFees(t *table.Rows, code string) []FeeRow {
	var out []FeeRow
	for row := range t.Find(code) {
		one := func(column string) byte {
			if c, ok := t.Column(column); ok {
				if b := row.Bytes(c); len(b) == 1 {
					return b[0]
				}
			}
			return 0
		}
		out = append(out, FeeRow{
			Mod: row.Get("mod"), Global: row.Get("global"), Status: one("status"), PCTC: one("pctc"), Bilateral: one("bilat_surg"),
			Assistant: one("asst_surg"), CoSurgeon: one("co_surg"), Team: one("team_surg"),
		})
	}
	return out
}
