package ncci

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// AOCColumns are the columns of a compiled table of add-on codes; the key is
// addon and primary.
//
//	addon      the add-on code
//	primary    a code it may be added to; "CCCCC": contractors define them
//	type       1 paid only with a listed primary, 2 primaries defined by the
//	           contractor, 3 listed primaries and others the contractor defines
//	effective  first day, yyyy-mm-dd; "" where the file does not say
//	deletion   last day, yyyy-mm-dd: of the edit, the add-on or the primary,
//	           whichever is first; "" while active
//	note       special instructions, as published
var AOCColumns = []string{"addon", "primary", "type", "effective", "deletion", "note"}

// ContractorDefined stands in place of a primary code when contractors
// define the primaries of an add-on code.
const ContractorDefined = "CCCCC"

// The columns of an official fixed-width record, 0-based and half open.
var aocFields = [...][2]int{{0, 1}, {1, 6}, {6, 13}, {13, 18}, {18, 25}, {25, 32}, {32, 39}}

// ParseAOC reads a file of add-on code edits: official fixed-width text, the
// sheet of the official XLSX as CSV, or a CSV file with the columns
// addon_code or add_on_code, primary_code, and edit_type or aoc_edit_type,
// perhaps effective_date and deletion_date. It returns all of the file, and
// whether its rows are dated, or a *codesets.ParseError at the first bad line.
//
// Layout of the fixed-width record (CMS, "AOC_V…-MCR.txt"), columns 1-based;
// dates are yyyyddd, the year and the day in it, blank or zeros for none:
//
//	 1     AOC_Edit_Type
//	 2-6   Add-On_Code
//	 7-13  AOC_DelDT, deletion of the add-on code
//	14-18  Primary_Code, or CCCCC
//	19-25  Primary_Code_DelDT
//	26-32  AOC_Edit_EffDT
//	33-39  AOC_Edit_DelDT
//	40-    Special_Instruction_Notes
//
// The sheet has these as eight columns, after a line of notice and a header.
func ParseAOC(r io.Reader) (set table.RowSet, dated bool, err error) {
	br := bufio.NewReaderSize(r, 64<<10)
	head, _ := br.Peek(4 << 10)
	p := &aocParser{set: table.RowSet{Columns: AOCColumns, Keys: 2}}
	if bytes.ContainsAny(firstRecord(head), ",\t") {
		err = p.delimited(newReader(br))
	} else {
		err = p.fixed(br)
	}
	if err == nil && len(p.set.Rows) == 0 {
		err = &codesets.ParseError{Err: errors.New("no rows, want add-on code edits")}
	}
	return p.set, p.dated, err
}

// firstRecord returns the second line, which is the header of a sheet and a
// record of a fixed-width file.
func firstRecord(head []byte) []byte {
	_, rest, ok := bytes.Cut(head, []byte("\n"))
	if !ok {
		return head
	}
	line, _, _ := bytes.Cut(rest, []byte("\n"))
	return line
}

type aocParser struct {
	set   table.RowSet
	dated bool
}

// fixed reads fixed-width records.
func (p *aocParser) fixed(r io.Reader) error {
	sc := bufio.NewScanner(r)
	line := 0
	for sc.Scan() {
		line++
		s := strings.TrimRight(codesets.UTF8(sc.Bytes()), " \r")
		first := line <= maxPreamble && len(p.set.Rows) == 0
		if s == "" || first && (s[0] < '1' || s[0] > '3' || len(s) < 18) {
			continue
		}
		field := func(i int) string {
			f := aocFields[i]
			return strings.TrimSpace(s[min(f[0], len(s)):min(f[1], len(s))])
		}
		note := ""
		if len(s) > 39 {
			note = s[39:]
		}
		if len(s) < 32 {
			return &codesets.ParseError{Line: line, Column: len(s) + 1, Err: errors.New("the line ends early, want 32 columns or more: is the file cut off?")}
		}
		at, err := p.row([8]string{field(0), field(1), field(2), field(3), field(4), field(5), field(6), note})
		if err != nil {
			return &codesets.ParseError{Line: line, Column: aocFields[at][0] + 1, Err: err}
		}
	}
	if err := sc.Err(); err != nil {
		return &codesets.ParseError{Line: line + 1, Err: err}
	}
	return nil
}

// delimited reads a sheet or another CSV file.
func (p *aocParser) delimited(in *reader) error {
	columns, err := aocHeader(in)
	if err != nil {
		return err
	}
	for {
		rec, err := in.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if strings.Join(rec, "") == "" {
			continue
		}
		var fields [8]string
		for i, at := range columns {
			if at >= 0 && at < len(rec) {
				fields[i] = rec[at]
			}
		}
		if at, err := p.row(fields); err != nil {
			return in.fail(min(max(columns[at], 0), len(rec)-1), err)
		}
	}
}

// aocHeader returns the places of the eight columns, -1 for one not there.
func aocHeader(in *reader) ([8]int, error) {
	names := [8][]string{
		{"aoc edit type", "edit type", "type"},
		{"add on code", "addon code", "addon"},
		{"aoc deldt", "aoc del dt", "aoc deldt julian"},
		{"primary code", "primary"},
		{"primary code deldt", "primary code del dt", "primary code deldt julian"},
		{"aoc edit effdt", "aoc edit eff dt", "effective date", "effective", "aoc edit effdt julian"},
		{"aoc edit deldt", "aoc edit del dt", "deletion date", "deletion", "aoc edit deldt julian"},
		{"special instruction notes", "note"},
	}
	for range maxPreamble {
		rec, err := in.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return [8]int{}, err
		}
		at := [8]int{-1, -1, -1, -1, -1, -1, -1, -1}
		for i, f := range rec {
			h := heading(f)
			for k, list := range names {
				for _, n := range list {
					if h == n {
						at[k] = i
					}
				}
			}
		}
		if min(at[0], at[1], at[3]) >= 0 {
			return at, nil
		}
	}
	return [8]int{}, &codesets.ParseError{Line: in.line, Err: errors.New("no header, want the columns add-on code, primary code and edit type")}
}

// row adds one edit. An error comes with the place of its field.
func (p *aocParser) row(f [8]string) (int, error) {
	if f[0] != "1" && f[0] != "2" && f[0] != "3" {
		return 0, fmt.Errorf("add-on code edit type %q, want 1, 2 or 3", f[0])
	}
	if !isCode(f[1]) {
		return 1, fmt.Errorf("add-on code %q, want five letters and digits", f[1])
	}
	if f[3] != ContractorDefined && !isCode(f[3]) {
		return 3, fmt.Errorf("primary code %q, want five letters and digits or %s", f[3], ContractorDefined)
	}
	var deletion codesets.Date
	for _, at := range []int{2, 4, 6} {
		d, err := ordinal(f[at])
		if err != nil {
			return at, err
		}
		if d != 0 && (deletion == 0 || d < deletion) {
			deletion = d
		}
	}
	effective, err := ordinal(f[5])
	if err != nil {
		return 5, err
	}
	p.dated = p.dated || effective != 0
	p.set.Rows = append(p.set.Rows, []string{
		f[1], f[3], f[0], effective.String(), deletion.String(), codesets.Clean(f[7]),
	})
	return 0, nil
}
