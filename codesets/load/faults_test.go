package load

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/flate"
	"context"
	"fmt"
	"hash/crc32"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/store"
)

// pairsFile returns a PTP file of n rows, none of them alike.
func pairsFile(n int) string {
	var b strings.Builder
	b.WriteString(ptpHead)
	for i := range n {
		fmt.Fprintf(&b, "%05d\t%05d\t\t%d\t*\t%d\tMisuse of Column Two code with Column One code\r\n",
			10000+i/300, 20000+(i*7)%60000, 20000101+i%28, i%2)
	}
	return b.String()
}

// rawZip returns an archive with one member whose header says it has size
// bytes, whatever content inflates to.
func rawZip(t *testing.T, name string, content []byte, size uint64) string {
	t.Helper()
	var packed, out bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = w.Write(content)
	_ = w.Close()
	z := zip.NewWriter(&out)
	m, err := z.CreateRaw(&zip.FileHeader{
		Name: name, Method: zip.Deflate, CRC32: crc32.ChecksumIEEE(content),
		CompressedSize64: uint64(packed.Len()), UncompressedSize64: size,
	})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = m.Write(packed.Bytes())
	_ = z.Close()
	return out.String()
}

// Archives that unpack to more than they should are refused before they fill
// the memory.
func TestZipBombs(t *testing.T) {
	long := []byte(strings.Repeat(order2026, 10_000))
	many := make([]string, 0, 2*(maxMembers+1))
	for i := range maxMembers + 1 {
		many = append(many, fmt.Sprint(i), "")
	}
	nested := pack(t, "icd10cm_order_2027.txt", order2026)
	for range maxDepth + 1 {
		nested = pack(t, "inner.zip", nested)
	}
	for name, test := range map[string]struct{ content, want string }{
		"says ten gigabytes":       {rawZip(t, "icd10cm_order_2027.txt", long, 10<<30), "10737418240 bytes unpacked"},
		"says less than it has":    {rawZip(t, "icd10cm_order_2027.txt", long, 100_000), "not a valid zip file"},
		"says little, has much":    {rawZip(t, "icd10cm_order_2027.txt", long, 3), "icd10cm_order_2027.txt"},
		"too many files":           {pack(t, many...), "files in the archive"},
		"archives within archives": {nested, "within archives"},
	} {
		home := t.TempDir()
		_, err := Load(t.Context(), openStore(t, home), Options{Paths: []string{write(t, t.TempDir(), "bomb.zip", test.content)}})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want one with %q", name, err, test.want)
		}
		if left, _ := filepath.Glob(filepath.Join(home, "tables", "*")); len(left) != 0 {
			t.Errorf("%s: left %q", name, left)
		}
	}
}

// loaderEnv makes the test binary a program that loads a file again and again.
const loaderEnv = "MEDCODE_TEST_LOADER"

func TestMain(m *testing.M) {
	if args := os.Getenv(loaderEnv); args != "" {
		dir, path, _ := strings.Cut(args, "\n")
		os.Exit(loadForever(dir, path))
	}
	os.Exit(m.Run())
}

func loadForever(dir, path string) int {
	fmt.Println("ready")
	for i := 0; ; i++ {
		s, err := store.Open(dir)
		if err != nil {
			fmt.Println(err)
			return 1
		}
		// Another program version makes another file, so that each load writes.
		_, err = Load(context.Background(), s, Options{Paths: []string{path}, Program: fmt.Sprint(i)})
		if err != nil {
			fmt.Println(err)
			return 1
		}
		_ = s.Close()
	}
}

// A load that is killed leaves a store that is whole, and the next load works.
func TestKilledLoad(t *testing.T) {
	home := t.TempDir()
	path := write(t, t.TempDir(), "ccipra-v322r0-f1.txt", pairsFile(60_000))
	for i := range 10 {
		moment := time.Duration(3+i*29) * time.Millisecond
		killAfter(t, moment, home+"\n"+path)
		s, err := store.Open(home)
		if err != nil {
			t.Fatalf("killed after %v: %v", moment, err)
		}
		for _, st := range s.Verify() {
			if st.Err != nil {
				t.Errorf("killed after %v: %s: %v", moment, st.File, st.Err)
			}
		}
		if rel, ok := s.Catalog().Edition(codesets.PTPPractitioner, "2026Q3"); ok {
			if pairs, err := s.Pairs(rel); err != nil || pairs.Len() != 60_000 {
				t.Errorf("killed after %v: Pairs: %v", moment, err)
			}
		}
		if i%3 == 2 {
			if _, err := Load(t.Context(), s, Options{Paths: []string{path}, Program: "after"}); err != nil {
				t.Errorf("killed after %v: the next load: %v", moment, err)
			}
			if left, _ := filepath.Glob(filepath.Join(home, "tables", ".tmp-*")); len(left) != 0 {
				t.Errorf("killed after %v: the next load left %q", moment, left)
			}
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if found, _ := filepath.Glob(filepath.Join(home, "tables", "ptp-practitioner", "*")); len(found) != 1 {
		t.Errorf("files %q, want one", found)
	}
}

// killAfter starts a program that loads forever and kills it when it has run
// for d.
func killAfter(t *testing.T, d time.Duration, args string) {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0])
	c.Env = append(os.Environ(), loaderEnv+"="+args)
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	if !lines.Scan() || lines.Text() != "ready" {
		t.Fatalf("the loader says %q", lines.Text())
	}
	time.Sleep(d)
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() {
		t.Errorf("the loader says %q", lines.Text())
	}
	if err := c.Wait(); err == nil {
		t.Error("the loader ended by itself")
	}
}

// A full disk is one clear error; what was stored stays, and what fits can
// still be loaded.
func TestFullDisk(t *testing.T) {
	if runtime.GOOS != "linux" || os.Geteuid() != 0 {
		t.Skip("mounting a small file system needs Linux and root")
	}
	home := t.TempDir()
	if out, err := exec.CommandContext(t.Context(), "mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", home).CombinedOutput(); err != nil {
		t.Skipf("mount: %v: %s", err, out)
	}
	s, err := store.Open(home)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = s.Close()
		if out, err := exec.Command("umount", home).CombinedOutput(); err != nil {
			t.Errorf("umount: %v: %s", err, out)
		}
	}()
	dir := t.TempDir()
	small := write(t, dir, "icd10cm_order_2027.txt", order2026)
	if _, err := Load(t.Context(), s, Options{Paths: []string{small}}); err != nil {
		t.Fatal(err)
	}
	large := write(t, dir, "ccipra-v322r0-f1.txt", pairsFile(120_000))
	_, err = Load(t.Context(), s, Options{Paths: []string{large}})
	if err == nil || !strings.Contains(err.Error(), "no space left on device") {
		t.Errorf("error %v, want no space left", err)
	}
	if left, _ := filepath.Glob(filepath.Join(home, "tables", "[.p]*")); len(left) != 1 {
		t.Errorf("left %q, want the lock alone", left)
	}
	if _, err := Load(t.Context(), s, Options{Paths: []string{small}, Edition: "another"}); err != nil {
		t.Errorf("a small load afterwards: %v", err)
	}
	for _, st := range s.Verify() {
		if st.Err != nil {
			t.Errorf("%s: %v", st.File, st.Err)
		}
	}
}
