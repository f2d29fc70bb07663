package practice

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/medcode-cli/medcode/codesets"
)

// A Console reads and writes line by line: a terminal, a pipe, a screen
// reader. It moves no cursor and uses no colour.
type Console struct {
	Out    io.Writer
	Width  int    // columns to wrap at, 0 stands for 80
	Prompt string // written before a line is read, "" in a pipe

	lines chan string
}

// NewConsole returns a console that reads in until its end.
func NewConsole(in io.Reader, out io.Writer) *Console {
	c := &Console{Out: out, lines: make(chan string)}
	go c.read(in)
	return c
}

// read passes on lines; it ends with in, or with the process.
func (c *Console) read(in io.Reader) {
	defer close(c.lines)
	s := bufio.NewScanner(in)
	for s.Scan() {
		c.lines <- s.Text()
	}
}

// next returns the next line without control characters, false at the end of
// the input or when ctx is done.
func (c *Console) next(ctx context.Context) (string, bool) {
	if c.Prompt != "" {
		fmt.Fprint(c.Out, c.Prompt)
	}
	select {
	case line, ok := <-c.lines:
		return codesets.Clean(line), ok
	case <-ctx.Done():
		return "", false
	}
}

// say writes one line.
func (c *Console) say(format string, args ...any) {
	fmt.Fprintf(c.Out, format+"\n", args...)
}

// para writes text wrapped, lead before its first line and as many blanks
// before the others.
func (c *Console) para(lead, text string) {
	c.hang(lead, utf8.RuneCountInString(lead), text)
}

// hang writes text wrapped, lead before its first line and indent blanks
// before the others.
func (c *Console) hang(lead string, indent int, text string) {
	width := c.Width
	if width <= 0 {
		width = 80
	}
	for _, line := range wrap(lead, strings.Repeat(" ", indent), codesets.Clean(text), width) {
		fmt.Fprintln(c.Out, line)
	}
}

// wrap breaks text into lines of at most width columns; lead stands before the
// first, indent before the others.
func wrap(lead, indent, text string, width int) []string {
	line, started := lead, false
	var out []string
	for word := range strings.FieldsSeq(text) {
		if started && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			out = append(out, line)
			line, started = indent, false
		}
		if started {
			line += " "
		}
		line += word
		started = true
	}
	return append(out, strings.TrimRight(line, " "))
}
