package index

import (
	"cmp"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// maxCandidates is how many documents are ranked in full.
const maxCandidates = 250

// A scratch is the memory of one search, kept for the next one.
type scratch struct {
	score   []float32 // by document
	touched []uint32
	best    []float32 // by document, within one slot
	seen    []uint32  // documents of the slot
	hits    []uint32  // by term: place in firstHit + 1
	buf     [1024]uint32
	post    *postings
}

func (x *Index) newScratch() (*scratch, error) {
	post, err := openPostings(x.seg)
	if err != nil {
		return nil, err
	}
	return &scratch{
		post:  post,
		score: make([]float32, x.fwd.docs()),
		best:  make([]float32, x.fwd.docs()),
		hits:  make([]uint32, x.fwd.names.len()),
	}, nil
}

// enough is the number of documents found by the telling words of a query
// behind which its common words find no more, only weigh those found.
const enough = 1500

// candidates returns the documents that have the most of the query's words,
// by a coarse score from the inverted index. The telling words come first.
func (x *Index) candidates(r *reading, s *scratch, f filter) ([]uint32, error) {
	for _, a := range r.alts {
		x.accumulateNodes(r, a, s)
	}
	order := make([]int, len(r.slots))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return -cmp.Compare(r.slots[a].weight, r.slots[b].weight) })
	left := r.total
	for _, i := range order {
		closed := len(s.touched) > enough && left < 0.5*r.total
		if err := x.accumulate(r, i, s, closed); err != nil {
			return nil, err
		}
		left -= r.slots[i].weight
	}
	if len(f.spans) > 0 || f.side.group > 0 || len(f.without) > 0 {
		s.drop(func(d uint32) bool { return !x.allows(d, f) })
	}
	return s.take(maxCandidates), nil
}

// accumulate adds to every document the best reading of slot i it has; closed
// means only to those that have a score.
func (x *Index) accumulate(r *reading, i int, s *scratch, closed bool) error {
	for _, a := range r.alts {
		if i < a.lo || i >= a.hi {
			continue
		}
		for k, t := range a.terms {
			w := r.slots[i].weight * a.quality * a.share[k]
			if err := x.accumulateTerm(t, w, len(a.terms) > 1, s); err != nil {
				return err
			}
		}
	}
	for _, d := range s.seen {
		old := s.score[d]
		if old == 0 && !closed {
			s.touched = append(s.touched, d)
		}
		if old != 0 || !closed {
			s.score[d] = old + s.best[d]
		}
		s.best[d] = 0
	}
	s.seen = s.seen[:0]
	return nil
}

func (x *Index) accumulateTerm(t uint32, w float32, sum bool, s *scratch) error {
	name := x.fwd.names.at(t)
	list, err := s.post.bitmap(s.post.text, name)
	if err != nil {
		return err
	}
	s.walk(list, w, sum)
	if list, err = s.post.bitmap(s.post.context, name); err != nil {
		return err
	}
	s.walk(list, w*x.w.context, false)
	return nil
}

// walk offers w to every document of list; sum adds to what another term of
// the same reading gave.
func (s *scratch) walk(list *roaring.Bitmap, w float32, sum bool) {
	it := list.ManyIterator()
	for n := it.NextMany(s.buf[:]); n > 0; n = it.NextMany(s.buf[:]) {
		for _, d := range s.buf[:n] {
			old := s.best[d]
			if old == 0 {
				s.seen = append(s.seen, d)
			}
			if sum {
				s.best[d] = old + w
			} else if w > old {
				s.best[d] = w
			}
		}
	}
}

// accumulateNodes adds the documents of a reading that names codes.
func (x *Index) accumulateNodes(r *reading, a alternative, s *scratch) {
	w := float32(0)
	for i := a.lo; i < a.hi; i++ {
		w += r.slots[i].weight
	}
	for _, sp := range a.nodes {
		d, ok := x.fwd.docOf(sp.lo)
		for ; ok && int(d) < x.fwd.docs() && x.fwd.node.at(d) < uint32(sp.hi); d++ {
			if s.score[d] == 0 {
				s.touched = append(s.touched, d)
			}
			s.score[d] += w * a.quality
		}
	}
}

// drop takes the documents that are out of the question away.
func (s *scratch) drop(out func(d uint32) bool) {
	kept := s.touched[:0]
	for _, d := range s.touched {
		if out(d) {
			s.score[d] = 0
			continue
		}
		kept = append(kept, d)
	}
	s.touched = kept
}

// take returns the n best documents touched, best first, and clears s.
func (s *scratch) take(n int) []uint32 {
	if len(s.touched) > n {
		s.cut(n)
	}
	slices.SortFunc(s.touched, func(a, b uint32) int {
		return cmp.Or(-cmp.Compare(s.score[a], s.score[b]), cmp.Compare(a, b))
	})
	out := slices.Clone(s.touched[:min(n, len(s.touched))])
	for _, d := range s.touched {
		s.score[d] = 0
	}
	s.touched = s.touched[:0]
	return out
}

// cut drops documents that are far from the n best, by a histogram of scores.
func (s *scratch) cut(n int) {
	top := float32(0)
	for _, d := range s.touched {
		top = max(top, s.score[d])
	}
	var counts [256]int
	bucket := func(d uint32) int { return int(s.score[d] / top * 255) }
	for _, d := range s.touched {
		counts[bucket(d)]++
	}
	floor, sum := 255, 0
	for ; floor > 0; floor-- {
		if sum += counts[floor]; sum >= n {
			break
		}
	}
	kept := s.touched[:0]
	for _, d := range s.touched {
		if bucket(d) >= floor {
			kept = append(kept, d)
		} else {
			s.score[d] = 0
		}
	}
	s.touched = kept
}
