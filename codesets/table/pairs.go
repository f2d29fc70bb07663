package table

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"iter"
	"math"
	"sync/atomic"

	"github.com/medcode-cli/medcode/codesets"
)

// The sections of a compiled table of code pairs, all numbers little-endian:
// compressed sparse rows. A code is named by its place among the sorted codes,
// an edit by its place among the distinct ones.
//
//	release  JSON of codesets.Release
//	pairs    JSON of pairsHead
//	codes    8 bytes a code: its characters, zero padded, as a big-endian
//	         number kept little-endian; sorted
//	starts   4 bytes a code and 4 more: where the code's run as column 1 begins
//	second   2 or 4 bytes a pair: the code in column 2; sorted within a run
//	edit     2 or 4 bytes a pair: its edit
//	edits    12 bytes an edit: effective date (4), deletion date (4), rationale
//	         (1), modifier indicator (1), flags (1), zero (1)
//	sums     4 bytes a block of 65,536 bytes: the CRC-32C of each block of
//	         second, then of each of edit
//
// Several pairs of one run may name the same column 2: the edit was deleted
// and came back, or changed its modifier indicator.
type pairsHead struct {
	Pairs      int      `json:"pairs"`
	CodeWidth  int      `json:"code_width"`
	EditWidth  int      `json:"edit_width"`
	Rationales []string `json:"rationales"`
}

const (
	editSize     = 12
	flagPre1996  = 1
	maxRationale = 256
)

// An Edit is one NCCI procedure-to-procedure edit of a pair of codes.
type Edit struct {
	Effective codesets.Date // first day in force; zero where the table does not say
	Deletion  codesets.Date // last day in force; zero while the edit is active
	Indicator byte          // modifier indicator: '0' not allowed, '1' allowed, '9' not applicable
	Rationale string        // "Mutually exclusive procedures"
	Pre1996   bool          // in force before 1996
}

// Covers reports whether the edit is in force on d. An edit deleted on the
// day it became effective never was (NCCI PTP file layout).
func (e Edit) Covers(d codesets.Date) bool {
	if e.Deletion.IsZero() {
		return e.Effective <= d
	}
	return e.Effective <= d && d <= e.Deletion && e.Effective != e.Deletion
}

// A PairCode is the place of a code in a Pairs, found once by Code for use in
// a loop.
type PairCode int32

// A Pairs is one release of code pairs, read in place. It is safe for
// concurrent use.
type Pairs struct {
	release codesets.Release
	head    pairsHead
	codes   []byte
	starts  []byte
	second  []byte
	edit    []byte
	edits   []byte
	parts   *[2]parts // second and edit, where they are checked code by code
}

// OpenPairs opens a compiled table of pairs and checks all of it. Errors are
// ErrCorrupt and ErrSchema.
func OpenPairs(c *Container) (*Pairs, error) {
	t := &Pairs{}
	if err := t.open(c, map[string]*[]byte{"second": &t.second, "edit": &t.edit}); err != nil {
		return nil, err
	}
	return t, nil
}

// OpenPairsByCode opens a compiled table of pairs without checking the pairs:
// Check does, of one code in column 1, a hundredth of a large table. Nothing
// but On, Edits and Seconds of codes that were checked may be asked of it.
// Errors are ErrCorrupt and ErrSchema.
func OpenPairsByCode(c *Container) (*Pairs, error) {
	if c.trusted {
		return OpenPairs(c)
	}
	var sums []byte
	t := &Pairs{}
	t.second, _ = c.unchecked("second")
	t.edit, _ = c.unchecked("edit")
	if err := t.open(c, map[string]*[]byte{"sums": &sums}); err != nil {
		return nil, err
	}
	if len(sums) == 0 && t.Len() > 0 { // of a time before there were any
		return OpenPairs(c)
	}
	of := blocks(t.second)
	if len(sums) != 4*(of+blocks(t.edit)) {
		return nil, fmt.Errorf("%w: %d bytes of checksums", ErrCorrupt, len(sums))
	}
	t.parts = &[2]parts{newParts(t.second, sums[:4*of]), newParts(t.edit, sums[4*of:])}
	return t, nil
}

// Check checks the pairs with c in column 1, if the table was opened by
// OpenPairsByCode. It remembers what it has checked. The error is ErrCorrupt.
func (t *Pairs) Check(c PairCode) error {
	if t.parts == nil {
		return nil
	}
	lo, hi := t.run(c)
	if !t.parts[0].whole(lo*t.head.CodeWidth, hi*t.head.CodeWidth) || !t.parts[1].whole(lo*t.head.EditWidth, hi*t.head.EditWidth) {
		return fmt.Errorf("%w: pairs of %s", ErrCorrupt, t.Key(c))
	}
	return nil
}

// A parts is a section that is checked block by block, when it is read.
type parts struct {
	data, sums []byte
	checked    []atomic.Bool // by block: it has its checksum
}

func newParts(data, sums []byte) parts {
	return parts{data: data, sums: sums, checked: make([]atomic.Bool, blocks(data))}
}

// whole reports whether the blocks that hold data[lo:hi] have their checksums.
func (p *parts) whole(lo, hi int) bool {
	for i := lo / blockSize; lo < hi && i*blockSize < hi; i++ {
		if p.checked[i].Load() {
			continue
		}
		block := p.data[i*blockSize : min((i+1)*blockSize, len(p.data))]
		if crc32.Checksum(block, castagnoli) != binary.LittleEndian.Uint32(p.sums[4*i:]) {
			return false
		}
		p.checked[i].Store(true)
	}
	return true
}

// blockSize is the length of what has a checksum of its own in a section that
// is read in parts, in bytes.
const blockSize = 1 << 16

// blocks returns how many blocks b has.
func blocks(b []byte) int { return (len(b) + blockSize - 1) / blockSize }

// appendSums appends the checksum of each block of b to sums.
func appendSums(sums, b []byte) []byte {
	for i := range blocks(b) {
		block := b[i*blockSize : min((i+1)*blockSize, len(b))]
		sums = binary.LittleEndian.AppendUint32(sums, crc32.Checksum(block, castagnoli))
	}
	return sums
}

// open checks and takes the small sections of c and those of more.
func (t *Pairs) open(c *Container, more map[string]*[]byte) error {
	var err error
	if t.release, err = c.Release(); err != nil {
		return err
	}
	var head []byte
	more["pairs"], more["codes"], more["starts"], more["edits"] = &head, &t.codes, &t.starts, &t.edits
	if err := c.load(more); err != nil {
		return err
	}
	if err := json.Unmarshal(head, &t.head); err != nil {
		return fmt.Errorf("%w: not a table of pairs: %w", ErrCorrupt, err)
	}
	if !t.consistent() {
		return fmt.Errorf("%w: sections do not fit", ErrCorrupt)
	}
	return nil
}

func (t *Pairs) consistent() bool {
	h := t.head
	wide := func(w int) bool { return w == 2 || w == 4 }
	return wide(h.CodeWidth) && wide(h.EditWidth) && h.Pairs >= 0 && h.Pairs <= math.MaxInt32 && len(t.codes)%keySize == 0 &&
		len(t.starts) == 4*(t.codeCount()+1) && len(t.edits)%editSize == 0 &&
		len(t.second) == h.Pairs*h.CodeWidth && len(t.edit) == h.Pairs*h.EditWidth
}

func (t *Pairs) codeCount() int { return len(t.codes) / keySize }

// Release returns the release the table is.
func (t *Pairs) Release() codesets.Release { return t.release }

// Len returns the number of rows: a pair counts once for each of its edits.
func (t *Pairs) Len() int { return t.head.Pairs }

// Codes returns the number of codes that stand in any pair: their places are 0
// to Codes-1.
func (t *Pairs) Codes() int { return t.codeCount() }

// Code returns the place of code, and whether it stands in any pair.
func (t *Pairs) Code(code string) (PairCode, bool) {
	if len(code) == 0 || len(code) > keySize {
		return 0, false
	}
	key := packKey(code)
	lo, hi := 0, t.codeCount()
	for lo < hi {
		m := int(uint(lo+hi) >> 1)
		if binary.LittleEndian.Uint64(t.codes[m*keySize:]) < key {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return PairCode(lo), lo < t.codeCount() && binary.LittleEndian.Uint64(t.codes[lo*keySize:]) == key
}

// Key returns the code at c.
func (t *Pairs) Key(c PairCode) string {
	if c < 0 || int(c) >= t.codeCount() {
		return ""
	}
	var b [keySize]byte
	binary.BigEndian.PutUint64(b[:], binary.LittleEndian.Uint64(t.codes[int(c)*keySize:]))
	n := keySize
	for n > 0 && b[n-1] == 0 {
		n--
	}
	return string(b[:n])
}

// run returns the pairs with c in column 1, as a half-open range.
func (t *Pairs) run(c PairCode) (lo, hi int) {
	lo = int(binary.LittleEndian.Uint32(t.starts[4*int(c):]))
	hi = int(binary.LittleEndian.Uint32(t.starts[4*int(c)+4:]))
	hi = min(hi, t.head.Pairs)
	return min(lo, hi), hi
}

func (t *Pairs) secondAt(i int) PairCode {
	if t.head.CodeWidth == 2 {
		return PairCode(binary.LittleEndian.Uint16(t.second[2*i:]))
	}
	return PairCode(binary.LittleEndian.Uint32(t.second[4*i:]))
}

// editAt returns the edit of pair i.
func (t *Pairs) editAt(i int) Edit {
	var id int
	if t.head.EditWidth == 2 {
		id = int(binary.LittleEndian.Uint16(t.edit[2*i:]))
	} else {
		id = int(binary.LittleEndian.Uint32(t.edit[4*i:]))
	}
	b, ok := cut(t.edits, id*editSize, editSize)
	if !ok {
		return Edit{}
	}
	e := Edit{
		Effective: codesets.Date(binary.LittleEndian.Uint32(b)),
		Deletion:  codesets.Date(binary.LittleEndian.Uint32(b[4:])),
		Indicator: b[9],
		Pre1996:   b[10]&flagPre1996 != 0,
	}
	if int(b[8]) < len(t.head.Rationales) {
		e.Rationale = t.head.Rationales[b[8]]
	}
	return e
}

// span returns the pairs (c1, c2), as a half-open range.
func (t *Pairs) span(c1, c2 PairCode) (lo, hi int) {
	lo, end := t.run(c1)
	hi = end
	for lo < hi {
		m := int(uint(lo+hi) >> 1)
		if t.secondAt(m) < c2 {
			lo = m + 1
		} else {
			hi = m
		}
	}
	for hi = lo; hi < end && t.secondAt(hi) == c2; {
		hi++
	}
	return lo, hi
}

// On returns the edit of the pair (c1 in column 1, c2 in column 2) in force
// on d: of several, the one that came into force last. It does not allocate.
func (t *Pairs) On(c1, c2 PairCode, d codesets.Date) (Edit, bool) {
	var best Edit
	found := false
	lo, hi := t.span(c1, c2)
	for i := lo; i < hi; i++ {
		if e := t.editAt(i); e.Covers(d) && (!found || e.Effective >= best.Effective) {
			best, found = e, true
		}
	}
	return best, found
}

// Edits returns every edit of the pair (column 1, column 2), past and
// present, by effective and deletion date; empty when the table has none.
func (t *Pairs) Edits(column1, column2 string) []Edit {
	c1, ok1 := t.Code(column1)
	c2, ok2 := t.Code(column2)
	if !ok1 || !ok2 {
		return nil
	}
	var out []Edit
	lo, hi := t.span(c1, c2)
	for i := lo; i < hi; i++ {
		out = append(out, t.editAt(i))
	}
	return out
}

// Seconds returns the codes paired with c in column 1, with their edits, by code.
func (t *Pairs) Seconds(c PairCode) iter.Seq2[PairCode, Edit] {
	return func(yield func(PairCode, Edit) bool) {
		lo, hi := t.run(c)
		for i := lo; i < hi; i++ {
			if !yield(t.secondAt(i), t.editAt(i)) {
				return
			}
		}
	}
}

// Firsts returns the codes paired with c in column 2, with their edits, by
// code. It searches the run of every code: tens of thousands of steps.
func (t *Pairs) Firsts(c PairCode) iter.Seq2[PairCode, Edit] {
	return func(yield func(PairCode, Edit) bool) {
		for first := range PairCode(t.codeCount()) {
			lo, hi := t.span(first, c)
			for i := lo; i < hi; i++ {
				if !yield(first, t.editAt(i)) {
					return
				}
			}
		}
	}
}

// A Pair is one row of a table of pairs.
type Pair struct {
	Column1, Column2 string
	Edit
}

// All returns every row, by column 1, column 2, effective and deletion date.
func (t *Pairs) All() iter.Seq[Pair] {
	return func(yield func(Pair) bool) {
		for first := range PairCode(t.codeCount()) {
			key := t.Key(first)
			for second, e := range t.Seconds(first) {
				if !yield(Pair{key, t.Key(second), e}) {
					return
				}
			}
		}
	}
}
