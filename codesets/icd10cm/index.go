package icd10cm

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/delimited"
	"github.com/medcode-cli/medcode/codesets/table"
)

// The parts of a release of the Alphabetic Index.
const (
	PartIndex    = "index"    // Index to Diseases and Injuries
	PartExternal = "external" // External Cause of Injuries Index
	PartDrugs    = "drugs"    // Table of Drugs and Chemicals
	PartNeoplasm = "neoplasm" // Table of Neoplasms
)

// IndexParts returns the parts in the order in which a coder looks them up.
func IndexParts() []string { return []string{PartIndex, PartExternal, PartNeoplasm, PartDrugs} }

// An IndexLine is a term of the Alphabetic Index with one place it leads to:
// a code, or another term. A term without either says in its own words where
// to look, or has only others beneath it.
type IndexLine struct {
	Part          string   // one of the parts above; "" as parsed, from a file of one part
	Path          []string // from the main term down, nonessential modifiers in their parentheses
	Code          string   // undotted, without the dash of a code that needs more; "" for none
	Shown         string   // the code as printed: "H93.29-"
	Column        string   // of the tables of drugs and neoplasms: "Malignant Primary"
	Manifestation string   // undotted: the code in brackets that follows
	See, SeeAlso  string   // other terms, or a category
}

// Leads returns where the line leads, as the book prints it: "H93.29-",
// "E85.4 [H42]", "see Damp"; "" for a line that leads nowhere.
func (l *IndexLine) Leads() string {
	code := l.Shown
	if code == "" {
		code = codesets.Display(codesets.ICD10CM, l.Code)
	}
	if code != "" && l.Manifestation != "" {
		code += " [" + codesets.Display(codesets.ICD10CM, l.Manifestation) + "]"
	}
	switch {
	case code != "":
		return code
	case l.See != "":
		return "see " + l.See
	case l.SeeAlso != "":
		return "see also " + l.SeeAlso
	}
	return ""
}

// maxIndexDepth bounds the nesting of terms; the official files have at most 9.
const maxIndexDepth = 32

// A mixed is the text of an element and of those within it.
type mixed string

// UnmarshalXML puts the texts together with blanks between.
func (m *mixed) UnmarshalXML(d *xml.Decoder, _ xml.StartElement) error {
	var b strings.Builder
	for depth := 1; depth > 0; {
		tok, err := d.Token()
		if err != nil {
			return err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			depth++
			b.WriteByte(' ')
		case xml.EndElement:
			depth--
			b.WriteByte(' ')
		case xml.CharData:
			b.Write(tok)
		}
	}
	*m = mixed(indexText(b.String()))
	return nil
}

// indexText returns s without needless blanks: a plural's "(s)" stands at its
// word.
func indexText(s string) string {
	return strings.NewReplacer(" (s)", "(s)", " (es)", "(es)").Replace(codesets.Clean(s))
}

type xmlIndexTerm struct {
	Title   mixed    `xml:"title"`
	Codes   []string `xml:"code"`
	Subcat  []string `xml:"subcat"`
	Manif   []string `xml:"manif"`
	See     []mixed  `xml:"see"`
	SeeAlso []mixed  `xml:"seeAlso"`
	SeeCat  []mixed  `xml:"seecat"`
	Cells   []struct {
		Col  int    `xml:"col,attr"`
		Text string `xml:",chardata"`
	} `xml:"cell"`
	Terms []xmlIndexTerm `xml:"term"`
}

// ParseIndex reads one of the four parts of the Alphabetic Index in the XML
// form of the CDC (icd10cm_index_YYYY.xml and its like with eindex, drug and
// neoplasm), and returns every line that leads somewhere and the terms with
// nothing beneath them, or a
// *codesets.ParseError at the first fault.
//
// Layout:
//
//	ICD10CM.index
//	  version, title
//	  indexHeading: head@col (names of the columns; drug and neoplasm only)
//	  letter*: title, mainTerm*
//	    mainTerm, term@level: title (with nemod, nonessential modifiers),
//	      code, subcat (of a subcategory), manif (the code in brackets),
//	      see, seeAlso, seecat (a category), cell@col (a code, or dashes),
//	      term*
func ParseIndex(r io.Reader) ([]IndexLine, error) {
	d := xml.NewDecoder(r)
	d.CharsetReader = latin1Reader
	p := indexParser{heads: map[int]string{}}
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = p.token(d, tok)
		}
		if err != nil {
			return nil, tabularError(d, err)
		}
	}
	if len(p.lines) == 0 {
		return nil, &codesets.ParseError{Err: errors.New("no term, want the Alphabetic Index")}
	}
	return p.lines, nil
}

// An indexParser gathers the lines of one part.
type indexParser struct {
	root  bool
	heads map[int]string
	lines []IndexLine
}

func (p *indexParser) token(d *xml.Decoder, tok xml.Token) error {
	el, ok := tok.(xml.StartElement)
	switch {
	case !ok:
		return nil
	case !p.root:
		p.root = true
		if el.Name.Local != "ICD10CM.index" {
			return fmt.Errorf("root element %q, want ICD10CM.index", el.Name.Local)
		}
		return nil
	case el.Name.Local == "indexHeading":
		var x struct {
			Heads []struct {
				Col  int    `xml:"col,attr"`
				Text string `xml:",chardata"`
			} `xml:"head"`
		}
		if err := d.DecodeElement(&x, &el); err != nil {
			return err
		}
		for _, h := range x.Heads {
			p.heads[h.Col] = codesets.Clean(h.Text)
		}
		return nil
	case el.Name.Local == "letter":
		var x struct {
			Terms []xmlIndexTerm `xml:"mainTerm"`
		}
		if err := d.DecodeElement(&x, &el); err != nil {
			return err
		}
		for _, t := range x.Terms {
			if err := p.term(t, nil); err != nil {
				return err
			}
		}
		return nil
	}
	return d.Skip()
}

// term adds the lines of t and of the terms beneath it.
func (p *indexParser) term(t xmlIndexTerm, path []string) error {
	if t.Title == "" || len(path) >= maxIndexDepth {
		return fmt.Errorf("a term under %q without a title, or too deep", strings.Join(path, " > "))
	}
	path = append(slices.Clip(path), string(t.Title))
	line := IndexLine{Path: path, See: join(t.See), SeeAlso: join(t.SeeAlso)}
	for _, c := range t.SeeCat {
		line.See = strings.TrimPrefix(line.See+"; category "+string(c), "; ")
	}
	for _, m := range t.Manif {
		line.Manifestation = codeOf(m)
	}
	n := len(p.lines)
	for _, c := range append(t.Codes, t.Subcat...) {
		p.add(line, c)
	}
	for _, c := range t.Cells {
		line.Column = p.heads[c.Col]
		if line.Column == "" {
			line.Column = "column " + strconv.Itoa(c.Col)
		}
		p.add(line, c.Text)
	}
	if line.See+line.SeeAlso != "" || len(t.Terms) == 0 {
		line.Column = ""
		p.refers(line, n)
	}
	for _, sub := range t.Terms {
		if err := p.term(sub, path); err != nil {
			return err
		}
	}
	return nil
}

// add adds a line that leads to the code in text; dashes stand for none.
func (p *indexParser) add(line IndexLine, text string) {
	line.Shown = codesets.Clean(text)
	if strings.Trim(line.Shown, "-– ") == "" {
		return
	}
	line.Code = codeOf(line.Shown)
	p.lines = append(p.lines, line)
}

// refers adds line for a term that has added none since there were n: it only
// refers to others, or says in its own words where to look.
func (p *indexParser) refers(line IndexLine, n int) {
	if len(p.lines) == n {
		p.lines = append(p.lines, line)
	}
}

func join(texts []mixed) string {
	var out []string
	for _, t := range texts {
		out = append(out, string(t))
	}
	return strings.Join(out, "; ")
}

// codeOf returns the code that a printed one begins with, undotted: of
// "H93.29-" H9329; "" when it has none.
func codeOf(shown string) string {
	return codesets.Normalize(conversionCode().FindString(strings.ToUpper(shown)))
}

// ParseIndexCSV reads the Index to Diseases and Injuries as CSV, a line a
// term, as it is passed on where the XML is not. It returns every term, or a
// *codesets.ParseError at the first bad line.
//
// Layout, with a header:
//
//	Level        0 for a main term, deeper terms 1 and more
//	Term         title
//	NonEssModif  nonessential modifiers, in parentheses
//	See, SeeAlso other terms
//	Code         dotted, perhaps with a dash
func ParseIndexCSV(r io.Reader) ([]IndexLine, error) {
	p := indexParser{}
	var path []string
	err := delimited.Read(r, delimited.Format{Comma: ',', Columns: []string{"level", "term", "code"}}, func(rec delimited.Record) error {
		level, err := strconv.Atoi(rec.Get("level"))
		if err != nil || level < 0 || level > len(path) || level >= maxIndexDepth {
			return rec.Errorf("level", "level %q, want 0 to %d", delimited.Clip(rec.Get("level")), len(path))
		}
		title := indexText(rec.Get("term") + " " + rec.Get("nonessmodif"))
		path = append(path[:level:level], title)
		line := IndexLine{Path: path, See: codesets.Clean(rec.Get("see")), SeeAlso: codesets.Clean(rec.Get("seealso"))}
		n := len(p.lines)
		p.add(line, rec.Get("code"))
		p.refers(line, n)
		return nil
	})
	if err == nil && len(p.lines) == 0 {
		err = &codesets.ParseError{Err: errors.New("no term, want the Alphabetic Index")}
	}
	if err != nil {
		return nil, err
	}
	return p.lines, nil
}

// IndexRows makes the table of rows to compile:
//
//	code           undotted, key; "" of a term without one
//	term           main term without nonessential modifiers, lower case
//	path           the terms from the main term down, with " > " between them
//	column         of the tables of drugs and neoplasms
//	shown          the code as printed
//	manifestation  undotted, of the code in brackets
//	see, see_also  other terms
func IndexRows(lines []IndexLine) table.RowSet {
	set := table.RowSet{Columns: []string{"code", "term", "path", "column", "shown", "manifestation", "see", "see_also"}, Keys: 1}
	for _, l := range lines {
		set.Rows = append(set.Rows, []string{
			l.Code, strings.ToLower(Essential(l.Path[0])), strings.Join(l.Path, pathMark),
			l.Column, l.Shown, l.Manifestation, l.See, l.SeeAlso,
		})
	}
	return set
}

// pathMark stands between the terms of a path.
const pathMark = " > "

// IndexLineOf returns the line that a row of a loaded release is.
func IndexLineOf(r table.Row) IndexLine {
	return IndexLine{
		Part: r.Get("part"), Path: strings.Split(r.Get("path"), pathMark), Column: r.Get("column"), Code: r.Get("code"),
		Shown: r.Get("shown"), Manifestation: r.Get("manifestation"), See: r.Get("see"), SeeAlso: r.Get("see_also"),
	}
}

// Essential returns a term without its nonessential modifiers.
func Essential(term string) string {
	var b strings.Builder
	depth := 0
	for _, r := range term {
		switch {
		case r == '(':
			depth++
		case r == ')' && depth > 0:
			depth--
		case depth == 0:
			b.WriteRune(r)
		}
	}
	return codesets.Clean(b.String())
}
