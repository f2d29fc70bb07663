// Package claimgen makes claims for load tests and examples: synthetic through
// and through, marked as such, and the same for the same seed. [Source] gives
// them one at a time, [Write837], [WriteCSV] and [WriteFHIR] write them as files.
//
// Codes are real and in force in 2026, so that the claims pass a checker;
// names, numbers and charges are invented.
package claimgen
