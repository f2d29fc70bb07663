package cmd

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding/claimfile"
	"github.com/medcode-cli/medcode/coding/x12"
)

const x12Long = `Print an X12 file segment by segment, with the number of each, its loop, and what
its elements mean. Faults of the syntax stand below the segment that shows them,
marked with "!".

Segments are counted from ISA of the file, as 'medcode check' counts them. The
names of loops and elements are those of medcode, not of the guides.`

const x12Example = `  medcode x12 batch.837
  medcode x12 batch.837 --short
  medcode x12 batch.837 --grep '^SV1.*J3301'
  medcode x12 batch.837 --grep '^CLM' --json`

type x12Options struct {
	Grep  string
	JSON  bool
	Short bool
	SNIP  []string
}

func newX12Cmd(a *app) *cobra.Command {
	var opts x12Options
	c := &cobra.Command{
		Use:     "x12 FILE...",
		Short:   "Print an X12 file with what its segments mean",
		Long:    x12Long,
		Example: x12Example,
		Args:    cobra.MinimumNArgs(1),
		RunE:    func(c *cobra.Command, args []string) error { return runX12(c.Context(), a, opts, args) },
	}
	f := c.Flags()
	f.StringVar(&opts.Grep, "grep", "", "only segments that match this regular `EXPRESSION`")
	f.BoolVar(&opts.JSON, "json", false, "one JSON object a segment")
	f.BoolVar(&opts.Short, "short", false, "one line a segment")
	f.StringSliceVar(&opts.SNIP, "snip", []string{"1", "2", "3", "5"}, "SNIP `TYPES` the file is tested for")
	c.AddCommand(newX12DeidentifyCmd(a))
	return c
}

func runX12(ctx context.Context, a *app, opts x12Options, args []string) error {
	snip, err := x12.ParseSNIP(opts.SNIP)
	if err != nil {
		return usagef("--snip: %w", err)
	}
	var grep *regexp.Regexp
	if opts.Grep != "" {
		if grep, err = regexp.Compile(opts.Grep); err != nil {
			return usagef("--grep: %w", err)
		}
	}
	switch f := a.format(); f {
	case "json", "jsonl":
		opts.JSON = true
	case "table", "plain":
	default:
		return usagef("--format %q, want plain or jsonl", f)
	}
	b := bufio.NewWriterSize(a.out, 64<<10)
	list, err := a.inputs(ctx, args)
	if err != nil {
		return err
	}
	matched := 0
	for i := range list {
		p := &x12Printer{b: b, opts: opts, grep: grep}
		if len(list) > 1 {
			p.file = list[i].Name
		}
		if err = p.print(ctx, &list[i], snip); err != nil {
			break
		}
		matched += p.matched
	}
	if err = errors.Join(err, b.Flush()); err != nil {
		return err
	}
	if grep != nil && matched == 0 {
		return errFindings
	}
	return nil
}

// An x12Printer prints the segments of one file.
type x12Printer struct {
	b       *bufio.Writer
	opts    x12Options
	grep    *regexp.Regexp
	file    string
	loop    *x12.Loop
	matched int
}

// print prints the segments of one file.
func (p *x12Printer) print(ctx context.Context, in *claimfile.Input, snip x12.SNIP) error {
	f, err := in.Open()
	if err != nil {
		return err
	}
	defer f.Close()
	if p.file != "" && !p.opts.JSON {
		fmt.Fprintf(p.b, "%s\n", codesets.Clean(p.file))
	}
	r := x12.NewReader(f, snip)
	for r.Next() {
		if err := ctx.Err(); err != nil {
			return err
		}
		s := r.Segment()
		if p.grep == nil || p.grep.Match(s.Raw()) {
			p.matched++
			if err := p.segment(r, s); err != nil {
				return err
			}
		}
		p.issues(r.TakeIssues())
	}
	if err := r.Err(); err != nil {
		return fmt.Errorf("read %s: %w", in.Name, err)
	}
	p.issues(r.TakeIssues())
	return nil
}

func (p *x12Printer) segment(r *x12.Reader, s *x12.Segment) error {
	if p.opts.JSON {
		text, err := json.Marshal(p.item(r, s))
		p.b.Write(text)
		p.b.WriteByte('\n')
		return err
	}
	p.heading(r)
	id := codesets.Clean(string(s.ID()))
	raw := printable(s.Raw())
	if p.opts.Short {
		fmt.Fprintf(p.b, "%6d  %s\n", s.Number, raw)
		return nil
	}
	fmt.Fprintf(p.b, "%6d  %s  %s\n", s.Number, id, x12.SegmentName(id))
	for i := 1; i <= s.Len(); i++ {
		p.element(s, id, i)
	}
	return nil
}

// printable returns b with its blanks as they are and without what a terminal
// would act on.
func printable(b []byte) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '\uFFFD'
		}
		return r
	}, codesets.UTF8(b))
}

// heading names the loop or the part of the envelope when it changes.
func (p *x12Printer) heading(r *x12.Reader) {
	s := r.Segment()
	switch {
	case s.Is("ISA"):
		mode := "production"
		if r.Interchange().Test {
			mode = "test"
		}
		fmt.Fprintf(p.b, "interchange %s, %s\n", codesets.Clean(r.Interchange().Control), mode)
	case s.Is("ST"):
		name := r.Set().Name()
		if what := x12.TransactionName(r.Set().Kind); what != "" {
			name += ", " + what
		}
		fmt.Fprintf(p.b, "transaction %s: %s\n", codesets.Clean(r.Set().Control), codesets.Clean(name))
	}
	loop := r.Loop()
	if r.Set().Guide == x12.GuideNone || s.Is("SE") || s.Is("ST") {
		loop = nil
	}
	if loop == p.loop && !s.Is("HL") && !s.Is("CLM") && !s.Is("LX") {
		return
	}
	p.loop = loop
	if loop != nil && loop.ID != "ST" && loop.ID != "" {
		fmt.Fprintf(p.b, "%sloop %s, %s\n", strings.Repeat(" ", int(loop.Level)), loop.ID, loop.Name)
	}
}

// element prints the values of one element, its components one a line.
func (p *x12Printer) element(s *x12.Segment, id string, i int) {
	value := s.Element(i)
	if len(bytes.TrimSpace(value)) == 0 {
		return
	}
	for n, part := range parts(s, id, i) {
		at := fmt.Sprintf("%s%02d", id, i)
		if part.Component > 0 {
			at += fmt.Sprintf("-%d", part.Component)
		}
		if n > 0 && part.Repetition > 0 && part.Component <= 1 {
			at += fmt.Sprintf(" (%d)", part.Repetition)
		}
		fmt.Fprintf(p.b, "        %-8s  %-20s  %s\n", at, part.Value, part.Name)
	}
}

func (p *x12Printer) issues(list []x12.Issue) {
	if p.opts.JSON || p.grep != nil {
		return
	}
	for i := range list {
		x := &list[i]
		fmt.Fprintf(p.b, "      ! %s: %s [%s]\n", codesets.Clean(x.Place()), codesets.Clean(x.Message), x.Rule)
	}
}

// An x12Item is one segment in JSON.
type x12Item struct {
	File     string        `json:"file,omitempty"`
	Segment  int           `json:"segment"` // counted from ISA of the file
	Offset   int64         `json:"offset"`  // of the segment ID, in bytes
	ID       string        `json:"id"`
	Name     string        `json:"name,omitempty"`
	Loop     string        `json:"loop,omitempty"`
	LoopName string        `json:"loop_name,omitempty"`
	Elements []elementItem `json:"elements"`
}

// An elementItem is one value: an element, or a component of one.
type elementItem struct {
	Element    int    `json:"element"`              // 1-based
	Component  int    `json:"component,omitempty"`  // 1-based, of a composite
	Repetition int    `json:"repetition,omitempty"` // 1-based, of an element that repeats
	Value      string `json:"value"`
	Name       string `json:"name,omitempty"`
}

func (p *x12Printer) item(r *x12.Reader, s *x12.Segment) x12Item {
	id := codesets.Clean(codesets.UTF8(s.ID()))
	it := x12Item{File: p.file, Segment: s.Number, Offset: s.Offset, ID: id, Name: x12.SegmentName(id), Elements: []elementItem{}}
	if loop := r.Loop(); loop != nil && r.Set().Guide != x12.GuideNone {
		it.Loop, it.LoopName = loop.ID, loop.Name
	}
	for i := 1; i <= s.Len(); i++ {
		if len(s.Element(i)) > 0 {
			it.Elements = append(it.Elements, parts(s, id, i)...)
		}
	}
	return it
}

// parts cuts element i into repetitions and components. ISA declares the
// separators and is not cut by them.
func parts(s *x12.Segment, id string, i int) []elementItem {
	clean := func(b string) string { return printable([]byte(b)) }
	d := s.Delimiters
	if id == "ISA" {
		return []elementItem{{Element: i, Value: clean(string(s.Element(i))), Name: x12.ElementName(id, i, 0)}}
	}
	repetitions := []string{string(s.Element(i))}
	if d.Repetition != 0 {
		repetitions = strings.Split(repetitions[0], string(rune(d.Repetition)))
	}
	var out []elementItem
	for n, rep := range repetitions {
		components := strings.Split(rep, string(rune(d.Component)))
		for k, value := range components {
			it := elementItem{Element: i, Value: clean(value), Name: x12.ElementName(id, i, 0)}
			if len(components) > 1 {
				it.Component, it.Name = k+1, x12.ElementName(id, i, k+1)
			}
			if len(repetitions) > 1 {
				it.Repetition = n + 1
			}
			if value != "" {
				out = append(out, it)
			}
		}
	}
	return out
}
