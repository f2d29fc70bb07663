package cmd

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

const claimsLong = `Show the claims of a file as medcode reads them: a table, or with --claim one of
them as a page, with the titles of its codes on the date of service, its lines
and what each points to.

FILE is an 837, FHIR, CSV or JSON, told by its content, also compressed; it may
be a folder or a pattern, and "-" is standard input. --format json writes an
array of claims in the model of 'medcode check', jsonl one a line: both can be
read again. What else a file holds (an 835, a 999, other FHIR resources) is
named on standard error.`

const claimsExample = `  medcode claims batch.837
  medcode claims batch.837 --claim A1029
  medcode claims export.ndjson --format jsonl
  medcode claims batch.837 --format json > claims.json`

type claimsOptions struct {
	Input inputOptions
	Claim string
}

func newClaimsCmd(a *app) *cobra.Command {
	var opts claimsOptions
	c := &cobra.Command{
		Use:     "claims FILE...",
		Short:   "Show the claims of a file",
		Long:    claimsLong,
		Example: claimsExample,
		Args:    cobra.MinimumNArgs(1),
		RunE:    func(c *cobra.Command, args []string) error { return runClaims(c.Context(), a, opts, args) },
	}
	opts.Input.flags(c.Flags())
	opts.Input.complete(c)
	c.Flags().StringVar(&opts.Claim, "claim", "", "show the claim with this `NUMBER` as a page")
	c.AddCommand(newClaimsGenerateCmd(a))
	return c
}

func runClaims(ctx context.Context, a *app, opts claimsOptions, args []string) error {
	if err := opts.Input.prepare(); err != nil {
		return err
	}
	list, err := a.inputs(ctx, args)
	if err != nil {
		return err
	}
	out, err := newClaimsOutput(a, opts)
	if err != nil {
		return err
	}
	note := func(s string) { a.note("note: %s", s) }
	err = eachInput(ctx, list, &opts.Input, note, func(in *claimInput) error {
		var c coding.Claim
		for {
			err := in.Next(ctx, &c)
			if errors.Is(err, io.EOF) {
				break
			}
			if err == nil && (opts.Claim == "" || c.ID == opts.Claim) {
				out.count++
				err = out.claim(&c)
			}
			if err != nil {
				return err
			}
		}
		for _, n := range notesOf(in.Reader) {
			note(n)
		}
		if n := len(outsideOf(in.Reader)); n > 0 {
			note(fmt.Sprintf("%s wrong with the envelope: see 'medcode check'", counted(n, "thing is", "things are")))
		}
		return nil
	})
	if err = errors.Join(err, out.end()); err != nil {
		return err
	}
	if out.count == 0 && opts.Claim != "" {
		a.note("no claim %q", codesets.Clean(opts.Claim))
		return errFindings
	}
	return nil
}

// counted returns "1 thing is" or "3 things are".
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// A claimsOutput writes claims in the form of --format as they come; only a
// table is held until its widths are known.
type claimsOutput struct {
	claim func(*coding.Claim) error
	end   func() error
	count int
}

func newClaimsOutput(a *app, opts claimsOptions) (*claimsOutput, error) {
	b := bufio.NewWriterSize(a.out, 64<<10)
	switch f := a.format(); f {
	case "json", "jsonl":
		return claimsJSON(b, f == "jsonl"), nil
	case "csv", "tsv":
		return claimsRows(b, map[string]rune{"csv": ',', "tsv": '\t'}[f]), nil
	case "table", "plain", "markdown":
		if opts.Claim != "" {
			p := &claimPager{app: a, b: b}
			return &claimsOutput{claim: p.print, end: b.Flush}, nil
		}
		l := listing{columns: claimColumns}
		return &claimsOutput{
			claim: func(c *coding.Claim) error { l.rows = append(l.rows, claimRow(c)); return nil },
			end: func() error {
				if f != "markdown" {
					l.footer = claimsFooter(l.rows)
				}
				return a.write(l)
			},
		}, nil
	default:
		return nil, usagef("--format %q, want %s", f, strings.Join(formats, ", "))
	}
}

// claimsJSON writes claims one a line, or as an array.
func claimsJSON(b *bufio.Writer, lines bool) *claimsOutput {
	n := 0
	return &claimsOutput{
		claim: func(c *coding.Claim) error {
			var text []byte
			var err error
			if lines {
				text, err = json.Marshal(c)
			} else {
				text, err = json.MarshalIndent(c, "  ", "  ")
			}
			switch {
			case lines:
			case n == 0:
				b.WriteString("[\n  ")
			default:
				b.WriteString(",\n  ")
			}
			n++
			b.Write(text)
			if lines {
				b.WriteByte('\n')
			}
			return err
		},
		end: func() error {
			switch {
			case lines:
			case n == 0:
				b.WriteString("[]\n")
			default:
				b.WriteString("\n]\n")
			}
			return b.Flush()
		},
	}
}

// claimsRows writes one row a claim.
func claimsRows(b *bufio.Writer, comma rune) *claimsOutput {
	header := make([]string, len(claimColumns))
	for i, c := range claimColumns {
		header[i] = strings.ReplaceAll(strings.ToLower(c.name), " ", "_")
	}
	first := true
	return &claimsOutput{
		claim: func(c *coding.Claim) error {
			if first {
				first = false
				if err := writeSeparatedRow(b, header, comma); err != nil {
					return err
				}
			}
			return writeSeparatedRow(b, claimRow(c), comma)
		},
		end: b.Flush,
	}
}

var claimColumns = []column{
	{name: "Claim"}, {name: "Type"}, {name: "From"}, {name: "Sex"}, {name: "Birth"}, {name: "Diagnoses", wrap: true}, {name: "Lines"}, {name: "Services", wrap: true}, {name: "Charge"},
}

// shortTypes are the claim types as a table has room for them.
var shortTypes = map[coding.ClaimType]string{
	coding.Professional: "prof", coding.Outpatient: "outp", coding.Inpatient: "inp", coding.DME: "dme", coding.TypeUnknown: "",
}

func claimRow(c *coding.Claim) []string {
	return []string{
		c.ID, shortTypes[c.Type], claimDay(c).String(), c.Patient.Sex, c.Patient.Birth.String(), some(diagnosisCodes(c), 4),
		strconv.Itoa(len(c.Lines)), some(serviceCodes(c), 4), c.Total.String(),
	}
}

// claimDay returns the first day of service.
func claimDay(c *coding.Claim) codesets.Date {
	if !c.From.IsZero() || len(c.Lines) == 0 {
		return c.From
	}
	return c.Lines[0].From
}

func diagnosisCodes(c *coding.Claim) []string {
	var list []string
	for _, d := range c.DX {
		list = append(list, displayDX(&d))
	}
	return list
}

// displayDX returns a diagnosis as people write it: ICD-10-CM with its dot,
// ICD-9-CM as it was given.
func displayDX(d *coding.Diagnosis) string {
	if isICD9(d.Qualifier) {
		return codesets.Clean(d.Code)
	}
	return codesets.Clean(codesets.Display(codesets.ICD10CM, codesets.Normalize(d.Code)))
}

// isICD9 reports whether a qualifier of X12 stands for ICD-9-CM.
func isICD9(q string) bool { return slices.Contains([]string{"BK", "BF", "BJ", "PR", "BN"}, q) }

func serviceCodes(c *coding.Claim) []string {
	var list []string
	for i := range c.Lines {
		list = append(list, serviceCode(&c.Lines[i]))
	}
	return list
}

// serviceCode returns a line's code with its modifiers, or its revenue code.
func serviceCode(ln *coding.Line) string {
	if ln.Code == "" {
		return "rev " + ln.Revenue
	}
	return strings.Join(append([]string{ln.Code}, ln.Modifiers...), "-")
}

// some joins the first n of list and says how many more there are.
func some(list []string, n int) string {
	if len(list) <= n {
		return strings.Join(list, " ")
	}
	return strings.Join(list[:n], " ") + " +" + strconv.Itoa(len(list)-n)
}

// claimsFooter sums the table up.
func claimsFooter(rows [][]string) string {
	lines := 0
	var cents int64
	for _, r := range rows {
		n, _ := strconv.Atoi(r[6])
		lines += n
		c, _ := coding.ParseAmount(r[8])
		cents += c
	}
	return fmt.Sprintf("%s, %s, %s charged", counted(len(rows), "claim", "claims"), counted(lines, "line", "lines"), coding.Cents(cents))
}
