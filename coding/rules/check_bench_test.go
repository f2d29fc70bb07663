package rules_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/load"
	"github.com/medcode-cli/medcode/codesets/sharedtest"
	"github.com/medcode-cli/medcode/codesets/store"
	"github.com/medcode-cli/medcode/coding"
	"github.com/medcode-cli/medcode/coding/claimfile"
	"github.com/medcode-cli/medcode/coding/report"
	"github.com/medcode-cli/medcode/coding/rules"
)

// benchCodes are the procedure codes of the claims of the benchmark.
var benchCodes = strings.Fields("99213 99214 36415 80053 85025 93000 71046 20610 96372 J1100 90471 G0439 97110 97140 83036 84443 " +
	"80061 81001 82306 82947 85610 87086 93306 99203 J3301 J1885 A4550 G0008 90686 76700")

// benchTables are the official tables as loaded, all of them made to be in
// force in April 2026, of which the embedded ICD-10-CM has every note.
type benchTables struct {
	*store.Store
	catalog *codesets.Catalog
}

func (t *benchTables) Catalog() *codesets.Catalog { return t.catalog }

// loadBench loads the official tables of the first wave, and a CPT table of
// the codes of the benchmark. It skips without the official files.
func loadBench(b *testing.B) *benchTables {
	b.Helper()
	dir := b.TempDir()
	for _, pattern := range []string{"ncci/ncci_ptp_practitioner_2024q3.csv.xz", "ncci/ncci_mue_practitioner_2024q3*", "ncci/ncci_aoc_2024q3*", "mce/mce_v41*", "hcpcs/2025-oct/*", "pfs/2025-oct/PPRRVU*"} {
		sharedtest.Unpack(b, dir, pattern)
	}
	var cpt strings.Builder
	cpt.WriteString("code,short\n")
	for _, c := range benchCodes {
		if c[0] <= '9' {
			fmt.Fprintf(&cpt, "%s,service %s\n", c, c)
		}
	}
	codes := filepath.Join(b.TempDir(), "cpt.csv")
	if err := os.WriteFile(codes, []byte(cpt.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	s, err := store.Open(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	for _, o := range []load.Options{
		{Paths: []string{dir}}, {Set: codesets.CPT, Paths: []string{codes}, Edition: "2026", Effective: 20260101},
	} {
		if _, err := load.Load(b.Context(), s, o); err != nil {
			b.Fatal(err)
		}
	}
	var releases []codesets.Release
	for _, r := range s.Catalog().All() {
		if r.Set != codesets.ICD10CM {
			r.Effective, r.End = 20260101, 20261231
		}
		releases = append(releases, r)
	}
	return &benchTables{s, codesets.NewCatalog(releases)}
}

// benchFile returns n professional claims of six lines and four diagnoses in
// CSV.
func benchFile(n int) []byte {
	dx := strings.Fields("E119 I10 E785 J449 I2510 F411 M1711 K219 E669 J45909 G4733 N390 I509 D649 E039 F17210 R0602 M6281 E1165 Z7901")
	r := rand.New(rand.NewPCG(1, 2))
	var b bytes.Buffer
	b.WriteString("claim,type,birth_date,sex,npi,pos,from,code,modifiers,units,charge,pointers,dx1,dx2,dx3,dx4\n")
	for i := range n {
		r.Shuffle(len(dx), func(i, j int) { dx[i], dx[j] = dx[j], dx[i] })
		r.Shuffle(len(benchCodes), func(i, j int) { benchCodes[i], benchCodes[j] = benchCodes[j], benchCodes[i] })
		for j, code := range benchCodes[:6] {
			mod := ""
			if strings.HasPrefix(code, "992") {
				mod = "25"
			}
			fmt.Fprintf(&b, "C%d,professional,1960-05-11,F,1234567893,11,2026-04-%02d,%s,%s,1,120.00,%d,%s\n", i, 1+i%28, code, mod, 1+j%4, strings.Join(dx[:4], ","))
		}
	}
	return b.Bytes()
}

// BenchmarkCheck checks professional claims of six lines and four diagnoses
// with every rule and all tables: engine is one worker on claims in memory, an
// operation one claim; the others read 20,000 claims of CSV and write a report
// on all cores, an operation being the file.
func BenchmarkCheck(b *testing.B) {
	tables := loadBench(b)
	e, err := coding.New(rules.All(), tables, coding.Config{Profile: coding.Profiles[0], Today: 20260601})
	if err != nil {
		b.Fatal(err)
	}
	const n = 20_000
	file := benchFile(n)
	b.Run("engine", func(b *testing.B) { benchEngine(b, e, file) })
	b.Run("engine-clean", func(b *testing.B) {
		var rs []string
		for _, r := range rules.All() {
			if r.ID == "ncci-ptp" {
				rs = append(rs, r.ID)
			}
		}
		quiet, err := coding.New(rules.All(), tables, coding.Config{Profile: coding.Profiles[0], Today: 20260601, Disable: rs})
		if err != nil {
			b.Fatal(err)
		}
		benchEngine(b, quiet, file)
	})
	for _, format := range []string{"text", "jsonl"} {
		b.Run(format, func(b *testing.B) {
			b.ReportAllocs()
			claims := 0
			for b.Loop() {
				claims += benchRun(b, e, file, format)
			}
			b.ReportMetric(float64(claims)/b.Elapsed().Seconds(), "claims/s")
		})
	}
}

// benchEngine checks the claims of a file over and over.
func benchEngine(b *testing.B, e *coding.Engine, file []byte) {
	b.Helper()
	r := claimfile.NewCSV(bytes.NewReader(file), claimfile.Options{})
	claims := make([]coding.Claim, 2048)
	for i := range claims {
		if err := r.Next(b.Context(), &claims[i]); err != nil {
			b.Fatal(err)
		}
	}
	w := e.NewWorker()
	var res coding.Result
	for i := range claims {
		w.Check(&claims[i], false, &res)
	}
	b.ReportAllocs()
	i, findings := 0, 0
	for b.Loop() {
		w.Check(&claims[i%len(claims)], false, &res)
		findings += len(res.Findings)
		i++
	}
	b.ReportMetric(float64(i)/b.Elapsed().Seconds(), "claims/s")
	b.ReportMetric(float64(findings)/float64(i), "findings/claim")
}

// benchRun checks a file on all cores and returns the number of its claims.
func benchRun(b *testing.B, e *coding.Engine, file []byte, format string) int {
	b.Helper()
	out, err := report.New(format, io.Discard, report.Options{Rules: rules.All()})
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	_, err = e.Run(b.Context(), claimfile.NewCSV(bytes.NewReader(file), claimfile.Options{}), runtime.GOMAXPROCS(0), func(r *coding.Result) error {
		n++
		return out.Claim(r)
	})
	if err != nil {
		b.Fatal(err)
	}
	return n
}
