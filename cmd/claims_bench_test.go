package cmd_test

import (
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/cmd"
)

// BenchmarkClaims reads and checks generated claims with the whole command, on
// all cores. Tables that are loaded are used when MEDCODE_DATA_DIR names their
// folder; without it the rules have the embedded ICD-10-CM release alone. The
// claims are those of the day MEDCODE_DATE, so that the tables at hand apply.
func BenchmarkClaims(b *testing.B) {
	b.Setenv("HOME", b.TempDir())
	const claims = 100_000
	for _, form := range []string{"837p", "fhir", "csv"} {
		path := filepath.Join(b.TempDir(), "claims."+form)
		runCommand(b, "claims", "generate", "--n", strconv.Itoa(claims), "--seed", "1", "--format", form, "--output", path)
		info, err := os.Stat(path)
		if err != nil {
			b.Fatal(err)
		}
		for _, verb := range []string{"claims", "check"} {
			b.Run(verb+"/"+form, func(b *testing.B) {
				b.SetBytes(info.Size())
				for b.Loop() {
					runCommand(b, verb, path, "--format", "jsonl")
				}
				b.ReportMetric(claims*float64(b.N)/b.Elapsed().Seconds(), "claims/s")
			})
		}
	}
}

// runCommand runs a command, which may have findings.
func runCommand(b *testing.B, args ...string) {
	b.Helper()
	var errs strings.Builder
	if rc := cmd.Main(args, strings.NewReader(""), io.Discard, &errs); rc > 1 {
		b.Fatalf("medcode %s: exit code %d\n%s", strings.Join(args, " "), rc, errs.String())
	}
}
