// Package hcc reads the risk adjustment tables of CMS: which condition
// category a diagnosis falls in, the categories' labels and their hierarchies,
// for the CMS-HCC, ESRD and RxHCC models.
//
// Start with [ParseMapping]. The tables carry no payment result: a risk score
// needs the model software of CMS.
package hcc

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

// A Row is one line of one of the tables, told apart by Kind.
type Row struct {
	Kind  string // Mapping, Label or Hierarchy
	Code  string // of a mapping the diagnosis, undotted; else the category, "HCC37"
	Model string // "CMS-HCC V28"
	Value string // of a mapping the category, of a label its text, of a hierarchy the category below
}

// The kinds of rows.
const (
	Mapping   = "mapping"
	Label     = "label"
	Hierarchy = "hierarchy"
)

// ParseMapping reads the mapping of diagnoses as CSV with the columns
// diagnosis_code, cc and model_name ("CMS-HCC Model V28"). It returns every
// row, or a *codesets.ParseError at the first bad line.
func ParseMapping(r io.Reader) ([]Row, error) {
	return parse(r, []string{"diagnosis code", "cc", "model name"}, func(rec delimited.Record) (Row, error) {
		code, err := rec.Code("diagnosis code", 3, 7)
		if err != nil {
			return Row{}, err
		}
		cc, err := category(rec, "cc")
		return Row{Mapping, code, strings.ReplaceAll(rec.Get("model name"), " Model", ""), cc}, err
	})
}

var modelColumn = codesets.Pattern(`^(cms hcc esrd|cms hcc|rxhcc) model category v(\d+)$`)

// ParseOfficial reads the mapping as CMS publishes it, as CSV ("2027 Initial
// ICD-10-CM Mappings.csv"): title lines, a header with line breaks in its
// cells, then Diagnosis Code, Description and a column for each model ("CMS-HCC
// Model Category V28") with the category or nothing. Further columns say for
// which payment year a model counts; they are passed over.
func ParseOfficial(r io.Reader) ([]Row, error) {
	var rows []Row
	models := map[int]string{}
	err := delimited.Read(r, delimited.Format{Columns: []string{"diagnosis code", "description"}}, func(rec delimited.Record) error {
		if len(models) == 0 {
			for i, name := range rec.Columns() {
				if m := modelColumn().FindStringSubmatch(name); m != nil {
					models[i] = map[string]string{"cms hcc esrd": "CMS-HCC ESRD V", "cms hcc": "CMS-HCC V", "rxhcc": "RxHCC V"}[m[1]] + m[2]
				}
			}
		}
		code := codesets.Normalize(rec.Get("diagnosis code"))
		if len(code) < 3 || len(code) > 7 || !delimited.Alnum(code) {
			return nil // notes beneath the table
		}
		for i := range rec.Columns() {
			v := rec.At(i)
			if models[i] == "" || v == "" {
				continue
			}
			if len(v) > 4 || strings.Trim(v, "0123456789") != "" {
				return rec.Errorf(rec.Columns()[i], "category %q, want a number", delimited.Clip(v))
			}
			rows = append(rows, Row{Mapping, code, models[i], "HCC" + v})
		}
		return nil
	})
	if err == nil && len(rows) == 0 {
		err = &codesets.ParseError{Err: errors.New("no category of a model")}
	}
	if err != nil {
		return nil, err
	}
	return rows, nil
}

// ParseLabels reads the labels as CSV with the columns cc, label,
// model_domain ("CMS-HCC") and model_version ("V28").
func ParseLabels(r io.Reader) ([]Row, error) {
	return parse(r, []string{"cc", "label", "model domain", "model version"}, func(rec delimited.Record) (Row, error) {
		cc, err := category(rec, "cc")
		return Row{Label, cc, model(rec), rec.Get("label")}, err
	})
}

// ParseHierarchies reads the hierarchies as CSV with the columns cc_parent,
// cc_child, model_domain and model_version: a parent drops its children.
func ParseHierarchies(r io.Reader) ([]Row, error) {
	return parse(r, []string{"cc parent", "cc child", "model domain", "model version"}, func(rec delimited.Record) (Row, error) {
		parent, err := category(rec, "cc parent")
		if err != nil {
			return Row{}, err
		}
		child, err := category(rec, "cc child")
		return Row{Hierarchy, parent, model(rec), child}, err
	})
}

func parse(r io.Reader, columns []string, row func(delimited.Record) (Row, error)) ([]Row, error) {
	var rows []Row
	err := delimited.Read(r, delimited.Format{Columns: columns}, func(rec delimited.Record) error {
		v, err := row(rec)
		if err != nil {
			return err
		}
		rows = append(rows, v)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return rows, nil
}

// model returns "CMS-HCC V28", or "RxHCC V08" of the version "R08".
func model(rec delimited.Record) string {
	domain, version := rec.Get("model domain"), rec.Get("model version")
	if domain == "RxHCC" {
		version = strings.Replace(version, "R", "V", 1)
	}
	if domain == "ESRD" {
		domain = "CMS-HCC ESRD"
	}
	return domain + " " + version
}

// category returns the category in a column, as "HCC37" or "RXHCC5".
func category(rec delimited.Record, column string) (string, error) {
	v := strings.ToUpper(rec.Get(column))
	digits := strings.TrimPrefix(strings.TrimPrefix(v, "RX"), "HCC")
	if digits == "" || len(digits) > 4 || strings.Trim(digits, "0123456789") != "" {
		return "", rec.Errorf(column, "category %q, want a number", delimited.Clip(v))
	}
	return "HCC" + digits, nil
}

// ParseFormat reads the mapping of a SAS package (F2824T1N.TXT). model is
// what its name tells, see ModelOf. It returns every row, or a
// *codesets.ParseError at the first bad line.
//
// Layout: diagnosis, blanks or a tab, category, perhaps followed by a tab and
// a letter (D: the category by edit).
func ParseFormat(r io.Reader, model string) ([]Row, error) {
	var rows []Row
	sc := bufio.NewScanner(r)
	for line := 1; sc.Scan(); line++ {
		f := strings.Fields(codesets.UTF8(sc.Bytes()))
		if len(f) == 0 {
			continue
		}
		if len(f) < 2 || len(f) > 3 || len(f[0]) < 3 || len(f[0]) > 7 || !delimited.Alnum(f[0]) || strings.Trim(f[1], "0123456789") != "" {
			return nil, &codesets.ParseError{Line: line, Err: fmt.Errorf("%q, want a diagnosis and its category", delimited.Clip(sc.Text()))}
		}
		rows = append(rows, Row{Mapping, f[0], model, "HCC" + f[1]})
	}
	if err := sc.Err(); err != nil {
		return nil, &codesets.ParseError{Err: fmt.Errorf("want a mapping of diagnoses: %w", err)}
	}
	if len(rows) == 0 {
		return nil, &codesets.ParseError{Err: errors.New("no rows, want a mapping of diagnoses")}
	}
	return rows, nil
}

// ModelOf returns the model of a SAS mapping by its file name, "F2824T1N.TXT":
// the two digits behind the F are the version.
func ModelOf(name string) (string, bool) {
	name = strings.ToUpper(name)
	if len(name) < 5 || name[0] != 'F' || strings.Trim(name[1:5], "0123456789") != "" {
		return "", false
	}
	version := name[1:3]
	if version == "21" {
		return "CMS-HCC ESRD V21", true
	}
	return "CMS-HCC V" + version, true
}

// Rows makes the table of rows to compile: code and kind (keys), model and
// value, as in Row.
func Rows(rows []Row) table.RowSet {
	set := table.RowSet{Columns: []string{"code", "kind", "model", "value"}, Keys: 2}
	for _, r := range rows {
		set.Rows = append(set.Rows, []string{r.Code, r.Kind, r.Model, r.Value})
	}
	return set
}
