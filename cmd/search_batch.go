package cmd

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
)

// maxQueryLine is the longest line of a batch file, in bytes.
const maxQueryLine = 1 << 20

// batch answers the queries of a file, one a line, in order. Results stream
// but in the forms that need to see them all.
func (s *searcher) batch(ctx context.Context) error {
	var in io.Reader
	if s.o.batch == "-" {
		in = newInterruptible(ctx, s.a.in)
	} else {
		f, err := os.Open(s.o.batch)
		if err != nil {
			return err
		}
		defer f.Close()
		in = f
	}
	w := bufio.NewWriter(s.a.out)
	out := &batchOutput{s: s, w: w, form: s.a.format()}
	err := s.each(ctx, in, out.add)
	if err == nil {
		err = out.end()
	}
	if flushErr := w.Flush(); err == nil {
		err = flushErr
	}
	return err
}

// each answers every line of in that is not empty.
func (s *searcher) each(ctx context.Context, in io.Reader, f func(searchResult) error) error {
	sc := bufio.NewScanner(in)
	sc.Buffer(make([]byte, 0, 64<<10), maxQueryLine)
	line := 0
	for sc.Scan() {
		line++
		if err := cancelled(ctx); err != nil {
			return err
		}
		r, err := s.search(sc.Text())
		if err != nil {
			return fmt.Errorf("%s: line %d: %w", s.o.batch, line, err)
		}
		if err := f(r); err != nil {
			return err
		}
	}
	if err := sc.Err(); err != nil {
		return fmt.Errorf("%s: line %d: %w", s.o.batch, line+1, err)
	}
	return nil
}

// A batchOutput writes the answers of a batch.
type batchOutput struct {
	s    *searcher
	w    io.Writer
	form string
	all  listing
}

var batchColumns = []column{
	{name: "Query", wrap: true}, {name: "Rank"}, {name: "Code"}, {name: "Billable"}, {name: "Title", wrap: true}, {name: "Score"},
}

func (b *batchOutput) add(r searchResult) error {
	switch b.form {
	case "jsonl":
		e := json.NewEncoder(b.w)
		e.SetEscapeHTML(false)
		return e.Encode(r)
	case "json":
		b.all.items = append(b.all.items, r)
		return nil
	}
	for i, h := range r.Hits {
		row := []string{r.Query, strconv.Itoa(i + 1), h.Display, billing(h), h.Title, strconv.FormatFloat(h.Score, 'f', 3, 64)}
		b.all.rows = append(b.all.rows, row)
	}
	if len(r.Hits) == 0 {
		b.all.rows = append(b.all.rows, []string{r.Query, "", "", "", "no code found", ""})
	}
	return nil
}

func (b *batchOutput) end() error {
	if b.form == "jsonl" {
		return nil
	}
	b.all.columns = batchColumns
	return b.s.a.write(b.all)
}
