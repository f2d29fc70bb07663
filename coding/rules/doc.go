// Package rules holds the claim rules, each as plain data with its check, in
// the order in which they run. Start with All.
//
// To add a rule: write it in the file of its family, list it in All behind
// the rules it comes after, and add testdata/rules/ID/ok*.json and err*.json;
// go test -update writes what is found.
package rules
