package claimfile

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// maxWindow bounds the memory of decompression, in bytes.
const maxWindow = 128 << 20

// An Input is one file to read claims from: a file, one inside a zip archive,
// or standard input.
type Input struct {
	Name string // as it is shown: a base name, below a folder or an archive with its path
	// Found says that a folder or archive named it, not the user: it may be no
	// file of claims at all.
	Found bool
	open  func() (io.ReadCloser, error)
}

// Open opens the input, decompressed when it is gzip or Zstandard.
func (in *Input) Open() (io.ReadCloser, error) {
	f, err := in.open()
	if err != nil {
		return nil, err
	}
	r, err := Decompress(f)
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("read %s: %w", in.Name, err)
	}
	return &opened{Reader: r, file: f}, nil
}

type opened struct {
	io.Reader
	file io.Closer
}

// Close closes the decompressor and the file.
func (o *opened) Close() error {
	if c, ok := o.Reader.(io.Closer); ok {
		_ = c.Close()
	}
	return o.file.Close()
}

// Stdin returns standard input as an Input; it can be opened once.
func Stdin(r io.Reader) Input {
	return Input{Name: "-", open: func() (io.ReadCloser, error) { return io.NopCloser(r), nil }}
}

// Inputs returns the files a name stands for: itself; the files of a folder
// and of the folders in it, hidden ones left out; those that match a pattern
// with *, ? or [; the files of a zip archive. They come in order of their names.
func Inputs(name string) ([]Input, error) {
	info, err := os.Stat(name)
	switch {
	case err != nil && errors.Is(err, fs.ErrNotExist) && strings.ContainsAny(name, "*?["):
		return matching(name)
	case err != nil:
		if e, ok := errors.AsType[*fs.PathError](err); ok {
			err = e.Err
		}
		return nil, &Error{File: name, Err: err}
	case info.IsDir():
		return below(name)
	}
	return file(name, filepath.Base(name), false)
}

func matching(pattern string) ([]Input, error) {
	names, err := filepath.Glob(pattern)
	if err != nil {
		return nil, fmt.Errorf("pattern %q: %w", pattern, err)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("no file matches %q", pattern)
	}
	slices.Sort(names)
	var all []Input
	for _, n := range names {
		list, err := Inputs(n)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return all, nil
}

// below returns the files of a folder.
func below(dir string) ([]Input, error) {
	var all []Input
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch hidden := strings.HasPrefix(d.Name(), "."); {
		case err != nil:
			return err
		case hidden && d.IsDir() && path != dir:
			return filepath.SkipDir
		case hidden || !d.Type().IsRegular():
			return nil
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		list, err := file(path, filepath.ToSlash(rel), true)
		all = append(all, list...)
		return err
	})
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("%s: the folder has no files", dir)
	}
	return all, err
}

// file returns a file, or what is inside when it is a zip archive.
func file(path, name string, found bool) ([]Input, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var head [4]byte
	if n, _ := io.ReadFull(f, head[:]); n < 4 || string(head[:]) != "PK\x03\x04" {
		return []Input{{Name: name, Found: found, open: func() (io.ReadCloser, error) { return os.Open(path) }}}, nil
	}
	return inside(path, name)
}

// inside returns the files of a zip archive.
func inside(path, name string) ([]Input, error) {
	z, err := zip.OpenReader(path)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	defer z.Close()
	var all []Input
	for _, f := range z.File {
		if f.Name == "[Content_Types].xml" {
			return nil, fmt.Errorf("read %s: %w but an Excel workbook or another Office document: save it as CSV", name, ErrNotClaims)
		}
		base := filepath.Base(f.Name)
		if f.FileInfo().IsDir() || strings.HasPrefix(base, ".") || strings.HasPrefix(f.Name, "__MACOSX/") {
			continue
		}
		all = append(all, Input{Name: name + "/" + f.Name, Found: true, open: func() (io.ReadCloser, error) { return openInside(path, f.Name) }})
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("read %s: the archive has no files", name)
	}
	slices.SortStableFunc(all, func(a, b Input) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}

func openInside(path, name string) (io.ReadCloser, error) {
	z, err := zip.OpenReader(path)
	if err != nil {
		return nil, err
	}
	f, err := z.Open(name)
	if err != nil {
		z.Close()
		return nil, fmt.Errorf("read %s: %s: %w", filepath.Base(path), name, err)
	}
	return &opened{Reader: f, file: z}, nil
}

// Decompress returns a reader of what r holds: gzip and Zstandard are told by
// their first bytes, anything else is returned as it is.
func Decompress(r io.Reader) (io.Reader, error) {
	b := bufio.NewReaderSize(r, 64<<10)
	head, err := b.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		z, err := gzip.NewReader(b)
		if err != nil {
			return nil, packed{form: "gzip"}.error(err)
		}
		return packed{z, "gzip"}, nil
	case bytes.HasPrefix(head, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		z, err := zstd.NewReader(b, zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderConcurrency(1))
		if err != nil {
			return nil, err
		}
		return packed{z.IOReadCloser(), "zstd"}, nil
	}
	return b, nil
}

// A packed reads a compressed file, and says in its errors that it is one.
type packed struct {
	io.ReadCloser
	form string
}

func (p packed) Read(b []byte) (int, error) {
	n, err := p.ReadCloser.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		err = p.error(err)
	}
	return n, err
}

// error hides io.ErrUnexpectedEOF, which a reader of text takes for the end of
// the text.
func (p packed) error(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return fmt.Errorf("the %s file is cut off", p.form)
	}
	return fmt.Errorf("the %s file is damaged: %w", p.form, err)
}
