package icd10cm

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
)

// A Row is one line of an order file.
type Row struct {
	Order    int    // order number, as published
	Code     string // undotted
	Billable bool   // the flag: 1 valid for submission, 0 header
	Short    string // at most 60 characters
	Long     string
}

// The limits of an order file's line; official lines have at most about 400 bytes.
const maxOrderLine = 4096

// ParseOrder reads an order file of ICD-10-CM or ICD-10-PCS. It returns every
// row, or a *codesets.ParseError at the first line that is not one. CRLF, a
// byte order mark and Latin-1 are accepted.
//
// Layout, columns 1-based (CMS, icd10OrderFiles.txt):
//
//	 1-5   order number
//	 7-13  code, without the dot
//	15     0 header, 1 valid for submission
//	17-76  short title
//	78-    long title
func ParseOrder(r io.Reader) ([]Row, error) {
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 0, maxOrderLine), maxOrderLine)
	var rows []Row
	line := 0
	for sc.Scan() {
		line++
		b := sc.Bytes()
		if line == 1 {
			b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
		}
		if len(bytes.TrimSpace(b)) == 0 {
			continue
		}
		row, col, err := parseOrderLine(codesets.UTF8(b))
		if err != nil {
			return nil, &codesets.ParseError{Line: line, Column: col, Err: err}
		}
		rows = append(rows, row)
	}
	if err := sc.Err(); err != nil {
		return nil, &codesets.ParseError{Line: line + 1, Err: fmt.Errorf("want an order file: %w", err)}
	}
	if len(rows) == 0 {
		return nil, &codesets.ParseError{Err: errors.New("no rows, want an order file")}
	}
	return rows, nil
}

// parseOrderLine returns the row, or the 1-based column of the first fault.
func parseOrderLine(s string) (Row, int, error) {
	if len(s) < 17 {
		return Row{}, len(s), errors.New("line ends early, want order number, code, flag and titles")
	}
	n := 0
	for i := range 5 {
		if s[i] < '0' || s[i] > '9' {
			return Row{}, i + 1, fmt.Errorf("order number %q, want five digits", s[:5])
		}
		n = n*10 + int(s[i]-'0')
	}
	code := strings.TrimRight(s[6:13], " ")
	if s[5] != ' ' || !codeShaped(code) {
		return Row{}, 7, fmt.Errorf("code %q, want 3 to 7 letters and digits", code)
	}
	if s[14] != '0' && s[14] != '1' {
		return Row{}, 15, fmt.Errorf("flag %q, want 0 or 1", s[14:15])
	}
	row := Row{Order: n, Code: code, Billable: s[14] == '1'}
	if len(s) > 77 {
		row.Short, row.Long = strings.TrimSpace(s[16:76]), strings.TrimSpace(s[77:])
	} else {
		row.Short = strings.TrimSpace(s[16:])
	}
	if row.Long == "" {
		row.Long = row.Short
	}
	if row.Long == "" {
		return Row{}, 17, errors.New("no title")
	}
	return row, 0, nil
}

// codeShaped reports whether s could be a code: 3 to 7 upper-case letters and digits.
func codeShaped(s string) bool {
	if len(s) < 3 || len(s) > 7 {
		return false
	}
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}
