package load

import (
	"io"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/icd10cm"
)

const icd10cmTitle = "ICD-10-CM"

func icd10cmKinds() []Kind {
	return append(indexKinds(), []Kind{
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
	}...)
}

const indexTitle = "ICD-10-CM Alphabetic Index"

// indexKinds are the parts of the Alphabetic Index. All have one root element;
// a heading or the title tells them apart.
func indexKinds() []Kind {
	part := func(part string, rows int, is func(head string) bool) Kind {
		return Kind{
			Title: indexTitle + ", " + part, Set: codesets.ICD10CMIndex, Part: part, Rows: rows,
			Match: func(f File) bool {
				return f.Ext("xml") && !f.Named("addenda") && strings.Contains(f.Head, "<ICD10CM.index") && is(strings.ToLower(f.Head))
			},
			Edition: fiscalEdition(indexTitle),
			Parse:   rowsOf(icd10cm.ParseIndex, icd10cm.IndexRows),
		}
	}
	drugs := func(head string) bool { return strings.Contains(head, ">substance</head>") }
	neoplasm := func(head string) bool { return strings.Contains(head, ">neoplasm</head>") }
	external := func(head string) bool { return strings.Contains(head, "external cause") }
	return []Kind{
		part(icd10cm.PartIndex, 60_000, func(head string) bool { return !drugs(head) && !neoplasm(head) && !external(head) }),
		part(icd10cm.PartExternal, 6_800, external),
		part(icd10cm.PartDrugs, 40_000, drugs),
		part(icd10cm.PartNeoplasm, 10_500, neoplasm),
		{
			Title: indexTitle + " as CSV", Set: codesets.ICD10CMIndex, Part: icd10cm.PartIndex, Rows: 60_000,
			Match: func(f File) bool {
				return f.Ext("csv") && f.HasColumns("level", "term", "seealso", "nonessmodif", "code")
			},
			Edition: fiscalEdition(indexTitle),
			Parse:   rowsOf(icd10cm.ParseIndexCSV, icd10cm.IndexRows),
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
