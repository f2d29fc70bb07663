package store

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/medcode-cli/medcode/codesets"
)

// extension is what the files of compiled tables end in.
const extension = ".mct"

// A fileName is what the name of a stored file says.
type fileName struct {
	edition        string
	effective, end codesets.Date
	sequence       int
	digest         string // head of the SHA-256 of the file, lower-case hex
}

func (n fileName) String() string {
	return fmt.Sprintf("%s_%d_%d.%d-%s%s", n.edition, n.effective, n.end, n.sequence, n.digest, extension)
}

// parseName reads the name of a stored file. It reports false for a file that
// is not one of the store's.
func parseName(name string) (fileName, bool) {
	name, ok := strings.CutSuffix(name, extension)
	parts := strings.Split(name, "_")
	if !ok || len(parts) != 3 || CheckEdition(parts[0]) != nil {
		return fileName{}, false
	}
	tail, digest, ok := strings.Cut(parts[2], "-")
	end, sequence, dot := strings.Cut(tail, ".")
	n := fileName{edition: parts[0], digest: digest}
	var from, to int
	var errs [3]error
	from, errs[0] = strconv.Atoi(parts[1])
	to, errs[1] = strconv.Atoi(end)
	n.sequence, errs[2] = strconv.Atoi(sequence)
	n.effective, n.end = codesets.Date(from), codesets.Date(to)
	return n, ok && dot && errors.Join(errs[:]...) == nil && n.sequence > 0
}

// maxEdition is the longest edition, in bytes.
const maxEdition = 40

// CheckEdition returns what keeps edition from naming a release: it stands in
// file names, so it is made of letters, digits, dots, dashes and plus signs.
func CheckEdition(edition string) error {
	bad := func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '.' && r != '-' && r != '+'
	}
	if edition == "" || len(edition) > maxEdition || edition[0] == '.' || strings.ContainsFunc(edition, bad) {
		return fmt.Errorf("edition %q, want 1 to %d letters, digits, dots, dashes or plus signs", edition, maxEdition)
	}
	return nil
}

// storedSets returns the sets that have a directory.
func (s *Store) storedSets() ([]codesets.CodeSet, error) {
	if s.dir == "" {
		return nil, nil
	}
	entries, err := os.ReadDir(s.dir)
	none := errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.ENOTDIR)
	if err != nil && !none {
		return nil, fmt.Errorf("read stored tables: %w", err)
	}
	var sets []codesets.CodeSet
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			sets = append(sets, codesets.CodeSet(e.Name()))
		}
	}
	return sets, nil
}

// fileNames returns the files of set, of one edition the newest first.
func (s *Store) fileNames(set codesets.CodeSet) []fileName {
	if s.dir == "" {
		return nil
	}
	entries, err := os.ReadDir(filepath.Join(s.dir, string(set)))
	if err != nil {
		return nil // no directory: nothing is stored
	}
	var names []fileName
	for _, e := range entries {
		if n, ok := parseName(e.Name()); ok {
			names = append(names, n)
		}
	}
	slices.SortFunc(names, func(a, b fileName) int {
		return cmp.Or(cmp.Compare(a.edition, b.edition), cmp.Compare(b.sequence, a.sequence), cmp.Compare(a.digest, b.digest))
	})
	return names
}

// list returns the releases of set, the embedded one first. A file that
// cannot be read stands with what its name says, so that the date still picks
// it and its use is an error, not an answer from another release.
func (s *Store) list(set codesets.CodeSet) []codesets.Release {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.read(set)
}

// read is list for a caller that holds s.mu.
func (s *Store) read(set codesets.CodeSet) []codesets.Release {
	var out []codesets.Release
	if set == codesets.ICD10CM {
		if s.embedded == nil {
			s.embedded = openEmbedded()
		}
		s.releases[keyOf(s.embedded.release)] = s.embedded
		out = append(out, s.embedded.release)
	}
	names := s.fileNames(set)
	for i, n := range names {
		if i > 0 && names[i-1].edition == n.edition {
			continue // superseded, not yet removed
		}
		if st := s.open(set, n); st != nil {
			s.releases[keyOf(st.release)] = st
			out = append(out, st.release)
		}
	}
	return out
}

// open returns the stored form of a file, nil when it is gone. The caller
// holds s.mu.
func (s *Store) open(set codesets.CodeSet, n fileName) *stored {
	path := filepath.Join(s.dir, string(set), n.String())
	if st, ok := s.files[path]; ok {
		return st
	}
	st, err := openFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if st == nil {
		st = &stored{path: path}
	}
	if err == nil && (st.release.Set != set || st.release.Edition != n.edition) {
		err = fmt.Errorf("holds %s %s, not what its name says", st.release.Set, st.release.Edition)
	}
	if err != nil {
		st.release = codesets.Release{
			Set: set, Edition: n.edition, Effective: n.effective, End: n.end,
			Title: string(set) + " " + n.edition, Note: "damaged",
		}
		_ = st.damage(err) // kept in st, returned on use
	}
	st.release.Embedded = false
	s.files[path] = st
	return st
}
