package index

import (
	"encoding/binary"
	"math"
	"slices"

	"github.com/medcode-cli/medcode/codesets/table"
)

// A forwardBuilder gathers the parts of the forward file. Terms are numbered
// anew, in the order of their names.
type forwardBuilder struct {
	b        *builder
	renumber []uint32            // new number of a term by its old one
	byName   map[string]uint32   // new number by name
	num      map[string][]uint32 // sections of single numbers
	lists    map[string]*listBuilder
	texts    map[string][]string
}

// A listBuilder gathers short lists of numbers.
type listBuilder struct{ off, val []uint32 }

func (l *listBuilder) add(vals ...uint32) {
	l.val = append(l.val, vals...)
	l.off = append(l.off, uint32(len(l.val)))
}

func (f *forwardBuilder) list(name string) *listBuilder {
	l, ok := f.lists[name]
	if !ok {
		l = &listBuilder{off: []uint32{0}}
		f.lists[name] = l
	}
	return l
}

// forward returns the forward file of the documents; idf is by term.
func (b *builder) forward(idf []float32) []byte {
	f := &forwardBuilder{
		b: b, renumber: make([]uint32, len(b.names)), byName: map[string]uint32{},
		num: map[string][]uint32{}, lists: map[string]*listBuilder{}, texts: map[string][]string{},
	}
	names := slices.Clone(b.names)
	slices.Sort(names)
	bits := make([]uint32, len(names))
	for i, name := range names {
		old := b.terms[name]
		f.renumber[old] = uint32(i)
		f.byName[name] = uint32(i)
		bits[i] = math.Float32bits(idf[old])
	}
	f.texts["names"], f.num["idf"] = names, bits
	for i := range b.docs {
		f.addDocument(&b.docs[i])
	}
	f.addSets()
	f.addWords()
	f.addRoots(names)
	f.addShort()
	f.addSame()
	return f.encode()
}

func (f *forwardBuilder) occurrences(words []occurrence) []uint32 {
	out := make([]uint32, len(words))
	for i, o := range words {
		out[i] = uint32(makeOccurrence(f.renumber[o.term()], o.class()))
	}
	return out
}

func (f *forwardBuilder) addDocument(d *concept) {
	f.num["node"] = append(f.num["node"], uint32(d.node))
	f.num["parent"] = append(f.num["parent"], uint32(d.parent))
	f.num["set"] = append(f.num["set"], uint32(d.set))
	f.list("title").add(f.occurrences(d.title)...)
	ctx := make([]uint32, len(d.ctx))
	for i, t := range d.ctx {
		ctx[i] = f.renumber[t]
	}
	f.list("ctx").add(ctx...)
	descs := make([]uint32, len(d.extra))
	for i, e := range d.extra {
		descs[i] = uint32(len(f.num["descnote"]))
		f.num["descnote"] = append(f.num["descnote"], uint32(e.note))
		f.list("desc").add(f.occurrences(e.words)...)
	}
	f.list("extra").add(descs...)
}

func (f *forwardBuilder) addSets() {
	for _, set := range f.b.setList {
		f.num["setfirst"] = append(f.num["setfirst"], uint32(len(f.list("setwords").off)-1))
		var chars []uint32
		for _, s := range set {
			chars = append(chars, uint32(s.char))
			f.list("setwords").add(f.occurrences(s.words)...)
		}
		f.list("setchars").add(chars...)
	}
}

func (f *forwardBuilder) addWords() {
	var words []string
	for w, term := range f.b.words {
		if _, ok := f.byName[term]; ok {
			words = append(words, w)
		}
	}
	for _, w := range lexiconWords() {
		if _, ok := f.b.words[w]; !ok {
			words = append(words, w)
		}
	}
	slices.Sort(words)
	words = slices.Compact(words)
	for _, w := range words {
		term := none
		if t, ok := f.byName[f.b.words[w]]; ok {
			term = t
		}
		f.num["wordterm"] = append(f.num["wordterm"], term)
	}
	f.texts["words"] = words
}

func (f *forwardBuilder) addRoots(names []string) {
	roots, kins := map[string][]uint32{}, map[string][]uint32{}
	for t, name := range names {
		if r := root(name); r != "" {
			roots[r] = append(roots[r], uint32(t))
		}
		if k := kin(name); k != "" {
			kins[k] = append(kins[k], uint32(t))
		}
	}
	f.addKeyed("roots", "rootterm", roots)
	f.addKeyed("kins", "kinterm", kins)
}

func (f *forwardBuilder) addShort() {
	by := map[string][]uint32{}
	for short, words := range clipped() {
		for _, w := range words {
			if t, ok := f.byName[stem(w)]; ok {
				by[short] = append(by[short], t)
			}
		}
	}
	f.addKeyed("shorts", "shortfor", by)
}

func (f *forwardBuilder) addSame() {
	by := map[string][]uint32{}
	for _, group := range relatedGroups() {
		for _, w := range group {
			for _, other := range group {
				if t, ok := f.byName[stem(other)]; ok && other != w && !slices.Contains(by[stem(w)], t) {
					by[stem(w)] = append(by[stem(w)], t)
				}
			}
		}
	}
	f.addKeyed("sames", "sameas", by)
}

// addKeyed writes terms by key, keys sorted.
func (f *forwardBuilder) addKeyed(texts, list string, by map[string][]uint32) {
	keys := make([]string, 0, len(by))
	for k := range by {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	f.texts[texts] = keys
	for _, k := range keys {
		f.list(list).add(by[k]...)
	}
}

// encode returns the container of all sections.
func (f *forwardBuilder) encode() []byte {
	shape := &forward{}
	textOff := map[string][]uint32{}
	var out []table.Section
	for _, s := range shape.textSections() {
		off, all := []uint32{0}, []byte(nil)
		for _, text := range f.texts[s.name] {
			all = append(all, text...)
			off = append(off, uint32(len(all)))
		}
		textOff[s.name+".at"] = off
		out = append(out, table.Section{Name: s.name, Data: all})
	}
	for _, s := range shape.sections() {
		values := f.num[s.name]
		if off, ok := textOff[s.name]; ok {
			values = off
		} else if name, isOff := cutOff(s.name); isOff {
			values = f.list(name).off
		} else if l, isList := f.lists[s.name]; isList {
			values = l.val
		}
		data := encodeNumbers(values)
		if s.name == "lexicon" {
			data = makeLexiconKeys(lexiconFiles())
		}
		out = append(out, table.Section{Name: s.name, Data: data})
	}
	return table.MakeContainer(out)
}

// cutOff returns the list whose offsets the section of this name holds.
func cutOff(section string) (list string, ok bool) {
	lists := map[string]string{
		"rootterm.off": "rootterm", "kinterm.off": "kinterm", "short.off": "shortfor", "same.off": "sameas", "title.off": "title", "ctx.off": "ctx",
		"extra.off": "extra", "desc.off": "desc", "setchars.off": "setchars", "setwords.off": "setwords",
	}
	list, ok = lists[section]
	return list, ok
}

func encodeNumbers(v []uint32) []byte {
	b := make([]byte, 0, 4*len(v))
	for _, n := range v {
		b = binary.LittleEndian.AppendUint32(b, n)
	}
	return b
}
