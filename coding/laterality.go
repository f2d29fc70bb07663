package coding

import (
	"strings"

	"github.com/medcode-cli/medcode/codesets/table"
)

// A Side is the side of the body a diagnosis code names.
type Side uint8

// The sides. SideUnspecified is a code that says "unspecified" where its
// siblings name a side.
const (
	SideNone Side = iota
	SideRight
	SideLeft
	SideBoth
	SideUnspecified
)

// String returns the word of the classification: "bilateral".
func (s Side) String() string { return [...]string{"", "right", "left", "bilateral", "unspecified"}[s] }

// A Sided is a code's side with its siblings of the other sides: the nodes
// that differ from it in nothing else, table.None where there is none.
type Sided struct {
	Side                            Side
	Right, Left, Bilateral, Unknown table.Node
	Group                           table.Node // the node above the siblings
}

// Of returns the sibling of side s.
func (s *Sided) Of(side Side) table.Node {
	switch side {
	case SideRight:
		return s.Right
	case SideLeft:
		return s.Left
	case SideBoth:
		return s.Bilateral
	case SideUnspecified:
		return s.Unknown
	}
	return table.None
}

var noSide = &Sided{Right: table.None, Left: table.None, Bilateral: table.None, Unknown: table.None, Group: table.None}

// Laterality returns the side of the code. A code has one when its title, or
// that of the code it completes with a 7th character, becomes a sibling's by
// exchanging right and left: "right heart failure" has no such sibling and so
// no side. The siblings are those of the title's level: I.B.13.
func (c *DXCode) Laterality() *Sided {
	if c.side != nil {
		return c.side
	}
	c.side = noSide
	if !c.Found() {
		return c.side
	}
	t := c.Table.Codes
	for n := c.Node; n != table.None && len(t.Key(n)) > 3; n = t.Parent(n) {
		if s := sidedAt(t, n); s != nil {
			c.side = s
			break
		}
	}
	return c.side
}

// sidedAt returns the side n has among its siblings, nil when it has none.
func sidedAt(t *table.Codes, n table.Node) *Sided {
	up := t.Parent(n)
	if up == table.None {
		return nil
	}
	right, left := sidePair(t, up, stem(t.Title(n)))
	if right == table.None {
		return nil
	}
	s := &Sided{Right: right, Left: left, Bilateral: table.None, Unknown: table.None, Group: up}
	want := stem(t.Title(right))
	for sib := range t.Children(up) {
		title := strings.ToLower(t.Title(sib))
		if stem(title) != want {
			continue
		}
		switch {
		case sib == right || sib == left:
		case hasWord(title, "bilateral") || hasWord(title, "both"):
			s.Bilateral = sib
		case hasWord(title, "unspecified"):
			s.Unknown = sib
		}
	}
	if s.Bilateral == table.None {
		s.Bilateral = bilateralBeside(t, up)
	}
	for side := SideRight; side <= SideUnspecified; side++ {
		if s.Of(side) == n {
			s.Side = side
			return s
		}
	}
	return nil
}

// bilateralBeside returns the sibling of up that is the same condition on both
// sides, where up is its unilateral form: M17.0 beside M17.1.
func bilateralBeside(t *table.Codes, up table.Node) table.Node {
	title := strings.ToLower(t.Title(up))
	above := t.Parent(up)
	if above == table.None || !hasWord(title, "unilateral") {
		return table.None
	}
	want := stem(title)
	for sib := range t.Children(above) {
		if other := strings.ToLower(t.Title(sib)); hasWord(other, "bilateral") && stem(other) == want {
			return sib
		}
	}
	return table.None
}

// sidePair returns the children of up with that stem that say right and left.
func sidePair(t *table.Codes, up table.Node, want string) (right, left table.Node) {
	right, left = table.None, table.None
	for sib := range t.Children(up) {
		title := strings.ToLower(t.Title(sib))
		if stem(title) != want {
			continue
		}
		switch {
		case hasWord(title, "right"):
			right = sib
		case hasWord(title, "left"):
			left = sib
		}
	}
	if right == table.None || left == table.None {
		return table.None, table.None
	}
	return right, left
}

// sideWords are the words in which titles of one condition differ by side.
var sideWords = map[string]bool{
	"right": true, "left": true, "bilateral": true, "unilateral": true, "both": true, "unspecified": true, "side": true,
	"eye": true, "eyes": true, "ear": true, "ears": true, "limb": true, "limbs": true,
	"eyelid": true, "eyelids": true, "lung": true, "lungs": true, "kidney": true, "kidneys": true, "breast": true, "breasts": true,
}

// stem returns the words of a title without those of side, in order, in lower
// case, singular where a plural "s" ends a word.
func stem(title string) string {
	var b strings.Builder
	for w := range strings.FieldsFuncSeq(strings.ToLower(title), func(r rune) bool { return r == ' ' || r == ',' || r == ';' }) {
		if sideWords[w] {
			continue
		}
		b.WriteString(strings.TrimSuffix(w, "s"))
		b.WriteByte(' ')
	}
	return b.String()
}

// hasWord reports whether word stands in s, which is in lower case.
func hasWord(s, word string) bool {
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return r < 'a' || r > 'z' }) {
		if w == word {
			return true
		}
	}
	return false
}
