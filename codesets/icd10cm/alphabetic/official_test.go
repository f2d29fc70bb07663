package alphabetic

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/codesets/icd10cm"
	"github.com/medcode-cli/medcode/codesets/sharedtest"
)

// officialFiles are the four parts of the Index of FY2017 as published.
var officialFiles = map[string]string{
	icd10cm.PartIndex:    "icd10cm_index_2017.xml.xz",
	icd10cm.PartExternal: "icd10cm_eindex_2017.xml.xz",
	icd10cm.PartNeoplasm: "icd10cm_neoplasm_2017.xml.xz",
	icd10cm.PartDrugs:    "icd10cm_drug_2017.xml.xz",
}

func officialBook(t testing.TB) (testBook, map[string][]byte) {
	t.Helper()
	files := map[string][]byte{}
	var lines []icd10cm.IndexLine
	for part, name := range officialFiles {
		files[part] = sharedtest.Read(t, "data", "icd10cm", "xml-2017", name)
		of, err := icd10cm.ParseIndex(bytes.NewReader(files[part]))
		if err != nil {
			t.Fatal(err)
		}
		for i := range of {
			of[i].Part = part
		}
		lines = append(lines, of...)
	}
	return bookOf(t, lines), files
}

// An element is a term of the XML read without the parser under test.
type element struct {
	name, title string
	fields      []string // "code E11.9", "manif G99.8", "see Damp", "cell 2 C50.9"
	terms       []*element
	text        strings.Builder
}

// elements reads the terms of a file by a plain walk of its tokens.
func elements(t *testing.T, file []byte) []*element {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(file))
	top := &element{}
	stack := []*element{top}
	var open []string
	for {
		tok, err := d.Token()
		if err != nil {
			return top.terms
		}
		at := stack[len(stack)-1]
		switch tok := tok.(type) {
		case xml.StartElement:
			name := tok.Name.Local
			switch name {
			case "mainTerm", "term":
				e := &element{name: name}
				at.terms = append(at.terms, e)
				stack = append(stack, e)
			case "title", "code", "manif", "see", "seeAlso", "seecat", "subcat", "cell":
				at.text.Reset()
				if name == "cell" {
					name += " " + tok.Attr[0].Value
				}
			case "nemod":
				at.text.WriteString(" ")
			}
			open = append(open, name)
		case xml.CharData:
			at.text.Write(tok)
		case xml.EndElement:
			name := open[len(open)-1]
			open = open[:len(open)-1]
			text := strings.Join(strings.Fields(at.text.String()), " ")
			switch {
			case name == "mainTerm" || name == "term":
				stack = stack[:len(stack)-1]
			case name == "title" && len(stack) > 1:
				at.title = text
			case name == "code", name == "manif", name == "see", name == "seeAlso", name == "seecat", name == "subcat", strings.HasPrefix(name, "cell"):
				at.fields = append(at.fields, name+" "+text)
			}
		}
	}
}

// bare returns text without blanks, in which alone the two readings may
// differ.
func bare(text string) string { return strings.Join(strings.Fields(text), "") }

// The tree has every term of the official files, each at its place with its
// codes, its code in brackets and its references.
func TestOfficialTerms(t *testing.T) {
	book, files := officialBook(t)
	for part, file := range files {
		n := 0
		var check func(terms []*Term, path []string, e *element)
		check = func(terms []*Term, path []string, e *element) {
			n++
			path = append(slices.Clip(path), e.title)
			i := slices.IndexFunc(terms, func(s *Term) bool { return holds(s, e) })
			if i < 0 {
				t.Errorf("%s: no %q with %q", part, path, e.fields)
				return
			}
			for _, sub := range e.terms {
				check(terms[i].Subterms(), path, sub)
			}
		}
		mains := map[string][]*Term{}
		for _, m := range book.Parts[part].Subterms() {
			mains[plain(m.Title())] = append(mains[plain(m.Title())], m)
		}
		for _, main := range elements(t, file) {
			check(mains[plain(main.title)], nil, main)
		}
		t.Logf("%s: %d terms", part, n)
	}
}

// plain returns a main term without what stands in parentheses.
func plain(title string) string {
	essential, _ := modifiers(title)
	return strings.ToLower(bare(essential))
}

// holds reports whether s is the term that e is, and leads where e does.
func holds(s *Term, e *element) bool {
	// Main terms that differ in nonessential modifiers are one.
	if e.name == "term" && bare(s.Title()) != bare(e.title) {
		return false
	}
	var has strings.Builder
	for _, l := range s.Lines() {
		fmt.Fprintf(&has, "|%s|%s|%s|%s|", l.Shown, l.Manifestation, bare(l.See), bare(l.SeeAlso))
	}
	for _, f := range e.fields {
		name, text, _ := strings.Cut(f, " ")
		switch name {
		case "cell":
			_, text, _ = strings.Cut(text, " ")
			if strings.Trim(text, "-– ") == "" {
				continue
			}
		case "manif":
			if !strings.ContainsAny(text, "0123456789") {
				continue // a site, in the Table of Neoplasms
			}
			text = strings.ReplaceAll(strings.Trim(text, "[]-, "), ".", "")
			if len(text) > 7 {
				text = text[:3]
			}
		}
		if !strings.Contains(has.String(), bare(text)) {
			return false
		}
	}
	return true
}

// Nearly every coded term is come to by the words of its path: by those that
// are essential, without commas and joining words' help.
func TestOfficialFind(t *testing.T) {
	book, _ := officialBook(t)
	const every = 40
	n, asked, found := 0, 0, 0
	var walk func(part string, up *Term)
	walk = func(part string, up *Term) {
		for _, s := range up.Subterms() {
			if s.coded() {
				n++
			}
			if s.coded() && n%every == 0 {
				var words []string
				for _, title := range s.Path() {
					essential, _ := modifiers(title)
					words = append(words, essential)
				}
				asked++
				if f := book.Find(part, strings.Join(words, " "), 1); len(f) > 0 && slices.Equal(f[0].Term.Leads(), s.Leads()) {
					found++
				}
			}
			walk(part, s)
		}
	}
	for _, part := range icd10cm.IndexParts() {
		walk(part, book.Parts[part])
	}
	share := float64(found) / float64(asked)
	t.Logf("%d of %d terms found by the words of their paths, %.1f %%", found, asked, 100*share)
	if share < 0.99 {
		t.Errorf("share %.3f, want 0.99", share)
	}
}

// Places of the official Index of FY2017 are come to by words, through "see"
// and "see also", codes in brackets and nonessential modifiers.
func TestOfficialPaths(t *testing.T) {
	book, _ := officialBook(t)
	for _, test := range []struct{ part, query, path, leads string }{
		{"index", "fracture femur neck", "Fracture, traumatic (abduction) (adduction) (separation) > femur, femoral > upper end > neck", "S72.00-"},
		{"index", "diabetes cataract", "Diabetes, diabetic (mellitus) (sugar) > with > cataract", "E11.36"},
		{"index", "cataract diabetic", "Diabetes, diabetic (mellitus) (sugar) > with > cataract", "E11.36"},
		{"index", "type 2 diabetes with proliferative retinopathy", "Diabetes, diabetic (mellitus) (sugar) > type 2 > with > retinopathy > proliferative", "E11.359"},
		{"index", "glaucoma in amyloidosis", "Glaucoma > in (due to) > amyloidosis", "E85.4 [H42]"},
		{"index", "glaucoma Lowe's syndrome", "Glaucoma > in (due to) > Lowe's syndrome", "E72.03 [H42]"},
		{"index", "dementia Parkinson's disease", "Dementia (degenerative (primary)) (old age) (persisting) > with > Parkinson's disease", "G20 [F02.80]"},
		{"index", "dementia in Alzheimer's", "Disease, diseased > Alzheimer's", "G30.9 [F02.80]"},
		{"index", "arthritis in psoriasis", "Arthritis, arthritic (acute) (chronic) (nonpyogenic) (subacute) > in (due to) > psoriasis", "L40.50"},
		{"index", "arthropathy in hemochromatosis", "Arthropathy > in (due to) > hemochromatosis", "E83.118 [M14.8]"},
		{"index", "cirrhosis cardiac", "Cirrhosis, cirrhotic (hepatic) (liver) > cardiac (of liver)", "K76.1"},
		{"index", "neuropathy amyloid", "Neuropathy, neuropathic > peripheral (nerve) > autonomic > in (due to) > amyloidosis", "E85.4 [G99.0]"},
		{"index", "anemia in neoplastic disease", "Anemia (essential) (general) (hemoglobin deficiency) (infantile) (primary) (profound) > in (due to) (with) > neoplastic disease", "D63.0"},
		{"index", "anemia in chronic kidney disease", "Anemia (essential) (general) (hemoglobin deficiency) (infantile) (primary) (profound) > due to (in) (with) > chronic kidney disease", "D63.1"},
		{"index", "pneumonia in candidiasis", "Pneumonia (acute) (double) (migratory) (purulent) (septic) (unresolved) > in (due to) > candidiasis", "B37.1"},
		{"index", "pneumonia lobar", "Pneumonia (acute) (double) (migratory) (purulent) (septic) (unresolved) > lobar (disseminated) (double) (interstitial)", "J18.1"},
		{"index", "pneumonia influenza", "Influenza (bronchial) (epidemic) (respiratory (upper)) (unidentified influenza virus) > with > pneumonia", "J11.00"},
		{"index", "hypertension heart failure", "Hypertension, hypertensive (accelerated) (benign) (essential) (idiopathic) (malignant) (systemic) > heart (disease) (conditions in I51.4-I51.9 due to hypertension) > with > heart failure (congestive)", "I11.0"},
		{"index", "infarction myocardium anterior wall", "Infarct, infarction > myocardium, myocardial (acute) (with stated duration of 4 weeks or less) > ST elevation (STEMI) > anterior (anteroapical) (anterolateral) (anteroseptal) (Q wave) (wall)", "I21.09"},
		{"index", "heart attack", "Infarct, infarction > myocardium, myocardial (acute) (with stated duration of 4 weeks or less)", "I21.3"},
		{"index", "congestive heart failure", "Failure, failed > heart (acute) (senile) (sudden) > congestive (compensated) (decompensated)", "I50.9"},
		{"index", "pink eye", "Conjunctivitis (staphylococcal) (streptococcal) NOS > acute > mucopurulent", "H10.02-"},
		{"index", "shingles", "Herpes, herpesvirus, herpetic > zoster", "B02.9"},
		{"index", "Crohn's disease", "Enteritis (acute) (diarrheal) (hemorrhagic) (noninfective) > regional (of)", "K50.90"},
		{"index", "breast cancer", "Cancer > breast", "C50.91-"},
		{"index", "carcinoma in situ breast", "Carcinoma-in-situ > breast NOS", "D05.9-"},
		{"index", "personal history breast cancer", "History > personal (of) > malignant neoplasm (of) > breast", "Z85.3"},
		{"index", "screening colon", "Screening (for) > colonoscopy", "Z12.11"},
		{"index", "noncompliance dialysis", "Noncompliance > with > dialysis", "Z91.15"},
		{"index", "dialysis noncompliance", "Dialysis (intermittent) (treatment) > noncompliance (with)", "Z91.15"},
		{"index", "overdose acetaminophen", "Acetaminophen", "T39.1X1, T39.1X2, T39.1X3, T39.1X4, T39.1X5, T39.1X6"},
		{"index", "sprain ankle deltoid", "Sprain (joint) (ligament) > ankle", "S93.40-"},
		{"index", "sepsis Escherichia coli", "Sepsis (generalized) (unspecified organism) > Escherichia coli (E. coli)", "A41.5"},
		{"index", "shock septic", "Shock > septic (due to severe sepsis)", "R65.21"},
		{"index", "urinary tract infection", "Infection, infected, infective (opportunistic) > urinary (tract)", "N39.0"},
		{"index", "appendicitis acute", "Appendicitis (pneumococcal) (retrocecal) > acute (catarrhal) (fulminating) (gangrenous) (obstructive) (retrocecal) (suppurative)", "K35.80"},
		{"index", "gout idiopathic knee", "Gout, gouty (acute) (attack) (flare) > idiopathic > knee", "M10.06-"},
		{"index", "meningitis in Lyme disease", "Meningitis (basal) (basic) (brain) (cerebral) (cervical) (congestive) (diffuse) (hemorrhagic) (infantile) (membranous) (metastatic) (nonspecific) (pontine) (progressive) (simple) (spinal) (subacute) (sympathetic) (toxic) > in (due to) > Lyme disease", "A69.21"},
		{"index", "myopathy in sarcoidosis", "Myopathy > in (due to) > sarcoidosis", "D86.87"},
		{"index", "endocarditis lupus erythematosus", "Lupus > erythematosus (discoid) (local) > systemic > with organ or system involvement > endocarditis", "M32.11"},
		{"index", "retinopathy diabetic", "Diabetes, diabetic (mellitus) (sugar) > with > retinopathy", "E11.319"},
		{"index", "wart venereal", "Wart (due to HPV) (filiform) (infectious) (viral) > venereal", "A63.0"},
		{"index", "stroke", "Stroke (apoplectic) (brain) (embolic) (ischemic) (paralytic) (thrombotic)", "I63.9"},
		{"index", "grand mal seizure", "Seizure(s) > grand mal", "G40.409"},
		{"index", "obesity due to drug", "Obesity > due to > drug", "E66.1"},
		{"neoplasm", "breast upper outer", "Neoplasm, neoplastic > breast (connective tissue) (glandular tissue) (soft parts) > upper-outer quadrant", "C50.4-, C79.81, D05.-, D24.-, D48.6-, D49.3"},
		{"neoplasm", "lung upper lobe", "Neoplasm, neoplastic > lung > upper lobe", "C34.1-, C78.0-, D02.2-, D14.3-, D38.1, D49.1"},
		{"neoplasm", "skin nose", "Neoplasm, neoplastic > skin NOS > nose (external)", "C44.301, C79.2, D04.39, D23.39, D48.5, D49.2"},
		{"drugs", "acetaminophen", "Acetaminophen", "T39.1X1, T39.1X2, T39.1X3, T39.1X4, T39.1X5, T39.1X6"},
		{"drugs", "carbon monoxide", "Carbon > monoxide (from incomplete combustion)", "T58.91, T58.92, T58.93, T58.94"},
		{"external", "fall from ladder", "Fall, falling (accidental) > from, off, out of > ladder", "W11"},
		{"external", "bite dog", "Dog bite", "W54.0"},
		{"external", "assault knife", "Assault (homicidal) (by) (in) > knife", "X99.1"},
	} {
		found := book.Find(test.part, test.query, 1)
		if len(found) == 0 {
			t.Errorf("Find(%q) finds nothing", test.query)
			continue
		}
		path, leads := strings.Join(found[0].Term.Path(), " > "), strings.Join(found[0].Term.Leads(), ", ")
		if path != test.path || leads != test.leads {
			t.Errorf("Find(%q) = %s: %s, want %s: %s", test.query, path, leads, test.path, test.leads)
		}
	}
}
