// Package load brings official files into the store: it recognises what a
// file is by its name and content, parses it, puts the parts of one release
// together, compares them with the release before, and stores them.
//
// Start with [Load]. To teach it another official file, write its parser in
// the package of its source, which takes an io.Reader and returns rows or a
// *codesets.ParseError, and add a [Kind] to the list in kinds.go:
//
//	{
//		Title: "POA-exempt list",
//		Set:   codesets.POAExempt,
//		Part:  "list",
//		Match: func(f File) bool { return f.Named("poaexemptcodes") && f.Ext("txt") },
//		Edition: fiscalEdition("POA-exempt list"),
//		Rows:  35000, // about how many a whole file has
//		Parse: func(r io.Reader, f File) (Content, error) {
//			rows, err := poaexempt.Parse(r)
//			return Content{Rows: &table.RowSet{Columns: …, Keys: 1, Rows: rows}}, err
//		},
//	}
//
// A file may be of several kinds at once (the HCPCS file holds codes and
// modifiers): each kind gives a release of its own set. The files of one set
// and edition make one release: code sets and pairs are merged, and the
// columns of rows are united, with a last column "part" added when the set
// has kinds of several parts. Spreadsheets (.xlsx) reach Match and Parse as
// CSV, zip, gzip and zstd files as what is in them.
package load
