package ncci

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// A PTP is what one file of PTP edits holds.
type PTP struct {
	Pairs *table.PairSet
	Dated bool // the rows carry effective dates
	Named bool // the rationale is text; false: a number of the rationale list
	// Last is the first day of the latest effective date, zero when not Dated.
	Last codesets.Date
}

// ptpColumns are the places of a PTP file's columns, -1 for one it lacks.
type ptpColumns struct{ first, second, pre1996, effective, deletion, modifier, rationale int }

// official is the order of the official files.
var official = ptpColumns{0, 1, 2, 3, 4, 5, 6}

// ParsePTP reads a file of PTP edits: an official text file, tab-separated,
// or a comma-separated one. Every row is kept, deleted ones too. It returns
// all of the file or a *codesets.ParseError at the first bad line.
//
// Layout of an official file (CMS, "ccipra-v…-f1.txt"), after up to six lines
// of notice and headings:
//
//	1  column 1 code
//	2  column 2 code
//	3  "*": in existence prior to 1996
//	4  effective date, yyyymmdd
//	5  deletion date, yyyymmdd; "*": no data
//	6  modifier: 0 not allowed, 1 allowed, 9 not applicable
//	7  PTP edit rationale
//
// A comma-separated file has a header with column1, column2,
// modifier_indicator and, in any order, effective_date, deletion_date,
// pre_1996, and rationale or rationale_id.
func ParsePTP(r io.Reader) (PTP, error) {
	p := &ptpParser{reader: newReader(r), columns: official}
	p.out.Pairs = &table.PairSet{}
	if err := p.preamble(); err != nil {
		return PTP{}, err
	}
	for {
		rec, err := p.reader.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return PTP{}, err
		}
		if err := p.row(rec); err != nil {
			return PTP{}, err
		}
	}
	return p.out, p.cutOff()
}

type ptpParser struct {
	reader  *reader
	columns ptpColumns
	out     PTP
	seen    map[string]string // rationales, to themselves
	fresh   string            // the rationale of the last row, when it is its first use
}

// preamble skips notices and reads the header, or takes the first row.
func (p *ptpParser) preamble() error {
	for range maxPreamble {
		rec, err := p.reader.next()
		if errors.Is(err, io.EOF) {
			return &codesets.ParseError{Err: errors.New("no rows, want PTP edits")}
		}
		if err != nil {
			return err
		}
		if c, ok := ptpHeader(rec); ok {
			p.columns = c
			if c.effective >= 0 {
				continue // an official header may go on over more lines
			}
			return nil
		}
		first, second := p.columns.first, p.columns.second
		if len(rec) > max(second, p.columns.modifier) && isCode(rec[first]) && isCode(rec[second]) {
			return p.row(rec)
		}
	}
	return &codesets.ParseError{Line: p.reader.line, Err: fmt.Errorf("no row in the first %d lines, want PTP edits", maxPreamble)}
}

// ptpHeader reads a header: it must name both columns and the modifier.
func ptpHeader(rec []string) (ptpColumns, bool) {
	c := ptpColumns{-1, -1, -1, -1, -1, -1, -1}
	for i, f := range rec {
		switch h := heading(f); {
		case h == "column1" || h == "column 1":
			c.first = i
		case h == "column2" || h == "column 2":
			c.second = i
		case strings.Contains(h, "1996") || strings.Contains(h, "existence"):
			c.pre1996 = i
		case strings.HasPrefix(h, "effective"):
			c.effective = i
		case strings.HasPrefix(h, "deletion"):
			c.deletion = i
		case strings.HasPrefix(h, "modifier"):
			c.modifier = i
		case strings.Contains(h, "rationale"):
			c.rationale = i
		}
	}
	return c, c.first >= 0 && c.second >= 0 && c.modifier >= 0
}

func (p *ptpParser) row(rec []string) error {
	field := func(i int) string {
		if i < 0 || i >= len(rec) {
			return ""
		}
		return rec[i]
	}
	c := p.columns
	if len(rec) == 1 && rec[0] == "" {
		return nil
	}
	if len(rec) <= max(c.first, c.second, c.modifier) {
		return p.reader.fail(len(rec)-1, fmt.Errorf("the row has %d fields, want %d: is the file cut off?", len(rec), max(c.first, c.second, c.modifier, c.rationale)+1))
	}
	for _, i := range []int{c.first, c.second} {
		if !isCode(rec[i]) {
			return p.reader.fail(i, fmt.Errorf("code %q, want five letters and digits", rec[i]))
		}
	}
	e := table.Edit{Pre1996: field(c.pre1996) != "", Rationale: p.rationale(field(c.rationale))}
	var err error
	if e.Effective, err = date(field(c.effective)); err != nil {
		return p.reader.fail(c.effective, err)
	}
	if e.Deletion, err = date(field(c.deletion)); err != nil {
		return p.reader.fail(c.deletion, err)
	}
	m := rec[c.modifier]
	if m != "0" && m != "1" && m != "9" {
		return p.reader.fail(c.modifier, fmt.Errorf("modifier indicator %q, want 0, 1 or 9", m))
	}
	e.Indicator = m[0]
	p.out.Dated = p.out.Dated || e.Effective != 0
	p.out.Last = max(p.out.Last, e.Effective)
	if err := p.out.Pairs.Add(table.Pair{Column1: rec[c.first], Column2: rec[c.second], Edit: e}); err != nil {
		return p.reader.fail(0, err)
	}
	return nil
}

// rationale returns one copy of each text.
func (p *ptpParser) rationale(s string) string {
	p.fresh = ""
	if kept, ok := p.seen[s]; ok {
		return kept
	}
	if p.seen == nil {
		p.seen = map[string]string{}
	}
	s = codesets.UTF8(bytes.Clone([]byte(s)))
	p.seen[s] = s
	p.fresh = s
	p.out.Named = p.out.Named || strings.Trim(s, "0123456789") != ""
	return s
}

// cutOff reports a file that ends within its last line, told by a last
// rationale that is the beginning of another one.
func (p *ptpParser) cutOff() error {
	if p.out.Pairs.Len() == 0 {
		return &codesets.ParseError{Err: errors.New("no rows, want PTP edits")}
	}
	for other := range p.seen {
		if p.out.Named && p.fresh != "" && other != p.fresh && strings.HasPrefix(other, p.fresh) {
			return &codesets.ParseError{Line: p.reader.line, Err: fmt.Errorf("the file is cut off: it ends with the rationale %q", p.fresh)}
		}
	}
	return nil
}

// ParseRationales reads the list of rationales of a PTP file that names them
// by number: a CSV file with the columns id and rationale.
func ParseRationales(r io.Reader) (map[string]string, error) {
	in := newReader(r)
	head, err := in.next()
	if err != nil || len(head) != 2 || heading(head[0]) != "id" || heading(head[1]) != "rationale" {
		return nil, &codesets.ParseError{Line: 1, Err: errors.New("want a header with the columns id and rationale")}
	}
	out := map[string]string{}
	for {
		rec, err := in.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if len(rec) != 2 || rec[0] == "" || rec[1] == "" {
			return nil, in.fail(0, errors.New("want a number and a rationale"))
		}
		out[rec[0]] = codesets.Clean(codesets.UTF8([]byte(rec[1])))
	}
	if len(out) == 0 {
		return nil, &codesets.ParseError{Err: errors.New("no rows, want rationales")}
	}
	return out, nil
}
