package hcpcs

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
)

// recordSize is the length of a record; lines may lack blanks at the end.
const recordSize = 320

// ParseFixed reads a contractor file (ANWEB) of fixed width. Lines of one
// code are put together. It returns every row, or a *codesets.ParseError at
// the first line that is none. What follows a line "***Disclaimers", before or
// behind the records, is passed over. CRLF and Latin-1 are accepted.
//
// Layout, columns 1-based (CMS, HCPCS contractor record 2019):
//
//	1-5      code; a modifier stands in 4-5
//	6-10     sequence number
//	11       3, 7 first line of a code, of a modifier; 4, 8 a further line
//	12-91    long description
//	92-119   short description
//	120-127  pricing indicators, 4 of 2
//	128      multiple pricing indicator
//	129-146  Coverage Issues Manual, 3 of 6
//	147-170  Medicare Carriers Manual, 3 of 8
//	171-180  statute
//	181-204  laboratory certification, 8 of 3
//	205-229  cross references, 5 of 5
//	230      coverage
//	231-232  ASC payment group
//	233-240  its day
//	241-243  outpatient group
//	244      its payment policy
//	245-252  its day
//	253-256  processing note
//	257-259  BETOS
//	261-265  types of service, 5 of 1
//	266-268  anesthesia base units
//	269-276  added
//	277-284  action effective
//	285-292  terminated: last day of use
//	293      action
func ParseFixed(r io.Reader) ([]Row, error) {
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 0, 4096), 1<<16)
	var rows []Row
	disclaimer := false
	for line := 1; sc.Scan(); line++ {
		b := bytes.TrimRight(sc.Bytes(), " \r\t")
		if line == 1 {
			b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
		}
		stars := bytes.HasPrefix(b, []byte("***"))
		disclaimer = (disclaimer || stars) && !recordLike(b)
		if len(b) == 0 || disclaimer {
			continue
		}
		next, col, err := fixedLine(rows, b)
		if err != nil {
			return nil, &codesets.ParseError{Line: line, Column: col, Err: err}
		}
		rows = next
	}
	if err := sc.Err(); err != nil {
		return nil, &codesets.ParseError{Err: fmt.Errorf("want a HCPCS contractor file: %w", err)}
	}
	if len(rows) == 0 {
		return nil, &codesets.ParseError{Err: errors.New("no rows, want a HCPCS contractor file")}
	}
	return rows, nil
}

// recordLike reports whether b has a sequence number and a record id.
func recordLike(b []byte) bool {
	return len(b) >= 12 && bytes.IndexByte([]byte("3478"), b[10]) >= 0 && len(bytes.Trim(b[5:10], "0123456789")) == 0
}

// fixedLine adds a line to rows, or returns the 1-based column of the fault.
func fixedLine(rows []Row, b []byte) ([]Row, int, error) {
	var rec [recordSize]byte
	for i := range rec {
		rec[i] = ' '
	}
	if len(b) < 12 {
		return nil, len(b), errors.New("line ends early, want a record of 320 columns")
	}
	copy(rec[:], b)
	cut := func(first, last int) string { return strings.TrimSpace(codesets.UTF8(rec[first-1 : last])) }
	code := cut(1, 5)
	switch rec[10] {
	case '4', '8':
		if len(rows) == 0 || rows[len(rows)-1].Code != code {
			return nil, 11, fmt.Errorf("a further line of %q without its first", code)
		}
		last := &rows[len(rows)-1]
		if last.Long != noText {
			last.Long = strings.TrimSpace(last.Long + " " + cut(12, 91))
		}
		return rows, 0, nil
	case '3', '7':
	default:
		return nil, 11, fmt.Errorf("record %q, want 3, 4, 7 or 8", rec[10:11])
	}
	split := func(first, n, size int) []string {
		values := make([]string, n)
		for i := range values {
			values[i] = cut(first+i*size, first+i*size+size-1)
		}
		return list(values...)
	}
	row := Row{
		Code: code, Modifier: rec[10] == '7',
		Long: cut(12, 91), Short: cut(92, 119),
		Pricing: split(120, 4, 2), Multiple: cut(128, 128),
		CIM: split(129, 3, 6), MCM: split(147, 3, 8), Statute: cut(171, 180),
		LabCerts: split(181, 8, 3), Xrefs: split(205, 5, 5),
		Coverage: cut(230, 230), ASC: cut(231, 232), Group: cut(241, 243), GroupPay: cut(244, 244),
		Note: cut(253, 256), BETOS: cut(257, 259), TOS: split(261, 5, 1), BaseUnits: cut(266, 268), Action: cut(293, 293),
	}
	for _, d := range []struct {
		first int
		to    *codesets.Date
	}{{233, &row.ASCDate}, {245, &row.GroupDate}, {269, &row.Added}, {277, &row.ActionDay}, {285, &row.End}} {
		var err error
		if *d.to, err = date(cut(d.first, d.first+7)); err != nil {
			return nil, d.first, err
		}
	}
	if err := row.check(); err != nil {
		return nil, 1, err
	}
	return append(rows, row), 0, nil
}
