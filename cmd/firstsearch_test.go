package cmd_test

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// freshCache gives the processes started from now on an empty home, and
// returns the folder of the search index.
func freshCache(t *testing.T) string {
	t.Helper()
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CACHE_HOME", filepath.Join(home, "cache"))
	t.Setenv("MEDCODE_DATE", inForce)
	return filepath.Join(home, "cache", "medcode", "index")
}

// search returns the command 'medcode search' as a process of its own.
func search(t *testing.T) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	c := exec.CommandContext(t.Context(), "medcode", "search", "type 2 diabetes with neuropathy", "--limit", "1")
	out := &bytes.Buffer{}
	c.Stdout = out
	return c, out
}

const firstHit = "E11.40 "

// TestKilledBuild kills the first search with SIGKILL while it builds the
// index, when it begins and when half of it is written, and searches again.
func TestKilledBuild(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the search index")
	}
	cache := freshCache(t)
	for _, stage := range []string{"building-*", filepath.Join("building-*", "terms.zap")} {
		c, _ := search(t)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		waitFor(t, filepath.Join(cache, stage))
		if err := c.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := c.Wait(); err == nil {
			t.Logf("the search was done before it could be killed at %s", stage)
		}
	}
	c, out := search(t)
	if err := c.Run(); err != nil || !strings.HasPrefix(out.String(), firstHit) {
		t.Errorf("search after killed builds: %v, %q", err, out)
	}
	if left, _ := filepath.Glob(filepath.Join(cache, "building-*")); len(left) > 0 {
		t.Errorf("killed builds are left: %q", left)
	}
}

// waitFor waits until a file matches pattern.
func waitFor(t *testing.T, pattern string) {
	t.Helper()
	tick, late := time.NewTicker(time.Millisecond), time.After(30*time.Second)
	defer tick.Stop()
	for {
		select {
		case <-late:
			t.Fatalf("no %s within 30 s", pattern)
		case <-tick.C:
			if found, _ := filepath.Glob(pattern); len(found) > 0 {
				return
			}
		}
	}
}

// TestTwoFirstSearches starts two searches at once on a fresh machine.
func TestTwoFirstSearches(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the search index")
	}
	cache := freshCache(t)
	var wg sync.WaitGroup
	for range 2 {
		c, out := search(t)
		wg.Go(func() {
			if err := c.Run(); err != nil || !strings.HasPrefix(out.String(), firstHit) {
				t.Errorf("one of two first searches: %v, %q", err, out)
			}
		})
	}
	wg.Wait()
	if built, _ := filepath.Glob(filepath.Join(cache, "icd10cm-*")); len(built) != 1 {
		t.Errorf("indexes built: %q, want 1", built)
	}
}
