package claimfile

import (
	"errors"
	"strings"
	"testing"
)

func TestDetect(t *testing.T) {
	for _, c := range []struct {
		name, head string
		want       Form
	}{
		{"x12", "ISA*00*", FormX12},
		{"x12 behind a byte order mark and blanks", "\ufeff \r\nISA|00|", FormX12},
		{"a word that begins with ISA", "ISAAC,NEWTON\n", FormUnknown},
		{"resource", `{"resourceType":"Claim"}`, FormFHIR},
		{"resources in an array", ` [ {"id":"1", "resourceType" : "Claim"} ]`, FormFHIR},
		{"claims of the model", `{"id":"1","dx":["E11.9"]}`, FormJSON},
		{"header", "claim,cpt,units\n", FormCSV},
		{"header with semicolons and quotes", "\"Claim ID\";\"Diagnosis\"\r\n", FormCSV},
		{"header of a map", "CLM_ID|CARR_CLM_ENTRY_CD|LINE_PLACE_OF_SRVC_CD|HCPCS_CD\n", FormCSV},
		{"prose", "Dear all,\nplease find attached\n", FormUnknown},
		{"nothing", "", FormUnknown},
	} {
		if got := Detect([]byte(c.head)); got != c.want {
			t.Errorf("%s: Detect = %q, want %q", c.name, got, c.want)
		}
	}
}

func TestNewNamesOtherKinds(t *testing.T) {
	for head, want := range map[string]string{
		"%PDF-1.7":                            "a PDF document",
		"PK\x03\x04":                          "a zip archive",
		"<?xml version='1.0'?>":               "XML",
		"GS*HC*A*B*20260101*1200*1*X*005010~": "X12 without its ISA segment",
		"Instance: EOB1\nInstanceOf: C4BB":    "FHIR Shorthand",
		"MSH|^~\\&|":                          "HL7 v2",
		"\x01\x02\x00\x03":                    "a binary file",
		"  \n":                                "it is empty",
	} {
		_, err := New(strings.NewReader(head), FormUnknown, Options{File: "f"})
		if !errors.Is(err, ErrNotClaims) || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "read f: ") {
			t.Errorf("New(%q): %v, want ErrNotClaims with %q", head, err, want)
		}
	}
}

func TestNewStrict(t *testing.T) {
	const prose = "Dear all,\nplease find attached\n"
	if _, err := New(strings.NewReader(prose), FormUnknown, Options{Strict: true}); !errors.Is(err, ErrNotClaims) {
		t.Errorf("strict: %v, want ErrNotClaims", err)
	}
	r, err := New(strings.NewReader(prose), FormUnknown, Options{})
	if _, ok := r.(*CSV); !ok || err != nil {
		t.Errorf("a file that was named is %T, %v; want CSV, whose reader says what is wrong", r, err)
	}
}
