// Package store keeps the compiled tables: the embedded default, and what the
// user loaded, one file a release under the data directory.
//
// Start with [Open] and [Store.Catalog].
package store
