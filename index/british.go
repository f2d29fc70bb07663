package index

import "strings"

// britishSpellings are what British words have where American ones, which
// ICD-10-CM uses, have less. Each is long enough to occur in no other word of
// the classification.
var britishSpellings = [...][2]string{
	{"haem", "hem"},
	{"aemi", "emi"},
	{"aest", "est"},
	{"aeto", "eto"},
	{"paed", "ped"},
	{"gynae", "gyne"},
	{"caec", "cec"},
	{"caes", "ces"},
	{"faec", "fec"},
	{"anaer", "aner"},
	{"lymphoed", "lymphed"},
	{"papilloed", "papilled"},
	{"myxoed", "myxed"},
	{"oestr", "estr"},
	{"rhoea", "rhea"},
	{"pnoea", "pnea"},
	{"foet", "fet"},
	{"coeliac", "celiac"},
	{"homoeo", "homeo"},
	{"tumour", "tumor"},
	{"colour", "color"},
	{"behaviour", "behavior"},
	{"humour", "humor"},
	{"labour", "labor"},
	{"odour", "odor"},
	{"sulph", "sulf"},
}

// britishBeginnings stand only at the beginning: a tracheoesophageal fistula
// and angioedema are American.
var britishBeginnings = [...][2]string{{"oesoph", "esoph"}, {"oedem", "edem"}, {"amoeb", "ameb"}}

// britishEndings are endings that stand for American ones.
var britishEndings = [...][2]string{
	{"isation", "ization"},
	{"alised", "alized"},
	{"anised", "anized"},
	{"ilised", "ilized"},
	{"unised", "unized"},
	{"alising", "alizing"},
	{"anising", "anizing"},
	{"alyse", "alyze"},
	{"alysed", "alyzed"},
	{"litre", "liter"},
	{"centre", "center"},
	{"goitre", "goiter"},
	{"fibre", "fiber"},
	{"calibre", "caliber"},
}

// american returns word w, lower case, in its American spelling: "haemorrhage"
// is "hemorrhage". Titles and queries go through it alike.
func american(w string) string {
	if len(w) < 5 {
		return w
	}
	if strings.Contains(w, "ae") || strings.Contains(w, "oe") || strings.Contains(w, "our") || strings.Contains(w, "ulph") {
		for _, s := range britishSpellings {
			w = strings.Replace(w, s[0], s[1], 1)
		}
		for _, s := range britishBeginnings {
			if rest, ok := strings.CutPrefix(w, s[0]); ok {
				w = s[1] + rest
			}
		}
	}
	switch w[len(w)-1] {
	case 'n', 'd', 'g', 'e':
		for _, s := range britishEndings {
			if stem, ok := strings.CutSuffix(w, s[0]); ok && len(stem) > 2 || ok && s[0] == w {
				return stem + s[1]
			}
		}
	}
	return w
}
