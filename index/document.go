package index

import (
	"github.com/blevesearch/bleve/v2/analysis"
	bleveindex "github.com/blevesearch/bleve_index_api"
)

// A document is a concept in the form in which bleve's segment builder takes
// documents: fields of terms that are analyzed already. bleve's own document
// package is left out, because it links the geographic fields and with them
// 0.3 ms of every start of the program.
type document struct {
	id     string
	fields []*field
}

func (d *document) ID() string                { return d.id }
func (d *document) Size() int                 { return 0 }
func (d *document) HasComposite() bool        { return false }
func (d *document) NumPlainTextBytes() uint64 { return 0 }
func (d *document) StoredFieldsBytes() uint64 { return uint64(len(d.id)) }
func (d *document) Indexed() bool             { return true }

// VisitComposite does nothing: there is no field made of other fields.
func (d *document) VisitComposite(bleveindex.CompositeFieldVisitor) {}

// VisitFields calls visit for every field, in the order they were added.
func (d *document) VisitFields(visit bleveindex.FieldVisitor) {
	for _, f := range d.fields {
		visit(f)
	}
}

// AddIDField adds the field by which a segment knows its documents.
func (d *document) AddIDField() {
	f := newField("_id", []string{d.id}, bleveindex.IndexField|bleveindex.StoreField)
	f.value = []byte(d.id)
	d.fields = append(d.fields, f)
}

// A field is the terms of one field of a document.
type field struct {
	name    string
	value   []byte // what is stored, when it is
	options bleveindex.FieldIndexingOptions
	terms   bleveindex.TokenFrequencies
	length  int // terms, repeated ones included
}

func newField(name string, terms []string, options bleveindex.FieldIndexingOptions) *field {
	tokens := make(analysis.TokenStream, len(terms))
	for i, t := range terms {
		tokens[i] = &analysis.Token{Term: []byte(t), Position: i + 1, Type: analysis.AlphaNumeric}
	}
	return &field{
		name: name, options: options, length: len(tokens),
		terms: analysis.TokenFrequency(tokens, nil, options),
	}
}

func (f *field) Name() string                             { return f.name }
func (f *field) Value() []byte                            { return f.value }
func (f *field) ArrayPositions() []uint64                 { return nil }
func (f *field) EncodedFieldType() byte                   { return 't' }
func (f *field) Options() bleveindex.FieldIndexingOptions { return f.options }
func (f *field) AnalyzedLength() int                      { return f.length }
func (f *field) NumPlainTextBytes() uint64                { return uint64(len(f.value)) }

// Analyze does nothing: the terms are known when a field is made.
func (f *field) Analyze() {}

// AnalyzedTokenFrequencies returns the terms.
func (f *field) AnalyzedTokenFrequencies() bleveindex.TokenFrequencies { return f.terms }
