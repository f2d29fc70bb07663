package icd10cm

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
)

// A Tabular is the Tabular List of one release.
type Tabular struct {
	Version  string // as published: "2026"
	Chapters []Chapter
}

// A Chapter is one of the 22 chapters, numbered from "1".
type Chapter struct {
	Number string
	Title  string // without the range in parentheses
	Notes  []codesets.Note
	Blocks []Block
}

// A Block is a range of categories, such as E08-E13.
type Block struct {
	ID    string
	Title string // without the range in parentheses
	Notes []codesets.Note
	Diags []Diag
}

// A Diag is a category, subcategory or code of the Tabular List. Codes that
// only a 7th character completes are not in it; Sevenths tells how to make them.
type Diag struct {
	Code     string // undotted
	Title    string
	Notes    []codesets.Note
	Sevenths []codesets.Seventh // of this node itself, not inherited
	Diags    []Diag
}

// xmlNotes is what chapters, sections and diags have in common.
type xmlNotes struct {
	Includes      []xmlNoteList `xml:"includes"`
	Inclusion     []xmlNoteList `xml:"inclusionTerm"`
	Excludes1     []xmlNoteList `xml:"excludes1"`
	Excludes2     []xmlNoteList `xml:"excludes2"`
	CodeFirst     []xmlNoteList `xml:"codeFirst"`
	UseAdditional []xmlNoteList `xml:"useAdditionalCode"`
	CodeAlso      []xmlNoteList `xml:"codeAlso"`
	Notes         []xmlNoteList `xml:"notes"`
	SevenChrNote  []xmlNoteList `xml:"sevenChrNote"`
}

type xmlNoteList struct {
	Notes []string `xml:"note"`
}

type xmlChapter struct {
	Name string `xml:"name"`
	Desc string `xml:"desc"`
	xmlNotes
	Sections []xmlSection `xml:"section"`
}

type xmlSection struct {
	ID   string `xml:"id,attr"`
	Desc string `xml:"desc"`
	xmlNotes
	Diags []xmlDiag `xml:"diag"`
}

type xmlDiag struct {
	Name string `xml:"name"`
	Desc string `xml:"desc"`
	xmlNotes
	SevenChrDef []struct {
		Items []xmlSeventh `xml:",any"`
	} `xml:"sevenChrDef"`
	Vision []xmlVision `xml:"visualImpairment"`
	Diags  []xmlDiag   `xml:"diag"`
}

// An xmlSeventh is an extension, or a note that adds to the extension before it.
type xmlSeventh struct {
	XMLName xml.Name
	Char    string `xml:"char,attr"`
	Text    string `xml:",chardata"`
}

// maxTabularDepth bounds the nesting of diags; the official files have at most 5.
const maxTabularDepth = 16

// ParseTabular reads the Tabular List in the XML form of the CDC
// (icd10cm_tabular_YYYY.xml, schema icd10cm_tabular.xsd). Known defects of
// official files are accepted: empty notes and notes split by line breaks.
// Errors are *codesets.ParseError.
//
// Layout:
//
//	ICD10CM.tabular
//	  version
//	  chapter*: name (number), desc, note lists, sectionIndex,
//	    section*@id: desc, note lists,
//	      diag*: name (code), desc, note lists, sevenChrNote,
//	        sevenChrDef (extension@char), visualImpairment, diag*
//
// A note list is includes, inclusionTerm, excludes1, excludes2, codeFirst,
// useAdditionalCode, codeAlso or notes, each holding note elements.
func ParseTabular(r io.Reader) (*Tabular, error) {
	d := xml.NewDecoder(r)
	d.CharsetReader = latin1Reader
	t := &Tabular{}
	root := false
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, tabularError(d, err)
		}
		el, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		if !root {
			if el.Name.Local != "ICD10CM.tabular" {
				return nil, tabularError(d, fmt.Errorf("root element %q, want ICD10CM.tabular", el.Name.Local))
			}
			root = true
			continue
		}
		if err := t.element(d, el); err != nil {
			return nil, err
		}
	}
	if len(t.Chapters) == 0 {
		return nil, &codesets.ParseError{Err: errors.New("no chapter, want a Tabular List")}
	}
	return t, nil
}

func (t *Tabular) element(d *xml.Decoder, el xml.StartElement) error {
	switch el.Name.Local {
	case "version":
		if err := d.DecodeElement(&t.Version, &el); err != nil {
			return tabularError(d, err)
		}
		t.Version = codesets.Clean(t.Version)
	case "chapter":
		var ch xmlChapter
		if err := d.DecodeElement(&ch, &el); err != nil {
			return tabularError(d, err)
		}
		c, err := ch.chapter()
		if err != nil {
			return tabularError(d, err)
		}
		t.Chapters = append(t.Chapters, c)
	default:
		if err := d.Skip(); err != nil {
			return tabularError(d, err)
		}
	}
	return nil
}

func tabularError(d *xml.Decoder, err error) error {
	line, col := d.InputPos()
	return &codesets.ParseError{Line: line, Column: col, Err: err}
}

func latin1Reader(charset string, in io.Reader) (io.Reader, error) {
	switch strings.ToLower(charset) {
	case "iso-8859-1", "latin1", "windows-1252":
		return &latin1{r: in}, nil
	case "utf-8", "us-ascii":
		return in, nil
	}
	return nil, fmt.Errorf("encoding %q, want UTF-8 or ISO-8859-1", charset)
}

// A latin1 turns Latin-1 bytes into UTF-8.
type latin1 struct {
	r    io.Reader
	buf  [2048]byte
	rest []byte
}

func (l *latin1) Read(p []byte) (int, error) {
	if len(l.rest) == 0 {
		n, err := l.r.Read(l.buf[:])
		if n == 0 {
			return 0, err
		}
		for _, c := range l.buf[:n] {
			l.rest = append(l.rest, string(rune(c))...)
		}
	}
	n := copy(p, l.rest)
	l.rest = l.rest[n:]
	return n, nil
}

func (c xmlChapter) chapter() (Chapter, error) {
	out := Chapter{Number: codesets.Clean(c.Name), Title: withoutRange(c.Desc), Notes: c.notes()}
	if out.Number == "" || len(out.Number) > 2 {
		return out, fmt.Errorf("chapter %q, want its number", out.Number)
	}
	for _, s := range c.Sections {
		b := Block{ID: codesets.Clean(s.ID), Title: withoutRange(s.Desc), Notes: s.notes()}
		if len(b.ID) == 3 {
			b.ID += "-" + b.ID // a block of one category, such as C7A
		}
		for _, d := range s.Diags {
			diag, err := d.diag(0)
			if err != nil {
				return out, err
			}
			b.Diags = append(b.Diags, diag)
		}
		out.Blocks = append(out.Blocks, b)
	}
	return out, nil
}

func (d xmlDiag) diag(depth int) (Diag, error) {
	out := Diag{
		Code:  codesets.Normalize(d.Name),
		Title: codesets.Clean(d.Desc),
		Notes: append(d.notes(), visionNotes(d.Vision)...),
	}
	if !codeShaped(out.Code) {
		return out, fmt.Errorf("code %q, want 3 to 7 letters and digits", d.Name)
	}
	if depth > maxTabularDepth {
		return out, fmt.Errorf("code %q: nested deeper than %d", d.Name, maxTabularDepth)
	}
	if err := d.addSevenths(&out); err != nil {
		return out, err
	}
	for _, sub := range d.Diags {
		s, err := sub.diag(depth + 1)
		if err != nil {
			return out, err
		}
		out.Diags = append(out.Diags, s)
	}
	return out, nil
}

// addSevenths takes the 7th-character definitions. A note among them adds to
// the one before it, and is kept as a 7th-character note: "B: initial
// encounter for open fracture NOS".
func (d xmlDiag) addSevenths(out *Diag) error {
	for _, def := range d.SevenChrDef {
		for _, x := range def.Items {
			text := codesets.Clean(x.Text)
			if x.XMLName.Local != "extension" {
				if n := len(out.Sevenths); n > 0 && text != "" {
					text = string(out.Sevenths[n-1].Char) + ": " + text
				}
				out.Notes = append(out.Notes, codesets.Note{Kind: codesets.SeventhNote, Text: text})
				continue
			}
			char := strings.ToUpper(codesets.Clean(x.Char))
			if len(char) != 1 {
				return fmt.Errorf("code %q: 7th character %q, want one character", d.Name, x.Char)
			}
			out.Sevenths = append(out.Sevenths, codesets.Seventh{Char: char[0], Text: text})
		}
	}
	return nil
}

// notes returns the note lines in the order a page shows the kinds.
func (x xmlNotes) notes() []codesets.Note {
	var out []codesets.Note
	for _, k := range []struct {
		kind  codesets.NoteKind
		lists []xmlNoteList
	}{
		{codesets.Includes, x.Includes},
		{codesets.InclusionTerm, x.Inclusion},
		{codesets.Excludes1, x.Excludes1},
		{codesets.Excludes2, x.Excludes2},
		{codesets.CodeFirst, x.CodeFirst},
		{codesets.UseAdditional, x.UseAdditional},
		{codesets.CodeAlso, x.CodeAlso},
		{codesets.PlainNote, x.Notes},
		{codesets.SeventhNote, x.SevenChrNote},
	} {
		for _, l := range k.lists {
			for _, text := range l.Notes {
				if text = codesets.Clean(text); text != "" {
					out = append(out, newNote(k.kind, text))
				}
			}
		}
	}
	return out
}

func newNote(kind codesets.NoteKind, text string) codesets.Note {
	n := codesets.Note{Kind: kind, Text: text}
	if kind != codesets.InclusionTerm && kind != codesets.SeventhNote {
		n.Refs, n.Unparsed = ParseRefs(text)
	}
	return n
}

// withoutRange returns a chapter's or block's title without "(E08-E13)".
func withoutRange(s string) string {
	s = codesets.Clean(s)
	if i := strings.LastIndex(s, " ("); i > 0 && strings.HasSuffix(s, ")") {
		return s[:i]
	}
	return s
}
