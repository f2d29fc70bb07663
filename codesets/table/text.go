package table

import (
	"cmp"
	"encoding/binary"
	"maps"
	"slices"
	"strings"
)

// A text section keeps strings as sequences of word numbers, frequent words
// in one byte, so that a release's titles take a fifth of their size and one
// is read without touching the others.
//
//	bytes 1-4   number of words w
//	w+1 offsets of 4 bytes into the words
//	the words
//	the strings: uvarint number of words, then a uvarint for each
//
// A string is named by its offset in the section; 0 is the empty string.
type texts struct {
	data  []byte
	words []byte
	offs  []byte
	n     uint32
}

func openTexts(data []byte) (texts, bool) {
	if len(data) < 8 {
		return texts{}, false
	}
	n := binary.LittleEndian.Uint32(data)
	if uint64(len(data)) < 8+4*uint64(n) {
		return texts{}, false
	}
	offs := data[4 : 8+4*n]
	return texts{data: data, n: n, offs: offs, words: data[8+4*n:]}, true
}

// at returns the string at offset ref. A reference that leads nowhere, which
// only a damaged file has, gives the part that can be read.
func (t texts) at(ref uint32) string {
	if ref == 0 || int64(ref) >= int64(len(t.data)) {
		return ""
	}
	b := t.data[ref:]
	count, k := binary.Uvarint(b)
	if k <= 0 {
		return ""
	}
	b = b[k:]
	var buf [256]byte
	out := buf[:0]
	for i := range count {
		id, k := binary.Uvarint(b)
		if k <= 0 || id >= uint64(t.n) {
			break
		}
		b = b[k:]
		if i > 0 {
			out = append(out, ' ')
		}
		lo, hi := binary.LittleEndian.Uint32(t.offs[4*id:]), binary.LittleEndian.Uint32(t.offs[4*id+4:])
		if lo > hi || int64(hi) > int64(len(t.words)) {
			break
		}
		out = append(out, t.words[lo:hi]...)
	}
	return string(out)
}

// A textBuilder collects the strings of a text section. Add all first; the
// references are known when the section is made.
type textBuilder struct {
	count map[string]int // word to how often it is used
	seen  map[string]uint32
	list  []string
}

func newTextBuilder() *textBuilder {
	return &textBuilder{count: map[string]int{}, seen: map[string]uint32{}}
}

func (b *textBuilder) add(s string) {
	if _, ok := b.seen[s]; ok || s == "" {
		return
	}
	b.seen[s] = 0
	b.list = append(b.list, s)
	for w := range strings.SplitSeq(s, " ") {
		b.count[w]++
	}
}

// build returns the section and fixes the references of ref.
func (b *textBuilder) build() []byte {
	words := slices.SortedFunc(maps.Keys(b.count), func(x, y string) int {
		return cmp.Or(cmp.Compare(b.count[y], b.count[x]), cmp.Compare(x, y))
	})
	id := make(map[string]uint64, len(words))
	out := binary.LittleEndian.AppendUint32(nil, uint32(len(words)))
	off := uint32(0)
	for i, w := range words {
		id[w] = uint64(i)
		out = binary.LittleEndian.AppendUint32(out, off)
		off += uint32(len(w))
	}
	out = binary.LittleEndian.AppendUint32(out, off)
	for _, w := range words {
		out = append(out, w...)
	}
	for _, s := range b.list {
		b.seen[s] = uint32(len(out))
		out = binary.AppendUvarint(out, uint64(strings.Count(s, " ")+1))
		for w := range strings.SplitSeq(s, " ") {
			out = binary.AppendUvarint(out, id[w])
		}
	}
	return out
}

// ref returns the reference of s, which was added; 0 for "".
func (b *textBuilder) ref(s string) uint32 { return b.seen[s] }
