package index

import (
	"errors"

	"github.com/RoaringBitmap/roaring/v2"
	bleveindex "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	zap "github.com/blevesearch/zapx/v17"
)

// The fields of a document in the segment. A document's number is its place
// in the forward file.
const (
	textField    = "text"    // title, inclusion terms, synonyms, those above included
	contextField = "context" // titles of what it belongs to
)

// bleve's top package and its scorch index are left out on purpose: linking
// scorch costs every command 6 ms at start (it builds Levenshtein automata
// when the package is initialised). A segment is the file a scorch index
// consists of; one that never changes needs nothing around it.

// buildSegment makes the inverted index of the documents in memory.
func (b *builder) buildSegment(texts, around [][]uint32, progress func(float64)) (segment.Segment, error) {
	docs := make([]bleveindex.Document, len(texts))
	for i := range texts {
		if i%2048 == 0 {
			progress(float64(i) / float64(len(texts)))
		}
		d := &document{id: b.codes.Key(b.docs[i].node)}
		b.addField(d, textField, texts[i])
		b.addField(d, contextField, around[i])
		d.AddIDField()
		docs[i] = d
	}
	plugin := &zap.ZapPlugin{}
	seg, _, err := plugin.New(docs)
	return seg, err
}

func (b *builder) addField(d *document, name string, ids []uint32) {
	terms := make([]string, len(ids))
	for i, id := range ids {
		terms[i] = b.names[id]
	}
	d.fields = append(d.fields, newField(name, terms, bleveindex.IndexField|bleveindex.SkipFreqNorm))
}

// postings gives the documents of terms. It is for one search at a time: a
// bleve dictionary and its postings are not safe for concurrent use.
type postings struct {
	text, context segment.TermDictionary
	list          segment.PostingsList
	iter          segment.PostingsIterator
	single        *roaring.Bitmap
}

func openPostings(seg segment.Segment) (*postings, error) {
	p := &postings{single: roaring.New()}
	var err error
	if p.text, err = seg.Dictionary(textField); err != nil {
		return nil, err
	}
	p.context, err = seg.Dictionary(contextField)
	return p, err
}

// bitmap returns the documents that have term in dict, good until the next call.
func (p *postings) bitmap(dict segment.TermDictionary, term string) (*roaring.Bitmap, error) {
	var err error
	if p.list, err = dict.PostingsList([]byte(term), nil, p.list); err != nil {
		return nil, err
	}
	p.iter = p.list.Iterator(false, false, false, p.iter)
	it, ok := p.iter.(segment.OptimizablePostingsIterator)
	if !ok {
		return nil, errors.New("segment without bitmaps")
	}
	if d, one := it.DocNum1Hit(); one {
		p.single.Clear()
		p.single.Add(uint32(d))
		return p.single, nil
	}
	if b := it.ActualBitmap(); b != nil {
		return b, nil
	}
	p.single.Clear()
	return p.single, nil
}
