package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/medcode-cli/medcode/coding"
	"github.com/medcode-cli/medcode/coding/claimfile"
	"github.com/medcode-cli/medcode/coding/x12"
)

// An inputOptions is what the flags say of how files of claims are read.
type inputOptions struct {
	Form      string
	Map       string
	SNIP      []string
	KeepGoing bool
	Group     bool

	form  claimfile.Form
	table *claimfile.Map
	snip  x12.SNIP
}

// inputForms are the values of --input.
var inputForms = []string{"auto", "csv", "json", "x12", "fhir"}

func (o *inputOptions) flags(f *pflag.FlagSet) {
	f.StringVar(&o.Form, "input", "auto", "`FORM` of the input: auto, csv, json, x12 or fhir")
	f.StringVar(&o.Map, "map", "", "column `MAP` of a CSV file: the name of a built-in one, or a YAML file")
	f.StringSliceVar(&o.SNIP, "snip", []string{"1", "2", "3", "5"}, "SNIP `TYPES` an X12 file is tested for")
	f.BoolVar(&o.Group, "group", false, "rows of one claim need not stand together (holds the file in memory)")
	f.BoolVar(&o.KeepGoing, "keep-going", false, "report rows that cannot be read as findings and check the rest")
}

// complete registers completions of the input flags.
func (o *inputOptions) complete(c *cobra.Command) {
	for name, values := range map[string][]string{"input": inputForms, "map": claimfile.MapNames(), "snip": {"1", "2", "3", "5"}} {
		_ = c.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(values, cobra.ShellCompDirectiveDefault))
	}
}

// prepare checks the flags and reads the column map.
func (o *inputOptions) prepare() error {
	switch {
	case o.Form == "jsonl":
		o.form = claimfile.FormJSON
	case !slices.Contains(inputForms, o.Form):
		return usagef("--input %q, want %s", o.Form, strings.Join(inputForms, ", "))
	case o.Form != "auto":
		o.form = claimfile.Form(o.Form)
	}
	var err error
	if o.snip, err = x12.ParseSNIP(o.SNIP); err != nil {
		return usagef("--snip: %w", err)
	}
	if o.Map == "" {
		return nil
	}
	if o.form != claimfile.FormUnknown && o.form != claimfile.FormCSV {
		return usagef("--map is for CSV files, --input says %s", o.form)
	}
	o.form = claimfile.FormCSV
	if o.table, err = claimfile.LoadMap(o.Map, os.ReadFile); err != nil {
		return usagef("--map: %w", err)
	}
	return nil
}

// inputs returns the files that args name; "-" is standard input, until ctx is
// done.
func (a *app) inputs(ctx context.Context, args []string) ([]claimfile.Input, error) {
	var all []claimfile.Input
	for _, name := range args {
		if name == "-" {
			all = append(all, claimfile.Stdin(newInterruptible(ctx, a.in)))
			continue
		}
		list, err := claimfile.Inputs(name)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return all, nil
}

// A claimInput is an open file of claims.
type claimInput struct {
	claimfile.Reader
	io.Closer
	Name string // base name, "" of standard input
}

// openInput opens in with the reader of its form. What a folder or archive
// holds beside claims is an ErrNotClaims.
func openInput(in *claimfile.Input, o *inputOptions) (*claimInput, error) {
	f, err := in.Open()
	if err != nil {
		return nil, err
	}
	name := in.Name
	if name == "-" {
		name = ""
	}
	r, err := claimfile.New(f, o.form, claimfile.Options{
		File: name, KeepGoing: o.KeepGoing, Group: o.Group, SNIP: o.snip, Map: o.table, Strict: in.Found,
	})
	if err != nil {
		f.Close()
		return nil, err
	}
	return &claimInput{Reader: r, Closer: f, Name: name}, nil
}

// eachInput calls f with every file of list, also after one that could not be
// read, and returns what went wrong with all of them. Files that a folder or
// archive holds beside claims are left out; skipped is told their names.
func eachInput(ctx context.Context, list []claimfile.Input, o *inputOptions, skipped func(note string), f func(*claimInput) error) error {
	var all []error
	for i := range list {
		in := &list[i]
		r, err := openInput(in, o)
		if err == nil {
			err = f(r)
			r.Close()
		}
		switch {
		case err == nil:
		case in.Found && errors.Is(err, claimfile.ErrNotClaims):
			skipped(fmt.Sprintf("%s: left out, %s", in.Name, plainError(err)))
		default:
			all = append(all, err)
		}
		if ctx.Err() != nil || errors.Is(err, errStop) {
			break
		}
	}
	return errors.Join(all...)
}

// errStop ends eachInput.
var errStop = errors.New("stop")

// plainError returns what an error says of a file, without its name.
func plainError(err error) string {
	if e, ok := errors.AsType[*claimfile.Error](err); ok {
		return e.Err.Error()
	}
	return err.Error()
}

// outsideOf returns what a reader found outside of the claims of its file.
func outsideOf(r claimfile.Reader) []coding.Problem {
	if o, ok := r.(claimfile.Outsider); ok {
		return o.FileProblems()
	}
	return nil
}

// notesOf returns what a reader has to say of its file.
func notesOf(r claimfile.Reader) []string {
	if n, ok := r.(claimfile.Noter); ok {
		return n.Notes()
	}
	return nil
}
