package fsrs

import (
	"math"
	"testing"
	"time"
)

type step struct {
	hour                          int
	rating                        Rating
	recall                        float64 // before the answer
	wantStability, wantDifficulty float64
	wantDays                      int
}

var start = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)

// references were computed once with the reference implementation, the PyPI
// package fsrs 6.3.2 (FSRS-6, default parameters, retention 0.9), without
// learning steps and fuzz, longest interval 365 days.
var references = []struct {
	name  string
	steps []step
}{
	{"good only", []step{
		{0, 3, 0.0000000000, 2.3065000000, 2.1181039705, 2},
		{48, 3, 0.9094932560, 10.9643323358, 2.1112142358, 11},
		{312, 3, 0.8997767176, 46.2802172876, 2.1043313908, 46},
		{1416, 3, 0.9004166938, 162.8622016387, 2.0974554288, 163},
		{5328, 3, 0.8999418856, 497.4471936003, 2.0905863426, 365},
		{14088, 3, 0.9198304425, 1172.3755535348, 2.0837241256, 365},
		{22848, 3, 0.9597582032, 1854.0776350986, 2.0768687707, 365},
		{31608, 3, 0.9731557698, 2517.3218988689, 2.0700202713, 365},
	}},
	{"easy only", []step{
		{0, 4, 0.0000000000, 8.2956000000, 1.0000000000, 8},
		{192, 4, 0.9024733005, 65.6242261619, 1.0000000000, 66},
		{1776, 4, 0.8996072483, 396.7750233498, 1.0000000000, 365},
		{10536, 4, 0.9056313997, 1787.9500743400, 1.0000000000, 365},
		{19296, 4, 0.9722610144, 3184.0638894839, 1.0000000000, 365},
		{28056, 4, 0.9837114694, 4504.1407144183, 1.0000000000, 365},
	}},
	{"hard only", []step{
		{0, 2, 0.0000000000, 1.2931000000, 5.1121707056, 1},
		{24, 2, 0.9166697187, 3.2494117659, 6.7404595108, 3},
		{96, 2, 0.9053921243, 6.7283462997, 7.8213934980, 7},
		{264, 2, 0.8972577583, 11.9164323576, 8.5389678502, 12},
		{552, 2, 0.8995191735, 18.2362883082, 9.0153271442, 18},
		{984, 2, 0.9008934765, 25.3987337088, 9.3315566418, 25},
		{1584, 2, 0.9010834042, 33.3187022976, 9.5414845187, 33},
	}},
	{"again only", []step{
		{0, 1, 0.0000000000, 0.2120000000, 6.4133000000, 1},
		{24, 1, 0.7661957302, 0.1008857898, 8.8063044689, 1},
		{48, 1, 0.6936817602, 0.0550345301, 9.5928687653, 1},
		{72, 1, 0.6360298619, 0.0333691874, 9.8514071010, 1},
		{96, 1, 0.5907280913, 0.0219344763, 9.9363868938, 1},
		{120, 1, 0.5546886076, 0.0153557089, 9.9643191739, 1},
	}},
	{"lapse in the middle", []step{
		{0, 3, 0.0000000000, 2.3065000000, 2.1181039705, 2},
		{48, 3, 0.9094932560, 10.9643323358, 2.1112142358, 11},
		{312, 3, 0.8997767176, 46.2802172876, 2.1043313908, 46},
		{1416, 1, 0.9004166938, 2.9325804542, 7.3899757880, 3},
		{1488, 3, 0.8984308566, 7.7782257448, 7.3778141815, 8},
		{1680, 3, 0.8980569697, 18.7816340168, 7.3656647366, 19},
		{2136, 4, 0.8992038811, 61.3856942700, 6.4706210209, 61},
	}},
	{"mixed", []step{
		{0, 1, 0.0000000000, 0.2120000000, 6.4133000000, 1},
		{24, 3, 0.7661957302, 1.8867876195, 6.4021150693, 2},
		{72, 2, 0.8959469232, 4.5223471615, 7.5967846909, 5},
		{192, 4, 0.8929547821, 17.4877140228, 6.7789704937, 17},
		{600, 1, 0.9019314276, 1.7878130091, 8.9264978736, 2},
		{648, 1, 0.8921114856, 0.4793080934, 9.6323755202, 1},
		{672, 3, 0.8422158910, 1.1240886526, 9.6179715139, 1},
		{696, 4, 0.9078329587, 2.5365351655, 9.4755437657, 3},
		{768, 2, 0.8880626976, 3.7433446138, 9.6370698813, 4},
		{864, 3, 0.8953796954, 6.0556890076, 9.6226611807, 6},
	}},
	{"same day, hours", []step{
		{0, 3, 0.0000000000, 2.3065000000, 2.1181039705, 2},
		{2, 1, 1.0000000000, 0.7750839829, 7.3945027413, 1},
		{5, 3, 1.0000000000, 0.8281648000, 7.3823366078, 1},
		{9, 4, 1.0000000000, 1.5156418705, 6.4928638546, 2},
		{49, 2, 0.9259620604, 3.0288095999, 7.6570279634, 3},
		{54, 3, 1.0000000000, 3.0288095999, 7.6445993048, 3},
	}},
	{"early and late", []step{
		{0, 3, 0.0000000000, 2.3065000000, 2.1181039705, 2},
		{24, 3, 0.9468474994, 7.3153007441, 2.1112142358, 7},
		{744, 4, 0.7797335556, 116.2546283272, 1.0000000000, 116},
		{5544, 1, 0.8586538672, 4.6803525357, 7.0269895693, 5},
		{5592, 3, 0.9474757280, 8.6724350617, 7.0151909490, 9},
		{7752, 2, 0.6892356345, 35.1373319047, 8.0037730292, 35},
	}},
	{"first hard then same day", []step{
		{0, 2, 0.0000000000, 1.2931000000, 5.1121707056, 1},
		{1, 2, 1.0000000000, 1.2931000000, 6.7404595108, 1},
		{2, 1, 1.0000000000, 0.4514029154, 8.9138395754, 1},
		{3, 3, 1.0000000000, 0.4997826536, 8.9001541051, 1},
		{4, 4, 1.0000000000, 0.9455691342, 8.5178652291, 1},
	}},
}

func TestReviewAgreesWithReference(t *testing.T) {
	const tolerance = 1e-6
	s := Default()
	for _, ref := range references {
		t.Run(ref.name, func(t *testing.T) {
			var c Card
			for i, st := range ref.steps {
				now := start.Add(time.Duration(st.hour) * time.Hour)
				if got := s.Retrievability(c, now); math.Abs(got-st.recall) > tolerance {
					t.Errorf("step %d: Retrievability = %.9f, want %.9f", i, got, st.recall)
				}
				c = s.Review(c, st.rating, now)
				if math.Abs(c.Stability-st.wantStability) > tolerance {
					t.Errorf("step %d: stability = %.9f, want %.9f", i, c.Stability, st.wantStability)
				}
				if math.Abs(c.Difficulty-st.wantDifficulty) > tolerance {
					t.Errorf("step %d: difficulty = %.9f, want %.9f", i, c.Difficulty, st.wantDifficulty)
				}
				if got := int(c.Due.Sub(now) / day); got != st.wantDays {
					t.Errorf("step %d: interval = %d days, want %d", i, got, st.wantDays)
				}
			}
		})
	}
}

// The memory state published in the tests of py-fsrs (test_memo_state), given
// there to 1e-4: Again, then Good at 0, 1, 4, 12 and 33 days.
func TestReviewAgreesWithPublishedState(t *testing.T) {
	s, now, c := Default(), time.Date(2022, 11, 29, 12, 30, 0, 0, time.UTC), Card{}
	for i, days := range []int{0, 0, 1, 3, 8, 21} {
		r := Good
		if i == 0 {
			r = Again
		}
		now = now.AddDate(0, 0, days)
		c = s.Review(c, r, now)
	}
	const tolerance = 1e-4
	if math.Abs(c.Stability-53.62691) > tolerance || math.Abs(c.Difficulty-6.3574867) > tolerance {
		t.Errorf("stability %.6f, difficulty %.7f, want 53.62691, 6.3574867", c.Stability, c.Difficulty)
	}
}

func TestReviewCounts(t *testing.T) {
	s := Default()
	c := s.Review(Card{}, Again, start)
	if c.Lapses != 0 || c.Reviews != 1 {
		t.Errorf("first Again: lapses %d, reviews %d, want 0, 1", c.Lapses, c.Reviews)
	}
	c = s.Review(c, Again, c.Due)
	if c.Lapses != 1 || c.Reviews != 2 {
		t.Errorf("second Again: lapses %d, reviews %d, want 1, 2", c.Lapses, c.Reviews)
	}
}

// A clock set back must not make a card's age negative.
func TestClockSetBack(t *testing.T) {
	s := Default()
	c := s.Review(Card{}, Good, start)
	c = s.Review(c, Good, start.Add(-48*time.Hour))
	if c.Stability < minStability || math.IsNaN(c.Stability) {
		t.Errorf("stability = %v after a clock set back", c.Stability)
	}
}
