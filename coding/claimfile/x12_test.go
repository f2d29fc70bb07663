package claimfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/coding"
	"github.com/medcode-cli/medcode/coding/x12"
)

// sample837 returns a valid file of the package x12.
func sample837(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile("../x12/testdata/" + name + ".837")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// read837 returns the claims of a file as JSON, one a line, and the reader.
func read837(t testing.TB, in string) (string, *X12) {
	t.Helper()
	x := NewX12(strings.NewReader(in), X12Options{SNIP: x12.AllSNIP})
	var b strings.Builder
	enc := json.NewEncoder(&b)
	for _, c := range readAll(t, x) {
		if err := enc.Encode(c); err != nil {
			t.Fatal(err)
		}
	}
	return b.String(), x
}

func TestX12Claim(t *testing.T) {
	got, _ := read837(t, sample837(t, "institutional"))
	const want = `{"id":"SYNSTAY1","type":"inpatient","patient":{"id":"SYNM0001","birth":"1950-01-01","sex":"F","zip":"62701"},"payer":"SYNPAYER1",` +
		`"billing":{"npi":"1234567893","taxonomy":"282N00000X","tin":"987654321","zip":"627010001"},"rendering":{"npi":"1987654328","taxonomy":"207R00000X"},` +
		`"from":"2026-04-01","to":"2026-04-04","admission":"2026-04-01","discharge":"2026-04-04","bill_type":"111","frequency":"1","status":"01","admit_type":"1","total":900000,` +
		`"dx":[{"code":"I214","qualifier":"ABK","poa":"Y"},{"code":"E119","qualifier":"ABF","poa":"Y"},{"code":"N179","qualifier":"ABF","poa":"N"}],` +
		`"other_dx":[{"code":"R079","qualifier":"ABJ","role":"admitting"}],` +
		`"procedures":[{"code":"4A023N7","qualifier":"BBR","date":"2026-04-02"},{"code":"B2111ZZ","qualifier":"BBQ","date":"2026-04-02"}],` +
		`"lines":[{"number":1,"code":"","revenue":"0120","units":3,"basis":"DA","charge":600000},` +
		`{"number":2,"from":"2026-04-02","code":"80053","revenue":"0301","units":2,"basis":"UN","charge":100000},` +
		`{"number":3,"code":"","revenue":"0272","units":1,"basis":"UN","charge":200000}],` +
		`"conditions":["25"],"occurrences":[{"code":"74","from":"2026-04-02","to":"2026-04-03"},{"code":"11","from":"2026-04-01"}],"values":[{"code":"80","amount":300}]}` + "\n"
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("claim (-want +got):\n%s", diff)
	}
}

// TestX12Patient reads a dependent below a subscriber, another payer's loops
// between claim and lines, and the next transaction set.
func TestX12Patient(t *testing.T) {
	x := NewX12(strings.NewReader(sample837(t, "professional")), X12Options{SNIP: x12.AllSNIP})
	all := readAll(t, x)
	if len(all) != 2 {
		t.Fatalf("%d claims, want 2", len(all))
	}
	c := all[0]
	if c.Patient.Birth != 20150704 || c.Patient.Sex != "M" || c.Patient.ID != "SYNM0001" || c.Payer != "SYNPAYER1" {
		t.Errorf("patient %+v, payer %q: want the child, the member number of the parent, the payer of the claim", c.Patient, c.Payer)
	}
	if len(c.Lines) != 2 || c.Lines[1].NDC != "00003029305" || c.Lines[1].Units != coding.Units(10) || c.Lines[0].Pointers[1] != 2 {
		t.Errorf("lines %+v", c.Lines)
	}
	if p := c.Place(coding.FieldBirth, 0); p.Segment != 26 || p.Tag != "DMG" || p.Element != 2 {
		t.Errorf("birth date at %v, want DMG02 of segment 26", p)
	}
	if c := all[1]; c.ID != "SYNCLAIM2" || c.Patient.Birth != 19700101 || c.Patient.Sex != "F" {
		t.Errorf("second claim %+v: nothing of the first may be left", c.Patient)
	}
	if n := x.Counts(); n != (Counts{1, 1, 2, 2, 3}) {
		t.Errorf("counts = %+v", n)
	}
}

// TestX12Forms reads the same claims however the file is written.
func TestX12Forms(t *testing.T) {
	whole := sample837(t, "professional")
	want, _ := read837(t, whole)
	flat := strings.ReplaceAll(whole, "~\n", "~")
	other := strings.NewReplacer("*", "|", ":", "<", "~\n", "\x1c", "^", "}").Replace(whole)
	for name, in := range map[string]string{
		"no line ends":            flat,
		"CR and LF":               strings.ReplaceAll(whole, "~\n", "~\r\n"),
		"LF is the terminator":    strings.ReplaceAll(whole, "~\n", "\n"),
		"byte order mark":         "\ufeff" + whole,
		"blank lines":             strings.ReplaceAll(whole, "~\n", "~ \n\n\t"),
		"other separators":        other,
		"blanks before and after": "\r\n " + whole + "\n\n",
	} {
		got, x := read837(t, in)
		if got != want || len(x.FileProblems()) > 0 {
			t.Errorf("%s: claims or problems differ: %v\n%s", name, x.FileProblems(), gocmp.Diff(want, got))
		}
	}
	// Several interchanges, each with its own separators.
	got, x := read837(t, whole+other+flat)
	if got != want+want+want || x.Counts().Interchanges != 3 || len(x.FileProblems()) > 0 {
		t.Errorf("three interchanges: %+v, %v", x.Counts(), x.FileProblems())
	}
	// Several groups in one interchange.
	groups := strings.Replace(flat, "GE*2*7~IEA*1*", "GE*2*7~"+strings.Replace(between(flat, "000000007*0*T*:~", "IEA*"), "*7*X*", "*8*X*", 1)+"IEA*2*", 1)
	groups = strings.Replace(groups, "GE*2*7~IEA", "GE*2*8~IEA", 1)
	if got, x := read837(t, groups); got != want+want || x.Counts().Groups != 2 || len(x.FileProblems()) > 0 {
		t.Errorf("two groups: %+v, %v", x.Counts(), x.FileProblems())
	}
}

// between returns what stands between two texts.
func between(s, from, to string) string {
	_, s, _ = strings.Cut(s, from)
	s, _, _ = strings.Cut(s, to)
	return s
}

// TestX12Dental reads an 837D: its lines have the date of the claim unless they
// have their own, and it needs no diagnosis.
func TestX12Dental(t *testing.T) {
	head, _, _ := strings.Cut(strings.ReplaceAll(sample837(t, "professional"), "X222A1", "X224A2"), "CLM*")
	in := head + "CLM*SYNTOOTH*150***11:B:1*Y*A*Y*Y~\nDTP*472*D8*20260401~\n" +
		"LX*1~\nSV3*AD:D2150*100****1~\nTOO*JP*12*M:O~\nLX*2~\nSV3*AD:D1110*50****1~\nDTP*472*D8*20260402~\n" +
		"SE*33*0001~\nGE*1*7~\nIEA*1*000000007~\n"
	x := NewX12(strings.NewReader(in), X12Options{SNIP: x12.AllSNIP})
	claims := readAll(t, x)
	if len(claims) != 1 || len(claims[0].Lines) != 2 {
		t.Fatalf("%d claims, want 1 of 2 lines", len(claims))
	}
	c := claims[0]
	if a, b := c.Lines[0].From, c.Lines[1].From; a != 20260401 || b != 20260402 {
		t.Errorf("lines of %s and %s, want 2026-04-01 and 2026-04-02", a, b)
	}
	if c.Carries.Has(coding.FieldDX) || !c.Carries.Has(coding.FieldFrom) {
		t.Error("a dental claim must have a date and may lack a diagnosis")
	}
	if len(c.Problems)+len(x.FileProblems()) > 0 {
		t.Errorf("problems %v, %v", c.Problems, x.FileProblems())
	}
}

func TestX12NamesOtherTransactions(t *testing.T) {
	head := strings.Split(sample837(t, "professional"), "~\n")[0] + "~"
	var in strings.Builder
	in.WriteString(head)
	kinds := []string{"270 HS 005010X279A1", "276 HR 005010X212", "277 HN 005010X214", "278 HI 005010X217", "834 BE 005010X220A1", "835 HP 005010X221A1", "997 FA 004010", "999 FA 005010X231A1"}
	for i, k := range kinds {
		f := strings.Fields(k)
		fmt.Fprintf(&in, "GS*%s*A*B*20260415*1200*%d*X*%s~ST*%s*0001*%s~BHT*1*2*3~SE*3*0001~GE*1*%d~", f[1], i+1, f[2], f[0], f[2], i+1)
	}
	fmt.Fprintf(&in, "IEA*%d*000000007~", len(kinds))
	got, x := read837(t, in.String())
	if got != "" || len(x.Notes()) != len(kinds) {
		t.Errorf("claims %q, notes %q, want a note for each of %q", got, x.Notes(), kinds)
	}
	for i, note := range x.Notes() {
		if f := strings.Fields(kinds[i]); !strings.HasPrefix(note, "1 transaction "+f[0]+" "+f[2]+" (") {
			t.Errorf("note %q, want its kind %s by name", note, kinds[i])
		}
	}
}

// TestX12Truncated cuts a file after every byte, and at every read: no claim
// comes twice, and what is cut off is told.
func TestX12Truncated(t *testing.T) {
	for _, name := range []string{"professional", "institutional"} {
		whole := strings.TrimRight(sample837(t, name), "\n")
		for n := 4; n < len(whole); n++ {
			x := NewX12(iotest.HalfReader(strings.NewReader(whole[:n])), X12Options{SNIP: x12.AllSNIP})
			all := readAll(t, x)
			problems := len(x.FileProblems())
			for _, c := range all {
				problems += len(c.Problems)
			}
			if len(all) > 2 || problems == 0 {
				t.Fatalf("%s cut at %d: %d claims, %d problems", name, n, len(all), problems)
			}
		}
	}
}

func FuzzX12(f *testing.F) {
	for _, name := range []string{"professional", "institutional"} {
		whole := sample837(f, name)
		f.Add([]byte(whole))
		f.Add([]byte(whole[:len(whole)/2]))
		f.Add([]byte(strings.ReplaceAll(whole, "~\n", "\n")))
	}
	f.Add([]byte("ISA\n0\nT*\n0\n0\n0\n0\n0\n0\n0\n0\n\xed\n0\n0\n0\n0\n\n0S"))
	f.Fuzz(func(t *testing.T, in []byte) {
		x := NewX12(bytes.NewReader(in), X12Options{SNIP: x12.AllSNIP})
		var c coding.Claim
		for {
			err := x.Next(t.Context(), &c)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				if errors.Is(err, x12.ErrNotX12) {
					return
				}
				t.Fatal(err)
			}
			for _, p := range c.Problems {
				if p.Rule == "" || p.Message == "" || p.Place.Segment < 1 || p.Place.Offset > int64(len(in)) {
					t.Fatalf("problem without a place: %+v", p)
				}
			}
			if _, err := json.Marshal(&c); err != nil {
				t.Fatal(err)
			}
		}
		for _, p := range x.FileProblems() {
			if p.Rule == "" || p.Message == "" || p.Place.Segment < 1 {
				t.Fatalf("problem without a place: %+v", p)
			}
		}
	})
}
