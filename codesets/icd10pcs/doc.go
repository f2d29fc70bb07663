// Package icd10pcs reads the official files of ICD-10-PCS: the order file,
// the code tables, the index and the definitions in XML.
//
// Start with [Entries] for the codes, and with [ParseTables] and [Tables],
// which say character by character what combines with what.
package icd10pcs

import (
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/icd10cm"
	"github.com/medcode-cli/medcode/codesets/table"
)

// Length is the number of characters of every ICD-10-PCS code.
const Length = 7

// Legal reports whether c may stand in an ICD-10-PCS code: a digit or a
// capital letter other than I and O.
func Legal(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' && c != 'I' && c != 'O'
}

// ParseOrder is icd10cm.ParseOrder: both order files have one layout.
var ParseOrder = icd10cm.ParseOrder

// Entries makes the nodes of the compiled code set of an order file: the
// tables (three characters) as headers, each with its codes beneath.
func Entries(order []icd10cm.Row) []table.Entry {
	entries := make([]table.Entry, len(order))
	header := -1
	for i, r := range order {
		e := table.Entry{Key: r.Code, Parent: -1, Title: r.Long, Short: r.Short, Billable: r.Billable, Kind: codesets.KindCode}
		switch {
		case len(r.Code) < Length:
			header = i
			e.Kind = codesets.KindCategory
		case header >= 0 && strings.HasPrefix(r.Code, order[header].Code):
			e.Parent = header
		}
		entries[i] = e
	}
	return entries
}
