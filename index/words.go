package index

import "strings"

// A class says how much it means when a title has a word that the query has
// not: the side or "unspecified" is often left out, the disease is not.
type class uint8

const (
	plainWord   class = iota
	unspecified       // "unspecified", "NOS", and "organism" in "unspecified organism"
	otherWord         // "other", "specified", "not elsewhere classified"
	sideWord          // "left", "right", "bilateral"
	withoutWord       // "without" and what follows
	fillerWord        // "disease", "disorder", "syndrome"
	bracketed         // in parentheses or brackets, nonessential by convention
	numberWord        // "1", "first", "i"
	turning           // changes what is meant: "history", "secondary", "pregnancy"
	inDisease         // "in diseases classified elsewhere" and what follows
	classes     = iota
)

// An occurrence is a word of a title: the number of its term and its class.
type occurrence uint32

func (o occurrence) term() uint32 { return uint32(o) & 0xffffff }
func (o occurrence) class() class { return class(o >> 24) }

func makeOccurrence(term uint32, c class) occurrence {
	return occurrence(term | uint32(c)<<24)
}

// isStop reports words that carry no meaning of their own in a title.
func isStop(w string) bool {
	switch w {
	case "of", "the", "in", "and", "or", "to", "for", "an", "a", "by", "on", "at", "as", "from",
		"is", "are", "be", "this", "that", "these", "its", "their", "his", "her", "my", "pt", "patient",
		"due", "d/t", "into", "than", "while", "which", "was", "were", "been", "being", "etc", "e.g", "i.e":
		return true
	}
	return false
}

// keepsLetter reports words behind which a single letter is a name: "hepatitis A".
func keepsLetter(w string) bool {
	switch w {
	case "hepatitis", "vitamin", "type", "group", "influenza", "streptococcus", "factor", "class", "immunoglobulin",
		"personality", "cluster", "hemophilus", "hemophilia", "salter", "harris":
		return true
	}
	return false
}

// stem returns the term of a word: its singular, in one spelling. Words and
// queries go through the same rules, so a term need not be a word.
func stem(w string) string {
	n := len(w)
	if n < 4 {
		return w
	}
	switch {
	case strings.HasSuffix(w, "ies") && n > 5:
		return w[:n-3] + "y"
	case strings.HasSuffix(w, "oses"), strings.HasSuffix(w, "ases") && strings.HasSuffix(w, "stases"),
		strings.HasSuffix(w, "yses"), strings.HasSuffix(w, "eses"), strings.HasSuffix(w, "ises") && n > 7:
		return w[:n-2] + "is"
	case strings.HasSuffix(w, "sses"), strings.HasSuffix(w, "xes"), strings.HasSuffix(w, "ches"), strings.HasSuffix(w, "shes"):
		return w[:n-2]
	case strings.HasSuffix(w, "itides"):
		return w[:n-3] + "s"
	case strings.HasSuffix(w, "ae") && n > 5:
		return w[:n-1]
	case w[n-1] == 's' && w[n-2] != 's' && w[n-2] != 'u' && w[n-2] != 'i' && n > 3:
		return w[:n-1]
	}
	return w
}

// root returns what a term shares with its derivations ("diabetic" and
// "diabetes", "thrombotic" and "thrombosis"), "" when the term is too short
// to have any.
func root(term string) string {
	for _, s := range rootEndings {
		if r, ok := strings.CutSuffix(term, s); ok && len(r) >= 4 {
			if r[len(r)-1] == 't' && (strings.HasSuffix(r, "ot") || strings.HasSuffix(r, "yt")) && s == "ic" {
				r = r[:len(r)-1] + "s"
			}
			return strings.TrimSuffix(r, "i")
		}
	}
	if len(term) >= 5 {
		return term
	}
	return ""
}

// kin returns what a term shares with the other diseases and procedures of an
// organ ("esophagitis", "esophageal"), "" when there is nothing.
func kin(term string) string {
	for _, s := range kinEndings {
		if k, ok := strings.CutSuffix(term, s); ok && len(k) >= 4 {
			return strings.TrimSuffix(k, "o")
		}
	}
	if r := root(term); len(r) >= 4 {
		return strings.TrimSuffix(r, "o")
	}
	return ""
}

// kinEndings are endings that make a disease of an organ, the longest first.
var kinEndings = [...]string{
	"opathies", "opathic", "lithiasis", "opathy", "orrhagia", "algia", "iasis", "ectomy", "emia", "itic", "itis", "osis", "otic", "oma",
}

// rootEndings are the endings of derived words, the longest first.
var rootEndings = [...]string{
	"istically", "iasis", "ically", "istic", "ation", "ative", "ating", "ement", "ities",
	"ical", "ated", "ious", "eous", "ance", "ence", "ible", "able",
	"ial", "eal", "ous", "ose", "ing", "ion", "ive", "ism", "ist", "ity", "ary", "ate", "ied", "ian", "ium",
	"al", "ic", "ar", "ed", "ia", "is", "us", "um", "es", "en", "er",
	"e", "y", "a", "i",
}

// A titleWord is a word of a text with its class.
type titleWord struct {
	term  string
	class class
}

// analyze returns the words of an official text that carry meaning, in order.
func analyze(text string) []titleWord {
	var out []titleWord
	depth := 0
	for len(text) > 0 {
		i := strings.IndexAny(text, ",;()[]")
		chunk := text
		if i >= 0 {
			chunk = text[:i]
		}
		out = appendWords(out, chunk, depth > 0)
		if i < 0 {
			break
		}
		switch text[i] {
		case '(', '[':
			if strings.HasPrefix(text[i:], "(s)") || strings.HasPrefix(text[i:], "(es)") {
				text = text[i+strings.IndexByte(text[i:], ')')+1:]
				continue
			}
			depth++
		case ')', ']':
			depth = max(0, depth-1)
		}
		text = text[i+1:]
	}
	return out
}

// appendWords appends the words of a stretch of text without punctuation.
func appendWords(out []titleWord, chunk string, brackets bool) []titleWord {
	tokens := Tokens(chunk)
	state := plainWord
	for i, tok := range tokens {
		c := wordClass(tok)
		switch {
		case tok == "without":
			state = withoutWord
		case tok == "with" && state != unspecified:
			state = plainWord
		case tok == "whether":
			state = unspecified // "unspecified whether with hypoxia or hypercapnia"
		case tok == "elsewhere":
			// "in diseases classified elsewhere", "not elsewhere classified"
			out = reclass(out, 2)
		}
		if isStop(tok) && !letterName(tokens, i) || tok == "not" && i+1 < len(tokens) && tokens[i+1] == "elsewhere" {
			continue
		}
		if c == plainWord {
			c = state
		}
		if c == plainWord && i > 0 && tokens[i-1] == "unspecified" && (i == 1 && len(tokens) == 2 && len(out) > 1 || vague(tok)) {
			c = unspecified
		}
		if brackets && c == plainWord {
			c = bracketed
		}
		out = append(out, titleWord{stem(tok), c})
	}
	return out
}

// reclass marks the last n words "diseases classified" as convention.
func reclass(out []titleWord, n int) []titleWord {
	for i := max(0, len(out)-n); i < len(out); i++ {
		if w := out[i].term; w == "disease" || w == "classified" {
			out[i].class = inDisease
		}
	}
	return out
}

// letterName reports that token i is a letter that names something: "hepatitis A".
func letterName(tokens []string, i int) bool {
	return len(tokens[i]) == 1 && i > 0 && keepsLetter(tokens[i-1])
}

// vague reports the nouns that "unspecified" stands before.
func vague(w string) bool {
	switch w {
	case "organism", "site", "part", "severity", "eye", "ear", "side", "trimester", "type", "stage", "duration",
		"nature", "cause", "complication", "complications", "etiology", "joint", "quadrant", "degree", "laterality":
		return true
	}
	return false
}

// turns reports the words that make something else of a disease: its history,
// its risk, its screening, its cause, its place in pregnancy or the newborn.
func turns(w string) bool {
	switch w {
	case "history", "family", "personal", "secondary", "situ", "suspected", "maternal", "newborn", "neonatal", "pregnancy",
		"childbirth", "puerperium", "poisoning", "adverse", "underdosing", "exposure", "contact", "screening", "susceptibility",
		"complicating", "postprocedural", "intraoperative", "congenital", "fetal", "fetus", "sequelae", "aftercare", "encounter",
		"postpartum", "carrier", "donor", "vaccination", "immunization", "accident", "injured", "obstetric", "perinatal", "drug-induced":
		return true
	}
	return false
}

func wordClass(w string) class {
	switch w {
	case "unspecified", "nos":
		return unspecified
	case "other", "specified", "nec", "others":
		return otherWord
	case "classified", "elsewhere":
		return inDisease
	case "left", "right", "bilateral", "unilateral":
		return sideWord
	case "disease", "diseases", "disorder", "disorders", "syndrome", "condition", "conditions", "type", "site", "part",
		"form", "specific", "named", "state", "status":
		return fillerWord
	case "i", "ii", "iii", "iv", "v", "first", "second", "third", "fourth", "fifth":
		return numberWord
	}
	if w[0] >= '0' && w[0] <= '9' {
		return numberWord
	}
	if turns(w) {
		return turning
	}
	return plainWord
}
