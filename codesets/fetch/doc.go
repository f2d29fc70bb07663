// Package fetch downloads official files from their official places, for the
// load package to load. It is the only package that touches the network.
//
// Where the files are is a list of [Target] templates; the publishers' names
// drift, so on 404 the page that lists the files is read for the real link.
// Downloads are resumed, retried and kept in a folder with their ETag and
// SHA-256, so that the same file is not downloaded twice.
//
// Start with [Targets] and [Fetch].
package fetch
