package icd10cm

import (
	"errors"
	"fmt"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// Entries puts a release together from its Tabular List, its order file, or
// both; at least one must be given. With both, the order file decides which
// codes there are, their flags and titles, and it is an error when the
// Tabular List, expanded by its 7th characters, does not give the same codes.
// The order file alone has no chapters, blocks and notes.
func Entries(tab *Tabular, order []Row) ([]table.Entry, error) {
	switch {
	case tab == nil && len(order) == 0:
		return nil, errors.New("neither a Tabular List nor an order file")
	case tab == nil:
		return orderEntries(order), nil
	}
	b := &builder{}
	for _, ch := range tab.Chapters {
		b.chapter(ch)
	}
	if len(order) > 0 {
		if err := b.takeOrder(order); err != nil {
			return nil, err
		}
	}
	return b.entries, nil
}

// orderEntries makes the tree of an order file: a code's parent is the
// nearest code before it that it begins with.
func orderEntries(order []Row) []table.Entry {
	entries := make([]table.Entry, len(order))
	var path []int
	for i, r := range order {
		for len(path) > 0 && !strings.HasPrefix(r.Code, order[path[len(path)-1]].Code) {
			path = path[:len(path)-1]
		}
		parent := -1
		if len(path) > 0 {
			parent = path[len(path)-1]
		}
		entries[i] = table.Entry{
			Key: r.Code, Parent: parent, Title: r.Long, Short: r.Short,
			Billable: r.Billable, Kind: kindOf(r.Code, r.Billable),
		}
		path = append(path, i)
	}
	return entries
}

func kindOf(code string, billable bool) codesets.Kind {
	switch {
	case len(code) == 3:
		return codesets.KindCategory
	case billable:
		return codesets.KindCode
	}
	return codesets.KindSubcategory
}

// A builder lists the nodes of a Tabular List in order.
type builder struct {
	entries []table.Entry
}

func (b *builder) add(e table.Entry) int {
	b.entries = append(b.entries, e)
	return len(b.entries) - 1
}

func (b *builder) chapter(ch Chapter) {
	at := b.add(table.Entry{Key: ch.Number, Parent: -1, Title: ch.Title, Kind: codesets.KindChapter, Notes: ch.Notes})
	for _, bl := range ch.Blocks {
		block := b.add(table.Entry{Key: bl.ID, Parent: at, Title: bl.Title, Kind: codesets.KindBlock, Notes: bl.Notes})
		for _, d := range bl.Diags {
			b.diag(d, block, sevenths{})
		}
	}
}

// sevenths are the 7th characters that hold for a node.
type sevenths struct {
	list []codesets.Seventh
	bar  seventhBar
}

// of returns what holds for d and below: its own definition takes the place
// of the one inherited, since the nearest holds (I.A.5).
func (s sevenths) of(d Diag) sevenths {
	if len(d.Sevenths) > 0 {
		s.list = d.Sevenths
	}
	for _, n := range d.Notes {
		if bar, ok := parseSeventhBar(n.Text); ok {
			s.bar = bar
		}
	}
	return s
}

// diag adds d and all beneath it; inherited holds for the node above.
func (b *builder) diag(d Diag, parent int, inherited sevenths) {
	s := inherited.of(d)
	e := table.Entry{
		Key: d.Code, Parent: parent, Title: d.Title,
		Notes: d.Notes, Sevenths: d.Sevenths,
		Billable: len(d.Diags) == 0 && (len(s.list) == 0 || len(d.Code) == 7),
	}
	e.Kind = kindOf(d.Code, e.Billable)
	at := b.add(e)
	for _, sub := range d.Diags {
		b.diag(sub, at, s)
	}
	if len(d.Diags) == 0 && len(d.Code) < 7 {
		b.expand(at, d, s)
	}
}

// expand adds the codes that 7th characters make of d, the placeholder X
// filled in (I.A.4), titled as official long titles are: "…, initial
// encounter for closed fracture".
func (b *builder) expand(at int, d Diag, s sevenths) {
	for _, x := range s.list {
		if s.bar.covers(d.Code, x.Char) {
			continue
		}
		b.add(table.Entry{
			Key:      Complete(d.Code, x.Char),
			Parent:   at,
			Title:    d.Title + ", " + x.Text,
			Kind:     codesets.KindCode,
			Billable: true,
		})
	}
}

// A seventhBar is the rule of a note such as that of S06: "7th characters D
// and S do not apply to codes in category S06 with 6th character 7 - death
// due to brain injury …, or 8 - death due to other cause …".
type seventhBar struct {
	sevenths, sixths string
}

// parseSeventhBar reads such a note.
func parseSeventhBar(text string) (seventhBar, bool) {
	head, tail, ok := strings.Cut(text, " do not apply to codes ")
	head, found := strings.CutPrefix(head, "7th characters ")
	_, tail, with := strings.Cut(tail, " with 6th character ")
	if !ok || !found || !with {
		return seventhBar{}, false
	}
	bar := seventhBar{sevenths: singles(head), sixths: singles(tail)}
	return bar, bar.sevenths != "" && bar.sixths != ""
}

// singles returns the words of one capital letter or digit.
func singles(s string) string {
	var out []byte
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' }) {
		if len(w) == 1 && isAlnum(w[0]) {
			out = append(out, w[0])
		}
	}
	return string(out)
}

func (b seventhBar) covers(stem string, seventh byte) bool {
	return len(stem) == 6 && strings.IndexByte(b.sixths, stem[5]) >= 0 && strings.IndexByte(b.sevenths, seventh) >= 0
}

// Complete returns the code that stem, undotted and of 3 to 6 characters,
// makes with a 7th character: S6701 and A give S6701XA.
func Complete(stem string, seventh byte) string {
	return stem + strings.Repeat("X", max(0, 6-len(stem))) + string(seventh)
}

// TakeOrder gives entries, made from a Tabular List, the flags and titles of an
// order file. It is an error when the two do not give the same codes. No order
// leaves entries as they are.
func TakeOrder(entries []table.Entry, order []Row) error {
	if len(order) == 0 {
		return nil
	}
	b := builder{entries}
	return b.takeOrder(order)
}

// takeOrder checks the nodes against an order file and takes its flags and titles.
func (b *builder) takeOrder(order []Row) error {
	at := make(map[string]int, len(b.entries))
	for i, e := range b.entries {
		at[e.Key] = i
	}
	codes := 0
	for _, r := range order {
		i, ok := at[r.Code]
		if !ok {
			return fmt.Errorf("code %q is in the order file but not in the Tabular List", r.Code)
		}
		e := &b.entries[i]
		if e.Billable != r.Billable {
			return fmt.Errorf("code %q: billable is %t in the order file, %t by the Tabular List", r.Code, r.Billable, e.Billable)
		}
		e.Title, e.Short = r.Long, r.Short
		codes++
	}
	for _, e := range b.entries {
		if e.Kind != codesets.KindChapter && e.Kind != codesets.KindBlock {
			codes--
		}
	}
	if codes != 0 {
		return fmt.Errorf("the Tabular List has %d codes that the order file lacks", -codes)
	}
	return nil
}
