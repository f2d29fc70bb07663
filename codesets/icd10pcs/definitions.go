package icd10pcs

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// A Definition is what a value of one place means in one section.
type Definition struct {
	Section     string // character of place 1
	Pos         string // place, "3" to "6"
	Axis        string // "Operation"
	Title       string // the value's label
	Text        string // the definition
	Explanation string
	Includes    []string // examples, or names of devices and body parts
}

type xmlSection struct {
	Code string `xml:"code,attr"`
	Axes []struct {
		Pos   string `xml:"pos,attr"`
		Title string `xml:"title"`
		Terms []struct {
			Titles      []string `xml:"title"`
			Definition  string   `xml:"definition"`
			Explanation string   `xml:"explanation"`
			Includes    []string `xml:"includes"`
		} `xml:"terms"`
	} `xml:"axis"`
}

// ParseDefinitions reads the definitions (icd10pcs_definitions_YYYY.xml) and
// returns the year they are named by and every definition, or a
// *codesets.ParseError at the first fault.
//
// Layout:
//
//	ICD10PCS.definitions  version, title, section code=…, deviceAggregation
//	section               title, axis pos=…
//	axis                  title, terms…
//	terms                 title…, definition, explanation, includes…
func ParseDefinitions(r io.Reader) (version string, defs []Definition, err error) {
	dec := newDecoder(r)
	err = dec.each("ICD10PCS.definitions", func(name string, start xml.StartElement) error {
		switch name {
		case "version":
			return dec.DecodeElement(&version, &start)
		case "section":
			var x xmlSection
			if err := dec.DecodeElement(&x, &start); err != nil {
				return err
			}
			defs = x.definitions(defs)
			return nil
		}
		return dec.Skip()
	})
	if err == nil && len(defs) == 0 {
		err = &codesets.ParseError{Err: errors.New("no definition, want the ICD-10-PCS definitions")}
	}
	if err != nil {
		return "", nil, err
	}
	return version, defs, nil
}

func (x xmlSection) definitions(out []Definition) []Definition {
	for _, a := range x.Axes {
		for _, t := range a.Terms {
			for _, title := range t.Titles {
				out = append(out, Definition{
					Section: x.Code, Pos: a.Pos, Axis: codesets.Clean(a.Title), Title: codesets.Clean(title),
					Text: codesets.Clean(t.Definition), Explanation: codesets.Clean(t.Explanation), Includes: cleanAll(t.Includes),
				})
			}
		}
	}
	return out
}

func cleanAll(in []string) []string {
	var out []string
	for _, s := range in {
		if s = codesets.Clean(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// DefinitionRows makes the table of rows to compile: section, pos and title
// are the key; axis, definition, explanation, and includes with "; " between.
func DefinitionRows(defs []Definition) table.RowSet {
	set := table.RowSet{Columns: []string{"section", "pos", "title", "axis", "definition", "explanation", "includes"}, Keys: 3}
	for _, d := range defs {
		set.Rows = append(set.Rows, []string{d.Section, d.Pos, d.Title, d.Axis, d.Text, d.Explanation, strings.Join(d.Includes, "; ")})
	}
	return set
}
