package store

import (
	"fmt"
	"testing"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// fill makes a store like that of a user who loaded everything: dozens of
// releases, and a PTP table of 2.5 million rows.
func fill(b *testing.B) string {
	b.Helper()
	dir := b.TempDir()
	s := open(b, dir)
	for _, set := range []codesets.CodeSet{codesets.AOC, codesets.MUEPractitioner, codesets.MCE, codesets.POAExempt} {
		for year := 2016; year < 2032; year++ {
			rel := codesets.Release{Set: set, Edition: fmt.Sprint(year), Effective: codesets.Date(year*10000 + 101)}
			put(b, s, rel, "0054T", "99292")
		}
	}
	rel := codesets.Release{Set: codesets.PTPPractitioner, Edition: "2026Q3", Effective: 20260701}
	_, err := s.Put(b.Context(), rel.Set, rel.Edition, func() ([]byte, error) {
		var pairs table.PairSet
		for i := range 2_500_000 {
			p := table.Pair{
				Column1: fmt.Sprintf("%05d", 10000+i/200), Column2: fmt.Sprintf("%05d", 10000+(i*37)%13000),
				Edit: table.Edit{Effective: codesets.Date(20000101 + i%28), Indicator: '1', Rationale: "Misuse"},
			}
			if err := pairs.Add(p); err != nil {
				return nil, err
			}
		}
		return table.CompilePairs(rel, &pairs)
	})
	if err != nil {
		b.Fatal(err)
	}
	return dir
}

func BenchmarkStore(b *testing.B) {
	dir := fill(b)
	b.Run("Open", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			s, err := Open(dir)
			if err != nil {
				b.Fatal(err)
			}
			if _, ok := s.Catalog().On(codesets.AOC, 20260101); !ok {
				b.Fatal("no release")
			}
			_ = s.Close()
		}
	})
	b.Run("OpenAll", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			s, err := Open(dir)
			if err != nil {
				b.Fatal(err)
			}
			if len(s.Catalog().All()) != 66 {
				b.Fatal("not all releases")
			}
			_ = s.Close()
		}
	})
	b.Run("OpenPairs", func(b *testing.B) { // with every checksum
		b.ReportAllocs()
		for b.Loop() {
			s, err := Open(dir)
			if err != nil {
				b.Fatal(err)
			}
			rel, _ := s.Catalog().On(codesets.PTPPractitioner, 20260801)
			if _, err := s.Pairs(rel); err != nil {
				b.Fatal(err)
			}
			_ = s.Close()
		}
	})
	b.Run("Pair", func(b *testing.B) {
		s := open(b, dir)
		rel, _ := s.Catalog().On(codesets.PTPPractitioner, 20260801)
		pairs, err := s.Pairs(rel)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		i := 0
		var c1, c2 [5]byte
		for b.Loop() {
			digits(&c1, 10000+i/200)
			digits(&c2, 10000+(i*37)%13000)
			one, _ := pairs.Code(string(c1[:]))
			two, _ := pairs.Code(string(c2[:]))
			if _, ok := pairs.On(one, two, 20260801); !ok {
				b.Fatal("pair not found")
			}
			i = (i + 999_983) % 2_500_000
		}
	})
}

func digits(b *[5]byte, n int) {
	for i := 4; i >= 0; i-- {
		b[i] = byte('0' + n%10)
		n /= 10
	}
}
