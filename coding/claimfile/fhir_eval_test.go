package claimfile

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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

// A plainEOB is what encoding/json makes of an ExplanationOfBenefit.
type plainEOB struct {
	ID        string `json:"id"`
	Diagnosis []struct {
		Sequence int          `json:"sequence"`
		Concept  plainConcept `json:"diagnosisCodeableConcept"`
	} `json:"diagnosis"`
	Item []struct {
		Sequences []int        `json:"diagnosisSequence"`
		Service   plainConcept `json:"productOrService"`
		Old       plainConcept `json:"service"`
		Modifier  []plainConcept
		Quantity  struct {
			Value json.Number `json:"value"`
		} `json:"quantity"`
		Period struct {
			Start string `json:"start"`
		} `json:"servicedPeriod"`
		Date string `json:"servicedDate"`
	} `json:"item"`
}

type plainConcept struct {
	Coding []struct{ System, Code string }
}

// summary is what the two readers are compared by.
type summary struct {
	ID    string
	DX    []string
	Lines []string
}

func (p *plainEOB) summary() summary {
	s := summary{ID: p.ID}
	for _, d := range p.Diagnosis {
		if len(d.Concept.Coding) > 0 {
			s.DX = append(s.DX, d.Concept.Coding[0].Code)
		}
	}
	for _, it := range p.Item {
		codes := it.Service.Coding
		if len(codes) == 0 {
			codes = it.Old.Coding
		}
		line := ""
		for _, c := range codes {
			if !strings.Contains(c.System, "ndc") && line == "" {
				line = c.Code
			}
		}
		for _, m := range it.Modifier {
			line += "-" + m.Coding[0].Code
		}
		units, _ := coding.ParseQuantity(it.Quantity.Value.String())
		from := it.Date
		if from == "" {
			from = it.Period.Start
		}
		s.Lines = append(s.Lines, line+" x"+units.String()+" "+from)
	}
	return s
}

func summaryOf(c *coding.Claim) summary {
	s := summary{ID: c.ID}
	for _, d := range c.DX {
		s.DX = append(s.DX, d.Code)
	}
	for _, ln := range c.Lines {
		code := strings.Join(append([]string{ln.Code}, ln.Modifiers...), "-")
		s.Lines = append(s.Lines, code+" x"+ln.Units.String()+" "+ln.From.String())
	}
	return s
}

// TestFHIRManifest reads the evaluation set's FHIR and compares ids,
// diagnoses and lines with what encoding/json reads.
func TestFHIRManifest(t *testing.T) {
	for _, row := range manifest(t) {
		if !strings.HasPrefix(row.kind, "FHIR") || strings.HasSuffix(row.path, ".fsh") {
			continue
		}
		b, err := os.ReadFile(row.path)
		if err != nil {
			t.Fatal(err)
		}
		got := readAll(t, NewFHIR(bytes.NewReader(b), Options{}))
		if row.counted && len(got) != row.claims {
			t.Errorf("%s: %d claims, want %d", row.path, len(got), row.claims)
		}
		dec := json.NewDecoder(bytes.NewReader(b))
		for i := 0; dec.More(); i++ {
			var p plainEOB
			if err := dec.Decode(&p); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(p.summary(), summaryOf(got[i])); diff != "" {
				t.Errorf("%s: claim %d (-encoding/json +ours):\n%s", filepath.Base(row.path), i+1, diff)
			}
		}
	}
}
