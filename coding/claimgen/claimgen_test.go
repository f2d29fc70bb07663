package claimgen_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/medcode-cli/medcode/coding"
	"github.com/medcode-cli/medcode/coding/claimfile"
	"github.com/medcode-cli/medcode/coding/claimgen"
	"github.com/medcode-cli/medcode/coding/x12"
)

var options = claimgen.Options{N: 120, Seed: 1, Date: 20260401}

// made returns the claims of o as they were made.
func made(o claimgen.Options) []coding.Claim {
	src := claimgen.New(o)
	var all []coding.Claim
	for {
		var c coding.Claim
		if !src.Next(&c) {
			return all
		}
		all = append(all, c)
	}
}

func read(t *testing.T, r claimfile.Reader) []coding.Claim {
	t.Helper()
	var all []coding.Claim
	for {
		var c coding.Claim
		err := r.Next(context.Background(), &c)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
}

// bare leaves out what says where a claim was read.
var bare = cmp.Options{
	cmpopts.IgnoreFields(coding.Claim{}, "File", "At", "Places", "Carries"),
	cmpopts.IgnoreFields(coding.Diagnosis{}, "At"), cmpopts.IgnoreFields(coding.Line{}, "At"),
	cmpopts.EquateEmpty(),
}

func TestRoundTrip837(t *testing.T) {
	for name, institutional := range map[string]bool{"837P": false, "837I": true} {
		t.Run(name, func(t *testing.T) {
			o := options
			o.Institutional = institutional
			var b bytes.Buffer
			if err := claimgen.Write837(&b, o); err != nil {
				t.Fatal(err)
			}
			x := claimfile.NewX12(&b, claimfile.X12Options{SNIP: x12.AllSNIP})
			got := read(t, x)
			if diff := cmp.Diff(made(o), got, bare); diff != "" {
				t.Errorf("claims (-made +read):\n%s", diff)
			}
			if p := x.FileProblems(); len(p) > 0 {
				t.Errorf("the file has problems: %v", p)
			}
		})
	}
}

func TestRoundTripFHIR(t *testing.T) {
	var b bytes.Buffer
	if err := claimgen.WriteFHIR(&b, options); err != nil {
		t.Fatal(err)
	}
	got := read(t, claimfile.NewFHIR(&b, claimfile.Options{}))
	want := made(options)
	for i := range want { // what FHIR has no place for here
		c := &want[i]
		c.Render, c.Billing, c.Payer, c.Frequency = coding.Provider{}, coding.Provider{NPI: c.Billing.NPI}, "", ""
		c.Patient = coding.Patient{ID: c.Patient.ID}
		for j := range c.Lines {
			c.Lines[j].POS, c.Lines[j].Basis = c.POS, ""
		}
		c.POS = ""
	}
	if diff := cmp.Diff(want, got, bare); diff != "" {
		t.Errorf("claims (-made +read):\n%s", diff)
	}
}

func TestSameSeedSameClaims(t *testing.T) {
	o := options
	o.Faults = 0.5
	var a, b, other bytes.Buffer
	for seed, w := range map[uint64][]*bytes.Buffer{1: {&a, &b}, 2: {&other}} {
		o.Seed = seed
		for _, w := range w {
			if err := claimgen.Write837(w, o); err != nil {
				t.Fatal(err)
			}
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) || bytes.Equal(a.Bytes(), other.Bytes()) {
		t.Error("the seed does not decide the claims")
	}
	if !strings.Contains(a.String(), "SYNTHETIC") {
		t.Error("the claims are not marked as synthetic")
	}
}

func TestNPI(t *testing.T) {
	// 123456789 with check digit 3 is the worked example of the NPI standard.
	if got := claimgen.NPI(123456789); got != "1234567893" {
		t.Errorf("NPI(123456789) = %s, want 1234567893", got)
	}
}

func bench(b *testing.B, write func(io.Writer, claimgen.Options) error, open func(io.Reader) claimfile.Reader) {
	o := claimgen.Options{N: 10000, Seed: 1, Date: 20260401}
	var file bytes.Buffer
	if err := write(&file, o); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(file.Len()))
	b.ReportAllocs()
	var c coding.Claim
	for b.Loop() {
		r := open(bytes.NewReader(file.Bytes()))
		n := 0
		for r.Next(context.Background(), &c) == nil {
			n++
		}
		if n != o.N {
			b.Fatal(n)
		}
	}
	b.ReportMetric(float64(o.N)*float64(b.N)/b.Elapsed().Seconds(), "claims/s")
}

func BenchmarkRead837P(b *testing.B) {
	for name, snip := range map[string]x12.SNIP{"checked": x12.AllSNIP, "unchecked": 0} {
		b.Run(name, func(b *testing.B) {
			bench(b, claimgen.Write837, func(r io.Reader) claimfile.Reader {
				return claimfile.NewX12(r, claimfile.X12Options{SNIP: snip})
			})
		})
	}
}

func BenchmarkReadFHIR(b *testing.B) {
	bench(b, claimgen.WriteFHIR, func(r io.Reader) claimfile.Reader { return claimfile.NewFHIR(r, claimfile.Options{}) })
}
