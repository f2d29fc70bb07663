package practice

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
)

// A Graded is one row of a class's answers, graded. Err is what was wrong with
// the row; then Result is empty.
type Graded struct {
	Student string `json:"student"`
	Line    int    `json:"line"` // of the file
	Err     string `json:"error,omitempty"`
	Result
}

// GradeCSV grades a table of answers row by row and hands each to emit. The
// first row names the columns student, case and answer, in any order; answer
// holds codes as a session takes them. A row that cannot be graded is handed on
// with its error. The error returned is that the table cannot be read, or
// emit's.
func GradeCSV(r io.Reader, p *Pack, g *Grader, emit func(Graded) error) error {
	cr := csv.NewReader(r)
	cr.FieldsPerRecord = -1
	cr.ReuseRecord = true
	head, err := cr.Read()
	if err != nil {
		return fmt.Errorf("read answers: %w", err)
	}
	var col [3]int
	for i, name := range []string{"student", "case", "answer"} {
		col[i] = slices.IndexFunc(head, func(h string) bool {
			return strings.EqualFold(strings.TrimPrefix(strings.TrimSpace(h), "\ufeff"), name)
		})
		if col[i] < 0 {
			return fmt.Errorf("read answers: no column %q, want student, case and answer", name)
		}
	}
	for {
		row, err := cr.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read answers: %w", err)
		}
		line, _ := cr.FieldPos(0)
		var cell [3]string
		for i, c := range col {
			if c < len(row) {
				cell[i] = codesets.Clean(row[c])
			}
		}
		out := Graded{Student: cell[0], Line: line}
		out.Result, err = gradeRow(p, g, cell[1], cell[2])
		if err != nil {
			out.Err = err.Error()
		}
		if err := emit(out); err != nil {
			return err
		}
	}
}

func gradeRow(p *Pack, g *Grader, id, answer string) (Result, error) {
	c := p.Find(strings.TrimPrefix(id, p.ID+"/"))
	if c == nil {
		return Result{}, fmt.Errorf("no case %q in pack %s", id, p.ID)
	}
	a, err := g.Parse(c, answer)
	if err != nil {
		return Result{}, err
	}
	return g.Grade(c, a)
}
