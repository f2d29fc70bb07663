// Package cmd is the medcode command line: one file per command, and no coding
// rules of its own.
package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/spf13/cobra"
)

// Exit codes, tabled in docs/cli.md.
const (
	exitOK       = 0 // ran, nothing to report
	exitFindings = 1 // ran, findings at or above --fail-on
	exitUsage    = 2 // the command line is wrong
	exitFailure  = 3 // could not run: data missing or corrupt, input unreadable
)

// errFindings tells Main that the findings are printed and nothing is left to say.
var errFindings = errors.New("findings reported")

// Main runs medcode with args, which leave out the program name, and returns the
// exit code. It writes results to stdout, and errors and hints to stderr.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()

	started := false
	root := newRootCmd()
	onRun(root, func() { started = true })
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)

	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errFindings):
		return exitFindings
	case !started:
		fmt.Fprintf(stderr, "medcode: %v\nhint: see 'medcode --help'\n", err)
		return exitUsage
	default:
		fmt.Fprintf(stderr, "medcode: %v\n", err)
		return exitFailure
	}
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

func newRootCmd() *cobra.Command {
	root := &cobra.Command{
		Use:           "medcode",
		Short:         "Look up, search and check medical codes",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	return root
}
