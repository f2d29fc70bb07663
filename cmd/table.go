package cmd

import (
	"io"
	"strings"

	"github.com/mattn/go-runewidth"
	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"

	"github.com/medcode-cli/medcode/codesets"
)

// displayWidth returns the columns s takes on a terminal.
func displayWidth(s string) int {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return runewidth.StringWidth(s)
		}
	}
	return len(s)
}

// billableCell is the cell of a column Billable.
func billableCell(billable bool) string {
	if billable {
		return "billable"
	}
	return ""
}

// writeTable writes rows between lines, wrapped to the width of the terminal.
func (a *app) writeTable(w io.Writer, l listing) error {
	width, ok := isTerminal(w)
	if !ok {
		width = defaultWidth
	}
	t := tablewriter.NewTable(
		w,
		tablewriter.WithRenderer(renderer.NewBlueprint()),
		tablewriter.WithHeaderAutoFormat(tw.Off),
		tablewriter.WithHeaderAlignment(tw.AlignLeft),
		tablewriter.WithRowAlignment(tw.AlignLeft),
		tablewriter.WithRowAutoWrap(tw.WrapNone),
	)
	l, lay := l.fit(width)
	colored := a.colored()
	return renderTable(t, l, func(row, i int, cell string) string {
		cell = wrapCell(codesets.Clean(cell), lay.width[i])
		if colored && row < len(l.marks) && l.columns[i].wrap {
			return highlight(cell, l.marks[row])
		}
		return cell
	})
}

// renderTable fills t with the cells of l, as show gives those of a row and
// column.
func renderTable(t *tablewriter.Table, l listing, show func(row, i int, cell string) string) error {
	header := make([]any, len(l.columns))
	for i, c := range l.columns {
		header[i] = c.name
	}
	t.Header(header...)
	for n, row := range l.rows {
		cells := make([]any, len(row))
		for i, cell := range row {
			cells[i] = show(n, i, cell)
		}
		if err := t.Append(cells...); err != nil {
			return err
		}
	}
	return t.Render()
}

// writeMarkdown writes rows as a Markdown table.
func writeMarkdown(w io.Writer, l listing) error {
	t := tablewriter.NewTable(
		w,
		tablewriter.WithRenderer(renderer.NewMarkdown()),
		tablewriter.WithHeaderAutoFormat(tw.Off),
		tablewriter.WithHeaderAlignment(tw.AlignLeft),
		tablewriter.WithRowAlignment(tw.AlignLeft),
		tablewriter.WithRowAutoWrap(tw.WrapNone),
	)
	return renderTable(t, l, func(_, _ int, cell string) string {
		return strings.ReplaceAll(codesets.Clean(cell), "|", "\\|")
	})
}
