// Command gen writes what is made from the program: the pages docs/cli.md and
// docs/rules.md, the man pages and the shell completions of a release.
//
//	go run ./docs/gen -cli docs/cli.md -rules docs/rules.md
//	go run ./docs/gen -completions DIR -man DIR
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra/doc"

	"github.com/medcode-cli/medcode/cmd"
)

func main() {
	cli := flag.String("cli", "", "write the command reference to `FILE`")
	rules := flag.String("rules", "", "write the page of the rules to `FILE`")
	completions := flag.String("completions", "", "write shell completions to `DIR`")
	man := flag.String("man", "", "write man pages to `DIR`")
	flag.Parse()
	if err := run(*cli, *rules, *completions, *man); err != nil {
		fmt.Fprintf(os.Stderr, "gen: %v\n", err)
		os.Exit(1)
	}
}

func run(cli, rules, completions, man string) error {
	for _, page := range []struct {
		file string
		make func() []byte
	}{{cli, cmd.Reference}, {rules, cmd.RulesPage}} {
		if page.file == "" {
			continue
		}
		if err := os.WriteFile(page.file, page.make(), 0o644); err != nil {
			return err
		}
	}
	if completions != "" {
		if err := writeCompletions(completions); err != nil {
			return err
		}
	}
	if man == "" {
		return nil
	}
	if err := os.MkdirAll(man, 0o755); err != nil {
		return err
	}
	root := cmd.Root()
	root.DisableAutoGenTag = true
	return doc.GenManTree(root, &doc.GenManHeader{Title: "MEDCODE", Section: "1", Source: "medcode"}, man)
}

func writeCompletions(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	root := cmd.Root()
	for name, gen := range map[string]func(*bytes.Buffer) error{
		"medcode.bash": func(b *bytes.Buffer) error { return root.GenBashCompletionV2(b, true) },
		"_medcode":     func(b *bytes.Buffer) error { return root.GenZshCompletion(b) },
		"medcode.fish": func(b *bytes.Buffer) error { return root.GenFishCompletion(b, true) },
		"medcode.ps1":  func(b *bytes.Buffer) error { return root.GenPowerShellCompletionWithDesc(b) },
	} {
		var b bytes.Buffer
		if err := gen(&b); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}
