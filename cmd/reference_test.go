package cmd_test

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/cmd"
)

// TestReference compares docs/cli.md with the command tree; -update rewrites it.
func TestReference(t *testing.T) {
	const page = "../docs/cli.md"
	want := cmd.Reference()
	if *update {
		if err := os.WriteFile(page, want, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("docs/cli.md is not that of the command tree; run 'go run ./docs/gen -cli docs/cli.md' (-want +got):\n%s", diff)
	}
}
