package report

import (
	"testing"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

// TestMissingDates asserts that a reason stands once however many claims have
// it, with the dates it was asked for.
func TestMissingDates(t *testing.T) {
	c := NewCounter()
	for _, d := range []codesets.Date{20260506, 20260501, 20260503} {
		c.Add(&coding.Result{Verdict: coding.Incomplete, Findings: []coding.Finding{
			{Rule: "mue-day", Outcome: coding.NoData, Why: coding.MetaTableStale, Table: codesets.MUEPractitioner, Message: "none in force", Date: d},
			{Rule: "mue-line", Outcome: coding.NoData, Why: coding.MetaTableStale, Table: codesets.MUEPractitioner, Message: "none in force", Date: d},
		}})
	}
	got := c.missed()
	if len(got) != 1 || got[0].Claims != 3 || len(got[0].Rules) != 2 {
		t.Fatalf("missed() = %+v, want one reason of three claims and two rules", got)
	}
	if got, want := got[0].String(), "none in force (2026-05-01 to 2026-05-06)"; got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
	one := Missing{ID: coding.MetaTableStale, Why: "none in force", From: 20260501, To: 20260501}
	if got, want := one.String(), "none in force (2026-05-01)"; got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
	absent := Missing{ID: coding.MetaTableMissing, Why: "not loaded", From: 20260501, To: 20260501}
	if got, want := absent.String(), "not loaded"; got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
}
