// Package modifiers is the table of procedure modifiers: HCPCS Level II and,
// by number only, those of CPT, each with its dates, short words of our own
// and the classes that claim edits ask for.
//
// Start with [Find]. The table is small and part of the program, so that a
// claim can be checked without loading anything. The official long text of a
// Level II modifier is in a loaded HCPCS release.
//
// Sources: HCPCS Level II contractor files 2017 to October 2025 (codes and
// dates); NCCI Policy Manual 2026, chapter 1, section E (PTP-associated
// modifiers and anatomic groups); Medicare Claims Processing Manual, chapter
// 12, sections 20.4, 40 and 50 (payment and global surgery modifiers).
package modifiers
