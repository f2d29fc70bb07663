package cmd

import (
	"slices"
	"strings"

	"github.com/mattn/go-runewidth"

	"github.com/medcode-cli/medcode/codesets"
)

const (
	defaultWidth = 100 // of a table that is not on a terminal
	minWrapWidth = 20  // a wrapping column gives up no more while another can
	longWord     = 12  // words up to this are broken last
	leastWidth   = 8   // of a column whose words are broken
)

// A layout says how wide the columns of a table are. Widths are of a
// terminal's columns, without lines and blanks.
type layout struct {
	width []int
	name  []int // the name of the column, which is not broken
	word  []int // the longest word of a column: narrower breaks it
}

// fit lays l out in total columns. When that breaks words, spare columns of l
// are left out first.
func (l listing) fit(total int) (listing, layout) {
	lay, over := newLayout(l, total)
	if over > 0 {
		l = l.withoutSpare()
		lay, over = newLayout(l, total)
	}
	lay.breakWords(l, over)
	return l, lay
}

// withoutSpare returns l without its spare columns.
func (l listing) withoutSpare() listing {
	keep := func(cells []string) []string {
		var out []string
		for i, c := range cells {
			if i >= len(l.columns) || !l.columns[i].spare {
				out = append(out, c)
			}
		}
		return out
	}
	rows := make([][]string, len(l.rows))
	for i, row := range l.rows {
		rows[i] = keep(row)
	}
	l.rows = rows
	l.columns = slices.DeleteFunc(slices.Clone(l.columns), func(c column) bool { return c.spare })
	return l
}

// newLayout fits the columns of l into total. What does not fit is taken from
// the widest column that may wrap, then from any that has several words. It
// returns by how much the table is still too wide.
func newLayout(l listing, total int) (layout, int) {
	const padding = 3 // a line and two blanks a column
	n := len(l.columns)
	lay := layout{make([]int, n), make([]int, n), make([]int, n)}
	for i, c := range l.columns {
		lay.name[i] = displayWidth(c.name)
		lay.width[i] = lay.name[i]
		for _, row := range l.rows {
			if i < len(row) {
				lay.measure(i, codesets.Clean(row[i]))
			}
		}
	}
	over := padding*n + 1 - total
	for _, w := range lay.width {
		over += w
	}
	over = lay.shrink(over, func(i int) (int, bool) { return minWrapWidth, l.columns[i].wrap })
	return lay, lay.shrink(over, func(i int) (int, bool) { return lay.word[i], true })
}

// breakWords takes over columns by breaking words, long ones first. On a very
// narrow terminal the table stays wider than it.
func (lay layout) breakWords(l listing, over int) {
	over = lay.shrink(over, func(i int) (int, bool) {
		return min(lay.word[i], longWord), l.columns[i].wrap
	})
	lay.shrink(over, func(i int) (int, bool) { return leastWidth, l.columns[i].wrap })
}

func (lay layout) measure(i int, cell string) {
	lay.width[i] = max(lay.width[i], displayWidth(cell))
	for word := range strings.FieldsSeq(cell) {
		lay.word[i] = max(lay.word[i], displayWidth(word))
	}
}

// shrink takes over columns from the widest that floor lets shrink, and
// returns what is left to take.
func (lay layout) shrink(over int, floor func(i int) (least int, ok bool)) int {
	for ; over > 0; over-- {
		widest := -1
		for i, w := range lay.width {
			if least, ok := floor(i); ok && w > max(least, lay.name[i]) && (widest < 0 || w > lay.width[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			break
		}
		lay.width[widest]--
	}
	return over
}

// wrapCell breaks s into lines of at most width columns, between words where
// it can.
func wrapCell(s string, width int) string {
	if displayWidth(s) <= width {
		return s
	}
	var out strings.Builder
	col := 0
	for word := range strings.FieldsSeq(s) {
		w := displayWidth(word)
		switch {
		case col == 0:
		case col+1+w <= width:
			out.WriteByte(' ')
			col++
		default:
			out.WriteByte('\n')
			col = 0
		}
		for w > width {
			head := runewidth.Truncate(word, width, "")
			if head == "" {
				break // a character wider than the column
			}
			out.WriteString(head + "\n")
			word = word[len(head):]
			w = displayWidth(word)
		}
		out.WriteString(word)
		col += w
	}
	return out.String()
}
