package icd10pcs

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// An IndexEntry is one line of the index: a term under others, and where it
// leads. Of See, Use and Codes some may be empty.
type IndexEntry struct {
	Path  []string // from the main term down: "Abortion", "Vacuum"
	See   string   // "Resection, Uterus"
	Use   string   // the value to use instead of a device's or body part's name
	Codes string   // a code, or the first characters of one
}

// A text is an element's own text and the codes within it.
type text struct {
	Text  string `xml:",chardata"`
	Codes string `xml:"codes"`
	Tab   string `xml:"tab"`
}

type xmlTerm struct {
	Title string    `xml:"title"`
	See   []text    `xml:"see"`
	Use   []text    `xml:"use"`
	Codes []string  `xml:"codes"`
	Code  []string  `xml:"code"`
	Tab   []string  `xml:"tab"`
	Terms []xmlTerm `xml:"term"`
}

// ParseIndex reads the index (icd10pcs_index_YYYY.xml) and returns the year
// it is named by and every line that leads somewhere, or a
// *codesets.ParseError at the first fault.
//
// Layout:
//
//	ICD10PCS.index  version, title, letter…
//	letter          title, mainTerm…
//	mainTerm, term  title, see, use, code, codes, tab; term level=N…
//	see, use        text, codes, tab: the first characters of codes
func ParseIndex(r io.Reader) (version string, entries []IndexEntry, err error) {
	dec := newDecoder(r)
	err = dec.each("ICD10PCS.index", func(name string, start xml.StartElement) error {
		switch name {
		case "version":
			return dec.DecodeElement(&version, &start)
		case "letter":
			var x struct {
				Terms []xmlTerm `xml:"mainTerm"`
			}
			if err := dec.DecodeElement(&x, &start); err != nil {
				return err
			}
			for _, t := range x.Terms {
				entries = t.entries(entries, nil)
			}
			return nil
		}
		return dec.Skip()
	})
	if err == nil && len(entries) == 0 {
		err = &codesets.ParseError{Err: errors.New("no term, want the ICD-10-PCS index")}
	}
	if err != nil {
		return "", nil, err
	}
	return version, entries, nil
}

// entries adds the lines of t and the terms beneath it.
func (t xmlTerm) entries(out []IndexEntry, path []string) []IndexEntry {
	if title := codesets.Clean(t.Title); title != "" {
		path = append(slices.Clip(path), title)
	}
	add := func(e IndexEntry) {
		e.Path = path
		out = append(out, e)
	}
	for _, s := range t.See {
		add(IndexEntry{See: codesets.Clean(s.Text), Codes: strings.TrimSpace(s.Codes + s.Tab)})
	}
	for _, u := range t.Use {
		add(IndexEntry{Use: codesets.Clean(u.Text), Codes: strings.TrimSpace(u.Codes + u.Tab)})
	}
	for _, list := range [][]string{t.Code, t.Codes, t.Tab} {
		for _, c := range list {
			add(IndexEntry{Codes: strings.TrimSpace(c)})
		}
	}
	for _, sub := range t.Terms {
		out = sub.entries(out, path)
	}
	return out
}

// IndexRows makes the table of rows to compile:
//
//	term   main term, lower case, key
//	path   the terms from the main term down, with " > " between them
//	see    other term
//	use    value to use
//	codes  a code or the first characters of one
func IndexRows(entries []IndexEntry) table.RowSet {
	set := table.RowSet{Columns: []string{"term", "path", "see", "use", "codes"}, Keys: 1}
	for _, e := range entries {
		main := ""
		if len(e.Path) > 0 {
			main = strings.ToLower(e.Path[0])
		}
		set.Rows = append(set.Rows, []string{main, strings.Join(e.Path, " > "), e.See, e.Use, e.Codes})
	}
	return set
}
