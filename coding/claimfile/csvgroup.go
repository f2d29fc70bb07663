package claimfile

import (
	"context"
	"errors"
	"io"

	"github.com/medcode-cli/medcode/coding"
)

// A group is a claim whose rows may stand apart, while the file is read.
type group struct {
	claim *coding.Claim
	progress
}

// gather reads the whole file and puts rows of one claim together.
func (r *CSV) gather(ctx context.Context) error {
	byID := map[string]*group{}
	var all []*group
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := r.row()
		switch {
		case errors.Is(err, io.EOF):
			r.finishAll(all)
			return nil
		case err != nil && r.isBadRow(err):
			c := &coding.Claim{}
			_ = r.unreadable(c, err)
			all = append(all, &group{claim: c, progress: progress{age: -1}})
			continue
		case err != nil:
			return err
		}
		r.pending = false
		id := ""
		if r.claimAt >= 0 {
			id = string(r.scan.field(r.claimAt))
		}
		g := byID[id]
		if g != nil && g.rows == maxRows {
			r.tooMany(g.claim)
			g = nil
		}
		if g == nil || r.claimAt < 0 {
			g = &group{claim: &coding.Claim{}, progress: progress{age: -1, given: make([][]byte, len(r.columns))}}
			byID[id] = g
			all = append(all, g)
		}
		r.progress = g.progress
		r.take(g.claim)
		g.progress = r.progress
	}
}

// finishAll completes the claims, the one seen first first.
func (r *CSV) finishAll(all []*group) {
	r.groups = make([]*coding.Claim, len(all))
	for i, g := range all {
		r.progress = g.progress
		r.finish(g.claim)
		r.groups[i] = g.claim
	}
}

// nextGroup gives the next of the gathered claims.
func (r *CSV) nextGroup(c *coding.Claim) error {
	if len(r.groups) == 0 {
		return io.EOF
	}
	*c = *r.groups[0]
	r.groups[0] = nil
	r.groups = r.groups[1:]
	return nil
}
