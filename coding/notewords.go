package coding

import (
	"regexp"
	"strings"
)

// What an instructional note asks for depends on its words: ICD-10-CM
// Official Guidelines, section I.B.7. The words are read once, when the notes
// of a release are made ready.

// softWords make a note a matter of the case: "if applicable" lets the code
// stand first when there is no cause.
var softWords = []string{"if applicable", "if known", "if present", "for adverse effect"}

// bindingWords are the first words of Code first notes that hold in every
// case; others name conditions that may be there or not.
var bindingWords = []string{
	"underlying", "the underlying", "the associated physical", "the neoplasm", "neoplasm (", "malignancy", "malignant neoplasm",
	"coronary atherosclerosis", "atherosclerosis of arteries", "the type of", "covid-19 (", "the infection", "erythematous condition",
	"condition resulting from", "any human immunodeficiency virus", "(t51-t65) to identify external", "(t51-t65) to identify the external", "(t51-t65) to identify toxic", "(t51-t65) to identify chemical", "(t51-t65) to identify cause", "complication of transplanted",
	"complications of transplanted", "underdosing of medication", "toxic effects of lead", "smoke inhalation", "asthma, by type",
}

// askedWords stand in Use additional code notes that hold in every case: they
// ask for the stage, type, site or severity of what the code names.
var askedWords = []string{
	"to identify stage", "to identify the stage", "to identify type of heart", "to identify the type of h",
	"to identify the type of secondary", "to identify site", "to identify the site", "to identify severity",
	"to identify the severity", "to specify site", "to identify the type of obesity",
}

// alport is Q87.81: its note asks for the stage of a kidney disease that not
// every patient with the syndrome has.
const alport = "Q8781"

// alsoWords are the first words of Code also notes that hold in every case.
var alsoWords = []string{"type of ", "the type of ", "any identified "}

// readWords sets what the words of n say.
func (n *EffNote) readWords() {
	line := strings.ToLower(n.Text)
	all := strings.ToLower(n.Heading) + "\n" + line
	n.Soft = containsAny(all, softWords)
	n.Examples = strings.Contains(all, "such as")
	n.Binding = n.Heading != "" || hasAnyPrefix(line, bindingWords)
	n.Asked = !n.Soft && n.Owner != alport && n.Heading == "" && len(n.Refs) > 0 && (containsAny(line, askedWords) || hasAnyPrefix(line, alsoWords))
}

func containsAny(s string, phrases []string) bool {
	for _, p := range phrases {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

func hasAnyPrefix(s string, phrases []string) bool {
	for _, p := range phrases {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// categoryText finds a category in a note, with the last one of its range.
var categoryText = regexp.MustCompile(`\b([A-Z][0-9][0-9A-Z])(?:-([A-Z][0-9][0-9A-Z])\b)?`)

// namesCategory reports whether text names category, its 3 characters, alone
// ("E11", "S52.-") or in a range of categories ("E08-E10").
func namesCategory(text, category string) bool {
	for _, m := range categoryText.FindAllStringSubmatch(text, -1) {
		if m[1] <= category && category <= max(m[1], m[2]) {
			return true
		}
	}
	return false
}
