package modifiers

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/codesets"
)

func TestFind(t *testing.T) {
	for _, tt := range []struct {
		code string
		date codesets.Date
		want bool
	}{
		{"XE", 20141231, false},
		{"XE", 20150101, true},
		{"GT", 20260101, true},
		{"95", 20161231, false},
		{"95", 20170101, true},
		{"93", 20220101, true},
		{"JG", 20241231, true},
		{"JG", 20250101, false},
		{"JZ", 20230701, true},
		{"CP", 20180101, false},
		{"21", 20090101, false},
		{"59", 20200101, true},
		{"ZZ", 20260101, false},
		{"", 20260101, false},
	} {
		if _, got := Find(tt.code, tt.date); got != tt.want {
			t.Errorf("Find(%q, %s) = %t, want %t", tt.code, tt.date, got, tt.want)
		}
	}
	if m, _ := Find("GT", 20260101); m.ProfessionalEnd != 20171231 {
		t.Errorf("GT: professional claims until %q, want 2017-12-31", m.ProfessionalEnd)
	}
}

// The list of NCCI Policy Manual, chapter 1, section E.
func TestPTPAssociated(t *testing.T) {
	var got []string
	for _, m := range All() {
		if m.PTPAssociated {
			got = append(got, m.Code)
		}
	}
	want := strings.Fields("24 25 27 57 58 59 78 79 91 E1 E2 E3 E4 F1 F2 F3 F4 F5 F6 F7 F8 F9 FA " +
		"LC LD LM LT RC RI RT T1 T2 T3 T4 T5 T6 T7 T8 T9 TA XE XP XS XU")
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("PTP-associated modifiers (-want +got):\n%s", d)
	}
	for code := range strings.FieldsSeq("22 26 50 51 52 53 62 66 76 77 80 81 82 AS TC KX") {
		if m, ok := Known(code); !ok || m.PTPAssociated {
			t.Errorf("%s: known %t, PTP-associated %t, want true, false", code, ok, m.PTPAssociated)
		}
	}
}

func TestClasses(t *testing.T) {
	for code, want := range map[string][]string{
		"F5": {"PTP-associated", "anatomic (hand)", "side right", "payment"},
		"25": {"PTP-associated", "E/M only", "global surgery", "payment"},
		"50": {"side both", "payment"},
		"LM": {"PTP-associated", "anatomic (coronary)", "payment"},
		"GC": {"informational"},
		"QX": {"payment", "anesthesia"},
		"73": {"payment", "hospital outpatient"},
	} {
		m, _ := Known(code)
		if d := cmp.Diff(want, m.Classes()); d != "" {
			t.Errorf("%s classes (-want +got):\n%s", code, d)
		}
	}
}

func TestAmbulance(t *testing.T) {
	for code, ok := range map[string]bool{"RH": true, "SX": true, "XH": false, "59": false, "R": false, "AA": false} {
		if _, _, got := Ambulance(code); got != ok {
			t.Errorf("Ambulance(%q) = %t, want %t", code, got, ok)
		}
	}
	if from, to, _ := Ambulance("RH"); from != "residence" || to != "hospital" {
		t.Errorf("Ambulance(RH) = %q, %q, want residence, hospital", from, to)
	}
}

// Every table is sorted without doubles, every day is one, and every class
// names only modifiers that exist.
func TestTables(t *testing.T) {
	for _, l := range lists {
		if !slices.IsSortedFunc(l.entries, func(a, b entry) int { return strings.Compare(a.code, b.code) }) {
			t.Errorf("%s: not sorted", l.level)
		}
		for i, e := range l.entries {
			if i > 0 && l.entries[i-1].code == e.code {
				t.Errorf("%s stands twice", e.code)
			}
			for _, d := range []codesets.Date{e.effective, e.end} {
				if _, ok := codesets.NewDate(d.Year(), d.Month(), d.Day()); !ok && d != 0 {
					t.Errorf("%s: %d is no day", e.code, d)
				}
			}
		}
	}
	for _, class := range []string{classPTP, classEM, classGlobal, classAssistant, classAnesthesia, classTelehealth, classTherapy, classHospital, classWaiver, classPayment, classLeft, classRight} {
		for code := range strings.FieldsSeq(class) {
			if _, ok := Known(code); !ok {
				t.Errorf("class names %q, which is no modifier", code)
			}
		}
	}
	if n := len(levelII); n != 383 {
		t.Errorf("%d Level II modifiers, want the 383 of October 2025", n)
	}
}

func TestBypass(t *testing.T) {
	for _, day := range []codesets.Date{20140101, 20260101} {
		var want []string
		for _, m := range All() {
			if m.PTPAssociated && m.InForce(day) {
				want = append(want, m.Code)
			}
		}
		if diff := cmp.Diff(want, Bypass(day)); diff != "" || len(want) < 30 {
			t.Errorf("Bypass(%s) (-want +got):\n%s", day, diff)
		}
	}
}

func BenchmarkFind(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Find("XU", 20260101)
	}
}
