package validate_test

import (
	"testing"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
	"github.com/medcode-cli/medcode/codesets/validate"
)

// BenchmarkCheckAll checks every code and header of the release in turn.
func BenchmarkCheckAll(b *testing.B) {
	t := embedded(b)
	v := &validate.Validator{Table: t}
	var typed []string
	for n := range table.Node(t.Len()) {
		if k := t.Kind(n); k != codesets.KindChapter && k != codesets.KindBlock {
			typed = append(typed, codesets.Display(codesets.ICD10CM, t.Key(n)))
		}
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		v.Check(typed[i%len(typed)])
		i++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "codes/s")
}
