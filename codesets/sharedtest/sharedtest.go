// Package sharedtest finds the official tables and evaluation sets that lie
// beside a checkout, for tests that use them when they are there.
package sharedtest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Dir returns the folder named shared that holds data and eval: the value of
// MEDCODE_SHARED, or the nearest one above the test's directory. It skips the
// test when there is none.
func Dir(tb testing.TB) string {
	tb.Helper()
	if dir := os.Getenv("MEDCODE_SHARED"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	if err != nil {
		tb.Skip(err)
	}
	for {
		shared := filepath.Join(dir, "shared")
		if _, err := os.Stat(filepath.Join(shared, "eval")); err == nil {
			return shared
		}
		up := filepath.Dir(dir)
		if up == dir {
			tb.Skip("no folder shared with data and eval above the test: official tables are not at hand")
		}
		dir = up
	}
}

// Read returns the content of a file below Dir, decompressing .xz with the xz
// command. It skips the test when the file or the command is not there.
func Read(tb testing.TB, elem ...string) []byte {
	tb.Helper()
	path := filepath.Join(append([]string{Dir(tb)}, elem...)...)
	if filepath.Ext(path) != ".xz" {
		b, err := os.ReadFile(path)
		if err != nil {
			tb.Skip(err)
		}
		return b
	}
	var out bytes.Buffer
	cmd := exec.CommandContext(tb.Context(), "xz", "-dc", path)
	cmd.Stdout = &out
	if err := cmd.Run(); err != nil {
		tb.Skipf("xz -dc %s: %v", filepath.Base(path), err)
	}
	return out.Bytes()
}

// Unpack copies the official files that match pattern, below the folder data
// of Dir, into dir: under their names as published, decompressed.
func Unpack(tb testing.TB, dir, pattern string) {
	tb.Helper()
	root := filepath.Join(Dir(tb), "data")
	files, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(pattern)))
	if err != nil || len(files) == 0 {
		tb.Fatalf("no file %s: %v", pattern, err)
	}
	for _, f := range files {
		if info, err := os.Stat(f); err != nil || info.IsDir() {
			continue
		}
		rel, _ := filepath.Rel(root, f)
		b := Read(tb, append([]string{"data"}, strings.Split(filepath.ToSlash(rel), "/")...)...)
		to := filepath.Join(dir, strings.TrimSuffix(rel, ".xz"))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(to, b, 0o644); err != nil {
			tb.Fatal(err)
		}
	}
}
