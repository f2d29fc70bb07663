package codesets

// A NoteKind is a kind of instructional note of the Tabular List
// (ICD-10-CM Official Guidelines, section I.A.10 to I.A.17).
type NoteKind uint8

// The kinds of instructional notes, in the order a page shows them.
const (
	Includes NoteKind = iota
	InclusionTerm
	Excludes1
	Excludes2
	CodeFirst
	UseAdditional
	CodeAlso
	PlainNote
	SeventhNote
)

var noteKinds = [...]struct{ id, title string }{
	{"includes", "Includes"},
	{"inclusion_term", "Inclusion terms"},
	{"excludes1", "Excludes1"},
	{"excludes2", "Excludes2"},
	{"code_first", "Code first"},
	{"use_additional", "Use additional code"},
	{"code_also", "Code also"},
	{"note", "Note"},
	{"seventh", "7th character"},
}

// NoteKinds is the number of kinds.
const NoteKinds = len(noteKinds)

// String returns the identifier used in JSON: "use_additional".
func (k NoteKind) String() string { return noteKinds[k].id }

// Title returns the heading of the Tabular List: "Use additional code".
func (k NoteKind) Title() string { return noteKinds[k].title }

// MarshalText writes the identifier.
func (k NoteKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// A Note is one line of an instructional note.
type Note struct {
	Kind  NoteKind
	Text  string // as published, with its parenthesis of codes
	Owner string // the code, block or chapter that carries it, undotted
	Refs  []Ref  // what the text refers to, in its order; empty when it names no code
	// Unparsed reports that the text names codes in a form the grammar does not know.
	Unparsed bool
}

// A Seventh is one 7th character and its meaning, as defined by Owner.
type Seventh struct {
	Char byte
	Text string
}
