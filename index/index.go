package index

import (
	"errors"
	"sync"

	"github.com/blevesearch/mmap-go"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"github.com/medcode-cli/medcode/codesets/table"
)

// A Source is what an index is made from.
type Source struct {
	Codes *table.Codes
	// Names returns further names of a code, undotted, always in the same
	// order: the terms of the Alphabetic Index that lead to it. It may be nil.
	Names func(code string) []string
	// NamesDigest tells the names of one release from those of another.
	NamesDigest string
}

// names returns the further names of a code.
func (s *Source) names(code string) []string {
	if s.Names == nil {
		return nil
	}
	return s.Names(code)
}

// An Index finds the codes of one release. It is safe for concurrent use.
type Index struct {
	codes     *table.Codes
	source    Source
	fwd       *forward
	seg       segment.Segment
	mapped    mmap.MMap // of fwd, nil when it is in memory
	lexicon   *Lexicon
	members   []member
	w         weights
	scratches sync.Pool
	masksOnce sync.Once
	masks     []uint32
}

// Build makes the index of a source in memory. It takes a few seconds for a
// large code set; progress, which may be nil, is told how far it is, 0 to 1.
func Build(from Source, progress func(float64)) (*Index, error) {
	if progress == nil {
		progress = func(float64) {}
	}
	data, seg, err := build(from, progress)
	if err != nil {
		return nil, err
	}
	fwd, err := openForward(data)
	if err != nil {
		return nil, err
	}
	return newIndex(from, fwd, seg), nil
}

// build makes both parts of an index: the forward file and the segment.
func build(from Source, progress func(float64)) ([]byte, segment.Segment, error) {
	b := newBuilder(from)
	b.collect(func(p float64) { progress(p * 0.3) })
	texts, around := make([][]uint32, len(b.docs)), make([][]uint32, len(b.docs))
	for i := range b.docs {
		texts[i], around[i] = b.text(int32(i)), b.around(int32(i))
	}
	progress(0.4)
	seg, err := b.buildSegment(texts, around, func(p float64) { progress(0.4 + p*0.4) })
	if err != nil {
		return nil, nil, err
	}
	fwd := b.forward(b.weigh(texts))
	progress(1)
	return fwd, seg, nil
}

// Close releases the index; it must not be used afterwards.
func (x *Index) Close() error {
	err := x.seg.Close()
	if x.mapped != nil {
		err = errors.Join(err, x.mapped.Unmap())
	}
	return err
}

func newIndex(from Source, fwd *forward, seg segment.Segment) *Index {
	x := &Index{codes: from.Codes, source: from, fwd: fwd, seg: seg, w: defaultWeights()}
	x.lexicon = &Lexicon{files: lexiconFiles(), keys: lexiconKeys{fwd.lexicon}}
	x.members = x.findMembers()
	return x
}
