package x12

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
)

// sample returns the segments of a valid 837P, each with its terminator.
func sample(t testing.TB) []string { return sampleOf(t, "professional.837") }

func sampleOf(t testing.TB, name string) []string {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return strings.SplitAfter(strings.TrimSpace(string(b)), "~\n")
}

// issues returns every issue of a file.
func issues(t testing.TB, in string, snip SNIP) []Issue {
	t.Helper()
	r := NewReader(strings.NewReader(in), snip)
	var all []Issue
	for r.Next() {
		all = append(all, r.TakeIssues()...)
	}
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	return append(all, r.TakeIssues()...)
}

func list(all []Issue) string {
	var b strings.Builder
	for _, i := range all {
		fmt.Fprintf(&b, "%s %s: %s\n", i.Rule, i.Place(), i.Message)
	}
	return b.String()
}

func TestSampleIsClean(t *testing.T) {
	for _, name := range []string{"professional.837", "institutional.837"} {
		if all := issues(t, strings.Join(sampleOf(t, name), ""), AllSNIP); len(all) > 0 {
			t.Errorf("issues of a valid file:\n%s", list(all))
		}
	}
}

// A fault is put into a valid file. Segments are numbered in the file with
// the fault; want is the first issue.
type fault struct {
	name     string
	segment  int    // 1-based, of the valid file
	old, new string // in that segment; both "" take the segment out
	want     string // rule and place
	code     string // of the 999 or TA1
}

// run puts the fault into a file and compares the first issue.
func (f *fault) run(t *testing.T, in []string) {
	switch s := &in[f.segment-1]; {
	case f.old == "" && f.new == "":
		*s = ""
	case !strings.Contains(*s, f.old):
		t.Fatalf("segment %d is %q, without %q", f.segment, *s, f.old)
	default:
		*s = strings.Replace(*s, f.old, f.new, 1)
	}
	all := issues(t, strings.Join(in, ""), AllSNIP)
	if len(all) == 0 {
		t.Fatal("no issue")
	}
	if got := all[0].Rule + " " + all[0].Place(); got != f.want || all[0].Code != f.code {
		t.Errorf("first issue = %s, code %s; want %s, code %s; all:\n%s", got, all[0].Code, f.want, f.code, list(all))
	}
}

// TestFaults puts one fault at a time into the valid 837P.
func TestFaults(t *testing.T) {
	for _, f := range []fault{
		// Envelope: counts and control numbers (SNIP 1).
		{"segment count", 49, "SE*47", "SE*46", "x12-count segment 49, SE01", "4"},
		{"segment count no number", 49, "SE*47", "SE*X", "x12-count segment 49, SE01", "4"},
		{"set control number", 49, "*0001", "*0009", "x12-control segment 49, SE02", "3"},
		{"set count", 73, "GE*2", "GE*1", "x12-count segment 73, GE01", "5"},
		{"group control number", 73, "*7", "*8", "x12-control segment 73, GE02", "4"},
		{"group count", 74, "IEA*1", "IEA*2", "x12-count segment 74, IEA01", "021"},
		{"interchange control number", 74, "000000007", "000000008", "x12-control segment 74, IEA02", "001"},
		{"no SE", 49, "", "", "x12-control segment 49, ST", "2"},
		{"no GE", 73, "", "", "x12-control segment 73, IEA", "3"},
		{"no IEA", 74, "", "", "x12-control segment 73, GE", "023"},
		{"no ST", 50, "", "", "x12-syntax segment 50, BHT", "022"},
		{"no GS", 2, "", "", "x12-control segment 2, ST", "024"},
		{"repeated set control number", 50, "*0002", "*0001", "x12-control segment 50, ST02", "23"},
		{"claims in a group of another kind", 2, "GS*HC", "GS*HP", "x12-syntax segment 3, ST01", "6"},
		{"wrong ISA width", 1, "SYNTHETICSENDER", "SENDER", "x12-syntax segment 1, ISA06", "022"},
		{"unknown interchange version", 1, "00501", "00902", "x12-syntax segment 1, ISA12", "017"},
		{"unknown guide", 3, "005010X222A1", "005010X999A1", "x12-syntax segment 3, ST03", "I6"},
		{"old version", 3, "005010X222A1", "004010X098A1", "x12-syntax segment 3, ST", "I6"},
		{"guide of the group differs", 2, "005010X222A1", "005010X223A2", "x12-syntax segment 3, ST03", "I6"},
		{"no guide", 3, "*005010X222A1", "", "x12-syntax segment 3, ST03", "6"},
		// Syntax of segments and elements (SNIP 1).
		{"stray separator", 11, "STREET", "STREET*", "x12-syntax segment 11, N302", "8"},
		{"control character", 11, "STREET", "STR\x01EET", "x12-syntax segment 11, N3", "8"},
		{"no segment ID", 11, "N3", "3", "x12-syntax segment 11, 3", "1"},
		{"unknown segment", 11, "N3", "XYZ", "x12-syntax segment 11, XYZ", "2"},
		{"bad day", 39, "20260410", "20260231", "x12-syntax segment 39, DTP03", "8"},
		{"bad period", 46, "20260410-20260410", "20260410", "x12-syntax segment 46, DTP03", "8"},
		{"bad birth date", 26, "20150704", "07042015", "x12-syntax segment 26, DMG02", "8"},
		{"bad time", 4, "1200", "2575", "x12-syntax segment 4, BHT05", "9"},
		{"no number", 38, "125.5", "12A.5", "x12-syntax segment 38, SV102", "6"},
		{"two points", 27, "225.5", "22.5.5", "x12-syntax segment 27, CLM02", "6"},
		{"too long", 12, "IL", "ILL", "x12-syntax segment 12, N402", "5"},
		{"too short", 10, "1234567893", "1", "x12-syntax segment 10, NM109", "4"},
		{"other component separator", 27, "11:B:1", "11>B>1", "x12-syntax segment 27, CLM05", "6"},
		{"level does not count on", 21, "HL*3", "HL*7", "x12-syntax segment 21, HL01", "7"},
		{"level below another", 21, "*2*23", "*1*23", "x12-syntax segment 21, HL02", "7"},
		{"level below a leaf", 14, "*22*1", "*22*0", "x12-syntax segment 21, HL", "2"},
		// What the guide requires (SNIP 2).
		{"wrong level", 21, "*23*", "*21*", "x12-syntax segment 21, HL03", "7"},
		{"wrong party", 30, "NM1*82", "NM1*71", "x12-syntax segment 30, NM101", "7"},
		{"unknown party", 30, "NM1*82", "NM1*ZQ", "x12-syntax segment 30, NM101", "7"},
		{"wrong diagnosis qualifier", 29, "ABF", "ABX", "x12-syntax segment 29, HI02-1", "7"},
		{"wrong procedure qualifier", 38, "HC:", "HZ:", "x12-syntax segment 38, SV101-1", "7"},
		{"wrong date qualifier", 43, "DTP*573", "DTP*999", "x12-syntax segment 43, DTP01", "7"},
		{"wrong reference qualifier", 40, "REF*6R", "REF*6Z", "x12-syntax segment 40, REF01", "7"},
		{"wrong unit", 38, "*UN*", "*ZZ*", "x12-syntax segment 38, SV103", "7"},
		{"wrong sex", 26, "*M", "*X", "x12-syntax segment 26, DMG03", "7"},
		{"element missing", 27, "CLM*SYNCLAIM1", "CLM*", "x12-required segment 27, CLM01", "1"},
		{"component missing", 27, "11:B:1", "11::1", "x12-required segment 27, CLM05-2", "1"},
		{"no BHT", 4, "", "", "x12-required segment 3, BHT", "3"},
		{"no submitter", 5, "", "", "x12-syntax segment 5, PER", "2"},
		{"no billing address", 11, "", "", "x12-required segment 10, N3", "3"},
		{"no tax number", 13, "", "", "x12-required segment 10, REF", "3"},
		{"no subscriber level", 14, "", "", "x12-required segment 14, HL", "3"},
		{"no SBR", 15, "", "", "x12-required segment 14, SBR", "3"},
		{"no payer", 20, "", "", "x12-required segment 14, NM1", "I7"},
		{"no PAT", 22, "", "", "x12-required segment 21, PAT", "3"},
		{"no patient birth date", 26, "", "", "x12-required segment 23, DMG", "3"},
		{"no CLM", 27, "", "", "x12-required segment 28, CLM", "3"},
		{"no diagnoses", 29, "", "", "x12-required segment 27, HI", "3"},
		{"no OI", 34, "", "", "x12-required segment 32, OI", "3"},
		{"no other payer", 36, "", "", "x12-required segment 32, NM1", "I7"},
		{"no LX", 37, "", "", "x12-required segment 37, LX", "3"},
		{"no service", 38, "", "", "x12-required segment 37, SV1", "3"},
		{"no date of service", 39, "", "", "x12-required segment 37, DTP", "3"},
		{"no adjudication date", 43, "", "", "x12-required segment 41, DTP", "3"},
		{"no drug quantity", 48, "", "", "x12-required segment 47, CTP", "3"},
		{"claim segment at the line", 40, "REF*6R*SYNLINE1", "CL1*1", "x12-syntax segment 40, CL1", "2"},
		// Balancing (SNIP 3).
		{"line does not balance", 42, "65.5", "60", "x12-balance segment 41, SVD", "8"},
		{"claim does not balance", 33, "AMT*D*60", "AMT*D*61", "x12-balance segment 33, AMT", "8"},
		// Outside code lists (SNIP 5).
		{"no such state", 12, "*IL*", "*ZZ*", "x12-codeset segment 12, N402", "7"},
		{"no such reason", 42, "*45*", "*4X5*", "x12-codeset segment 42, CAS02", "7"},
	} {
		t.Run(f.name, func(t *testing.T) { f.run(t, sample(t)) })
	}
}

// TestFaultStaysInItsSet breaks the first transaction set: the second is read
// as ever.
func TestFaultStaysInItsSet(t *testing.T) {
	in := sample(t)
	in[26] = "" // CLM
	r := NewReader(strings.NewReader(strings.Join(in, "")), AllSNIP)
	claims, second := 0, 0
	for r.Next() {
		if r.Segment().Is("CLM") {
			claims++
		}
		for _, i := range r.TakeIssues() {
			if i.Segment >= 49 && i.Segment <= 71 {
				second++
				t.Error(i.Place(), i.Message)
			}
		}
	}
	if claims != 1 || second != 0 {
		t.Errorf("%d claims in the second set with %d issues, want 1 and none", claims, second)
	}
}

// TestTruncated cuts the file after every byte: there is always a finding that
// says so, and it stands where the file ends.
func TestTruncated(t *testing.T) {
	whole := strings.Join(sample(t), "")
	whole = strings.TrimRight(whole, "\n")
	for n := 3; n < len(whole); n++ {
		in := whole[:n]
		r := NewReader(strings.NewReader(in), AllSNIP)
		var all []Issue
		for r.Next() {
			all = append(all, r.TakeIssues()...)
		}
		all = append(all, r.TakeIssues()...)
		if r.Err() != nil {
			t.Fatalf("cut at %d: %v", n, r.Err())
		}
		last := r.Segment().Number
		found := false
		for _, i := range all {
			found = found || i.Segment == last && (i.Rule == RuleControl || i.Rule == RuleSyntax)
		}
		if !found {
			t.Fatalf("cut at %d of %d, in segment %d: no finding there:\n%s", n, len(whole), last, list(all))
		}
	}
}

func TestSNIPChooses(t *testing.T) {
	in := sample(t)
	in[48] = strings.Replace(in[48], "SE*47", "SE*46", 1)
	in[37] = strings.Replace(in[37], "*UN*", "*ZZ*", 1)
	in[41] = strings.Replace(in[41], "65.5", "60", 1)
	in[11] = strings.Replace(in[11], "*IL*", "*ZZ*", 1)
	for snip, want := range map[SNIP]string{
		SNIP1: RuleCount, SNIP2: RuleSyntax, SNIP3: RuleBalance, SNIP5: RuleCodeSet, 0: "",
	} {
		var got []string
		for _, i := range issues(t, strings.Join(in, ""), snip) {
			got = append(got, i.Rule)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("SNIP %d finds %v, want %s", snip.Number(), got, want)
		}
	}
	if _, err := ParseSNIP([]string{"1", "4"}); err == nil {
		t.Error("ParseSNIP takes type 4")
	}
	if s, err := ParseSNIP([]string{"1", "2", "3", "5"}); err != nil || s != AllSNIP {
		t.Errorf("ParseSNIP = %v, %v", s, err)
	}
}

// TestHostile reads inputs made to hurt: the issues stay bounded.
func TestHostile(t *testing.T) {
	isa := strings.Join(sample(t)[:7], "")
	for name, in := range map[string]string{
		"levels":    isa + strings.Repeat("HL*1**22*1~", 200000),
		"headers":   strings.Repeat(header("*", ":", "^", "~"), 3000),
		"parties":   isa + strings.Repeat("NM1*ZZ*9~", 50000),
		"sets":      isa + strings.Repeat("ST*837*1~", 50000),
		"trailers":  isa + strings.Repeat("SE*1*1~GE*1*1~IEA*1*1~", 20000),
		"empty":     isa + strings.Repeat("~", 100000),
		"separator": isa + strings.Repeat("*", 60000) + "~",
		"binary":    isa + strings.Repeat("\x00\xff\x80~", 50000),
	} {
		t.Run(name, func(t *testing.T) {
			r := NewReader(strings.NewReader(in), AllSNIP)
			most := 0
			for r.Next() {
				most = max(most, len(r.issues))
				r.TakeIssues()
			}
			if most > MaxIssues+10 {
				t.Errorf("%d issues at one segment", most)
			}
		})
	}
}

func FuzzReader(f *testing.F) {
	whole := strings.Join(sample(f), "")
	f.Add([]byte(whole))
	f.Add([]byte(whole[:900]))
	f.Add([]byte(strings.ReplaceAll(whole, ":", ">")))
	f.Fuzz(func(t *testing.T, in []byte) {
		r := NewReader(bytes.NewReader(in), AllSNIP)
		for r.Next() {
			for _, i := range r.TakeIssues() {
				if i.Message == "" || i.Segment < 1 || i.Rule == "" || i.Code == "" {
					t.Fatalf("issue without a place or words: %+v", i)
				}
			}
		}
		var out bytes.Buffer
		if _, _, err := Write999(&out, bytes.NewReader(in), AllSNIP, Stamp{Date: "20260415", Time: "1200"}); err == nil && out.Len() > 0 {
			for _, i := range issues(t, out.String(), SNIP1) {
				t.Fatalf("the 999 is not sound: %s %s: %s\n%s", i.Rule, i.Place(), i.Message, out.String())
			}
		}
	})
}
