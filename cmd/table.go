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

const (
	defaultWidth = 100 // of a table that is not on a terminal
	minWrapWidth = 20  // columns a wrapping column keeps on a narrow terminal
)

// writeTable writes rows between lines, wrapped to the width of the terminal.
func (a *app) writeTable(w io.Writer, l listing) error {
	width, ok := isTerminal(w)
	if !ok {
		width = defaultWidth
	}
	widths := columnWidths(l, width)
	t := tablewriter.NewTable(
		w,
		tablewriter.WithRenderer(renderer.NewBlueprint()),
		tablewriter.WithHeaderAutoFormat(tw.Off),
		tablewriter.WithHeaderAlignment(tw.AlignLeft),
		tablewriter.WithRowAlignment(tw.AlignLeft),
		tablewriter.WithColumnWidths(widths),
		tablewriter.WithRowAutoWrap(tw.WrapNormal),
	)
	return renderTable(t, l, codesets.Clean)
}

// renderTable fills t with the cells of l, each passed through clean.
func renderTable(t *tablewriter.Table, l listing, clean func(string) string) error {
	header := make([]any, len(l.columns))
	for i, c := range l.columns {
		header[i] = c.name
	}
	t.Header(header...)
	for _, row := range l.rows {
		cells := make([]any, len(row))
		for i, cell := range row {
			cells[i] = clean(cell)
		}
		if err := t.Append(cells...); err != nil {
			return err
		}
	}
	return t.Render()
}

// columnWidths shares total columns: a column that does not wrap gets what
// its longest cell needs, and those that wrap share the rest.
func columnWidths(l listing, total int) tw.Mapper[int, int] {
	const padding = 3 // a line and two blanks a column
	need := make([]int, len(l.columns))
	for i, c := range l.columns {
		need[i] = displayWidth(c.name)
		for _, row := range l.rows {
			if i < len(row) {
				need[i] = max(need[i], displayWidth(codesets.Clean(row[i])))
			}
		}
	}
	free, wrapping := total-1, 0
	for i, c := range l.columns {
		free -= padding
		if c.wrap {
			wrapping++
		} else {
			free -= need[i]
		}
	}
	widths := tw.Mapper[int, int]{}
	for i, c := range l.columns {
		widths[i] = need[i] + 2
		if c.wrap && wrapping > 0 {
			share := max(free/wrapping, minWrapWidth)
			widths[i] = min(need[i], share) + 2
			free -= min(need[i], share)
			wrapping--
		}
	}
	return widths
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
	return renderTable(t, l, func(s string) string {
		return strings.ReplaceAll(codesets.Clean(s), "|", "\\|")
	})
}
