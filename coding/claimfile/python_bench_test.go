package claimfile

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/medcode-cli/medcode/coding"
	"github.com/medcode-cli/medcode/coding/claimgen"
	"github.com/medcode-cli/medcode/coding/x12"
)

// BenchmarkPython compares reading one 837P with the Python parsers pyx12 and
// linuxforhealth-x12 in the same run: their time to read the claims, start of
// the interpreter and imports left out. MEDCODE_PYTHON names the interpreter.
func BenchmarkPython(b *testing.B) {
	python := cmp.Or(os.Getenv("MEDCODE_PYTHON"), "python3")
	for _, test := range []struct {
		parser, needs string
		claims        int
	}{
		{"pyx12", "pyx12.x12file", 10_000},
		{"linuxforhealth", "linuxforhealth.x12.io", 1000},
	} {
		b.Run(test.parser, func(b *testing.B) {
			if err := exec.CommandContext(b.Context(), python, "-c", "import "+test.needs).Run(); err != nil {
				b.Skipf("%s has no %s: %v", python, test.needs, err)
			}
			var file bytes.Buffer
			if err := claimgen.Write837(&file, claimgen.Options{N: test.claims, Seed: 1, Date: 20260401}); err != nil {
				b.Fatal(err)
			}
			theirs := pythonSeconds(b, python, test.parser, file.Bytes(), test.claims)
			begin, n := time.Now(), 0
			for b.Loop() {
				readClaims(b, file.Bytes(), test.claims)
				n++
			}
			ours := time.Since(begin).Seconds() / float64(n)
			size := float64(file.Len()) / 1e6
			b.ReportMetric(size/ours, "MB/s")
			b.ReportMetric(size/theirs, "python-MB/s")
			b.ReportMetric(theirs/ours, "x-faster")
		})
	}
}

func readClaims(b *testing.B, file []byte, want int) {
	b.Helper()
	r := NewX12(bytes.NewReader(file), X12Options{SNIP: x12.AllSNIP})
	var c coding.Claim
	n := 0
	var err error
	for ; err == nil; n++ {
		err = r.Next(context.Background(), &c)
	}
	if !errors.Is(err, io.EOF) || n-1 != want {
		b.Fatalf("%d claims of %d, %v", n-1, want, err)
	}
}

// pythonSeconds returns how long a parser of testdata/reference/x12.py takes to
// read the claims of a file.
func pythonSeconds(b *testing.B, python, parser string, content []byte, claims int) (seconds float64) {
	b.Helper()
	file := filepath.Join(b.TempDir(), "claims.837")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		b.Fatal(err)
	}
	c := exec.CommandContext(b.Context(), python, "-B", filepath.Join("testdata", "reference", "x12.py"), "--time", parser, file)
	var errs bytes.Buffer
	c.Stderr = &errs
	out, err := c.Output()
	if err != nil {
		b.Fatalf("%v: %s", err, errs.String())
	}
	n := 0
	if _, err := fmt.Sscan(string(out), &n, &seconds); err != nil || n != claims {
		b.Fatalf("%s reads %q, want %d claims: %v", parser, out, claims, err)
	}
	return seconds
}
