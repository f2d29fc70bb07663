package history

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/icd10cm"
	"github.com/medcode-cli/medcode/codesets/sharedtest"
	"github.com/medcode-cli/medcode/codesets/table"
)

func compile(t *testing.T, edition string, entries []table.Entry) *table.Codes {
	t.Helper()
	b, err := table.CompileCodes(codesets.Release{Set: codesets.ICD10CM, Edition: edition}, entries)
	if err != nil {
		t.Fatal(err)
	}
	c, err := table.OpenContainer(b, false)
	if err != nil {
		t.Fatal(err)
	}
	codes, err := table.OpenCodes(c)
	if err != nil {
		t.Fatal(err)
	}
	return codes
}

func entry(key, title string, billable bool) table.Entry {
	return table.Entry{Key: key, Parent: -1, Title: title, Billable: billable}
}

func events(changes []Change) []string {
	var out []string
	for _, c := range changes {
		out = append(out, c.Code+" "+string(c.Event))
	}
	return out
}

func TestDiff(t *testing.T) {
	before := compile(t, "1", []table.Entry{entry("A00", "one", false), entry("A01", "two", true), entry("A02", "three", true), entry("A03", "four", false), entry("A04", "Sezary  disease", true)})
	after := compile(t, "2", []table.Entry{entry("A00", "one", false), entry("A01", "two, other", false), entry("A011", "new", true), entry("A03", "four", true), entry("A04", "Sézary disease", true)})
	want := []string{"A01 header", "A01 retitled", "A011 added", "A02 deleted", "A03 billable"}
	if d := cmp.Diff(want, events(Diff(before, after))); d != "" {
		t.Errorf("Diff (-want +got):\n%s", d)
	}
	if got := Diff(after, after); len(got) != 0 {
		t.Errorf("a release differs from itself: %v", events(got))
	}
}

func TestOf(t *testing.T) {
	releases := []*table.Codes{
		compile(t, "1", []table.Entry{entry("A01", "two", true)}),
		compile(t, "2", []table.Entry{entry("A01", "two", true)}),
		compile(t, "3", []table.Entry{entry("A01", "two", false), entry("A011", "new", true)}),
		compile(t, "4", []table.Entry{entry("A011", "new", true)}),
	}
	for code, want := range map[string][]string{
		"A01":  {"1 first", "3 header", "4 deleted"},
		"A011": {"3 added"},
		"B99":  nil,
	} {
		var got []string
		for _, s := range Of(code, releases) {
			got = append(got, s.Release.Edition+" "+string(s.Event))
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("Of(%s) (-want +got):\n%s", code, d)
		}
	}
}

func conversions(t *testing.T, rows []icd10cm.Conversion) *Conversions {
	t.Helper()
	b, err := table.CompileRows(codesets.Release{Set: codesets.ICD10CMConversion}, icd10cm.ConversionRows(rows))
	if err != nil {
		t.Fatal(err)
	}
	c, err := table.OpenContainer(b, false)
	if err != nil {
		t.Fatal(err)
	}
	r, err := table.OpenRows(c)
	if err != nil {
		t.Fatal(err)
	}
	return NewConversions(r)
}

func TestConversions(t *testing.T) {
	c := conversions(t, []icd10cm.Conversion{
		{Code: "A011", Effective: 20211001, Previous: []string{"A01"}},
		{Code: "A012", Effective: 20211001, Previous: []string{"A01", "A02"}, Together: true},
		{Code: "A013", Effective: 20221001, Text: "None"},
	})
	if d := cmp.Diff([]Link{{"A011", "A01", 20211001, false}, {"A012", "A01", 20211001, true}}, c.After("A01")); d != "" {
		t.Errorf("After (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]Link{{"A012", "A01", 20211001, true}, {"A012", "A02", 20211001, true}}, c.Before("A012")); d != "" {
		t.Errorf("Before (-want +got):\n%s", d)
	}
	if got := c.Before("A013"); got != nil {
		t.Errorf("a code from nothing has predecessors %v", got)
	}
}

// official compiles the codes of an order file that begin with prefix.
func official(t *testing.T, name, prefix string) *table.Codes {
	t.Helper()
	rows, err := icd10cm.ParseOrder(bytes.NewReader(sharedtest.Read(t, "data", "icd10cm", "order", "icd10cm_order_"+name+".txt.xz")))
	if err != nil {
		t.Fatal(err)
	}
	rows = slices.DeleteFunc(rows, func(r icd10cm.Row) bool { return !strings.HasPrefix(r.Code, prefix) })
	entries, err := icd10cm.Entries(nil, rows)
	if err != nil {
		t.Fatal(err)
	}
	return compile(t, name, entries)
}

// FY2027 against FY2026: 238 added, 21 deleted, 15 made headers, 4 retitled.
func TestOfficialFY2027(t *testing.T) {
	if testing.Short() {
		t.Skip("reads two order files of 14 MB")
	}
	count := map[Event]int{}
	for _, c := range Diff(official(t, "2026", ""), official(t, "2027.reconstructed", "")) {
		count[c.Event]++
	}
	want := map[Event]int{Added: 238, Deleted: 21, Header: 15, Retitled: 4}
	if d := cmp.Diff(want, count); d != "" {
		t.Errorf("FY2027 (-want +got):\n%s", d)
	}
}

// M54.5 was billable until 2021-09-30; M54.50, M54.51 and M54.59 took its place.
func TestOfficialM545(t *testing.T) {
	if testing.Short() {
		t.Skip("reads two order files of 14 MB")
	}
	var got []string
	for _, s := range Of("M545", []*table.Codes{official(t, "2021-01_january", "M54"), official(t, "2022", "M54")}) {
		got = append(got, s.Release.Edition+" "+string(s.Event))
	}
	if d := cmp.Diff([]string{"2021-01_january first", "2022 header"}, got); d != "" {
		t.Errorf("M54.5 (-want +got):\n%s", d)
	}
	rows, err := icd10cm.ParseConversion(bytes.NewReader(sharedtest.Read(t, "data", "icd10cm", "conversion", "icd10cm_conversion_FY2026.csv")))
	if err != nil {
		t.Fatal(err)
	}
	var after []string
	for _, l := range conversions(t, rows).After("M545") {
		after = append(after, l.Code+" "+l.Effective.String())
	}
	if d := cmp.Diff([]string{"M5450 2021-10-01", "M5451 2021-10-01", "M5459 2021-10-01"}, after); d != "" {
		t.Errorf("successors of M54.5 (-want +got):\n%s", d)
	}
}
