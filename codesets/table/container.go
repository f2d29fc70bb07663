package table

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"sync"

	"github.com/medcode-cli/medcode/codesets"
)

// The layout of a container, all numbers little-endian:
//
//	bytes  1-8    magic "MEDCODE1"
//	bytes  9-12   Schema
//	bytes 13-16   number of sections n
//	then n entries of 32 bytes: name (12, zero padded), CRC-32C of the
//	section (4), offset from the start of the file (8), length (8)
//	then 4 bytes: CRC-32C of all before
//	then the sections, each at a multiple of 8
const (
	magic       = "MEDCODE1"
	headerSize  = 16
	entrySize   = 32
	nameSize    = 12
	maxSections = 64
)

// Schema is the version of the compiled form. A file of another schema is
// refused: it is made anew from its source.
const Schema = 1

// ErrCorrupt reports a compiled file whose content does not match its checksums.
var ErrCorrupt = errors.New("stored table is damaged")

// ErrSchema reports a compiled file made by another version of the program.
var ErrSchema = errors.New("stored table has another schema")

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// A Section is one named part of a container, for WriteContainer.
type Section struct {
	Name string // at most 12 bytes
	Data []byte
}

// A Container is a compiled file opened in place. It is safe for concurrent use.
type Container struct {
	data    []byte
	entries []entry
	trusted bool
	release func() (codesets.Release, error) // parsed once
}

type entry struct {
	name     string
	sum      uint32
	off, len uint64
}

// MakeContainer returns the container of sections, in their order.
func MakeContainer(sections []Section) []byte {
	off := align8(headerSize + entrySize*len(sections) + 4)
	head := make([]byte, 0, off)
	head = append(head, magic...)
	head = binary.LittleEndian.AppendUint32(head, Schema)
	head = binary.LittleEndian.AppendUint32(head, uint32(len(sections)))
	size := off
	for _, s := range sections {
		var name [nameSize]byte
		copy(name[:], s.Name)
		head = append(head, name[:]...)
		head = binary.LittleEndian.AppendUint32(head, crc32.Checksum(s.Data, castagnoli))
		head = binary.LittleEndian.AppendUint64(head, uint64(size))
		head = binary.LittleEndian.AppendUint64(head, uint64(len(s.Data)))
		size = align8(size + len(s.Data))
	}
	head = binary.LittleEndian.AppendUint32(head, crc32.Checksum(head, castagnoli))
	out := make([]byte, size)
	copy(out, head)
	for _, s := range sections {
		copy(out[off:], s.Data)
		off = align8(off + len(s.Data))
	}
	return out
}

func align8(n int) int { return (n + 7) &^ 7 }

// OpenContainer opens data in place; data must not change afterwards. It
// checks the directory at once and each section when it is first asked for,
// unless trusted, which is for what is embedded in the program. Errors are
// ErrCorrupt and ErrSchema.
func OpenContainer(data []byte, trusted bool) (*Container, error) {
	entries, err := directory(data, int64(len(data)))
	if err != nil {
		return nil, err
	}
	c := &Container{data: data, trusted: trusted, entries: entries}
	c.release = sync.OnceValues(c.readRelease)
	return c, nil
}

// directory reads the directory at the head of a container of size bytes, of
// which head is the beginning.
func directory(head []byte, size int64) ([]entry, error) {
	if len(head) < headerSize || !bytes.Equal(head[:8], []byte(magic)) {
		return nil, fmt.Errorf("%w: not a medcode table", ErrCorrupt)
	}
	if v := binary.LittleEndian.Uint32(head[8:]); v != Schema {
		return nil, fmt.Errorf("%w: %d, want %d", ErrSchema, v, Schema)
	}
	n := int(binary.LittleEndian.Uint32(head[12:]))
	end := headerSize + n*entrySize
	if n > maxSections || len(head) < end+4 {
		return nil, fmt.Errorf("%w: directory cut off", ErrCorrupt)
	}
	if binary.LittleEndian.Uint32(head[end:]) != crc32.Checksum(head[:end], castagnoli) {
		return nil, fmt.Errorf("%w: directory checksum", ErrCorrupt)
	}
	entries := make([]entry, n)
	for i := range entries {
		b := head[headerSize+i*entrySize:]
		e := entry{
			name: string(bytes.TrimRight(b[:nameSize], "\x00")),
			sum:  binary.LittleEndian.Uint32(b[nameSize:]),
			off:  binary.LittleEndian.Uint64(b[nameSize+4:]),
			len:  binary.LittleEndian.Uint64(b[nameSize+12:]),
		}
		if e.off > uint64(size) || e.len > uint64(size)-e.off {
			return nil, fmt.Errorf("%w: section %q cut off", ErrCorrupt, e.name)
		}
		entries[i] = e
	}
	return entries, nil
}

// headRead is how much of a file ReadRelease reads at once: the directory and,
// in most files, the release.
const headRead = 4096

// ReadRelease returns the release that the container of size bytes in r
// holds, reading only its head. Errors are ErrCorrupt, ErrSchema and those of r.
func ReadRelease(r io.ReaderAt, size int64) (codesets.Release, error) {
	var rel codesets.Release
	head := make([]byte, min(headRead, size))
	if _, err := r.ReadAt(head, 0); err != nil {
		return rel, err
	}
	entries, err := directory(head, size)
	if err != nil {
		return rel, err
	}
	for _, e := range entries {
		if e.name != releaseSection {
			continue
		}
		b := make([]byte, e.len)
		if e.off+e.len <= uint64(len(head)) {
			b = head[e.off : e.off+e.len]
		} else if _, err := r.ReadAt(b, int64(e.off)); err != nil {
			return rel, err
		}
		if crc32.Checksum(b, castagnoli) != e.sum {
			return rel, fmt.Errorf("%w: section %q", ErrCorrupt, e.name)
		}
		return parseRelease(b)
	}
	return parseRelease(nil)
}

// releaseSection is the section that holds the manifest.
const releaseSection = "release"

func parseRelease(b []byte) (codesets.Release, error) {
	var rel codesets.Release
	if err := json.Unmarshal(b, &rel); err != nil {
		return rel, fmt.Errorf("%w: release: %w", ErrCorrupt, err)
	}
	return rel, nil
}

// sideBySide is the length of sections together from which they are checked
// side by side: below it, starting a goroutine takes longer than a checksum.
const sideBySide = 1 << 20 // bytes

// load puts the sections named into the slices they belong to, empty where
// there is none, after checking them. The checksums of a large table take most
// of the time to open it, so they are made side by side.
func (c *Container) load(to map[string]*[]byte) error {
	var size uint64
	for _, e := range c.entries {
		if _, ok := to[e.name]; ok {
			size += e.len
		}
	}
	var wait sync.WaitGroup
	errs := make([]error, len(c.entries))
	for i, e := range c.entries {
		dst, ok := to[e.name]
		switch {
		case !ok:
		case c.trusted || size < sideBySide:
			*dst, errs[i] = c.Section(e.name)
		default:
			wait.Go(func() { *dst, errs[i] = c.Section(e.name) })
		}
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// Section returns the content of the named section, empty when there is none,
// after checking it. The bytes must not be changed.
func (c *Container) Section(name string) ([]byte, error) {
	b, sum := c.unchecked(name)
	if !c.trusted && crc32.Checksum(b, castagnoli) != sum {
		return nil, fmt.Errorf("%w: section %q", ErrCorrupt, name)
	}
	return b, nil
}

// unchecked returns the content of the named section as it is, empty when
// there is none, and the checksum it should have.
func (c *Container) unchecked(name string) (b []byte, sum uint32) {
	for _, e := range c.entries {
		if e.name == name {
			return c.data[e.off : e.off+e.len : e.off+e.len], e.sum
		}
	}
	return nil, 0
}

// Release returns the release the container holds.
func (c *Container) Release() (codesets.Release, error) { return c.release() }

func (c *Container) readRelease() (codesets.Release, error) {
	b, err := c.Section(releaseSection)
	if err != nil {
		return codesets.Release{}, err
	}
	return parseRelease(b)
}

// Verify checks every section and returns the first that is damaged.
func (c *Container) Verify() error {
	for _, e := range c.entries {
		if crc32.Checksum(c.data[e.off:e.off+e.len], castagnoli) != e.sum {
			return fmt.Errorf("%w: section %q", ErrCorrupt, e.name)
		}
	}
	return nil
}
