package cmd

import (
	"fmt"
	"io"
	"strings"
)

// A progressLine is one line on a terminal that shows how far a task is. On
// anything else it shows nothing.
type progressLine struct {
	w     io.Writer // nil: show nothing
	label string
	bar   int // columns of the bar, 0 when the terminal is too narrow for one
	shown int // per cent, -1 before the first
}

// progress returns a line for a task.
func (a *app) progress(label string) *progressLine {
	p := &progressLine{label: label, shown: -1}
	if width, ok := isTerminal(a.errOut); ok && !a.settings.GetBool("quiet") {
		p.w = a.errOut
		p.fit(width)
	}
	return p
}

// fit keeps the line within width columns: a line that wraps is not taken away
// again by the next one.
func (p *progressLine) fit(width int) {
	const most, least, around = 24, 4, len(" [] 100%") + 1
	if p.bar = min(most, width-around-len(p.label)); p.bar >= least {
		return
	}
	p.bar = 0
	p.label = p.label[:max(0, min(len(p.label), width-len(" 100%")-1))]
}

// at shows that part of the task is done, 0 to 1.
func (p *progressLine) at(part float64) {
	percent := int(part * 100)
	if p.w == nil || percent == p.shown {
		return
	}
	p.shown = percent
	bar := ""
	if p.bar > 0 {
		full := min(max(percent*p.bar/100, 0), p.bar)
		bar = " [" + strings.Repeat("#", full) + strings.Repeat(".", p.bar-full) + "]"
	}
	fmt.Fprintf(p.w, "\r%s%s %3d%%", p.label, bar, percent)
}

// done takes the line away.
func (p *progressLine) done() {
	if p.w != nil && p.shown >= 0 {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
