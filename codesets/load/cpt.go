package load

import (
	"io"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/cpt"
	"github.com/medcode-cli/medcode/codesets/table"
)

const cptTitle = "CPT"

func cptKinds() []Kind {
	descriptors := func(part string, field cpt.Field, names ...string) Kind {
		return Kind{
			Title: "CPT " + part + " descriptors", Set: codesets.CPT, Part: part, Rows: 10_000,
			Match: func(f File) bool {
				return f.Ext("txt") && slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(f.Name, n) })
			},
			Edition: annualEdition(cptTitle),
			Parse: func(r io.Reader, _ File) (Content, error) {
				rows, err := cpt.ParseDescriptors(r, field)
				return Content{CPT: rows}, err
			},
		}
	}
	return []Kind{
		descriptors("long", cpt.Long, "longult", "longut", "longulf", "longuf"),
		descriptors("medium", cpt.Medium, "medu"),
		descriptors("short", cpt.Short, "shortu"),
		descriptors("consumer", cpt.Consumer, "consumerdescriptor"),
		descriptors("clinician", cpt.Clinician, "cliniciandescriptor"),
		descriptors("all", cpt.Long, "consolidatedcodelist", "consolidated_code_list"),
		{
			Title: "CPT table of one's own", Set: codesets.CPT, Part: "own", Rows: 10_000, Open: true,
			Match: func(f File) bool {
				return f.Ext("csv") && f.Named("cpt") && f.HasColumns("code", "short") || f.Ext("csv") && f.Named("cpt") && f.HasColumns("code", "long")
			},
			Edition: annualEdition(cptTitle),
			Parse: func(r io.Reader, _ File) (Content, error) {
				rows, err := cpt.ParseCSV(r)
				return Content{CPT: rows}, err
			},
		},
	}
}

// cptEntries puts the descriptor files of a release together, with what an
// earlier load of it had; nil for none.
func (b *builder) cptEntries(earlier *table.Codes) []table.Entry {
	var files [][]cpt.Row
	for _, p := range b.parts {
		files = append(files, p.content.CPT)
	}
	if earlier != nil {
		var old []cpt.Row
		for _, e := range earlier.Entries() {
			old = append(old, cpt.RowOf(e))
		}
		files = append(files, old)
	}
	return cpt.Entries(cpt.Merge(files...))
}
