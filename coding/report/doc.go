// Package report writes what a check found: as text for people, and as JSON,
// JSON Lines, CSV, SARIF, JUnit, Markdown or HTML. Every form is written from
// the same structs, claim by claim, so that the memory used does not depend
// on the number of claims. Start with New.
package report
