// Package store keeps the compiled tables: the embedded default, and what the
// user loaded, one file a release under the data directory.
//
//	DIR/tables/SET/EDITION_EFFECTIVE_END.SEQUENCE-DIGEST.mct
//	DIR/tables/.lock       held by a writer
//	DIR/tables/.tmp-…      what a writer has not finished; never read
//
// A file is written beside the others, synced, opened and checked, and only
// then renamed to its name, which did not exist before; it never changes
// afterwards. EFFECTIVE and END are days as yyyymmdd, END 0 when open; DIGEST
// is the head of the SHA-256 of the file. A release that is loaded again gets
// the next SEQUENCE, and the older file is removed. So a writer that dies
// leaves either the old release or the new one.
//
// Start with [Open], [Store.Catalog], and [Store.Codes], [Store.Rows] or
// [Store.Pairs].
package store
