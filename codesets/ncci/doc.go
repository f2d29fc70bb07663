// Package ncci reads the files of the Medicare National Correct Coding
// Initiative: procedure-to-procedure (PTP) edits, medically unlikely edits
// (MUE) and add-on code (AOC) edits.
//
// Start with [ParsePTP], [ParseMUE] and [ParseAOC]. Codes are five upper-case
// characters; descriptors are neither read nor kept.
package ncci
