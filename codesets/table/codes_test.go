package table

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/medcode-cli/medcode/codesets"
)

// bench returns a small compiled code set: two categories, a block above
// them, and a note that refers from one to the other.
func bench(tb testing.TB) []byte {
	tb.Helper()
	data, err := CompileCodes(codesets.Release{Set: codesets.ICD10CM, Edition: "T1", Title: "test"}, []Entry{
		{Key: "7", Parent: -1, Title: "Chapter seven", Kind: codesets.KindChapter},
		{Key: "H10-H11", Parent: 0, Title: "Benches", Kind: codesets.KindBlock},
		{Key: "H10", Parent: 1, Title: "Worn bench", Kind: codesets.KindCategory, Notes: []codesets.Note{
			{Kind: codesets.Excludes1, Text: "new bench (H11.-)", Refs: []codesets.Ref{{From: "H11", Prefix: true}}},
			{Kind: codesets.CodeFirst, Text: "bent (H10-H11 with 7th character A)", Refs: []codesets.Ref{{From: "H10", To: "H11", Qualifier: "7:A"}}},
		}},
		{Key: "H100", Parent: 2, Title: "Worn bench, left", Short: "Worn l", Billable: true, Attrs: []codesets.Attr{{Name: "Colour", Value: "red"}}},
		{Key: "H11", Parent: 1, Title: "New bench", Kind: codesets.KindCategory, Sevenths: []codesets.Seventh{{Char: 'A', Text: "initial"}, {Char: 'S', Text: "sequela"}}},
		{Key: "H110XXA", Parent: 4, Title: "New bench, initial", Billable: true},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

func openCodes(tb testing.TB, data []byte) *Codes {
	tb.Helper()
	c, err := OpenContainer(data, false)
	if err != nil {
		tb.Fatal(err)
	}
	codes, err := OpenCodes(c)
	if err != nil {
		tb.Fatal(err)
	}
	return codes
}

func keys(t *Codes, nodes []Node) []string {
	var out []string
	for _, n := range nodes {
		out = append(out, t.Key(n))
	}
	return out
}

func TestCodes(t *testing.T) {
	c := openCodes(t, bench(t))
	if r := c.Release(); r.Rows != 4 || r.Billable != 2 {
		t.Errorf("%d rows, %d billable; want 4, 2", r.Rows, r.Billable)
	}
	n, ok := c.Find("H100")
	if !ok {
		t.Fatal("no H100")
	}
	want := codesets.Code{
		Set: codesets.ICD10CM, Code: "H100", Title: "Worn bench, left", Short: "Worn l",
		Billable: true, Parent: "H10", Attrs: []codesets.Attr{{Name: "Colour", Value: "red"}},
	}
	if diff := cmp.Diff(want, c.Code(n)); diff != "" {
		t.Errorf("Code (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"7", "H10-H11", "H10", "H100"}, keys(c, c.Path(n))); diff != "" {
		t.Errorf("Path (-want +got):\n%s", diff)
	}
	block, _ := c.Find("H10-H11")
	if diff := cmp.Diff([]string{"H10", "H11"}, keys(c, slices.Collect(c.Children(block)))); diff != "" {
		t.Errorf("Children (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"H10", "H10-H11", "H100"}, keys(c, slices.Collect(c.Prefixed("H10")))); diff != "" {
		t.Errorf("Prefixed (-want +got):\n%s", diff)
	}
	for _, code := range []string{"", "H", "H101", "H10-H12", "H110XXAA", "TOOLONGCODE"} {
		if n, ok := c.Find(code); ok || n != None {
			t.Errorf("Find(%q) = %d, %t", code, n, ok)
		}
	}
}

func TestNotesOf(t *testing.T) {
	c := openCodes(t, bench(t))
	left, _ := c.Find("H100")
	leaf, _ := c.Find("H110XXA")
	if got := c.EffectiveNotes(left); len(got) != 2 || got[0].Owner != "H10" || got[0].Refs[0].String() != "H11-" {
		t.Errorf("EffectiveNotes(H10.0) = %+v", got)
	}
	if got := c.Referrers(leaf); len(got) != 2 || got[0].Kind != codesets.Excludes1 || got[1].Kind != codesets.CodeFirst {
		t.Errorf("Referrers(H11.0XXA) = %+v", got)
	}
	if got := c.Referrers(left); len(got) != 0 {
		t.Errorf("Referrers(H10.0) = %+v, want none: the qualifier asks for a 7th character", got)
	}
	if got := c.Sevenths(leaf); len(got) != 2 || got[0].Char != 'A' {
		t.Errorf("Sevenths(H11.0XXA) = %v", got)
	}
	if owner := c.SeventhOwner(left); owner != None {
		t.Errorf("SeventhOwner(H10.0) = %d, want None", owner)
	}
	for ref, want := range map[codesets.Ref]bool{
		{From: "H11"}:                        true,
		{From: "H110XX", Prefix: true}:       true,
		{From: "H09", To: "H12"}:             true, // neither end exists
		{From: "H10"}:                        false,
		{From: "H11", Qualifier: "7:S"}:      false,
		{From: "Z99"}:                        false,
		{From: "H11", To: "H10"}:             false,
		{From: "H10", To: "H11"}:             true,
		{From: "H11", Qualifier: "end:XXA"}:  true,
		{From: "H11", Qualifier: "end:.0XX"}: true,
	} {
		if got := c.Covers(ref, leaf); got != want {
			t.Errorf("Covers(%v, H11.0XXA) = %t, want %t", ref, got, want)
		}
	}
}

func TestCompileErrors(t *testing.T) {
	for name, entries := range map[string][]Entry{
		"twice":      {{Key: "A", Parent: -1}, {Key: "A", Parent: -1}},
		"no key":     {{Parent: -1}},
		"long key":   {{Key: "ABCDEFGHI", Parent: -1}},
		"behind":     {{Key: "A", Parent: 1}, {Key: "B", Parent: -1}},
		"not nested": {{Key: "A", Parent: -1}, {Key: "B", Parent: -1}, {Key: "A1", Parent: 0}},
	} {
		if _, err := CompileCodes(codesets.Release{}, entries); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestFlippedBytes flips every byte of a container in turn: none goes unseen.
func TestFlippedBytes(t *testing.T) {
	data := bench(t)
	clean := readAll(openCodes(t, data))
	for i := range data {
		bad := slices.Clone(data)
		bad[i] ^= 0x20
		c, err := OpenContainer(bad, false)
		if err == nil {
			var codes *Codes
			if codes, err = OpenCodes(c); err == nil && readAll(codes) != clean {
				t.Fatalf("byte %d flipped: read without an error", i)
			}
		}
		if err != nil && !errors.Is(err, ErrCorrupt) && !errors.Is(err, ErrSchema) {
			t.Fatalf("byte %d flipped: %v", i, err)
		}
	}
	for n := range data {
		if c, err := OpenContainer(data[:n], false); err == nil && c.Verify() == nil && n < len(data)-8 {
			t.Fatalf("cut at %d: opened", n)
		}
	}
}

// readAll reads everything a table holds.
func readAll(c *Codes) string {
	var b strings.Builder
	for n := range Node(c.Len()) {
		code := c.Code(n)
		b.WriteString(code.Code + code.Title + code.Short)
		for _, note := range c.EffectiveNotes(n) {
			b.WriteString(note.Text)
		}
		for _, s := range c.Sevenths(n) {
			b.WriteString(s.Text)
		}
		b.WriteString(strings.Repeat("x", len(c.Referrers(n))+len(c.Path(n))))
	}
	return b.String()
}

// TestTexts keeps any string as it is.
func TestTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOf(rapid.String()).Draw(t, "strings")
		b := newTextBuilder()
		for _, s := range list {
			b.add(s)
		}
		tx, ok := openTexts(b.build())
		if !ok {
			t.Fatal("does not open")
		}
		for _, s := range list {
			if got := tx.at(b.ref(s)); got != s {
				t.Fatalf("at(ref(%q)) = %q", s, got)
			}
		}
	})
}

// FuzzOpen reads damaged containers whose checksums are not looked at.
func FuzzOpen(f *testing.F) {
	f.Add(bench(f))
	f.Add([]byte(magic))
	f.Fuzz(func(_ *testing.T, data []byte) {
		c, err := OpenContainer(data, true)
		if err != nil {
			return
		}
		codes, err := OpenCodes(c)
		if err != nil {
			return
		}
		for n := range min(Node(codes.Len()), 8) { // few: damage may make any of them long
			codes.Code(n)
			codes.Path(n)
			codes.EffectiveNotes(n)
			codes.Sevenths(n)
		}
	})
}
