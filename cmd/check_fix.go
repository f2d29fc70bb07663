package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
	"github.com/medcode-cli/medcode/codesets/validate"
	"github.com/medcode-cli/medcode/coding/claimfile"
)

// fixFile copies the CSV file that args name to --fix with the form of its
// cells put right, tells each repair, and returns the arguments that name the
// copy, which is then checked.
func fixFile(ctx context.Context, a *app, opts *checkOptions, args []string) ([]string, error) {
	in, err := fixable(ctx, a, opts, args)
	if err != nil {
		return nil, err
	}
	date, err := a.date()
	if err != nil {
		return nil, err
	}
	tables, err := a.store()
	if err != nil {
		return nil, err
	}
	f, err := in.Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	n := 0
	forms := &dxForms{catalog: tables.Catalog(), open: tables.Codes, byRelease: map[string]*validate.Validator{}}
	told := func(x claimfile.Fix) {
		n++
		a.note("fixed %s", x)
	}
	err = a.writeFile(opts.Fix, func(w io.Writer) error {
		return claimfile.FixCSV(ctx, f, w, claimfile.FixOptions{File: in.Name, Date: date, DX: forms.format, Told: told})
	})
	if err != nil {
		return nil, errors.Join(err, forms.err)
	}
	a.note("%s put right in %s, which is checked here", codesets.Count(n, "cell"), opts.Fix)
	return []string{opts.Fix}, forms.err
}

// fixable returns the one CSV file that args name.
func fixable(ctx context.Context, a *app, opts *checkOptions, args []string) (*claimfile.Input, error) {
	switch {
	case len(args) == 0:
		return nil, usagef("--fix is for a CSV file: give one")
	case opts.Fix == "-":
		return nil, usagef("--fix -: standard output has the report, name a file")
	case opts.Input.Map != "" || opts.Input.Form != "auto" && opts.Input.Form != "csv":
		return nil, usagef("--fix is for CSV files with columns that 'medcode check --columns' lists")
	}
	list, err := a.inputs(ctx, args)
	if err != nil {
		return nil, err
	}
	if len(list) != 1 {
		return nil, usagef("--fix is for one CSV file, not %d", len(list))
	}
	if same, err := sameFile(args[0], opts.Fix); err == nil && same {
		return nil, usagef("--fix is the file itself: name another")
	}
	if err := isCSV(&list[0]); args[0] != "-" && err != nil {
		return nil, err
	}
	return &list[0], nil
}

// isCSV returns an error of a file that is of another form.
func isCSV(in *claimfile.Input) error {
	f, err := in.Open()
	if err != nil {
		return err
	}
	defer f.Close()
	head := make([]byte, claimfile.DetectSize)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("read %s: %w", in.Name, err)
	}
	if form := claimfile.Detect(head[:n]); form != claimfile.FormCSV && form != claimfile.FormUnknown {
		return usagef("--fix is for CSV files, %s is %s", in.Name, form)
	}
	return nil
}

// A dxForms puts the form of diagnosis codes right by the release of a date.
type dxForms struct {
	catalog   *codesets.Catalog
	open      func(codesets.Release) (*table.Codes, error)
	byRelease map[string]*validate.Validator
	others    []*table.Codes
	err       error // the first of opening a release
}

// format returns the code in form, as claimfile.FixOptions.DX.
func (x *dxForms) format(code string, d codesets.Date) (string, bool) {
	rel, ok := x.catalog.On(codesets.ICD10CM, d)
	if !ok {
		return "", false
	}
	v := x.byRelease[rel.Edition]
	if v == nil {
		t, err := x.open(rel)
		if err != nil {
			x.err = errors.Join(x.err, err)
			return "", false
		}
		v = &validate.Validator{Table: t, Others: x.all}
		x.byRelease[rel.Edition] = v
	}
	return v.Format(code)
}

// all opens every release, the first time it is asked.
func (x *dxForms) all() []*table.Codes {
	if x.others == nil {
		for _, rel := range x.catalog.Of(codesets.ICD10CM) {
			if t, err := x.open(rel); err == nil {
				x.others = append(x.others, t)
			}
		}
	}
	return x.others
}
