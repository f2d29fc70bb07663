package practice

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/codesets"
)

const may4 = codesets.Date(20260504)

// dxCase makes a case from a key written shortly: codes in order, alternatives
// behind "|", "+" before a code that may lead.
func dxCase(setting, key string, optional ...string) *Case {
	c := &Case{ID: "t", Pack: "test", Setting: setting, Date: may4, Key: Key{Optional: optional}}
	for f := range strings.FieldsSeq(key) {
		f, lead := strings.CutPrefix(f, "+")
		codes := strings.Split(f, "|")
		if lineShape().MatchString(codes[0]) && !dxShape().MatchString(codes[0]) {
			l, _ := ParseAnswer(codes[0], nil)
			c.Key.Procedures = append(c.Key.Procedures, LineKey{Code: l.Lines[0].Code, Modifiers: l.Lines[0].Modifiers, Any: codes[1:]})
			continue
		}
		c.Key.Dx = append(c.Key.Dx, DxKey{Code: codes[0], Any: codes[1:], MayLead: lead})
	}
	return c
}

func grader(t testing.TB) *Grader {
	return &Grader{Tables: embedded(t), Points: DefaultPoints, Pass: DefaultPass}
}

// items writes the outcomes of a result shortly: "exact", "wrong_side",
// "exact/order".
func items(r Result) string {
	var out []string
	for _, it := range r.Items {
		s := string(it.Outcome)
		if it.Ordered {
			s += "/order"
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

const diabetes = "E11.22 N18.31 Z79.4"

// Scores: the principal weighs 2, the others 1. With DefaultPoints a key of
// three codes is worth 4, so that a missing secondary leaves 75.
var gradeRows = []struct {
	name, setting, key, answer string
	score                      int
	items                      string
}{
	// exact, in every way of writing
	{"exact", "office", "I10", "I10", 100, "exact"},
	{"dotted", "office", "E11.9", "E11.9", 100, "exact"},
	{"undotted lower case", "office", "E11.9", "e119", 100, "exact"},
	{"commas and semicolons", "office", diabetes, "E11.22,N18.31;Z79.4", 100, "exact exact exact"},
	{"several lines", "office", diabetes, "E11.22\nN18.31\nZ79.4", 100, "exact exact exact"},
	{"dx prefix", "office", "I10", "dx:I10", 100, "exact"},
	{"seven characters", "emergency", "S52.531A", "s52531a", 100, "exact"},
	{"with placeholder", "emergency", "S01.01XA", "S01.01XA", 100, "exact"},
	// alternatives
	{"alternative", "office", "R43.0|R43.8 U09.9", "R43.8 U09.9", 100, "alternative exact"},
	{"second alternative", "office", "I25.10|I25.119|I25.110", "I25.110", 100, "alternative"},
	{"exact beats alternative", "office", "R43.0|R43.8", "R43.0 R43.8", 88, "exact extra"},
	{"near an alternative only", "office", "R43.0|R43.8", "R43.1", 25, "category"},
	// order free
	{"secondaries swapped", "office", "E11.9 Z79.4 Z79.84", "E11.9 Z79.84 Z79.4", 100, "exact exact exact"},
	{"three secondaries turned", "inpatient", "J96.01 E78.5 E03.9 K21.9", "J96.01 K21.9 E03.9 E78.5", 100, "exact exact exact exact"},
	{"may lead", "office", "+B18.2 +K74.60", "K74.60 B18.2", 100, "exact exact"},
	{"may lead, third", "inpatient", "+J44.0 +J18.9 +J44.1", "J44.1 J18.9 J44.0", 100, "exact exact exact"},
	{"may lead, but another is first", "office", "+B18.2 +K74.60 I10", "I10 B18.2 K74.60", 75, "exact/order exact exact"},
	// wrong order
	{"principal second", "office", "I10 E78.5", "E78.5 I10", 67, "exact/order exact"},
	{"principal last of three", "office", "I10 E78.5 E03.9", "E78.5 E03.9 I10", 75, "exact/order exact exact"},
	{"manifestation first", "office", "G30.1 F02.B3", "F02.B3 G30.1", 67, "exact/order exact"},
	{"code first among secondaries", "inpatient", "J18.9 N18.31 D63.1", "J18.9 D63.1 N18.31", 88, "exact exact/order exact"},
	{"use additional before its owner", "inpatient", "J96.01 I11.0 I50.23", "J96.01 I50.23 I11.0", 88, "exact exact/order exact"},
	{"stage before combination", "office", diabetes, "N18.31 E11.22 Z79.4", 75, "exact/order exact exact"},
	{"optional first is no fault", "office", "I10 E78.5", "Z87.891 I10 E78.5", 100, "exact exact optional"},
	{"an extra code first", "office", "I10", "E78.5 I10", 38, "exact/order extra"},
	{"wrong side and order", "office", "M17.11 I10", "I10 M17.12", 33, "wrong_side/order exact"},
	{"principal missing is not an order fault", "office", "I10 E78.5", "E78.5", 33, "missing exact"},
	// less or wrong specificity
	{"unspecified sibling", "office", "N18.31", "N18.30", 50, "less_specific"},
	{"unspecified code of the category", "inpatient", "J18.1", "J18.9", 50, "less_specific"},
	{"more than documented", "office", "N18.30", "N18.31", 50, "more_specific"},
	{"wrong stage", "office", "N18.31", "N18.32", 50, "wrong_specificity"},
	{"wrong stage, other subcategory", "office", "N18.31", "N18.4", 25, "category"},
	{"diabetes without complication", "office", "E11.22", "E11.9", 50, "less_specific"},
	{"retinopathy type", "office", "E11.3513", "E11.3313", 50, "wrong_specificity"},
	{"unspecified migraine", "office", "G43.719", "G43.909", 50, "less_specific"},
	{"angina unspecified", "inpatient", "I25.110", "I25.119", 50, "less_specific"},
	{"category only", "office", "L40.0", "L40.50", 25, "category"},
	{"side left open", "office", "M25.561", "M25.569", 50, "less_specific"},
	{"side invented", "office", "M25.569", "M25.561", 50, "more_specific"},
	// side
	{"left for right", "office", "M17.11", "M17.12", 50, "wrong_side"},
	{"right for left", "emergency", "S93.402A", "S93.401A", 50, "wrong_side"},
	{"one for both", "office", "H25.13", "H25.11", 50, "wrong_side"},
	{"both for one", "office", "H25.11", "H25.13", 50, "wrong_side"},
	{"eye by 7th place", "office", "E11.3513", "E11.3511", 50, "wrong_seventh"},
	{"side and 7th", "office", "S52.531D", "S52.532A", 50, "wrong_side"},
	{"unilateral and bilateral knee", "office", "M17.11", "M17.0", 50, "wrong_side"},
	{"ulcer side", "office", "L97.421", "L97.411", 50, "wrong_side"},
	// 7th character
	{"D for A", "emergency", "S52.531A", "S52.531D", 50, "wrong_seventh"},
	{"S for A", "emergency", "S01.01XA", "S01.01XS", 50, "wrong_seventh"},
	{"closed for open", "inpatient", "S82.251B", "S82.251A", 50, "wrong_seventh"},
	{"7th left off", "emergency", "S52.531A", "S52.531", 30, "missing_seventh"},
	{"7th and placeholder left off", "emergency", "S01.01XA", "S01.01", 30, "missing_seventh"},
	{"placeholder without 7th", "emergency", "S01.01XA", "S01.01X", 30, "missing_seventh"},
	{"7th that does not exist", "emergency", "S01.01XA", "S01.01XB", 50, "wrong_seventh"},
	{"fetus 7th", "inpatient", "O60.14X0", "O60.14X1", 50, "wrong_seventh"},
	// placeholder
	{"placeholder missing", "emergency", "S01.01XA", "S01.01A", 75, "missing_placeholder"},
	{"two placeholders missing", "emergency", "W54.0XXA", "W54.0A", 75, "missing_placeholder"},
	{"three placeholders missing", "emergency", "W06.XXXA", "W06.A", 75, "missing_placeholder"},
	{"placeholder missing and wrong 7th", "emergency", "S01.01XA", "S01.01D", 0, "not_valid"},
	// header and unknown codes
	{"header", "office", "E11.22", "E11.2", 30, "header"},
	{"category header", "office", "E11.22", "E11", 30, "header"},
	{"old header", "office", "M54.50", "M54.5", 30, "header"},
	{"new header", "office", "G35.A", "G35", 30, "header"},
	{"made up in the category", "office", "E11.22", "E11.99", 0, "not_valid"},
	{"too long", "office", "I10", "I10.9", 0, "not_valid"},
	{"made up elsewhere", "office", "I10", "I10 Q99.123", 88, "exact extra"},
	{"deleted in an earlier year", "office", "O35.00X0", "O35.0XX0", 0, "not_valid"},
	{"more specific than a 9", "office", "E11.9", "E11.22", 50, "more_specific"},
	// missing, extra, duplicates, conflicts
	{"nothing", "office", "I10", "", 0, "missing"},
	{"another category", "office", "I10", "E78.5", 0, "missing extra"},
	{"a secondary missing", "office", diabetes, "E11.22 N18.31", 75, "exact exact missing"},
	{"two secondaries missing", "office", diabetes, "E11.22", 50, "exact missing missing"},
	{"one extra", "office", diabetes, "E11.22 N18.31 Z79.4 E78.5", 94, "exact exact exact extra"},
	{"two extras", "office", "I10", "I10 E78.5 E03.9", 75, "exact extra extra"},
	{"many extras never below nothing", "office", "I10", "E78.5 E03.9 K21.9 L40.0 M06.9 N40.0 H25.13 G35.A F41.1", 0, "missing extra extra extra extra extra extra extra extra extra"},
	{"duplicate", "office", "I10", "I10 I10", 95, "exact duplicate"},
	{"duplicate in another writing", "office", "E11.9", "E11.9 e119", 95, "exact duplicate"},
	{"duplicate twice", "office", "I10", "I10 I10 I10", 90, "exact duplicate duplicate"},
	{"optional", "office", "D25.1", "D25.1 Z87.891", 100, "exact optional"},
	{"Excludes1 with the key", "office", "E11.9 Z79.84", "E11.9 Z79.84 E10.9", 83, "exact exact conflict"},
	{"Excludes1, note on the other side", "office", "E10.9", "E10.9 E11.9", 75, "exact conflict"},
	{"symptom that the note bars", "office", "J02.0", "J02.0 J03.00", 75, "exact conflict"},
	{"Excludes2 is no conflict", "office", "N18.31", "N18.31 R39.2", 88, "exact extra"},
	{"header beside its code", "office", "E11.22", "E11.22 E11.2", 88, "exact extra"},
	{"same category twice", "office", "N18.31", "N18.31 N18.4", 88, "exact extra"},
	{"best pair wins", "office", "L89.622 L89.623", "L89.623 L89.622", 67, "exact/order exact"},
	{"each answer used once", "office", "L89.622 L89.623", "L89.622", 67, "exact missing"},
	{"near answers for two keys", "inpatient", "I10 L89.622 L89.623", "I10 L89.612 L89.623", 88, "exact wrong_side exact"},
	// procedures
	{"procedure", "office", "99213", "99213", 100, "exact"},
	{"modifier", "office", "99213-25", "99213-25", 100, "exact"},
	{"modifier apart", "office", "99213-25", "99213 -25", 100, "exact"},
	{"modifier missing", "office", "99213-25", "99213", 50, "wrong_modifier"},
	{"modifier wrong", "office", "99213-25", "99213-57", 50, "wrong_modifier"},
	{"modifier too many", "office", "45385", "45385-59", 50, "wrong_modifier"},
	{"modifiers in another order", "office", "66984-LT-79", "66984-79-LT", 100, "exact"},
	{"procedure missing", "office", "I10 99213", "I10", 67, "exact missing"},
	{"procedure extra", "office", "43239", "43239 43235", 75, "exact extra"},
	{"procedure twice", "office", "43239", "43239 43239", 90, "exact duplicate"},
	{"better line wins", "office", "45385 45380-59", "45385 45380 45380-59", 95, "exact exact duplicate"},
	{"alternative procedure", "office", "45380-59|45381", "45381-59", 100, "alternative"},
	{"alternative procedure without its modifier", "office", "45380-59|45381", "45381", 50, "wrong_modifier"},
	{"alternative modifier", "office", "45380-59|45380-XS", "45380-XS", 100, "alternative"},
	{"neither modifier", "office", "45380-59|45380-XS", "45380-XU", 50, "wrong_modifier"},
	{"units of an alternative", "office", "45380-59|45380-XS", "45380-XS x2", 75, "wrong_units"},
}

// reasons says what a lost point is explained with, one of several, whatever
// the key says itself. A missing or an extra code depends on the record.
var reasons = map[Outcome][]string{
	LessSpecific: {"Guideline I.B.2"}, MoreSpecific: {"Guideline I.B.2"}, WrongSpecificity: {"Guideline I.B.2"},
	Header: {"Guideline I.B.2"}, Category: {"Guideline I.B.2"}, WrongSide: {"Guideline I.B.13"},
	WrongSeventh: {"7th characters at "}, MissingSeventh: {"7th characters at "}, MissingPlaceholder: {"Guideline I.A.4"},
	NotValid: {"beneath ", "takes no further characters"}, Conflict: {"Excludes1 at "}, WrongOrder: {"(guideline I.A.13)", "Guideline II", "Guideline IV.G"},
}

func checkReasons(t *testing.T, it Item) {
	t.Helper()
	kinds := []Outcome{it.Outcome}
	if it.Ordered {
		kinds = append(kinds, WrongOrder)
	}
	why := strings.Join(it.Why, "\n")
	for _, kind := range kinds {
		want := reasons[kind]
		if len(want) > 0 && !slices.ContainsFunc(want, func(w string) bool { return strings.Contains(why, w) }) {
			t.Errorf("%s, answered %q: reasons %q, want one of %q", kind, it.Answer, it.Why, want)
		}
	}
	if it.Outcome == Duplicate && !it.Procedure && !strings.Contains(why, "Guideline I.B.12") {
		t.Errorf("duplicate %s: reasons %q", it.Answer, it.Why)
	}
}

func TestGrade(t *testing.T) {
	g := grader(t)
	const want = 80
	if len(gradeRows) < want {
		t.Errorf("%d rows, want at least %d", len(gradeRows), want)
	}
	for _, row := range gradeRows {
		t.Run(row.name, func(t *testing.T) {
			c := dxCase(row.setting, row.key, "Z87.891")
			a, err := g.Parse(c, row.answer)
			if err != nil {
				t.Fatal(err)
			}
			r, err := g.Grade(c, a)
			if err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprint(r.Score, " ", items(r)); got != fmt.Sprint(row.score, " ", row.items) {
				t.Errorf("Grade(%q, %q) = %s, want %d %s", row.key, row.answer, got, row.score, row.items)
			}
			if r.Pass != (r.Score >= DefaultPass) {
				t.Errorf("pass = %v at %d %%", r.Pass, r.Score)
			}
			for _, it := range r.Items {
				checkReasons(t, it)
				if (!it.Outcome.Right() || it.Ordered) && (it.Text == "" || len(it.See) == 0) {
					t.Errorf("item %+v has no text or page to read", it)
				}
			}
		})
	}
}

// What a lost point is explained with: the note and its owner, the guideline,
// the index path, the page.
func TestExplain(t *testing.T) {
	g := grader(t)
	pack, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ id, answer, want string }{
		{"dm2-ckd3a", "N18.31 E11.22 Z79.4 Z79.84", "Code first at N18: diabetic chronic kidney disease"},
		{"dm2-ckd3a", "E11.22 N18.31 Z79.84", "Use additional code at E11: insulin (Z79.4)"},
		{"dm2-ckd3a", "E11.22 N18.31 Z79.84", "guideline I.C.4.a.3"},
		{"dm2-ckd3a", "E11.2 N18.31 Z79.84", "medcode lookup E11.22"},
		{"dm2-ckd3a", "N18.31 Z79.84", "Index: Diabetes > type 2 > with > chronic kidney disease"},
		{"dm2-ckd3a", "E11.22 E10.22 N18.31", "Excludes1 at E10: type 2 diabetes mellitus (E11.-)"},
		{"colles-followup", "S52.531A", "7th characters at S52: A initial encounter for closed fracture"},
		{"colles-followup", "S52.531A", "medcode lookup S52.531D"},
		{"scalp-cut-fall", "S01.01A W01.0XXA Y92.010", "Guideline I.A.4"},
		{"knee-oa-right", "M17.12", "Guideline I.B.13"},
		{"knee-oa-right", "M17.99", "M17.9 takes no further characters"},
		{"probable-pneumonia-inpatient", "R05.1", "guideline II.H"},
		{"sepsis-ecoli-pyelo", "N10 A41.51", "Guideline II:"},
		{"ketorolac-units", "J1885 x60", "want 4 unit(s)"},
		{"endoscopy-diagnostic-included", "K21.00 43239-59", "want no modifier"},
	} {
		c := pack.Find(test.id)
		if c == nil {
			t.Errorf("no case %s", test.id)
			continue
		}
		a, err := g.Parse(c, test.answer)
		if err != nil {
			t.Fatal(err)
		}
		r, err := g.Grade(c, a)
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, it := range r.Items {
			all = append(all, it.Text)
			all = append(all, it.Why...)
			all = append(all, it.See...)
		}
		if text := strings.Join(all, "\n"); !strings.Contains(text, test.want) {
			t.Errorf("%s answered %q: no %q in\n%s", test.id, test.answer, test.want, text)
		}
	}
}

// The right answer to every shipped case must get full marks, also read back
// from its own text, and so must every alternative.
func TestKeysOfThePackGetFullMarks(t *testing.T) {
	pack, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	g := NewGrader(embedded(t), pack)
	for i := range pack.Cases {
		c := &pack.Cases[i]
		var a Answer
		for _, k := range c.Key.Dx {
			a.Dx = append(a.Dx, codesets.Normalize(k.Code))
		}
		for _, k := range c.Key.Procedures {
			a.Lines = append(a.Lines, k.line())
		}
		back, err := g.Parse(c, a.String())
		if err != nil {
			t.Fatalf("%s: %v", c.ID, err)
		}
		if diff := cmp.Diff(a, back); diff != "" {
			t.Errorf("%s: answer read back differs (-want +got):\n%s", c.ID, diff)
		}
		r, err := g.Grade(c, back)
		if err != nil {
			t.Fatal(err)
		}
		if r.Score != 100 {
			t.Errorf("%s: the key gets %d %%: %s", c.ID, r.Score, items(r))
		}
	}
}

func TestGradeOutsideEveryRelease(t *testing.T) {
	g := grader(t)
	c := dxCase("office", "I10")
	c.Date = 20200101
	if _, err := g.Grade(c, Answer{Dx: []string{"I10"}}); err == nil {
		t.Error("no error on a date without a release")
	}
}

func TestParseAnswerErrors(t *testing.T) {
	for _, text := range []string{"diabetes", "x2", "E1", "12345678", "11042-5", "px:E11.9", strings.Repeat("I10 ", MaxAnswerCodes+1), "E11..9", "99213 x0"} {
		if a, err := ParseAnswer(text, nil); err == nil {
			t.Errorf("ParseAnswer(%q) = %+v, want an error", text, a)
		}
	}
}

func FuzzParseAnswer(f *testing.F) {
	for _, s := range []string{"E11.9 i10", "11042-59 x2", "J1885 x4", "px:J1885", "dx:J1885", "99213 -25", "x2", "×3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := ParseAnswer(s, nil)
		if err != nil {
			return
		}
		again, err := ParseAnswer(a.String(), func(code string) bool {
			for _, l := range a.Lines {
				if l.Code == code {
					return true
				}
			}
			return false
		})
		for _, code := range a.Dx { // a code in both lists cannot be told apart
			for _, l := range a.Lines {
				if l.Code == code {
					return
				}
			}
		}
		if err != nil || again.String() != a.String() {
			t.Errorf("%q reads back as %q, %v", a.String(), again.String(), err)
		}
	})
}

func BenchmarkGrade(b *testing.B) {
	g := grader(b)
	c := dxCase("office", diabetes)
	a := Answer{Dx: []string{"N1831", "E1122", "E109"}}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := g.Grade(c, a); err != nil {
			b.Fatal(err)
		}
	}
}
