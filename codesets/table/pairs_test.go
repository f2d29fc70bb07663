package table

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/codesets"
)

const (
	misuse    = "Misuse of Column Two code with Column One code"
	exclusive = "Mutually exclusive procedures"
)

var somePairs = []Pair{
	{"11042", "97597", Edit{Effective: 20110101, Indicator: '1', Rationale: misuse}},
	{"11042", "0001A", Edit{Effective: 20210101, Deletion: 20231231, Indicator: '0', Rationale: exclusive}},
	{"11042", "97597", Edit{Effective: 19960101, Deletion: 20101231, Indicator: '0', Rationale: misuse, Pre1996: true}},
	{"11042", "97597", Edit{Effective: 20150101, Deletion: 20150101, Indicator: '9', Rationale: misuse}},
	{"G0463", "97597", Edit{Effective: 20140101, Indicator: '1', Rationale: exclusive}},
}

func openPairs(t testing.TB, pairs []Pair) *Pairs {
	t.Helper()
	var set PairSet
	for _, p := range pairs {
		if err := set.Add(p); err != nil {
			t.Fatal(err)
		}
	}
	data, err := CompilePairs(codesets.Release{Set: codesets.PTPPractitioner, Edition: "2026Q3"}, &set)
	if err != nil {
		t.Fatal(err)
	}
	c, err := OpenContainer(data, false)
	if err != nil {
		t.Fatal(err)
	}
	table, err := OpenPairs(c)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestPairsOn(t *testing.T) {
	table := openPairs(t, somePairs)
	for _, test := range []struct {
		c1, c2 string
		date   codesets.Date
		want   byte // indicator, 0 for none in force
	}{
		{"11042", "97597", 20260701, '1'},
		{"11042", "97597", 20110101, '1'},
		{"11042", "97597", 20101231, '0'},
		{"11042", "97597", 19960101, '0'},
		{"11042", "97597", 19951231, 0},
		{"11042", "97597", 20150101, '1'}, // the edit of that one day never was
		{"11042", "0001A", 20231231, '0'},
		{"11042", "0001A", 20240101, 0},
		{"97597", "11042", 20260701, 0},
		{"G0463", "97597", 20260701, '1'},
		{"G0463", "0001A", 20220101, 0},
	} {
		c1, ok1 := table.Code(test.c1)
		c2, ok2 := table.Code(test.c2)
		if !ok1 || !ok2 {
			t.Fatalf("Code(%q), Code(%q) = %t, %t", test.c1, test.c2, ok1, ok2)
		}
		e, ok := table.On(c1, c2, test.date)
		if e.Indicator != test.want || ok != (test.want != 0) {
			t.Errorf("On(%s, %s, %v) = %q, %t, want %q", test.c1, test.c2, test.date, e.Indicator, ok, test.want)
		}
	}
	if _, ok := table.Code("99999"); ok {
		t.Error("Code(99999) is found")
	}
	if _, ok := table.Code("123456789"); ok {
		t.Error("Code of nine characters is found")
	}
}

func TestPairsLists(t *testing.T) {
	table := openPairs(t, append(somePairs, somePairs[0]))
	want := []Pair{somePairs[1], somePairs[2], somePairs[0], somePairs[3], somePairs[4]}
	if diff := cmp.Diff(want, slices.Collect(table.All())); diff != "" {
		t.Errorf("All (-want +got):\n%s", diff)
	}
	if table.Len() != 5 || table.Release().Rows != 5 {
		t.Errorf("Len = %d, Release.Rows = %d, want 5", table.Len(), table.Release().Rows)
	}
	if got := len(table.Edits("11042", "97597")); got != 3 {
		t.Errorf("Edits gives %d, want 3", got)
	}
	if got := table.Edits("11042", "none"); got != nil {
		t.Errorf("Edits of an unknown code = %v", got)
	}
	c, _ := table.Code("97597")
	var firsts []string
	for first := range table.Firsts(c) {
		firsts = append(firsts, table.Key(first))
	}
	if diff := cmp.Diff([]string{"11042", "11042", "11042", "G0463"}, firsts); diff != "" {
		t.Errorf("Firsts (-want +got):\n%s", diff)
	}
}

// Opened for two codes, a table answers as when opened whole, and a change in
// what was not asked for does not matter.
func TestOpenPairsByCode(t *testing.T) {
	var set PairSet
	for i := range 300 {
		for j := range 500 {
			if err := set.Add(Pair{fmt.Sprint(10000 + i), fmt.Sprint(20000 + j), Edit{Effective: codesets.Date(20000101 + j), Indicator: '1'}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	data, err := CompilePairs(codesets.Release{Set: codesets.PTPPractitioner}, &set)
	if err != nil {
		t.Fatal(err)
	}
	open := func(codes ...string) (*Pairs, error) {
		c, err := OpenContainer(data, false)
		if err != nil {
			t.Fatal(err)
		}
		p, err := OpenPairsByCode(c)
		if err != nil {
			return nil, err
		}
		for _, code := range codes {
			if at, ok := p.Code(code); ok {
				if err := p.Check(at); err != nil {
					return nil, err
				}
			}
		}
		return p, nil
	}
	table, err := open("10042", "20007", "none")
	if err != nil {
		t.Fatal(err)
	}
	want := []Edit{{Effective: 20000108, Indicator: '1'}}
	if diff := cmp.Diff(want, table.Edits("10042", "20007")); diff != "" {
		t.Errorf("Edits (-want +got):\n%s", diff)
	}
	c, _ := OpenContainer(data, false)
	edit, _ := c.unchecked("edit")
	edit[0] ^= 1 // of 10000, in the first block
	if _, err := open("10000", "20007"); !errors.Is(err, ErrCorrupt) {
		t.Errorf("a changed byte of 10000: error %v, want ErrCorrupt", err)
	}
	if _, err := open("10299", "20007"); err != nil {
		t.Errorf("pairs of 10299: %v", err)
	}
	if _, err := OpenPairs(c); !errors.Is(err, ErrCorrupt) {
		t.Errorf("OpenPairs: error %v, want ErrCorrupt", err)
	}
}

func TestPairSet(t *testing.T) {
	var a, b PairSet
	for i, p := range somePairs {
		set := &a
		if i > 2 {
			set = &b
		}
		if err := set.Add(p); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Merge(&b); err != nil || a.Len() != len(somePairs) {
		t.Errorf("Merge: %v, %d rows, want %d", err, a.Len(), len(somePairs))
	}
	for _, p := range []Pair{{Column1: "", Column2: "1"}, {Column1: "1", Column2: "123456789"}} {
		if err := a.Add(p); err == nil {
			t.Errorf("Add(%v) gives no error", p)
		}
	}
	var err error
	for i := 0; i < 300 && err == nil; i++ {
		err = a.Add(Pair{"1", "2", Edit{Rationale: fmt.Sprint(i)}})
	}
	if err == nil {
		t.Error("300 rationales give no error")
	}
}

// FuzzOpenPairs changes a compiled table: reading it may give ErrCorrupt or
// other values, but no panic.
func FuzzOpenPairs(f *testing.F) {
	var set PairSet
	for _, p := range somePairs {
		if err := set.Add(p); err != nil {
			f.Fatal(err)
		}
	}
	data, err := CompilePairs(codesets.Release{Set: codesets.PTPPractitioner}, &set)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data, 0, byte(0))
	f.Add(data, len(data)-9, byte(0xff))
	f.Fuzz(func(t *testing.T, data []byte, at int, with byte) {
		data = slices.Clone(data)
		if at >= 0 && at < len(data) {
			data[at] = with
		}
		c, err := OpenContainer(data, true)
		if err != nil {
			return
		}
		table, err := OpenPairs(c)
		if err != nil {
			if !errors.Is(err, ErrCorrupt) && !errors.Is(err, ErrSchema) {
				t.Fatalf("OpenPairs: %v, want ErrCorrupt", err)
			}
			return
		}
		for p := range table.All() {
			table.Edits(p.Column1, p.Column2)
		}
	})
}

func BenchmarkPairs(b *testing.B) {
	var pairs []Pair
	for i := range 400 {
		for j := range 500 {
			pairs = append(pairs, Pair{fmt.Sprint(10000 + i), fmt.Sprint(20000 + (i*j)%9000), Edit{Effective: 20200101, Indicator: '1'}})
		}
	}
	table := openPairs(b, pairs)
	b.Run("On", func(b *testing.B) {
		b.ReportAllocs()
		i := 0
		for b.Loop() {
			p := &pairs[i%len(pairs)]
			c1, _ := table.Code(p.Column1)
			c2, _ := table.Code(p.Column2)
			if _, ok := table.On(c1, c2, 20260101); !ok {
				b.Fatal("pair not found")
			}
			i += 7919
		}
	})
}
