package cmd

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/icd10pcs"
	"github.com/medcode-cli/medcode/codesets/table"
)

const pcsLong = `Read and build ICD-10-PCS codes by the official tables, character by character.

The tables say what may stand behind what, and what each character means; the
order file of the date of service says which codes there are. With the order
file alone characters have no words; with the tables alone, of another year
perhaps, a built code is not checked.`

func newPCSCmd(a *app) *cobra.Command {
	c := &cobra.Command{
		Use:     "pcs",
		Short:   "Build and explain ICD-10-PCS codes",
		Long:    pcsLong,
		Example: "  medcode pcs explain 0DTJ4ZZ\n  medcode pcs build 0DT",
		Args:    cobra.NoArgs,
	}
	c.AddCommand(
		&cobra.Command{
			Use: "explain CODE...", Short: "Say what each character of an ICD-10-PCS code means",
			Long:    pcsLong,
			Example: "  medcode pcs explain 0DTJ4ZZ\n  medcode pcs explain 0DT --format json",
			Args:    cobra.MinimumNArgs(1),
			RunE:    func(_ *cobra.Command, args []string) error { return runPCSExplain(a, strings.Join(args, "")) },
		},
		&cobra.Command{
			Use: "build [CHARACTERS...]", Short: "Show which characters may come next",
			Long: "Show which characters may stand behind those given; on a terminal, ask for\n" +
				"them one after the other. Only legal values are offered.\n\n" + pcsLong,
			Example: "  medcode pcs build\n  medcode pcs build 0 D T\n  medcode pcs build 0DTJ --format json",
			RunE:    func(_ *cobra.Command, args []string) error { return runPCSBuild(a, strings.Join(args, "")) },
		},
	)
	return c
}

// A pcsBook is what is at hand of ICD-10-PCS: the tables, the order file, or both.
type pcsBook struct {
	tables  *icd10pcs.Tables
	codes   *table.Codes
	tableOf releaseRef
	codeOf  releaseRef
}

// pcs opens the tables and the order file; one of them must be loaded.
func (a *app) pcs() (*pcsBook, error) {
	b := &pcsBook{}
	rows, ok, err := a.rows(codesets.ICD10PCSTables)
	if err != nil {
		return nil, err
	}
	if ok {
		if b.tables, ok = icd10pcs.NewTables(rows.Rows); !ok {
			return nil, fmt.Errorf("%s: not the tables this program stores", rows.from.Title)
		}
		b.tableOf = rows.from
	}
	rel, ref, err := a.pick(codesets.ICD10PCS)
	if err == nil {
		b.codeOf = ref
		b.codes, err = a.stored.Codes(rel)
		if err != nil {
			return nil, err
		}
	} else if b.tables == nil {
		return nil, err
	}
	return b, nil
}

// next returns what may stand behind prefix: by the codes of the order file,
// in the words of the tables; by the tables where there is no order file.
func (b *pcsBook) next(prefix string) (axis string, values []icd10pcs.Value) {
	if b.tables != nil {
		axis, values = b.tables.Next(prefix)
	}
	if b.codes == nil || len(prefix) >= icd10pcs.Length {
		return axis, values
	}
	var out []icd10pcs.Value
	for n := range b.candidates(prefix) {
		key := b.codes.Key(n)
		char := key[len(prefix) : len(prefix)+1]
		if len(out) > 0 && out[len(out)-1].Char == char {
			continue
		}
		v := icd10pcs.Value{Char: char}
		if i := slices.IndexFunc(values, func(v icd10pcs.Value) bool { return v.Char == char }); i >= 0 {
			v = values[i]
		}
		out = append(out, v)
	}
	return axis, out
}

// candidates yields the billable codes that begin with prefix and go on, by code.
func (b *pcsBook) candidates(prefix string) func(func(table.Node) bool) {
	return func(yield func(table.Node) bool) {
		visit := func(n table.Node) bool {
			return len(b.codes.Key(n)) != icd10pcs.Length || yield(n)
		}
		if prefix != "" {
			for n := range b.codes.Prefixed(prefix) {
				if !visit(n) {
					return
				}
			}
			return
		}
		for n := range table.Node(b.codes.Len()) {
			if !visit(n) {
				return
			}
		}
	}
}

// title returns the official title of a code or table.
func (b *pcsBook) title(code string) (string, bool) {
	if b.codes == nil {
		return "", false
	}
	n, ok := b.codes.Find(code)
	if !ok {
		return "", false
	}
	return b.codes.Title(n), true
}

// A pcsReport is the JSON form of 'medcode pcs explain' and of a code built.
type pcsReport struct {
	Code       string               `json:"code"`
	Title      string               `json:"title,omitempty"`
	Valid      bool                 `json:"valid"` // a code of the order file; without one, of the tables
	Characters []icd10pcs.Character `json:"characters"`
	Message    string               `json:"message,omitempty"`
	Next       []icd10pcs.Value     `json:"next,omitempty"` // what may stand behind what is given
	NextAxis   string               `json:"next_axis,omitempty"`
	Tables     *releaseRef          `json:"tables,omitempty"`
	Release    *releaseRef          `json:"release,omitempty"`
}

// explain makes the report of code, of up to seven characters.
func (b *pcsBook) explain(code string) pcsReport {
	r := pcsReport{Code: codesets.Clean(code), Characters: []icd10pcs.Character{}}
	if b.tables != nil {
		r.Tables = &b.tableOf
	}
	if b.codes != nil {
		r.Release = &b.codeOf
	}
	for i := range code {
		axis, values := b.next(code[:i])
		j := slices.IndexFunc(values, func(v icd10pcs.Value) bool { return v.Char == code[i:i+1] })
		if j < 0 {
			r.Message = fmt.Sprintf("%q may not stand at position %d%s; legal there: %s", code[i:i+1], i+1, inBrackets(axis), chars(values))
			r.Next, r.NextAxis = values, axis
			return r
		}
		r.Characters = append(r.Characters, icd10pcs.Character{Pos: i + 1, Axis: axis, Value: values[j]})
	}
	r.Title, r.Valid = b.title(code)
	switch {
	case len(code) < icd10pcs.Length:
		r.Valid = false
		r.NextAxis, r.Next = b.next(code)
		r.Message = fmt.Sprintf("%d of 7 characters", len(code))
	case b.codes == nil:
		r.Valid = true
		r.Message = "by the tables of " + b.tableOf.Title + "; no order file is loaded"
	}
	return r
}

func inBrackets(s string) string {
	if s == "" {
		return ""
	}
	return " (" + s + ")"
}

func chars(values []icd10pcs.Value) string {
	var out []string
	for _, v := range values {
		out = append(out, v.Char)
	}
	if len(out) == 0 {
		return "nothing"
	}
	return strings.Join(out, " ")
}

func pcsInput(input string) (string, error) {
	code := strings.ToUpper(strings.Join(strings.Fields(input), ""))
	if len(code) > icd10pcs.Length {
		return "", usagef("%q has %d characters; an ICD-10-PCS code has 7", codesets.Clean(code), len(code))
	}
	return code, nil
}

func runPCSExplain(a *app, input string) error {
	code, err := pcsInput(input)
	if err != nil {
		return err
	}
	b, err := a.pcs()
	if err != nil {
		return err
	}
	r := b.explain(code)
	l := listing{columns: []column{{name: "Position"}, {name: "Axis"}, {name: "Value"}, {name: "Meaning", wrap: true}, {name: "Definition", wrap: true}}, document: r}
	for _, c := range r.Characters {
		l.add(c, fmt.Sprint(c.Pos), c.Axis, c.Char, cmp.Or(c.Label, "(not in the tables loaded)"), c.Definition)
	}
	l.footer = strings.TrimSpace(strings.Join([]string{r.Code, r.Title}, "  "))
	if r.Message != "" {
		l.footer += "\n" + r.Message
	}
	if err := a.write(l); err != nil {
		return err
	}
	if !r.Valid {
		return errFindings
	}
	return nil
}

func runPCSBuild(a *app, input string) error {
	code, err := pcsInput(input)
	if err != nil {
		return err
	}
	b, err := a.pcs()
	if err != nil {
		return err
	}
	_, terminal := isTerminal(a.out)
	if terminal && a.settings.GetString("format") == "" && len(code) < icd10pcs.Length {
		if code, err = a.askPCS(b, code); err != nil {
			return err
		}
	}
	r := b.explain(code)
	if len(r.Characters) < len(code) {
		if err := a.writeNext(r); err != nil {
			return err
		}
		a.note("%s", r.Message)
		return errFindings
	}
	if len(code) == icd10pcs.Length {
		return runPCSExplain(a, code)
	}
	return a.writeNext(r)
}

// writeNext lists what may come next.
func (a *app) writeNext(r pcsReport) error {
	l := listing{columns: []column{{name: "Axis"}, {name: "Value"}, {name: "Meaning", wrap: true}, {name: "Definition", wrap: true}}, document: r}
	for _, v := range r.Next {
		l.add(v, r.NextAxis, v.Char, cmp.Or(v.Label, "(not in the tables loaded)"), v.Definition)
	}
	return a.write(l)
}

// askPCS asks for one character after the other until the code is whole. A
// single legal value is taken without asking; an empty answer ends it.
func (a *app) askPCS(b *pcsBook, code string) (string, error) {
	in := bufio.NewScanner(a.in)
	for len(code) < icd10pcs.Length {
		axis, values := b.next(code)
		if len(values) == 0 {
			return code, nil
		}
		if len(values) == 1 {
			code += values[0].Char
			fmt.Fprintf(a.out, "%-22s %s  %s\n", axis, values[0].Char, values[0].Label)
			continue
		}
		for _, v := range values {
			fmt.Fprintf(a.out, "  %s  %s\n", v.Char, v.Label)
		}
		fmt.Fprintf(a.out, "%s: ", cmp.Or(axis, "next"))
		if !in.Scan() {
			if err := in.Err(); err != nil {
				return code, err
			}
			return code, io.EOF
		}
		answer := strings.ToUpper(strings.TrimSpace(in.Text()))
		if answer == "" {
			return code, nil
		}
		if !slices.ContainsFunc(values, func(v icd10pcs.Value) bool { return v.Char == answer }) {
			fmt.Fprintf(a.out, "%q is not one of %s\n", codesets.Clean(answer), chars(values))
			continue
		}
		code += answer
	}
	return code, nil
}
