package icd10cm

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/sharedtest"
)

const indexXML = `<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.index>
 <version>2026</version>
 <title>INDEX</title>
 <letter><title>G</title>
  <mainTerm><title>Gloom<nemod>(s)</nemod><nemod>(idle)</nemod> NEC</title><code>R99.29-</code>
   <term level="1"><title>in rust</title><code>M99.1</code><manif>G99.8</manif>
    <term level="2"><title>wet</title><see>Damp</see><seecat>N20</seecat></term>
   </term>
   <term level="1"><title>bright</title><subcat>H93.3</subcat><seeAlso>Glow</seeAlso></term>
   <term level="1"><title>nowhere</title></term>
  </mainTerm>
 </letter>
</ICD10CM.index>`

const drugXML = `<ICD10CM.index><version>2026</version>
<indexHeading><head col="1">Substance</head><head col="2">Poisoning Assault</head></indexHeading>
<letter><title>T</title><mainTerm><title>Treacle</title><cell col="2">T65.1X3</cell><cell col="6">--</cell><cell col="7">T65.1X6</cell></mainTerm></letter>
</ICD10CM.index>`

func TestParseIndex(t *testing.T) {
	gloom := "Gloom(s) (idle) NEC"
	for name, test := range map[string]struct {
		in   string
		want []IndexLine
	}{
		"diseases": {indexXML, []IndexLine{
			{Path: []string{gloom}, Code: "R9929", Shown: "R99.29-"},
			{Path: []string{gloom, "in rust"}, Code: "M991", Shown: "M99.1", Manifestation: "G998"},
			{Path: []string{gloom, "in rust", "wet"}, See: "Damp; category N20"},
			{Path: []string{gloom, "bright"}, Code: "H933", Shown: "H93.3", SeeAlso: "Glow"},
			{Path: []string{gloom, "nowhere"}},
		}},
		"drugs": {drugXML, []IndexLine{
			{Path: []string{"Treacle"}, Code: "T651X3", Shown: "T65.1X3", Column: "Poisoning Assault"},
			{Path: []string{"Treacle"}, Code: "T651X6", Shown: "T65.1X6", Column: "column 7"},
		}},
	} {
		got, err := ParseIndex(strings.NewReader(test.in))
		if diff := cmp.Diff(test.want, got); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
	}
}

func TestParseIndexCSV(t *testing.T) {
	got, err := ParseIndexCSV(strings.NewReader("RowID,Letter,Level,Term,See,SeeAlso,NonEssModif,Code\n" +
		"1,G,0,Gloom,,,(idle),R99.2\n2,G,1,bright,Glow,,,\n3,G,1,dim,,,,\n4,H,0,Halt,,Stop,,R99.3-\n"))
	want := []IndexLine{
		{Path: []string{"Gloom (idle)"}, Code: "R992", Shown: "R99.2"},
		{Path: []string{"Gloom (idle)", "bright"}, See: "Glow"},
		{Path: []string{"Gloom (idle)", "dim"}},
		{Path: []string{"Halt"}, Code: "R993", Shown: "R99.3-", SeeAlso: "Stop"},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestParseIndexFaults(t *testing.T) {
	for in, want := range map[string]string{
		"":         "no term",
		"<other/>": `root element "other", want ICD10CM.index`,
		strings.Replace(indexXML, "<title>wet</title>", "", 1): "without a title",
		indexXML[:300]: "EOF",
	} {
		if _, err := ParseIndex(strings.NewReader(in)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseIndex(%.20q): error %v, want one with %q", in, err, want)
		}
	}
	for in, want := range map[string]string{
		"Level,Term,Code\n1,x,R99\n": `level "1", want 0 to 0`,
		"Level,Term,Code\n":          "no rows",
		"a,b\n":                      "header",
	} {
		if _, err := ParseIndexCSV(strings.NewReader(in)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseIndexCSV(%.20q): error %v, want one with %q", in, err, want)
		}
	}
}

func TestIndexRows(t *testing.T) {
	set := IndexRows([]IndexLine{{Path: []string{"Gloom(s) (idle) NEC", "bright"}, Code: "R992", Shown: "R99.2-", See: "Glow"}})
	want := [][]string{{"R992", "gloom nec", "Gloom(s) (idle) NEC > bright", "", "R99.2-", "", "Glow", ""}}
	if diff := cmp.Diff(want, set.Rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

// The official Index of FY2017: as many lines as its codes, cells, cross
// references and terms without either make, and every code well formed.
func TestOfficialIndex(t *testing.T) {
	for file, want := range map[string]int{"index": 72707, "eindex": 7049, "drug": 40067, "neoplasm": 9084} {
		in := sharedtest.Read(t, "data", "icd10cm", "xml-2017", "icd10cm_"+file+"_2017.xml.xz")
		lines, err := ParseIndex(strings.NewReader(string(in)))
		if err != nil || len(lines) != want {
			t.Errorf("%s: %d lines, %v, want %d", file, len(lines), err, want)
		}
		for _, l := range lines {
			if l.Shown != "" && l.Code == "" {
				t.Errorf("%s: %s: %q has no code", file, strings.Join(l.Path, " > "), l.Shown)
			}
		}
	}
}

func FuzzParseIndex(f *testing.F) {
	f.Add(indexXML)
	f.Add(drugXML)
	f.Add("Level,Term,See,SeeAlso,NonEssModif,Code\n0,Gloom,,,(idle),R99.2\n")
	f.Fuzz(func(t *testing.T, in string) {
		for _, parse := range []func(string) ([]IndexLine, error){
			func(s string) ([]IndexLine, error) { return ParseIndex(strings.NewReader(s)) },
			func(s string) ([]IndexLine, error) { return ParseIndexCSV(strings.NewReader(s)) },
		} {
			lines, err := parse(in)
			if (err == nil) != (len(lines) > 0) {
				t.Fatalf("%d lines, error %v", len(lines), err)
			}
			for _, l := range lines {
				if len(l.Path) == 0 || l.Code != codesets.Normalize(l.Code) {
					t.Fatalf("line %+v", l)
				}
			}
		}
	})
}
