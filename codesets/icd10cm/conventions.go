package icd10cm

import (
	"slices"
	"strings"
)

// A Convention is one rule of how the classification is read, in our own
// words, with the section of the ICD-10-CM Official Guidelines for Coding and
// Reporting (FY2026) that gives it.
type Convention struct {
	ID      string // "excludes1"
	Aliases []string
	Title   string
	Text    string // plain text, paragraphs parted by an empty line
	Section string // "I.A.12.a"
	Example string // a command that shows it
}

// FindConvention returns the convention with that id or alias, in any case.
func FindConvention(name string) (Convention, bool) {
	name = strings.ToLower(strings.TrimSpace(name))
	for _, c := range Conventions {
		if c.ID == name || slices.Contains(c.Aliases, name) {
			return c, true
		}
	}
	return Convention{}, false
}

// Conventions lists the conventions, in the order of the guidelines.
var Conventions = []Convention{
	{
		ID: "format", Aliases: []string{"category", "subcategory", "code", "header", "billable", "structure"},
		Title:   "Categories, subcategories and codes",
		Section: "I.A.2, I.A.3, I.B.2",
		Example: "medcode tree E11 --depth 2",
		Text: `A category has three characters, a subcategory four or five, and a code is complete to its last character: three to seven of them. A category that is not divided further is itself a code.

Only a complete code may be reported. Anything above one is a header: it names a group and is not valid on a claim, however well it describes the patient.`,
	},
	{
		ID: "placeholder", Aliases: []string{"x", "placeholder x"},
		Title:   "Placeholder X",
		Section: "I.A.4",
		Example: "medcode validate S67.01A",
		Text: `X holds an empty place so that the characters behind it stay where they belong. It is used inside some codes (T36 to T50) and to fill a short code up to six characters before its 7th.

A code without a placeholder it needs is invalid: S67.01A is not a code, S67.01XA is.`,
	},
	{
		ID: "7th-character", Aliases: []string{"seventh", "7th", "7th character", "seventh character", "encounter", "sequela", "extension"},
		Title:   "7th character",
		Section: "I.A.5, I.C.19.a",
		Example: "medcode lookup S72.001",
		Text: `Some categories want a 7th character on every code: for injuries the kind of encounter, in obstetrics the fetus, for gout whether there are tophi. The category, or the nearest heading above the code, lists the characters and what they mean. It always stands seventh; placeholder X fills the gap.

For injuries, A is for active treatment, however often the patient is seen; D is for routine care while healing; S is for a condition that the injury left behind, reported behind that condition. Fractures have more: open or closed, routine or delayed healing, nonunion, malunion.`,
	},
	{
		ID: "nec", Aliases: []string{"other", "other specified", "not elsewhere classifiable"},
		Title:   "NEC and \"other\" codes",
		Section: "I.A.6, I.A.9.a",
		Example: "medcode search other specified anemia",
		Text:    `Not elsewhere classifiable: the record is specific, the classification is not. Use the "other specified" code when the documentation names something that has no code of its own.`,
	},
	{
		ID: "nos", Aliases: []string{"unspecified", "not otherwise specified"},
		Title:   "NOS and \"unspecified\" codes",
		Section: "I.A.6, I.A.9.b, I.B.18",
		Example: "medcode search pneumonia",
		Text: `Not otherwise specified: the record says no more. Use the "unspecified" code when the documentation does not support a more specific one. It is right when it is all that is known at the encounter, and wrong as a shortcut.

Where a category has no unspecified code, its "other specified" code stands for both.`,
	},
	{
		ID: "punctuation", Aliases: []string{"brackets", "parentheses", "nonessential modifier", "nonessential modifiers", "colon"},
		Title:   "Brackets, parentheses and colons",
		Section: "I.A.7",
		Text: `[ ] encloses synonyms in the Tabular List, and in the Alphabetic Index the manifestation code that follows its cause.

( ) encloses nonessential modifiers: words that may be there or not without changing the code. They stop counting where a subterm says the opposite.

: stands behind an incomplete term that needs one of the lines beneath it.`,
	},
	{
		ID: "includes", Aliases: []string{"includes note"},
		Title:   "Includes",
		Section: "I.A.10",
		Example: "medcode lookup E11",
		Text:    `Stands under a category, block or chapter and says, with definitions or examples, what belongs there. It holds for everything beneath.`,
	},
	{
		ID: "inclusion-term", Aliases: []string{"inclusion", "inclusion terms", "inclusion term"},
		Title:   "Inclusion terms",
		Section: "I.A.11",
		Example: "medcode lookup R11.16",
		Text:    `Conditions a code is used for: synonyms of its title or, at an "other specified" code, the conditions put there. The list is not complete; the Alphabetic Index may send further terms to the code.`,
	},
	{
		ID: "excludes1", Aliases: []string{"excludes 1"},
		Title:   "Excludes1: not coded here",
		Section: "I.A.12.a",
		Example: "medcode lookup E11 --format json",
		Text: `The two conditions cannot occur together, such as an inborn and an acquired form of one disease, so the excluded code is not reported with the code that carries the note. The note holds for everything beneath its owner.

The exception: two conditions that are clearly unrelated may both be reported. When it is not clear, the provider is asked.`,
	},
	{
		ID: "excludes2", Aliases: []string{"excludes 2"},
		Title:   "Excludes2: not included here",
		Section: "I.A.12.b",
		Example: "medcode lookup J44",
		Text:    `The excluded condition is no part of this one, but a patient may have both. When both are documented, both codes may be reported together.`,
	},
	{
		ID: "code-first", Aliases: []string{"code first", "etiology", "manifestation", "in diseases classified elsewhere"},
		Title:   "Code first: the cause before its manifestation",
		Section: "I.A.13, I.B.7",
		Example: "medcode lookup F02",
		Text: `The underlying condition is reported before the code that carries the note. Titles with "in diseases classified elsewhere" mark manifestations: they are never first-listed or principal, and never stand alone.

Without "if applicable" or the like the note is binding; with it, the cause comes first when there is one.`,
	},
	{
		ID: "use-additional", Aliases: []string{"use additional", "use additional code"},
		Title:   "Use additional code",
		Section: "I.A.13, I.B.7",
		Example: "medcode lookup E11",
		Text:    `A second code completes the picture: the organism of an infection, the stage of a kidney disease, the use of tobacco. It follows the code that carries the note, when the documentation supports it.`,
	},
	{
		ID: "and", Title: "\"And\" in a title",
		Section: "I.A.14",
		Text:    `Means and/or: a title that names two things with "and" fits one of them, or both.`,
	},
	{
		ID: "with", Aliases: []string{"in", "due to", "associated with"},
		Title:   "\"With\": the link is assumed",
		Section: "I.A.15",
		Example: "medcode search diabetes with neuropathy",
		Text: `In a title, an index entry or a note, "with" and "in" mean "associated with" or "due to". The classification takes the two conditions as linked even when the provider does not say so, unless the record says they are unrelated or another guideline demands the link in writing.

So a patient with diabetes and chronic kidney disease has diabetic chronic kidney disease, unless another cause is documented. Conditions that the classification does not join this way need the provider's word.`,
	},
	{
		ID: "see", Aliases: []string{"see also", "see-also"},
		Title:   "See and see also",
		Section: "I.A.16",
		Text:    `In the Alphabetic Index "see" sends to another main term, and the code is found only there. "See also" names another term that may help; it need not be followed when the code is already found.`,
	},
	{
		ID: "code-also", Aliases: []string{"code also"},
		Title:   "Code also",
		Section: "I.A.17",
		Example: "medcode lookup R11.16",
		Text:    `A second code may be needed, and the note does not say which comes first: the circumstances of the encounter decide.`,
	},
	{
		ID: "default", Aliases: []string{"default code", "default codes"},
		Title:   "Default code",
		Section: "I.A.18",
		Text:    `The code beside a main term of the Alphabetic Index: the form of the condition that is most common, or the unspecified one. It is used when the record says no more than the term.`,
	},
	{
		ID: "laterality", Aliases: []string{"side", "left", "right", "bilateral"},
		Title:   "Laterality",
		Section: "I.B.13",
		Example: "medcode search cataract left",
		Text: `Many codes name the side. When both sides are affected and there is no bilateral code, both the left and the right code are reported. When one side has been treated and only the other is left, only that side is reported.

The unspecified side is for records that do not name it, and rarely justified: the documentation of any clinician may supply it.`,
	},
	{
		ID: "combination", Aliases: []string{"combination code", "combination codes"},
		Title:   "Combination codes",
		Section: "I.B.9",
		Example: "medcode search diabetic retinopathy macular edema",
		Text:    `One code for two diagnoses, or for a diagnosis with its manifestation or complication. Where there is one that says all, it is reported alone.`,
	},
	{
		ID: "external-cause", Aliases: []string{"external causes", "external cause"},
		Title:   "External cause codes",
		Section: "I.C.20",
		Example: "medcode search fall from ladder",
		Text:    `V00 to Y99 say how, where and during what an injury or condition came about. They follow the code of the injury, are never first-listed or principal, and take a 7th character where their category asks for one.`,
	},
}
