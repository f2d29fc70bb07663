// Package hcpcs reads the HCPCS Level II files of CMS: the contractor file
// (ANWEB) in its fixed-width and its CSV form, the list of codes not
// otherwise classified, and the processing notes.
//
// Start with [ParseFixed] or [ParseCSV], and [Entries], which makes the nodes
// of a compiled code set with every field in words. Modifiers stand in the
// same file; [Row.Modifier] tells them. D codes (CDT, © ADA) are kept without
// text.
package hcpcs
