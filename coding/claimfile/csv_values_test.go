package claimfile

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/coding"
)

// claimJSON returns the claims of a text in JSON, one a line, and what is wrong
// with them.
func claimJSON(t *testing.T, text string, o Options) (claims, problems string) {
	t.Helper()
	all, err := readCSV(t, strings.NewReader(text), o)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	var c, p strings.Builder
	for i := range all {
		b, err := json.Marshal(&all[i])
		if err != nil {
			t.Fatal(err)
		}
		c.Write(append(b, '\n'))
		for _, x := range all[i].Problems {
			p.WriteString(x.Rule + " " + x.Place.String() + ": " + x.Message + "\n")
		}
	}
	return c.String(), p.String()
}

// TestCSVClaims reads rows into the model.
func TestCSVClaims(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{
			"every column of the claim",
			"claim,type,profile,patient,dob,dod,sex,zip,payer,npi,taxonomy,tin,billing_zip,rendering,rendering_taxonomy,referring,facility,claim_from,claim_to,admission,discharge,received,bill_type,frequency,reference,status,admit_type,total,conditions,dx,poa,dx_qualifier,admitting_dx,reason_dx1,external_dx1,pcs1\n" +
				"A1,inpatient,strict,P1,1960-01-02,2026-04-09,F,10001,AET,1234567893,207Q00000X,12-3456789,10002,1888888888,208D00000X,1999999999,1777777777,2026-04-01,2026-04-03,2026-04-01,2026-04-03,2026-05-01,111,7,REF9,01,3,\"$1,234.50\",\"04 21\",\"E11.9 I10\",Y N,10,R07.9,R10.9,W19.XXXA,0DTJ4ZZ\n",
			`{"id":"A1","type":"inpatient","profile":"strict","patient":{"id":"P1","birth":"1960-01-02","death":"2026-04-09","sex":"F","zip":"10001"},"payer":"AET","billing":{"npi":"1234567893","taxonomy":"207Q00000X","tin":"12-3456789","zip":"10002"},"rendering":{"npi":"1888888888","taxonomy":"208D00000X"},"referring":{"npi":"1999999999"},"facility":{"npi":"1777777777"},"from":"2026-04-01","to":"2026-04-03","admission":"2026-04-01","discharge":"2026-04-03","received":"2026-05-01","bill_type":"111","frequency":"7","reference":"REF9","status":"01","admit_type":"3","total":123450,"dx":[{"code":"E11.9","qualifier":"ABK","poa":"Y"},{"code":"I10","qualifier":"ABK","poa":"N"}],"other_dx":[{"code":"R07.9","role":"admitting"},{"code":"R10.9","role":"reason"},{"code":"W19.XXXA","role":"external"}],"procedures":[{"code":"0DTJ4ZZ"}],"lines":[{"number":1,"code":"","rendering":{"npi":"1888888888"}}],"conditions":["04","21"]}`,
		},
		{
			"every column of the line",
			"claim,line,from,to,pos,code,revenue,mod1,mod2,units,basis,charge,pointers,ndc,dx1,dx2\nA1,3,04/06/2026,20260407,2,99213,0450,25,59,1.5,mj,120,AB,00002-7510-01,E11.9,I10\n",
			`{"id":"A1","dx":[{"code":"E11.9"},{"code":"I10"}],"lines":[{"number":3,"from":"2026-04-06","to":"2026-04-07","pos":"02","code":"99213","revenue":"0450","modifiers":["25","59"],"units":1.5,"basis":"MJ","charge":12000,"pointers":[1,2],"ndc":"00002-7510-01"}]}`,
		},
		{
			"modifiers of every form",
			"claim,code,modifiers\nA1,99213-25,\nA1,99213,25:59\nA1,99213,\"25,59\"\nA1,99213,25-59\nA1,99213,25 59\nA1,HC:99213:25,59\n",
			`{"id":"A1","dx":null,"lines":[{"number":1,"code":"99213","modifiers":["25"]},{"number":2,"code":"99213","modifiers":["25","59"]},{"number":3,"code":"99213","modifiers":["25","59"]},{"number":4,"code":"99213","modifiers":["25","59"]},{"number":5,"code":"99213","modifiers":["25","59"]},{"number":6,"code":"99213","modifiers":["25","59"]}]}`,
		},
		{
			"rows with diagnoses of their own",
			"claim,code,dx1,dx2\nA1,99213,E11.9,I10\nA1,93000,I10,\nA1,71046,R05.9,I10\n",
			`{"id":"A1","dx":[{"code":"E11.9"},{"code":"I10"},{"code":"R05.9"}],"lines":[{"number":1,"code":"99213","pointers":[1,2]},{"number":2,"code":"93000","pointers":[2]},{"number":3,"code":"71046","pointers":[3,2]}]}`,
		},
		{
			"an age for the date of birth",
			"claim,age,from,code\nA1,66,2026-04-06,99213\n",
			`{"id":"A1","patient":{"birth":"1960-04-06"},"dx":null,"lines":[{"number":1,"from":"2026-04-06","code":"99213"}]}`,
		},
		{
			"diagnoses alone, without a claim number",
			"dx,from\nE11.9,2026-04-06\n\"I10|E11.9\",\n",
			`{"id":"line 2","from":"2026-04-06","dx":[{"code":"E11.9"}],"lines":null}` + "\n" + `{"id":"line 3","dx":[{"code":"I10"},{"code":"E11.9"}],"lines":null}`,
		},
		{
			"suppressions",
			"claim,code,suppress\nA1,99213,line-units=agreed; dx-format E11=old\n",
			`{"id":"A1","dx":null,"lines":[{"number":1,"code":"99213"}],"suppress":[{"rule":"line-units","reason":"agreed"},{"rule":"dx-format","code":"E11","reason":"old"}]}`,
		},
	} {
		got, problems := claimJSON(t, test.text, Options{})
		if diff := cmp.Diff(test.want+"\n", got); diff != "" || problems != "" {
			t.Errorf("%s (-want +got):\n%s%s", test.name, diff, problems)
		}
	}
}

// TestCSVProblems asserts that a value that cannot be taken over is a problem
// of its claim, with its place.
func TestCSVProblems(t *testing.T) {
	for _, test := range []struct{ header, cell, want string }{
		{"from", "2026-02-30", `date-invalid line 2, column 10: "2026-02-30" is not a date, want YYYY-MM-DD, MM/DD/YYYY or YYYYMMDD`},
		{"dob", "13/01/1960", `date-invalid line 2, column 10: "13/01/1960" is not a date, want YYYY-MM-DD, MM/DD/YYYY or YYYYMMDD`},
		{"units", "two", `line-units line 2, column 10: units "two", want a number`},
		{"charge", "free", `claim-unreadable line 2, column 10: amount "free", want dollars and cents`},
		{"pointers", "1,?", `line-dx-pointer line 2, column 10: diagnosis pointers "1,?", want numbers or letters`},
		{"type", "dental", `claim-unreadable line 2, column 10: claim type "dental", want professional, outpatient-institutional, inpatient or dme`},
		{"age", "young", `claim-age line 2, column 10: age "young", want whole years`},
		{"line", "0", `claim-unreadable line 2, column 10: line number "0", want a whole number from 1`},
		{"dx_qualifier", "11", `claim-unreadable line 2, column 10: diagnosis qualifier "11", want 10, 9, ABK, ABF, BK or BF`},
		{"suppress", "dx-format", `claim-unreadable line 2, column 10: suppression "dx-format", want RULE=REASON or RULE CODE=REASON`},
	} {
		cell := test.cell
		if strings.Contains(cell, ",") {
			cell = `"` + cell + `"`
		}
		_, got := claimJSON(t, "claim,code,"+test.header+"\nA1,99213,"+cell+"\n", Options{})
		if got != test.want+"\n" {
			t.Errorf("%s %q gives\n%swant\n%s", test.header, test.cell, got, test.want)
		}
	}
	_, got := claimJSON(t, "claim,code,sex\nA1,99213,F\nA1,93000,\nA1,71046,M\n", Options{})
	if want := "claim-unreadable line 4, column 10: sex \"M\" differs from \"F\" on the claim's first row\n"; got != want {
		t.Errorf("two sexes give %q, want %q", got, want)
	}
}

// TestCSVGroup puts rows of one claim together that stand apart, and keeps
// their order.
func TestCSVGroup(t *testing.T) {
	const text = "claim,code,dx1\nA1,99213,E11.9\nA2,99214,I10\nA1,93000,I10\nA2,71046\nA1,71046,E11.9\n"
	if _, err := readCSV(t, strings.NewReader(text), Options{Group: true}); err == nil {
		t.Error("a short row is no error with Group")
	}
	got, problems := claimJSON(t, text, Options{Group: true, KeepGoing: true})
	const want = `{"id":"A1","dx":[{"code":"E11.9"},{"code":"I10"}],"lines":[{"number":1,"code":"99213","pointers":[1]},{"number":2,"code":"93000","pointers":[2]},{"number":3,"code":"71046","pointers":[1]}]}
{"id":"A2","dx":[{"code":"I10"}],"lines":[{"number":1,"code":"99214"}]}
{"id":"line 5","dx":null,"lines":null}
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("claims (-want +got):\n%s", diff)
	}
	if want := "claim-unreadable line 5, column 9: 2 fields, want 3 as in the header\n"; problems != want {
		t.Errorf("problems %q, want %q", problems, want)
	}
}

// TestCSVNotes asserts that columns nobody knows are named once, cleaned.
func TestCSVNotes(t *testing.T) {
	r := NewCSV(strings.NewReader("claim,color\x1b[31m,code,cpt,"+strings.Repeat("é", 60)+"\nA1,red,99213,99214,x\n"), Options{})
	var c coding.Claim
	if err := r.Next(t.Context(), &c); err != nil {
		t.Fatal(err)
	}
	if len(c.Lines) != 1 || c.Lines[0].Code != "99213" {
		t.Errorf("lines %+v, want one of 99213", c.Lines)
	}
	want := "columns not used: color [31m, cpt (the column code has it), " + strings.Repeat("é", 20) + "… (medcode check --columns lists the names)"
	if got := r.Notes(); !slices.Equal(got, []string{want}) {
		t.Errorf("Notes() = %q, want %q", got, want)
	}
}

// TestColumns asserts that every name of a column leads to it alone.
func TestColumns(t *testing.T) {
	for i := range Columns {
		c := &Columns[i]
		for _, name := range append([]string{c.Name}, c.Aliases...) {
			if got, n := findColumn(strings.ToUpper(strings.ReplaceAll(name, "_", " "))); got != c || n != 0 {
				t.Errorf("findColumn(%q) is another column than %s", name, c.Name)
			}
		}
	}
}

// FuzzCSV asserts that no text makes the reader panic or give claims without
// end, and that bad rows never hide the places of others.
func FuzzCSV(f *testing.F) {
	for _, m := range malformed {
		if len(m.text) < 4096 {
			f.Add(m.text)
		}
	}
	f.Add("claim,code,mod1,mod2,age,dx,poa,suppress\nA1,99213:25,59,,66,\"E11.9 I10\",Y N,a=b\n")
	f.Fuzz(func(t *testing.T, text string) {
		for _, o := range []Options{{}, {KeepGoing: true}, {KeepGoing: true, Group: true}} {
			claims, _ := readCSV(t, strings.NewReader(text), o)
			last := 0
			for i := range claims {
				at := claims[i].At.Line
				if at < 1 || at > strings.Count(text, "\n")+1 {
					t.Fatalf("claim %q at line %d of %d", claims[i].ID, at, strings.Count(text, "\n")+1)
				}
				if bad := strings.HasPrefix(claims[i].ID, "line "); !bad && !o.Group && at < last {
					t.Fatalf("claim %q of line %d behind one of line %d", claims[i].ID, at, last)
				}
				last = max(last, at)
			}
		}
	})
}
