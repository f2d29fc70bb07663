// Package x12 reads ASC X12 interchanges as a stream: the segments with the
// place of every byte, the envelope (ISA/IEA, GS/GE, ST/SE) with its counts and
// control numbers, and the loops of the health care claim (837, 005010X222,
// X223 and X224).
//
// Start with [Scanner], which cuts bytes into segments, or with [Reader], which
// adds the envelope, the loop each segment stands in, and the issues found on
// the way. [Write999] answers a file that was read, [Deidentify] rewrites one,
// [Generate] makes one.
//
// Memory is bounded whatever the input: one segment is at most [MaxSegment]
// bytes, and one transaction set keeps at most [MaxIssues] issues.
//
// The names of segments, loops and elements are this project's own words; the
// published implementation guides are not quoted.
package x12
