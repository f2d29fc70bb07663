package load

import (
	"io"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/cpt"
	"github.com/medcode-cli/medcode/codesets/icd10cm"
	"github.com/medcode-cli/medcode/codesets/table"
)

// headSize is how much of a file Match sees, in bytes.
const headSize = 8 << 10

// A File is one official file, unpacked.
type File struct {
	Name    string // base name, lower case: "icd10cm-order-2026.txt"
	Path    string // as messages show it: "2026.zip: Code Descriptions/icd10cm-order-2026.txt"
	Archive string // base name of the archive it came in, lower case; "" for none
	Folder  string // base name of the folder it lies in, on disk or in its archive, lower case; "" for none
	Head    string // how its content begins, at most headSize bytes, Latin-1 read as UTF-8
}

// Named reports whether the name holds each of words, in any order; words are
// lower case. Blanks and underscores of the name count as dashes.
func (f File) Named(words ...string) bool {
	name := strings.NewReplacer(" ", "-", "_", "-").Replace(f.Name)
	for _, w := range words {
		if !strings.Contains(name, w) {
			return false
		}
	}
	return true
}

// Ext reports whether the name ends in a dot and one of extensions, lower case.
func (f File) Ext(extensions ...string) bool {
	for _, e := range extensions {
		if strings.HasSuffix(f.Name, "."+e) {
			return true
		}
	}
	return false
}

// Line returns line n of the head, 1-based, without its end; "" when there is
// no such line.
func (f File) Line(n int) string {
	rest := strings.TrimPrefix(f.Head, "\ufeff")
	for ; n > 1; n-- {
		var ok bool
		if _, rest, ok = strings.Cut(rest, "\n"); !ok {
			return ""
		}
	}
	line, _, _ := strings.Cut(rest, "\n")
	return strings.TrimSuffix(line, "\r")
}

// HasColumns reports whether one of the first 15 lines names each of columns,
// ignoring case: it is the header of a delimited table.
func (f File) HasColumns(columns ...string) bool {
	for n := 1; n <= 15; n++ {
		line := strings.ToLower(f.Line(n))
		all := line != ""
		for _, c := range columns {
			all = all && strings.Contains(line, c)
		}
		if all {
			return true
		}
	}
	return false
}

// A Kind is one kind of official file.
type Kind struct {
	Title string // for people: "ICD-10-CM order file"
	Set   codesets.CodeSet
	Part  string // which part of the release it holds: "order"; see codesets.Release.Parts
	// Match reports whether f is of this kind, by its name and its head. It
	// must not take another official file for one of this kind.
	Match func(f File) bool
	// Edition returns Edition, Title, Effective and End of the release f
	// belongs to, as its name or head tells; false when they do not tell.
	Edition func(f File) (codesets.Release, bool)
	// Rows is about how many rows a whole official file has; a release with
	// less than four fifths of it is taken for a sample and says so.
	Rows int
	// Open says that whole files end without an end of line, so that its
	// absence says nothing.
	Open bool
	// Parse reads all of the file, or returns a *codesets.ParseError, whose
	// File it may leave empty.
	Parse func(r io.Reader, f File) (Content, error)
}

// A Content is what one file holds. One of its first six fields is set.
type Content struct {
	Order   []icd10cm.Row    // an ICD-10-CM order file
	Tabular *icd10cm.Tabular // the ICD-10-CM Tabular List
	Entries []table.Entry    // codes, in tabular order; of several files one after the other
	CPT     []cpt.Row        // one of the CPT descriptor files
	Rows    *table.RowSet    // rows
	Pairs   *table.PairSet   // code pairs

	// Rationales are the texts of rationales that pairs name by number.
	Rationales map[string]string
	// Attrs are further fields of codes that another file of the release
	// lists: by code, or by "field:value" for every code that has that field,
	// as HCPCS processing notes have ("processing_note:0013").
	Attrs map[string][]codesets.Attr
	Part  string // takes the place of Kind.Part when set: "f1"
	Note  string // what a user must know of the release: "no effective dates"
	// Since is the first day the release answers for when its rows carry
	// dates of their own, and so answer for the past as well.
	Since codesets.Date
}

// kindsOf returns the kinds f is of, or that set alone when it is not "".
func kindsOf(f File, set codesets.CodeSet) []Kind {
	var out []Kind
	for _, k := range Kinds() {
		if (set == "" || k.Set == set) && k.Match(f) {
			out = append(out, k)
		}
	}
	return out
}

// parts returns how many parts the kinds of set make.
func parts(set codesets.CodeSet) int {
	seen := map[string]bool{}
	for _, k := range Kinds() {
		if k.Set == set {
			seen[k.Part] = true
		}
	}
	return len(seen)
}
