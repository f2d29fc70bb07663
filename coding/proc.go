package coding

import (
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/cpt"
	"github.com/medcode-cli/medcode/codesets/modifiers"
	"github.com/medcode-cli/medcode/codesets/table"
)

// A Proc is a procedure or supply code as typed, looked up in the tables of an
// era. What the NCCI tables say of it is looked up on first use and kept.
type Proc struct {
	Raw  string
	Code string // upper case, without blanks; "" when the line has none
	era  *Era

	EM   bool // takes the modifiers of evaluation and management services
	CPT  bool // has the form of a CPT code
	CPT1 bool // of Category I, five digits

	ptp   [2]ptpCode
	mue   [3]*MUE
	addon *AddOn
	entry *ProcEntry
	fees  []FeeRow
	asked bool // fees are read
}

// A ProcEntry is what the code set of a procedure code says of it: HCPCS
// Level II, or the user's CPT file.
type ProcEntry struct {
	Table     *Opened // the code set; nil when the code has the form of neither
	Node      table.Node
	Title     string        // "" where the licence or the file gives none
	Effective codesets.Date // first day in force, zero when not said
	End       codesets.Date // last day in force, zero while open
	Coverage  string        // of HCPCS Level II, the official letter and its words: "I: not payable by Medicare"
	Instead   string        // of HCPCS Level II, the codes of its cross-references, a blank between
}

// Found reports whether the code set has the code, whatever its dates.
func (e *ProcEntry) Found() bool { return e.Node != table.None }

// Entry looks the code up in its code set.
func (c *Proc) Entry() *ProcEntry {
	if c.entry != nil {
		return c.entry
	}
	e := &ProcEntry{Node: table.None}
	c.entry = e
	switch {
	case c.CPT:
		e.Table = c.era.Table(codesets.CPT)
	case IsHCPCS(c.Code):
		e.Table = c.era.Table(codesets.HCPCS)
	default:
		return e
	}
	if e.Table.Codes == nil {
		return e
	}
	if n, ok := e.Table.Codes.Find(c.Code); ok {
		e.Node, e.Title = n, e.Table.Codes.Title(n)
		for _, a := range e.Table.Codes.Attrs(n) {
			switch a.Name {
			case codesets.AttrEffective:
				e.Effective, _ = codesets.ParseDate(a.Value)
			case codesets.AttrEnd:
				e.End, _ = codesets.ParseDate(a.Value)
			case codesets.AttrCoverage:
				e.Coverage = a.Value
			case codesets.AttrInstead:
				e.Instead = a.Value
			}
		}
	}
	return e
}

// IsHCPCS reports whether code has the form of a HCPCS Level II code: a
// letter from A to V and four digits.
func IsHCPCS(code string) bool {
	if len(code) != 5 || code[0] < 'A' || code[0] > 'V' {
		return false
	}
	for _, c := range []byte(code[1:]) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

type ptpCode struct {
	asked, ok bool
	code      table.PairCode
	damage    error // why its pairs cannot be read
}

func (e *Era) proc(raw string) *Proc {
	if c, ok := e.procs[raw]; ok {
		return c
	}
	if e.procs == nil || len(e.procs) >= maxCodes {
		e.procs = make(map[string]*Proc, 1024)
	}
	c := &Proc{Raw: raw, Code: strings.ToUpper(strings.TrimSpace(raw)), era: e}
	shape, ok := cpt.ShapeOf(c.Code)
	c.CPT, c.CPT1 = ok, ok && shape.Category == cpt.CategoryI
	c.EM = cpt.TakesEMModifier(c.Code)
	e.procs[raw] = c
	return c
}

// A Setting is one of the settings NCCI publishes edits for.
type Setting uint8

// The settings.
const (
	Practitioner Setting = iota
	Hospital             // outpatient hospital
	Supplier             // DME; it has MUE but no PTP edits of its own
)

var ptpSets = [...]codesets.CodeSet{codesets.PTPPractitioner, codesets.PTPHospital}

var mueSets = [...]codesets.CodeSet{codesets.MUEPractitioner, codesets.MUEHospital, codesets.MUEDME}

// Setting returns the NCCI setting of a claim type; false when NCCI has no
// edits for it, as for inpatient claims.
func (t ClaimType) Setting() (Setting, bool) {
	switch t {
	case Professional, TypeUnknown:
		return Practitioner, true
	case Outpatient:
		return Hospital, true
	case DME:
		return Supplier, true
	case Inpatient:
	}
	return 0, false
}

// PTP returns the PTP table of a setting, which is not Supplier.
func (e *Era) PTP(s Setting) *Opened { return e.kept(&e.ptp[s], ptpSets[s]) }

// MUETable returns the MUE table of a setting.
func (e *Era) MUETable(s Setting) *Opened { return e.kept(&e.mue[s], mueSets[s]) }

// AOCTable returns the table of add-on codes.
func (e *Era) AOCTable() *Opened { return e.kept(&e.aoc, codesets.AOC) }

// kept returns the table of set, which it keeps at t: rules ask for it on
// every line.
func (e *Era) kept(t **Opened, set codesets.CodeSet) *Opened {
	if *t == nil {
		*t = e.Table(set)
	}
	return *t
}

// PTPCode returns the place of the code in the PTP table of setting s, which
// must be there; false when it stands in no pair, or PTPDamage.
func (c *Proc) PTPCode(s Setting) (table.PairCode, bool) {
	p := c.ptpCode(s)
	return p.code, p.ok
}

// PTPDamage returns why the pairs of the code cannot be read from the PTP
// table of setting s, which must be there; nil when they can.
func (c *Proc) PTPDamage(s Setting) error { return c.ptpCode(s).damage }

func (c *Proc) ptpCode(s Setting) *ptpCode {
	p := &c.ptp[s]
	if p.asked {
		return p
	}
	p.asked = true
	pairs := c.era.PTP(s).Pairs
	if p.code, p.ok = pairs.Code(c.Code); p.ok {
		p.damage = pairs.Check(p.code)
		p.ok = p.damage == nil
	}
	return p
}

// A MUE is the medically unlikely edit of a code.
type MUE struct {
	OK        bool // there is a published value
	Value     int  // units
	MAI       int  // MUE adjudication indicator: 1 line, 2 date of service by policy, 3 date of service by clinic
	Rationale string
}

// MUE returns the edit of the code in the table of setting s, which must be there.
func (c *Proc) MUE(s Setting) *MUE {
	if c.mue[s] == nil {
		c.mue[s] = readMUE(c.era.MUETable(s).Rows, c.Code)
	}
	return c.mue[s]
}

// readMUE reads the row of code. Columns: code, value, mai, rationale.
func readMUE(t *table.Rows, code string) *MUE {
	row, ok := t.First(code)
	if !ok {
		return &MUE{}
	}
	m := &MUE{Rationale: row.Get("rationale")}
	value, okValue := t.Column("value")
	mai, okMAI := t.Column("mai")
	if !okValue || !okMAI {
		return m
	}
	m.Value, okValue = row.Int(value)
	m.MAI, okMAI = row.Int(mai)
	m.OK = okValue && okMAI
	return m
}

// An AddOn is what the add-on code table says of a code.
type AddOn struct {
	Edits []AddOnEdit // empty: the code is no add-on
}

// An AddOnEdit is one row of the add-on code table.
type AddOnEdit struct {
	Primary   string // "CCCCC" where contractors define the primaries
	Type      int    // 1, 2 or 3
	Effective codesets.Date
	Deletion  codesets.Date // last day, zero while active
}

// Covers reports whether the row is in force on d.
func (a AddOnEdit) Covers(d codesets.Date) bool {
	return a.Effective <= d && (a.Deletion.IsZero() || d <= a.Deletion)
}

// AddOn returns the rows of the code in the add-on table, which must be there.
func (c *Proc) AddOn() *AddOn {
	if c.addon == nil {
		c.addon = readAddOn(c.era.AOCTable().Rows, c.Code)
	}
	return c.addon
}

// readAddOn reads the rows of code. Columns: addon, primary, type, effective,
// deletion.
func readAddOn(t *table.Rows, code string) *AddOn {
	a := &AddOn{}
	typ, _ := t.Column("type")
	for row := range t.Find(code) {
		n, _ := row.Int(typ)
		e := AddOnEdit{Primary: row.Get("primary"), Type: n}
		if c, ok := t.Column("effective"); ok {
			e.Effective = row.Date(c)
		}
		if c, ok := t.Column("deletion"); ok {
			e.Deletion = row.Date(c)
		}
		a.Edits = append(a.Edits, e)
	}
	return a
}

// A Mod is a modifier as typed, with what the table of modifiers says of it.
type Mod struct {
	Raw                string
	modifiers.Modifier      // its Code is as typed, upper case, without blanks, when unknown
	Known              bool // the table has it, whatever its dates
}

// mod returns the modifier typed as raw.
func (w *Worker) mod(raw string) *Mod {
	if m, ok := w.mods[raw]; ok {
		return m
	}
	if w.mods == nil || len(w.mods) >= maxCodes {
		w.mods = map[string]*Mod{}
	}
	m := &Mod{Raw: raw}
	code := strings.ToUpper(strings.TrimSpace(raw))
	m.Modifier, m.Known = modifiers.Known(code)
	m.Code = code
	w.mods[raw] = m
	return m
}
