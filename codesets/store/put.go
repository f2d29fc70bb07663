package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

const (
	lockName   = ".lock"
	tempPrefix = ".tmp-"
	lockPoll   = 50 * time.Millisecond

	// digestLen is how many hex digits of a file's SHA-256 stand in its name.
	digestLen = 16
)

// ErrNoDir reports a store without a directory, to which nothing can be written.
var ErrNoDir = errors.New("no data directory")

// Put stores the release that compile returns, a container as the compilers
// of codesets/table make it, of the given set and edition. While compile runs
// no other program writes, so compile may build upon the release of the same
// edition that is there, if any: it is in the catalog. A release already
// there with the same content stays as it is.
//
// The error leaves the store as it was.
func (s *Store) Put(ctx context.Context, set codesets.CodeSet, edition string, compile func() ([]byte, error)) (codesets.Release, error) {
	if err := CheckEdition(edition); err != nil {
		return codesets.Release{}, err
	}
	if _, known := codesets.Describe(set); !known {
		return codesets.Release{}, fmt.Errorf("code set %q is not known", set)
	}
	var rel codesets.Release
	err := s.locked(ctx, func() error {
		data, err := compile()
		if err != nil {
			return err
		}
		if rel, err = checkRelease(data, set, edition); err != nil {
			return err
		}
		return s.write(rel, data)
	})
	return rel, err
}

// checkRelease returns the release that data holds.
func checkRelease(data []byte, set codesets.CodeSet, edition string) (codesets.Release, error) {
	c, err := table.OpenContainer(data, true)
	if err != nil {
		return codesets.Release{}, err
	}
	rel, err := c.Release()
	if err != nil {
		return rel, err
	}
	if rel.Set != set || rel.Edition != edition {
		return rel, fmt.Errorf("compiled table is %s %s, want %s %s", rel.Set, rel.Edition, set, edition)
	}
	return rel, nil
}

// locked runs f while this program is the only writer, after removing what a
// dead writer left, and takes up what f changed.
func (s *Store) locked(ctx context.Context, f func() error) error {
	if s.dir == "" {
		return fmt.Errorf("store a table: %w", ErrNoDir)
	}
	if err := os.MkdirAll(s.dir, 0o755); err != nil {
		return fmt.Errorf("store a table: %w", err)
	}
	lock := flock.New(filepath.Join(s.dir, lockName))
	if ok, err := lock.TryLockContext(ctx, lockPoll); err != nil || !ok {
		return fmt.Errorf("wait for another load to finish: %w", err)
	}
	defer func() { _ = lock.Unlock() }()
	s.clean()
	if err := s.Refresh(); err != nil {
		return err
	}
	if err := f(); err != nil {
		return err
	}
	return s.Refresh()
}

// clean removes what writers that died left. What cannot be removed does no
// harm: it is never read.
func (s *Store) clean() {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), tempPrefix) {
			_ = os.RemoveAll(filepath.Join(s.dir, e.Name()))
			continue
		}
		if e.IsDir() {
			s.cleanSet(codesets.CodeSet(e.Name()))
		}
	}
}

// cleanSet removes the superseded files of a set.
func (s *Store) cleanSet(set codesets.CodeSet) {
	names := s.fileNames(set)
	for i, n := range names {
		if i > 0 && names[i-1].edition == n.edition {
			_ = os.Remove(filepath.Join(s.dir, string(set), n.String()))
		}
	}
}

// write puts data under its name. The caller holds the lock.
func (s *Store) write(rel codesets.Release, data []byte) error {
	dir := filepath.Join(s.dir, string(rel.Set))
	name := fileName{edition: rel.Edition, effective: rel.First(), end: rel.End, sequence: 1, digest: digest(data)}
	for _, old := range s.fileNames(rel.Set) {
		if old.edition != rel.Edition {
			continue
		}
		if old.digest == name.digest && s.whole(filepath.Join(dir, old.String()), data) {
			return nil
		}
		name.sequence = max(name.sequence, old.sequence+1)
	}
	temp, err := os.MkdirTemp(s.dir, tempPrefix)
	if err != nil {
		return fmt.Errorf("store %s %s: %w", rel.Set, rel.Edition, err)
	}
	defer os.RemoveAll(temp)
	made := filepath.Join(temp, name.String())
	if err := writeSynced(made, data, stamp(name)); err != nil {
		return fmt.Errorf("store %s %s: %w", rel.Set, rel.Edition, err)
	}
	if !s.whole(made, data) {
		return fmt.Errorf("store %s %s: what was written reads back differently: the disk or its memory is at fault", rel.Set, rel.Edition)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("store %s %s: %w", rel.Set, rel.Edition, err)
	}
	if err := os.Rename(made, filepath.Join(dir, name.String())); err != nil {
		return fmt.Errorf("store %s %s: %w", rel.Set, rel.Edition, err)
	}
	syncDir(dir)
	s.cleanSet(rel.Set)
	return nil
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])[:digestLen]
}

// whole reports whether the file at path opens and holds data.
func (s *Store) whole(path string, data []byte) bool {
	st, err := openFile(path)
	if err != nil || st.open() != nil {
		return false
	}
	same := bytes.Equal(st.mapped, data) && st.container.Verify() == nil
	return st.mapped.Unmap() == nil && same
}

// stamp returns the time that a stored file is given as that of its last
// change: the first day it is in force. A file with another time was changed
// since it was stored, or copied, and is checked whole where a part of it
// would do.
func stamp(n fileName) time.Time { return n.effective.Time() }

// touched reports whether the file at path was last changed at another time
// than it was given.
func touched(path string, changed time.Time) bool {
	n, ok := parseName(filepath.Base(path))
	return !ok || !changed.Equal(stamp(n))
}

func writeSynced(path string, data []byte, at time.Time) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		// Where times cannot be set, the file is checked whole at each use.
		_ = os.Chtimes(path, at, at)
	}
	return err
}

// syncDir makes a rename last. Not every system can sync a directory, and
// then the rename is as safe as that system makes it.
func syncDir(dir string) {
	d, err := os.Open(dir)
	if err != nil {
		return
	}
	_ = d.Sync()
	_ = d.Close()
}

// Remove removes a loaded release. It is ErrNoRelease when there is none; the
// embedded release cannot be removed.
func (s *Store) Remove(ctx context.Context, set codesets.CodeSet, edition string) error {
	return s.locked(ctx, func() error {
		found := false
		for _, n := range s.fileNames(set) {
			if n.edition != edition {
				continue
			}
			found = true
			if err := os.Remove(filepath.Join(s.dir, string(set), n.String())); err != nil {
				return fmt.Errorf("remove %s %s: %w", set, edition, err)
			}
		}
		if !found {
			return fmt.Errorf("remove %s %s: %w", set, edition, codesets.ErrNoRelease)
		}
		return nil
	})
}
