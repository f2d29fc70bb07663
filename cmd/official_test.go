package cmd_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/cmd"
	"github.com/medcode-cli/medcode/codesets/sharedtest"
)

// run runs the program as a shell would, away from the user's own settings.
func run(t *testing.T, args ...string) (stdout string, code int) {
	t.Helper()
	var out, errs bytes.Buffer
	code = cmd.Main(args, strings.NewReader(""), &out, &errs)
	if code > 1 {
		t.Fatalf("medcode %s: exit %d\n%s", strings.Join(args, " "), code, errs.String())
	}
	return out.String(), code
}

// loadOfficial loads the official files that match patterns with the command
// 'load', and returns the data directory.
func loadOfficial(t *testing.T, patterns ...string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("loads official tables")
	}
	files, home := t.TempDir(), t.TempDir()
	for _, p := range patterns {
		sharedtest.Unpack(t, files, p)
	}
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(home, "config"))
	t.Setenv("XDG_CACHE_HOME", filepath.Join(home, "cache"))
	data := filepath.Join(home, "data")
	run(t, "--data-dir", data, "--quiet", "load", files)
	return data
}

// A checked is what 'medcode check --format jsonl' says of one claim.
type checked struct {
	Claim *struct {
		ID       string
		Verdict  string
		Findings []struct {
			Rule, Outcome string
			Line          int
			DX            []int
			Codes         []string
		}
	}
}

// fired returns the findings of c as "rule outcome", of the rules in only.
func (c *checked) fired(only ...string) []string {
	var out []string
	for _, f := range c.Claim.Findings {
		if slices.Contains(only, f.Rule) && f.Outcome != "no_data" {
			out = append(out, fmt.Sprintf("%s %s %s", f.Rule, f.Outcome, f.Codes[0]))
		}
	}
	return out
}

// check writes rows as a CSV file, runs 'medcode check' on it and returns what
// it says, by claim.
func check(t *testing.T, data string, rows [][]string, flags ...string) map[string]*checked {
	t.Helper()
	path := filepath.Join(t.TempDir(), "claims.csv")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := csv.NewWriter(f).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	out, _ := run(t, append([]string{"--data-dir", data, "--format", "jsonl", "check", path}, flags...)...)
	said := map[string]*checked{}
	for line := range strings.Lines(out) {
		c := &checked{}
		if err := json.Unmarshal([]byte(line), c); err != nil {
			t.Fatal(err)
		}
		if c.Claim != nil {
			said[c.Claim.ID] = c
		}
	}
	return said
}

// cases returns the records of an evaluation file, without the header.
func cases(t *testing.T, elem ...string) [][]string {
	t.Helper()
	var out [][]string
	for line := range strings.Lines(string(sharedtest.Read(t, elem...))) {
		out = append(out, strings.Split(strings.TrimRight(line, "\n"), "\t"))
	}
	return out[1:]
}

// TestNCCICases runs the evaluation cases of the NCCI tables through the
// command line: each names the verdict of one edit.
func TestNCCICases(t *testing.T) {
	data := loadOfficial(t, "ncci/ncci_ptp_practitioner_2024q3*", "ncci/ncci_mue_practitioner_2024q3*", "ncci/ncci_aoc_2024q3*")
	list := cases(t, "eval", "ncci", "cms_verdict_cases_2024q3.tsv")
	rows := [][]string{{"claim", "type", "from", "code", "units"}}
	for _, c := range list {
		for line := range strings.SplitSeq(c[3], " | ") {
			code, units, _ := strings.Cut(line, " x")
			rows = append(rows, []string{c[0], "professional", c[1], code, units})
		}
	}
	said := check(t, data, rows)
	right := 0
	for _, c := range list {
		if err := ncciVerdict(said[c[0]], c[4]); err != nil {
			t.Errorf("%s %s: want %q: %v", c[0], c[3], c[4], err)
			continue
		}
		right++
	}
	t.Logf("%d of %d cases right", right, len(list))
}

var deniedRE = regexp.MustCompile(`^deny:(\w+)`)

// ncciVerdict says in what way a claim is not judged as the case wants.
func ncciVerdict(c *checked, want string) error {
	if c == nil {
		return fmt.Errorf("the claim has no verdict")
	}
	ptp, mue, aoc := c.fired("ncci-ptp"), c.fired("mue-line", "mue-day"), c.fired("aoc-type1", "aoc-type2")
	denied := deniedRE.FindStringSubmatch(want)
	ok := false
	switch {
	case strings.HasPrefix(want, "within MUE"):
		ok = len(mue) == 0
	case strings.HasPrefix(want, "MUE exceeded:"):
		code := strings.TrimPrefix(want, "MUE exceeded:")[:5]
		ok = slices.Contains(mue, "mue-line fail "+code) || slices.Contains(mue, "mue-day fail "+code)
	case want == "allow (primary present)":
		ok = len(aoc) == 0
	case strings.HasSuffix(want, "(add-on without primary)"):
		ok = slices.Contains(aoc, "aoc-type1 fail "+denied[1])
	case strings.HasPrefix(want, "allow (bypass"):
		ok = len(ptp) == 1 && strings.HasPrefix(ptp[0], "ncci-ptp bypassed")
	case strings.HasPrefix(want, "allow"):
		ok = len(ptp) == 0
	case denied != nil:
		ok = slices.Equal(ptp, []string{"ncci-ptp fail " + denied[1]})
	}
	if !ok {
		return fmt.Errorf("got PTP %q, MUE %q, add-on %q", ptp, mue, aoc)
	}
	return nil
}

// mceRules are the rules that stand for the edits of the Medicare Code Editor.
var mceRules = map[string]string{
	"age conflict (Newborn_Only)":               "dx-age-newborn",
	"age conflict (Pediatric_Only)":             "dx-age-pediatric",
	"age conflict (Maternity_Only)":             "dx-age-maternity",
	"age conflict (Adult_Only)":                 "dx-age-adult",
	"sex conflict (Female_Only)":                "dx-sex-conflict",
	"sex conflict (Male_Only)":                  "dx-sex-conflict",
	"manifestation code as principal diagnosis": "dx-manifestation-first",
	"unacceptable principal diagnosis":          "dx-unacceptable-principal",
	"questionable admission":                    "dx-questionable-admission",
	"no MCE age/sex/principal edit":             "",
}

// TestMCECases runs the evaluation cases of the FY2020 code editor through the
// command line.
func TestMCECases(t *testing.T) {
	data := loadOfficial(t, "icd10cm/order/icd10cm_order_2020.txt*", "mce/MCE_Simple_Code_Edits_v37*")
	list := cases(t, "eval", "validation", "mce_cases_fy2020.tsv")
	rows := [][]string{{"claim", "type", "admission", "discharge", "claim_from", "claim_to", "birth_date", "sex", "dx1", "dx2"}}
	for i, c := range list {
		age, sex := 40, ""
		for pair := range strings.FieldsSeq(c[1]) {
			name, value, _ := strings.Cut(pair, "=")
			switch name {
			case "age":
				age, _ = strconv.Atoi(value)
			case "sex":
				sex = value
			}
		}
		birth := fmt.Sprintf("%04d-03-01", 2020-age)
		rows = append(rows, []string{strconv.Itoa(i), "inpatient", "2020-03-01", "2020-03-05", "2020-03-01", "2020-03-05", birth, sex, c[0], "J45.20"})
	}
	said := check(t, data, rows)
	right := 0
	for i, c := range list {
		want, ok := mceRules[c[2]]
		if !ok {
			t.Fatalf("unknown edit %q", c[2])
		}
		got := said[strconv.Itoa(i)].mceEdits()
		if want == "" && len(got) > 0 || want != "" && !slices.Contains(got, want) {
			t.Errorf("%s with %s gives %q, want %q", c[0], c[1], got, want)
			continue
		}
		right++
	}
	t.Logf("%d of %d cases right", right, len(list))
}

// mceEdits returns the rules of the editor that fired on the first diagnosis.
func (c *checked) mceEdits() []string {
	var out []string
	for _, f := range c.Claim.Findings {
		for _, id := range mceRules {
			if f.Rule == id && f.Outcome == "fail" && slices.Contains(f.DX, 1) {
				out = append(out, id)
			}
		}
	}
	return out
}
