// Package codesets is the domain of medical coding: code sets, their dated
// releases, codes, the instructional notes of the classification, and the
// Catalog that answers which release is in force on a date of service.
//
// Start with [CodeSet], [Release], [Code] and [Note]; [Catalog.On] picks a
// release by date. The package holds values only. Parsers of official files
// are in the packages below it, the compiled tables in codesets/table, and
// the files on disk and the embedded default in codesets/store.
package codesets
