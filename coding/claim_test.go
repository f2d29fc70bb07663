package coding

import "testing"

func TestParseAmount(t *testing.T) {
	for _, tc := range []struct {
		in   string
		want int64
		ok   bool
	}{
		{"12", 1200, true},
		{"12.5", 1250, true},
		{"$1,234.50", 123450, true},
		{"-3.05", -305, true},
		{".5", 50, true},
		{"12.500", 1250, true},
		{"12.505", 0, false},
		{"", 0, false},
		{".", 0, false},
		{"1e3", 0, false},
		{"99999999999999999999", 0, false},
	} {
		got, ok := ParseAmount(tc.in)
		if got != tc.want || ok != tc.ok {
			t.Errorf("ParseAmount(%q) = %d, %v, want %d, %v", tc.in, got, ok, tc.want, tc.ok)
		}
	}
}

func TestParseClaimType(t *testing.T) {
	for in, want := range map[string]ClaimType{
		"professional": Professional, "Outpatient Institutional": Outpatient, "837P": Professional, "DME": DME, "IP": Inpatient,
	} {
		if got, ok := ParseClaimType(in); got != want || !ok {
			t.Errorf("ParseClaimType(%q) = %v, %v, want %v", in, got, ok, want)
		}
	}
	if _, ok := ParseClaimType("dental"); ok {
		t.Error("ParseClaimType(dental) is known")
	}
}

func TestPlaceFallsBackToItsOwner(t *testing.T) {
	c := Claim{At: Place{Line: 1}}
	c.AddLine().At = Place{Line: 7}
	c.Mark(FieldUnits, 1, Place{Line: 7, Column: 9})
	for _, tc := range []struct {
		f     Field
		index int
		want  string
	}{
		{FieldUnits, 1, "line 7, column 9"},
		{FieldCode, 1, "line 7"},
		{FieldSex, 0, "line 1"},
		{FieldCode, 5, "line 1"},
	} {
		if got := c.Place(tc.f, tc.index).String(); got != tc.want {
			t.Errorf("Place(%d, %d) = %q, want %q", tc.f, tc.index, got, tc.want)
		}
	}
	if got := (Place{Segment: 31, Tag: "SV1", Element: 1, Component: 2}).String(); got != "segment 31, SV101-2" {
		t.Errorf("X12 place = %q", got)
	}
}

func TestResetKeepsNothingButRoom(t *testing.T) {
	var c Claim
	ln := c.AddLine()
	ln.Modifiers = append(ln.Modifiers, "25")
	c.ID = "A"
	c.Reset()
	if c.ID != "" || len(c.Lines) != 0 {
		t.Fatalf("Reset left %+v", c)
	}
	if ln := c.AddLine(); len(ln.Modifiers) != 0 || cap(ln.Modifiers) == 0 || ln.Number != 1 {
		t.Errorf("AddLine after Reset = %+v, want no modifiers but their room", ln)
	}
}
