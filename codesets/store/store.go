package store

import (
	_ "embed" // for the default release
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/blevesearch/mmap-go"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

//go:generate go run ../icd10cm/gen

// embeddedICD10CM is the compiled default release, made by go generate.
//
//go:embed embedded/icd10cm.mct
var embeddedICD10CM []byte

// A Store gives the tables at hand. It is safe for concurrent use. Close it
// when no table of it is used any more.
type Store struct {
	dir string // DIR/tables, "" when there is none

	mu       sync.Mutex
	catalog  *codesets.Catalog
	releases map[releaseKey]*stored
	files    map[string]*stored // by path, so that a file is mapped once
	embedded *stored            // nil before ICD-10-CM is first asked for
}

// A releaseKey names a release.
type releaseKey struct {
	set     codesets.CodeSet
	edition string
}

// A stored is one release at hand. Its tables are opened when first asked for.
type stored struct {
	release   codesets.Release
	path      string // "" for the embedded release
	size      int64
	touched   bool // changed since it was stored, or copied
	mapped    mmap.MMap
	container *table.Container
	err       error // why it cannot be used

	codes  *table.Codes
	rows   *table.Rows
	pairs  *table.Pairs
	byCode *table.Pairs // the same, checked code by code
}

// Open opens the embedded release and every release under dir, which need not
// exist; an empty dir stands for none. Files are read when their set is first
// asked for: a damaged one is an error on its use, not here.
func Open(dir string) (*Store, error) {
	s := &Store{}
	if dir != "" {
		s.dir = filepath.Join(dir, "tables")
	}
	if err := s.Refresh(); err != nil {
		return nil, err
	}
	return s, nil
}

// Refresh takes up what was stored since the store was opened. Tables already
// open stay as they are.
func (s *Store) Refresh() error {
	sets, err := s.storedSets()
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.files == nil {
		s.files = map[string]*stored{}
	}
	s.releases = map[releaseKey]*stored{}
	s.catalog = codesets.NewLazyCatalog(append(sets, codesets.ICD10CM), s.list)
	return nil
}

// openEmbedded reads the head of the embedded release. What keeps it from
// being read is an error on its use, as with a damaged file.
func openEmbedded() *stored {
	st := &stored{size: int64(len(embeddedICD10CM)), release: codesets.Release{Set: codesets.ICD10CM, Edition: "embedded", Title: "embedded ICD-10-CM", Note: "damaged"}}
	c, err := table.OpenContainer(embeddedICD10CM, true)
	if err == nil {
		var rel codesets.Release
		if rel, err = c.Release(); err == nil {
			st.release, st.container = rel, c
		}
	}
	if err != nil {
		st.err = fmt.Errorf("open embedded ICD-10-CM: %w", err)
	}
	return st
}

func keyOf(r codesets.Release) releaseKey { return releaseKey{r.Set, r.Edition} }

// Catalog returns the releases at hand.
func (s *Store) Catalog() *codesets.Catalog {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.catalog
}

// Dir returns the directory of the stored tables, "" when there is none.
func (s *Store) Dir() string { return s.dir }

// find returns the stored form of release r, which the catalog named. The
// caller holds s.mu.
func (s *Store) find(r codesets.Release) (*stored, error) {
	if _, ok := s.releases[keyOf(r)]; !ok {
		s.read(r.Set) // r is of a catalog from before a refresh
	}
	st, ok := s.releases[keyOf(r)]
	if !ok {
		return nil, fmt.Errorf("%s %s: %w", r.Set, r.Edition, codesets.ErrNoRelease)
	}
	if st.err != nil {
		return st, st.err
	}
	err := st.open()
	if errors.Is(err, fs.ErrNotExist) { // replaced by another program meanwhile
		s.read(r.Set)
		if st, ok = s.releases[keyOf(r)]; ok {
			err = st.open()
		}
	}
	return st, err
}

// Codes opens the code set of release r, which the catalog named. A damaged
// file is a *DamageError.
func (s *Store) Codes(r codesets.Release) (*table.Codes, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st, err := s.find(r)
	if err == nil && st.codes == nil {
		st.codes, err = table.OpenCodes(st.container)
		err = st.damage(err)
	}
	if err != nil {
		return nil, err
	}
	return st.codes, nil
}

// Rows opens the table of rows of release r, which the catalog named. A
// damaged file is a *DamageError.
func (s *Store) Rows(r codesets.Release) (*table.Rows, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st, err := s.find(r)
	if err == nil && st.rows == nil {
		st.rows, err = table.OpenRows(st.container)
		err = st.damage(err)
	}
	if err != nil {
		return nil, err
	}
	return st.rows, nil
}

// Pairs opens the code pairs of release r, which the catalog named. A damaged
// file is a *DamageError.
func (s *Store) Pairs(r codesets.Release) (*table.Pairs, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st, err := s.find(r)
	if err == nil && st.pairs == nil {
		st.pairs, err = table.OpenPairs(st.container)
		err = st.damage(err)
	}
	if err != nil {
		return nil, err
	}
	return st.pairs, nil
}

// PairsOf opens the code pairs of release r, which the catalog named, for the
// pairs with one of codes in column 1, and checks only what they stand in; the
// pairs of other codes may be asked for after their Check. A file that was
// changed since it was stored is checked whole. A damaged file is a
// *DamageError.
func (s *Store) PairsOf(r codesets.Release, codes ...string) (*table.Pairs, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st, err := s.find(r)
	if err != nil {
		return nil, err
	}
	if st.pairs == nil && st.touched {
		st.pairs, err = table.OpenPairs(st.container)
		if err := st.damage(err); err != nil {
			return nil, err
		}
	}
	if st.pairs != nil {
		return st.pairs, nil
	}
	if st.byCode == nil {
		if st.byCode, err = table.OpenPairsByCode(st.container); err != nil {
			return nil, st.damage(err)
		}
	}
	for _, code := range codes {
		if at, ok := st.byCode.Code(code); ok {
			if err := st.byCode.Check(at); err != nil {
				return nil, st.damage(err)
			}
		}
	}
	return st.byCode, nil
}

// damage gives err, when there is one, the file and the way to mend it.
func (st *stored) damage(err error) error {
	if err == nil {
		return nil
	}
	st.err = &DamageError{File: st.path, Set: st.release.Set, Edition: st.release.Edition, Err: err}
	return st.err
}

// A DamageError reports a stored table that cannot be read: its content does
// not match its checksums, or another version of medcode wrote it.
type DamageError struct {
	File    string // path
	Set     codesets.CodeSet
	Edition string
	Err     error // wraps table.ErrCorrupt or table.ErrSchema
}

// Error returns "read FILE: what".
func (e *DamageError) Error() string { return fmt.Sprintf("read %s: %v", e.File, e.Err) }

// Unwrap returns what is wrong with the file.
func (e *DamageError) Unwrap() error { return e.Err }

// Hint returns what mends it.
func (e *DamageError) Hint() string {
	return fmt.Sprintf("run 'medcode sets remove %s %s', then load its official file again", e.Set, e.Edition)
}

// Close releases the memory maps. No table of the store may be used afterwards.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	for _, st := range s.files {
		if st.mapped != nil {
			errs = append(errs, st.mapped.Unmap())
		}
	}
	s.files, s.releases, s.catalog = nil, map[releaseKey]*stored{}, &codesets.Catalog{}
	return errors.Join(errs...)
}

// openFile reads the head of the file at path.
func openFile(path string) (*stored, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	st := &stored{path: path, size: info.Size(), touched: touched(path, info.ModTime())}
	st.release, err = table.ReadRelease(f, st.size)
	return st, err
}

// open maps the file into memory, once.
func (st *stored) open() error {
	if st.container != nil {
		return nil
	}
	f, err := os.Open(st.path)
	if err != nil {
		return err
	}
	defer f.Close()
	if st.mapped, err = mmap.Map(f, mmap.RDONLY, 0); err != nil {
		return fmt.Errorf("map %s into memory: %w", st.path, err)
	}
	st.container, err = table.OpenContainer(st.mapped, false)
	return st.damage(err)
}
