// Package table is the compiled form of code sets and tables: one flat file
// of sections, addressed by offset and read in place, from the program's own
// memory or from a memory map, without decoding more than is asked for.
//
// [Container] is the file; [Codes] reads a code set with its hierarchy and
// notes, and [CompileCodes] makes one.
package table
