package rules_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
	"github.com/medcode-cli/medcode/coding/rules"
)

// dxRules returns the rules on diagnoses, without those of ids.
func dxRules(ids ...string) []coding.Rule {
	var out []coding.Rule
	for _, r := range rules.All() {
		keep := strings.HasPrefix(r.ID, "dx-")
		for _, id := range ids {
			keep = keep && r.ID != id
		}
		if keep {
			out = append(out, r)
		}
	}
	return out
}

// dxEngine returns an engine of rs over the test tables, under a plain profile.
func dxEngine(tb testing.TB, rs []coding.Rule) *coding.Engine {
	tb.Helper()
	e, err := coding.New(rs, loadTables(tb), coding.Config{Profile: coding.Profile{Name: "plain"}, Today: 20260601})
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

// dxClaims returns claims of four diagnoses each, drawn from common codes.
func dxClaims(n int) []coding.Claim {
	common := strings.Fields("E119 I10 E785 J449 N1830 I2510 F411 M545 M5450 M1711 M25561 R079 R109 Z794 Z87891 K219 E669 J45909 G4733 F329 " +
		"N390 E1122 I509 I4891 Z79899 D649 E039 F17210 R0602 Z23 M6281 R2681 S52521A W010XXA H2511 L97511 E11621 B9620 C50911 Z7901")
	r := rand.New(rand.NewPCG(1, 2))
	out := make([]coding.Claim, n)
	for i := range out {
		c := &out[i]
		c.Type, c.ID = coding.Professional, "A1"
		c.Patient = coding.Patient{Birth: 19600101, Sex: "F"}
		for len(c.DX) < 4 {
			c.DX = append(c.DX, coding.Diagnosis{Code: common[r.IntN(len(common))]})
		}
		for j := range 6 {
			c.Lines = append(c.Lines, coding.Line{Number: j + 1, From: codesets.Date(20260501), Code: "99213", Pointers: []int{1 + j%4}})
		}
	}
	return out
}

func benchDX(b *testing.B, rs []coding.Rule) {
	w := dxEngine(b, rs).NewWorker()
	claims := dxClaims(256)
	var res coding.Result
	for i := range claims {
		w.Check(&claims[i], false, &res)
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		w.Check(&claims[i%len(claims)], false, &res)
		i++
	}
}

// BenchmarkDX checks a claim of four diagnoses and six lines with every rule
// on diagnoses; most claims give findings.
func BenchmarkDX(b *testing.B) { benchDX(b, dxRules()) }

// BenchmarkDXNone is the cost of a claim without rules.
func BenchmarkDXNone(b *testing.B) { benchDX(b, nil) }

// BenchmarkDXRule measures single rules that look at pairs or notes.
func BenchmarkDXRule(b *testing.B) {
	for _, id := range []string{"dx-excludes1", "dx-code-first-order", "dx-use-additional-missing", "dx-manifestation-alone", "dx-age-adult"} {
		b.Run(id, func(b *testing.B) {
			var one []coding.Rule
			for _, r := range rules.All() {
				if r.ID == id {
					r.After = nil
					one = append(one, r)
				}
			}
			benchDX(b, one)
		})
	}
}
