package ncci

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// MUEColumns are the columns of a compiled MUE table; the key is code.
//
//	code       five characters
//	value      units, a whole number
//	mai        MUE adjudication indicator: 1 line edit, 2 date of service edit
//	           by policy, 3 date of service edit by clinical information
//	rationale  as published
var MUEColumns = []string{"code", "value", "mai", "rationale"}

// maxUnits is the greatest MUE value taken for one; official values stay
// below 10,000.
const maxUnits = 1_000_000

// ParseMUE reads a file of MUE values, as official CSV (or the sheet of the
// official XLSX as CSV) or a CSV file with the columns hcpcs_code, mue_value
// or mue_units, mai or mue_mai, and a rationale. It returns all of the file
// or a *codesets.ParseError at the first bad line.
//
// Layout of an official file (CMS, "MCR_MUE_PractitionerServices_Eff_….csv"):
// a notice of one field, a header whose fields may hold line breaks, then
//
//	1  HCPCS/CPT code
//	2  MUE value
//	3  MUE adjudication indicator and its text: "3 Date of Service Edit: Clinical"
//	4  MUE rationale
func ParseMUE(r io.Reader) (table.RowSet, error) {
	set := table.RowSet{Columns: MUEColumns, Keys: 1}
	in := newReader(r)
	columns, err := mueHeader(in)
	if err != nil {
		return set, err
	}
	seen := map[string]bool{}
	for {
		rec, err := in.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return set, err
		}
		if strings.Join(rec, "") == "" {
			continue
		}
		row, err := mueRow(in, rec, columns)
		if err != nil {
			return set, err
		}
		if seen[row[0]] {
			return set, in.fail(columns[0], fmt.Errorf("code %q stands twice", row[0]))
		}
		seen[row[0]] = true
		set.Rows = append(set.Rows, row)
	}
	if len(set.Rows) == 0 {
		return set, &codesets.ParseError{Err: errors.New("no rows, want MUE values")}
	}
	return set, nil
}

// mueHeader returns the places of MUEColumns.
func mueHeader(in *reader) ([4]int, error) {
	for range maxPreamble {
		rec, err := in.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return [4]int{}, err
		}
		at := [4]int{-1, -1, -1, -1}
		for i, f := range rec {
			h := " " + heading(f) + " "
			switch {
			case len(rec) < 4:
			case strings.Contains(h, " rationale "):
				at[3] = i
			case strings.Contains(h, " mai ") || strings.Contains(h, " adjudication "):
				at[2] = i
			case strings.Contains(h, " mue value") || strings.Contains(h, " mue units "):
				at[1] = i
			case strings.Contains(h, " hcpcs "):
				at[0] = i
			}
		}
		if min(at[0], at[1], at[2], at[3]) >= 0 {
			return at, nil
		}
	}
	return [4]int{}, &codesets.ParseError{Line: in.line, Err: errors.New("no header, want the columns HCPCS code, MUE value, MUE adjudication indicator and rationale")}
}

func mueRow(in *reader, rec []string, at [4]int) ([]string, error) {
	if len(rec) <= max(at[0], at[1], at[2], at[3]) {
		return nil, in.fail(len(rec)-1, fmt.Errorf("the row has %d fields, want %d: is the file cut off?", len(rec), max(at[0], at[1], at[2], at[3])+1))
	}
	code, value, mai := rec[at[0]], rec[at[1]], rec[at[2]]
	if !isCode(code) {
		return nil, in.fail(at[0], fmt.Errorf("code %q, want five letters and digits", code))
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 || n > maxUnits {
		return nil, in.fail(at[1], fmt.Errorf("MUE value %q, want a whole number", value))
	}
	mai, _, _ = strings.Cut(mai, " ")
	if mai != "1" && mai != "2" && mai != "3" {
		return nil, in.fail(at[2], fmt.Errorf("MUE adjudication indicator %q, want 1, 2 or 3", rec[at[2]]))
	}
	// Some copies put the indicator's text before the rationale.
	rationale := rec[at[3]]
	if _, after, ok := strings.Cut(rationale, "|"); ok {
		rationale = after
	}
	return []string{code, strconv.Itoa(n), mai, codesets.Clean(codesets.UTF8([]byte(rationale)))}, nil
}
