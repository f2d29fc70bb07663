// Package gems reads the General Equivalence Mappings between ICD-9-CM and
// ICD-10-CM or ICD-10-PCS, last published for 2018.
//
// Start with [Parse]. A mapping is a set of candidates to choose from, not a
// translation: the flags say how far to trust it.
package gems

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/delimited"
	"github.com/medcode-cli/medcode/codesets/table"
)

// The code sets of the mappings, as the compiled table names them.
const (
	ICD9CM   = "icd9"    // ICD-9-CM diagnoses, volumes 1 and 2
	ICD9PCS  = "icd9pcs" // ICD-9-CM procedures, volume 3
	ICD10CM  = string(codesets.ICD10CM)
	ICD10PCS = string(codesets.ICD10PCS)
)

// A Row is one mapping. Codes have no dot.
type Row struct {
	Source      string
	Target      string // "" with NoMap
	Approximate bool   // the target is near, not the same
	NoMap       bool   // there is no target
	Combination bool   // several targets together make up the source
	Scenario    int    // 0, or 1-9: which of several combinations
	Choice      int    // 0, or 1-9: which part of the combination this is a choice for
}

// Parse reads a mapping file (2018_I9gem.txt, 2018_I10gem.txt, gem_i9pcs.txt,
// gem_pcsi9.txt). It returns every row, or a *codesets.ParseError at the first
// line that is none.
//
// Layout: source, blanks, target or NoDx or NoPCx, blanks, five digits. The
// digits are the flags approximate, no map, combination (0 or 1), then
// scenario and choice list (0-9).
func Parse(r io.Reader) ([]Row, error) {
	var rows []Row
	sc := bufio.NewScanner(r)
	for line := 1; sc.Scan(); line++ {
		fields := strings.Fields(strings.TrimPrefix(codesets.UTF8(sc.Bytes()), "\ufeff"))
		if len(fields) == 0 {
			continue
		}
		row, col, err := parseLine(fields)
		if err != nil {
			return nil, &codesets.ParseError{Line: line, Column: col, Err: err}
		}
		rows = append(rows, row)
	}
	if err := sc.Err(); err != nil {
		return nil, &codesets.ParseError{Err: fmt.Errorf("want a GEM file: %w", err)}
	}
	if len(rows) == 0 {
		return nil, &codesets.ParseError{Err: errors.New("no rows, want a GEM file")}
	}
	return rows, nil
}

func parseLine(f []string) (Row, int, error) {
	if len(f) != 3 {
		return Row{}, 1, fmt.Errorf("%d fields, want source, target and flags", len(f))
	}
	for i, code := range f[:2] {
		if !strings.HasPrefix(code, "No") {
			code = strings.ToUpper(code) // the file of 2018 has a "v5889"
			f[i] = code
		}
		if len(code) < 2 || len(code) > 7 || (!delimited.Alnum(code) && !strings.HasPrefix(code, "No")) {
			return Row{}, 1, fmt.Errorf("field %d %q, want a code without its dot", i+1, delimited.Clip(code))
		}
	}
	flags := f[2]
	if len(flags) != 5 || strings.Trim(flags, "0123456789") != "" || strings.Trim(flags[:3], "01") != "" {
		return Row{}, 1, fmt.Errorf("flags %q, want five digits, the first three 0 or 1", delimited.Clip(flags))
	}
	row := Row{
		Source: f[0], Target: f[1],
		Approximate: flags[0] == '1', NoMap: flags[1] == '1', Combination: flags[2] == '1',
		Scenario: int(flags[3] - '0'), Choice: int(flags[4] - '0'),
	}
	if row.NoMap != strings.HasPrefix(row.Target, "No") {
		return Row{}, 1, fmt.Errorf("target %q with flags %q", f[1], flags)
	}
	if row.NoMap {
		row.Target = ""
	}
	return row, 0, nil
}

// Direction tells from the rows of a file which code sets they map, since the
// files do not say: ICD-10-PCS codes have seven characters, ICD-10-CM codes
// begin with a letter and a digit, ICD-9-CM procedures are of digits alone.
func Direction(rows []Row) (from, to string) {
	var sources, targets []string
	for _, r := range rows {
		sources = append(sources, r.Source)
		if r.Target != "" {
			targets = append(targets, r.Target)
		}
	}
	from, to = kind(sources), kind(targets)
	if from == ICD10PCS && to == ICD9CM {
		to = ICD9PCS
	}
	if to == ICD10PCS && from == ICD9CM {
		from = ICD9PCS
	}
	return from, to
}

func kind(codes []string) string {
	letters, pcs := 0, 0
	for _, c := range codes {
		if c[0] >= 'A' && c[0] <= 'Z' && c[0] != 'E' && c[0] != 'V' {
			letters++
		}
		if len(c) == 7 && (c[0] < 'A' || c[1] > '9') {
			pcs++
		}
	}
	switch {
	case pcs > len(codes)/4:
		return ICD10PCS
	case letters > len(codes)/4:
		return ICD10CM
	}
	return ICD9CM
}

// Mapping is one file with its direction.
type Mapping struct {
	From, To string
	Rows     []Row
}

// Columns are those of the compiled table; from and code are the key.
var Columns = []string{"from", "code", "to", "target", "flags"}

// Rows makes the table of rows to compile, of several files together. Flags
// are the five digits of the file.
func Rows(files ...Mapping) table.RowSet {
	set := table.RowSet{Columns: Columns, Keys: 2}
	for _, m := range files {
		for _, r := range m.Rows {
			set.Rows = append(set.Rows, []string{m.From, r.Source, m.To, r.Target, r.Flags()})
		}
	}
	return set
}

// Flags returns the five digits of the file.
func (r Row) Flags() string {
	b := []byte("000")
	for i, on := range []bool{r.Approximate, r.NoMap, r.Combination} {
		if on {
			b[i] = '1'
		}
	}
	return string(b) + string(rune('0'+r.Scenario)) + string(rune('0'+r.Choice))
}

// Words says what five digits of flags mean: "approximate; part of
// combination 1, choice 2".
func Words(flags string) string {
	if len(flags) != 5 {
		return ""
	}
	var out []string
	switch {
	case flags[1] == '1':
		return "no map"
	case flags[0] == '1':
		out = append(out, "approximate")
	default:
		out = append(out, "identical or equivalent")
	}
	if flags[2] == '1' {
		out = append(out, "part of combination "+flags[3:4]+", choice list "+flags[4:5])
	}
	return strings.Join(out, "; ")
}

// A Target is one candidate of a mapping.
type Target struct {
	From, To string // code sets
	Source   string
	Code     string // undotted; "" with no map
	Flags    string // five digits
}

// Targets returns what a compiled table maps code, undotted, to, from
// whichever code sets have it, in the order of the files.
func Targets(t *table.Rows, code string) []Target {
	to, _ := t.Column("to")
	target, _ := t.Column("target")
	flags, _ := t.Column("flags")
	var out []Target
	for _, from := range []string{ICD9CM, ICD9PCS, ICD10CM, ICD10PCS} {
		for r := range t.Find(from, code) {
			out = append(out, Target{from, r.At(to), code, r.At(target), r.At(flags)})
		}
	}
	return out
}
