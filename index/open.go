package index

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/blevesearch/mmap-go"
	"github.com/gofrs/flock"

	segment "github.com/blevesearch/scorch_segment_api/v2"
	zap "github.com/blevesearch/zapx/v17"
)

// mappingVersion changes with what is indexed and how; an index of another
// version is built anew.
const mappingVersion = 6

// The files of an index.
const (
	forwardFile = "words.mct"
	segmentFile = "terms.zap"
	tempPrefix  = "building-"
)

// lockWait is how long a second process waits for the first to build.
const lockWait = 60 * time.Second

// Open opens the index of a source below dir, and builds it there when it is
// missing or was made by another version. An empty dir stands for no place on
// disk: the index is built in memory. When dir cannot be written the
// index is built in memory, and the error that kept it from the disk is
// returned beside it; the index is nil only when it could not be built at
// all. The caller closes it. progress, which may be nil, is told how far a
// build is, 0 to 1.
func Open(ctx context.Context, dir string, from Source, progress func(float64)) (*Index, error) {
	if progress == nil {
		progress = func(float64) {}
	}
	if dir == "" {
		return Build(from, progress)
	}
	path := filepath.Join(dir, "index", indexName(from))
	if x, err := openAt(path, from); err == nil {
		return x, nil
	}
	x, err := buildAt(ctx, path, from, progress)
	if err == nil {
		return x, nil
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	x, buildErr := Build(from, progress)
	if buildErr != nil {
		return nil, buildErr
	}
	return x, fmt.Errorf("keep the search index: %w", err)
}

// indexName names the directory of an index by what it is made from.
func indexName(from Source) string {
	rel := from.Codes.Release()
	name := fmt.Sprintf("%s-%.16s-%d.%08x", rel.Set, rel.Digest, mappingVersion, lexiconSum())
	if from.NamesDigest != "" {
		name += fmt.Sprintf(".%08x", crc32.ChecksumIEEE([]byte(from.NamesDigest)))
	}
	return name
}

func openAt(path string, from Source) (*Index, error) {
	mapped, err := mapFile(filepath.Join(path, forwardFile))
	if err != nil {
		return nil, err
	}
	x, err := openMapped(path, mapped, from)
	if err != nil {
		return nil, errors.Join(err, mapped.Unmap())
	}
	return x, nil
}

// mapFile maps a file into memory, to be read only.
func mapFile(path string) (mmap.MMap, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if st, err := f.Stat(); err != nil || st.Size() == 0 {
		return nil, errors.Join(err, errShape)
	}
	return mmap.Map(f, mmap.RDONLY, 0)
}

func openMapped(path string, mapped mmap.MMap, from Source) (*Index, error) {
	fwd, err := openForward(mapped)
	if err != nil {
		return nil, err
	}
	if n := fwd.docs(); n > 0 && int(fwd.node.at(uint32(n-1))) >= from.Codes.Len() {
		return nil, errShape
	}
	seg, err := (&zap.ZapPlugin{}).Open(filepath.Join(path, segmentFile))
	if err != nil {
		return nil, err
	}
	if seg.Count() != uint64(fwd.docs()) {
		_ = seg.Close()
		return nil, errShape
	}
	x := newIndex(from, fwd, seg)
	x.mapped = mapped
	return x, nil
}

// buildAt builds the index in a directory of its own and renames it to path,
// so that a reader finds a whole index or none. A lock makes a second process
// wait and then open what the first one built.
func buildAt(ctx context.Context, path string, from Source, progress func(float64)) (*Index, error) {
	parent := filepath.Dir(path)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return nil, err
	}
	lock := flock.New(filepath.Join(parent, "lock"))
	wait, cancel := context.WithTimeout(ctx, lockWait)
	defer cancel()
	if _, err := lock.TryLockContext(wait, 20*time.Millisecond); err != nil {
		return nil, err
	}
	defer func() { _ = lock.Unlock() }()
	if x, err := openAt(path, from); err == nil {
		return x, nil
	}
	sweep(parent, path)
	temp, err := os.MkdirTemp(parent, tempPrefix)
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temp)
	if err := writeIndex(temp, from, progress); err != nil {
		return nil, err
	}
	check, err := openAt(temp, from)
	if err != nil {
		return nil, fmt.Errorf("verify the new index: %w", err)
	}
	if err := check.Close(); err != nil {
		return nil, err
	}
	if err := os.Rename(temp, path); err != nil {
		return nil, err
	}
	return openAt(path, from)
}

// sweep removes what killed builds left behind, a damaged index at path, and
// the indexes of the same release made by other versions of the program or
// with other names.
func sweep(parent, path string) {
	entries, err := os.ReadDir(parent)
	if err != nil {
		return
	}
	name := filepath.Base(path)
	release := name[:strings.LastIndexByte(name, '-')+1]
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), tempPrefix) || strings.HasPrefix(e.Name(), release) {
			_ = os.RemoveAll(filepath.Join(parent, e.Name()))
		}
	}
}

func writeIndex(dir string, from Source, progress func(float64)) error {
	fwd, seg, err := build(from, progress)
	if err != nil {
		return err
	}
	defer seg.Close()
	keep, ok := seg.(segment.UnpersistedSegment)
	if !ok {
		return errors.New("segment cannot be written")
	}
	if err := keep.Persist(filepath.Join(dir, segmentFile)); err != nil {
		return err
	}
	if err := writeFile(filepath.Join(dir, forwardFile), fwd); err != nil {
		return err
	}
	return os.Chmod(dir, 0o755)
}

// writeFile writes data and waits until it is on the disk.
func writeFile(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fs.FileMode(0o644))
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}
