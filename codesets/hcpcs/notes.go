package hcpcs

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/delimited"
)

// ParseNotes reads the processing notes (proc_notes*.txt): the text by its
// four-digit number. It is a *codesets.ParseError when there is none.
//
// Layout: after blanks, the number, two dashes and the text, which goes on in
// the lines beneath; a star may stand at the end of each line.
//
//	0013--FIRST LINE OF THE NOTE                 *
//	      SECOND LINE                            *
func ParseNotes(r io.Reader) (map[string]string, error) {
	notes := map[string]string{}
	number := ""
	sc := bufio.NewScanner(r)
	for sc.Scan() {
		s := strings.TrimSpace(strings.TrimRight(strings.TrimSpace(codesets.UTF8(sc.Bytes())), "*"))
		switch {
		case len(s) > 6 && s[4:6] == "--" && strings.Trim(s[:4], "0123456789") == "":
			number = s[:4]
			notes[number] = strings.TrimSpace(s[6:])
		case strings.HasPrefix(s, "____"):
			number = ""
		case number != "" && s != "":
			notes[number] += " " + s
		}
	}
	if err := sc.Err(); err != nil {
		return nil, &codesets.ParseError{Err: fmt.Errorf("want processing notes: %w", err)}
	}
	if len(notes) == 0 {
		return nil, &codesets.ParseError{Err: errors.New("no note, want lines such as 0013--TEXT")}
	}
	return notes, nil
}

// ParseNOC reads the list of codes not otherwise classified, the CSV form
// (columns hcpcs, long_description) or the printed one, and returns the codes.
//
// Layout of the printed form (NOC_Codes*.prn), columns 1-based:
//
//	3-7     code
//	10-89   long description
//	90-97   added
//	100-107 terminated
func ParseNOC(r io.Reader) ([]string, error) {
	sc := bufio.NewScanner(r)
	var codes []string
	for sc.Scan() {
		s := strings.TrimSpace(codesets.UTF8(sc.Bytes()))
		if len(s) < 6 || !isLevelII(s[:5]) || (s[5] != ' ' && s[5] != ',' && s[5] != '\t') {
			continue // a title, the header, or a description that goes on
		}
		codes = append(codes, s[:5])
	}
	if err := sc.Err(); err != nil {
		return nil, &codesets.ParseError{Err: fmt.Errorf("want a list of NOC codes: %w", err)}
	}
	if len(codes) == 0 {
		return nil, &codesets.ParseError{Err: errors.New("no code, want a list of NOC codes")}
	}
	return codes, nil
}

func isLevelII(s string) bool {
	return len(s) == 5 && s[0] >= 'A' && s[0] <= 'V' && strings.Trim(s[1:], "0123456789") == "" && delimited.Alnum(s)
}
