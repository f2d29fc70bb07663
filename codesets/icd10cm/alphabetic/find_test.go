package alphabetic

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/icd10cm"
	"github.com/medcode-cli/medcode/codesets/table"
)

// someIndex is a small Index of our own: a line a term, blanks for its level,
// then where it leads.
const someIndex = `
index
Ache, aching (dull) = R52
  back (low) = M54.5- | also Pain, back
Damp | see Wet, soil
Gloom(s) (idle) | also Sorrow
  with
    fog = R45.2
    rust = M99.1 [G99.8]
  autumn, late = R45.3
  in (due to)
    damp = R45.4
    old house = R45.5
  widow's = F43.2-
Growth | see Neoplasm, by site, benign
Overdose (drug) | see Table of Drugs and Chemicals, by drug, poisoning
Sorrow = F43.9
  house, lost = Z59.0
  widow = F43.21
Thumb | see condition
Wet
  soil (loamy) = Z58.1
    deep = Z58.2
external
Fall, falling (accidental) = W19
  down
    stairs = W10.9
  from, off, out of
    stairs = W10.8
    swing = W09.1
  thumb = W20
neoplasm
Neoplasm, neoplastic
  thumb (nail) = Malignant_Primary:C76.4 Malignant_Secondary:C79.8 Benign:D36.7
    bed = Benign:D36.1
drugs
Monoxide, carbon | see Carbon, monoxide
Carbon = Accidental:T65.1 Assault:T65.3
  monoxide (any) = Accidental:T58.1 Assault:T58.3
Treacle = Accidental:T61.1 Poisoning,_Assault:T61.3
`

// parse reads the form of someIndex.
func parse(t *testing.T, text string) []icd10cm.IndexLine {
	t.Helper()
	var out []icd10cm.IndexLine
	var path []string
	part := ""
	for line := range strings.Lines(strings.TrimSpace(text)) {
		line = strings.TrimRight(line, "\n")
		if slices.Contains(icd10cm.IndexParts(), line) {
			part = line
			continue
		}
		level := (len(line) - len(strings.TrimLeft(line, " "))) / 2
		line, ref, _ := strings.Cut(strings.TrimSpace(line), " | ")
		title, codes, _ := strings.Cut(line, " = ")
		path = append(path[:level:level], title)
		l := icd10cm.IndexLine{Part: part, Path: path}
		if also, ok := strings.CutPrefix(ref, "also "); ok {
			l.SeeAlso = also
		} else {
			l.See = strings.TrimPrefix(ref, "see ")
		}
		for cell := range strings.SplitSeq(codes, " ") {
			l := l
			if column, code, ok := strings.Cut(cell, ":"); ok {
				l.Column, cell = strings.ReplaceAll(column, "_", " "), code
			}
			if strings.HasPrefix(cell, "[") {
				out[len(out)-1].Manifestation = codesets.Normalize(strings.Trim(cell, "[]"))
				continue
			}
			if cell != "" {
				l.Shown, l.Code = cell, codesets.Normalize(strings.TrimRight(cell, "-"))
			}
			out = append(out, l)
		}
	}
	return out
}

// A testBook is a book with the table it was opened from.
type testBook struct {
	Book
	rows *table.Rows
}

// bookOf compiles lines and opens them, as the store does.
func bookOf(t testing.TB, lines []icd10cm.IndexLine) testBook {
	t.Helper()
	set := icd10cm.IndexRows(lines)
	set.Columns = append(set.Columns, "part")
	for i := range set.Rows {
		set.Rows[i] = append(set.Rows[i], lines[i].Part)
	}
	b, err := table.CompileRows(codesets.Release{Set: codesets.ICD10CMIndex}, set)
	if err != nil {
		t.Fatal(err)
	}
	c, err := table.OpenContainer(b, true)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := table.OpenRows(c)
	if err != nil {
		t.Fatal(err)
	}
	book := testBook{Book: Book{Parts: map[string]*Term{}}, rows: rows}
	for _, part := range icd10cm.IndexParts() {
		book.Parts[part] = Open(rows, part)
	}
	return book
}

func TestFind(t *testing.T) {
	book := bookOf(t, parse(t, someIndex))
	book.Expand = func(query string) []Reading {
		if !strings.Contains(query, "gl") {
			return nil
		}
		return []Reading{
			{Query: strings.Replace(query, "gl", "glory", 1), Read: [][2]string{{"gl", "glory"}}},
			{Query: strings.Replace(query, "gl", "gloom", 1), Read: [][2]string{{"gl", "gloom"}}},
		}
	}
	for _, test := range []struct {
		name, part, query string
		path              string   // of the first, "" for none
		leads             string   // of the first
		missing           string   // words, with blanks
		read              string   // as given>as read
		via               string   // references followed
		also              []string // paths of the others
	}{
		{name: "main term", query: "sorrow", path: "Sorrow", leads: "F43.9"},
		{name: "second word of a main term", query: "aching", path: "Ache, aching (dull)", leads: "R52"},
		{name: "subterm", query: "gloom fog", path: "Gloom(s) (idle) > with > fog", leads: "R45.2"},
		{name: "any order", query: "fog gloom", path: "Gloom(s) (idle) > with > fog", leads: "R45.2"},
		{name: "manifestation", query: "gloom with rust", path: "Gloom(s) (idle) > with > rust", leads: "M99.1 [G99.8]"},
		{name: "nonessential modifiers are no matter", query: "idle gloom due to damp", path: "Gloom(s) (idle) > in (due to) > damp", leads: "R45.4"},
		{name: "part of a term", query: "late autumn gloom", path: "Gloom(s) (idle) > autumn, late", leads: "R45.3"},
		{name: "plural and possessive", query: "glooms widows", path: "Gloom(s) (idle) > widow's", leads: "F43.2-"},
		{name: "begun", query: "glo autu", path: "Gloom(s) (idle) > autumn, late", leads: "R45.3"},
		{name: "misspelt", query: "sorow widow", path: "Sorrow > widow", leads: "F43.21", read: "sorow>sorrow"},
		{name: "letters exchanged", query: "gloom autmun", path: "Gloom(s) (idle) > autumn, late", leads: "R45.3", read: "autmun>autumn"},
		{name: "abbreviated", query: "gl fog", path: "Gloom(s) (idle) > with > fog", leads: "R45.2", read: "gl>gloom"},
		{name: "see", query: "damp", path: "Wet > soil (loamy)", leads: "Z58.1", via: "Damp see Wet, soil"},
		{name: "see, and on from there", query: "damp deep", path: "Wet > soil (loamy) > deep", leads: "Z58.2", via: "Damp see Wet, soil"},
		{name: "see is followed with words left", query: "damp moon", path: "Wet > soil (loamy)", leads: "Z58.1", via: "Damp see Wet, soil", missing: "moon"},
		{name: "see also only where it leads on", query: "gloom lost house", path: "Sorrow > house, lost", leads: "Z59.0", via: "Gloom(s) (idle) also Sorrow"},
		{name: "see also not needed", query: "gloom old house", path: "Gloom(s) (idle) > in (due to) > old house", leads: "R45.5"},
		{name: "see condition leads nowhere", part: "index", query: "thumb", path: "Thumb", leads: "see condition"},
		{name: "missing word", query: "sorrow moon", path: "Sorrow", leads: "F43.9", missing: "moon"},
		{name: "no word", query: "xyzzy"},
		{name: "nothing", query: " ,; "},
		{name: "other part", query: "fall swing", path: "Fall, falling (accidental) > from, off, out of > swing", leads: "W09.1"},
		{name: "joining word decides", query: "fall off stairs", path: "Fall, falling (accidental) > from, off, out of > stairs", leads: "W10.8", also: []string{"Fall, falling (accidental) > down > stairs"}},
		{name: "joining word decides otherwise", query: "fall down stairs", path: "Fall, falling (accidental) > down > stairs", leads: "W10.9"},
		{name: "only a stop word", part: "index", query: "with"},
		{name: "table without its name", part: "neoplasm", query: "thumb, bed", path: "Neoplasm, neoplastic > thumb (nail) > bed", leads: "D36.1"},
		{name: "column", query: "secondary thumb", path: "Neoplasm, neoplastic > thumb (nail)", leads: "C76.4,C79.8,D36.7"},
		{name: "into the table", query: "growth thumb", path: "Neoplasm, neoplastic > thumb (nail)", leads: "C76.4,C79.8,D36.7", via: "Growth see Neoplasm, by site, benign"},
		{name: "to another part", query: "overdose treacle", path: "Treacle", leads: "T61.1,T61.3", via: "Overdose (drug) see Table of Drugs and Chemicals, by drug, poisoning"},
		{name: "the term with codes before one that refers", part: "drugs", query: "carbon monoxide", path: "Carbon > monoxide (any)", leads: "T58.1,T58.3"},
	} {
		t.Run(test.name, func(t *testing.T) {
			found := book.Find(test.part, test.query, 5)
			if test.path == "" {
				if len(found) > 0 {
					t.Fatalf("Find(%q) = %v, want nothing", test.query, found[0].Term.Path())
				}
				return
			}
			if len(found) == 0 {
				t.Fatalf("Find(%q) finds nothing", test.query)
			}
			var read, via, also []string
			for _, w := range found[0].Read {
				read = append(read, w[0]+">"+w[1])
			}
			for _, v := range found[0].Via {
				word := " see "
				if v.Also {
					word = " also "
				}
				via = append(via, strings.Join(v.Term.Path(), " > ")+word+v.To)
			}
			for _, f := range found[1:] {
				also = append(also, strings.Join(f.Term.Path(), " > "))
			}
			got := []string{strings.Join(found[0].Term.Path(), " > "), strings.Join(found[0].Term.Leads(), ","), strings.Join(found[0].Missing, " "), strings.Join(read, " "), strings.Join(via, "; ")}
			if diff := cmp.Diff([]string{test.path, test.leads, test.missing, test.read, test.via}, got); diff != "" {
				t.Errorf("Find(%q): path, leads, missing, read, via (-want +got):\n%s", test.query, diff)
			}
			if test.also != nil && !slices.Equal(also, test.also) {
				t.Errorf("Find(%q): also %q, want %q", test.query, also, test.also)
			}
		})
	}
}

func TestFindColumns(t *testing.T) {
	book := bookOf(t, parse(t, someIndex))
	for query, want := range map[string][]string{
		"neoplasm thumb":        nil,
		"thumb malignant":       {"Malignant Primary", "Malignant Secondary"},
		"secondary thumb":       {"Malignant Secondary"},
		"growth thumb":          {"Benign"},
		"thumb malignant benig": {"Malignant Primary", "Malignant Secondary", "Benign"},
		"carbon assault":        {"Assault"},
	} {
		found := book.Find("", query, 1)
		if len(found) != 1 || !slices.Equal(found[0].Columns, want) {
			t.Errorf("Find(%q): %d found, %+v, want one with columns %q", query, len(found), found, want)
		}
	}
}

// Hostile queries are answered at once.
func TestFindHostile(t *testing.T) {
	book := bookOf(t, parse(t, someIndex))
	for _, query := range []string{
		strings.Repeat("gloom fog rust ", 5000), strings.Repeat("g", 1<<20), "\x00\x1b[31mgloom\x7f", "\u202egloom\u2066", "(((((((.*+?[[[[\\", "\xff\xfe\xfd", strings.Repeat("(", 10000),
	} {
		for _, f := range book.Find("", query, 3) {
			if len(f.Missing) > maxWords {
				t.Errorf("Find(%.20q) misses %d words", query, len(f.Missing))
			}
		}
	}
}

// Two references to each other end.
func TestFindCircle(t *testing.T) {
	book := bookOf(t, parse(t, "index\nTic | see Tac\nTac | see Tic\n"))
	if found := book.Find("", "tic", 1); len(found) != 1 || len(found[0].Via) > maxHops {
		t.Errorf("found %v", found)
	}
}
