package practice

import (
	"slices"
	"time"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding/practice/fsrs"
)

// Stats is what a journal says about a student. Its JSON form is documented.
type Stats struct {
	Student  string         `json:"student"`
	Answers  int            `json:"answers"`
	Cases    int            `json:"cases"` // different ones
	Passed   int            `json:"passed"`
	Accuracy int            `json:"accuracy"` // mean score, per cent
	Seconds  int            `json:"median_seconds"`
	Streak   int            `json:"streak_days"` // days in a row with an answer, up to today
	Topics   []TopicStats   `json:"topics"`
	Mistakes []MistakeStats `json:"mistakes"`
	Drills   []TopicStats   `json:"drills,omitempty"`
	Forecast []DayForecast  `json:"forecast"` // cases falling due, by day from today
	Exams    []ExamStats    `json:"exams,omitempty"`
}

// TopicStats is one line of Stats.
type TopicStats struct {
	Topic    string `json:"topic"`
	Answers  int    `json:"answers"`
	Passed   int    `json:"passed"`
	Accuracy int    `json:"accuracy"` // mean score, per cent
}

// MistakeStats counts one kind of mistake.
type MistakeStats struct {
	Kind  Outcome `json:"kind"`
	Text  string  `json:"text"`
	Count int     `json:"count"`
}

// DayForecast says how many cases fall due on a day; the first day holds all
// that are overdue.
type DayForecast struct {
	Day   string `json:"day"` // ISO
	Cases int    `json:"cases"`
}

// ExamStats is one exam.
type ExamStats struct {
	ID       string `json:"id"`
	Cases    int    `json:"cases"`
	Answered int    `json:"answered"`
	Score    int    `json:"score"`
	Ended    bool   `json:"ended"`
}

const forecastDays = 14

// MakeStats sums a student's progress up at now; days are those of now's time
// zone.
func MakeStats(student string, p *Progress, now time.Time) Stats {
	st := Stats{
		Student: student, Answers: len(p.Answers), Cases: len(p.Last), Streak: streak(p.Answers, now),
		Topics: topicStats(p.Topics), Drills: drillStats(p.Drills), Forecast: forecast(p.Cards, now),
		Mistakes: []MistakeStats{},
	}
	var all Tally
	var seconds []int
	for _, e := range p.Answers {
		all = all.with(e.Score, e.Pass)
		seconds = append(seconds, e.Seconds)
	}
	st.Passed, st.Accuracy = all.Passed, all.Accuracy()
	if len(seconds) > 0 {
		slices.Sort(seconds)
		st.Seconds = seconds[len(seconds)/2]
	}
	for _, o := range Outcomes {
		if n := p.Wrong[o.ID]; n > 0 {
			st.Mistakes = append(st.Mistakes, MistakeStats{o.ID, o.Text, n})
		}
	}
	slices.SortStableFunc(st.Mistakes, func(a, b MistakeStats) int { return b.Count - a.Count })
	for i := range p.Exams {
		x := &p.Exams[i]
		st.Exams = append(st.Exams, ExamStats{x.ID, len(x.Cases), len(x.Answers), x.Score(), x.Ended})
	}
	return st
}

func topicStats(topics map[string]Tally) []TopicStats {
	out := []TopicStats{}
	for _, t := range Topics {
		if tally, ok := topics[t.ID]; ok {
			out = append(out, TopicStats{t.ID, tally.Answers, tally.Passed, tally.Accuracy()})
		}
	}
	return out
}

func drillStats(topics map[string]Tally) []TopicStats {
	var out []TopicStats
	for _, d := range DrillTopics {
		if tally, ok := topics[d.ID]; ok {
			out = append(out, TopicStats{d.ID, tally.Answers, tally.Passed, tally.Accuracy()})
		}
	}
	return out
}

// dayNumber counts civil days in the zone of t.
func dayNumber(t time.Time) int {
	y, m, d := t.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// streak counts the days in a row with an answer that end today or, when
// there is none yet today, yesterday.
func streak(answers []Event, now time.Time) int {
	days := map[int]bool{}
	for _, e := range answers {
		days[dayNumber(e.Time.In(now.Location()))] = true
	}
	day, n := dayNumber(now), 0
	if !days[day] {
		day--
	}
	for days[day] {
		day, n = day-1, n+1
	}
	return n
}

func forecast(cards map[string]fsrs.Card, now time.Time) []DayForecast {
	today := dayNumber(now)
	counts := make([]int, forecastDays)
	for _, c := range cards {
		if d := max(0, dayNumber(c.Due.In(now.Location()))-today); d < forecastDays {
			counts[d]++
		}
	}
	out := make([]DayForecast, forecastDays)
	for i, n := range counts {
		out[i] = DayForecast{now.AddDate(0, 0, i).Format(time.DateOnly), n}
	}
	return out
}

// Show writes the statistics as text with small charts.
func (st Stats) Show(c *Console) {
	c.say("%s: %s to %s, %d passed, mean %d %%.", st.Student, codesets.Count(st.Answers, "answer"), codesets.Count(st.Cases, "case"), st.Passed, st.Accuracy)
	c.say("Median %d s a case, streak %d day(s).", st.Seconds, st.Streak)
	st.showTopics(c, "Mean score by topic:", st.Topics)
	if len(st.Mistakes) > 0 {
		c.say("")
		c.say("Mistakes:")
		for _, m := range st.Mistakes {
			c.say("  %-32s %s %d", m.Text, bar(m.Count, st.Mistakes[0].Count), m.Count)
		}
	}
	st.showTopics(c, "Drills:", st.Drills)
	most := 0
	for _, d := range st.Forecast {
		most = max(most, d.Cases)
	}
	if most > 0 {
		c.say("")
		c.say("Falling due:")
		for _, d := range st.Forecast {
			c.say("  %s %s %d", d.Day, bar(d.Cases, most), d.Cases)
		}
	}
	for _, x := range st.Exams {
		c.say("")
		c.say("Exam %s: %d %%, %d of %d answered.", x.ID, x.Score, x.Answered, x.Cases)
	}
}

func (st Stats) showTopics(c *Console, title string, topics []TopicStats) {
	if len(topics) == 0 {
		return
	}
	c.say("")
	c.say("%s", title)
	for _, t := range topics {
		c.say("  %-16s %s %3d %%  %d of %d passed", t.Topic, bar(t.Accuracy, 100), t.Accuracy, t.Passed, t.Answers)
	}
}
