package index

// weights are the numbers of the ranking. They are fitted by tune_test.go on
// the development queries; docs/search.md tells what each brings.
type weights struct {
	// quality of a reading
	lexicon, later, related, joined, abbrev, typo, clipped, same float32
	// coverage of the query
	partial   float32 // exponent for a reading found in part
	context   float32 // a word found only in what the code belongs to
	synonym   float32 // a word found in an inclusion term
	sharpness float32 // exponent of the coverage
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
	special  float32 // codes for pregnancy, the newborn, external causes, unless asked for
}

// defaultWeights returns the fitted weights.
func defaultWeights() weights {
	return weights{
		lexicon: 1, later: 0.9, related: 0.8, joined: 0.95, abbrev: 0.85, typo: 0.9, clipped: 0.97, same: 0.85,
		partial: 1.5, context: 0.5, synonym: 0.97, sharpness: 1.5,
		unmatched: 0.4,
		classes: [classes]float32{
			plainWord: 1, unspecified: 0.05, otherWord: 0.4, sideWord: 0.6, withoutWord: 0.3, fillerWord: 0.3,
			bracketed: 0.3, numberWord: 0.8, inDisease: 0.3,
		},
		inherited: 1, exact: 0.05, header: 0.03, conflict: 0.15, seventh: 0.15, adjacent: 0.03, special: 0.06,
	}
}
