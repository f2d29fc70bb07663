// Package cpt knows the public structure of CPT, and reads the descriptor
// files that a user has licensed from the AMA.
//
// CPT is © American Medical Association. Nothing of its text is part of this
// program: [ShapeOf] tells a code's category and section from its number, in
// words of our own, and says nothing about whether the code exists. With a
// table loaded ([ParseDescriptors], [ParseCSV]) codes have titles and dates.
package cpt
