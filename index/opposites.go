package index

// A member is a place in a group of words of which a title has one: a code
// for the left side is wrong for a query that says right.
type member struct{ group, member uint8 }

// The numbers of the groups that a query is asked about.
const (
	sideGroup     = 1
	ordinalGroup  = 4
	severityGroup = 13
)

// opposites lists the groups. A word stands in one group only.
var opposites = [...][]string{
	{},
	{"left", "right", "bilateral"},
	{"displaced", "nondisplaced"},
	{"open", "closed"},
	{"first", "second", "third"},
	{"1", "2", "3", "4", "5", "6", "7", "8"},
	{"acute", "chronic", "subacute"},
	{"benign", "malignant"},
	{"upper", "lower"},
	{"anterior", "posterior"},
	{"medial", "lateral"},
	{"proximal", "distal"},
	{"male", "female"},
	{"mild", "moderate", "severe"},
	{"intentional", "accidental", "assault", "undetermined", "underdosing"},
	{"with", "without"},
}

// group returns the group of term t, group 0 for none.
func (x *Index) group(t uint32) member { return x.members[t] }

func (x *Index) findMembers() []member {
	out := make([]member, x.fwd.names.len())
	for g, words := range opposites {
		for m, w := range words {
			if t, ok := x.fwd.term(stem(w)); ok {
				out[t] = member{uint8(g), uint8(m)}
			}
		}
	}
	return out
}
