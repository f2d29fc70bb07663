package load

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/store"
)

// Options says what to load.
type Options struct {
	Paths []string         // files, folders and archives
	Set   codesets.CodeSet // only files of this set; "" for all that are recognised

	// What the files do not say, or say wrongly; zero for what they say.
	Edition   string
	Effective codesets.Date
	End       codesets.Date

	Program  string                                  // version of medcode, for the manifest
	Progress func(done, total int64, reading string) // bytes; nil for none
	Done     func(Loaded)                            // called after each release; nil for none
}

// A Loaded is one release that was stored.
type Loaded struct {
	Release  codesets.Release
	Files    []string // what it was made from in this load, as messages show them
	Warnings []string
	Changes  Changes
}

// A Report says what a load did.
type Report struct {
	Loaded  []Loaded
	Skipped []Skipped // found in folders and archives, and passed over
}

// ErrNothing reports that no file of the load was recognised.
var ErrNothing = errors.New("no official file recognised")

// Load loads the official files at opts.Paths into s, one release after the
// other. A release whose files cannot be read or put together is not stored;
// the others are, and the error, which joins all of them, is returned with
// the report of what was done.
func Load(ctx context.Context, s *store.Store, opts Options) (Report, error) {
	var sc scanner
	defer sc.close()
	var errs []error
	for _, p := range opts.Paths {
		if err := sc.add(p); err != nil {
			errs = append(errs, err)
		}
	}
	l := &loader{store: s, opts: opts}
	groups, err := l.group(&sc)
	errs = append(errs, err)
	l.report.Skipped = sc.skipped
	if len(groups) == 0 && errors.Join(errs...) == nil {
		errs = append(errs, nothing(sc.skipped))
	}
	for _, g := range groups {
		for _, src := range g.sources {
			l.total += src.size
		}
	}
	for _, g := range groups {
		if err := ctx.Err(); err != nil {
			return l.report, err
		}
		if g.has(l.faulty) {
			continue // a file of two kinds was found at fault, and said so
		}
		if err := l.load(ctx, g); err != nil {
			errs = append(errs, err)
			l.faulty = append(l.faulty, g.paths()...)
		}
	}
	return l.report, addHint(errors.Join(distinct(errs)...))
}

// distinct returns errs without those that say what another says: a file of
// two kinds is found wrong twice.
func distinct(errs []error) []error {
	var out []error
	for _, err := range errs {
		if err != nil && !slices.ContainsFunc(out, func(e error) bool { return e.Error() == err.Error() }) {
			out = append(out, err)
		}
	}
	return out
}

// nothing says why no file was recognised: for the only file, its own reason.
func nothing(skipped []Skipped) error {
	if len(skipped) == 1 {
		return &hintError{fmt.Errorf("%w: %s: %s", ErrNothing, skipped[0].Path, skipped[0].Reason), hintName}
	}
	return &hintError{fmt.Errorf("%w in %d files", ErrNothing, len(skipped)), "--verbose says why each was passed over; " + hintName}
}

// A loader is one run of Load.
type loader struct {
	store       *store.Store
	opts        Options
	report      Report
	done, total int64    // bytes
	faulty      []string // paths of what was not stored
}

// A group is the files of one release.
type group struct {
	release codesets.Release // set, edition, title and dates
	sources []kindSource
}

// A kindSource is a file and one of the kinds it is of.
type kindSource struct {
	source
	kind Kind
}

// paths returns where the files of g are.
func (g *group) paths() []string {
	out := make([]string, len(g.sources))
	for i, s := range g.sources {
		out[i] = s.Path
	}
	return out
}

// has reports whether one of paths is a file of g.
func (g *group) has(paths []string) bool {
	return slices.ContainsFunc(g.sources, func(s kindSource) bool { return slices.Contains(paths, s.Path) })
}

const unrecognised = "not an official file medcode knows"

// group sorts the files by release.
func (l *loader) group(sc *scanner) ([]*group, error) {
	var groups []*group
	var errs []error
	for _, src := range sc.sources {
		kinds := kindsOf(src.File, l.opts.Set)
		if len(kinds) == 0 {
			companion := passOver(src.File)
			switch {
			case src.explicit:
				errs = append(errs, parseError(src.Path, cmp.Or(companion, l.unrecognised(src.File))))
			case companion != nil:
				sc.skipped = append(sc.skipped, Skipped{src.Path, companion.Error()})
			default:
				sc.skipped = append(sc.skipped, Skipped{src.Path, unrecognised})
			}
		}
		for _, k := range kinds {
			rel, err := l.release(k, src.File)
			if err != nil {
				errs = append(errs, err)
				continue
			}
			groups = addTo(groups, rel, kindSource{src, k})
		}
	}
	slices.SortStableFunc(groups, func(a, b *group) int {
		return cmp.Or(cmp.Compare(a.release.Set, b.release.Set), cmp.Compare(a.release.Effective, b.release.Effective),
			cmp.Compare(a.release.Edition, b.release.Edition))
	})
	return groups, errors.Join(errs...)
}

// unrecognised says what f was taken for.
func (l *loader) unrecognised(f File) error {
	if l.opts.Set == "" {
		return &hintError{fmt.Errorf("%s: it begins %q", unrecognised, clip(f.Line(1))), hintName}
	}
	var titles []string
	for _, k := range Kinds() {
		if k.Set == l.opts.Set {
			titles = append(titles, k.Title)
		}
	}
	if len(titles) == 0 {
		return fmt.Errorf("no official file of %s can be loaded", l.opts.Set)
	}
	return fmt.Errorf("not an official file of %s, want %s: it begins %q", l.opts.Set, strings.Join(titles, " or "), clip(f.Line(1)))
}

// clip returns the beginning of s, for a message.
func clip(s string) string {
	s = codesets.Clean(s)
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// addTo adds src to the group of rel, and makes it when there is none. A file
// given twice is taken once.
func addTo(groups []*group, rel codesets.Release, src kindSource) []*group {
	for _, g := range groups {
		if g.release.Set != rel.Set || g.release.Edition != rel.Edition {
			continue
		}
		if !slices.ContainsFunc(g.sources, func(s kindSource) bool { return s.Path == src.Path && s.kind.Title == src.kind.Title }) {
			g.sources = append(g.sources, src)
		}
		return groups
	}
	return append(groups, &group{rel, []kindSource{src}})
}

// release returns the release that f belongs to, as it tells and as the
// options say.
func (l *loader) release(k Kind, f File) (codesets.Release, error) {
	info, _ := codesets.Describe(k.Set)
	rel, ok := k.Edition(f)
	if !ok && l.opts.Effective.IsZero() {
		return rel, parseError(f.Path, hinted(k.Title+" of an unknown edition",
			"say which with --edition and --effective, such as --edition 2026Q4 --effective 2026-10-01"))
	}
	rel.Set, rel.Licence, rel.Program = k.Set, info.Licence, l.opts.Program
	if !ok {
		rel.Edition = l.opts.Effective.String()
	}
	if l.opts.Edition != "" {
		rel.Edition, rel.Title = l.opts.Edition, info.Name+" "+l.opts.Edition
	}
	if rel.Title == "" {
		rel.Title = info.Name + " " + rel.Edition
	}
	if !l.opts.Effective.IsZero() {
		rel.Effective = l.opts.Effective
	}
	if !l.opts.End.IsZero() {
		rel.End = l.opts.End
	} else if !rel.End.IsZero() && rel.End < rel.Effective {
		rel.End = 0
	}
	if !rel.End.IsZero() && rel.End < rel.Effective {
		return rel, fmt.Errorf("end date %v lies before the effective date %v", rel.End, rel.Effective)
	}
	return rel, store.CheckEdition(rel.Edition)
}

// load parses the files of one release and stores it.
func (l *loader) load(ctx context.Context, g *group) error {
	b := &builder{release: g.release, store: l.store}
	for _, src := range g.sources {
		if err := l.parse(ctx, b, src); err != nil {
			return err
		}
	}
	files := g.paths()
	rel, err := l.store.Put(ctx, g.release.Set, g.release.Edition, b.compile)
	if err != nil {
		return fmt.Errorf("load %s: %w", strings.Join(files, ", "), err)
	}
	changes, err := compare(l.store, rel)
	if err != nil {
		return err
	}
	done := Loaded{Release: rel, Files: files, Warnings: b.warnings, Changes: changes}
	l.report.Loaded = append(l.report.Loaded, done)
	if l.opts.Done != nil {
		l.opts.Done(done)
	}
	return nil
}

// parse reads one file into b.
func (l *loader) parse(ctx context.Context, b *builder, src kindSource) error {
	f, err := src.open()
	if err != nil {
		return parseError(src.Path, err)
	}
	defer f.Close()
	in := &meter{ctx: ctx, r: limited(f, nil, maxFile), sum: sha256.New(), loader: l, reading: src.Name}
	content, err := src.kind.Parse(in, src.File)
	if err == nil {
		_, err = io.Copy(io.Discard, in) // what stands behind the table counts for the digest
	}
	if err = cmp.Or(in.fault, err); err != nil {
		return named(src.Path, err)
	}
	if !in.ended() && !src.kind.Open {
		b.open = append(b.open, baseName(src.Path))
	}
	b.add(src.kind, content, codesets.Source{
		File: baseName(src.Path), SHA256: hex.EncodeToString(in.sum.Sum(nil)),
	})
	return nil
}

// baseName returns the name of the file itself, as published.
func baseName(p string) string {
	if i := strings.LastIndexAny(p, "/"); i >= 0 {
		return p[i+1:]
	}
	if i := strings.LastIndex(p, ": "); i >= 0 {
		return p[i+2:]
	}
	return p
}

// named gives err the path of its file.
func named(p string, err error) error {
	if pe, ok := errors.AsType[*codesets.ParseError](err); ok {
		at := *pe
		at.File = p
		return &at
	}
	return parseError(p, err)
}

// A meter passes on what a parser reads, sums it and shows the progress.
type meter struct {
	ctx     context.Context
	r       io.Reader
	sum     hash.Hash
	loader  *loader
	reading string
	last    byte  // read so far
	fault   error // found here: a parser may take it for a line that breaks off
}

// ended reports whether what was read ends as a whole file does: behind a
// line, an element or an object.
func (m *meter) ended() bool { return strings.IndexByte("\n\r>}]\f\x1a\x00", m.last) >= 0 }

func (m *meter) Read(p []byte) (int, error) {
	if err := m.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := m.r.Read(p)
	_, _ = m.sum.Write(p[:n])
	if n > 0 {
		m.last = p[n-1]
	}
	if bytes.IndexByte(p[:n], 0) >= 0 {
		m.fault = errors.New("binary content in a table: is the file damaged?")
		return 0, m.fault
	}
	m.loader.done += int64(n)
	if m.loader.opts.Progress != nil {
		m.loader.opts.Progress(m.loader.done, m.loader.total, m.reading)
	}
	return n, err
}
