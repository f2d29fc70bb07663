// Package practice holds coding exercises and grades answers to them the way
// a coder is graded: code by code, with partial credit and with the reason
// drawn from the classification.
//
// A Pack is a set of cases, read with Load or Builtin and checked with Lint.
// A Grader turns an Answer into a Result. A Journal keeps what a student did;
// a Profile, replayed from it, says which case is due. Session and Exam play
// cases line by line over a reader and a writer. Drills are made from the
// loaded tables.
//
// Nothing here reads a clock, an environment or a terminal: the time, the
// streams and the directories are parameters.
package practice
