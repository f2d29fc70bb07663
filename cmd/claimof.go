package cmd

import (
	"github.com/spf13/pflag"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

// ClaimOf returns the claim that the flags of 'medcode check' in args make, and
// the profile they name. It is there for the tests of the rules' examples.
func ClaimOf(args []string) (*coding.Claim, string, error) {
	var one oneClaim
	flags := pflag.NewFlagSet("check", pflag.ContinueOnError)
	one.flags(flags)
	profile := flags.String("profile", "", "")
	text := flags.String("date", "", "")
	if err := flags.Parse(args); err != nil {
		return nil, "", err
	}
	date := dateOption{given: *text != ""}
	if date.given {
		var err error
		if date.date, err = codesets.ParseDate(*text); err != nil {
			return nil, "", usagef("--date: %w", err)
		}
	}
	c, err := one.claim(date)
	return c, *profile, err
}
