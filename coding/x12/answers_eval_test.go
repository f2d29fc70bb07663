package x12

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/codesets/sharedtest"
)

// withoutTA1 leaves out interchanges of a TA1 alone, which X12.5 allows and
// pyx12 does not read.
func withoutTA1(b []byte) []byte {
	var out []byte
	for len(b) > 0 {
		end := bytes.Index(b[1:], []byte("ISA*"))
		if end++; end == 0 {
			end = len(b)
		}
		if part := b[:end]; !bytes.Contains(part, []byte("\nTA1*")) {
			out = append(out, part...)
		}
		b = b[end:]
	}
	return out
}

// TestAnswersOfSamples answers every 837 of the evaluation set with a 999 and
// a 277CA, half of the claims rejected, and has pyx12 validate them all.
func TestAnswersOfSamples(t *testing.T) {
	python := os.Getenv("MEDCODE_PYTHON")
	if python == "" {
		python = "python3"
	}
	if exec.CommandContext(t.Context(), python, "-c", "import pyx12").Run() != nil {
		t.Skip("pyx12 is not installed: pip install pyx12, or set MEDCODE_PYTHON")
	}
	dir := t.TempDir()
	var answers []string
	put := func(name string, content []byte) {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		answers = append(answers, file)
	}
	root := filepath.Join(sharedtest.Dir(t), "eval", "claims", "x12")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.Contains(path, "837") {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name := strings.ReplaceAll(strings.TrimPrefix(path, root), string(filepath.Separator), "_")
		var out bytes.Buffer
		if _, _, err := Write999(&out, bytes.NewReader(b), AllSNIP, stamp); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		put(name+".999", withoutTA1(out.Bytes()))
		out.Reset()
		open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }
		err = Write277CA(&out, open, stamp, func(n int) Verdict {
			if n%2 == 1 {
				return Verdict{}
			}
			return Verdict{Statuses: []Status{{"A7", "255", ""}}, Lines: map[int]Status{1: {"A7", "454", ""}}}
		})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		put(name+".277", out.Bytes())
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("no evaluation set")
	}
	if err != nil || len(answers) < 40 {
		t.Fatalf("%d answers, %v", len(answers), err)
	}
	report, err := exec.CommandContext(t.Context(), python, append([]string{"-m", "pyx12.scripts.x12valid"}, answers...)...).CombinedOutput()
	if n := bytes.Count(report, []byte(": OK")); err != nil || n != len(answers) {
		t.Errorf("pyx12 takes %d of %d answers, %v\n%s", n, len(answers), err, report[:min(len(report), 4000)])
	}
}
