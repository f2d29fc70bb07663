package cmd

import (
	"bytes"
	"strings"
	"testing"
)

func TestProgressFitsTheTerminal(t *testing.T) {
	const label = "building the search index of ICD-10-CM FY2026, April (once)"
	for _, width := range []int{200, 90, 80, 72, 40, 10, 1} {
		var out bytes.Buffer
		p := &progressLine{w: &out, label: label, shown: -1}
		p.fit(width)
		for _, part := range []float64{0, 0.5, 1} {
			p.at(part)
		}
		for line := range strings.SplitSeq(out.String()[1:], "\r") {
			if len(line) >= width && width > 5 {
				t.Errorf("%d columns in %d: %q", len(line), width, line)
			}
		}
		if !strings.HasSuffix(out.String(), "100%") {
			t.Errorf("width %d: no figure at the end of %q", width, out.String())
		}
	}
}
