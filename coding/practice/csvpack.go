package practice

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
)

// CSVColumns are the columns of a pack in CSV, one case a row, in any order.
// The codes of dx and procedures are separated by blanks, alternatives of one
// code by "|" ("E11.9|E11.8"), topics and hints by ";". The first six must be there.
var CSVColumns = []string{
	"id", "date", "age", "sex", "narrative", "dx",
	"title", "setting", "specialty", "difficulty", "topics", "procedures", "optional", "why", "section", "hints",
}

const csvNeeded = 6

// ReadCSV reads a pack from a table such as a spreadsheet exports. Its id and
// title are made from name, the file's name.
func ReadCSV(r io.Reader, name string) (*Pack, error) {
	id := strings.TrimSuffix(strings.ToLower(name), path.Ext(name))
	id = strings.Join(strings.FieldsFunc(id, func(r rune) bool { return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789", r) }), "-")
	p := &Pack{Schema: SchemaID, ID: id, Title: codesets.Clean(name), Author: "unknown", Licence: "unknown"}
	cr := csv.NewReader(io.LimitReader(r, MaxPackFile))
	cr.FieldsPerRecord = -1
	head, err := cr.Read()
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	col, err := csvHead(head)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	for {
		row, err := cr.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		line, _ := cr.FieldPos(0)
		c, err := csvCase(func(column string) string {
			if i, ok := col[column]; ok && i < len(row) {
				return strings.TrimSpace(row[i])
			}
			return ""
		})
		if err != nil {
			return nil, fmt.Errorf("read %s: line %d: %w", name, line, err)
		}
		c.Pack = p.ID
		p.Cases = append(p.Cases, c)
	}
	return p, p.check()
}

func csvHead(head []string) (map[string]int, error) {
	col := map[string]int{}
	for i, h := range head {
		h = strings.ToLower(codesets.Clean(codesets.UTF8([]byte(h))))
		if !slices.Contains(CSVColumns, h) {
			return nil, fmt.Errorf("column %q, want some of %s", h, strings.Join(CSVColumns, ", "))
		}
		col[h] = i
	}
	for _, h := range CSVColumns[:csvNeeded] {
		if _, ok := col[h]; !ok {
			return nil, fmt.Errorf("no column %q", h)
		}
	}
	return col, nil
}

func csvCase(get func(string) string) (Case, error) {
	c := Case{
		ID: get("id"), Title: get("title"), Setting: get("setting"), Specialty: get("specialty"),
		Topics: list(get("topics"), ";"), Narrative: get("narrative"), Hints: list(get("hints"), ";"), Difficulty: 1,
	}
	var err error
	if c.Date, err = codesets.ParseDate(get("date")); err != nil {
		return c, err
	}
	if c.Patient.Age, err = strconv.Atoi(get("age")); err != nil {
		return c, fmt.Errorf("age %q, want years", get("age"))
	}
	c.Patient.Sex = strings.ToUpper(get("sex"))
	if c.Title == "" {
		c.Title = c.ID
	}
	if c.Setting == "" {
		c.Setting = "office"
	}
	if d := get("difficulty"); d != "" {
		if c.Difficulty, err = strconv.Atoi(d); err != nil {
			return c, fmt.Errorf("difficulty %q, want 1 to 3", d)
		}
	}
	c.Key, err = csvKey(get)
	if why := get("why"); why != "" {
		c.Why = []Reason{{Text: why, Section: get("section")}}
	}
	return c, err
}

func csvKey(get func(string) string) (Key, error) {
	var k Key
	for f := range strings.FieldsSeq(get("dx")) {
		codes := strings.Split(f, "|")
		k.Dx = append(k.Dx, DxKey{Code: codes[0], Any: codes[1:]})
	}
	a, err := ParseAnswer(get("procedures"), func(string) bool { return true })
	if err != nil {
		return k, err
	}
	for _, l := range a.Lines {
		k.Procedures = append(k.Procedures, LineKey{Code: l.Code, Modifiers: l.Modifiers, Units: l.Units})
	}
	k.Optional = strings.Fields(get("optional"))
	return k, nil
}

// list splits s and leaves out what is empty.
func list(s, sep string) []string {
	var out []string
	for part := range strings.SplitSeq(s, sep) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}
