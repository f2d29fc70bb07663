package icd10cm

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/codesets"
)

func orderLine(code, flag, short, long string) string {
	pad := func(s string, n int) string { return s + strings.Repeat(" ", n-len(s)) }
	return "00001 " + pad(code, 7) + " " + flag + " " + pad(short, 60) + " " + long
}

func TestParseOrder(t *testing.T) {
	in := "\xef\xbb\xbf" + orderLine("H10", "0", "Worn bench", "Worn bench") + "\r\n" +
		orderLine("H100", "1", "Worn bench, l", "Worn bench, left") + "\r\n\r\n" +
		orderLine("H101", "1", "M\xe9ni\xe8re", "M\xe9ni\xe8re's bench") + "\r\n"
	got, err := ParseOrder(strings.NewReader(in))
	if err != nil {
		t.Fatal(err)
	}
	want := []Row{
		{1, "H10", false, "Worn bench", "Worn bench"},
		{1, "H100", true, "Worn bench, l", "Worn bench, left"},
		{1, "H101", true, "Ménière", "Ménière's bench"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestParseOrderErrors(t *testing.T) {
	good := orderLine("H10", "0", "Worn bench", "Worn bench") + "\n"
	for name, tt := range map[string]struct {
		in        string
		line, col int
	}{
		"empty":     {"", 0, 0},
		"short":     {good + "00002 H100\n", 2, 10},
		"number":    {"0000x H10     0 Worn bench\n", 1, 5},
		"code":      {good + orderLine("h1", "0", "a", "b"), 2, 7},
		"flag":      {good + orderLine("H100", "2", "a", "b"), 2, 15},
		"no title":  {orderLine("H100", "1", "", ""), 1, 17},
		"long line": {strings.Repeat("x", 10000), 1, 0},
		"html":      {"<!DOCTYPE html><html><head><title>Not found</title></head></html>", 1, 1},
	} {
		rows, err := ParseOrder(strings.NewReader(tt.in))
		var parse *codesets.ParseError
		if rows != nil || !errors.As(err, &parse) {
			t.Errorf("%s: ParseOrder = %v, %v; want a ParseError", name, rows, err)
			continue
		}
		if parse.Line != tt.line || parse.Column != tt.col {
			t.Errorf("%s: %v, want line %d column %d", name, err, tt.line, tt.col)
		}
	}
}

func TestEntriesOrderOnly(t *testing.T) {
	rows := []Row{
		{1, "C43", false, "", "skin"},
		{2, "C430", true, "", "lip"},
		{3, "C4A", false, "", "Merkel"},
		{4, "C4A0", true, "", "Merkel, lip"},
		{5, "I10", true, "", "pressure"},
	}
	got, err := Entries(nil, rows)
	if err != nil {
		t.Fatal(err)
	}
	for i, parent := range []int{-1, 0, -1, 2, -1} {
		if got[i].Parent != parent {
			t.Errorf("parent of %s is %d, want %d", got[i].Key, got[i].Parent, parent)
		}
	}
	if _, err := Entries(nil, nil); err == nil {
		t.Error("Entries of nothing: no error")
	}
}

func TestEntriesDisagree(t *testing.T) {
	all, err := Entries(readFixture(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	var rows []Row
	for _, e := range all {
		if e.Kind != codesets.KindChapter && e.Kind != codesets.KindBlock {
			rows = append(rows, Row{Code: e.Key, Billable: e.Billable, Short: "s", Long: "order " + e.Title})
		}
	}
	got, err := Entries(readFixture(t), rows)
	if err != nil || got[2].Title != "order Worn bench" || got[2].Short != "s" {
		t.Errorf("titles are not the order file's: %+v, %v", got[2], err)
	}
	if _, err := Entries(readFixture(t), rows[1:]); err == nil {
		t.Error("a code the order file lacks: no error")
	}
	if _, err := Entries(readFixture(t), append(rows, Row{Code: "Z99"})); err == nil {
		t.Error("a code the Tabular List lacks: no error")
	}
	rows[1].Billable = false
	if _, err := Entries(readFixture(t), rows); err == nil {
		t.Error("another flag: no error")
	}
}

func FuzzParseOrder(f *testing.F) {
	f.Add([]byte(orderLine("H10", "0", "Worn bench", "Worn bench")))
	f.Add([]byte("\xef\xbb\xbf00001 A00     1 x"))
	f.Fuzz(func(t *testing.T, b []byte) {
		rows, err := ParseOrder(bytes.NewReader(b))
		if (err == nil) != (len(rows) > 0) {
			t.Errorf("%d rows with error %v", len(rows), err)
		}
	})
}
