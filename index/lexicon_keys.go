package index

import (
	"encoding/binary"
	"iter"
	"strings"
)

// lexiconKeys find the lines of the lexicon by the hash of a key. They are
// numbers, so that an index keeps them and reads them in place: the words of
// the longest key, the count of lines, and a hash table with open addressing
// of slots of three numbers: hash (low, high) and place + 1, 0 for a free
// slot. The count of slots is a power of two, twice the keys at least.
type lexiconKeys struct{ numbers }

const (
	keyHeader = 2 // numbers before the slots
	slotSize  = 3 // numbers of a slot
)

// A place is where the rest of a line, all behind its keys, begins: the kind
// of the file above the offset.
type place uint32

const placeBits = 24 // of the offset: files have less than 16 MiB

func (p place) kind() LexiconKind { return LexiconKind(p >> placeBits) }

func (p place) offset() int { return int(p & (1<<placeBits - 1)) }

func (k lexiconKeys) words() int { return int(k.at(0)) }

func (k lexiconKeys) lines() int { return int(k.at(1)) }

func (k lexiconKeys) slots() int { return (k.len() - keyHeader) / slotSize }

// valid reports whether k has the shape of a table.
func (k lexiconKeys) valid() bool {
	n := k.slots()
	return n > 0 && n&(n-1) == 0 && k.len() == keyHeader+slotSize*n
}

// countKeys returns how many keys file has at most.
func countKeys(file string) int { return strings.Count(file, "\n") + strings.Count(file, ";") }

// places yields where the lines of the key with this hash go on, in the order
// of the files.
func (k lexiconKeys) places(hash uint64) iter.Seq[place] {
	return func(yield func(place) bool) {
		mask := uint32(k.slots() - 1)
		for i := uint32(hash) & mask; ; i = (i + 1) & mask {
			slot := k.numbers[4*(keyHeader+slotSize*int(i)):]
			p := binary.LittleEndian.Uint32(slot[8:])
			if p == 0 || binary.LittleEndian.Uint64(slot) == hash && !yield(place(p-1)) {
				return
			}
		}
	}
}

// makeLexiconKeys returns the keys of files.
func makeLexiconKeys(files [lexiconKinds]string) numbers {
	keys := 1
	for _, f := range files {
		keys += countKeys(f)
	}
	slots := 1
	for slots < 2*keys {
		slots *= 2
	}
	k := lexiconKeys{make(numbers, 4*(keyHeader+slotSize*slots))}
	for kind, f := range files {
		at := 0
		for line := range strings.Lines(f) {
			if line[0] != '#' && line[0] != '\n' {
				k.addLine(line, place(kind<<placeBits|at))
			}
			at += len(line)
		}
	}
	return k.numbers
}

// addLine enters every key of line, which begins at p.
func (k lexiconKeys) addLine(line string, p place) {
	keys, _, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
	p += place(min(len(keys)+1, len(line)))
	k.set(1, uint32(k.lines()+1))
	for key := range strings.SplitSeq(keys, ";") {
		h, n := keyHash{}, 0
		for tok := range strings.SplitSeq(strings.TrimSpace(key), " ") {
			h.add(tok)
			n++
		}
		k.set(0, uint32(max(k.words(), n)))
		k.put(h.sum, p)
	}
}

func (k lexiconKeys) set(i int, v uint32) { binary.LittleEndian.PutUint32(k.numbers[4*i:], v) }

// put enters p under hash. Lines of one key stay in their order.
func (k lexiconKeys) put(hash uint64, p place) {
	mask := uint32(k.slots() - 1)
	i := uint32(hash) & mask
	for k.at(keyHeader+slotSize*i+2) != 0 {
		i = (i + 1) & mask
	}
	slot := k.numbers[4*(keyHeader+slotSize*int(i)):]
	binary.LittleEndian.PutUint64(slot, hash)
	binary.LittleEndian.PutUint32(slot[8:], uint32(p)+1)
}
