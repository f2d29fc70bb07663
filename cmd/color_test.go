package cmd

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHighlight(t *testing.T) {
	for _, tt := range []struct{ in, marks, want string }{
		{"Type 2 diabetes mellitus with neuropathy", "diabete neuropath", "Type 2 *diabetes* mellitus with *neuropathy*"},
		{"Ménière's disease", "ménière", "*Ménière*'s disease"},
		{"(acute) pain", "acute", "(*acute*) pain"},
		{"as aspirin", "as", "*as* aspirin"},
		{"pain", "", "pain"},
		{"", "pain", ""},
	} {
		bold := strings.NewReplacer(sgrBold, "*", sgrReset, "*")
		if got := bold.Replace(highlight(tt.in, strings.Fields(tt.marks))); got != tt.want {
			t.Errorf("highlight(%q, %q) = %q, want %q", tt.in, tt.marks, got, tt.want)
		}
	}
}

func TestWritten(t *testing.T) {
	got := written("Diabetes with diabetic neuropathy; diabetes", []string{"diabete", "diabetic"})
	if diff := cmp.Diff([]string{"diabetes", "diabetic"}, got); diff != "" {
		t.Errorf("written (-want +got):\n%s", diff)
	}
}
