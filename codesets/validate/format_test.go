package validate_test

import (
	"testing"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
	"github.com/medcode-cli/medcode/codesets/validate"
)

// TestFormat puts the form of codes right, and leaves alone what is in form or
// could mean another code.
func TestFormat(t *testing.T) {
	v := validate.Validator{Table: embedded(t)}
	for in, want := range map[string]string{
		"e11.9": "E11.9", "e119": "E119", "E1.19": "E11.9", "E11..9": "E11.9", "E11-9": "E119", " E11.9 ": "E11.9", "E11 .9": "E11.9",
		"E11.O": "", "EI1.9": "E11.9", "E1l.9": "E11.9", "032.2XX2": "O32.2XX2", "E11.4O": "E11.40", "I1O": "I10", "110": "",
		"S67.01A": "S67.01XA", "s6701a": "S67.01XA", "T36.0X5": "", "S52.521": "",
		"E11.9": "", "E119": "", "E11": "", "e11": "E11", "E11.99": "", "": "", "...": "", "E11.9000000": "", "Z99.999": "", "\x1b[2J": "",
	} {
		got, ok := v.Format(in)
		if got != want && (ok || want != "") {
			t.Errorf("Format(%q) = %q, %t, want %q", in, got, ok, want)
		}
	}
}

// TestFormatElsewhere leaves a code of another release alone.
func TestFormatElsewhere(t *testing.T) {
	b, err := table.CompileCodes(codesets.Release{Set: codesets.ICD10CM, Edition: "old"}, []table.Entry{{Key: "S6701A", Parent: -1, Billable: true}})
	if err != nil {
		t.Fatal(err)
	}
	c, err := table.OpenContainer(b, true)
	if err != nil {
		t.Fatal(err)
	}
	old, err := table.OpenCodes(c)
	if err != nil {
		t.Fatal(err)
	}
	v := validate.Validator{Table: embedded(t), Others: func() []*table.Codes { return []*table.Codes{old} }}
	if got, ok := v.Format("S67.01A"); ok {
		t.Errorf("Format of a code of another release = %q", got)
	}
}
