package store

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// A State is what Verify found of one release.
type State struct {
	Release codesets.Release
	File    string // path, "" for the embedded release
	Size    int64  // bytes
	Err     error  // nil when whole; else a *DamageError, or why it could not be read
}

// States returns every release with its file, by set and edition; the content
// is checked only as far as it has been read.
func (s *Store) States() []State { return s.states((*stored).known) }

// Damage returns why release r, which the catalog named, cannot be used, as
// far as its file has been read; nil when nothing is wrong with it.
func (s *Store) Damage(r codesets.Release) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if st, ok := s.releases[keyOf(r)]; ok {
		return st.err
	}
	return nil
}

// Verify reads every release whole and compares its checksums and its digest.
func (s *Store) Verify() []State { return s.states((*stored).verify) }

func (s *Store) states(check func(*stored) error) []State {
	s.Catalog().All() // lists every set
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []State
	for _, st := range s.releases {
		err := check(st)
		out = append(out, State{Release: st.release, File: st.path, Size: st.size, Err: err})
	}
	slices.SortFunc(out, func(a, b State) int {
		return cmp.Or(cmp.Compare(a.Release.Set, b.Release.Set), cmp.Compare(a.Release.Effective, b.Release.Effective),
			cmp.Compare(a.Release.Edition, b.Release.Edition))
	})
	return out
}

func (st *stored) known() error { return st.err }

// verify checks all of the file: each section, and the digest in its name.
func (st *stored) verify() error {
	if st.err == nil {
		st.err = st.open()
	}
	if st.err != nil {
		return st.err
	}
	if err := st.container.Verify(); err != nil {
		return st.damage(err)
	}
	if st.path == "" {
		return nil
	}
	n, _ := parseName(filepath.Base(st.path))
	if got := digest(st.mapped); got != n.digest {
		return st.damage(fmt.Errorf("%w: SHA-256 begins %s, want %s", table.ErrCorrupt, got, n.digest))
	}
	return nil
}
