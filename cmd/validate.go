package cmd

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/validate"
)

type validateOptions struct {
	File     string
	Column   string
	Header   bool
	Problems bool
}

const validateLong = `Say of each code whether it is valid on the date of service, what is wrong with
it if not, and what was probably meant.

Statuses: valid, header (needs more characters), seventh_missing,
seventh_illegal, placeholder_missing, not_in_force (in another release only),
not_found, malformed. Only valid may be reported on a claim.

Codes come as arguments, or one a line from a file of any size (-f FILE, "-"
for standard input), or from a column of a CSV file (--column, by name or
1-based number). By name the first line is the header; by number it is not, but
for --header.`

func newValidateCmd(a *app) *cobra.Command {
	var opts validateOptions
	c := &cobra.Command{
		Use:     "validate [CODE...] [-f FILE]",
		Short:   "Check whether codes are valid, and repair them",
		Long:    validateLong,
		Example: "  medcode validate E11.9 S67.01A\n  medcode validate -f codes.txt --problems\n  medcode validate -f claims.csv --column dx1 --format jsonl",
		Args: func(_ *cobra.Command, args []string) error {
			if (len(args) == 0) == (opts.File == "") {
				return fmt.Errorf("give codes, or a file with -f, not both")
			}
			return nil
		},
		ValidArgsFunction: a.completeCodes,
		RunE:              func(c *cobra.Command, args []string) error { return runValidate(c.Context(), a, opts, args) },
	}
	c.Flags().StringVarP(&opts.File, "file", "f", "", "read codes from `FILE`, one a line; - for standard input")
	c.Flags().StringVar(&opts.Column, "column", "", "the column of a CSV file that holds the code, by `NAME` or number")
	c.Flags().BoolVar(&opts.Header, "header", false, "the first line of the CSV file is a header")
	c.Flags().BoolVar(&opts.Problems, "problems", false, "show only codes that are not valid")
	return c
}

func runValidate(ctx context.Context, a *app, opts validateOptions, args []string) error {
	set, err := a.set(codesets.ICD10CM)
	if err != nil {
		return err
	}
	from, err := a.choose(set)
	if err != nil {
		return err
	}
	out, err := newVerdictWriter(a, from.ref())
	if err != nil {
		return err
	}
	run := &validation{
		checker: validate.Validator{Table: from.Table, Others: a.otherReleases(from), Date: from.Date},
		out:     out, set: set, problems: opts.Problems, count: map[validate.Status]int{},
	}
	if opts.File == "" {
		for i, code := range args {
			if err := run.code(i+1, code); err != nil {
				return err
			}
		}
	} else if err := run.file(ctx, a, opts); err != nil {
		return err
	}
	if err := out.close(); err != nil {
		return err
	}
	if opts.File != "" {
		a.note("%s; %s", run.summary(), from.Release.Title)
	}
	if run.total > run.count[validate.Valid] {
		return errFindings
	}
	return nil
}

// A validation is one run over many codes.
type validation struct {
	checker  validate.Validator
	out      *verdictWriter
	set      codesets.CodeSet
	problems bool
	total    int
	count    map[validate.Status]int
}

func (r *validation) code(line int, input string) error {
	v := r.checker.Check(input)
	r.total++
	r.count[v.Status]++
	if r.problems && v.Status == validate.Valid {
		return nil
	}
	return r.out.write(line, input, v, r.set)
}

// statusOrder is the order of the summary.
var statusOrder = []validate.Status{
	validate.Valid, validate.Header, validate.SeventhMissing, validate.SeventhIllegal,
	validate.PlaceholderMissing, validate.NotInForce, validate.NotFound, validate.Malformed,
}

func (r *validation) summary() string {
	parts := []string{codesets.Count(r.total, "code")}
	for _, s := range statusOrder {
		if n := r.count[s]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, s))
		}
	}
	return strings.Join(parts, ", ")
}

// file reads the codes of opts.File.
func (r *validation) file(ctx context.Context, a *app, opts validateOptions) error {
	var in io.Reader
	name := "standard input"
	if opts.File == "-" {
		in = newInterruptible(ctx, a.in)
	} else {
		f, err := os.Open(opts.File)
		if err != nil {
			return err
		}
		defer f.Close()
		in, name = f, opts.File
	}
	var err error
	if opts.Column != "" {
		err = r.csv(ctx, in, opts.Column, opts.Header)
	} else {
		err = r.lines(ctx, in)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// maxLine bounds a line of a code file, in bytes; a longer one is malformed.
const maxLine = 64 << 10

// checkEvery is how many lines pass between two looks for Ctrl-C.
const checkEvery = 4096

func (r *validation) lines(ctx context.Context, in io.Reader) error {
	b := bufio.NewReaderSize(in, maxLine)
	for line := 1; ; line++ {
		text, err := b.ReadSlice('\n')
		if line == 1 {
			text = []byte(strings.TrimPrefix(string(text), "\ufeff"))
		}
		code := strings.TrimSpace(string(text))
		if code != "" {
			if err := r.code(line, code); err != nil {
				return err
			}
		}
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = b.ReadSlice('\n')
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", line, err)
		}
		if line%checkEvery == 0 {
			if err := cancelled(ctx); err != nil {
				return err
			}
		}
	}
}
