package practice

import "github.com/medcode-cli/medcode/codesets"

// A Result is one graded answer. Its JSON form is part of the documented
// output of "practice grade".
type Result struct {
	Pack    string        `json:"pack"`
	Case    string        `json:"case"`
	Date    codesets.Date `json:"date"`
	Release string        `json:"release"` // edition of ICD-10-CM that graded
	Answer  string        `json:"answer"`
	Score   int           `json:"score"` // per cent, 0 to 100
	Pass    bool          `json:"pass"`
	Items   []Item        `json:"items"` // key diagnoses, key procedures, then codes of no use
}

// An Item is how one code came out.
type Item struct {
	Outcome Outcome `json:"outcome"`
	// Ordered is set when the code stands at the wrong place beside Outcome.
	Ordered bool   `json:"wrong_order,omitempty"`
	Key     string `json:"key,omitempty"`    // the code wanted, "" for a code of no use
	Answer  string `json:"answer,omitempty"` // the code given, "" when missing
	// Procedure is set for a procedure or supply, whose code is written with
	// its modifiers and units.
	Procedure bool     `json:"procedure,omitempty"`
	Weight    int      `json:"weight"`
	Percent   int      `json:"percent"` // of the weight earned; negative for a code of no use
	Text      string   `json:"text"`
	Why       []string `json:"why,omitempty"` // notes, guideline sections, index path
	See       []string `json:"see,omitempty"` // commands that show the page
}

// Kind returns the mistake an item counts as in statistics: the outcome, or
// wrong order when all else is right.
func (i Item) Kind() Outcome {
	if i.Ordered && i.Outcome.Right() {
		return WrongOrder
	}
	return i.Outcome
}

// Shown returns the code given, or when there is none the one wanted, as
// people read it.
func (i Item) Shown() string {
	code := i.Answer
	if code == "" {
		code = i.Key
	}
	if i.Procedure {
		return code
	}
	return shown(code)
}
