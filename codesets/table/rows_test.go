package table

import (
	"errors"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/codesets"
)

func openRows(t testing.TB, set RowSet) *Rows {
	t.Helper()
	data, err := CompileRows(codesets.Release{Set: codesets.MUEPractitioner, Edition: "2026Q3"}, set)
	if err != nil {
		t.Fatal(err)
	}
	c, err := OpenContainer(data, false)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := OpenRows(c)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

var addOns = RowSet{
	Columns: []string{"addon", "primary", "type", "effective"},
	Keys:    2,
	Rows: [][]string{
		{"99292", "99291", "1", "2013-04-01"},
		{"0054T", "CCCCC", "2", "20130401"},
		{"11045", "11042", "1", ""},
		{"11045", "11042", "3", "second"},
		{"11045", "11041", "1", "x"},
	},
}

func values(rows func(func(Row) bool)) [][]string {
	var out [][]string
	for r := range rows {
		out = append(out, r.Values())
	}
	return out
}

func TestRowsFind(t *testing.T) {
	rows := openRows(t, addOns)
	if rows.Len() != 5 || rows.Release().Rows != 5 || rows.Keys() != 2 {
		t.Errorf("Len = %d, Release.Rows = %d, Keys = %d, want 5, 5, 2", rows.Len(), rows.Release().Rows, rows.Keys())
	}
	if diff := cmp.Diff(addOns.Columns, rows.Columns()); diff != "" {
		t.Errorf("Columns (-want +got):\n%s", diff)
	}
	for _, test := range []struct {
		key  []string
		want [][]string
	}{
		{[]string{"99292"}, [][]string{{"99292", "99291", "1", "2013-04-01"}}},
		{[]string{"11045"}, [][]string{{"11045", "11041", "1", "x"}, {"11045", "11042", "1", ""}, {"11045", "11042", "3", "second"}}},
		{[]string{"11045", "11042"}, [][]string{{"11045", "11042", "1", ""}, {"11045", "11042", "3", "second"}}},
		{[]string{"11045", "99291"}, nil},
		{[]string{"11046"}, nil},
		{[]string{""}, nil},
		{[]string{"11045", "11042", "1"}, nil},
	} {
		if diff := cmp.Diff(test.want, values(rows.Find(test.key...))); diff != "" {
			t.Errorf("Find(%q) (-want +got):\n%s", test.key, diff)
		}
	}
	if diff := cmp.Diff([]string{"0054T", "11045", "11045", "11045", "99292"}, keysOf(rows)); diff != "" {
		t.Errorf("All (-want +got):\n%s", diff)
	}
	if got := len(values(rows.Prefixed("1"))); got != 3 {
		t.Errorf("Prefixed(1) gives %d rows, want 3", got)
	}
	if got := len(values(rows.Prefixed("2"))); got != 0 {
		t.Errorf("Prefixed(2) gives %d rows, want 0", got)
	}
}

func TestRowsMasks(t *testing.T) {
	rows := openRows(t, addOns)
	asked := map[string]int{}
	var got []uint64
	for _, mask := range rows.Masks(func(value string) uint64 {
		asked[value]++
		return map[string]uint64{"11045": 1, "11042": 2, "1": 4}[value]
	}) {
		got = append(got, mask)
	}
	if diff := cmp.Diff([]uint64{0, 5, 7, 3, 4}, got); diff != "" {
		t.Errorf("Masks (-want +got):\n%s", diff)
	}
	if asked["11045"] != 1 {
		t.Errorf("mask was asked %d times for 11045, want once", asked["11045"])
	}
}

func keysOf(rows *Rows) []string {
	var out []string
	for r := range rows.All() {
		out = append(out, r.At(0))
	}
	return out
}

func TestRowValues(t *testing.T) {
	rows := openRows(t, RowSet{Columns: []string{"code", "value"}, Keys: 1, Rows: [][]string{
		{"a", "12"}, {"b", "-3"}, {"c", ""}, {"d", "2026-04-01"}, {"e", "20260401"}, {"f", "1234567890"}, {"g", "1x"},
	}})
	value, ok := rows.Column("value")
	if !ok {
		t.Fatal("no column value")
	}
	if _, ok := rows.Column("other"); ok {
		t.Error("Column(other) is found")
	}
	for _, test := range []struct {
		key  string
		n    int
		ok   bool
		date codesets.Date
	}{
		{"a", 12, true, 0},
		{"b", -3, true, 0},
		{"c", 0, false, 0},
		{"d", 0, false, 20260401},
		{"e", 20260401, true, 20260401},
		{"f", 0, false, 0},
		{"g", 0, false, 0},
	} {
		r, found := rows.First(test.key)
		if !found {
			t.Fatalf("First(%q) finds nothing", test.key)
		}
		if n, ok := r.Int(value); n != test.n && test.ok || ok != test.ok {
			t.Errorf("Int(%q) = %d, %t, want %d, %t", r.At(value), n, ok, test.n, test.ok)
		}
		if d := r.Date(value); d != test.date {
			t.Errorf("Date(%q) = %v, want %v", r.At(value), d, test.date)
		}
		if !r.Is(value, r.Get("value")) || r.Get("other") != "" {
			t.Errorf("row %q: Get and Is differ", test.key)
		}
	}
}

func TestRowsWide(t *testing.T) {
	set := RowSet{Columns: []string{"code", "narrow"}, Keys: 1}
	for i := range 70000 {
		set.Rows = append(set.Rows, []string{strconv.Itoa(i), strconv.Itoa(i % 300)})
	}
	rows := openRows(t, set)
	for _, i := range []int{0, 255, 256, 65535, 65536, 69999} {
		r, ok := rows.First(strconv.Itoa(i))
		if !ok || r.At(1) != strconv.Itoa(i%300) {
			t.Errorf("First(%d) = %v, want %d", i, r.Values(), i%300)
		}
	}
}

func TestCompileRowsErrors(t *testing.T) {
	for name, set := range map[string]RowSet{
		"no key":           {Columns: []string{"a"}},
		"keys past end":    {Columns: []string{"a"}, Keys: 2},
		"column twice":     {Columns: []string{"a", "a"}, Keys: 1},
		"column unnamed":   {Columns: []string{""}, Keys: 1},
		"row of two":       {Columns: []string{"a"}, Keys: 1, Rows: [][]string{{"1", "2"}}},
		"row of no values": {Columns: []string{"a"}, Keys: 1, Rows: [][]string{{}}},
	} {
		if _, err := CompileRows(codesets.Release{}, set); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestRowsNoAllocation(t *testing.T) {
	rows := openRows(t, addOns)
	typ, _ := rows.Column("type")
	if n := testing.AllocsPerRun(100, func() {
		if r, ok := rows.First("99292"); ok {
			if v, _ := r.Int(typ); v != 1 {
				t.Error("wrong row")
			}
		}
	}); n != 0 {
		t.Errorf("First and Int allocate %v times, want 0", n)
	}
}

// FuzzOpenRows changes a compiled table: reading it may give ErrCorrupt or
// other values, but no panic.
func FuzzOpenRows(f *testing.F) {
	data, err := CompileRows(codesets.Release{Set: codesets.AOC}, addOns)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data, 0, byte(0))
	f.Add(data, 300, byte(7))
	f.Fuzz(func(t *testing.T, data []byte, at int, with byte) {
		data = slices.Clone(data)
		if at >= 0 && at < len(data) {
			data[at] = with
		}
		c, err := OpenContainer(data, true)
		if err != nil {
			return
		}
		rows, err := OpenRows(c)
		if err != nil {
			if !errors.Is(err, ErrCorrupt) && !errors.Is(err, ErrSchema) {
				t.Fatalf("OpenRows: %v, want ErrCorrupt", err)
			}
			return
		}
		for r := range rows.All() {
			r.Values()
		}
		rows.First("11045", "11042")
	})
}

func BenchmarkRows(b *testing.B) {
	set := RowSet{Columns: []string{"code", "value"}, Keys: 1}
	var codes []string
	for i := range 15000 {
		codes = append(codes, strconv.Itoa(10000+i*5))
		set.Rows = append(set.Rows, []string{codes[i], strconv.Itoa(i % 90)})
	}
	rows := openRows(b, set)
	value, _ := rows.Column("value")
	b.Run("First", func(b *testing.B) {
		b.ReportAllocs()
		i := 0
		for b.Loop() {
			r, _ := rows.First(codes[i%len(codes)])
			if n, ok := r.Int(value); !ok || n < 0 {
				b.Fatal("no value")
			}
			i += 7919
		}
	})
}
