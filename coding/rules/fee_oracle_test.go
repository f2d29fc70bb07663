package rules_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/load"
	"github.com/medcode-cli/medcode/codesets/sharedtest"
	"github.com/medcode-cli/medcode/codesets/store"
	"github.com/medcode-cli/medcode/coding"
	"github.com/medcode-cli/medcode/coding/rules"
)

// feeRuleIDs are the rules that read the physician fee schedule line by line.
var feeRuleIDs = []string{
	"line-pfs-status", "mod-26-tc-indicator", "mod-50-indicator", "mod-assistant-indicator",
	"mod-co-surgeon-indicator", "mod-team-indicator", "mod-global-indicator",
}

// feeMods are the modifiers each code is tried with, "" for none.
var feeMods = []string{"", "26", "TC", "50", "80", "AS", "62", "66", "54", "55", "79"}

// feeEngine returns an engine of the rules named over the official files that
// match a pattern.
func feeEngine(t *testing.T, pattern string, only ...string) *coding.Engine {
	t.Helper()
	dir := t.TempDir()
	sharedtest.Unpack(t, dir, pattern)
	s, err := store.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := load.Load(t.Context(), s, load.Options{Paths: []string{dir}}); err != nil {
		t.Fatal(err)
	}
	e, err := coding.New(rules.All(), s, coding.Config{Profile: coding.Profiles[0], Today: 20261101, Only: only})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// A rawFee is a line of a raw file, by the header of CMS or the decoded one.
type rawFee struct{ mod, status, pctc, global, bilat, asst, co, team string }

// rawFees reads a raw file, by code in its order.
func rawFees(t *testing.T, elem ...string) (codes []string, rows map[string][]rawFee) {
	t.Helper()
	records, err := csv.NewReader(bytes.NewReader(sharedtest.Read(t, elem...))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := func(names ...string) int {
		return slices.IndexFunc(records[0], func(s string) bool { return slices.Contains(names, s) })
	}
	code, glob := at("hcpcs", "hcpcs_code"), at("glob", "glob_days")
	rows = map[string][]rawFee{}
	for _, r := range records[1:] {
		c := r[code]
		if rows[c] == nil {
			codes = append(codes, c)
		}
		rows[c] = append(rows[c], rawFee{r[at("mod")], r[at("status")], r[at("pctc")], r[glob], r[at("bilat_surg")], r[at("asst_surg")], r[at("co_surg")], r[at("team_surg")]})
	}
	return codes, rows
}

// whole returns the line for the component mod, else the one for the whole
// service, else the first.
func whole(rows []rawFee, mod string) rawFee {
	for _, want := range []string{mod, ""} {
		for _, r := range rows {
			if r.mod == want {
				return r
			}
		}
	}
	return rows[0]
}

// oracleFee is what the record layout of the file says of a code with one
// modifier: "deny", "review" or "" by rule. It knows nothing of the engine.
func oracleFee(code, mod string, rows []rawFee) map[string]string {
	out := map[string]string{}
	r := whole(rows, mod)
	if !strings.HasSuffix(code, "F") { // not the status of Category II, which is for reporting
		out["line-pfs-status"] = map[string]string{"B": "deny", "I": "deny", "N": "deny", "P": "review"}[r.status]
	}
	switch mod {
	case "26":
		out["mod-26-tc-indicator"] = map[string]string{"0": "deny", "2": "deny", "3": "deny", "4": "deny", "5": "deny", "9": "review"}[r.pctc]
	case "TC":
		out["mod-26-tc-indicator"] = map[string]string{"0": "deny", "2": "deny", "3": "deny", "4": "deny", "5": "deny", "6": "deny", "8": "deny", "9": "review"}[r.pctc]
		for _, o := range rows {
			if o.mod == "26" && o.pctc == "6" {
				out["mod-26-tc-indicator"] = "deny"
			}
		}
	case "50":
		out["mod-50-indicator"] = map[string]string{"0": "deny", "2": "deny", "9": "deny"}[r.bilat]
	case "80", "AS":
		out["mod-assistant-indicator"] = map[string]string{"0": "review", "1": "deny", "9": "deny"}[r.asst]
	case "62":
		out["mod-co-surgeon-indicator"] = map[string]string{"0": "deny", "1": "review", "9": "deny"}[r.co]
	case "66":
		out["mod-team-indicator"] = map[string]string{"0": "deny", "1": "review", "9": "deny"}[r.team]
	case "54", "55":
		out["mod-global-indicator"] = map[string]string{"000": "deny", "XXX": "deny", "ZZZ": "deny"}[r.global]
	case "79":
		if code >= "99202" && code <= "99215" || code >= "99221" && code <= "99239" { // some of the visits
			out["mod-global-indicator"] = map[string]string{"XXX": "deny"}[r.global]
		}
	}
	if r.status == "C" || r.status == "R" { // where the concept does not apply a person looks
		for id, indicator := range map[string]string{
			"mod-50-indicator": r.bilat, "mod-assistant-indicator": r.asst, "mod-co-surgeon-indicator": r.co, "mod-team-indicator": r.team,
		} {
			if indicator == "9" && out[id] == "deny" {
				out[id] = "review"
			}
		}
	}
	return out
}

// feeClaim is a claim of one code, a line with each of feeMods.
func feeClaim(code string, d codesets.Date) *coding.Claim {
	c := &coding.Claim{ID: code, Type: coding.Professional}
	for i, mod := range feeMods {
		ln := coding.Line{Number: i + 1, From: d.AddDays(i % 20), Code: code}
		if mod != "" {
			ln.Modifiers = []string{mod}
		}
		c.Lines = append(c.Lines, ln)
	}
	return c
}

// TestFeeOracle compares the rules on the fee schedule, for every code of two
// official files with every modifier, with what their record layout says.
func TestFeeOracle(t *testing.T) {
	for _, tt := range []struct {
		file string
		day  codesets.Date
	}{
		{"rvu_indicators_2024_july.csv.xz", 20240701}, {"2025-oct/PPRRVU2025_Oct_no_descriptors.csv.xz", 20251001},
	} {
		codes, raw := rawFees(t, append([]string{"data", "pfs"}, strings.Split(tt.file, "/")...)...)
		w := feeEngine(t, "pfs/"+tt.file, feeRuleIDs...).NewWorker()
		fired, wrong := map[string]int{}, 0
		for _, code := range codes {
			got := map[string]string{}
			var r coding.Result
			w.Check(feeClaim(code, tt.day), false, &r)
			for _, f := range r.Findings {
				got[fmt.Sprintf("%s %s", f.Rule, feeMods[f.Line-1])] = f.Severity.String()
				if f.Outcome != coding.Fail {
					t.Errorf("%s: %s: outcome %s: %s", code, f.Rule, f.Outcome, f.Message)
				}
			}
			for _, mod := range feeMods {
				want := oracleFee(code, mod, raw[code])
				for _, id := range feeRuleIDs {
					if mod == "79" && id == "mod-global-indicator" && want[id] == "" {
						continue // the oracle knows some of the visits only
					}
					if g := got[id+" "+mod]; g != want[id] {
						if wrong++; wrong <= 10 {
							t.Errorf("%s %s %s: %s says %q, the file says %q", tt.file, code, mod, id, g, want[id])
						}
					}
					if want[id] != "" {
						fired[id+" "+want[id]]++
					}
				}
			}
		}
		t.Logf("%s: %d codes, %d disagreements, %v", tt.file, len(codes), wrong, fired)
		if len(fired) < 11 {
			t.Errorf("%s: %d kinds of findings, want 11: %v", tt.file, len(fired), fired)
		}
	}
}

// TestFeeByHand has one code for each value of each indicator, read from the
// file of October 2025 by eye.
func TestFeeByHand(t *testing.T) {
	w := feeEngine(t, "pfs/2025-oct/PPRRVU*", append([]string{"line-em-in-global"}, feeRuleIDs...)...).NewWorker()
	for _, tt := range []struct{ lines, want string }{
		{"99213-26", "mod-26-tc-indicator deny"},
		{"71046-26", ""},
		{"93010-TC", "mod-26-tc-indicator deny"},
		{"93005-26", "mod-26-tc-indicator deny"},
		{"93000-26", "mod-26-tc-indicator deny"},
		{"96372-26", "mod-26-tc-indicator deny"},
		{"86153-26", ""},
		{"86153-TC", "mod-26-tc-indicator deny"},
		{"97110-26", ""},
		{"85060-26", ""},
		{"85060-TC", "mod-26-tc-indicator deny"},
		{"80053-26", "mod-26-tc-indicator review"},
		{"11042-50", "mod-50-indicator deny"},
		{"20610-50", ""},
		{"63047-50", "mod-50-indicator deny"},
		{"73562-50", ""},
		{"36415-50", "mod-50-indicator deny"},
		{"29881-80", "mod-assistant-indicator review"},
		{"20610-80", "mod-assistant-indicator deny"},
		{"63047-82", ""},
		{"11042-62", "mod-co-surgeon-indicator deny"},
		{"28285-62", "mod-co-surgeon-indicator review"},
		{"22612-62", ""},
		{"22612-66", "mod-team-indicator deny"},
		{"20610-54", "mod-global-indicator deny"},
		{"67840-54", ""},
		{"27786-55", ""},
		{"64783-54", "mod-global-indicator deny"},
		{"59400-54", ""},
		{"36000", "line-pfs-status deny"},
		{"99242", "line-pfs-status deny"},
		{"99385", "line-pfs-status deny"},
		{"A4211", "line-pfs-status review"},
		{"36591", ""},
		{"36591 99213", "line-pfs-status deny"},
		{"J1100 80053 D0120 0054T 00100", ""},
		{"99213 20610", "line-em-in-global deny"},
		{"99213-25 20610", ""},
		{"99213 27786", "line-em-in-global deny"},
		{"99213 71046 80053 36415 97110", ""},
	} {
		c := &coding.Claim{ID: "1", Type: coding.Professional}
		for i, s := range strings.Fields(tt.lines) {
			code, mod, _ := strings.Cut(s, "-")
			ln := coding.Line{Number: i + 1, From: 20251015, Code: code}
			if mod != "" {
				ln.Modifiers = []string{mod}
			}
			c.Lines = append(c.Lines, ln)
		}
		var r coding.Result
		w.Check(c, false, &r)
		got := []string{}
		for _, f := range r.Findings {
			got = append(got, f.Rule+" "+f.Severity.String())
		}
		if s := strings.Join(got, ", "); s != tt.want {
			t.Errorf("%s gives %q, want %q", tt.lines, s, tt.want)
		}
	}
}

// TestPlaceOracle compares pos-technical-component, for every code at an
// office, a hospital and with 26 there, with the record layout.
func TestPlaceOracle(t *testing.T) {
	codes, raw := rawFees(t, "data", "pfs", "2025-oct", "PPRRVU2025_Oct_no_descriptors.csv.xz")
	w := feeEngine(t, "pfs/2025-oct/PPRRVU*", "pos-technical-component").NewWorker()
	fired := 0
	for _, code := range codes {
		c := &coding.Claim{ID: "1", Type: coding.Professional, Lines: []coding.Line{
			{Number: 1, From: 20251015, Code: code, POS: "11"},
			{Number: 2, From: 20251015, Code: code, POS: "22"},
			{Number: 3, From: 20251015, Code: code, POS: "21", Modifiers: []string{"26"}},
		}}
		var r coding.Result
		w.Check(c, false, &r)
		got, want := []int{}, []int{}
		for _, f := range r.Findings {
			got = append(got, f.Line)
		}
		row := whole(raw[code], "")
		if slices.Contains([]string{"A", "R", "C"}, row.status) && !strings.HasSuffix(code, "F") {
			if row.pctc == "8" { // the reading of a smear is for inpatients
				want = append(want, 1)
			}
			if slices.Contains([]string{"1", "3", "4", "5", "8"}, row.pctc) {
				want = append(want, 2)
			}
		}
		if fired += len(got); !slices.Equal(got, want) {
			t.Errorf("%s, status %s, PC/TC %s: lines %v, want %v", code, row.status, row.pctc, got, want)
		}
	}
	if fired < 1000 {
		t.Errorf("%d findings, want at least 1000", fired)
	}
}

// TestFeePart asserts that an edition of two columns decides by them, and has
// no data for the others.
func TestFeePart(t *testing.T) {
	w := feeEngine(t, "pfs/global_bilat_2026_april*", feeRuleIDs...).NewWorker()
	var file struct {
		Codes map[string]struct{ Global, Bilat string }
	}
	if err := json.Unmarshal(sharedtest.Read(t, "data", "pfs", "global_bilat_2026_april.json.xz"), &file); err != nil {
		t.Fatal(err)
	}
	for code, v := range file.Codes {
		var r coding.Result
		w.Check(feeClaim(code, 20260401), false, &r)
		got := map[string]coding.Outcome{}
		for _, f := range r.Findings {
			got[f.Rule] = max(got[f.Rule], f.Outcome)
			if f.Outcome == coding.NoData && f.Why != coding.MetaTableSample {
				t.Fatalf("%s: %s: %s without the reason", code, f.Rule, f.Message)
			}
		}
		for _, id := range []string{"mod-26-tc-indicator", "mod-assistant-indicator", "mod-co-surgeon-indicator", "mod-team-indicator"} {
			if got[id] != coding.NoData {
				t.Errorf("%s: %s is %s, want no_data: the file has no such column", code, id, got[id])
			}
		}
		if fails := got["mod-50-indicator"] == coding.Fail; fails != slices.Contains([]string{"0", "2", "9"}, v.Bilat) {
			t.Errorf("%s: bilateral %s, mod-50-indicator fires: %v", code, v.Bilat, fails)
		}
		if fails := got["mod-global-indicator"] == coding.Fail; fails != slices.Contains([]string{"000", "XXX", "ZZZ"}, v.Global) {
			t.Errorf("%s: global %s, mod-global-indicator fires: %v", code, v.Global, fails)
		}
	}
}

// TestGlobalCodes asserts that every code of the file with a global period of
// days is one that line-em-in-global looks up.
func TestGlobalCodes(t *testing.T) {
	_, raw := rawFees(t, "data", "pfs", "2025-oct", "PPRRVU2025_Oct_no_descriptors.csv.xz")
	w := feeEngine(t, "pfs/2025-oct/PPRRVU*", "line-em-in-global").NewWorker()
	for code, rows := range raw {
		c := &coding.Claim{ID: "1", Type: coding.Professional, Lines: []coding.Line{
			{Number: 1, From: 20251015, Code: "99213"}, {Number: 2, From: 20251015, Code: code},
		}}
		var r coding.Result
		w.Check(c, false, &r)
		days := slices.Contains([]string{"000", "010", "090"}, rows[0].global)
		if fires := len(r.Findings) == 1; fires != days {
			t.Errorf("99213 beside %s, global %s: fires %v", code, rows[0].global, fires)
		}
	}
}
