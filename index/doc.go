// Package index finds codes by words. An Index holds one release of a code set
// as bleve documents in one bleve segment (zapx, the file format of bleve's
// indexes), beside the word lists of each document, which ranking reads.
//
// Open builds the index into a cache directory on first need and opens it in
// about a millisecond from then on; Index.Search answers a query. A document
// is a concept of the classification: the seven or more 7th-character copies
// of a code are one document, and the query's words choose among them.
package index
