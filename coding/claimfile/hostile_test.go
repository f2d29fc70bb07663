package claimfile

import (
	"context"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/coding"
	"github.com/medcode-cli/medcode/coding/x12"
)

// repeated is a text n times, made as it is read.
type repeated struct {
	text string
	n    int
	rest string
}

func (r *repeated) Read(p []byte) (int, error) {
	got := 0
	for got < len(p) {
		if r.rest == "" {
			if r.n == 0 {
				if got == 0 {
					return 0, io.EOF
				}
				return got, nil
			}
			r.n--
			r.rest = r.text
		}
		k := copy(p[got:], r.rest)
		r.rest = r.rest[k:]
		got += k
	}
	return got, nil
}

// TestHostileFiles reads files made to use up memory: each ends with findings
// or one error, and what is held stays below a bound that does not depend on
// the size of the file.
func TestHostileFiles(t *testing.T) {
	const bound = 96 << 20 // bytes alive at any time
	whole := sample837(t, "professional")
	at := func(tag string) (before string) { before, _, _ = strings.Cut(whole, tag); return before }
	const big = 300_000
	for _, test := range []struct {
		name       string
		head, text string
		n          int
		tail       string
		form       Form
		claims     int // at least
		problem    string
		err        string
	}{
		{"a segment of 128 MB", at("HI*"), strings.Repeat("A", 1<<20), 128, "~" + whole[len(at("HI*")):], FormX12, 2, "x12-syntax", ""},
		{"no terminator at all", whole[:110], strings.Repeat("A", 1<<20), 64, "", FormX12, 0, "x12-syntax", ""},
		{"levels without end", at("HL*3"), "HL*3*2*23*0~\n", 1_000_000, "", FormX12, 0, "x12-syntax", ""},
		{"claims without lines", at("CLM*"), "CLM*A*1***11:B:1*Y*A*Y*Y~\n", big, "", FormX12, big, "x12-required", ""},
		{"lines without end", at("LX*2"), "LX*1~\nSV1*HC:99213*1*UN*1***1~\n", big, "", FormX12, 1, "claim-unreadable", ""},
		{"diagnoses without end", at("NM1*82"), "HI*ABF:I10*ABF:E119*ABF:J069*ABF:R05~\n", big, "", FormX12, 1, "claim-unreadable", ""},
		{"dates without end", at("HI*"), "DTP*435*D8*20260401~\n", big, "", FormX12, 1, "claim-unreadable", ""},
		{"patients without end", at("PAT*19"), "DMG*D8*20200101*F~\n", big, "", FormX12, 0, "x12-syntax", ""},
		{"payers without end", at("SBR*S"), "SBR*S*18*******CI~\nNM1*PR*2*A*****PI*B~\n", big, "", FormX12, 1, "x12-required", ""},
		{"transaction sets without end", at("ST*"), "ST*837*1*005010X222A1~\n", big, "", FormX12, 0, "x12-control", ""},
		{"interchanges without end", "", at("GS*"), big, "", FormX12, 0, "x12-control", ""},
		{"binary", at("GS*"), "\x00\xff\x1b\x07~\x80*", big, "", FormX12, 0, "x12-syntax", ""},
		{"items without end", `{"resourceType":"Claim","item":[`, `{},`, 2_000_000, `{}]}`, FormFHIR, 1, "claim-unreadable", ""},
		{"diagnoses of FHIR without end", `{"resourceType":"Claim","diagnosis":[`, `{"sequence":1},`, 400_000, `{}]}`, FormFHIR, 1, "claim-unreadable", ""},
		{"a string of 64 MB", `{"resourceType":"Claim","id":"`, strings.Repeat("A", 1<<20), 64, `"}`, FormFHIR, 0, "", "longer than"},
		{"an array without end", `{"resourceType":"Claim","item":[`, `[`, 64 << 20, ``, FormFHIR, 0, "", "longer than"},
		{"Bundles without end", "", `{"resourceType":"Bundle","entry":[{"resource":`, big * 3, ``, FormFHIR, 0, "", "longer than"},
		{"entries without end", `{"resourceType":"Bundle","entry":[`, `{"resource":{"resourceType":"Claim","id":"A"}},`, big * 3, `{}]}`, FormFHIR, big * 3, "", ""},
		{"kinds without end", "", `{"resourceType":"Patient"}`, 1_000_000, "", FormFHIR, 0, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			in := io.MultiReader(strings.NewReader(test.head), &repeated{text: test.text, n: test.n}, strings.NewReader(test.tail))
			r, err := New(in, test.form, Options{SNIP: x12.AllSNIP})
			if err != nil {
				t.Fatal(err)
			}
			claims, problems, most, err := drain(r)
			if test.err != "" {
				if err == nil || !strings.Contains(err.Error(), test.err) {
					t.Errorf("error %v, want %q", err, test.err)
				}
			} else if err != nil {
				t.Error(err)
			}
			if claims < test.claims || test.problem != "" && problems[test.problem] == 0 {
				t.Errorf("%d claims with problems %v, want %d and %s", claims, problems, test.claims, test.problem)
			}
			if most > bound {
				t.Errorf("%d MB alive, want at most %d", most>>20, bound>>20)
			}
		})
	}
}

// drain reads every claim into the same one and returns how many there were,
// the problems by rule, and how much memory was alive at most.
func drain(r Reader) (claims int, problems map[string]int, most uint64, err error) {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before := m.HeapAlloc
	measure := func() {
		runtime.GC()
		runtime.ReadMemStats(&m)
		if m.HeapAlloc > before {
			most = max(most, m.HeapAlloc-before)
		}
	}
	problems = map[string]int{}
	var c coding.Claim
	for {
		if err = r.Next(context.Background(), &c); err != nil {
			break
		}
		if claims++; claims&(claims-1) == 0 {
			measure()
		}
		for _, p := range c.Problems {
			problems[p.Rule]++
		}
	}
	measure()
	if x, ok := r.(*X12); ok {
		for _, p := range x.FileProblems() {
			problems[p.Rule]++
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	runtime.KeepAlive(r)
	return claims, problems, most, err
}
