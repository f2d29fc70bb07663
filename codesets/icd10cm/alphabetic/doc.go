// Package alphabetic walks the Alphabetic Index of ICD-10-CM: terms under
// terms, each of which leads to a code, to a row of codes in the tables of
// drugs and of neoplasms, or to another term. It finds the place that words
// lead to, as a coder does: main term first, whatever the order they are given
// in, following "see" and "see also".
//
// Start with [Open] and [Book.Find]; [NewTree] and [Walk] go term by term.
package alphabetic
