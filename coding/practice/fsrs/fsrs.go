// Package fsrs schedules reviews with the FSRS-6 memory model: how well an
// item is remembered decides the day it is asked again. Start with
// Scheduler.Review. Time is a parameter; nothing here reads a clock.
//
// Formulas and default weights: open-spaced-repetition, "The Algorithm",
// section FSRS-6.
package fsrs

import (
	"math"
	"time"
)

// A Rating is how an answer went.
type Rating int

// The ratings. Again alone means that the item was not recalled.
const (
	Again Rating = iota + 1
	Hard
	Good
	Easy
)

// DefaultWeights are the published default parameters w0 to w20 of FSRS-6.
var DefaultWeights = [21]float64{
	0.212, 1.2931, 2.3065, 8.2956, // first stability by rating, days
	6.4133, 0.8334, 3.0194, 0.001, // difficulty
	1.8722, 0.1666, 0.796, // stability after recall
	1.4835, 0.0614, 0.2629, 1.6483, // stability after a lapse
	0.6014, 1.8729, // hard penalty, easy bonus
	0.5425, 0.0912, 0.0658, // same-day reviews
	0.1542, // decay of the forgetting curve
}

const (
	minStability  = 0.001 // days
	minDifficulty = 1.0
	maxDifficulty = 10.0
	day           = 24 * time.Hour
)

// A Card is the memory of one item. The zero Card has never been asked.
type Card struct {
	Stability  float64   `json:"stability"`  // days until recall falls to 90 %
	Difficulty float64   `json:"difficulty"` // 1 (easy) to 10
	Last       time.Time `json:"last"`       // last review, zero when new
	Due        time.Time `json:"due"`        // next review
	Reviews    int       `json:"reviews"`
	Lapses     int       `json:"lapses"` // reviews rated Again after the first
}

// New reports whether c has never been asked.
func (c Card) New() bool { return c.Reviews == 0 }

// A Scheduler holds the parameters. The zero Scheduler is not usable; take
// Default.
type Scheduler struct {
	Weights   [21]float64
	Retention float64 // wanted probability of recall when an item falls due
	MaxDays   int     // longest interval
}

// Default returns the scheduler with the published weights, 90 % retention
// and no interval beyond a year.
func Default() Scheduler {
	return Scheduler{Weights: DefaultWeights, Retention: 0.9, MaxDays: 365}
}

// Review returns c after an answer rated r at now.
func (s Scheduler) Review(c Card, r Rating, now time.Time) Card {
	switch {
	case c.New():
		c.Stability = max(s.Weights[r-1], minStability)
		c.Difficulty = clampDifficulty(s.firstDifficulty(r))
	case elapsedDays(c, now) < 1:
		c.Stability = s.sameDayStability(c.Stability, r)
		c.Difficulty = s.nextDifficulty(c.Difficulty, r)
	default:
		c.Stability = s.nextStability(c, s.Retrievability(c, now), r)
		c.Difficulty = s.nextDifficulty(c.Difficulty, r)
	}
	if r == Again && !c.New() {
		c.Lapses++
	}
	c.Reviews++
	c.Last = now
	c.Due = now.Add(time.Duration(s.Interval(c.Stability)) * day)
	return c
}

// Retrievability returns the probability that c is recalled at now, 0 for a
// new card. Whole days count.
func (s Scheduler) Retrievability(c Card, now time.Time) float64 {
	if c.New() {
		return 0
	}
	decay := -s.Weights[20]
	return math.Pow(1+s.factor()*float64(elapsedDays(c, now))/c.Stability, decay)
}

// Interval returns the days until recall falls to the wanted retention.
func (s Scheduler) Interval(stability float64) int {
	days := stability / s.factor() * (math.Pow(s.Retention, -1/s.Weights[20]) - 1)
	return min(max(int(math.RoundToEven(days)), 1), s.MaxDays)
}

// factor makes the forgetting curve pass 90 % at one stability.
func (s Scheduler) factor() float64 { return math.Pow(0.9, -1/s.Weights[20]) - 1 }

func elapsedDays(c Card, now time.Time) int {
	return max(0, int(math.Floor(now.Sub(c.Last).Hours()/24)))
}

func (s Scheduler) firstDifficulty(r Rating) float64 {
	return s.Weights[4] - math.Exp(s.Weights[5]*float64(r-1)) + 1
}

// nextDifficulty moves d by the rating, less the nearer it is to 10, and pulls
// it a little towards the difficulty of an easy first answer.
func (s Scheduler) nextDifficulty(d float64, r Rating) float64 {
	delta := -s.Weights[6] * float64(r-Good)
	damped := d + (maxDifficulty-d)*delta/9
	return clampDifficulty(s.Weights[7]*s.firstDifficulty(Easy) + (1-s.Weights[7])*damped)
}

func clampDifficulty(d float64) float64 { return min(max(d, minDifficulty), maxDifficulty) }

func (s Scheduler) sameDayStability(stability float64, r Rating) float64 {
	w := s.Weights
	growth := math.Exp(w[17]*(float64(r-Good)+w[18])) * math.Pow(stability, -w[19])
	if r != Again {
		growth = max(growth, 1)
	}
	return max(stability*growth, minStability)
}

func (s Scheduler) nextStability(c Card, recall float64, r Rating) float64 {
	w := s.Weights
	if r == Again {
		long := w[11] * math.Pow(c.Difficulty, -w[12]) *
			(math.Pow(c.Stability+1, w[13]) - 1) * math.Exp((1-recall)*w[14])
		return max(min(long, c.Stability/math.Exp(w[17]*w[18])), minStability)
	}
	factor := 1.0
	switch r {
	case Hard:
		factor = w[15]
	case Easy:
		factor = w[16]
	}
	growth := math.Exp(w[8]) * (11 - c.Difficulty) * math.Pow(c.Stability, -w[9]) *
		(math.Exp((1-recall)*w[10]) - 1) * factor
	return max(c.Stability*(1+growth), minStability)
}
