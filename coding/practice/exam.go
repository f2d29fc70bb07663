package practice

import (
	"cmp"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"time"
)

// An Exam is a set of cases answered without hints against the clock.
type Exam struct {
	ID      string
	Start   time.Time
	Minutes int // 0 for no limit
	Cases   []string
	Answers map[string]Event // by "pack/case"
	Ended   bool
}

// Deadline returns when the time is up, the zero time without a limit.
func (x *Exam) Deadline() time.Time {
	if x.Minutes == 0 {
		return time.Time{}
	}
	return x.Start.Add(time.Duration(x.Minutes) * time.Minute)
}

// Over reports whether the time is up at now.
func (x *Exam) Over(now time.Time) bool {
	d := x.Deadline()
	return !d.IsZero() && now.After(d)
}

// Score returns the mean score over all cases of the exam, an unanswered case
// counting 0, rounded half up.
func (x *Exam) Score() int {
	if len(x.Cases) == 0 {
		return 0
	}
	sum := 0
	for _, e := range x.Answers {
		sum += e.Score
	}
	return (2*sum + len(x.Cases)) / (2 * len(x.Cases))
}

// Blueprint chooses n cases for an exam so that every topic has its share: it
// goes round the topics, largest first, and takes from each a case that seed
// chooses. topic, when not "", narrows the choice. The same seed gives the
// same exam.
func Blueprint(cases []*Case, n int, seed uint64, topic string) []*Case {
	byTopic := map[string][]*Case{}
	for _, c := range cases {
		if topic == "" || slices.Contains(c.Topics, topic) {
			byTopic[c.lead()] = append(byTopic[c.lead()], c)
		}
	}
	var order []string
	for t := range byTopic {
		order = append(order, t)
	}
	slices.SortFunc(order, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(byTopic[b]), len(byTopic[a])), cmp.Compare(a, b))
	})
	for _, t := range order {
		shuffle(byTopic[t], newRand(seed, t))
	}
	var out []*Case
	for round := 0; len(out) < n; round++ {
		before := len(out)
		for _, t := range order {
			if round < len(byTopic[t]) && len(out) < n {
				out = append(out, byTopic[t][round])
			}
		}
		if len(out) == before {
			break
		}
	}
	shuffle(out, newRand(seed, "order"))
	return out
}

// lead returns the topic a case counts for in a blueprint: its first one.
func (c *Case) lead() string {
	if len(c.Topics) == 0 {
		return ""
	}
	return c.Topics[0]
}

func shuffle[T any](s []T, r *rand.Rand) {
	r.Shuffle(len(s), func(i, j int) { s[i], s[j] = s[j], s[i] })
}

// newRand returns a generator for one purpose of a seed.
func newRand(seed uint64, purpose string) *rand.Rand {
	h := fnv.New64a()
	_, _ = h.Write([]byte(purpose)) // a hash never fails to write
	return rand.New(rand.NewPCG(seed, h.Sum64()))
}
