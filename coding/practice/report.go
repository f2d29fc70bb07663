package practice

import (
	_ "embed" // for the page
	"html/template"
	"io"
	"time"
)

// reportPage is the teacher's page: no script, no font, nothing fetched.
//
//go:embed report.html
var reportPage string

// WriteHTML writes one page that needs nothing but itself: each student's
// figures, and the class by topic and by kind of mistake.
func WriteHTML(w io.Writer, students []Stats, now time.Time) error {
	t, err := template.New("report").Parse(reportPage)
	if err != nil {
		return err
	}
	return t.Execute(w, struct {
		Made     string
		Students []Stats
		Class    Stats
	}{now.Format(time.DateOnly), students, class(students)})
}

// class sums students up; a topic's mean is over answers, not over students.
func class(students []Stats) Stats {
	topics, wrong := map[string]Tally{}, map[Outcome]int{}
	var all Tally
	for _, st := range students {
		all.Answers += st.Answers
		all.Passed += st.Passed
		all.Score += st.Accuracy * st.Answers
		for _, t := range st.Topics {
			sum := topics[t.Topic]
			topics[t.Topic] = Tally{sum.Answers + t.Answers, sum.Passed + t.Passed, sum.Score + t.Accuracy*t.Answers}
		}
		for _, m := range st.Mistakes {
			wrong[m.Kind] += m.Count
		}
	}
	out := Stats{Student: "all", Answers: all.Answers, Passed: all.Passed, Accuracy: all.Accuracy(), Topics: topicStats(topics)}
	for _, o := range Outcomes {
		if n := wrong[o.ID]; n > 0 {
			out.Mistakes = append(out.Mistakes, MistakeStats{o.ID, o.Text, n})
		}
	}
	return out
}
