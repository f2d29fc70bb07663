package claimfile

import (
	"bytes"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/coding"
)

// takeDX puts the diagnoses of the row into c. The first row's are the
// claim's; when a later row has others, they are added, and each line points
// to those of its own row. The result is what the new line points to, if so.
func (r *CSV) takeDX(c *coding.Claim, place coding.Place) []int {
	if r.rows == 1 {
		r.eachDX(func(code []byte) {
			c.DX = append(c.DX, coding.Diagnosis{Code: r.texts.Of(code), At: place})
		})
		r.firstDX = len(c.DX)
		return nil
	}
	same, n := true, 0
	r.eachDX(func(code []byte) {
		same = same && n < r.firstDX && c.DX[n].Code == string(code)
		n++
	})
	if n == 0 || same && n == r.firstDX && !r.own {
		return nil
	}
	if !r.own {
		r.own = true
		r.pointBack(c)
	}
	r.rowDX = r.rowDX[:0]
	r.eachDX(func(code []byte) {
		i := slices.IndexFunc(c.DX, func(d coding.Diagnosis) bool { return d.Code == string(code) })
		if i < 0 {
			i = len(c.DX)
			c.DX = append(c.DX, coding.Diagnosis{Code: r.texts.Of(code), At: place})
		}
		r.rowDX = append(r.rowDX, i+1)
	})
	return r.rowDX
}

// pointBack makes the lines so far point to the diagnoses of the first row.
func (r *CSV) pointBack(c *coding.Claim) {
	for i := range c.Lines {
		if ln := &c.Lines[i]; len(ln.Pointers) == 0 {
			for n := range r.firstDX {
				ln.Pointers = append(ln.Pointers, n+1)
			}
		}
	}
}

// eachDX calls f with each diagnosis of the row. One column alone may hold
// several, with commas, semicolons or bars between, or with blanks.
func (r *CSV) eachDX(f func(code []byte)) {
	for _, i := range r.dxAt {
		cell := bytes.TrimSpace(r.scan.field(i))
		if len(cell) == 0 {
			continue
		}
		if len(r.dxAt) > 1 || !bytes.ContainsAny(cell, listSeparators) {
			f(cell)
			continue
		}
		for part := range bytes.FieldsFuncSeq(cell, func(c rune) bool { return strings.ContainsRune(listSeparators, c) }) {
			f(part)
		}
	}
}
