package cmd

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding/claimgen"
)

const claimsGenerateLong = `Make claims for load tests and practice: invented through and through, marked as
synthetic, and the same for the same seed. Codes are real and in force in the
ICD-10-CM release that is built in, so that most claims pass 'medcode check';
--faults spoils a share of them.

--format is 837p (default), 837i, csv, fhir (NDJSON) or jsonl (the claim model).
--date is the last day of service (default 2026-06-30), the first is 60 days
before. An 837 is written as a test interchange (ISA15 is T).`

const claimsGenerateExample = `  medcode claims generate --n 1000 > load.837
  medcode claims generate --n 100000 --seed 7 --format fhir --output load.ndjson
  medcode claims generate --n 50 --faults 0.3 --format csv`

type generateOptions struct {
	N      int
	Seed   uint64
	Faults float64
	Output string
}

// generators writes claims in each form.
var generators = map[string]func(io.Writer, claimgen.Options) error{
	"837p": claimgen.Write837, "837i": claimgen.Write837, "csv": claimgen.WriteCSV, "fhir": claimgen.WriteFHIR, "jsonl": claimgen.WriteJSON,
}

var generatedForms = []string{"837p", "837i", "csv", "fhir", "jsonl"}

func newClaimsGenerateCmd(a *app) *cobra.Command {
	var opts generateOptions
	c := &cobra.Command{
		Use:     "generate",
		Short:   "Make synthetic claims",
		Long:    claimsGenerateLong,
		Example: claimsGenerateExample,
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			form := "837p"
			if c.Flags().Changed("format") {
				form = strings.ToLower(a.settings.GetString("format"))
			}
			return runClaimsGenerate(a, opts, form)
		},
	}
	f := c.Flags()
	f.IntVarP(&opts.N, "n", "n", 100, "`NUMBER` of claims")
	f.Uint64Var(&opts.Seed, "seed", 1, "the same `SEED` gives the same claims")
	f.Float64Var(&opts.Faults, "faults", 0, "`SHARE` of claims with an error, 0 to 1")
	f.StringVarP(&opts.Output, "output", "o", "-", "write to `FILE`")
	return c
}

// generatedDate is the last day of service unless --date says otherwise: the
// built-in ICD-10-CM release is in force on it.
const generatedDate = codesets.Date(20260630)

func runClaimsGenerate(a *app, opts generateOptions, form string) error {
	write := generators[form]
	switch {
	case write == nil:
		return usagef("--format %q, want %s", form, strings.Join(generatedForms, ", "))
	case opts.N < 1:
		return usagef("--n %d, want at least 1", opts.N)
	case opts.Faults < 0 || opts.Faults > 1 || opts.Faults != opts.Faults:
		return usagef("--faults %g, want 0 to 1", opts.Faults)
	}
	date := generatedDate
	if a.settings.GetString("date") != "" {
		var err error
		if date, err = a.date(); err != nil {
			return err
		}
	}
	o := claimgen.Options{N: opts.N, Seed: opts.Seed, Date: date, Institutional: form == "837i", Faults: opts.Faults}
	err := a.writeFile(opts.Output, func(w io.Writer) error { return write(w, o) })
	if err != nil {
		return fmt.Errorf("generate claims: %w", err)
	}
	if opts.Output != "-" {
		a.note("%d synthetic claims, %s, seed %d, in %s", opts.N, form, opts.Seed, opts.Output)
	}
	return nil
}
