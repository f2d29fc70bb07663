package load

import (
	"io"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/icd10pcs"
)

const icd10pcsTitle = "ICD-10-PCS"

func icd10pcsKinds() []Kind {
	return []Kind{
		{
			Title: "ICD-10-PCS order file", Set: codesets.ICD10PCS, Part: "order", Rows: 73_000,
			Match: func(f File) bool {
				return isOrderFile(f, '0', '9') || f.Named("pcs") && isOrderFile(f, '0', 'Z')
			},
			Edition: fiscalEdition(icd10pcsTitle),
			Parse: func(r io.Reader, _ File) (Content, error) {
				rows, err := icd10pcs.ParseOrder(r)
				return Content{Entries: icd10pcs.Entries(rows)}, err
			},
		},
		pcsXML("ICD-10-PCS tables", codesets.ICD10PCSTables, "tables", "<ICD10PCS.tabular", func(r io.Reader) (Content, error) {
			_, tables, err := icd10pcs.ParseTables(r)
			set := icd10pcs.TableRows(tables)
			return Content{Rows: &set}, err
		}),
		pcsXML("ICD-10-PCS index", codesets.ICD10PCSIndex, "index", "<ICD10PCS.index", func(r io.Reader) (Content, error) {
			_, index, err := icd10pcs.ParseIndex(r)
			set := icd10pcs.IndexRows(index)
			return Content{Rows: &set}, err
		}),
		pcsXML("ICD-10-PCS definitions", codesets.ICD10PCSDefs, "definitions", "<ICD10PCS.definitions", func(r io.Reader) (Content, error) {
			_, defs, err := icd10pcs.ParseDefinitions(r)
			set := icd10pcs.DefinitionRows(defs)
			return Content{Rows: &set}, err
		}),
	}
}

func pcsXML(title string, set codesets.CodeSet, part, root string, parse func(io.Reader) (Content, error)) Kind {
	rows := map[string]int{"tables": 32_000, "index": 18_000, "definitions": 950}
	return Kind{
		Title: title, Set: set, Part: part, Rows: rows[part],
		Match:   func(f File) bool { return f.Ext("xml") && strings.Contains(f.Head, root) },
		Edition: fiscalEdition(title),
		Parse:   func(r io.Reader, _ File) (Content, error) { return parse(r) },
	}
}
