package cmd_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/coding/rules"
)

// TestOfficialExamples runs the examples of the rules' pages over the official
// tables, all rules on: the bad one makes its rule fire, the good one no rule.
// A rule that has no data there is not judged.
func TestOfficialExamples(t *testing.T) {
	data := loadOfficial(t, "ncci/ncci_*_2024q3*", "pfs/rvu_indicators_2024_july*", "mce/MCE_Simple_Code_Edits_v37*", "mce/mce_v41*", "icd10cm/order/icd10cm_order_2025*", "hcpcs/2025-oct/*")
	judged := 0
	for _, r := range rules.All() {
		if !strings.HasPrefix(r.Doc.Bad, "--") {
			continue
		}
		outcomes := exampleOutcomes(t, data, r.Doc.Bad)
		if outcomes[r.ID] == "no_data" {
			continue
		}
		judged++
		if outcomes[r.ID] == "" {
			t.Errorf("rule %s: its bad example %s gives only %v", r.ID, r.Doc.Bad, outcomes)
		}
		if !strings.HasPrefix(r.Doc.Good, "--") {
			continue
		}
		for id, outcome := range exampleOutcomes(t, data, r.Doc.Good) {
			if outcome == "fail" {
				t.Errorf("rule %s: its good example %s makes %s fire", r.ID, r.Doc.Good, id)
			}
		}
	}
	if judged < len(rules.All())/2 {
		t.Errorf("%d examples judged of %d rules", judged, len(rules.All()))
	}
	t.Logf("%d examples judged", judged)
}

// exampleOutcomes runs 'medcode check' with flags and returns the outcome of
// every rule that has findings; that of a rule with several is its worst.
func exampleOutcomes(t *testing.T, data, flags string) map[string]string {
	t.Helper()
	args := []string{"--data-dir", data, "check", "--format", "jsonl"}
	for i, part := range strings.Split(flags, `"`) {
		if i%2 == 1 {
			args = append(args, part)
			continue
		}
		args = append(args, strings.Fields(part)...)
	}
	stdout, _ := run(t, args...)
	out := map[string]string{}
	worst := map[string]int{"no_data": 1, "bypassed": 2, "fail": 3}
	for line := range strings.Lines(stdout) {
		var c checked
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatal(err)
		}
		if c.Claim == nil {
			continue
		}
		for _, f := range c.Claim.Findings {
			if worst[f.Outcome] > worst[out[f.Rule]] {
				out[f.Rule] = f.Outcome
			}
		}
	}
	return out
}
