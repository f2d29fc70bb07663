package cmd

import (
	"testing"

	"github.com/medcode-cli/medcode/coding"
	"github.com/medcode-cli/medcode/coding/practice"
)

// A key becomes the claim its setting would send: who bills decides which
// edits the lint of a pack applies.
func TestClaimOf(t *testing.T) {
	line := func(code string) []practice.LineKey { return []practice.LineKey{{Code: code}} }
	dx := []practice.DxKey{{Code: "S61.451A"}, {Code: "W54.0XXA"}}
	for _, test := range []struct {
		name, setting string
		lines         []practice.LineKey
		want          coding.ClaimType
		pos           string
		dx            int
	}{
		{"visit", "office", line("99213"), coding.Professional, "11", 2},
		{"emergency", "emergency", nil, coding.Professional, "23", 2},
		{"strips delivered home", "home", line("A4253"), coding.DME, "12", 2},
		{"visit at home", "home", line("99347"), coding.Professional, "12", 2},
		{"drug at home", "home", line("J1885"), coding.Professional, "12", 2},
		{"walker in the office", "office", line("E0143"), coding.Professional, "11", 2},
		{"inpatient: the external cause has its own place", "inpatient", nil, coding.Inpatient, "", 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := &practice.Case{Setting: test.setting, Date: 20260504, Key: practice.Key{Dx: dx, Procedures: test.lines}}
			got := claimOf(c)
			if got.Type != test.want || got.POS != test.pos || len(got.DX) != test.dx {
				t.Errorf("type %v, POS %q, %d diagnoses, want %v, %q, %d", got.Type, got.POS, len(got.DX), test.want, test.pos, test.dx)
			}
			if len(got.Lines) != len(test.lines) {
				t.Errorf("%d lines, want %d", len(got.Lines), len(test.lines))
			}
		})
	}
}
