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
	shown int // per cent, -1 before the first
}

// progress returns a line for a task.
func (a *app) progress(label string) *progressLine {
	p := &progressLine{label: label, shown: -1}
	if _, ok := isTerminal(a.errOut); ok && !a.settings.GetBool("quiet") {
		p.w = a.errOut
	}
	return p
}

// at shows that part of the task is done, 0 to 1.
func (p *progressLine) at(part float64) {
	const width = 24
	percent := int(part * 100)
	if p.w == nil || percent == p.shown {
		return
	}
	p.shown = percent
	full := min(max(percent*width/100, 0), width)
	fmt.Fprintf(p.w, "\r%s [%s%s] %3d%%", p.label, strings.Repeat("#", full), strings.Repeat(".", width-full), percent)
}

// done takes the line away.
func (p *progressLine) done() {
	if p.w != nil && p.shown >= 0 {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
