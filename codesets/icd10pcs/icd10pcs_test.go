package icd10pcs

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/icd10cm"
	"github.com/medcode-cli/medcode/codesets/sharedtest"
	"github.com/medcode-cli/medcode/codesets/table"
)

// A made-up table in the official form: two rows that allow different values.
const tablesXML = `<?xml version="1.0" encoding="utf-8"?>
<ICD10PCS.tabular><version>2099</version><title>x</title>
<pcsTable>
 <axis pos="1" values="1"><title>Section</title><label code="0">Cutting</label></axis>
 <axis pos="2" values="1"><title>Body System</title><label code="D">Gut</label></axis>
 <axis pos="3" values="1"><title>Operation</title><label code="T">Taking all</label><definition>All of it</definition></axis>
 <pcsRow codes="4">
  <axis pos="4" values="2"><title>Body Part</title><label code="1">Upper</label><label code="2">Lower</label></axis>
  <axis pos="5" values="2"><title>Approach</title><label code="0">Open</label><label code="4">Scope</label></axis>
  <axis pos="6" values="1"><title>Device</title><label code="Z">None</label></axis>
  <axis pos="7" values="1"><title>Qualifier</title><label code="Z">None</label></axis>
 </pcsRow>
 <pcsRow codes="1">
  <axis pos="4" values="1"><title>Body Part</title><label code="2">Lower</label></axis>
  <axis pos="5" values="1"><title>Approach</title><label code="7">Natural</label></axis>
  <axis pos="6" values="1"><title>Device</title><label code="Z">None</label></axis>
  <axis pos="7" values="1"><title>Qualifier</title><label code="X">Other</label></axis>
 </pcsRow>
</pcsTable></ICD10PCS.tabular>`

func compile(t testing.TB, set table.RowSet) *table.Rows {
	t.Helper()
	b, err := table.CompileRows(codesets.Release{Set: codesets.ICD10PCSTables}, set)
	if err != nil {
		t.Fatal(err)
	}
	c, err := table.OpenContainer(b, true)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := table.OpenRows(c)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func testTables(t testing.TB) *Tables {
	t.Helper()
	version, tables, err := ParseTables(strings.NewReader(tablesXML))
	if err != nil || version != "2099" || len(tables) != 1 {
		t.Fatalf("ParseTables = %q, %d tables, %v", version, len(tables), err)
	}
	ts, ok := NewTables(compile(t, TableRows(tables)))
	if !ok {
		t.Fatal("NewTables does not know its own columns")
	}
	return ts
}

func TestNext(t *testing.T) {
	ts := testTables(t)
	for prefix, want := range map[string]string{
		"":        "Section: 0",
		"0":       "Body System: D",
		"0D":      "Operation: T",
		"0DT":     "Body Part: 12",
		"0DT1":    "Approach: 04",
		"0DT2":    "Approach: 047",
		"0DT27":   "Device: Z",
		"0DT27Z":  "Qualifier: X",
		"0DT24Z":  "Qualifier: Z",
		"0DT17":   ": ",
		"0DT27ZX": ": ",
		"1":       ": ",
		"0DX":     ": ",
	} {
		axis, values := ts.Next(prefix)
		got := axis + ": "
		for _, v := range values {
			got += v.Char
		}
		if got != want {
			t.Errorf("Next(%q) = %q, want %q", prefix, got, want)
		}
	}
}

func TestExplain(t *testing.T) {
	ts := testTables(t)
	chars, whole := ts.Explain("0DT27ZX")
	var got []string
	for _, c := range chars {
		got = append(got, c.Axis+" "+c.Char+" "+c.Label)
	}
	want := []string{"Section 0 Cutting", "Body System D Gut", "Operation T Taking all", "Body Part 2 Lower", "Approach 7 Natural", "Device Z None", "Qualifier X Other"}
	if d := cmp.Diff(want, got); d != "" || !whole {
		t.Errorf("Explain: whole %t (-want +got):\n%s", whole, d)
	}
	// 1 goes with 0 and 4 only: 7 stands in the other row.
	chars, whole = ts.Explain("0DT17ZX")
	if whole || len(chars) != 5 || chars[4].Label != "" || chars[4].Axis != "Approach" {
		t.Errorf("Explain of a code across two rows = %+v, %t", chars, whole)
	}
}

func TestTablesErrors(t *testing.T) {
	for name, in := range map[string]string{
		"empty":       "",
		"html":        "<!DOCTYPE html><html><body>x</body></html>",
		"other root":  "<ICD10PCS.index></ICD10PCS.index>",
		"truncated":   tablesXML[:900],
		"wrong count": strings.Replace(tablesXML, `codes="4"`, `codes="5"`, 1),
		"letter O":    strings.Replace(tablesXML, `code="Z"`, `code="O"`, 1),
		"place":       strings.Replace(tablesXML, `pos="5"`, `pos="6"`, 1),
		"no table":    "<ICD10PCS.tabular></ICD10PCS.tabular>",
	} {
		_, _, err := ParseTables(strings.NewReader(in))
		if _, ok := errors.AsType[*codesets.ParseError](err); !ok {
			t.Errorf("%s: ParseTables = %v, want a ParseError", name, err)
		}
	}
}

const indexXML = `<ICD10PCS.index><version>2099</version><letter><title>A</title>
<mainTerm><title>Alpha</title><see>Resection, Part<codes>0DT1</codes></see><term level="1"><title>Beta</title><code>0DT27ZX</code><term level="2"><title>Gamma</title><codes>0DT</codes></term></term></mainTerm>
<mainTerm><title>Delta stent</title><use>Intraluminal Device</use></mainTerm></letter></ICD10PCS.index>`

func TestParseIndex(t *testing.T) {
	version, got, err := ParseIndex(strings.NewReader(indexXML))
	want := []IndexEntry{
		{Path: []string{"Alpha"}, See: "Resection, Part", Codes: "0DT1"},
		{Path: []string{"Alpha", "Beta"}, Codes: "0DT27ZX"},
		{Path: []string{"Alpha", "Beta", "Gamma"}, Codes: "0DT"},
		{Path: []string{"Delta stent"}, Use: "Intraluminal Device"},
	}
	if d := cmp.Diff(want, got); d != "" || err != nil || version != "2099" {
		t.Errorf("ParseIndex: %q, %v (-want +got):\n%s", version, err, d)
	}
	rows := compile(t, IndexRows(got))
	if r, ok := rows.First("alpha"); !ok || r.Get("see") != "Resection, Part" {
		t.Errorf("index row of alpha = %v, %t", r, ok)
	}
}

func TestParseDefinitions(t *testing.T) {
	const in = `<ICD10PCS.definitions><version>2099</version><section code="0"><title>Cutting</title><axis pos="4"><title>Body Part</title>
<terms><title>Upper</title><title>Lower</title><definition>a  part</definition><includes>One</includes><includes>Two</includes></terms></axis></section></ICD10PCS.definitions>`
	_, got, err := ParseDefinitions(strings.NewReader(in))
	want := []Definition{
		{Section: "0", Pos: "4", Axis: "Body Part", Title: "Upper", Text: "a part", Includes: []string{"One", "Two"}},
		{Section: "0", Pos: "4", Axis: "Body Part", Title: "Lower", Text: "a part", Includes: []string{"One", "Two"}},
	}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Errorf("ParseDefinitions: %v (-want +got):\n%s", err, d)
	}
	if r, ok := compile(t, DefinitionRows(got)).First("0", "4", "Lower"); !ok || r.Get("includes") != "One; Two" {
		t.Errorf("definition row = %v, %t", r, ok)
	}
}

func TestEntries(t *testing.T) {
	rows, err := ParseOrder(strings.NewReader(
		"00001 0DT     0 Gut, Taking all                                              Gut, Taking all\n" +
			"00002 0DT14ZZ 1 Taking all of Upper, Scope                                   Taking all of Upper, Scope\n"))
	if err != nil {
		t.Fatal(err)
	}
	got := Entries(rows)
	if got[0].Billable || got[0].Kind != codesets.KindCategory || !got[1].Billable || got[1].Parent != 0 {
		t.Errorf("Entries = %+v", got)
	}
}

// Every order file has the official number of valid codes, and the tables of
// January 2022 make the codes of the order file of that year and no others.
func TestOfficialFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("reads twelve files of 12 MB")
	}
	var order2022 []icd10cm.Row
	for year, valid := range map[string]int{"2022": 78227, "2024": 78638, "2025": 78948, "2026": 79115} {
		rows, err := ParseOrder(bytes.NewReader(sharedtest.Read(t, "data", "icd10pcs", "order", "icd10pcs_order_"+year+".txt.xz")))
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, r := range rows {
			if r.Billable {
				n++
			}
		}
		if n != valid {
			t.Errorf("%s: %d valid codes, want %d", year, n, valid)
		}
		if year == "2022" {
			order2022 = rows
		}
	}
	_, tables, err := ParseTables(bytes.NewReader(sharedtest.Read(t, "data", "icd10pcs", "xml-2022-jan", "icd10pcs_tables_2022.xml.xz")))
	if err != nil {
		t.Fatal(err)
	}
	var made []string
	for _, tab := range tables {
		for _, r := range tab.Rows {
			made = append(made, combine(tab.Key(), r.Axes)...)
		}
	}
	slices.Sort(made)
	var valid []string
	for _, r := range order2022 {
		if r.Billable {
			valid = append(valid, r.Code)
		}
	}
	slices.Sort(valid)
	if d := missing(valid, made); len(d) > 0 {
		t.Errorf("%d codes of the order file are not in the tables: %v", len(d), d[:min(len(d), 5)])
	}
	// The tables are those of January 2022, which added two codes.
	if d := cmp.Diff([]string{"XW023X7", "XW023Y7"}, missing(made, valid)); d != "" {
		t.Errorf("codes of the tables that are not in the order file (-want +got):\n%s", d)
	}
	ts, _ := NewTables(compile(t, TableRows(tables)))
	for i := 0; i < len(valid); i += 500 {
		if _, whole := ts.Explain(valid[i]); !whole {
			t.Errorf("Explain(%s) is not whole", valid[i])
		}
	}
	if _, index, err := ParseIndex(bytes.NewReader(sharedtest.Read(t, "data", "icd10pcs", "xml-2022-jan", "icd10pcs_index_2022.xml.xz"))); err != nil || len(index) < 18000 {
		t.Errorf("index: %d lines, %v", len(index), err)
	}
	if _, defs, err := ParseDefinitions(bytes.NewReader(sharedtest.Read(t, "data", "icd10pcs", "xml-2022-jan", "icd10pcs_definitions_2022.xml.xz"))); err != nil || len(defs) < 900 {
		t.Errorf("definitions: %d, %v", len(defs), err)
	}
}

func combine(prefix string, axes []Axis) []string {
	if len(axes) == 0 {
		return []string{prefix}
	}
	var out []string
	for _, v := range axes[0].Values {
		out = append(out, combine(prefix+v.Char, axes[1:])...)
	}
	return out
}

func missing(a, b []string) []string {
	var out []string
	for _, s := range a {
		if _, ok := slices.BinarySearch(b, s); !ok {
			out = append(out, s)
		}
	}
	return out
}

func FuzzXML(f *testing.F) {
	f.Add(tablesXML)
	f.Add(indexXML)
	f.Add("<ICD10PCS.definitions><section code='0'><axis pos='3'><terms><title>x</title></terms></axis></section></ICD10PCS.definitions>")
	f.Fuzz(func(t *testing.T, in string) {
		if _, tables, err := ParseTables(strings.NewReader(in)); err == nil {
			ts, ok := NewTables(compile(t, TableRows(tables)))
			if !ok {
				t.Fatal("columns")
			}
			ts.Explain(tables[0].Key())
		}
		if _, e, err := ParseIndex(strings.NewReader(in)); (err == nil) != (len(e) > 0) {
			t.Fatalf("index: %d and %v", len(e), err)
		}
		if _, d, err := ParseDefinitions(strings.NewReader(in)); (err == nil) != (len(d) > 0) {
			t.Fatalf("definitions: %d and %v", len(d), err)
		}
	})
}

func BenchmarkNext(b *testing.B) {
	ts := testTables(b)
	b.ReportAllocs()
	for b.Loop() {
		ts.Next("0DT24")
	}
}
