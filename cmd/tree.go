package cmd

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

type treeOptions struct {
	Depth    int
	Billable bool
}

func newTreeCmd(a *app) *cobra.Command {
	var opts treeOptions
	c := &cobra.Command{
		Use:               "tree [CODE]",
		Short:             "Show the hierarchy beneath a code, or of the whole set",
		Example:           "  medcode tree\n  medcode tree E11 --depth 2\n  medcode tree S72.0 --billable",
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: a.completeCodes,
		RunE:              func(_ *cobra.Command, args []string) error { return runTree(a, opts, args) },
	}
	c.Flags().IntVar(&opts.Depth, "depth", 0, "levels beneath CODE (default: 1 without CODE, else all)")
	c.Flags().BoolVar(&opts.Billable, "billable", false, "billable codes only, as a flat list")
	return c
}

// A treeItem is one node of 'medcode tree'.
type treeItem struct {
	codeRef
	Depth   int        `json:"depth"` // 0 for the first
	Release releaseRef `json:"release"`
}

func runTree(a *app, opts treeOptions, args []string) error {
	if opts.Depth < 0 {
		return usagef("--depth %d, want 0 or more", opts.Depth)
	}
	set, err := a.set(codesets.ICD10CM)
	if err != nil {
		return err
	}
	from, err := a.choose(set)
	if err != nil {
		return err
	}
	root, depth := table.None, opts.Depth
	if len(args) == 0 && depth == 0 && !opts.Billable {
		depth = 1
	}
	if len(args) > 0 {
		_, n, ok := findNode(from.Table, args[0])
		if !ok {
			return a.notFound(from, args[0])
		}
		root = n
	}
	w := treeWalk{from: from, opts: opts, depth: depth}
	w.columns = []column{{name: "Code"}, {name: "Billable"}, {name: "Title", wrap: true}}
	if root == table.None {
		for n := range from.Table.Children(table.None) {
			w.walk(n, 0)
		}
	} else {
		w.walk(root, 0)
	}
	w.page = w.print
	return a.write(w.listing)
}

// notFound prints the page of a code that is not there.
func (a *app) notFound(from chosen, code string) error {
	p := a.lookup(from, code)
	l := listing{columns: []column{{name: "Code"}, {name: "Message"}}}
	l.add(p, p.Input, p.Message)
	l.page = a.pages(l.items)
	if err := a.write(l); err != nil {
		return err
	}
	return errFindings
}

type treeWalk struct {
	listing
	from  chosen
	opts  treeOptions
	depth int // deepest level, 0 for no bound
	last  []bool
	lead  []string // the lines drawn before each item
}

func (w *treeWalk) walk(n table.Node, level int) {
	t := w.from.Table
	if !w.opts.Billable || t.Billable(n) {
		ref := refTo(t, n)
		w.lead = append(w.lead, w.branch())
		w.add(treeItem{ref, level, w.from.ref()}, ref.Display, billableCell(ref.Billable), ref.Title)
	}
	if w.depth > 0 && level >= w.depth {
		return
	}
	for c := range t.Children(n) {
		w.last = append(w.last, t.End(c) == t.End(n))
		w.walk(c, level+1)
		w.last = w.last[:len(w.last)-1]
	}
}

// branch returns the lines that lead to the node at hand.
func (w *treeWalk) branch() string {
	if w.opts.Billable || len(w.last) == 0 {
		return ""
	}
	var b strings.Builder
	for _, last := range w.last[:len(w.last)-1] {
		if last {
			b.WriteString("   ")
		} else {
			b.WriteString("│  ")
		}
	}
	if w.last[len(w.last)-1] {
		return b.String() + "└─ "
	}
	return b.String() + "├─ "
}

func (w *treeWalk) print(out io.Writer) error {
	b := bufio.NewWriter(out)
	for i, it := range w.items {
		item, ok := it.(treeItem)
		if !ok {
			continue
		}
		mark := ""
		if item.Billable {
			mark = "*"
		}
		fmt.Fprintf(b, "%s%s%s  %s\n", w.lead[i], pathLabel(item.codeRef), mark, item.Title)
	}
	fmt.Fprintf(b, "* billable; %s\n", w.from.Release.Title)
	return b.Flush()
}
