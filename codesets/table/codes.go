package table

import (
	"encoding/binary"
	"fmt"
	"iter"

	"github.com/medcode-cli/medcode/codesets"
)

// The sections of a compiled code set, all numbers little-endian. A node is
// named by its 0-based position in tabular order, which is the pre-order of
// the tree, so that all beneath a node follows it without a gap.
//
//	release  JSON of codesets.Release
//	nodes    24 bytes a node: key (8, zero padded), parent (4, all ones: none),
//	         size of the subtree with the node itself (4), title (4), kind (1),
//	         flags (1), depth (1), zero (1)
//	keys     the keys as 8-byte big-endian numbers, sorted, each kept as a
//	         little-endian number
//	ids      4 bytes a key: its node
//	short    4 bytes a node: short title; absent when there are none
//	attrs    4 bytes a node: offset into fields, 0 for none; may be absent
//	fields   uvarint count, then name and value as uvarint text references
//	notes    20 bytes a note, by owner: owner (4), text (4), first reference
//	         (4), number of references (2), kind (1), flags (1), zero (4)
//	refs     24 bytes a reference: first node (4), node behind the last (4),
//	         from (4), to (4), qualifier (4), all three text, flags (1), zero (3)
//	seventh  12 bytes a definition, by owner: owner (4), text (4), character (1), zero (3)
//	text     see texts
const (
	nodeSize    = 24
	noteSize    = 20
	refSize     = 24
	seventhSize = 12
	keySize     = 8
	noParent    = ^uint32(0)

	flagBillable = 1
	flagPrefix   = 1
	flagUnparsed = 1
)

// A Node is a place in the tree of a code set: the 0-based position in
// tabular order.
type Node int32

// None is no node.
const None Node = -1

// A Codes is one release of a code set, read in place. It is safe for
// concurrent use. Codes are given and returned upper case without the dot.
type Codes struct {
	release codesets.Release
	nodes   []byte
	keys    []byte
	ids     []byte
	short   []byte
	attrs   []byte
	fields  []byte
	notes   []byte
	refs    []byte
	seventh []byte
	text    texts
}

// OpenCodes opens a compiled code set. Errors are ErrCorrupt and ErrSchema.
func OpenCodes(c *Container) (*Codes, error) {
	rel, err := c.Release()
	if err != nil {
		return nil, err
	}
	t := &Codes{release: rel}
	var text []byte
	if err := c.load(map[string]*[]byte{
		"nodes":   &t.nodes,
		"keys":    &t.keys,
		"ids":     &t.ids,
		"short":   &t.short,
		"attrs":   &t.attrs,
		"fields":  &t.fields,
		"notes":   &t.notes,
		"refs":    &t.refs,
		"seventh": &t.seventh,
		"text":    &text,
	}); err != nil {
		return nil, err
	}
	var ok bool
	if t.text, ok = openTexts(text); !ok || !t.consistent() {
		return nil, fmt.Errorf("%w: sections do not fit", ErrCorrupt)
	}
	return t, nil
}

func (t *Codes) consistent() bool {
	n := len(t.nodes) / nodeSize
	return len(t.nodes)%nodeSize == 0 && len(t.keys) == n*keySize && len(t.ids) == 4*n &&
		(len(t.short) == 0 || len(t.short) == 4*n) && (len(t.attrs) == 0 || len(t.attrs) == 4*n) &&
		len(t.notes)%noteSize == 0 && len(t.refs)%refSize == 0 && len(t.seventh)%seventhSize == 0
}

// Release returns the release the table is.
func (t *Codes) Release() codesets.Release { return t.release }

// Len returns the number of nodes: codes, headers, blocks and chapters.
func (t *Codes) Len() int { return len(t.nodes) / nodeSize }

// Find returns the node of code. A code that is not there gives None and false.
func (t *Codes) Find(code string) (Node, bool) {
	if len(code) == 0 || len(code) > keySize {
		return None, false
	}
	i, ok := t.search(packKey(code))
	if !ok {
		return None, false
	}
	return Node(binary.LittleEndian.Uint32(t.ids[4*i:])), true
}

// search returns the place of key in the sorted keys, or where it would be.
func (t *Codes) search(key uint64) (int, bool) {
	lo, hi := 0, len(t.keys)/keySize
	for lo < hi {
		m := int(uint(lo+hi) >> 1)
		if binary.LittleEndian.Uint64(t.keys[m*keySize:]) < key {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo, lo*keySize < len(t.keys) && binary.LittleEndian.Uint64(t.keys[lo*keySize:]) == key
}

// Prefixed returns the nodes whose code begins with prefix, by code.
func (t *Codes) Prefixed(prefix string) iter.Seq[Node] {
	return func(yield func(Node) bool) {
		if len(prefix) == 0 || len(prefix) > keySize {
			return
		}
		for i, _ := t.search(packKey(prefix)); i*keySize < len(t.keys); i++ {
			n := Node(binary.LittleEndian.Uint32(t.ids[4*i:]))
			key := t.Key(n)
			if len(key) < len(prefix) || key[:len(prefix)] != prefix || !yield(n) {
				return
			}
		}
	}
}

// packKey returns code as a number that sorts as the code does.
func packKey(code string) uint64 {
	var k uint64
	for i := range keySize {
		k <<= 8
		if i < len(code) {
			k |= uint64(code[i])
		}
	}
	return k
}

func (t *Codes) node(n Node) []byte { return t.nodes[int(n)*nodeSize:][:nodeSize] }

// Key returns the code of n: a code undotted, a block's range ("E08-E13") or a
// chapter's number ("4").
func (t *Codes) Key(n Node) string {
	b := t.node(n)[:keySize]
	end := keySize
	for end > 0 && b[end-1] == 0 {
		end--
	}
	return string(b[:end])
}

// Parent returns the node above n, None at the top.
func (t *Codes) Parent(n Node) Node {
	p := binary.LittleEndian.Uint32(t.node(n)[8:])
	if p == noParent || int64(p) >= int64(n) { // a parent stands before its children
		return None
	}
	return Node(p)
}

// End returns the node behind the last one beneath n: the subtree of n is the
// nodes n, n+1 … End(n)-1.
func (t *Codes) End(n Node) Node {
	return min(n+Node(max(1, binary.LittleEndian.Uint32(t.node(n)[12:]))), Node(t.Len()))
}

// Title returns the official long title of n.
func (t *Codes) Title(n Node) string {
	return t.text.at(binary.LittleEndian.Uint32(t.node(n)[16:]))
}

// Short returns the official short title of n, "" where the source has none.
func (t *Codes) Short(n Node) string {
	if len(t.short) == 0 {
		return ""
	}
	return t.text.at(binary.LittleEndian.Uint32(t.short[4*int(n):]))
}

// Kind returns where n stands in the classification.
func (t *Codes) Kind(n Node) codesets.Kind {
	return min(codesets.Kind(t.node(n)[20]), codesets.KindSubcategory)
}

// BillableBeneath returns how many billable codes stand beneath n, none of a
// billable one.
func (t *Codes) BillableBeneath(n Node) int {
	count := 0
	for m := n + 1; m < t.End(n); m++ {
		if t.Billable(m) {
			count++
		}
	}
	return count
}

// Billable reports whether n may be reported on a claim.
func (t *Codes) Billable(n Node) bool { return t.node(n)[21]&flagBillable != 0 }

// Depth returns how many nodes are above n.
func (t *Codes) Depth(n Node) int { return int(t.node(n)[22]) }

// Code returns all of n but its notes.
func (t *Codes) Code(n Node) codesets.Code {
	c := codesets.Code{
		Set:      t.release.Set,
		Code:     t.Key(n),
		Title:    t.Title(n),
		Short:    t.Short(n),
		Kind:     t.Kind(n),
		Billable: t.Billable(n),
		Attrs:    t.Attrs(n),
	}
	if p := t.Parent(n); p != None {
		c.Parent = t.Key(p)
	}
	return c
}

// Attrs returns the further official fields of n.
func (t *Codes) Attrs(n Node) []codesets.Attr {
	if len(t.attrs) == 0 {
		return nil
	}
	off := int64(binary.LittleEndian.Uint32(t.attrs[4*int(n):]))
	if off == 0 || off >= int64(len(t.fields)) {
		return nil
	}
	b := t.fields[off:]
	next := func() uint32 {
		v, k := binary.Uvarint(b)
		b = b[max(k, 0):]
		return uint32(v)
	}
	count := min(int(next()), len(b))
	out := make([]codesets.Attr, count)
	for i := range out {
		out[i] = codesets.Attr{Name: t.text.at(next()), Value: t.text.at(next())}
	}
	return out
}

// Children returns the nodes right beneath n, in tabular order; those of None
// are the tops of the tree.
func (t *Codes) Children(n Node) iter.Seq[Node] {
	return func(yield func(Node) bool) {
		first, end := Node(0), Node(t.Len())
		if n != None {
			first, end = n+1, t.End(n)
		}
		for c := first; c < end; c = t.End(c) {
			if !yield(c) {
				return
			}
		}
	}
}

// Path returns the nodes from the top of the tree down to n, with n last.
func (t *Codes) Path(n Node) []Node {
	path := make([]Node, t.Depth(n)+1)
	for i := len(path) - 1; i >= 0 && n != None; i-- {
		path[i] = n
		n = t.Parent(n)
	}
	return path
}
