package load

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/zstd"

	"github.com/medcode-cli/medcode/codesets"
)

// The limits of what is read, so that a hostile archive cannot fill the
// memory. The largest official file has about 70 MB unpacked.
const (
	maxFile    = 1 << 30   // bytes of one file, unpacked
	maxArchive = 4 << 30   // bytes of all files of one archive, unpacked
	maxMembers = 20_000    // files of one archive
	maxNested  = 256 << 20 // bytes of an archive or spreadsheet within an archive
	maxDepth   = 2         // archives within archives
)

// A source is a file to load, and how to read it.
type source struct {
	File
	size     int64 // bytes unpacked, 0 when unknown
	explicit bool  // named by the user, not found in a folder or archive
	open     func() (io.ReadCloser, error)
}

// A Skipped is a file that was passed over, and why.
type Skipped struct{ Path, Reason string }

// A scanner lists the files under the paths given.
type scanner struct {
	sources []source
	skipped []Skipped
	closers []io.Closer
}

func (s *scanner) close() {
	for _, c := range s.closers {
		_ = c.Close()
	}
}

// add lists what is at path: a file, an archive, or all that is in a folder.
func (s *scanner) add(p string) error {
	info, err := os.Stat(p)
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		return fmt.Errorf("load %s: %w", p, at.Err)
	}
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return s.file(p, true)
	}
	return filepath.WalkDir(p, func(at string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		hidden := strings.HasPrefix(d.Name(), ".") && at != p
		switch {
		case hidden && d.IsDir():
			return fs.SkipDir
		case hidden || !d.Type().IsRegular():
			return nil
		}
		if err := s.file(at, false); err != nil {
			s.skipped = append(s.skipped, Skipped{at, err.Error()})
		}
		return nil
	})
}

// file lists the file at p.
func (s *scanner) file(p string, explicit bool) error {
	f, err := os.Open(p)
	if err != nil {
		return err
	}
	s.closers = append(s.closers, f)
	info, err := f.Stat()
	if err != nil {
		return err
	}
	in := input{
		name: filepath.Base(p), path: filepath.Base(p), folder: folderOf(p), size: info.Size(), explicit: explicit, at: f,
		open: func() (io.ReadCloser, error) { return os.Open(p) },
	}
	return s.take(in)
}

// An input is a file that may yet have to be unpacked.
type input struct {
	name, path, archive, folder string
	size                        int64 // as it is, packed
	explicit                    bool
	depth                       int
	at                          io.ReaderAt // nil: read through open into memory when random access is needed
	open                        func() (io.ReadCloser, error)
}

var (
	magicZip      = []byte("PK\x03\x04")
	magicEmptyZip = []byte("PK\x05\x06")
	magicGzip     = []byte("\x1f\x8b")
	magicZstd     = []byte("\x28\xb5\x2f\xfd")
	magicXz       = []byte("\xfd7zXZ\x00")
	magicPDF      = []byte("%PDF-")
)

// take lists in, or what is packed in it.
func (s *scanner) take(in input) error {
	head, err := readHead(in.open)
	if err != nil {
		return parseError(in.path, err)
	}
	switch {
	case len(head) == 0:
		return parseError(in.path, errors.New("the file is empty"))
	case bytes.HasPrefix(head, magicEmptyZip):
		return parseError(in.path, errors.New("the zip archive is empty"))
	case bytes.HasPrefix(head, magicZip):
		return s.zip(in)
	case bytes.HasPrefix(head, magicGzip):
		return s.unpack(in, ".gz", func(r io.Reader) (io.ReadCloser, error) { return gzip.NewReader(r) })
	case bytes.HasPrefix(head, magicZstd):
		return s.unpack(in, ".zst", openZstd)
	case bytes.HasPrefix(head, magicXz):
		return parseError(in.path, hinted("packed with xz, which medcode does not unpack",
			"run 'xz -dk %s', then load what it makes", in.name))
	case isHTML(head):
		return parseError(in.path, hinted("an HTML page, want an official table: the download gave a licence or error page", hintAsIs))
	case strings.EqualFold(path.Ext(in.name), ".zip"):
		return parseError(in.path, fmt.Errorf("not a zip archive: it begins %q", head[:min(8, len(head))]))
	case bytes.HasPrefix(head, magicPDF):
		return parseError(in.path, errors.New("a PDF document, want an official table"))
	case bytes.IndexByte(head, 0) >= 0:
		return parseError(in.path, errors.New("binary content, want an official table"))
	}
	s.sources = append(s.sources, source{
		File: fileOf(in, head), size: in.size, explicit: in.explicit, open: in.open,
	})
	return nil
}

func fileOf(in input, head []byte) File {
	return File{
		Name: strings.ToLower(in.name), Path: in.path, Archive: strings.ToLower(in.archive),
		Folder: strings.ToLower(in.folder), Head: codesets.UTF8(head),
	}
}

// folderOf returns the base name of the folder that the file at p lies in.
func folderOf(p string) string {
	dir := path.Base(path.Dir(filepath.ToSlash(p)))
	if dir == "." || dir == "/" {
		return ""
	}
	return dir
}

func parseError(p string, err error) error {
	if _, ok := errors.AsType[*codesets.ParseError](err); ok {
		return err
	}
	return &codesets.ParseError{File: p, Err: err}
}

func isHTML(head []byte) bool {
	start := strings.ToLower(string(bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))))
	return strings.HasPrefix(start, "<!doctype html") || strings.HasPrefix(start, "<html")
}

func readHead(open func() (io.ReadCloser, error)) ([]byte, error) {
	r, err := open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	b := make([]byte, headSize)
	n, err := io.ReadFull(r, b)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	return b[:n], nil
}

func openZstd(r io.Reader) (io.ReadCloser, error) {
	d, err := zstd.NewReader(r, zstd.WithDecoderMaxMemory(maxNested), zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	return d.IOReadCloser(), nil
}

// unpack lists the one file that a gzip or zstd file holds.
func (s *scanner) unpack(in input, ext string, reader func(io.Reader) (io.ReadCloser, error)) error {
	if in.depth >= maxDepth {
		return parseError(in.path, errors.New("packed too often"))
	}
	packed := in.open
	inner := in
	inner.depth++
	inner.size, inner.at = 0, nil
	inner.name = in.name
	if strings.HasSuffix(strings.ToLower(in.name), ext) {
		inner.name = in.name[:len(in.name)-len(ext)]
	}
	inner.open = func() (io.ReadCloser, error) {
		f, err := packed()
		if err != nil {
			return nil, err
		}
		r, err := reader(f)
		if err != nil {
			_ = f.Close()
			return nil, err
		}
		return limited(r, []io.Closer{r, f}, maxFile), nil
	}
	return s.take(inner)
}

// zip lists the files of an archive, or a spreadsheet.
func (s *scanner) zip(in input) error {
	at, size := in.at, in.size
	if at == nil {
		b, err := readAll(in.open, maxNested)
		if err != nil {
			return parseError(in.path, err)
		}
		at, size = bytes.NewReader(b), int64(len(b))
	}
	z, err := zip.NewReader(at, size)
	if err != nil {
		return parseError(in.path, fmt.Errorf("not a whole zip archive, is it cut off? %w", err))
	}
	if err := checkArchive(z); err != nil {
		return parseError(in.path, err)
	}
	if isSpreadsheet(z) {
		return s.spreadsheet(in, z)
	}
	if in.depth >= maxDepth {
		return parseError(in.path, errors.New("archives within archives within archives"))
	}
	for _, m := range z.File {
		s.member(in, m)
	}
	return nil
}

// member lists a file of an archive; one that cannot be read is passed over.
func (s *scanner) member(in input, m *zip.File) {
	base := path.Base(m.Name)
	if m.FileInfo().IsDir() || strings.HasPrefix(base, ".") || strings.HasPrefix(m.Name, "__MACOSX/") {
		return
	}
	err := s.take(input{
		name: base, path: in.path + ": " + codesets.Clean(m.Name), archive: in.name, depth: in.depth + 1,
		folder: folderOf(m.Name),
		size:   int64(m.UncompressedSize64),
		open: func() (io.ReadCloser, error) {
			r, err := m.Open()
			if err != nil {
				return nil, err
			}
			return limited(r, []io.Closer{r}, maxFile), nil
		},
	})
	if err != nil {
		s.skipped = append(s.skipped, Skipped{in.path + ": " + codesets.Clean(m.Name), err.Error()})
	}
}

// checkArchive refuses archives made to do harm.
func checkArchive(z *zip.Reader) error {
	if len(z.File) > maxMembers {
		return fmt.Errorf("%d files in the archive, want at most %d", len(z.File), maxMembers)
	}
	var total uint64
	for _, m := range z.File {
		name := strings.ReplaceAll(m.Name, `\`, "/")
		if !filepath.IsLocal(filepath.FromSlash(strings.TrimSuffix(name, "/"))) {
			return hinted(fmt.Sprintf("member %q leads out of the archive", codesets.Clean(m.Name)), hintUnpack)
		}
		if m.UncompressedSize64 > maxFile {
			return fmt.Errorf("member %q has %d bytes unpacked, want at most %d", codesets.Clean(m.Name), m.UncompressedSize64, int64(maxFile))
		}
		total += m.UncompressedSize64
	}
	if total > maxArchive {
		return fmt.Errorf("the archive has %d bytes unpacked, want at most %d", total, int64(maxArchive))
	}
	return nil
}

func readAll(open func() (io.ReadCloser, error), limit int64) ([]byte, error) {
	r, err := open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(limited(r, nil, limit))
}

// A limitedReader fails when more than its limit is read, instead of ending.
type limitedReader struct {
	r       io.Reader
	left    int64
	limit   int64
	closers []io.Closer
}

func limited(r io.Reader, closers []io.Closer, limit int64) io.ReadCloser {
	return &limitedReader{r: r, left: limit, limit: limit, closers: closers}
}

func (l *limitedReader) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	l.left -= int64(n)
	if l.left < 0 {
		return n, fmt.Errorf("more than %d bytes unpacked, want less", l.limit)
	}
	return n, err
}

func (l *limitedReader) Close() error {
	var errs []error
	for _, c := range l.closers {
		errs = append(errs, c.Close())
	}
	return errors.Join(errs...)
}
