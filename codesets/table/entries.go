package table

// Entries returns the entries that t was compiled from, so that another part
// of the release can be added to them.
func (t *Codes) Entries() []Entry {
	out := make([]Entry, t.Len())
	for n := range Node(t.Len()) {
		e := Entry{
			Key: t.Key(n), Parent: int(t.Parent(n)), Title: t.Title(n), Short: t.Short(n),
			Kind: t.Kind(n), Billable: t.Billable(n), Attrs: t.Attrs(n), Notes: t.Notes(n),
		}
		if t.SeventhOwner(n) == n {
			e.Sevenths = t.Sevenths(n)
		}
		out[n] = e
	}
	return out
}
