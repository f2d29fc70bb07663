package cmd_test

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/cmd"
)

// TestReference compares docs/cli.md with the command tree, and docs/rules.md
// with the rules; -update rewrites them.
func TestReference(t *testing.T) {
	for page, want := range map[string][]byte{"../docs/cli.md": cmd.Reference(), "../docs/rules.md": cmd.RulesPage()} {
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
			t.Errorf("%s is not what the program makes; run 'go run ./docs/gen -cli docs/cli.md -rules docs/rules.md' (-want +got):\n%s", page, diff)
		}
	}
}
