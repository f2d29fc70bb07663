package practice

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestScoringTable compares the scoring table of docs/practice.md with
// DefaultPoints, each way round.
func TestScoringTable(t *testing.T) {
	page, err := os.ReadFile("../../docs/practice.md")
	if err != nil {
		t.Fatal(err)
	}
	_, scoring, _ := strings.Cut(string(page), "## Scoring")
	scoring, _, _ = strings.Cut(scoring, "## The pack format")
	b, err := json.Marshal(DefaultPoints)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int{}
	if err := json.Unmarshal(b, &want); err != nil {
		t.Fatal(err)
	}
	want[string(Missing)] = DefaultPoints.percent(Missing)
	for line := range strings.SplitSeq(scoring, "\n") {
		cells := strings.Split(line, "|")
		if len(cells) < 5 || !strings.HasPrefix(cells[1], " `") {
			continue
		}
		name, points := strings.Trim(cells[1], " `"), strings.TrimSpace(cells[3])
		if n, ok := want[name]; !ok || fmt.Sprint(n) != points {
			t.Errorf("the page gives %s %s points, the grader %d (known: %v)", name, points, n, ok)
		}
		delete(want, name)
	}
	for name, n := range want {
		t.Errorf("%s (%d) is not in the scoring table", name, n)
	}
	p, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	if text := fmt.Sprint(len(p.Cases), " cases written for this project"); !strings.Contains(string(page), text) {
		t.Errorf("the page does not say %q", text)
	}
}
