package coding

import (
	"strconv"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// An MCEList is one of the diagnosis lists of the Medicare Code Editor.
type MCEList uint8

// The lists, by the sections of Definitions of Medicare Code Edits.
const (
	MCENewborn        MCEList = iota // 4.A
	MCEPediatric                     // 4.B
	MCEMaternity                     // 4.C
	MCEAdult                         // 4.D
	MCEFemale                        // 5, diagnoses for females only
	MCEMale                          // 5, diagnoses for males only
	MCEManifestation                 // 6, manifestation not allowed as principal diagnosis
	MCEQuestionable                  // 8, questionable admission
	MCEUnacceptable                  // 9, unacceptable principal diagnosis
	MCENeedsSecondary                // 9, acceptable only with a secondary diagnosis
	MCEWrongProcedure                // 18, a wrong procedure was performed
	mceLists
)

// mceNames are the words of the column edit of the MCE table.
var mceNames = [mceLists]string{
	"age-newborn", "age-pediatric", "age-maternity", "age-adult", "sex-female", "sex-male",
	"manifestation", "questionable-admission", "unacceptable-principal", "requires-secondary", "wrong-procedure",
}

// MCEFacts is what the MCE table in force says of a diagnosis code.
type MCEFacts struct {
	Table *Opened // the MCE table; ask OK before On
	lists uint16
	ages  [MCEAdult + 1]AgeRange
}

// An AgeRange is ages in completed years, both inclusive.
type AgeRange struct{ Min, Max int }

// Has reports whether years lie in the range.
func (r AgeRange) Has(years int) bool { return r.Min <= years && years <= r.Max }

// On reports whether the code is on list l.
func (f *MCEFacts) On(l MCEList) bool { return f.lists&(1<<l) != 0 }

// Ages returns the ages of one of the age lists the code is on; they differ
// by version of the editor.
func (f *MCEFacts) Ages(l MCEList) AgeRange { return f.ages[min(l, MCEAdult)] }

// Carries reports whether the release has list l of diagnoses at all: some
// editions at hand have a part of the lists.
func (f *MCEFacts) Carries(l MCEList) bool { return MCECarries(f.Table, mceNames[l], "dx") }

// MCECarries reports whether an MCE table, which must be there, has the list
// edit at all; kind is "dx" or "px".
func MCECarries(t *Opened, edit, kind string) bool {
	e, okEdit := t.Rows.Column("edit")
	k, okKind := t.Rows.Column("kind")
	return okEdit && okKind && t.Rows.Holds(e, edit) && t.Rows.Holds(k, kind)
}

// MCELists reports whether an MCE table, which must be there, has code, of
// kind "dx" or "px", on the list edit.
func MCELists(t *Opened, code, edit, kind string) bool {
	e, okEdit := t.Rows.Column("edit")
	k, okKind := t.Rows.Column("kind")
	for row := range t.Rows.Find(code) {
		if okEdit && okKind && row.Is(e, edit) && row.Is(k, kind) {
			return true
		}
	}
	return false
}

// MCE returns what the MCE table of the code's date says of it.
func (c *DXCode) MCE() *MCEFacts {
	if c.mce == nil {
		c.mce = readMCE(c.era.Table(codesets.MCE), c.Code)
	}
	return c.mce
}

// readMCE reads the rows of code. Columns: code, edit, kind (dx or px),
// min_age, max_age.
func readMCE(t *Opened, code string) *MCEFacts {
	f := &MCEFacts{Table: t}
	if !t.OK() || code == "" {
		return f
	}
	edit, okEdit := t.Rows.Column("edit")
	kind, okKind := t.Rows.Column("kind")
	if !okEdit || !okKind {
		return f
	}
	for row := range t.Rows.Find(code) {
		for i, name := range mceNames {
			if row.Is(edit, name) && row.Is(kind, "dx") {
				f.lists |= 1 << i
				f.readAges(MCEList(i), row)
			}
		}
	}
	return f
}

// readAges reads the ages of a row of an age list; a row without them takes
// the code off the list, for nothing could be said.
func (f *MCEFacts) readAges(l MCEList, row table.Row) {
	if l > MCEAdult {
		return
	}
	low, errLow := strconv.Atoi(row.Get("min_age"))
	high, errHigh := strconv.Atoi(row.Get("max_age"))
	if errLow != nil || errHigh != nil {
		f.lists &^= 1 << l
		return
	}
	f.ages[l] = AgeRange{low, high}
}
