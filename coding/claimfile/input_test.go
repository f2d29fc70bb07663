package claimfile

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// write puts a file below dir.
func write(t *testing.T, dir, name string, content []byte) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func compressed(t *testing.T, w io.WriteCloser, b *bytes.Buffer, content string) []byte {
	t.Helper()
	if _, err := io.WriteString(w, content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zipped(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range files {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, content); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// contents returns "name: content" of every input.
func contents(t *testing.T, name string) []string {
	t.Helper()
	list, err := Inputs(name)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, in := range list {
		r, err := in.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		out = append(out, in.Name+": "+string(b))
	}
	return out
}

func TestInputs(t *testing.T) {
	dir := t.TempDir()
	var gz, zs bytes.Buffer
	zw, err := zstd.NewWriter(&zs)
	if err != nil {
		t.Fatal(err)
	}
	write(t, dir, "a.837", []byte("plain"))
	write(t, dir, "b.837.gz", compressed(t, gzip.NewWriter(&gz), &gz, "gzip"))
	write(t, dir, "sub/c.837.zst", compressed(t, zw, &zs, "zstd"))
	write(t, dir, "d.zip", zipped(t, map[string]string{"two.837": "2", "one/one.837": "1", "__MACOSX/one": "x", ".hidden": "x"}))
	write(t, dir, ".hidden", []byte("x"))
	write(t, dir, ".git/x", []byte("x"))
	for name, want := range map[string][]string{
		"a.837":       {"a.837: plain"},
		"b.837.gz":    {"b.837.gz: gzip"},
		"d.zip":       {"d.zip/one/one.837: 1", "d.zip/two.837: 2"},
		"*.837*":      {"a.837: plain", "b.837.gz: gzip"},
		"":            {"a.837: plain", "b.837.gz: gzip", "d.zip/one/one.837: 1", "d.zip/two.837: 2", "sub/c.837.zst: zstd"},
		"sub/[abc].*": {"c.837.zst: zstd"},
	} {
		if diff := cmp.Diff(want, contents(t, filepath.Join(dir, name))); diff != "" {
			t.Errorf("Inputs(%q) (-want +got):\n%s", name, diff)
		}
	}
}

func TestInputsErrors(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "book.xlsx", zipped(t, map[string]string{"[Content_Types].xml": "", "xl/workbook.xml": ""}))
	write(t, dir, "cut.gz", []byte{0x1f, 0x8b, 8})
	if err := os.Mkdir(filepath.Join(dir, "empty"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"book.xlsx": "an Excel workbook", "none.837": "no such file", "*.none": "no file matches", "empty": "the folder has no files",
	} {
		if _, err := Inputs(filepath.Join(dir, name)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Inputs(%q): %v, want %q", name, err, want)
		}
	}
	list, err := Inputs(filepath.Join(dir, "cut.gz"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := list[0].Open(); err == nil || err.Error() != "read cut.gz: the gzip file is cut off" {
		t.Errorf("a cut gzip file: %v, want that it is cut off, at once", err)
	}
	var gz bytes.Buffer
	whole := compressed(t, gzip.NewWriter(&gz), &gz, strings.Repeat("claim", 10_000))
	for name, b := range map[string][]byte{"cut off": whole[:len(whole)/2], "damaged": append(whole[:len(whole)-5:len(whole)-5], 1, 2, 3, 4, 5)} {
		r, err := Decompress(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(r); err == nil || !strings.Contains(err.Error(), "the gzip file is "+name) {
			t.Errorf("a gzip file: %v, want that it is %s", err, name)
		}
	}
}
