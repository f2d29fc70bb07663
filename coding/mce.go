package coding

import "github.com/medcode-cli/medcode/codesets"

// An MCEList is one of the diagnosis lists of the Medicare Code Editor.
type MCEList uint8

// The lists, by the sections of Definitions of Medicare Code Edits.
const (
	MCENewborn        MCEList = iota // 4.A, age 0
	MCEPediatric                     // 4.B, age 0 to 17
	MCEMaternity                     // 4.C
	MCEAdult                         // 4.D, age 15 to 124
	MCEFemale                        // 5, diagnoses for females only
	MCEMale                          // 5, diagnoses for males only
	MCEManifestation                 // 6, manifestation not allowed as principal diagnosis
	MCEQuestionable                  // 8, questionable admission
	MCEUnacceptable                  // 9, unacceptable principal diagnosis
	MCENeedsSecondary                // 9, acceptable only with a secondary diagnosis
	mceLists
)

// mceNames are the words of the column list of the MCE table.
var mceNames = [mceLists]string{
	"newborn", "pediatric", "maternity", "adult", "female", "male",
	"manifestation", "questionable-admission", "unacceptable-principal", "requires-secondary",
}

// MCEFacts is what the MCE table in force says of a diagnosis code.
type MCEFacts struct {
	Table *Opened // the MCE table; ask OK before On
	lists uint16
}

// On reports whether the code is on list l.
func (f *MCEFacts) On(l MCEList) bool { return f.lists&(1<<l) != 0 }

// MCE returns what the MCE table of the code's date says of it.
func (c *DXCode) MCE() *MCEFacts {
	if c.mce == nil {
		c.mce = readMCE(c.era.Table(codesets.MCE), c.Code)
	}
	return c.mce
}

// readMCE reads the rows of code. Columns: code, list.
func readMCE(t *Opened, code string) *MCEFacts {
	f := &MCEFacts{Table: t}
	if !t.OK() || code == "" {
		return f
	}
	list, ok := t.Rows.Column("list")
	if !ok {
		return f
	}
	for row := range t.Rows.Find(code) {
		for i, name := range mceNames {
			if row.Is(list, name) {
				f.lists |= 1 << i
			}
		}
	}
	return f
}
