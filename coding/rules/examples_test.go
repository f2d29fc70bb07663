package rules_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/cmd"
	"github.com/medcode-cli/medcode/coding"
	"github.com/medcode-cli/medcode/coding/rules"
)

// TestExamples runs the examples of every rule's page: the bad one makes the
// rule fire, the good one does not. An example that is not in the notation of
// the flags of 'medcode check' is told in words; what the rule says then is
// taken from its cases. examples.txt has what they say; -update rewrites it.
func TestExamples(t *testing.T) {
	var b strings.Builder
	for _, r := range rules.All() {
		f := example(t, &r)
		if f == nil {
			t.Errorf("rule %s: its bad example %s does not make it fire", r.ID, r.Doc.Bad)
			continue
		}
		b.WriteString(r.ID + "\t" + f.Message + "\t" + f.Fix + "\n")
		if !strings.HasPrefix(r.Doc.Good, "--") {
			continue
		}
		if f := fires(t, &r, r.Doc.Good); f != nil && f.Outcome == coding.Fail {
			t.Errorf("rule %s: its good example %s gives %q", r.ID, r.Doc.Good, f.Message)
		}
	}
	const file = "examples.txt"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("%s (-want +got); -update rewrites it:\n%s", file, diff)
	}
}

// TestExample looks two rules up, and one that is none.
func TestExample(t *testing.T) {
	for id, want := range map[string]string{"dx-not-billable": "E11 is a header", "line-units": "0", "no-such-rule": ""} {
		message, _ := rules.Example(id)
		if !strings.Contains(message, want) || want == "" && message != "" {
			t.Errorf("Example(%q) = %q, want %q in it", id, message, want)
		}
	}
}

// example returns what a rule says of its bad example, nil when nothing.
func example(t *testing.T, r *coding.Rule) *coding.Finding {
	t.Helper()
	if strings.HasPrefix(r.Doc.Bad, "--") {
		return fires(t, r, r.Doc.Bad)
	}
	files, _ := filepath.Glob(filepath.Join("testdata", "rules", r.ID, "err*.out"))
	if len(files) == 0 {
		return nil
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	line, _, _ := strings.Cut(string(text), "\n")
	f := &coding.Finding{}
	if err := json.Unmarshal([]byte(line), f); err != nil {
		t.Fatal(err)
	}
	return f
}

// fires returns the first finding of a rule on the claim of flags.
func fires(t *testing.T, r *coding.Rule, flags string) *coding.Finding {
	t.Helper()
	c, profile, err := cmd.ClaimOf(words(flags))
	if err != nil {
		t.Fatalf("rule %s: %s: %v", r.ID, flags, err)
	}
	config := coding.Config{Today: 20260601, Profile: coding.Profiles[0]}
	for _, p := range coding.Profiles {
		if p.Name == profile {
			config.Profile = p
		}
	}
	config.Profile = config.Profile.With([]string{r.ID}, nil)
	var res coding.Result
	newEngine(t, rules.All(), config).NewWorker().Check(c, false, &res)
	for i := range res.Findings {
		if f := &res.Findings[i]; f.Rule == r.ID && f.Outcome != coding.NoData {
			return f
		}
	}
	return nil
}

// words parts flags as a shell does, with double quotes only.
func words(flags string) []string {
	var out []string
	for i, part := range strings.Split(flags, `"`) {
		if i%2 == 1 {
			out = append(out, part)
			continue
		}
		out = append(out, strings.Fields(part)...)
	}
	return out
}
