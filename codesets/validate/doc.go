// Package validate says of a code as typed whether it is valid in a release,
// and of a wrong one what is wrong and what was probably meant.
//
// Start with [Validator.Check].
package validate
