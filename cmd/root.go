// Package cmd is the medcode command line: one file per command, and no coding
// rules of its own.
package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/medcode-cli/medcode/codesets"
)

// Exit codes, tabled in docs/cli.md.
const (
	exitOK       = 0 // ran, nothing to report
	exitFindings = 1 // a code is not valid or not found, or findings at or above --fail-on
	exitUsage    = 2 // the command line is wrong
	exitFailure  = 3 // could not run: data missing or corrupt, input unreadable
)

// errFindings tells Main that the findings are printed and nothing is left to say.
var errFindings = errors.New("findings reported")

// A hintError is an error with the one thing that can be done about it.
type hintError struct {
	err  error
	hint string
}

func (e *hintError) Error() string { return e.err.Error() }
func (e *hintError) Unwrap() error { return e.err }
func (e *hintError) Hint() string  { return e.hint }

// A hinter is an error that knows the one thing that can be done about it.
type hinter interface {
	error
	Hint() string
}

// withHint adds what can be done about err, as a sentence without a full stop.
func withHint(err error, hint string) error { return &hintError{err, hint} }

// A usageError is a fault of the command line that shows only once it runs.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

// usagef returns an error for which Main exits with exitUsage.
func usagef(format string, args ...any) error {
	return &usageError{fmt.Errorf(format, args...)}
}

// Main runs medcode with args, which leave out the program name, and returns the
// exit code. It writes results to stdout, and errors and hints to stderr.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx := newInterrupt()
	defer ctx.stop()

	started := false
	a := newApp(stdin, stdout, stderr)
	root := newRootCmd(a, args)
	onRun(root, func() { started = true })
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)

	err := root.ExecuteContext(ctx)
	if _, _, unknown := root.Find(args); unknown != nil && !started {
		err = withHint(err, commandFor(root, args))
	}
	return report(stderr, errors.Join(err, a.close()), started)
}

// commandFor returns the hint on arguments that begin with no command: codes and
// words are what people type first.
func commandFor(root *cobra.Command, args []string) string {
	_ = root.ParseFlags(args) // what follows a wrong flag is not needed
	words := root.Flags().Args()
	switch {
	case len(words) == 0 || len(root.SuggestionsFor(words[0])) > 0:
		return "see 'medcode --help'"
	case len(shapes(words[0])) > 0 && strings.ContainsAny(words[0], digits):
		return "to look up a code: medcode lookup " + words[0]
	}
	return "to search: medcode search " + strings.Join(words, " ")
}

// report prints err, if there is something left to say, and returns the exit code.
func report(stderr io.Writer, err error, started bool) int {
	var usage *usageError
	var hinted hinter
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errFindings):
		return exitFindings
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "medcode: interrupted")
		return exitFailure
	}
	for line := range strings.Lines(err.Error()) {
		if line = codesets.Clean(line); line != "" {
			fmt.Fprintf(stderr, "medcode: %s\n", line)
		}
	}
	switch {
	case errors.As(err, &hinted):
		fmt.Fprintf(stderr, "hint: %s\n", codesets.Clean(hinted.Hint()))
	case !started:
		fmt.Fprintln(stderr, "hint: see 'medcode --help'")
	}
	if !started || errors.As(err, &usage) {
		return exitUsage
	}
	return exitFailure
}

// onRun arranges for f to be called when a command's own code starts. What
// cobra returns before that is always about the command line, so Main needs
// no look at error texts to tell a usage error.
func onRun(c *cobra.Command, f func()) {
	if run := c.RunE; run != nil {
		c.RunE = func(c *cobra.Command, args []string) error {
			f()
			return run(c, args)
		}
	}
	for _, sub := range c.Commands() {
		onRun(sub, f)
	}
}

const rootLong = `medcode looks up, searches and checks US medical codes, offline.

The date of service picks the release of every table. ICD-10-CM is built in;
other tables come in with 'medcode load'. Nothing leaves this machine.

Exit codes: 0 fine, 1 a code is not valid or not found, or findings,
2 the command line is wrong, 3 could not run.`

// A command is a command of the root by its name.
type command struct {
	name string
	make func(*app) *cobra.Command
}

// rootCommands are the commands in the order in which they are documented.
var rootCommands = [...]command{
	{"search", newSearchCmd},
	{"lookup", newLookupCmd},
	{"tree", newTreeCmd},
	{"index", newIndexCmd},
	{"validate", newValidateCmd},
	{"check", newCheckCmd},
	{"claims", newClaimsCmd},
	{"x12", newX12Cmd},
	{"tables", newTablesCmd},
	{"history", newHistoryCmd},
	{"diff", newDiffCmd},
	{"crosswalk", newCrosswalkCmd},
	{"pcs", newPCSCmd},
	{"ncci", newNCCICmd},
	{"mue", newMUECmd},
	{"addon", newAddonCmd},
	{"sets", newSetsCmd},
	{"load", newLoadCmd},
	{"fetch", newFetchCmd},
	{"rules", newRulesCmd},
	{"explain", newExplainCmd},
	{"practice", newPracticeCmd},
	{"config", newConfigCmd},
	{"version", newVersionCmd},
}

// newRootCmd returns the command tree for args. When args begin with the name
// of a command, the others, which would only be made and thrown away, are left
// out: making them all takes as long as looking up a code.
func newRootCmd(a *app, args []string) *cobra.Command {
	root := &cobra.Command{
		Use:           "medcode",
		Short:         "Look up, search and check medical codes",
		Long:          rootLong,
		Example:       "  medcode search dm2 with neuropathy\n  medcode lookup E11.40\n  medcode validate S67.01A",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.CompletionOptions.HiddenDefaultCmd = false
	a.addGlobalFlags(root)
	for _, c := range rootCommands {
		if len(args) > 0 && c.name == args[0] {
			root.CompletionOptions.DisableDefaultCmd = true
			root.AddCommand(c.make(a))
			return root
		}
	}
	for _, c := range rootCommands {
		root.AddCommand(c.make(a))
	}
	return root
}
