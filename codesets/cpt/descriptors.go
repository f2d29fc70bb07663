package cpt

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
)

// A Field says which text of a code a descriptor file carries.
type Field uint8

// The descriptors of the AMA's files.
const (
	Long      Field = iota // LONGULT.txt, LONGUT.txt, LONGULF.txt
	Medium                 // MEDU.txt
	Short                  // SHORTU.txt
	Consumer               // ConsumerDescriptor.txt
	Clinician              // ClinicianDescriptor.txt; several a code
	fields
)

var fieldNames = [...]string{"long", "medium", "short", "consumer", "clinician"}

// String returns the name of the descriptor: "medium".
func (f Field) String() string { return fieldNames[f] }

// A Row is what one file says of one code.
type Row struct {
	Code      string // five characters, upper case
	Text      [fields]string
	Effective codesets.Date // of the descriptor; zero when the file has none
	End       codesets.Date // zero: open
}

// maxLine is the longest line of a descriptor file; the longest official
// descriptors have about 3,000 characters.
const maxLine = 1 << 16

// ParseDescriptors reads one of the AMA's descriptor files. A preamble before
// the first code is passed over. field is what the file's one text column is;
// a file with a header names its columns itself. It returns every row, or a
// *codesets.ParseError at the first line behind the first code that has none.
//
// Layouts (AMA, CPT Standard and CPT Link data files):
//
//	LONGULT.txt, LONGUT.txt   code, tab, text
//	MEDU.txt, SHORTU.txt      1-5 code, 6 blank, 7- text
//	ConsumerDescriptor.txt    header; concept id, tab, code, tab, text
//	ClinicianDescriptor.txt   header; concept id, code, descriptor id, text
//	ConsolidatedCodeList.txt  header; concept id, code, long, medium, short,
//	                          consumer, Spanish consumer, effective date
//	                          YYYYMMDD, test, laboratory, manufacturer
//	LONGULF.txt, LONGUF.txt   1-5 code, 6-7 line number, 8- text; further
//	                          lines of a code go on with its text
func ParseDescriptors(r io.Reader, field Field) ([]Row, error) {
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 0, 4096), maxLine)
	p := descriptorParser{field: field, at: map[string]int{}}
	for line := 1; sc.Scan(); line++ {
		text := strings.TrimRight(strings.TrimPrefix(codesets.UTF8(sc.Bytes()), "\ufeff"), " \r")
		if text == "" {
			continue
		}
		if err := p.line(text); err != nil {
			return nil, &codesets.ParseError{Line: line, Err: err}
		}
	}
	if err := sc.Err(); err != nil {
		return nil, &codesets.ParseError{Err: fmt.Errorf("want a CPT descriptor file: %w", err)}
	}
	if len(p.rows) == 0 {
		return nil, &codesets.ParseError{Err: errors.New("no CPT code, want a CPT descriptor file")}
	}
	return p.rows, nil
}

type descriptorParser struct {
	field   Field
	columns []string // of the header, lower case; nil without one
	rows    []Row
	at      map[string]int
}

func (p *descriptorParser) line(text string) error {
	if p.columns != nil {
		return p.headed(strings.Split(text, "\t"))
	}
	cells := strings.Split(text, "\t")
	if i := indexFold(cells, "CPT Code"); i >= 0 {
		for _, c := range cells {
			p.columns = append(p.columns, strings.ToLower(strings.TrimSpace(c)))
		}
		return nil
	}
	if len(text) < 7 || !isCode(text[:5]) || (text[5] != '\t' && text[5] != ' ' && !isDigit(text[5])) {
		if len(p.rows) > 0 {
			return fmt.Errorf("%q, want a CPT code and its text", clip(text))
		}
		return nil // preamble
	}
	rest := text[5:]
	if isDigit(text[5]) && isDigit(text[6]) && len(text) > 8 {
		rest = text[7:] // the numbered lines of a fixed-length file
	}
	p.add(text[:5], p.field, strings.TrimSpace(rest))
	return nil
}

// headed reads a line of a file whose header names its columns.
func (p *descriptorParser) headed(cells []string) error {
	code := ""
	for i, name := range p.columns {
		if name == "cpt code" && i < len(cells) {
			code = strings.ToUpper(strings.TrimSpace(cells[i]))
		}
	}
	if !isCode(code) {
		return fmt.Errorf("CPT code %q, want five characters", clip(code))
	}
	row := p.row(code)
	for i, name := range p.columns {
		if i >= len(cells) {
			break
		}
		v := strings.TrimSpace(cells[i])
		switch name {
		case "long":
			row.Text[Long] = v
		case "medium":
			row.Text[Medium] = v
		case "short":
			row.Text[Short] = v
		case "consumer", "consumer friendly descriptor", "consumer descriptor":
			row.Text[Consumer] = v
		case "clinician descriptor":
			row.Text[Clinician] = join(row.Text[Clinician], v, "; ")
		case "current descriptor effective date":
			d, ok := codesets.ParseBasicDate(v)
			if !ok && v != "" {
				return fmt.Errorf("effective date %q, want YYYYMMDD", clip(v))
			}
			row.Effective = d
		}
	}
	return nil
}

func (p *descriptorParser) add(code string, f Field, text string) {
	row := p.row(code)
	row.Text[f] = join(row.Text[f], text, " ")
}

func (p *descriptorParser) row(code string) *Row {
	i, ok := p.at[code]
	if !ok {
		i = len(p.rows)
		p.at[code] = i
		p.rows = append(p.rows, Row{Code: code})
	}
	return &p.rows[i]
}

func join(a, b, sep string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + sep + b
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isCode(s string) bool {
	_, ok := number(s)
	return ok
}

func indexFold(cells []string, name string) int {
	for i, c := range cells {
		if strings.EqualFold(strings.TrimSpace(c), name) {
			return i
		}
	}
	return -1
}

func clip(s string) string { return s[:min(len(s), 20)] }
