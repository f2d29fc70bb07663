package mpfs

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/delimited"
	"github.com/medcode-cli/medcode/codesets/table"
)

// Columns are those of the compiled table, in the order of the relative value
// file; hcpcs and mod are the key. A column that a file does not have is empty.
var Columns = []string{
	"hcpcs", "mod", "status", "not_used", "work_rvu", "nonfac_pe_rvu", "nonfac_na", "fac_pe_rvu", "fac_na",
	"mp_rvu", "nonfac_total", "fac_total", "pctc", "global", "pre_op", "intra_op", "post_op",
	"mult_proc", "bilat_surg", "asst_surg", "co_surg", "team_surg", "endo_base", "conv_factor",
	"supervision", "calc_flag", "imaging_family", "nonfac_pe_opps", "fac_pe_opps", "mp_opps",
}

// A Row is one line: a value for each of Columns.
type Row []string

// aliases are the names under which files have a column, folded.
var aliases = map[string][]string{
	"hcpcs":          {"hcpcs", "hcpcs code"},
	"not_used":       {"not used medicare", "not used mcr"},
	"work_rvu":       {"rvu work"},
	"nonfac_pe_rvu":  {"rvu non pe"},
	"nonfac_na":      {"non na"},
	"fac_pe_rvu":     {"rvu fac pe"},
	"mp_rvu":         {"rvu mp"},
	"nonfac_total":   {"rvu non sum"},
	"fac_total":      {"rvu fac sum"},
	"global":         {"glob days", "glob", "global"},
	"supervision":    {"phys supervision diag", "phys diag pro"},
	"imaging_family": {"diag imaging family", "diag img fam"},
	"conv_factor":    {"conv factor", "cf"},
	"nonfac_pe_opps": {"rvu opps non pe"},
	"fac_pe_opps":    {"rvu opps fac pe"},
	"mp_opps":        {"rvu opps mp"},
}

// official is the number of columns of the relative value file; the third is
// the descriptor.
const official = 31

// Parse reads a relative value file as CSV. It returns every row, or a
// *codesets.ParseError at the first bad line.
//
// Layouts, by header:
//
//	PPRRVU of CMS: about ten lines, the last of which begins with HCPCS; then
//	  31 columns: code, modifier, descriptor (dropped), and the others in the
//	  order of Columns
//	a header of names such as those of Columns, in any order, without the
//	  descriptor
//
// The codes have five characters, the modifier none or two (26, TC, 53).
func Parse(r io.Reader) ([]Row, error) {
	cr := csv.NewReader(r)
	cr.FieldsPerRecord = -1
	cr.LazyQuotes = true
	cr.ReuseRecord = true
	at, err := findHeader(cr)
	if err != nil {
		return nil, err
	}
	var rows []Row
	for {
		rec, err := cr.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, asParseError(err)
		}
		row := make(Row, len(Columns))
		empty := true
		for i, j := range at {
			if j >= 0 && j < len(rec) {
				row[i] = strings.Clone(strings.TrimSpace(rec[j]))
				empty = empty && row[i] == ""
			}
		}
		if empty || strings.HasPrefix(row[0], "\x1a") {
			continue
		}
		if err := row.check(); err != nil {
			line, _ := cr.FieldPos(0)
			return nil, &codesets.ParseError{Line: line, Column: at[0] + 1, Err: err}
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return nil, &codesets.ParseError{Err: errors.New("no rows behind the header")}
	}
	return rows, nil
}

func (r Row) check() error {
	if len(r[0]) != 5 || !delimited.Alnum(r[0]) {
		return fmt.Errorf("code %q, want five letters and digits", delimited.Clip(r[0]))
	}
	if len(r[1]) != 0 && len(r[1]) != 2 {
		return fmt.Errorf("modifier %q of %s, want none or two characters", delimited.Clip(r[1]), r[0])
	}
	return nil
}

// findHeader returns for each of Columns its place in the records, or -1.
func findHeader(cr *csv.Reader) ([]int, error) {
	for range delimited.MaxPreamble {
		rec, err := cr.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, asParseError(err)
		}
		names := make([]string, len(rec))
		for i, f := range rec {
			names[i] = delimited.Fold(strings.TrimPrefix(f, "\ufeff"))
		}
		if names[0] != "hcpcs" && names[0] != "hcpcs code" {
			continue
		}
		if len(names) >= official && strings.HasPrefix(names[2], "desc") {
			at := []int{0, 1}
			for i := 3; i < official; i++ {
				at = append(at, i)
			}
			return at, nil
		}
		return byName(names), nil
	}
	return nil, &codesets.ParseError{Line: 1, Err: errors.New("no header that begins with HCPCS")}
}

func byName(names []string) []int {
	at := make([]int, len(Columns))
	for i, c := range Columns {
		at[i] = slices.IndexFunc(names, func(n string) bool {
			return n == delimited.Fold(c) || slices.Contains(aliases[c], n)
		})
	}
	return at
}

func asParseError(err error) error {
	if bad, ok := errors.AsType[*csv.ParseError](err); ok {
		return &codesets.ParseError{Line: bad.Line, Column: bad.Column, Err: bad.Err}
	}
	return &codesets.ParseError{Err: err}
}

// maxJSON is the most a JSON file may have; the one at hand has 1 MB.
const maxJSON = 64 << 20

// ParseJSON reads an extract as one JSON object whose "codes" holds, by code,
// "global" and "bilat". It returns the rows by code.
func ParseJSON(r io.Reader) ([]Row, error) {
	var file struct {
		Codes map[string]struct{ Global, Bilat string } `json:"codes"`
	}
	if err := json.NewDecoder(io.LimitReader(r, maxJSON)).Decode(&file); err != nil {
		return nil, &codesets.ParseError{Err: fmt.Errorf("want fee schedule indicators as JSON: %w", err)}
	}
	global, bilat := slices.Index(Columns, "global"), slices.Index(Columns, "bilat_surg")
	var rows []Row
	for code, v := range file.Codes {
		row := make(Row, len(Columns))
		row[0], row[global], row[bilat] = code, v.Global, v.Bilat
		if err := row.check(); err != nil {
			return nil, &codesets.ParseError{Err: err}
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return nil, &codesets.ParseError{Err: errors.New("no codes, want fee schedule indicators as JSON")}
	}
	slices.SortFunc(rows, slices.Compare)
	return rows, nil
}

// Rows makes the table of rows to compile.
func Rows(rows []Row) table.RowSet {
	set := table.RowSet{Columns: Columns, Keys: 2}
	for _, r := range rows {
		set.Rows = append(set.Rows, r)
	}
	return set
}
