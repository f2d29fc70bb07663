package coding

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
	"github.com/medcode-cli/medcode/codesets/validate"
)

// Tables gives the tables at hand; a store is one.
type Tables interface {
	Catalog() *codesets.Catalog
	Codes(codesets.Release) (*table.Codes, error)
	Rows(codesets.Release) (*table.Rows, error)
	// PairsOf opens code pairs of which the engine checks what it reads.
	PairsOf(codesets.Release, ...string) (*table.Pairs, error)
}

// An Opened is one table of an era, or the reason why there is none. Of Codes,
// Rows and Pairs the one of the set's form is there when OK.
type Opened struct {
	Set     codesets.CodeSet
	Release *codesets.Release // nil when no release is in force
	Codes   *table.Codes
	Rows    *table.Rows
	Pairs   *table.Pairs

	opened bool
	sample bool
	reason string // why nothing is there: one of the Meta ids
	why    string // the same in words
	noData *Finding
	bare   *Finding // says that the release has no notes
}

// Sample reports whether the release is far smaller than the official table,
// so that a row it lacks says nothing.
func (t *Opened) Sample() bool { return t.sample }

// OK reports whether the table is there.
func (t *Opened) OK() bool { return t.Codes != nil || t.Rows != nil || t.Pairs != nil }

// Edition returns the edition of the release, "" when there is none.
func (t *Opened) Edition() string {
	if t.Release == nil {
		return ""
	}
	return t.Release.Edition
}

// WithoutNotes returns the finding that says the release, of ICD-10-CM, is
// loaded without its notes.
func (t *Opened) WithoutNotes() Finding {
	if t.bare == nil {
		t.bare = &Finding{
			Why: MetaTableSample, Table: t.Set, Release: t.Edition(), Fix: LoadCommand(t.Set),
			Message: t.Release.Title + " is loaded without the notes of the Tabular List",
		}
	}
	return *t.bare
}

// missing returns the finding that says the table is not at hand.
func (t *Opened) missing() *Finding {
	if t.noData == nil {
		info, _ := codesets.Describe(t.Set)
		f := Finding{Outcome: NoData, Why: t.reason, Table: t.Set, Message: info.Name + ": " + t.why, Fix: LoadCommand(t.Set)}
		t.noData = &f
	}
	return t.noData
}

// LoadCommand returns the command that would load a table of set.
func LoadCommand(set codesets.CodeSet) string {
	if set == codesets.CPT {
		return "medcode load cpt YOUR-LICENSED-FILE"
	}
	return "medcode fetch " + string(set) + ", or medcode load " + string(set) + " FILE"
}

// An Era is the time in which the same releases are in force, with what
// was looked up in them. It belongs to one worker.
type Era struct {
	tables  []*Opened
	further []*Opened // those that few claims need, of several days
	source  Tables
	dxs     map[string]*DXCode
	procs   map[string]*Proc
	valid   *validate.Validator
	notes   map[table.Node]*noteSets

	ptp [2]*Opened // what was asked for, by setting
	mue [3]*Opened
	aoc *Opened

	conversion *table.Rows // the newest conversion table, once asked for
	ICD10CM    *Opened
}

// A Day is a date with the tables in force on it.
type Day struct {
	Date codesets.Date
	*Era
}

// Table returns the table of set in force on the day, opening it on first use.
func (d *Day) Table(set codesets.CodeSet) *Opened {
	if t := d.find(set); t != nil {
		return t
	}
	t := newOpened(d.source.Catalog(), set, d.Date)
	for _, old := range d.further {
		same := t.Release != nil && old.Release != nil && old.Release.Same(*t.Release)
		if same || t.Release == nil && old.Release == nil && old.Set == set && old.why == t.why {
			return old
		}
	}
	d.open(t)
	d.further = append(d.further, t)
	return t
}

// Table returns the table of set, one of those that make an era, opening it
// on first use.
func (e *Era) Table(set codesets.CodeSet) *Opened {
	if t := e.find(set); t != nil {
		return t
	}
	return &Opened{Set: set, opened: true, reason: MetaTableMissing, why: "not a table of the era"}
}

func (e *Era) find(set codesets.CodeSet) *Opened {
	for _, t := range e.tables {
		if t.Set == set {
			e.open(t)
			return t
		}
	}
	return nil
}

// newOpened returns the table of set in force on d, not yet opened.
func newOpened(catalog *codesets.Catalog, set codesets.CodeSet, d codesets.Date) *Opened {
	t := &Opened{Set: set}
	if r, ok := catalog.On(set, d); ok && !d.IsZero() {
		t.Release, t.sample = &r, strings.Contains(r.Note, "a sample")
	} else {
		t.reason, t.why = whyMissing(catalog, set, d)
	}
	return t
}

func (e *Era) open(t *Opened) {
	if t.opened {
		return
	}
	t.opened = true
	if t.Release == nil {
		return
	}
	var err error
	switch info, _ := codesets.Describe(t.Set); info.Form {
	case codesets.FormCodes:
		t.Codes, err = e.source.Codes(*t.Release)
	case codesets.FormRows:
		t.Rows, err = e.source.Rows(*t.Release)
	case codesets.FormPairs:
		t.Pairs, err = e.source.PairsOf(*t.Release)
	}
	if err != nil {
		t.Codes, t.Rows, t.Pairs = nil, nil, nil
		t.reason, t.why = MetaTableMissing, fmt.Sprintf("%s cannot be opened: %v", t.Release.Edition, err)
	}
}

// maxDays bounds the days a worker remembers.
const maxDays = 4096

// day returns d with the tables in force on it.
func (w *Worker) day(d codesets.Date) *Day {
	if day, ok := w.days[d]; ok {
		return day
	}
	if w.days == nil || len(w.days) >= maxDays {
		w.days = map[codesets.Date]*Day{}
	}
	day := &Day{Date: d, Era: w.era(d)}
	w.days[d] = day
	return day
}

// era returns the era d lies in.
func (w *Worker) era(d codesets.Date) *Era {
	catalog := w.engine.tables.Catalog()
	e := &Era{source: w.engine.tables}
	key := make([]byte, 0, 128)
	for _, set := range w.engine.sets {
		t := newOpened(catalog, set, d)
		if t.Release != nil {
			key = append(key, t.Release.Edition...)
		} else {
			key = strconv.AppendInt(key, int64(len(t.why)), 10)
		}
		key = append(key, 0)
		e.tables = append(e.tables, t)
	}
	if old, ok := w.eras[string(key)]; ok {
		return old
	}
	e.ICD10CM = e.Table(codesets.ICD10CM)
	if w.eras == nil {
		w.eras = map[string]*Era{}
	}
	w.eras[string(key)] = e
	return e
}
