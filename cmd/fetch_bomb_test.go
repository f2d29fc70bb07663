package cmd

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"hash/crc32"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// bomb returns a small archive whose member unpacks to size bytes of zeros,
// and says that it has said.
func bomb(t *testing.T, name string, size, said uint64) []byte {
	t.Helper()
	var packed, out bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	sum := crc32.NewIEEE()
	block := bytes.Repeat([]byte("0"), 1<<20)
	for left := size; left > 0; {
		n := min(left, uint64(len(block)))
		_, _ = w.Write(block[:n])
		_, _ = sum.Write(block[:n])
		left -= n
	}
	_ = w.Close()
	z := zip.NewWriter(&out)
	m, err := z.CreateRaw(&zip.FileHeader{
		Name: name, Method: zip.Deflate, CRC32: sum.Sum32(),
		CompressedSize64: uint64(packed.Len()), UncompressedSize64: said,
	})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = m.Write(packed.Bytes())
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A mirror that serves an archive made to fill the memory gets one error, and
// nothing is stored.
func TestFetchBomb(t *testing.T) {
	const archive, member = "2027-poa-exempt-codes.zip", "POAexemptCodesFY27.txt"
	for name, test := range map[string]struct {
		content []byte
		want    string
	}{
		"says 10 GB":           {bomb(t, member, 16<<20, 10<<30), "has 10737418240 bytes unpacked, want at most 1073741824"},
		"says less than it is": {bomb(t, member, 16<<20, 100), member},
		"leads out":            {bomb(t, "../../"+member, 100, 100), "leads out of the archive"},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if filepath.Base(r.URL.Path) != archive {
					http.NotFound(w, r)
					return
				}
				_, _ = w.Write(test.content)
			}))
			defer server.Close()
			home := t.TempDir()
			var out, errOut bytes.Buffer
			code := Main([]string{
				"fetch", "poa-exempt", "--edition", "FY2027", "--from", server.URL,
				"--data-dir", filepath.Join(home, "data"), "--cache-dir", filepath.Join(home, "cache"), "--quiet",
			}, strings.NewReader(""), &out, &errOut)
			if code != exitFailure || !strings.Contains(errOut.String(), test.want) || !strings.Contains(errOut.String(), "\nhint: ") || out.Len() != 0 {
				t.Errorf("exit %d, stdout %q, stderr %q, want %d and %q with a hint", code, out.String(), errOut.String(), exitFailure, test.want)
			}
			stored, err := os.ReadDir(filepath.Join(home, "data", "tables"))
			stored = slices.DeleteFunc(stored, func(e os.DirEntry) bool { return e.Name() == ".lock" })
			if len(stored) != 0 {
				t.Errorf("stored %v, %v", stored, err)
			}
		})
	}
}
