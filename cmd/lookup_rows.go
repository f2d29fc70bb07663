package cmd

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/modifiers"
	"github.com/medcode-cli/medcode/codesets/msdrg"
	"github.com/medcode-cli/medcode/codesets/pos"
	"github.com/medcode-cli/medcode/codesets/revenue"
	"github.com/medcode-cli/medcode/codesets/table"
	"github.com/medcode-cli/medcode/codesets/validate"
)

// titleColumns are the columns of tables that name what a row is about, in
// the order to prefer.
var titleColumns = []string{"title", "name", "label", "description", "path", "term"}

// ofDiagnoses are the tables whose key is an ICD-10-CM code.
var ofDiagnoses = []codesets.CodeSet{
	codesets.ICD10CMIndex, codesets.ICD10CMConversion, codesets.POAExempt, codesets.CCSR, codesets.CCIR, codesets.Elixhauser,
}

// displayKey returns a key of a table as people write it.
func displayKey(set codesets.CodeSet, key string) string {
	if code := codesets.Normalize(key); slices.Contains(ofDiagnoses, set) && diagnosisShaped(code) {
		key = codesets.Display(codesets.ICD10CM, code)
	}
	return codesets.Clean(key)
}

// rowsPage makes the page of a code of a table of rows: all that stands under
// it or, in a table with another key, beside it.
func (r *lookupRun) rowsPage(set codesets.CodeSet, input string) (*codePage, error) {
	t, ok, err := r.app.rows(set)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, noRelease(set)
	}
	code := codesets.Normalize(input)
	p := newRowsPage(set, input, code, t.from)
	for row := range t.Find(code) {
		if set == codesets.MSDRG && r.named == "" && row.Get("list") != msdrg.Group {
			continue // a diagnosis of that number is of another set
		}
		p.add(t.Rows, row)
	}
	if len(p.Rows) == 0 && r.named != "" {
		text := strings.TrimSpace(input) // terms of an index keep their case
		for row := range t.All() {
			if values := row.Values(); slices.Contains(values, code) || slices.Contains(values, text) {
				p.add(t.Rows, row)
			}
		}
	}
	p.settle()
	return p, nil
}

func newRowsPage(set codesets.CodeSet, input, code string, from releaseRef) *codePage {
	return &codePage{
		Input: codesets.Clean(input), Set: set, Code: codesets.Clean(code), Display: displayKey(set, strings.ToUpper(input)),
		Kind: "entry", Release: from,
	}
}

// add appends the columns of a row that hold something, but for the code
// itself and the part of the release it is of.
func (c *codePage) add(t *table.Rows, row table.Row) {
	var line []codesets.Attr
	group := c.Set == codesets.MSDRG && row.Get("list") == msdrg.Group
	_, pathed := t.Column("path") // an index, whose path begins with its term
	for i, column := range t.Columns() {
		value := row.At(table.Col(i))
		switch {
		case value == "" || value == c.Code || value == c.Title || column == "part" || pathed && column == "term":
		case c.Title == "" && (slices.Contains(titleColumns, column) || group && column == "value"):
			c.Title = value
		default:
			line = append(line, codesets.Attr{Name: column, Value: value})
		}
	}
	c.Rows = append(c.Rows, line)
}

// settle decides whether the page has found anything.
func (c *codePage) settle() {
	c.Found = c.Title != "" || len(c.Rows) > 0 || len(c.Attrs) > 0
	if !c.Found {
		c.Status, c.Message = validate.NotFound, "is not in "+c.Release.Title
	}
}

// builtIn makes the page of a code of a set that is part of the program, with
// what a loaded release adds.
func (r *lookupRun) builtIn(set codesets.CodeSet, input string) (*codePage, error) {
	date, err := r.app.date()
	if err != nil {
		return nil, err
	}
	info, _ := codesets.Describe(set)
	code := codesets.Normalize(input)
	p := newRowsPage(set, input, code, builtInRelease(set, date))
	p.Kind = strings.ToLower(strings.TrimSuffix(info.Name, "s"))
	switch set {
	case codesets.Modifiers:
		err = r.modifier(p, date)
	case codesets.POS:
		placePage(p, date)
	case codesets.RevenueCodes:
		if c, ok := revenue.Find(revenue.Normalize(code)); ok {
			p.Title = c.Words
			p.attr("category", c.First+"x: says nothing of the last digit")
		}
	}
	p.settle()
	if !p.Found {
		p.Message = "is not among the " + strings.ToLower(info.Name)
	}
	return p, err
}

// modifier adds what is built in of a modifier, and the official text of
// Level II when it is loaded.
func (r *lookupRun) modifier(p *codePage, date codesets.Date) error {
	m, inForce := modifiers.Find(p.Code, date)
	if m.Code != "" {
		p.Title = m.Words
		p.attr("level", map[string]string{"cpt": "CPT", "hcpcs": "HCPCS Level II"}[m.Level])
		p.attr("classes", strings.Join(m.Classes(), ", "))
		p.dates(m.Effective, m.End, inForce)
	}
	if from, to, ok := modifiers.Ambulance(p.Code); ok {
		p.attr("on ambulance services", from+" to "+to)
	}
	t, ok, err := r.app.rows(codesets.Modifiers)
	if err != nil || !ok {
		return err
	}
	row, ok := t.First(p.Code)
	if !ok {
		return nil
	}
	p.Release = t.from
	if m.Code == "" {
		p.Title = row.Get("title")
	} else {
		p.attr("official title", row.Get("title"))
	}
	for _, column := range []string{"action", "coverage", "cross_references"} {
		p.attr(column, row.Get(column))
	}
	return nil
}

func placePage(p *codePage, date codesets.Date) {
	place, inForce := pos.Find(p.Code, date)
	if place.Code == "" {
		return
	}
	p.Title = place.Name
	p.attr("fee schedule", map[bool]string{true: "facility rate", false: "non-facility rate"}[place.Facility])
	if !place.Revised.IsZero() {
		p.attr("meaning changed", place.Revised.String())
	}
	p.dates(place.Effective, place.End, inForce)
}

// attr adds a further field that holds something.
func (c *codePage) attr(name, value string) {
	if value != "" {
		c.Attrs = append(c.Attrs, codesets.Attr{Name: name, Value: value})
	}
}

// dates adds a code's own dates, and that it is not in force.
func (c *codePage) dates(effective, end codesets.Date, inForce bool) {
	if effective.IsZero() && end.IsZero() {
		return
	}
	text := dates(effective, end)
	if !inForce {
		text += "; not in force on " + c.Release.Date.String()
	}
	c.attr("in use", text)
}

// pairsPage counts the edits of a code; 'medcode ncci' lists them.
func (r *lookupRun) pairsPage(set codesets.CodeSet, input string) (*codePage, error) {
	rel, ref, err := r.app.pick(set)
	if err != nil {
		return nil, err
	}
	t, err := r.app.stored.Pairs(rel)
	if err != nil {
		return nil, err
	}
	p := newRowsPage(set, input, codesets.Normalize(input), ref)
	c, ok := t.Code(p.Code)
	if ok {
		first, second := 0, 0
		for range t.Seconds(c) {
			first++
		}
		for range t.Firsts(c) {
			second++
		}
		p.Title = "NCCI PTP edits; 'medcode ncci " + p.Code + "' lists those in force"
		p.attr("as column 1", fmt.Sprintf("%d, past ones too", first))
		p.attr("as column 2", fmt.Sprintf("%d, past ones too", second))
	}
	p.settle()
	return p, nil
}
