package hcpcs

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/sharedtest"
)

// record makes a record of 320 columns: values by their first column.
func record(at map[int]string) string {
	b := []byte(strings.Repeat(" ", recordSize))
	for col, v := range at {
		copy(b[col-1:], v)
	}
	return string(b)
}

var (
	first = record(map[int]string{
		1: "A9999", 6: "00100", 11: "3", 12: "Made-up item, of the first", 92: "Made-up item", 120: "3245", 128: "A",
		129: "60-9", 147: "2100.5", 171: "1861(n)", 181: "310", 205: "A0001A0002", 230: "D", 231: "YY", 233: "20080101",
		253: "0013", 257: "D1E", 261: "PA", 266: "004", 269: "19900101", 277: "20190101", 285: "20251231", 293: "D",
	})
	second   = record(map[int]string{1: "A9999", 6: "00200", 11: "4", 12: "and of the second line"})
	modifier = record(map[int]string{4: "ZY", 6: "00100", 11: "7", 12: "Made-up modifier", 230: "C", 269: "20200101", 277: "20200101", 293: "N"})
	dental   = record(map[int]string{1: "D0001", 6: "00100", 11: "3", 12: "text of the ADA", 92: "more of it", 230: "I", 269: "19900101"})
)

func TestParseFixed(t *testing.T) {
	in := strings.Join([]string{modifier, first, strings.TrimRight(second, " "), dental, "***Disclaimers", "-- anything", ""}, "\r\n")
	got, err := ParseFixed(strings.NewReader(in))
	if err != nil {
		t.Fatal(err)
	}
	want := []Row{
		{Code: "ZY", Modifier: true, Long: "Made-up modifier", Coverage: "C", Added: 20200101, ActionDay: 20200101, Action: "N"},
		{
			Code: "A9999", Long: "Made-up item, of the first and of the second line", Short: "Made-up item",
			Pricing: []string{"32", "45"}, Multiple: "A", CIM: []string{"60-9"}, MCM: []string{"2100.5"}, Statute: "1861(n)",
			LabCerts: []string{"310"}, Xrefs: []string{"A0001", "A0002"}, Coverage: "D", ASC: "YY", ASCDate: 20080101,
			Note: "0013", BETOS: "D1E", TOS: []string{"P", "A"}, BaseUnits: "004",
			Added: 19900101, ActionDay: 20190101, End: 20251231, Action: "D",
		},
		{Code: "D0001", Long: noText, Coverage: "I", Added: 19900101},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("ParseFixed (-want +got):\n%s", d)
	}
}

func TestEntries(t *testing.T) {
	rows, err := ParseFixed(strings.NewReader(first + "\n" + second + "\n"))
	if err != nil {
		t.Fatal(err)
	}
	e := Entries(rows, 20251001)[0]
	if !e.Billable || Entries(rows, 20260101)[0].Billable {
		t.Error("a code that ends on 2025-12-31 is billable in a release of 2025-10-01, not in one of 2026-01-01")
	}
	var got []string
	for _, a := range e.Attrs {
		got = append(got, a.Name+" = "+a.Value)
	}
	want := []string{
		"effective = 1990-01-01",
		"end = 2025-12-31",
		"action = D: discontinued",
		"action_date = 2019-01-01",
		"coverage = D: special coverage instructions apply",
		"pricing = 32: inexpensive and routinely purchased equipment; 45: customized equipment",
		"multiple_pricing = A: does not apply: one way of pricing",
		"type_of_service = P: equipment, prosthetics and orthotics bought outright; A: used equipment",
		"betos = D1E: other equipment",
		"asc = YY: approved for ambulatory surgical centers since 2008-01-01",
		"cross_references = A0001 A0002",
		"statute = 1861(n)",
		"coverage_issues_manual = 60-9",
		"carriers_manual = 2100.5",
		"laboratory_certification = 310: routine chemistry",
		"processing_note = 0013",
		"anesthesia_base_units = 4",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("attributes (-want +got):\n%s", d)
	}
}

const csvHead = "HCPC,SEQNUM,RECID,LONG DESCRIPTION,SHORT DESCRIPTION,PRICE1,PRICE2,COV,XREF1,ADD DT,ACT EFF DT,TERM DT,ACTION CD\n"

func TestParseCSV(t *testing.T) {
	got, err := ParseCSV(strings.NewReader(csvHead + "ZY,0010,7,Made-up modifier,short,,,C,,20200101,20200101,,N\nA9999,0010,3,Made-up item,,00,,S,A0001,19900101,20190101,20191231,D\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []Row{
		{Code: "ZY", Modifier: true, Long: "Made-up modifier", Short: "short", Coverage: "C", Added: 20200101, ActionDay: 20200101, Action: "N"},
		{Code: "A9999", Long: "Made-up item", Pricing: []string{"00"}, Xrefs: []string{"A0001"}, Coverage: "S", Added: 19900101, ActionDay: 20190101, End: 20191231, Action: "D"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("ParseCSV (-want +got):\n%s", d)
	}
}

func TestErrors(t *testing.T) {
	for _, tt := range []struct {
		in        string
		line, col int
	}{
		{"", 0, 0},
		{"short\n", 1, 5},
		{first + "\n" + strings.Replace(first, "A9999001003", "A9999001009", 1), 2, 11},
		{second, 1, 11},
		{strings.Replace(first, "19900101", "19901301", 1), 1, 269},
		{strings.Replace(first, "A9999", "A-999", 1), 1, 1},
	} {
		_, err := ParseFixed(strings.NewReader(tt.in))
		var pe *codesets.ParseError
		if !errors.As(err, &pe) || pe.Line != tt.line || pe.Column != tt.col {
			t.Errorf("ParseFixed(%.20q) = %v, want a ParseError at line %d column %d", tt.in, err, tt.line, tt.col)
		}
	}
	_, err := ParseCSV(strings.NewReader(csvHead + "A9999,0010,3,x,,,,,,20209999,,,N\n"))
	var pe *codesets.ParseError
	if !errors.As(err, &pe) || pe.Line != 2 || pe.Column != 10 {
		t.Errorf("ParseCSV with a bad day = %v, want line 2 column 10", err)
	}
}

func TestNotesAndNOC(t *testing.T) {
	notes, err := ParseNotes(strings.NewReader("   PROCESSING NOTES\n ______\n   0001--FIRST    *\n         OF TWO LINES.  *\n                 *\n   0002--SECOND.   *\n"))
	if d := cmp.Diff(map[string]string{"0001": "FIRST OF TWO LINES.", "0002": "SECOND."}, notes); err != nil || d != "" {
		t.Errorf("ParseNotes: %v\n%s", err, d)
	}
	for _, in := range []string{
		"   NOC CODES\n\n  HCPCS  LONG\n\n  A0999  Made-up service    19870101\n         goes on\n  E1399  Made-up equipment 19900101\n",
		"hcpcs,long_description,add_date,term_date\nA0999,Made-up service,1987-01-01,\nE1399,\"Made-up, equipment\",1990-01-01,\n",
	} {
		codes, err := ParseNOC(strings.NewReader(in))
		if d := cmp.Diff([]string{"A0999", "E1399"}, codes); err != nil || d != "" {
			t.Errorf("ParseNOC: %v\n%s", err, d)
		}
	}
	if a := NoteAttrs(notes)["processing_note:0002"]; len(a) != 1 || a[0].Value != "SECOND." {
		t.Errorf("NoteAttrs of 0002 = %v", a)
	}
	if a := NOCAttrs([]string{"A0999"})["A0999"]; len(a) != 1 {
		t.Errorf("NOCAttrs of A0999 = %v", a)
	}
	if _, err := ParseNotes(strings.NewReader("nothing")); err == nil {
		t.Error("ParseNotes takes a file without notes")
	}
	if _, err := ParseNOC(strings.NewReader("nothing")); err == nil {
		t.Error("ParseNOC takes a file without codes")
	}
}

// The official files: their counts, and that no value lacks its words.
func TestOfficialFiles(t *testing.T) {
	for _, tt := range []struct {
		file             string
		codes, modifiers int
	}{
		{"2017/HCPC17_CONTR_ANWEB.txt.xz", 6155, 343},
		{"2018/HCPC2018_CONTR_ANWEB_disc.txt.xz", 6205, 354},
		{"2019/HCPC2019_CONTR_ANWEB.txt.xz", 6440, 360},
		{"2025-oct/HCPC2025_OCT_ANWEB.csv.xz", 8463, 383},
	} {
		b := string(sharedtest.Read(t, "data", "hcpcs", tt.file))
		parse := ParseFixed
		if strings.Contains(tt.file, ".csv") {
			parse = ParseCSV
		}
		rows, err := parse(strings.NewReader(b))
		if err != nil {
			t.Errorf("%s: %v", tt.file, err)
			continue
		}
		codes, modifiers := 0, 0
		for _, r := range rows {
			if r.Modifier {
				modifiers++
			} else {
				codes++
			}
			unworded(t, r)
		}
		if codes != tt.codes || modifiers != tt.modifiers {
			t.Errorf("%s: %d codes and %d modifiers, want %d and %d", tt.file, codes, modifiers, tt.codes, tt.modifiers)
		}
	}
}

func unworded(t *testing.T, r Row) {
	t.Helper()
	for _, f := range []struct {
		values []string
		words  map[string]string
	}{
		{[]string{r.Coverage}, coverageWords},
		{[]string{r.Action}, actionWords},
		{r.Pricing, pricingWords},
		{[]string{r.Multiple}, multipleWords},
		{r.TOS, tosWords},
		{[]string{r.BETOS}, betosWords},
		{r.LabCerts, labWords},
	} {
		for _, v := range f.values {
			if v != "" && f.words[v] == "" {
				t.Errorf("%s: value %q has no words", r.Code, v)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(first+"\n"+second, uint8(0))
	f.Add(csvHead+"A9999,0010,3,Made-up item,,00,,S,A0001,19900101,20190101,20191231,D\n", uint8(1))
	f.Add("0001--NOTE", uint8(2))
	f.Add("A0999,x", uint8(3))
	f.Fuzz(func(t *testing.T, in string, kind uint8) {
		r := strings.NewReader(in)
		var n int
		var err error
		switch kind % 4 {
		case 0, 1:
			var rows []Row
			if kind%4 == 0 {
				rows, err = ParseFixed(r)
			} else {
				rows, err = ParseCSV(r)
			}
			n = len(Entries(rows, 20260101)) + len(ModifierRows(rows).Rows)
		case 2:
			var notes map[string]string
			notes, err = ParseNotes(r)
			n = len(notes)
		case 3:
			var codes []string
			codes, err = ParseNOC(r)
			n = len(codes)
		}
		if (err == nil) != (n > 0) {
			t.Fatal(fmt.Sprint(n, " rows and error ", err))
		}
	})
}
