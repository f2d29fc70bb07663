package load

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
)

// The parts of a spreadsheet (ECMA-376, Office Open XML) that are read: the
// cells' values of the first sheet, as text. Formulas, formats and the other
// sheets are not.
const (
	workbookPart = "xl/workbook.xml"
	sharedPart   = "xl/sharedStrings.xml"
	sheetPrefix  = "xl/worksheets/"

	maxColumns = 16_384 // of a sheet
)

func isSpreadsheet(z *zip.Reader) bool {
	return slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == workbookPart })
}

// spreadsheet lists the first sheet of a spreadsheet, as CSV.
func (s *scanner) spreadsheet(in input, z *zip.Reader) error {
	b, err := sheetCSV(z)
	if err != nil {
		return parseError(in.path, err)
	}
	in.size, in.at = int64(len(b)), nil
	in.open = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }
	s.sources = append(s.sources, source{
		File: fileOf(in, b[:min(headSize, len(b))]), size: in.size, explicit: in.explicit, open: in.open,
	})
	return nil
}

// sheetCSV returns the first sheet as CSV.
func sheetCSV(z *zip.Reader) ([]byte, error) {
	shared, err := sharedStrings(z)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", sharedPart, err)
	}
	name, err := firstSheet(z)
	if err != nil {
		return nil, err
	}
	r, err := openMember(z, name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	if err := readSheet(r, shared, w.Write); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	w.Flush()
	return out.Bytes(), nil
}

func openMember(z *zip.Reader, name string) (io.ReadCloser, error) {
	f, err := z.Open(name)
	if err != nil {
		return nil, err
	}
	return limited(f, []io.Closer{f}, maxFile), nil
}

// firstSheet returns the part with the first sheet: official spreadsheets
// name their sheets sheet1.xml and so on, in order.
func firstSheet(z *zip.Reader) (string, error) {
	first, lowest := "", 0
	for _, f := range z.File {
		base := strings.TrimSuffix(path.Base(f.Name), ".xml")
		if !strings.HasPrefix(f.Name, sheetPrefix) || base == path.Base(f.Name) {
			continue
		}
		n, _ := strconv.Atoi(strings.TrimLeft(base, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
		if first == "" || n < lowest {
			first, lowest = f.Name, n
		}
	}
	if first == "" {
		return "", errors.New("the spreadsheet has no sheet")
	}
	return first, nil
}

// sharedStrings returns the strings that cells name by number.
func sharedStrings(z *zip.Reader) ([]string, error) {
	r, err := openMember(z, sharedPart)
	if err != nil {
		return nil, nil // a spreadsheet need not have any
	}
	defer r.Close()
	var out []string
	d := xml.NewDecoder(r)
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		if e, ok := tok.(xml.StartElement); ok && e.Name.Local == "si" {
			var si richText
			if err := d.DecodeElement(&si, &e); err != nil {
				return nil, err
			}
			out = append(out, si.String())
		}
	}
}

// A richText is text, whole or in runs of one format.
type richText struct {
	T    string `xml:"t"`
	Runs []struct {
		T string `xml:"t"`
	} `xml:"r"`
}

func (t richText) String() string {
	var b strings.Builder
	b.WriteString(t.T)
	for _, r := range t.Runs {
		b.WriteString(r.T)
	}
	return b.String()
}

// A sheetRow is one row element of a sheet.
type sheetRow struct {
	Cells []struct {
		Ref    string   `xml:"r,attr"` // "AB12"
		Type   string   `xml:"t,attr"`
		Value  string   `xml:"v"`
		Inline richText `xml:"is"`
	} `xml:"c"`
}

// readSheet calls write with the values of each row that has any.
func readSheet(r io.Reader, shared []string, write func([]string) error) error {
	d := xml.NewDecoder(r)
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		e, ok := tok.(xml.StartElement)
		if !ok || e.Name.Local != "row" {
			continue
		}
		var row sheetRow
		if err := d.DecodeElement(&row, &e); err != nil {
			return err
		}
		values, err := row.values(shared)
		if err != nil {
			return err
		}
		if len(values) > 0 {
			if err := write(values); err != nil {
				return err
			}
		}
	}
}

func (r sheetRow) values(shared []string) ([]string, error) {
	var out []string
	for _, c := range r.Cells {
		at := len(out)
		if c.Ref != "" {
			at = columnOf(c.Ref)
		}
		if at < 0 || at >= maxColumns {
			return nil, fmt.Errorf("cell %q, want a column up to %d", c.Ref, maxColumns)
		}
		for len(out) <= at {
			out = append(out, "")
		}
		out[at] = c.Value
		switch c.Type {
		case "s":
			n, err := strconv.Atoi(strings.TrimSpace(c.Value))
			if err != nil || n < 0 || n >= len(shared) {
				return nil, fmt.Errorf("cell %q names string %q of %d", c.Ref, c.Value, len(shared))
			}
			out[at] = shared[n]
		case "inlineStr":
			out[at] = c.Inline.String()
		}
	}
	return out, nil
}

// columnOf returns the 0-based column of a cell reference: 27 for "AB12",
// and -1 for none.
func columnOf(ref string) int {
	n := 0
	for _, c := range ref {
		if c < 'A' || c > 'Z' || n > maxColumns {
			break
		}
		n = n*26 + int(c-'A') + 1
	}
	return n - 1
}
