package index

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/store"
	"github.com/medcode-cli/medcode/codesets/table"
)

func TestTokens(t *testing.T) {
	tests := []struct{ in, want string }{
		{"Crohn's disease, unspecified", "crohn disease unspecified"},
		{"IBS w/ Diarrhea", "ibs w/ diarrhea"},
		{"cough w/o,fever w/cough", "cough w/o fever w/ cough"},
		{"H/O MI d/t CAD", "h/o mi d/t cad"},
		{"U.T.I. in 2.5 yrs", "uti in 2.5 yrs"},
		{"bronchus/lung, Ménière", "bronchus lung meniere"},
		{"toe(s) & finger", "toe and finger"},
		{"β-thalassemia", "beta thalassemia"},
		{"", ""},
	}
	for _, tt := range tests {
		if got := strings.Join(Tokens(tt.in), " "); got != tt.want {
			t.Errorf("Tokens(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

// TestExpand uses a lexicon of its own, so that it fixes the rules and not
// the words.
func TestExpand(t *testing.T) {
	l := parseLexicon([lexiconKinds]string{
		Abbreviation: "# comment\nmi\tmitral insufficiency\tvalve\nmi\tmyocardial infarction\t-valve\t=> I21.9\n" +
			"ms\tmultiple sclerosis|mitral stenosis\nw/o\twithout\nas\taortic stenosis\t+valve +heart\n",
		LayTerm: "heart attack\tmyocardial infarction\nheart\theart\n",
		Eponym: "leber congenital amaurosis;lca\t\t=> H35.50 | H54.0 H54.8\n" +
			"marie disease\tacromegaly\nfactor 5 deficiency\t\t=> D68.2\n",
	})
	tests := []struct{ in, want string }{
		{"old heart attacks", "1-3 lay term [myocardial infarction]"},
		{"mi of the valve", "0-1 abbreviation [mitral insufficiency]!"},
		{"acute mi", "1-2 abbreviation [myocardial infarction] I219 [mitral insufficiency]"},
		{"ms", "0-1 abbreviation [multiple sclerosis] [mitral stenosis]"},
		{"Leber congenital amaurosis type 2", "0-5 synonym [] H3550 [] H540 H548"},
		{"Leber congenital amaurosis IIA", "0-4 synonym [] H3550 [] H540 H548"},
		{"Leber congenital amaurosis 1CC", "0-4 synonym [] H3550 [] H540 H548"},
		{"Leber congenital amaurosis 4 with heart", "0-4 synonym [] H3550 [] H540 H548 5-6 lay term [heart]"},
		{"Leber congenital amaurosis left", "0-3 synonym [] H3550 [] H540 H548"},
		{"lca11", "0-1 synonym [] H3550 [] H540 H548"},
		{"lca110b2", ""},
		{"ms4", ""},
		{"Marie's syndrome", "0-2 synonym [acromegaly]"},
		{"factor V deficiency", "0-3 synonym [] D682"},
		{"as it is", ""},
		{"severe as of the valve", "1-2 abbreviation [aortic stenosis]!"},
		{"w/o heart", "0-1 abbreviation [without] 1-2 lay term [heart]"},
		{"", ""},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, expansionText(l.Expand(Tokens(tt.in)))); diff != "" {
			t.Errorf("Expand(%q) (-want +got):\n%s", tt.in, diff)
		}
	}
}

func expansionText(es []Expansion) string {
	var out []string
	for _, e := range es {
		out = append(out, string(rune('0'+e.Start))+"-"+string(rune('0'+e.End)), e.Kind.String())
		for _, a := range e.Alternatives {
			text := "[" + strings.Join(a.Terms, " ") + "]"
			if a.Context {
				text += "!"
			}
			out = append(append(out, text), a.Codes...)
		}
	}
	return strings.Join(out, " ")
}

// notInRelease are words of expansions that no title or note has.
func notInRelease(w string) bool {
	return w == "_" // reserved for a word that the release lacks and the Alphabetic Index has
}

// TestLexicon checks every line of the embedded lexicon against the embedded
// release: well-formed keys, each given once, words that the classification
// uses and codes that exist.
func TestLexicon(t *testing.T) {
	codes := embeddedCodes(t)
	vocabulary := releaseWords(codes)
	seen := map[string]string{}   // key as it is hashed, by file and whether it has context
	hashes := map[uint64]string{} // guards against two phrases under one hash
	for k, file := range lexiconFiles() {
		for i, line := range strings.Split(file, "\n") {
			if line == "" || line[0] == '#' {
				continue
			}
			where := LexiconKind(k).String() + " line " + line
			if strings.HasSuffix(line, " ") || strings.HasSuffix(line, "\t") || strings.Contains(line, "  ") {
				t.Errorf("%s (%d): blanks", where, i+1)
			}
			keys, rest, ok := strings.Cut(line, "\t")
			f := splitLine(rest)
			if !ok || f.expansion == "" && f.codes == "" {
				t.Errorf("%s: says nothing", where)
			}
			for key := range strings.SplitSeq(keys, ";") {
				if got := strings.Join(Tokens(key), " "); got != key || key == "" {
					t.Errorf("%s: key %q, want %q", where, key, got)
				}
				canonical, hash := hashed(key)
				if old := hashes[hash]; old != "" && old != canonical {
					t.Errorf("%q and %q have one hash", old, canonical)
				}
				hashes[hash] = canonical
				file := LexiconKind(k).String()
				if old, dup := seen[canonical]; dup && old != file+" context" {
					t.Errorf("%s: key %q is given twice, see %s", where, key, old)
				}
				if f.context != "" {
					file += " context"
				}
				seen[canonical] = file
			}
			checkTarget(t, codes, vocabulary, where, f)
		}
	}
}

// hashed returns a key in the words its hash is made of.
func hashed(key string) (string, uint64) {
	h := keyHash{}
	var out []string
	for tok := range strings.SplitSeq(key, " ") {
		out = append(out, arabic(singular(tok), h.prev))
		h.add(tok)
	}
	return strings.Join(out, " "), h.sum
}

// TestKeyHash pins the hashes that indexes keep: when they change, change
// mappingVersion too, else old indexes find nothing in the lexicon.
func TestKeyHash(t *testing.T) {
	sum := uint64(0)
	for _, key := range []string{"heart attacks", "type ii diabetes", "w/o", "factor v", "mucopolysaccharidosis i", "lca"} {
		_, h := hashed(key)
		sum = sum*31 + h
	}
	if want := uint64(0xfcf8c37d8f359f7a); mappingVersion != 6 || sum != want {
		t.Errorf("mapping version %d, hashes %#x, want 6, %#x", mappingVersion, sum, want)
	}
}

func checkTarget(t *testing.T, codes *table.Codes, vocabulary map[string]bool, where string, f lexiconFields) {
	t.Helper()
	for _, a := range f.alternatives(nil, false) {
		for _, w := range a.Terms {
			if w != strings.Join(Tokens(w), "") || !vocabulary[singular(w)] && !notInRelease(w) {
				t.Errorf("%s: no title or note has the word %q", where, w)
			}
		}
		for _, c := range a.Codes {
			if _, ok := codes.Find(c); !ok {
				t.Errorf("%s: no code %q", where, c)
			}
		}
	}
	for w := range strings.FieldsSeq(f.context) {
		if w = strings.TrimLeft(w, "+-"); w != strings.Join(Tokens(w), " ") {
			t.Errorf("%s: context word %q", where, w)
		}
	}
}

func embeddedCodes(t *testing.T) *table.Codes {
	t.Helper()
	s, err := store.Open("")
	if err != nil {
		t.Fatal(err)
	}
	rel, ok := s.Catalog().Newest(codesets.ICD10CM)
	if !ok {
		t.Fatal("no ICD-10-CM release")
	}
	codes, err := s.Codes(rel)
	if err != nil {
		t.Fatal(err)
	}
	return codes
}

func releaseWords(codes *table.Codes) map[string]bool {
	words := map[string]bool{}
	add := func(text string) {
		for _, tok := range Tokens(text) {
			words[singular(tok)] = true
		}
	}
	for n := range table.Node(codes.Len()) {
		add(codes.Title(n))
		for _, note := range codes.Notes(n) {
			add(note.Text)
		}
	}
	return words
}

func FuzzExpand(f *testing.F) {
	for _, s := range []string{"mi w/o heart attack", "LCA 11", "d/t/", "type i", "u.t.i.", "½ γ", "a;b\tc"} {
		f.Add(s)
	}
	l := OpenLexicon()
	f.Fuzz(func(t *testing.T, text string) {
		tokens := Tokens(text)
		end := 0
		for _, e := range l.Expand(tokens) {
			if e.Start < end || e.End <= e.Start || e.End > len(tokens) || len(e.Alternatives) == 0 {
				t.Errorf("Expand(%q) = %+v behind %d", tokens, e, end)
			}
			end = e.End
		}
	})
}

func BenchmarkOpenLexicon(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		OpenLexicon()
	}
}

func BenchmarkExpand(b *testing.B) {
	l := OpenLexicon()
	tokens := Tokens("Nondisp fx of dist phalanx of lft grt toe, init w/ DM2 d/t steroids")
	b.ReportAllocs()
	for b.Loop() {
		l.Expand(tokens)
	}
}
