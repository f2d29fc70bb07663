package ncci

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

const misuse = "Misuse of Column Two code with Column One code"

const officialPTP = "\"CPT only copyright\"\r\n\r\nColumn1/Column2 Edits\r\n" +
	"Column 1\tColumn 2\t* = in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\r\n" +
	"\t\tprior to 1996\tDate\tDate\t0=not allowed\t\r\n" +
	"\t\t\t\t*=no data\t1=allowed\t\r\n\t\t\t\t\t9=not applicable\t\r\n" +
	"0001A\t0591T\t\t20210101\t20231231\t1\t" + misuse + "\r\n" +
	"11042\t97597\t*\t19950101\t*\t0\tMutually exclusive procedures\r\n"

func pairsOf(t *testing.T, set *table.PairSet) []table.Pair {
	t.Helper()
	data, err := table.CompilePairs(codesets.Release{}, set)
	if err != nil {
		t.Fatal(err)
	}
	c, err := table.OpenContainer(data, false)
	if err != nil {
		t.Fatal(err)
	}
	pairs, err := table.OpenPairs(c)
	if err != nil {
		t.Fatal(err)
	}
	var out []table.Pair
	for p := range pairs.All() {
		out = append(out, p)
	}
	return out
}

func TestParsePTP(t *testing.T) {
	first := table.Pair{Column1: "0001A", Column2: "0591T", Edit: table.Edit{Effective: 20210101, Deletion: 20231231, Indicator: '1', Rationale: misuse}}
	second := table.Pair{Column1: "11042", Column2: "97597", Edit: table.Edit{Effective: 19950101, Indicator: '0', Rationale: "Mutually exclusive procedures", Pre1996: true}}
	numbered := table.Pair{Column1: "0001A", Column2: "0591T", Edit: table.Edit{Deletion: 20231231, Indicator: '1', Rationale: "3"}}
	for _, test := range []struct {
		name, text   string
		want         []table.Pair
		dated, named bool
	}{
		{"official text", officialPTP, []table.Pair{first, second}, true, true},
		{
			"official sheet", "Notice\nColumn 1,Column 2,*=in existence prior to 1996,Effective Date,Deletion Date *=no data,Modifier 0=not allowed,PTP Edit Rationale\n" +
				"0001A,0591T,,20210101,20231231,1," + misuse + "\n11042,97597,*,19950101,*,0,Mutually exclusive procedures\n",
			[]table.Pair{first, second},
			true, true,
		},
		{"no header", "11042\t97597\t*\t19950101\t*\t0\tMutually exclusive procedures", []table.Pair{second}, true, true},
		{
			"without effective dates", "column1,column2,deletion_date,modifier_indicator,rationale_id\r\n0001A,0591T,20231231,1,3\r\n",
			[]table.Pair{numbered},
			false, false,
		},
	} {
		got, err := ParsePTP(strings.NewReader(test.text))
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if diff := cmp.Diff(test.want, pairsOf(t, got.Pairs)); diff != "" || got.Dated != test.dated || got.Named != test.named {
			t.Errorf("%s: dated %t, named %t; (-want +got):\n%s", test.name, got.Dated, got.Named, diff)
		}
	}
}

func TestParsePTPErrors(t *testing.T) {
	for _, test := range []struct {
		text         string
		line, column int
		want         string
	}{
		{"", 0, 0, "no rows"},
		{"hello\n", 0, 0, "no rows"},
		{strings.Repeat("hello\n", 30), 20, 0, "no row in the first 20 lines"},
		{officialPTP + "1104\t97597\t\t20210101\t*\t1\tx\r\n", 10, 1, `code "1104"`},
		{officialPTP + "11042\t9759?\t\t20210101\t*\t1\tx\r\n", 10, 7, `code "9759?"`},
		{officialPTP + "11042\t97597\t\t20210199\t*\t1\tx\r\n", 10, 14, `date "20210199"`},
		{officialPTP + "11042\t97597\t\t20210101\tx\t1\tx\r\n", 10, 23, `date "x"`},
		{officialPTP + "11042\t97597\t\t20210101\t*\t2\tx\r\n", 10, 25, `modifier indicator "2"`},
		{officialPTP + "11042\t97597\t\t2021", 10, 14, "cut off"},
		{officialPTP + "11042\t97597\t\t20210101\t*\t1\tMisuse of Col", 10, 0, "cut off"},
	} {
		got, err := ParsePTP(strings.NewReader(test.text))
		checkError(t, err, test.line, test.column, test.want)
		if got.Pairs != nil && got.Pairs.Len() > 0 && test.want != "cut off" {
			t.Errorf("%q: half a table comes with the error", test.want)
		}
	}
}

func checkError(t *testing.T, err error, line, column int, want string) {
	t.Helper()
	var pe *codesets.ParseError
	if !errors.As(err, &pe) || pe.Line != line || pe.Column != column || !strings.Contains(err.Error(), want) {
		t.Errorf("error %v, want line %d, column %d, %q", err, line, column, want)
	}
}

func TestParseRationales(t *testing.T) {
	got, err := ParseRationales(strings.NewReader("id,rationale\n1," + misuse + "\n2,Gender-specific procedures\n"))
	if diff := cmp.Diff(map[string]string{"1": misuse, "2": "Gender-specific procedures"}, got); diff != "" || err != nil {
		t.Errorf("ParseRationales: %v (-want +got):\n%s", err, diff)
	}
	for text, line := range map[string]int{"": 1, "a,b\n": 1, "id,rationale\n": 0, "id,rationale\n1\n": 2} {
		_, err := ParseRationales(strings.NewReader(text))
		checkError(t, err, line, map[bool]int{true: 1}[line == 2], "want")
	}
}

func TestParseMUE(t *testing.T) {
	want := [][]string{
		{"0001U", "1", "2", "Code Descriptor / CPT Instruction"},
		{"99213", "2", "3", "Clinical: Data"},
	}
	for name, text := range map[string]string{
		"official": "\"CPT copyright notice, with commas, and so on\"\r\n" +
			"\"HCPCS/\nCPT Code\",\"Practitioner Services\nMUE Values\",\"MUE Adjudication Indicator\",\"MUE Rationale\"\r\n" +
			"0001U,1,2 Date of Service Edit: Policy,Code Descriptor / CPT Instruction\r\n99213,2,3 Date of Service Edit: Clinical,Clinical: Data\r\n\r\n",
		"copy with one text": "hcpcs_code,mue_value,mai,mai_text_and_rationale,effective_date\n" +
			"0001U,1,2,Date of Service Edit: Policy|Code Descriptor / CPT Instruction,2026-04-01\n99213,2,3,Clinical: Data,2026-04-01\n",
		"copy with units": "\xef\xbb\xbfhcpcs_code,mue_units,mue_mai,mue_rationale,mue_service\n" +
			"0001U,1,2,Code Descriptor / CPT Instruction,Practitioner\n99213,2,3,Clinical: Data,Practitioner\n",
	} {
		got, err := ParseMUE(strings.NewReader(text))
		if diff := cmp.Diff(want, got.Rows); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
	}
	head := "hcpcs_code,mue_value,mai,mue_rationale\n"
	for _, test := range []struct {
		text         string
		line, column int
		want         string
	}{
		{"", 0, 0, "no header"},
		{"a,b,c,d\n", 1, 0, "no header"},
		{head, 0, 0, "no rows"},
		{head + "9921,1,2,x\n", 2, 1, `code "9921"`},
		{head + "99213,-1,2,x\n", 2, 7, `MUE value "-1"`},
		{head + "99213,many,2,x\n", 2, 7, `MUE value "many"`},
		{head + "99213,1,4,x\n", 2, 9, `indicator "4"`},
		{head + "99213,1,2,x\n99213,1,2,x\n", 3, 1, "twice"},
		{head + "99213,1\n", 2, 7, "cut off"},
	} {
		_, err := ParseMUE(strings.NewReader(test.text))
		checkError(t, err, test.line, test.column, test.want)
	}
}

func TestParseAOC(t *testing.T) {
	want := [][]string{
		{"99292", "99291", "1", "2013-01-01", "", ""},
		{"0054T", "CCCCC", "2", "2013-04-01", "", "Contractor Defined Primary Codes"},
		{"11045", "11042", "1", "2013-04-01", "2020-12-31", ""},
	}
	for name, text := range map[string]string{
		"fixed width": "Notice of the AMA\r\n\r\n" +
			"199292       99291       2013001\r\n" +
			"20054T0000000CCCCC00000002013091       Contractor Defined Primary Codes\r\n" +
			"111045       11042202036620130912021365\r\n",
		"sheet": "Notice\nAOC_Edit_Type,Add-On_Code,AOC_DelDT,Primary_Code,Primary_Code_DelDT,AOC_Edit_EffDT,AOC_Edit_DelDT,Special_Instruction_Notes\n" +
			"1,99292,,99291,,2013001,,\n2,0054T,,CCCCC,,2013091,,Contractor Defined Primary Codes\n1,11045,,11042,2020366,2013091,2021365,\n",
	} {
		got, dated, err := ParseAOC(strings.NewReader(text))
		if diff := cmp.Diff(want, got.Rows); diff != "" || err != nil || !dated {
			t.Errorf("%s: dated %t, %v (-want +got):\n%s", name, dated, err, diff)
		}
	}
	got, dated, err := ParseAOC(strings.NewReader("addon_code,primary_code,edit_type,effective_date,deletion_date\n99292,99291,1,2013-01-01,\n"))
	if diff := cmp.Diff(want[:1], got.Rows); diff != "" || err != nil || !dated {
		t.Errorf("copy with dates: dated %t, %v (-want +got):\n%s", dated, err, diff)
	}
	_, dated, err = ParseAOC(strings.NewReader("primary_code,add_on_code,aoc_edit_type\n99291,99292,1\n"))
	if err != nil || dated {
		t.Errorf("copy without dates: dated %t, %v", dated, err)
	}
	for _, test := range []struct {
		text         string
		line, column int
		want         string
	}{
		{"", 0, 0, "no rows"},
		{"hello\nworld\n", 0, 0, "no rows"},
		{"199292       99291       2013001\n499292       99291       2013001\n", 2, 1, `type "4"`},
		{"199292       99291       2013001\n19929        99291       2013001\n", 2, 2, `add-on code "9929"`},
		{"199292       99291       2013001\n199292       9929        2013001\n", 2, 14, `primary code "9929"`},
		{"199292       99291       2013001\n199292       99291       2013400\n", 2, 26, `date "2013400"`},
		{"199292       99291       2013001\n199292       99291     \n", 2, 19, "cut off"},
		{"addon_code,primary_code,edit_type\n99292,9929,1\n", 2, 7, `primary code "9929"`},
		{"addon_code,edit_type\n99292,1\n", 2, 0, "no header"},
	} {
		_, _, err := ParseAOC(strings.NewReader(test.text))
		checkError(t, err, test.line, test.column, test.want)
	}
}

func TestOrdinal(t *testing.T) {
	for in, want := range map[string]codesets.Date{
		"2026001": 20260101, "2026365": 20261231, "2024366": 20241231, "2013091": 20130401,
		"": 0, "0000000": 0, "       ": 0, "2026-04-01": 20260401, "20260401": 20260401,
	} {
		if got, err := ordinal(in); got != want || err != nil {
			t.Errorf("ordinal(%q) = %v, %v, want %v", in, got, err, want)
		}
	}
	for _, in := range []string{"2026366", "2026000", "202600x", "26", "2026999"} {
		if got, err := ordinal(in); err == nil {
			t.Errorf("ordinal(%q) = %v, want an error", in, got)
		}
	}
}

// fuzz checks that a parser does not panic and gives rows or an error, not both.
func fuzz(f *testing.F, seeds []string, parse func(string) (int, error)) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		rows, err := parse(text)
		var pe *codesets.ParseError
		if err != nil && !errors.As(err, &pe) {
			t.Errorf("error %v is no ParseError", err)
		}
		if err == nil && rows == 0 {
			t.Error("neither rows nor an error")
		}
	})
}

func FuzzParsePTP(f *testing.F) {
	fuzz(f, []string{officialPTP, "column1,column2,modifier_indicator\n11042,97597,1\n"}, func(s string) (int, error) {
		p, err := ParsePTP(strings.NewReader(s))
		if err != nil {
			return 0, err
		}
		return p.Pairs.Len(), nil
	})
}

func FuzzParseMUE(f *testing.F) {
	fuzz(f, []string{"hcpcs_code,mue_value,mai,mue_rationale\n99213,1,2,x\n"}, func(s string) (int, error) {
		set, err := ParseMUE(strings.NewReader(s))
		return len(set.Rows), err
	})
}

func FuzzParseAOC(f *testing.F) {
	fuzz(f, []string{"199292       99291       2013001\n", "addon_code,primary_code,edit_type\n99292,99291,1\n"}, func(s string) (int, error) {
		set, _, err := ParseAOC(strings.NewReader(s))
		return len(set.Rows), err
	})
}
