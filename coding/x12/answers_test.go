package x12

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var stamp = Stamp{Date: "20260416", Time: "0930"}

// pyx12 validates a file with pyx12, another implementation; the test is
// skipped where it is not installed.
func pyx12(t *testing.T, content []byte) {
	t.Helper()
	python := os.Getenv("MEDCODE_PYTHON")
	if python == "" {
		python = "python3"
	}
	if exec.CommandContext(t.Context(), python, "-c", "import pyx12").Run() != nil {
		t.Skip("pyx12 is not installed: pip install pyx12, or set MEDCODE_PYTHON")
	}
	file := filepath.Join(t.TempDir(), "answer.x12")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), python, "-m", "pyx12.scripts.x12valid", file).CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("OK")) {
		t.Errorf("pyx12 refuses it: %v\n%s\n%s", err, out, content)
	}
}

func TestWrite999(t *testing.T) {
	in := sample(t)
	in[11] = strings.Replace(in[11], "*IL*", "*ILL*", 1)
	in[28] = ""
	in[48] = strings.Replace(in[48], "SE*47", "SE*46", 1)
	var out bytes.Buffer
	accepted, rejected, err := Write999(&out, strings.NewReader(strings.Join(in, "")), AllSNIP, stamp)
	if err != nil || accepted != 1 || rejected != 1 {
		t.Fatalf("accepted %d, rejected %d, err %v; want 1 and 1", accepted, rejected, err)
	}
	want := `ISA*00*          *00*          *ZZ*SYNTHETICPAYER *ZZ*SYNTHETICSENDER*260416*0930*^*00501*000000001*0*T*:~
GS*FA*SYNTHETICPAYER*SYNTHETICSENDER*20260416*0930*1*X*005010X231A1~
ST*999*0001*005010X231A1~
AK1*HC*7*005010X222A1~
AK2*837*0001*005010X222A1~
IK3*N4*10*2010*8~
IK4*2**5*ILL~
IK3*HI*25*2300*3~
CTX*CLM01:SYNCLAIM1~
IK5*R*5~
AK2*837*0002*005010X222A1~
IK5*A~
AK9*P*2*2*1~
SE*12*0001~
GE*1*1~
IEA*1*000000001~
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("999 (-want +got):\n%s", diff)
	}
	pyx12(t, out.Bytes())
}

func TestWriteTA1(t *testing.T) {
	in := sample(t)
	in[73] = strings.Replace(in[73], "000000007", "000000008", 1)
	var out bytes.Buffer
	if _, _, err := Write999(&out, strings.NewReader(strings.Join(in, "")), AllSNIP, stamp); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "TA1*000000007*260415*1200*R*001~") {
		t.Errorf("no TA1 for the control number:\n%s", out.String())
	}
}

// open returns the sample again and again.
func open(t *testing.T) func() (io.ReadCloser, error) {
	in := strings.Join(sample(t), "")
	return func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(in)), nil }
}

func TestWrite277CA(t *testing.T) {
	var out bytes.Buffer
	err := Write277CA(&out, open(t), stamp, func(n int) Verdict {
		if n == 0 {
			return Verdict{Statuses: []Status{{"A7", "255", ""}}, Lines: map[int]Status{2: {"A7", "454", ""}}}
		}
		return Verdict{}
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"ST*277*0001*005010X214~", "ST*277*0002*005010X214~", "BHT*0085*08*SYNBATCH1*20260416*0930*TH~",
		"NM1*QC*1*SYNTHETIC*CHILD****MI*SYNM0001~\nTRN*2*SYNCLAIM1~\nSTC*A7:255*20260416*U*225.50~\nDTP*472*RD8*20260410-20260410~\n",
		"SVC*HC:J3301*100*****10~\nSTC*A7:454*20260416*U~\nREF*FJ*2~", "STC*A2:20*20260416*WQ*80~",
		"QTY*AA*1~\nAMT*YY*225.50~", "QTY*QA*1~\nAMT*YU*80~",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("277CA lacks %q:\n%s", want, out.String())
		}
	}
	if all := issues(t, out.String(), SNIP1); len(all) > 0 {
		t.Errorf("issues:\n%s", list(all))
	}
	pyx12(t, out.Bytes())
}

func TestDeidentify(t *testing.T) {
	in := strings.Join(sample(t), "")
	var out, again, other bytes.Buffer
	for key, w := range map[string]*bytes.Buffer{"key": &out, "other": &other} {
		if _, err := Deidentify(w, strings.NewReader(in), []byte(key)); err != nil {
			t.Fatal(err)
		}
	}
	report, err := Deidentify(&again, strings.NewReader(in), []byte("key"))
	if err != nil || report.People != 2 || report.Shifted != 2 {
		t.Fatalf("report = %+v, %v", report, err)
	}
	if !bytes.Equal(out.Bytes(), again.Bytes()) || bytes.Equal(out.Bytes(), other.Bytes()) {
		t.Error("the key does not decide")
	}
	if len(in)+1 != out.Len() { // the last line end is not in the sample
		t.Errorf("length %d, want %d: places must stay", out.Len(), len(in))
	}
	for _, secret := range []string{"PARENT", "CHILD", "ADULT", "SYNM000", "EXAMPLE", "1234567893", "987654321", "19800101", "20150704", "20260410", "SYNCLAIM", "62701"} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("%q is still there", secret)
		}
	}
	for _, kept := range []string{"HI*ABK:", "J069", "SV1*HC:99213:25*125.5", "*IL*", "SYNPAYER1", "207Q00000X"} {
		if !strings.Contains(out.String(), kept) {
			t.Errorf("%q is gone", kept)
		}
	}
	if all := issues(t, out.String(), AllSNIP); len(all) > 0 {
		t.Errorf("issues:\n%s", list(all))
	}
	// One name is one other name, everywhere.
	if n := strings.Count(out.String(), "NM1*85*2*"); n != 2 || strings.Count(out.String(), between(out.String(), "NM1*85*2*", "*")) < 2 {
		t.Error("the billing provider is not replaced consistently")
	}
	pyx12(t, out.Bytes())
}

// between returns what stands between two texts.
func between(s, from, to string) string {
	_, s, _ = strings.Cut(s, from)
	s, _, _ = strings.Cut(s, to)
	return s
}

// TestDeidentifyKeepsFaults compares the issues before and after, fault by
// fault: rule, place and code stay.
func TestDeidentifyKeepsFaults(t *testing.T) {
	for i, old := range map[int]string{9: "1234567893", 11: "*IL*", 25: "20150704", 38: "20260410", 48: "SE*47", 37: "*UN*"} {
		in := sample(t)
		in[i] = strings.Replace(in[i], old, old[:len(old)-2]+"9"+old[len(old)-1:], 1)
		before := issues(t, strings.Join(in, ""), AllSNIP)
		var out bytes.Buffer
		if _, err := Deidentify(&out, strings.NewReader(strings.Join(in, "")), []byte("k")); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(places(before), places(issues(t, out.String(), AllSNIP))); diff != "" {
			t.Errorf("fault in segment %d (-before +after):\n%s", i+1, diff)
		}
	}
}

func places(all []Issue) []string {
	var out []string
	for _, i := range all {
		out = append(out, i.Rule+" "+i.Place()+" "+i.Code)
	}
	return out
}
