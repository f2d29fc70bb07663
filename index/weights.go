package index

// weights are the numbers of the ranking. They are fitted by tune_test.go on
// the development queries; docs/search.md tells what each brings.
type weights struct {
	// quality of a reading
	lexicon, later, related, joined, abbrev, typo, clipped, same, kin, compound float32
	// weight of a word of the query that says little
	filler, vague float32
	lead          float32 // how much more the first word weighs than the last
	head          float32 // of a code that has all of the main term alone
	// coverage of the query
	context float32 // a word found only in what the code belongs to
	synonym float32 // a word found in an inclusion term
	// words of the title that the query lacks
	unmatched float32
	classes   [classes]float32
	inherited float32 // of a title below the one whose inclusion term matched
	// the rest
	exact    float32
	header   float32
	conflict float32
	seventh  float32
	adjacent float32
	most     float32 // that one word of the query can weigh
	floor    float32 // weight of the words lacking that costs half of unmatched
	special  float32 // codes for pregnancy, the newborn, external causes, unless asked for
}

// defaultWeights returns the fitted weights.
func defaultWeights() weights {
	return weights{
		lexicon: 1, later: 0.9, related: 0.8, joined: 0.95, abbrev: 0.85, typo: 0.9, clipped: 0.97, same: 0.85, kin: 0.5, compound: 0.7, filler: 0.5, vague: 1, lead: 0.1, head: 0.55,
		context: 0.5, synonym: 0.97,
		unmatched: 0.4,
		classes: [classes]float32{
			plainWord: 1, unspecified: 0.05, otherWord: 0.4, sideWord: 0.6, withoutWord: 0.3, fillerWord: 0.3,
			bracketed: 0.3, numberWord: 0.8, turning: 1.4, inDisease: 0.3,
		},
		inherited: 1, exact: 0.05, header: 0.03, conflict: 0.15, seventh: 0.15, adjacent: 0.03, special: 0.06, floor: 0.3, most: 1.2,
	}
}

// A knob is one weight with its name, for fitting and for --explain.
type knob struct {
	name  string
	value *float32
}

// knobs returns every weight.
func (w *weights) knobs() []knob {
	out := []knob{
		{"lexicon", &w.lexicon},
		{"later", &w.later},
		{"related", &w.related},
		{"joined", &w.joined},
		{"abbrev", &w.abbrev},
		{"typo", &w.typo},
		{"clipped", &w.clipped},
		{"same", &w.same},
		{"kin", &w.kin},
		{"compound", &w.compound},
		{"filler", &w.filler},
		{"vague", &w.vague},
		{"lead", &w.lead},
		{"head", &w.head},
		{"context", &w.context},
		{"synonym", &w.synonym},
		{"unmatched", &w.unmatched},
		{"inherited", &w.inherited},
		{"exact", &w.exact},
		{"header", &w.header},
		{"conflict", &w.conflict},
		{"seventh", &w.seventh},
		{"adjacent", &w.adjacent},
		{"special", &w.special},
		{"floor", &w.floor},
		{"most", &w.most},
	}
	names := [...]string{"plain", "unspecified", "other", "side", "without", "filler", "bracketed", "number", "turning", "in disease"}
	for c := range w.classes {
		out = append(out, knob{"class " + names[c], &w.classes[c]})
	}
	return out
}
