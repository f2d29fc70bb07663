package claimfile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

// MaxResource is the largest FHIR resource read, in bytes. A Bundle may be of
// any size: its entries are read one at a time.
const MaxResource = 16 << 20

// maxParts bounds the lines, diagnoses, procedures, providers and further
// information read of one resource, each; what is behind is not read, and the
// claim has a problem.
const maxParts = MaxLines

// maxBundles bounds Bundles inside Bundles.
const maxBundles = 8

// A FHIR reads Claim and ExplanationOfBenefit resources of FHIR R4: single
// ones, one a line (NDJSON), in a JSON array, and in Bundles of any size.
// Other resources are counted and named by Notes.
type FHIR struct {
	in       *jsonStream
	file     string
	texts    Texts
	res      fhirResource
	other    map[string]int
	order    []int
	position map[int]int // of a diagnosis in the claim, by its sequence
	names    map[string][]string
	queue    []fhirEntry // resources of a Bundle that was read whole
}

// A fhirEntry is a resource still to be read.
type fhirEntry struct {
	raw    []byte
	path   string
	offset int64
	line   int
	depth  int
}

// NewFHIR returns a reader of the claims in r.
func NewFHIR(r io.Reader, o Options) *FHIR {
	return &FHIR{in: newJSONStream(r), file: o.File, other: map[string]int{}, position: map[int]int{}, names: map[string][]string{}}
}

// Next reads the next claim, as Reader says.
func (f *FHIR) Next(ctx context.Context, c *coding.Claim) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		c.Reset()
		e, err := f.entry()
		if err != nil {
			return f.error(err)
		}
		d := pull{b: e.raw}
		f.res.decode(&d)
		if d.err != nil {
			return f.error(&offsetError{e.offset + int64(d.i), d.err})
		}
		switch kind := string(f.res.kind); kind {
		case "Claim", "ExplanationOfBenefit":
			f.fill(c, e.line, e.path, e.offset)
			return nil
		case "Bundle":
			if err := f.bundle(e); err != nil {
				return f.error(err)
			}
		default:
			tally(f.other, codesets.Clean(kind[:min(len(kind), 60)]), "other resource")
		}
	}
}

// entry returns the next resource.
func (f *FHIR) entry() (fhirEntry, error) {
	if n := len(f.queue); n > 0 {
		e := f.queue[0]
		f.queue = f.queue[1:]
		return e, nil
	}
	return f.in.next()
}

// bundle queues the resources of a Bundle that is at hand whole.
func (f *FHIR) bundle(e fhirEntry) error {
	if e.depth >= maxBundles {
		return fmt.Errorf("%s: more than %d Bundles inside each other", e.path, maxBundles)
	}
	d := pull{b: bytes.Clone(e.raw)}
	var list []fhirEntry
	d.object(func(key string) {
		if key != "entry" {
			d.skip()
			return
		}
		i := 0
		d.array(func() {
			path := e.path + "entry[" + strconv.Itoa(i) + "].resource."
			i++
			d.object(func(key string) {
				d.space()
				from := d.i
				d.skip()
				if key == "resource" && d.err == nil {
					list = append(list, fhirEntry{raw: d.b[from:d.i], path: path, offset: e.offset + int64(from), line: e.line, depth: e.depth + 1})
				}
			})
		})
	})
	f.queue = append(list, f.queue...)
	return d.err
}

// Notes names the resources that are no claims.
func (f *FHIR) Notes() []string {
	var notes []string
	for _, kind := range sortedKeys(f.other) {
		name := kind
		if name == "" {
			name = "JSON without resourceType"
		}
		notes = append(notes, fmt.Sprintf("%s: not a claim, not read", codesets.Count(f.other[kind], name)))
	}
	return notes
}

// path returns prefix + name + "[i]", kept for resources that stand alone.
func (f *FHIR) path(prefix, name string, i int) string {
	if prefix != "" || i >= 100 {
		return prefix + name + "[" + strconv.Itoa(i) + "]"
	}
	list := f.names[name]
	for len(list) <= i {
		list = append(list, name+"["+strconv.Itoa(len(list))+"]")
	}
	f.names[name] = list
	return list[i]
}

// An offsetError says at which byte of the file reading stopped.
type offsetError struct {
	offset int64
	err    error
}

func (e *offsetError) Error() string { return e.err.Error() }
func (e *offsetError) Unwrap() error { return e.err }

func (f *FHIR) error(err error) error {
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	at := coding.Place{Line: f.in.line}
	if o, ok := errors.AsType[*offsetError](err); ok {
		at.Offset = o.offset
	}
	return &Error{File: f.file, Place: at, Err: err}
}
