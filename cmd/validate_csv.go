package cmd

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// csv reads the codes of one column of a CSV file, in which an empty cell is
// no code. Rows may differ in length.
func (r *validation) csv(ctx context.Context, in io.Reader, name string, header bool) error {
	c := csv.NewReader(in)
	c.ReuseRecord, c.FieldsPerRecord, c.LazyQuotes = true, -1, true
	col, err := strconv.Atoi(name)
	skip := err == nil && header // by name the header is read already
	if err != nil {
		if col, err = headerColumn(c, name); err != nil {
			return err
		}
	}
	if col < 1 {
		return usagef("--column %q, want a name or a number from 1", name)
	}
	for n := 1; ; n++ {
		row, err := c.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if skip {
			skip = false
			continue
		}
		line, _ := c.FieldPos(0)
		if col <= len(row) && strings.TrimSpace(row[col-1]) != "" {
			if err := r.code(line, strings.TrimPrefix(row[col-1], "\ufeff")); err != nil {
				return err
			}
		}
		if n%checkEvery == 0 {
			if err := cancelled(ctx); err != nil {
				return err
			}
		}
	}
}

// headerColumn reads the header line and returns the 1-based column of name.
func headerColumn(c *csv.Reader, name string) (int, error) {
	header, err := c.Read()
	if errors.Is(err, io.EOF) {
		return 0, errors.New("line 1: empty file, want a header line")
	}
	if err != nil {
		return 0, err
	}
	for i, h := range header {
		if strings.EqualFold(strings.TrimSpace(strings.TrimPrefix(h, "\ufeff")), name) {
			return i + 1, nil
		}
	}
	return 0, fmt.Errorf("line 1: no column %q, have %s", name, strings.Join(header, ", "))
}
