package table

import (
	"encoding/binary"
	"slices"
	"sort"

	"github.com/medcode-cli/medcode/codesets"
)

// HasNotes reports whether the release carries notes at all: an order file
// alone does not, and then an empty answer means "no data", not "no notes".
func (t *Codes) HasNotes() bool { return len(t.notes) > 0 }

// Notes returns the notes n itself carries, in the order of the Tabular List.
func (t *Codes) Notes(n Node) []codesets.Note {
	var out []codesets.Note
	for i := t.firstNote(n); i < t.noteCount() && t.noteOwner(i) == n; i++ {
		out = append(out, t.note(i))
	}
	return out
}

// EffectiveNotes returns the notes that apply to n: its own, then those of
// each node above it, nearest first. Inclusion terms and "includes" of the
// nodes above are kept too; each note names its owner.
func (t *Codes) EffectiveNotes(n Node) []codesets.Note {
	var out []codesets.Note
	for ; n != None; n = t.Parent(n) {
		out = append(out, t.Notes(n)...)
	}
	return out
}

// Referrers returns the notes that refer to n, by kind and in tabular order:
// the reverse of a note's references. Without kinds, notes of every kind.
// Notes of n itself and of those above it are left out.
func (t *Codes) Referrers(n Node, kinds ...codesets.NoteKind) []codesets.Note {
	var byKind [codesets.NoteKinds][]codesets.Note
	key := t.Key(n)
	last := -1
	for r := range len(t.refs) / refSize {
		b := t.refs[r*refSize:][:refSize]
		if uint32(n) < binary.LittleEndian.Uint32(b) || uint32(n) >= binary.LittleEndian.Uint32(b[4:]) {
			continue
		}
		if q := t.text.at(binary.LittleEndian.Uint32(b[16:])); q != "" && !codesets.Qualifier(q).Matches(key) {
			continue
		}
		i := t.noteOfRef(r)
		kind := min(codesets.NoteKind(t.noteRecord(i)[14]), codesets.SeventhNote)
		if i == last || t.within(n, t.noteOwner(i)) || len(kinds) > 0 && !slices.Contains(kinds, kind) {
			continue
		}
		byKind[kind] = append(byKind[kind], t.note(i))
		last = i
	}
	return slices.Concat(byKind[:]...)
}

// noteOfRef returns the note that holds reference r: the last of those whose
// first reference is not behind r.
func (t *Codes) noteOfRef(r int) int {
	return sort.Search(t.noteCount(), func(i int) bool {
		return int(binary.LittleEndian.Uint32(t.noteRecord(i)[8:])) > r
	}) - 1
}

// within reports whether n is owner or beneath it.
func (t *Codes) within(n, owner Node) bool { return owner <= n && n < t.End(owner) }

// Covers reports whether ref takes in n. It resolves ref anew; use it for
// references that do not come from this table.
func (t *Codes) Covers(ref codesets.Ref, n Node) bool {
	lo, hi := t.Span(ref)
	return lo <= n && n < hi && ref.Qualifier.Matches(t.Key(n))
}

// Span returns the nodes ref takes in, before its qualifier, as a half-open
// range; an empty one when the release has no such code.
func (t *Codes) Span(ref codesets.Ref) (lo, hi Node) {
	from, ok := t.Find(ref.From)
	if !ok && ref.To == "" {
		return t.prefixSpan(ref.From)
	}
	if ref.To == "" {
		return from, t.End(from)
	}
	to, okTo := t.Find(ref.To)
	if !ok || !okTo || to < from {
		return t.spanBetween(ref)
	}
	return from, t.End(to)
}

// prefixSpan returns the run of nodes whose code begins with prefix, for a
// prefix such as I82.4Z that need not be a node.
func (t *Codes) prefixSpan(prefix string) (lo, hi Node) {
	for n := range t.Prefixed(prefix) {
		if lo == hi || n < lo {
			lo = n
		}
		hi = max(hi, t.End(n))
	}
	return lo, hi
}

// spanBetween takes a range with an end the release does not have ("B95-B98"
// where B98 is gone) by code order.
func (t *Codes) spanBetween(ref codesets.Ref) (lo, hi Node) {
	first, _ := t.search(packKey(ref.From))
	end, _ := t.search(packKey(ref.To + "~"))
	for i := first; i < end; i++ {
		n := Node(binary.LittleEndian.Uint32(t.ids[4*i:]))
		if lo == hi || n < lo {
			lo = n
		}
		hi = max(hi, t.End(n))
	}
	return lo, hi
}

// SeventhOwner returns the nearest node, n or above it, that defines 7th
// characters; None when none does.
func (t *Codes) SeventhOwner(n Node) Node {
	for ; n != None; n = t.Parent(n) {
		if i := t.firstSeventh(n); i*seventhSize < len(t.seventh) && t.seventhOwner(i) == n {
			return n
		}
	}
	return None
}

// Sevenths returns the 7th characters n must be completed with, from the
// nearest definition at or above it (ICD-10-CM Official Guidelines I.A.5).
func (t *Codes) Sevenths(n Node) []codesets.Seventh {
	owner := t.SeventhOwner(n)
	if owner == None {
		return nil
	}
	var out []codesets.Seventh
	for i := t.firstSeventh(owner); i*seventhSize < len(t.seventh) && t.seventhOwner(i) == owner; i++ {
		b := t.seventh[i*seventhSize:]
		out = append(out, codesets.Seventh{Char: b[8], Text: t.text.at(binary.LittleEndian.Uint32(b[4:]))})
	}
	return out
}

// SeventhChars returns the characters of Sevenths alone, such as "ADS".
func (t *Codes) SeventhChars(n Node) string {
	owner := t.SeventhOwner(n)
	if owner == None {
		return ""
	}
	var out []byte
	for i := t.firstSeventh(owner); i*seventhSize < len(t.seventh) && t.seventhOwner(i) == owner; i++ {
		out = append(out, t.seventh[i*seventhSize+8])
	}
	return string(out)
}

func (t *Codes) firstSeventh(n Node) int {
	return sort.Search(len(t.seventh)/seventhSize, func(i int) bool { return t.seventhOwner(i) >= n })
}

func (t *Codes) seventhOwner(i int) Node {
	return Node(binary.LittleEndian.Uint32(t.seventh[i*seventhSize:]))
}

func (t *Codes) noteCount() int { return len(t.notes) / noteSize }

func (t *Codes) noteRecord(i int) []byte { return t.notes[i*noteSize:][:noteSize] }

func (t *Codes) noteOwner(i int) Node {
	return Node(binary.LittleEndian.Uint32(t.noteRecord(i)))
}

func (t *Codes) firstNote(n Node) int {
	return sort.Search(t.noteCount(), func(i int) bool { return t.noteOwner(i) >= n })
}

// noteRefs returns the references of a note record, as their places in refs.
func (t *Codes) noteRefs(b []byte) (first, count int) {
	first, count = int(binary.LittleEndian.Uint32(b[8:])), int(binary.LittleEndian.Uint16(b[12:]))
	all := len(t.refs) / refSize
	first = min(first, all)
	return first, min(count, all-first)
}

func (t *Codes) note(i int) codesets.Note {
	b := t.noteRecord(i)
	note := codesets.Note{
		Kind:     min(codesets.NoteKind(b[14]), codesets.SeventhNote),
		Text:     t.text.at(binary.LittleEndian.Uint32(b[4:])),
		Owner:    t.Key(min(t.noteOwner(i), Node(t.Len()-1))),
		Unparsed: b[15]&flagUnparsed != 0,
	}
	first, count := t.noteRefs(b)
	for r := first; r < first+count; r++ {
		note.Refs = append(note.Refs, t.ref(r))
	}
	return note
}

func (t *Codes) refRecord(r int) []byte { return t.refs[r*refSize:][:refSize] }

func (t *Codes) ref(r int) codesets.Ref {
	b := t.refRecord(r)
	return codesets.Ref{
		From:      t.text.at(binary.LittleEndian.Uint32(b[8:])),
		To:        t.text.at(binary.LittleEndian.Uint32(b[12:])),
		Qualifier: codesets.Qualifier(t.text.at(binary.LittleEndian.Uint32(b[16:]))),
		Prefix:    b[20]&flagPrefix != 0,
	}
}
