package cmd_test

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// loadedEnv names a folder that TestLoadEverything has filled.
const loadedEnv = "MEDCODE_LOAD_ALL"

// twoLines is a claim of two lines that NCCI does not pay together.
const twoLines = `claim,type,birth_date,sex,pos,from,code,units,charge,pointers,dx1
1,professional,1960-01-01,F,11,2024-07-02,11042,1,100.00,1,E11.9
1,professional,1960-01-01,F,11,2024-07-02,97597,1,100.00,1,E11.9
`

// BenchmarkProcess times whole processes against a Go program that does
// nothing, run by turns: x-empty is the ratio of the medians. Run it with
// -benchtime 50x or more.
func BenchmarkProcess(b *testing.B) {
	dir := b.TempDir()
	medcode, empty := buildMedcode(b, dir), buildEmpty(b, dir)
	freshHome(b)
	claim := filepath.Join(dir, "claim.csv")
	if err := os.WriteFile(claim, []byte(twoLines), 0o600); err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct{ name, args string }{
		{"version", "version"},
		{"lookup", "lookup E11.9"}, // before any search: as in a first run
		{"validate", "validate E11.9"},
		{"search", "search neuropathy"},
		{"ncci", "ncci 11042 97597 --data-dir " + os.Getenv(loadedEnv)},
		{"check", "check " + claim + " --fail-on never --data-dir " + os.Getenv(loadedEnv)},
		{"lookup-loaded", "lookup E11.9 --data-dir " + os.Getenv(loadedEnv)},
	} {
		if strings.HasSuffix(c.args, "--data-dir ") {
			continue // every table is not at hand
		}
		b.Run(c.name, func(b *testing.B) {
			args := strings.Fields(c.args)
			if c.name == "search" {
				timeRun(b, medcode, args...) // builds the index
			}
			var ours, theirs []time.Duration
			for b.Loop() {
				ours = append(ours, timeRun(b, medcode, args...))
				theirs = append(theirs, timeRun(b, empty))
			}
			b.ReportMetric(float64(median(ours))/float64(median(theirs)), "x-empty")
			b.ReportMetric(float64(median(ours))/1e6, "ms/run")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkFirstSearch times the first search on a fresh machine, which
// builds the index, and says how large the program is.
func BenchmarkFirstSearch(b *testing.B) {
	dir := b.TempDir()
	medcode := buildMedcode(b, dir)
	st, err := os.Stat(medcode)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		freshHome(b)
		timeRun(b, medcode, "search", "neuropathy")
	}
	b.ReportMetric(float64(st.Size())/1e6, "MB-binary")
}

// freshHome gives the processes started from now on an empty home.
func freshHome(b *testing.B) {
	b.Helper()
	home := b.TempDir()
	b.Setenv("HOME", home)
	for _, name := range []string{"XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"} {
		b.Setenv(name, filepath.Join(home, name))
	}
}

// buildMedcode builds the program as a release is built.
func buildMedcode(b *testing.B, dir string) string {
	return goBuild(b, filepath.Join(dir, "medcode"), "github.com/medcode-cli/medcode")
}

func buildEmpty(b *testing.B, dir string) string {
	b.Helper()
	source := filepath.Join(dir, "empty.go")
	if err := os.WriteFile(source, []byte("package main\n\nfunc main() {}\n"), 0o600); err != nil {
		b.Fatal(err)
	}
	return goBuild(b, filepath.Join(dir, "empty"), source)
}

func goBuild(b *testing.B, out, what string) string {
	b.Helper()
	c := exec.CommandContext(b.Context(), "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", out, what)
	c.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := c.CombinedOutput(); err != nil {
		b.Fatalf("go build: %v\n%s", err, text)
	}
	return out
}

func timeRun(b *testing.B, program string, args ...string) time.Duration {
	b.Helper()
	c := exec.CommandContext(b.Context(), program, args...)
	c.Stdout, c.Stderr = io.Discard, io.Discard
	begin := time.Now()
	if err := c.Run(); err != nil {
		b.Fatalf("%s %q: %v", program, args, err)
	}
	return time.Since(begin)
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}
