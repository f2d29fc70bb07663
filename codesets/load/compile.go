package load

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/icd10cm"
	"github.com/medcode-cli/medcode/codesets/store"
	"github.com/medcode-cli/medcode/codesets/table"
)

// partColumn is the last column of a table whose rows come from several parts.
const partColumn = "part"

// A builder puts the parts of one release together.
type builder struct {
	release  codesets.Release
	store    *store.Store
	parts    []part
	want     map[string]int // by part, about how many rows a whole file has
	open     []string       // files whose last line has no end
	warnings []string
}

// A part is one file of the release, parsed.
type part struct {
	name    string
	content Content
}

func (b *builder) add(k Kind, c Content, src codesets.Source) {
	name := k.Part
	if c.Part != "" {
		name = c.Part
	}
	b.parts = append(b.parts, part{name, c})
	b.release.Sources = append(b.release.Sources, src)
	if !b.release.Has(name) {
		b.release.Parts = append(b.release.Parts, name)
	}
	if c.Note != "" && !strings.Contains(b.release.Note, c.Note) {
		b.note(c.Note)
	}
	if c.Since != 0 {
		b.release.Since = c.Since
	}
	if b.want == nil {
		b.want = map[string]int{}
	}
	b.want[k.Part] = k.Rows
}

func (b *builder) note(s string) {
	if b.release.Note != "" {
		b.release.Note += "; "
	}
	b.release.Note += s
}

// compile returns the compiled release. Store.Put calls it while no other
// program writes, so the parts that an earlier load brought can be kept.
func (b *builder) compile() ([]byte, error) {
	old, more := b.earlier()
	if more {
		b.inherit(old)
	}
	slices.Sort(b.release.Parts)
	slices.SortFunc(b.release.Sources, func(x, y codesets.Source) int { return strings.Compare(x.File+x.SHA256, y.File+y.SHA256) })
	b.release.Digest = digest(b.release.Sources)
	info, _ := codesets.Describe(b.release.Set)
	switch info.Form {
	case codesets.FormRows:
		return b.compileRows(old, more)
	case codesets.FormPairs:
		return b.compilePairs(old, more)
	}
	return b.compileCodes(old, more)
}

// earlier returns the release of the same edition that is at hand, and
// whether it has parts that this load does not bring.
func (b *builder) earlier() (codesets.Release, bool) {
	old, ok := b.store.Catalog().Edition(b.release.Set, b.release.Edition)
	if !ok || b.store.Damage(old) != nil {
		return old, false
	}
	// A list of rationales is used up when the pairs are stored: it says
	// nothing to new pairs.
	missing := func(p string) bool { return p != partRationales && !b.release.Has(p) }
	return old, slices.ContainsFunc(old.Parts, missing)
}

// inherit takes over what of the earlier release stays.
func (b *builder) inherit(old codesets.Release) {
	for _, p := range old.Parts {
		if !b.release.Has(p) {
			b.release.Parts = append(b.release.Parts, p)
		}
	}
	for _, s := range old.Sources {
		same := func(n codesets.Source) bool { return n.File == s.File }
		if !slices.ContainsFunc(b.release.Sources, same) {
			b.release.Sources = append(b.release.Sources, s)
		}
	}
	if b.release.Since == 0 {
		b.release.Since = old.Since
	}
}

// digest returns the SHA-256 over the digests of sources.
func digest(sources []codesets.Source) string {
	h := sha256.New()
	for _, s := range sources {
		_, _ = h.Write([]byte(s.SHA256 + "\n"))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// sample warns when a release of rows is far below the official count, and
// refuses it when a file breaks off in a line as well.
func (b *builder) sample(rows int) error {
	want := 0
	for _, n := range b.want {
		want = max(want, n)
	}
	switch short := rows*5 < want*4; {
	case short && len(b.open) > 0:
		file := "the file"
		if len(b.parts) > 1 {
			file = b.open[0]
		}
		return hinted(fmt.Sprintf("%s is cut off: its last line has no end, and there are %d rows where the official table has about %d",
			file, rows, want), hintAgain+"; a sample of your own must end with an end of line")
	case len(b.open) > 0:
		b.warnings = append(b.warnings, fmt.Sprintf("the last line of %s has no end: is the file cut off?", b.open[0]))
	case short:
		w := fmt.Sprintf("%d rows, the official table has about %d: a sample?", rows, want)
		b.warnings = append(b.warnings, w)
		b.note(w)
	}
	return nil
}

func (b *builder) compileRows(old codesets.Release, more bool) ([]byte, error) {
	var sets []part
	for _, p := range b.parts {
		if p.content.Rows == nil {
			return nil, fmt.Errorf("part %s has no rows", p.name)
		}
		sets = append(sets, p)
	}
	if more {
		t, err := b.store.Rows(old)
		if err != nil {
			return nil, err
		}
		sets = append(sets, keptRows(t, b.parts)...)
	}
	all, err := unite(sets, parts(b.release.Set) > 1)
	if err != nil {
		return nil, err
	}
	if err := b.sample(len(all.Rows)); err != nil {
		return nil, err
	}
	return table.CompileRows(b.release, all)
}

// keptRows returns the rows of t whose part is none of fresh.
func keptRows(t *table.Rows, fresh []part) []part {
	at, ok := t.Column(partColumn)
	if !ok {
		return nil
	}
	byPart := map[string][][]string{}
	for r := range t.All() {
		name := r.At(at)
		if !slices.ContainsFunc(fresh, func(p part) bool { return p.name == name }) {
			byPart[name] = append(byPart[name], slices.Delete(r.Values(), int(at), int(at)+1))
		}
	}
	columns := slices.Delete(t.Columns(), int(at), int(at)+1)
	var out []part
	for _, name := range slices.Sorted(maps.Keys(byPart)) {
		out = append(out, part{name, Content{Rows: &table.RowSet{Columns: columns, Keys: t.Keys(), Rows: byPart[name]}}})
	}
	return out
}

// unite puts the rows of several parts under the columns of all of them.
func unite(sets []part, tagged bool) (table.RowSet, error) {
	var all table.RowSet
	for _, p := range sets {
		s := p.content.Rows
		if all.Keys == 0 {
			all.Keys = s.Keys
			all.Columns = slices.Clone(s.Columns)
		}
		if s.Keys != all.Keys || !slices.Equal(s.Columns[:s.Keys], all.Columns[:all.Keys]) {
			return all, fmt.Errorf("part %s has the key %q, want %q", p.name, s.Columns[:s.Keys], all.Columns[:all.Keys])
		}
		for _, c := range s.Columns {
			if !slices.Contains(all.Columns, c) {
				all.Columns = append(all.Columns, c)
			}
		}
	}
	if tagged {
		all.Columns = append(all.Columns, partColumn)
	}
	for _, p := range sets {
		s := p.content.Rows
		at := make([]int, len(s.Columns))
		for i, c := range s.Columns {
			at[i] = slices.Index(all.Columns, c)
		}
		for _, r := range s.Rows {
			row := make([]string, len(all.Columns))
			for i, v := range r {
				row[at[i]] = v
			}
			if tagged {
				row[len(row)-1] = p.name
			}
			all.Rows = append(all.Rows, row)
		}
	}
	return all, nil
}

// partRationales is the part of a PTP release that lists rationales.
const partRationales = "rationales"

func (b *builder) compilePairs(old codesets.Release, more bool) ([]byte, error) {
	all := &table.PairSet{}
	names := map[string]string{}
	for _, p := range b.parts {
		maps.Copy(names, p.content.Rationales)
		switch {
		case p.content.Pairs == nil:
		case all.Len() == 0:
			all = p.content.Pairs
		default:
			if err := all.Merge(p.content.Pairs); err != nil {
				return nil, err
			}
		}
	}
	if more {
		t, err := b.store.Pairs(old)
		if err != nil {
			return nil, err
		}
		for p := range t.All() {
			if err := all.Add(p); err != nil {
				return nil, err
			}
		}
	}
	if all.Len() == 0 {
		return nil, errors.New("only rationales: load the edits themselves first")
	}
	all.NameRationales(names)
	if slices.ContainsFunc(all.Rationales(), isNumber) {
		b.warnings = append(b.warnings, "rationales are numbers: load the list of rationales with the edits")
	}
	if err := b.sample(all.Len()); err != nil {
		return nil, err
	}
	return table.CompilePairs(b.release, all)
}

func isNumber(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

func (b *builder) compileCodes(old codesets.Release, more bool) ([]byte, error) {
	var earlier *table.Codes
	if more {
		var err error
		if earlier, err = b.store.Codes(old); err != nil {
			return nil, err
		}
	}
	entries, err := b.entries(earlier)
	if err != nil {
		return nil, err
	}
	b.addAttrs(entries)
	if err := b.sample(len(entries)); err != nil {
		return nil, err
	}
	return table.CompileCodes(b.release, entries)
}

// entries returns the codes of all parts and of the earlier release, nil for none.
func (b *builder) entries(earlier *table.Codes) ([]table.Entry, error) {
	var order []icd10cm.Row
	var tab *icd10cm.Tabular
	var entries []table.Entry
	for _, p := range b.parts {
		c := p.content
		order = append(order, c.Order...)
		if c.Tabular != nil {
			tab = c.Tabular
		}
		shift := len(entries)
		for _, e := range c.Entries {
			if e.Parent >= 0 {
				e.Parent += shift
			}
			entries = append(entries, e)
		}
	}
	switch {
	case b.release.Set == codesets.CPT:
		return b.cptEntries(earlier), nil
	case tab != nil && order == nil && earlier != nil:
		order = orderOf(earlier)
	case tab == nil && earlier != nil:
		entries = append(earlier.Entries(), entries...)
		return entries, icd10cm.TakeOrder(entries, order)
	}
	if tab == nil && order == nil {
		if len(entries) == 0 {
			return nil, errors.New("only further fields of codes: load the codes themselves first")
		}
		return entries, nil
	}
	return icd10cm.Entries(tab, order)
}

// orderOf returns the rows of the order file that t was made from.
func orderOf(t *table.Codes) []icd10cm.Row {
	var out []icd10cm.Row
	for n := range table.Node(t.Len()) {
		if k := t.Kind(n); k == codesets.KindChapter || k == codesets.KindBlock {
			continue
		}
		out = append(out, icd10cm.Row{Code: t.Key(n), Billable: t.Billable(n), Short: t.Short(n), Long: t.Title(n)})
	}
	return out
}

// addAttrs gives the codes the further fields that other parts list.
func (b *builder) addAttrs(entries []table.Entry) {
	for _, p := range b.parts {
		if len(p.content.Attrs) == 0 {
			continue
		}
		for i := range entries {
			e := &entries[i]
			more := slices.Clone(p.content.Attrs[e.Key])
			for _, a := range e.Attrs {
				more = append(more, p.content.Attrs[a.Name+":"+a.Value]...)
			}
			for _, a := range more {
				if !slices.Contains(e.Attrs, a) {
					e.Attrs = append(e.Attrs, a)
				}
			}
		}
	}
}
