// Package claimfile reads claims from files, one at a time: CSV with one
// service line per row, JSON and JSON Lines of the claim model. Every reader
// streams: its memory does not grow with the file.
package claimfile
