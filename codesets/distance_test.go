package codesets

import "testing"

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"malaria", "malaria", 0},
		{"malarya", "malaria", 1},
		{"malairia", "malaria", 1},
		{"pnuemonia", "pneumonia", 1},
		{"dehidration", "dehydration", 1},
		{"numonia", "pneumonia", 2},
		{"abc", "xyz", 3},
		{"short", "muchlonger", 3},
	} {
		if got := Distance(c.a, c.b, 2); got != c.want {
			t.Errorf("Distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
