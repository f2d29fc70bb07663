package icd10cm

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

func readFixture(tb testing.TB) *Tabular {
	tb.Helper()
	f, err := os.Open("testdata/tabular.xml")
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	tab, err := ParseTabular(f)
	if err != nil {
		tb.Fatal(err)
	}
	return tab
}

// TestEntries reads the fixture into nodes: 7th characters inherited from the
// nearest definition, placeholders filled in, barred ones left out.
func TestEntries(t *testing.T) {
	entries, err := Entries(readFixture(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		flag := " "
		if e.Billable {
			flag = "*"
		}
		got = append(got, flag+e.Key+" "+e.Kind.String()+" "+e.Title)
	}
	want := []string{
		" 7 chapter Diseases of the test bench",
		" H10-H12 block Benches",
		" H10 category Worn bench",
		"*H100 code Worn bench, left",
		"*H109 code Worn bench, unspecified side",
		" H11 category New bench",
		" H110 subcategory New bench, oak",
		"*H110XXA code New bench, oak, initial encounter",
		"*H110XXS code New bench, oak, sequela",
		" H111 subcategory New bench, steel",
		" H111X subcategory New bench, steel",
		" H111X1 subcategory New bench, steel, polished",
		"*H111X1A code New bench, steel, polished, initial encounter",
		"*H111X1S code New bench, steel, polished, sequela",
		" H111X7 subcategory New bench, steel, bent",
		" H112 subcategory New bench, stone",
		"*H112XX0 code New bench, stone, whole",
		" H12-H12 block Stools",
		"*H12 category Stool",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
}

func TestNotes(t *testing.T) {
	entries, err := Entries(readFixture(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	data, err := table.CompileCodes(codesets.Release{Set: codesets.ICD10CM}, entries)
	if err != nil {
		t.Fatal(err)
	}
	c, err := table.OpenContainer(data, false)
	if err != nil {
		t.Fatal(err)
	}
	codes, err := table.OpenCodes(c)
	if err != nil {
		t.Fatal(err)
	}
	notes := func(code string) []string {
		n, ok := codes.Find(code)
		if !ok {
			t.Fatalf("no code %s", code)
		}
		var out []string
		for _, n := range codes.EffectiveNotes(n) {
			s := n.Owner + " " + n.Kind.String() + ": " + n.Text
			for _, r := range n.Refs {
				s += " → " + r.String()
			}
			out = append(out, s)
		}
		return out
	}
	above := []string{
		"H10-H12 includes: tables",
		"7 excludes2: conditions of the other bench (A00-B99) → A00-B99",
		"7 note: Use an external cause code.",
	}
	for code, want := range map[string][]string{
		"H100": append([]string{
			"H100 code_first: wear (A00-A09 with fifth or sixth character 5) → A00-A09 with fifth or sixth character 5",
			"H10 inclusion_term: Bench, worn, NOS",
			"H10 excludes1: new bench (H11.-) → H11-",
		}, above...),
		"H110XXA": append([]string{
			"H11 seventh: The appropriate 7th character is to be added to each code from category H11",
			"H11 seventh: A: first time at the bench",
		}, above...),
		"H12": {
			"H12 note: Height 1: below: 60; from: 40",
			"7 excludes2: conditions of the other bench (A00-B99) → A00-B99",
			"7 note: Use an external cause code.",
		},
	} {
		if diff := cmp.Diff(want, notes(code)); diff != "" {
			t.Errorf("notes of %s (-want +got):\n%s", code, diff)
		}
	}
	h11, _ := codes.Find("H110XXA")
	refs := codes.Referrers(h11, codesets.Excludes1)
	if len(refs) != 1 || refs[0].Owner != "H10" {
		t.Errorf("Referrers(H11.0XXA) = %+v, want the Excludes1 note of H10", refs)
	}
}

func TestParseTabularErrors(t *testing.T) {
	for name, in := range map[string]string{
		"empty":        "",
		"not xml":      "hello",
		"html":         "<html><body>Not found</body></html>",
		"other root":   "<ICD10CM.index><letter/></ICD10CM.index>",
		"no chapter":   "<ICD10CM.tabular><version>1</version></ICD10CM.tabular>",
		"cut off":      "<ICD10CM.tabular><chapter><name>1</name><section id=\"A00\"><diag><name>A00",
		"bad code":     "<ICD10CM.tabular><chapter><name>1</name><section id=\"A00\"><diag><name>A</name></diag></section></chapter></ICD10CM.tabular>",
		"bad seventh":  "<ICD10CM.tabular><chapter><name>1</name><section id=\"A00\"><diag><name>A00</name><sevenChrDef><extension char=\"AB\">x</extension></sevenChrDef></diag></section></chapter></ICD10CM.tabular>",
		"bad encoding": "<?xml version=\"1.0\" encoding=\"utf-7\"?><ICD10CM.tabular/>",
		"deep":         "<ICD10CM.tabular><chapter><name>1</name><section id=\"A00\">" + strings.Repeat("<diag><name>A00</name>", 30) + strings.Repeat("</diag>", 30) + "</section></chapter></ICD10CM.tabular>",
	} {
		tab, err := ParseTabular(strings.NewReader(in))
		var parse *codesets.ParseError
		if tab != nil || !errors.As(err, &parse) {
			t.Errorf("%s: ParseTabular = %v, %v; want a ParseError", name, tab, err)
		}
	}
}

func TestParseTabularLatin1(t *testing.T) {
	in := "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><ICD10CM.tabular><chapter><name>1</name><desc>M\xe9ni\xe8re</desc><section id=\"A00\"><diag><name>A00</name><desc>Sj\xf6gren</desc></diag></section></chapter></ICD10CM.tabular>"
	tab, err := ParseTabular(strings.NewReader(in))
	if err != nil {
		t.Fatal(err)
	}
	if got := tab.Chapters[0].Title + " " + tab.Chapters[0].Blocks[0].Diags[0].Title; got != "Ménière Sjögren" {
		t.Errorf("titles %q", got)
	}
}

func FuzzParseTabular(f *testing.F) {
	fixture, err := os.ReadFile("testdata/tabular.xml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(fixture)
	f.Add([]byte("<ICD10CM.tabular><chapter><name>1</name></chapter></ICD10CM.tabular>"))
	f.Fuzz(func(t *testing.T, b []byte) {
		tab, err := ParseTabular(bytes.NewReader(b))
		if err != nil {
			return
		}
		entries, err := Entries(tab, nil)
		if err != nil {
			return
		}
		_, _ = table.CompileCodes(codesets.Release{Set: codesets.ICD10CM}, entries)
	})
}
