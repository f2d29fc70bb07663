// Package msdrg reads the lists of the MS-DRG Definitions Manual: the groups,
// the diagnoses that are complications or comorbidities (CC) or major ones
// (MCC), which principal diagnoses exclude them, and the groups a diagnosis
// may lead to. It does not group.
//
// Start with [ParseLists] for the lists as CSV and [ParseManual] for the text
// of appendices A, G and H.
package msdrg

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

// A Row is one line of one of the lists.
type Row struct {
	Code   string // a diagnosis, undotted, or a group's number, three digits
	List   string
	Value  string
	Detail string
}

// The lists, and what Value and Detail are.
const (
	Group     = "drg"           // Code is the group: its title; "MDC 05, surgical"
	CC        = "cc"            // the number of its exclusion group
	MCC       = "mcc"           // the same
	MCCAlive  = "mcc-if-alive"  // an MCC only for patients discharged alive
	Exclusion = "pdx-exclusion" // Code, as principal diagnosis, is in this exclusion group
	Leads     = "dx-to-drg"     // a group; its MDC
)

// ParseLists reads one of the lists as CSV, told apart by its header. It
// returns every row, or a *codesets.ParseError at the first bad line.
//
// Layouts, by header:
//
//	icd_code, cc_mcc (CC or MCC), pdx_exclusion_group
//	icd_code, icd_description, dx_type (CC or MCC)
//	pdx_exclusion_group, icd_code
//	icd_code, mdc, drg_range, drg
//	drg, drg_description, mdc, drg_type or drg_abbrev or drg_abb (P or M)
func ParseLists(r io.Reader) ([]Row, error) {
	var rows []Row
	err := delimited.Read(r, delimited.Format{}, func(rec delimited.Record) error {
		if rec.Has("icd code") && rec.Get("icd code") == "" {
			return nil // an exclusion group without diagnoses
		}
		row, err := listRow(rec)
		if err != nil {
			return err
		}
		rows = append(rows, row)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, &codesets.ParseError{Err: errors.New("no row with a code, want a list of the MS-DRG manual")}
	}
	return rows, nil
}

func listRow(rec delimited.Record) (Row, error) {
	if rec.Has("drg description") {
		drg, err := rec.Code("drg", 3, 3)
		return Row{drg, Group, rec.Get("drg description"), groupDetail(rec.Get("mdc"), rec.First("drg type", "drg abbrev", "drg abb"))}, err
	}
	code, err := rec.Code("icd code", 3, 7)
	if err != nil {
		return Row{}, err
	}
	switch {
	case rec.Has("drg range"):
		return Row{code, Leads, rec.Get("drg"), rec.Get("mdc")}, nil
	case rec.Has("cc mcc") || rec.Has("dx type"):
		list := strings.ToLower(rec.First("cc mcc", "dx type"))
		if list != CC && list != MCC {
			return Row{}, rec.Errorf("icd code", "type %q of %s, want CC or MCC", delimited.Clip(list), code)
		}
		return Row{Code: code, List: list, Value: rec.Get("pdx exclusion group")}, nil
	case rec.Has("pdx exclusion group"):
		return Row{Code: code, List: Exclusion, Value: rec.Get("pdx exclusion group")}, nil
	}
	return Row{}, rec.Errorf("icd code", "columns %q are not a list of the MS-DRG manual", rec.Columns())
}

func groupDetail(mdc, kind string) string {
	switch strings.ToUpper(kind) {
	case "P", "SURGICAL":
		kind = "surgical"
	case "M", "MEDICAL":
		kind = "medical"
	}
	if mdc == "" {
		return kind
	}
	return strings.TrimSuffix("MDC "+mdc+", "+kind, ", ")
}

// ParseManual reads appendices A, G and H of the manual as text; what else
// stands in the file is passed over. It is a *codesets.ParseError when none of
// them is there.
//
// Layout, columns 1-based. Appendix A, behind the line "DRG MDC MS
// Description": 1-3 group, 5-6 MDC, 9 P or M, 12- title. Appendices G and H:
// two blanks, the diagnosis, blanks, its title; part 2 of H begins with a line
// of that name.
func ParseManual(r io.Reader) ([]Row, error) {
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 0, 4096), 1<<16)
	var rows []Row
	list := ""
	for sc.Scan() {
		s := strings.TrimRight(codesets.UTF8(sc.Bytes()), " \r")
		if next, ok := section(s); ok {
			list = next
			continue
		}
		if row, ok := manualLine(s, list); ok {
			rows = append(rows, row)
		}
	}
	if err := sc.Err(); err != nil {
		return nil, &codesets.ParseError{Err: fmt.Errorf("want appendix A, G or H of the MS-DRG manual: %w", err)}
	}
	if len(rows) == 0 {
		return nil, &codesets.ParseError{Err: errors.New("no list, want appendix A, G or H of the MS-DRG manual")}
	}
	return rows, nil
}

// section returns the list that the heading s begins, "" for one that is not
// kept. Headings stand between bars, but that of part 2 of appendix H.
func section(s string) (list string, ok bool) {
	heading := strings.Trim(s, "| ")
	switch {
	case !strings.HasPrefix(heading, "Appendix "):
		return "", false
	case strings.HasPrefix(heading, "Appendix H Part 2"):
		return MCCAlive, true
	case !strings.HasPrefix(s, "|"):
		return "", false
	case strings.HasPrefix(heading, "Appendix A "):
		return Group, true
	case strings.HasPrefix(heading, "Appendix G "):
		return CC, true
	case strings.HasPrefix(heading, "Appendix H "):
		return MCC, true
	}
	return "", true
}

func manualLine(s, list string) (Row, bool) {
	switch list {
	case Group:
		if len(s) < 12 || strings.Trim(s[:3], "0123456789") != "" {
			return Row{}, false
		}
		return Row{s[:3], Group, strings.TrimSpace(s[11:]), groupDetail(strings.TrimSpace(s[4:7]), s[8:9])}, true
	case CC, MCC, MCCAlive:
		if !strings.HasPrefix(s, "  ") || len(s) < 7 {
			return Row{}, false
		}
		code, _, ok := strings.Cut(s[2:], " ")
		if !ok || len(code) < 3 || len(code) > 7 || !delimited.Alnum(code) || code[1] < '0' || code[1] > '9' {
			return Row{}, false
		}
		return Row{Code: code, List: list}, true
	}
	return Row{}, false
}

// Rows makes the table of rows to compile: code and list (keys), value and
// detail, as in Row.
func Rows(rows []Row) table.RowSet {
	set := table.RowSet{Columns: []string{"code", "list", "value", "detail"}, Keys: 2}
	for _, r := range rows {
		set.Rows = append(set.Rows, []string{r.Code, r.List, r.Value, r.Detail})
	}
	return set
}
