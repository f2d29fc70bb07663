package store

import (
	_ "embed" // for the default release
	"fmt"
	"sync"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

//go:generate go run ../icd10cm/gen

// embeddedICD10CM is the compiled default release, made by go generate.
//
//go:embed embedded/icd10cm.mct
var embeddedICD10CM []byte

// A Store gives the tables at hand. It is safe for concurrent use.
type Store struct {
	catalog *codesets.Catalog

	mu    sync.Mutex
	codes map[string]*table.Codes // by set and edition
}

// Open opens the embedded release and every release under dir; an empty dir
// stands for none.
func Open(dir string) (*Store, error) {
	s := &Store{codes: map[string]*table.Codes{}}
	t, err := openEmbedded()
	if err != nil {
		return nil, err
	}
	rel := t.Release()
	s.codes[key(rel)] = t
	s.catalog = codesets.NewCatalog([]codesets.Release{rel})
	return s, nil
}

func openEmbedded() (*table.Codes, error) {
	c, err := table.OpenContainer(embeddedICD10CM, true)
	if err != nil {
		return nil, fmt.Errorf("open embedded ICD-10-CM: %w", err)
	}
	return table.OpenCodes(c)
}

func key(r codesets.Release) string { return string(r.Set) + " " + r.Edition }

// Catalog returns the releases at hand.
func (s *Store) Catalog() *codesets.Catalog { return s.catalog }

// Codes opens the code set of release r, which the catalog named.
func (s *Store) Codes(r codesets.Release) (*table.Codes, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t, ok := s.codes[key(r)]; ok {
		return t, nil
	}
	return nil, fmt.Errorf("%s %s: %w", r.Set, r.Edition, codesets.ErrNoRelease)
}
