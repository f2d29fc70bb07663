package cmd

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Root returns the command tree, for the generator of man pages and
// completions. It is not meant to be run; Main is.
func Root() *cobra.Command {
	a := newApp(strings.NewReader(""), io.Discard, io.Discard)
	return newRootCmd(a, nil)
}

const referenceHead = `# Command line

Made from the command tree by ` + "`go run ./docs/gen -cli docs/cli.md`" + `; a test compares it.

## Exit codes

| code | meaning |
|---|---|
| 0 | ran, nothing to report |
| 1 | a code is not valid or not found, or findings at or above ` + "`--fail-on`" + ` |
| 2 | the command line is wrong |
| 3 | could not run: data missing or corrupt, input unreadable |

Results go to standard output, everything else to standard error. Errors read ` + "`medcode: …`" + `, with a second line ` + "`hint: …`" + ` where one thing can be done.

## Settings

A flag wins over the environment, the environment over ` + "`config.yaml`" + ` in the configuration directory, and that over the default. ` + "`medcode config`" + ` shows what is in force and from where.

| key in config.yaml | environment | flag | what |
|---|---|---|---|
`

// Reference returns the page docs/cli.md.
func Reference() []byte {
	var b bytes.Buffer
	b.WriteString(referenceHead)
	for _, s := range settings {
		fmt.Fprintf(&b, "| `%s` | `MEDCODE_%s` | `--%s` | %s |\n", s.key, strings.ToUpper(s.key), s.flag, s.what)
	}
	root := Root()
	b.WriteString("\n## Flags of every command\n\n")
	writeFlags(&b, root.PersistentFlags())
	writeCommands(&b, root)
	return b.Bytes()
}

func writeCommands(b *bytes.Buffer, c *cobra.Command) {
	for _, sub := range c.Commands() {
		if sub.Hidden || sub.Name() == "help" || sub.Name() == "completion" {
			continue
		}
		fmt.Fprintf(b, "\n## %s\n\n%s.\n\n```\n%s\n```\n", sub.CommandPath(), sub.Short, sub.UseLine())
		if sub.Long != "" && sub.Long != sub.Short {
			fmt.Fprintf(b, "\n```text\n%s\n```\n", strings.TrimSpace(sub.Long))
		}
		if sub.Example != "" {
			fmt.Fprintf(b, "\nExamples:\n\n```sh\n%s\n```\n", dedent(sub.Example))
		}
		if sub.HasAvailableLocalFlags() {
			b.WriteString("\n")
			writeFlags(b, sub.LocalFlags())
		}
		writeCommands(b, sub)
	}
}

func dedent(s string) string {
	lines := strings.Split(strings.Trim(s, "\n"), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimPrefix(l, "  ")
	}
	return strings.Join(lines, "\n")
}

func writeFlags(b *bytes.Buffer, flags *pflag.FlagSet) {
	b.WriteString("| flag | what |\n|---|---|\n")
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Name == "help" {
			return
		}
		value, usage := pflag.UnquoteUsage(f)
		name := "`--" + strings.TrimSpace(f.Name+" "+value) + "`"
		if f.Shorthand != "" {
			name = "`-" + f.Shorthand + "`, " + name
		}
		if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "0" && f.DefValue != "[]" {
			usage += " (default " + f.DefValue + ")"
		}
		fmt.Fprintf(b, "| %s | %s |\n", name, strings.ReplaceAll(usage, "|", "\\|"))
	})
}
