package table

import (
	"cmp"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/medcode-cli/medcode/codesets"
)

// An Entry is one node of a code set to compile.
type Entry struct {
	Key      string // upper case, undotted, at most 8 bytes
	Parent   int    // position of the node above in the list, -1 at the top
	Title    string
	Short    string
	Kind     codesets.Kind
	Billable bool
	Attrs    []codesets.Attr
	Notes    []codesets.Note // Owner is ignored: the entry owns them
	Sevenths []codesets.Seventh
}

// CompileCodes returns the compiled form of entries, which are in tabular
// order: each node right behind the one above it or behind a sibling's
// subtree. Release.Rows and Billable are counted here: rows are the codes and
// headers, without blocks and chapters.
func CompileCodes(rel codesets.Release, entries []Entry) ([]byte, error) {
	sizes, depths, err := shape(entries)
	if err != nil {
		return nil, err
	}
	rel.Rows, rel.Billable = 0, 0
	c := &compiler{text: newTextBuilder(), rel: rel}
	for _, e := range entries {
		c.collect(e)
	}
	textSection := c.text.build()
	for i, e := range entries {
		c.addNode(e, sizes[i], depths[i])
	}
	keys, ids, err := sortKeys(entries)
	if err != nil {
		return nil, err
	}
	manifest, err := json.Marshal(c.rel)
	if err != nil {
		return nil, err
	}
	sections := []Section{
		{"release", manifest},
		{"nodes", c.nodes},
		{"keys", keys},
		{"ids", ids},
		{"text", textSection},
	}
	if c.hasShort {
		sections = append(sections, Section{"short", c.short})
	}
	if len(c.fields) > 0 {
		sections = append(sections, Section{"attrs", c.attrs}, Section{"fields", c.fields})
	}
	bare, err := OpenCodes(mustOpen(sections))
	if err != nil {
		return nil, err
	}
	notes, refs, sevenths := c.addNotes(entries, bare)
	sections = append(sections, Section{"notes", notes}, Section{"refs", refs}, Section{"seventh", sevenths})
	return MakeContainer(sections), nil
}

// mustOpen opens sections just made; they are whole by construction.
func mustOpen(sections []Section) *Container {
	c, err := OpenContainer(MakeContainer(sections), true)
	if err != nil {
		return &Container{}
	}
	return c
}

// shape checks that entries are in pre-order and returns each node's subtree
// size and depth.
func shape(entries []Entry) (sizes, depths []int, err error) {
	sizes, depths = make([]int, len(entries)), make([]int, len(entries))
	for i := len(entries) - 1; i >= 0; i-- {
		sizes[i]++
		p := entries[i].Parent
		if p >= i || p < -1 {
			return nil, nil, fmt.Errorf("compile %q: parent %d stands behind it", entries[i].Key, p)
		}
		if p >= 0 {
			sizes[p] += sizes[i]
		}
	}
	next := make([]int, len(entries)) // where the node's next child must stand
	for i, e := range entries {
		next[i] = i + 1
		if e.Parent < 0 {
			continue
		}
		if next[e.Parent] != i {
			return nil, nil, fmt.Errorf("compile %q: out of tabular order", e.Key)
		}
		next[e.Parent] += sizes[i]
		depths[i] = depths[e.Parent] + 1
	}
	return sizes, depths, nil
}

func sortKeys(entries []Entry) (keys, ids []byte, err error) {
	order := make([]int, len(entries))
	for i, e := range entries {
		order[i] = i
		if len(e.Key) == 0 || len(e.Key) > keySize {
			return nil, nil, fmt.Errorf("compile %q: a code has 1 to %d characters", e.Key, keySize)
		}
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(entries[a].Key, entries[b].Key) })
	for i, o := range order {
		if i > 0 && entries[o].Key == entries[order[i-1]].Key {
			return nil, nil, fmt.Errorf("compile %q: code stands twice", entries[o].Key)
		}
		keys = binary.LittleEndian.AppendUint64(keys, packKey(entries[o].Key))
		ids = binary.LittleEndian.AppendUint32(ids, uint32(o))
	}
	return keys, ids, nil
}

// A compiler gathers the sections of one code set.
type compiler struct {
	rel          codesets.Release
	text         *textBuilder
	nodes, short []byte
	attrs        []byte
	fields       []byte
	hasShort     bool
}

func (c *compiler) collect(e Entry) {
	c.text.add(e.Title)
	c.text.add(e.Short)
	for _, a := range e.Attrs {
		c.text.add(a.Name)
		c.text.add(a.Value)
	}
	for _, n := range e.Notes {
		c.text.add(n.Text)
		for _, r := range n.Refs {
			c.text.add(r.From)
			c.text.add(r.To)
			c.text.add(string(r.Qualifier))
		}
	}
	for _, s := range e.Sevenths {
		c.text.add(s.Text)
	}
}

func (c *compiler) addNode(e Entry, size, depth int) {
	var key [keySize]byte
	copy(key[:], e.Key)
	parent := noParent
	if e.Parent >= 0 {
		parent = uint32(e.Parent)
	}
	var flags byte
	if e.Billable {
		flags |= flagBillable
		c.rel.Billable++
	}
	if e.Kind != codesets.KindChapter && e.Kind != codesets.KindBlock {
		c.rel.Rows++
	}
	c.nodes = append(c.nodes, key[:]...)
	c.nodes = binary.LittleEndian.AppendUint32(c.nodes, parent)
	c.nodes = binary.LittleEndian.AppendUint32(c.nodes, uint32(size))
	c.nodes = binary.LittleEndian.AppendUint32(c.nodes, c.text.ref(e.Title))
	c.nodes = append(c.nodes, byte(e.Kind), flags, byte(depth), 0)
	c.short = binary.LittleEndian.AppendUint32(c.short, c.text.ref(e.Short))
	c.hasShort = c.hasShort || e.Short != ""
	c.addAttrs(e.Attrs)
}

func (c *compiler) addAttrs(attrs []codesets.Attr) {
	if len(attrs) == 0 {
		c.attrs = binary.LittleEndian.AppendUint32(c.attrs, 0)
		return
	}
	if len(c.fields) == 0 {
		c.fields = append(c.fields, 0) // offset 0 means none
	}
	c.attrs = binary.LittleEndian.AppendUint32(c.attrs, uint32(len(c.fields)))
	c.fields = binary.AppendUvarint(c.fields, uint64(len(attrs)))
	for _, a := range attrs {
		c.fields = binary.AppendUvarint(c.fields, uint64(c.text.ref(a.Name)))
		c.fields = binary.AppendUvarint(c.fields, uint64(c.text.ref(a.Value)))
	}
}

// addNotes makes the notes, refs and seventh sections; bare is the table
// without them, which resolves references to nodes.
func (c *compiler) addNotes(entries []Entry, bare *Codes) (notes, refs, sevenths []byte) {
	count := 0
	for i, e := range entries {
		for _, n := range e.Notes {
			notes = binary.LittleEndian.AppendUint32(notes, uint32(i))
			notes = binary.LittleEndian.AppendUint32(notes, c.text.ref(n.Text))
			notes = binary.LittleEndian.AppendUint32(notes, uint32(count))
			notes = binary.LittleEndian.AppendUint16(notes, uint16(len(n.Refs)))
			notes = append(notes, byte(n.Kind), flag(n.Unparsed), 0, 0, 0, 0)
			for _, r := range n.Refs {
				refs = c.appendRef(refs, r, bare)
				count++
			}
		}
		for _, s := range e.Sevenths {
			sevenths = binary.LittleEndian.AppendUint32(sevenths, uint32(i))
			sevenths = binary.LittleEndian.AppendUint32(sevenths, c.text.ref(s.Text))
			sevenths = append(sevenths, s.Char, 0, 0, 0)
		}
	}
	return notes, refs, sevenths
}

func (c *compiler) appendRef(refs []byte, r codesets.Ref, bare *Codes) []byte {
	lo, hi := bare.Span(r)
	refs = binary.LittleEndian.AppendUint32(refs, uint32(lo))
	refs = binary.LittleEndian.AppendUint32(refs, uint32(hi))
	refs = binary.LittleEndian.AppendUint32(refs, c.text.ref(r.From))
	refs = binary.LittleEndian.AppendUint32(refs, c.text.ref(r.To))
	refs = binary.LittleEndian.AppendUint32(refs, c.text.ref(string(r.Qualifier)))
	return append(refs, flag(r.Prefix), 0, 0, 0)
}

// flag returns the one bit that notes and references use.
func flag(on bool) byte {
	if on {
		return 1
	}
	return 0
}
