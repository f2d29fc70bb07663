package cmd

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/medcode-cli/medcode/coding/claimfile"
	"github.com/medcode-cli/medcode/coding/x12"
)

const x12DeidentifyLong = `Replace what names people in an 837: names, member, account and claim numbers,
NPIs, tax numbers, addresses, contacts and free text. A value becomes the same
other value wherever it stands, of the same length and form, so that every
segment keeps its place; NPIs that are valid stay valid. Codes, charges, units,
payers and states stay. The dates of a patient move together by up to 45 days
within their calendar quarter, so that 'medcode check' finds the same.

With the same key the result is the same; without one a new key is made and
forgotten. This is a tool for samples and support cases, not a certified
de-identification under 45 CFR 164.514: look at the result before you share it.`

const x12DeidentifyExample = `  medcode x12 deidentify batch.837 sample.837
  medcode x12 deidentify batch.837 sample.837 --key-file ~/.medcode-key`

type deidentifyOptions struct {
	Key     string
	KeyFile string
}

func newX12DeidentifyCmd(a *app) *cobra.Command {
	var opts deidentifyOptions
	c := &cobra.Command{
		Use:     "deidentify IN OUT",
		Short:   "Replace what names people in an 837",
		Long:    x12DeidentifyLong,
		Example: x12DeidentifyExample,
		Args:    cobra.ExactArgs(2),
		RunE:    func(_ *cobra.Command, args []string) error { return runX12Deidentify(a, opts, args[0], args[1]) },
	}
	c.Flags().StringVar(&opts.Key, "key", "", "`KEY` that decides the replacements")
	c.Flags().StringVar(&opts.KeyFile, "key-file", "", "read the key from `FILE`")
	return c
}

func runX12Deidentify(a *app, opts deidentifyOptions, in, out string) error {
	key, err := opts.key()
	if err != nil {
		return err
	}
	if same, err := sameFile(in, out); err != nil || same {
		return errors.Join(err, usageIf(same, "OUT is the same file as IN"))
	}
	input := claimfile.Stdin(a.in)
	if in != "-" {
		list, err := claimfile.Inputs(in)
		if err != nil {
			return err
		}
		if len(list) != 1 {
			return usagef("%s stands for %d files, want one", in, len(list))
		}
		input = list[0]
	}
	r, err := input.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	var report x12.DeidentifyReport
	err = a.writeFile(out, func(w io.Writer) (err error) {
		report, err = x12.Deidentify(w, r, key)
		return err
	})
	if err != nil {
		return fmt.Errorf("deidentify %s: %w", in, err)
	}
	a.note("%s, %s replaced, %s, dates moved of %d", counted(report.Segments, "segment", "segments"),
		counted(report.Replaced, "value", "values"), counted(report.People, "subscriber", "subscribers"), report.Shifted)
	return nil
}

// key returns the key of the flags, or a new one.
func (o *deidentifyOptions) key() ([]byte, error) {
	switch {
	case o.Key != "" && o.KeyFile != "":
		return nil, usagef("give --key or --key-file, not both")
	case o.Key != "":
		return []byte(o.Key), nil
	case o.KeyFile != "":
		b, err := os.ReadFile(o.KeyFile)
		if b = bytes.TrimSpace(b); err == nil && len(b) == 0 {
			err = usagef("--key-file %s: the file is empty", o.KeyFile)
		}
		return b, err
	}
	key := make([]byte, 32)
	_, err := rand.Read(key)
	return key, err
}

// usageIf returns a usage error when what it says is so.
func usageIf(so bool, text string) error {
	if !so {
		return nil
	}
	return usagef("%s", text)
}

// sameFile reports whether two names are one file.
func sameFile(in, out string) (bool, error) {
	if in == "-" || out == "-" {
		return false, nil
	}
	a, err := os.Stat(in)
	if err != nil {
		return false, err
	}
	b, err := os.Stat(filepath.Clean(out))
	if err != nil {
		return false, nil //nolint:nilerr // OUT is not there yet
	}
	return os.SameFile(a, b), nil
}
