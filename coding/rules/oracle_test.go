package rules_test

import (
	"encoding/csv"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/load"
	"github.com/medcode-cli/medcode/codesets/sharedtest"
	"github.com/medcode-cli/medcode/codesets/store"
	"github.com/medcode-cli/medcode/coding"
	"github.com/medcode-cli/medcode/coding/rules"
)

// The oracle is a second, slow implementation of the PTP, MUE and add-on code
// edits, written from the text of CMS over the raw files. It shares nothing
// with the engine but the claim.

// oracleRules are the rules it judges.
var oracleRules = []string{"ncci-ptp", "mue-line", "mue-day", "aoc-type1", "aoc-type2", "aoc-type3"}

// The raw tables are those of the third quarter of 2024.
const (
	oracleFirst codesets.Date = 20240701
	oracleLast  codesets.Date = 20240930
)

// oracleTables are the rows of the raw files, by code.
type oracleTables struct {
	ptp map[string]map[string][]string // setting, "column1 column2": deletion date, indicator
	mue map[string]map[string][]string // setting, code: value, MAI
	aoc map[string][][]string          // add-on: primary, type
}

// bypassing is the list of the NCCI Policy Manual, chapter 1, section E.
var bypassing = strings.Fields("E1 E2 E3 E4 FA F1 F2 F3 F4 F5 F6 F7 F8 F9 TA T1 T2 T3 T4 T5 T6 T7 T8 T9 LT RT LC LD RC LM RI " +
	"24 25 57 58 78 79 27 59 91 XE XS XP XU")

func settingOf(c *coding.Claim) string {
	if c.Type == coding.Outpatient {
		return "hospital"
	}
	return "practitioner"
}

// judge returns what the edits say of c, a line of text for each finding.
func (o *oracleTables) judge(c *coding.Claim) []string {
	said := map[string]bool{}
	for i := range c.Lines {
		o.judgeMUE(c, i, said)
		o.judgeAddOn(c, i, said)
		for j := range c.Lines {
			if i != j {
				o.judgePTP(c, i, j, said)
			}
		}
	}
	return slices.Sorted(maps.Keys(said))
}

func inQuarter(d codesets.Date) bool { return oracleFirst <= d && d <= oracleLast }

// judgePTP judges line i as column 1 and line j as column 2.
func (o *oracleTables) judgePTP(c *coding.Claim, i, j int, said map[string]bool) {
	first, second := &c.Lines[i], &c.Lines[j]
	if first.From != second.From || first.Code == second.Code || first.Render.NPI != second.Render.NPI {
		return
	}
	if !inQuarter(first.From) {
		said["ncci-ptp no_data"] = true
		return
	}
	row, ok := o.ptp[settingOf(c)][first.Code+" "+second.Code]
	if !ok {
		return
	}
	deletion, indicator := row[0], row[1]
	if deletion != "" && strings.ReplaceAll(first.From.String(), "-", "") > deletion {
		return
	}
	outcome := ""
	switch indicator {
	case "0":
		outcome = "fail"
	case "1":
		outcome = "fail"
		for _, m := range append(slices.Clone(first.Modifiers), second.Modifiers...) {
			if slices.Contains(bypassing, m) {
				outcome = "bypassed"
			}
		}
	default:
		return
	}
	said[fmt.Sprintf("ncci-ptp %s line %d related %d", outcome, second.Number, first.Number)] = true
}

// unitsADay returns the units of a line on each of its days: of a line over
// several days they are divided and rounded.
func unitsADay(ln *coding.Line) int {
	units := int(ln.Units.Milli / 1000)
	if ln.To <= ln.From {
		return units
	}
	days := 1
	for d := ln.From; d < ln.To; d = d.AddDays(1) {
		days++
	}
	quotient, rest := units/days, units%days
	if rest*2 >= days {
		quotient++
	}
	return quotient
}

func (o *oracleTables) judgeMUE(c *coding.Claim, i int, said map[string]bool) {
	ln := &c.Lines[i]
	if !inQuarter(ln.From) {
		said["mue-line no_data"], said["mue-day no_data"] = true, true
		return
	}
	row, ok := o.mue[settingOf(c)][ln.Code]
	if !ok {
		said["mue-day no_data"] = true
		return
	}
	value, _ := strconv.Atoi(row[0])
	if row[1] == "1" {
		if unitsADay(ln) > value {
			said[fmt.Sprintf("mue-line fail line %d", ln.Number)] = true
		}
		return
	}
	sum, first := 0, 0
	for k := range c.Lines {
		other := &c.Lines[k]
		last := max(other.From, other.To)
		if other.Code != ln.Code || other.Render.NPI != ln.Render.NPI || ln.From < other.From || ln.From > last {
			continue
		}
		sum += unitsADay(other)
		if other.From == ln.From && first == 0 {
			first = other.Number
		}
	}
	if sum > value {
		said[fmt.Sprintf("mue-day fail line %d", first)] = true
	}
}

func (o *oracleTables) judgeAddOn(c *coding.Claim, i int, said map[string]bool) {
	ln := &c.Lines[i]
	if !inQuarter(ln.From) {
		for _, id := range oracleRules[3:] {
			said[id+" no_data"] = true
		}
		return
	}
	kind, primary, plain := "", false, false
	for _, row := range o.aoc[ln.Code] {
		kind = max(kind, row[1])
		for k := range c.Lines {
			other := &c.Lines[k]
			sameDay := ln.From <= max(other.From, other.To) && other.From <= max(ln.From, ln.To)
			if ln.Code == "99292" { // may follow critical care of the day before
				sameDay = sameDay || other.From.AddDays(1) == ln.From
			}
			primary = primary || k != i && other.Code == row[0] && sameDay
		}
	}
	for k := range c.Lines {
		plain = plain || k != i && c.Lines[k].From == ln.From && len(o.aoc[c.Lines[k].Code]) == 0
	}
	switch {
	case kind == "" || primary:
	case kind == "2" && plain:
		said[fmt.Sprintf("aoc-type2 fail line %d review", ln.Number)] = true
	case kind == "3":
		said[fmt.Sprintf("aoc-type3 fail line %d review", ln.Number)] = true
	default:
		said[fmt.Sprintf("aoc-type%s fail line %d deny", kind, ln.Number)] = true
	}
}

// engineSays returns the findings of r in the words of the oracle.
func engineSays(r *coding.Result) []string {
	said := map[string]bool{}
	for i := range r.Findings {
		f := &r.Findings[i]
		text := f.Rule + " " + f.Outcome.String()
		if f.Outcome != coding.NoData {
			text += fmt.Sprintf(" line %d", f.Line)
			if f.Related > 0 {
				text += fmt.Sprintf(" related %d", f.Related)
			}
			if strings.HasPrefix(f.Rule, "aoc-") {
				text += " " + f.Severity.String()
			}
		}
		said[text] = true
	}
	return slices.Sorted(maps.Keys(said))
}

// TestOracle compares the engine with the oracle on random claims. It takes
// 2,000; MEDCODE_ORACLE=100000 takes as many.
func TestOracle(t *testing.T) {
	if testing.Short() {
		t.Skip("loads the PTP tables")
	}
	n := 2000
	if v := os.Getenv("MEDCODE_ORACLE"); v != "" {
		var err error
		if n, err = strconv.Atoi(v); err != nil {
			t.Fatal(err)
		}
	}
	raw := readRaw(t)
	claims := randomClaims(raw, n)
	o := raw.tables(claims)
	e, err := coding.New(rules.All(), loadOfficial(t), coding.Config{Profile: coding.Profiles[0], Today: 20241101, Only: oracleRules})
	if err != nil {
		t.Fatal(err)
	}
	w := e.NewWorker()
	count := map[string]int{}
	wrong := 0
	for i := range claims {
		var r coding.Result
		w.Check(&claims[i], false, &r)
		want, got := o.judge(&claims[i]), engineSays(&r)
		for _, s := range want {
			count[strings.Join(strings.Fields(s)[:2], " ")]++
		}
		if slices.Equal(want, got) {
			continue
		}
		if wrong++; wrong <= 10 {
			t.Errorf("%s\nengine says %q\noracle says %q", describe(&claims[i]), got, want)
		}
	}
	t.Logf("%d claims, %d disagreements; the oracle says %v", n, wrong, count)
	for _, kind := range []string{
		"ncci-ptp fail", "ncci-ptp bypassed", "ncci-ptp no_data", "mue-line fail", "mue-day fail", "mue-day no_data",
		"aoc-type1 fail", "aoc-type2 fail", "aoc-type3 fail", "aoc-type1 no_data",
	} {
		if count[kind] == 0 {
			t.Errorf("no claim gives %s: the claims are not varied enough", kind)
		}
	}
}

func describe(c *coding.Claim) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s claim:", c.Type)
	for i := range c.Lines {
		ln := &c.Lines[i]
		fmt.Fprintf(&b, " | %d %s %v x%s %s..%s %s", ln.Number, ln.Code, ln.Modifiers, ln.Units, ln.From, ln.To, ln.Render.NPI)
	}
	return b.String()
}

// loadOfficial loads the official files of the quarter into a store, as
// 'medcode load' does.
func loadOfficial(t *testing.T) *store.Store {
	t.Helper()
	dir := t.TempDir()
	for _, pattern := range []string{"ncci/ncci_ptp_*2024q3*", "ncci/ncci_mue_*2024q3*", "ncci/ncci_aoc_2024q3*"} {
		sharedtest.Unpack(t, dir, pattern)
	}
	s, err := store.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := load.Load(t.Context(), s, load.Options{Paths: []string{dir}}); err != nil {
		t.Fatal(err)
	}
	return s
}

// rawFiles are the lines of the raw files, without their headers.
type rawFiles struct {
	ptp, mue map[string][]string // by setting
	aoc      []string
}

func readRaw(t *testing.T) *rawFiles {
	t.Helper()
	read := func(name string) []string {
		text := strings.TrimSuffix(string(sharedtest.Read(t, "data", "ncci", name)), "\n")
		return strings.Split(text, "\n")[1:]
	}
	raw := &rawFiles{ptp: map[string][]string{}, mue: map[string][]string{}, aoc: read("ncci_aoc_2024q3.csv.xz")}
	for _, setting := range []string{"practitioner", "hospital"} {
		raw.ptp[setting] = read("ncci_ptp_" + setting + "_2024q3.csv.xz")
		raw.mue[setting] = read("ncci_mue_" + setting + "_2024q3.csv.xz")
	}
	return raw
}

// fields returns the fields of a line of CSV.
func fields(line string) []string {
	f, _ := csv.NewReader(strings.NewReader(line)).Read()
	return f
}

// tables keeps of the raw files the rows that claims can meet.
func (raw *rawFiles) tables(claims []coding.Claim) *oracleTables {
	o := &oracleTables{ptp: map[string]map[string][]string{}, mue: map[string]map[string][]string{}, aoc: map[string][][]string{}}
	for _, line := range raw.aoc {
		f := fields(line)
		o.aoc[f[1]] = append(o.aoc[f[1]], []string{f[0], f[2]})
	}
	for _, setting := range []string{"practitioner", "hospital"} {
		met := map[string]bool{}
		for i := range claims {
			for _, a := range claims[i].Lines {
				for _, b := range claims[i].Lines {
					met[a.Code+" "+b.Code] = true
				}
			}
		}
		o.ptp[setting], o.mue[setting] = map[string][]string{}, map[string][]string{}
		for _, line := range raw.ptp[setting] {
			if key := strings.Replace(line[:11], ",", " ", 1); met[key] {
				f := fields(line)
				o.ptp[setting][key] = []string{f[2], f[3]}
			}
		}
		for _, line := range raw.mue[setting] {
			f := fields(line)
			o.mue[setting][f[0]] = []string{f[1], f[2]}
		}
	}
	return o
}
