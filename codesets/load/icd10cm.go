package load

import (
	"io"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/icd10cm"
)

const icd10cmTitle = "ICD-10-CM"

func icd10cmKinds() []Kind {
	return []Kind{
		{
			Title: "ICD-10-CM order file", Set: codesets.ICD10CM, Part: icd10cm.PartOrder, Rows: 91_000,
			Match:   func(f File) bool { return isOrderFile(f, 'A', 'Z') && !f.Named("pcs") },
			Edition: fiscalEdition(icd10cmTitle),
			Parse: func(r io.Reader, _ File) (Content, error) {
				rows, err := icd10cm.ParseOrder(r)
				return Content{Order: rows}, err
			},
		},
		{
			Title: "ICD-10-CM Tabular List", Set: codesets.ICD10CM, Part: icd10cm.PartTabular, Rows: 91_000,
			Match: func(f File) bool {
				return f.Ext("xml") && !f.Named("addenda") && strings.Contains(f.Head, "<ICD10CM.tabular")
			},
			Edition: fiscalEdition(icd10cmTitle),
			Parse: func(r io.Reader, _ File) (Content, error) {
				tab, err := icd10cm.ParseTabular(r)
				return Content{Tabular: tab}, err
			},
		},
	}
}

var orderRE = codesets.Pattern(`^\d{5} [0-9A-Z]{3,7} +[01] \S`)

// isOrderFile reports whether f is an order file, of ICD-10-CM or ICD-10-PCS,
// whose first code begins with a character from first to last. The addenda
// of an order file begin with a word.
func isOrderFile(f File, first, last byte) bool {
	line := f.Line(1)
	return orderRE().MatchString(line) && first <= line[6] && line[6] <= last && !f.Named("addenda")
}
