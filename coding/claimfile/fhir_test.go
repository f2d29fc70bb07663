package claimfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/coding"
)

// An institutional ExplanationOfBenefit in the shape of CARIN Blue Button.
const carinEOB = `{"resourceType":"ExplanationOfBenefit","id":"eob1","status":"active",
"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/claim-type","code":"institutional"}]},
"subType":{"coding":[{"code":"inpatient"}]},
"patient":{"reference":"Patient/p1"},"billablePeriod":{"start":"2026-04-01","end":"2026-04-04T10:00:00Z"},
"contained":[{"resourceType":"Patient","birthDate":"1950-01-01","gender":"female"}],
"provider":{"identifier":{"system":"http://hl7.org/fhir/sid/us-npi","value":"1234567893"}},
"supportingInfo":[
 {"sequence":1,"category":{"coding":[{"code":"typeofbill"}]},"code":{"coding":[{"code":"111"}]}},
 {"sequence":2,"category":{"coding":[{"code":"admissionperiod"}]},"timingPeriod":{"start":"2026-04-01","end":"2026-04-04"}},
 {"sequence":3,"category":{"coding":[{"code":"discharge-status"}]},"code":{"coding":[{"code":"01"}]}},
 {"sequence":4,"category":{"coding":[{"code":"patientaccountnumber"}]},"valueString":"ACCT7"}],
"diagnosis":[
 {"sequence":3,"diagnosisCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"E11.9"}]},"type":[{"coding":[{"code":"other"}]}],"onAdmission":{"coding":[{"code":"y"}]}},
 {"sequence":1,"diagnosisCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10","code":"I214"}]},"type":[{"coding":[{"code":"principal"}]}]},
 {"sequence":2,"diagnosisCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"R07.9"}]},"type":[{"coding":[{"code":"admitting"}]}]}],
"procedure":[{"sequence":1,"date":"2026-04-02","procedureCodeableConcept":{"coding":[{"system":"http://www.cms.gov/Medicare/Coding/ICD10","code":"4A023N7"}]}}],
"item":[
 {"sequence":1,"revenue":{"coding":[{"code":"0301"}]},"productOrService":{"coding":[{"system":"http://hl7.org/fhir/sid/ndc","code":"00003029305"},{"system":"http://www.ama-assn.org/go/cpt","code":"80053"}]},
  "modifier":[{"coding":[{"code":"91"}]}],"diagnosisSequence":[3,1],"servicedPeriod":{"start":"2026-04-02","end":"2026-04-02"},
  "locationCodeableConcept":{"coding":[{"code":"21"}]},"quantity":{"value":2},
  "adjudication":[{"category":{"coding":[{"code":"benefit"}]},"amount":{"value":1}},{"category":{"coding":[{"code":"submitted"}]},"amount":{"value":-68.805}}]}],
"total":[{"category":{"coding":[{"code":"submitted"}]},"amount":{"value":7147.2}}]}`

func TestFHIRClaim(t *testing.T) {
	const want = `{"id":"ACCT7","type":"inpatient","patient":{"id":"p1","birth":"1950-01-01","sex":"F"},"billing":{"npi":"1234567893"},` +
		`"from":"2026-04-01","to":"2026-04-04","admission":"2026-04-01","discharge":"2026-04-04","bill_type":"111","frequency":"1","status":"01","total":714720,` +
		`"dx":[{"code":"I214","qualifier":"ABK"},{"code":"E11.9","qualifier":"ABF","poa":"Y"}],` +
		`"other_dx":[{"code":"R07.9","qualifier":"ABJ","role":"admitting"}],` +
		`"procedures":[{"code":"4A023N7","qualifier":"BBR","date":"2026-04-02"}],` +
		`"lines":[{"number":1,"from":"2026-04-02","pos":"21","code":"80053","revenue":"0301","modifiers":["91"],"units":2,"charge":-6881,"pointers":[2,1],"ndc":"00003029305"}]}`
	bundle := func(entries ...string) string {
		return `{"resourceType":"Bundle","entry":[{"resource":` + strings.Join(entries, `},{"fullUrl":"u","resource":`) + `}]}`
	}
	line := strings.ReplaceAll(carinEOB, "\n", "")
	for name, test := range map[string]struct {
		in   string
		n    int
		path string // of the first claim
	}{
		"alone":              {carinEOB, 1, ""},
		"byte order mark":    {"\ufeff" + carinEOB, 1, ""},
		"a line each":        {line + "\n" + line + "\r\n\n" + line, 3, ""},
		"array":              {"[" + carinEOB + "," + carinEOB + "]", 2, ""},
		"Bundle":             {bundle(`{"resourceType":"Patient"}`, carinEOB, carinEOB), 2, "entry[1].resource"},
		"Bundle in a Bundle": {bundle(bundle(carinEOB)), 1, "entry[0].resource.entry[0].resource"},
		"large Bundle":       {bundle(`{"resourceType":"Binary","data":"`+strings.Repeat("A", 9<<20)+`"}`, carinEOB), 1, "entry[1].resource"},
	} {
		t.Run(name, func(t *testing.T) {
			all := readAll(t, NewFHIR(strings.NewReader(test.in), Options{}))
			if len(all) != test.n {
				t.Fatalf("%d claims, want %d", len(all), test.n)
			}
			if got := all[0].At.Path; got != test.path {
				t.Errorf("path %q, want %q", got, test.path)
			}
			for _, c := range all {
				got, err := json.Marshal(c)
				if err != nil {
					t.Fatal(err)
				}
				if diff := gocmp.Diff(want, string(got)); diff != "" {
					t.Errorf("claim (-want +got):\n%s", diff)
				}
			}
		})
	}
}

func TestFHIRPlaces(t *testing.T) {
	c := readAll(t, NewFHIR(strings.NewReader(carinEOB), Options{}))[0]
	if got := c.DX[1].At.Path; got != "diagnosis[0]" {
		t.Errorf("second diagnosis at %q, want diagnosis[0]: it stands first in the file", got)
	}
	if got := c.Lines[0].At.Path; got != "item[0]" {
		t.Errorf("line at %q", got)
	}
}

// TestFHIRErrors reads what is no FHIR: one error each that says where.
func TestFHIRErrors(t *testing.T) {
	for name, test := range map[string]struct{ in, want string }{
		"cut off":                {carinEOB[:400], "the file ends inside a resource"},
		"no comma":               {`{"resourceType":"Claim" "id":1}`, "not valid JSON: no comma"},
		"words":                  {`{"resourceType":"Claim"} and more`, `'a'`},
		"string without its end": {`{"resourceType":"Claim","id":"` + strings.Repeat("x", 9<<20), "longer than"},
		"deep":                   {`{"resourceType":"Claim","diagnosis":` + strings.Repeat(`[`, 1000) + strings.Repeat(`]`, 1000) + `}`, ""},
		"Bundles without end":    {strings.Repeat(`{"resourceType":"Bundle","entry":[{"resource":`, 20) + `{}` + strings.Repeat(`}]}`, 20), "more than 8 Bundles inside each other"},
		"long resource":          {`{"resourceType":"Claim","text":"` + strings.Repeat("x", 20<<20) + `"}`, "longer than"},
	} {
		t.Run(name, func(t *testing.T) {
			r := NewFHIR(strings.NewReader(test.in), Options{File: "a.json"})
			var c coding.Claim
			var err error
			for err == nil {
				err = r.Next(t.Context(), &c)
			}
			if test.want == "" {
				if !errors.Is(err, io.EOF) {
					t.Errorf("error %v, want none", err)
				}
				return
			}
			if errors.Is(err, io.EOF) || !strings.Contains(err.Error(), strings.Trim(test.want, "'")) || !strings.HasPrefix(err.Error(), "read a.json: ") {
				t.Errorf("error %v, want %q", err, test.want)
			}
		})
	}
}

func TestFHIRNames(t *testing.T) {
	in := `{"resourceType":"Patient"}{"resourceType":"Coverage"}{"resourceType":"Patient"}{}`
	for i := range 100 {
		in += `{"resourceType":"Kind` + string(rune('A'+i%26)) + string(rune('a'+i/26)) + `"}`
	}
	r := NewFHIR(strings.NewReader(in), Options{})
	if all := readAll(t, r); len(all) > 0 {
		t.Errorf("%d claims", len(all))
	}
	notes := strings.Join(r.Notes(), "\n")
	for _, want := range []string{"2 Patients: not a claim", "1 Coverage: not a claim", "1 JSON without resourceType", "other resources: not a claim"} {
		if !strings.Contains(notes, want) {
			t.Errorf("notes lack %q:\n%s", want, notes)
		}
	}
}

func FuzzFHIR(f *testing.F) {
	f.Add([]byte(carinEOB))
	f.Add([]byte(`[{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Claim","item":[{"sequence":1,"net":{"value":1e3}}]}}]}]`))
	f.Add([]byte(`{"resourceType":"Claim","id":"a\u00e9\"","total":{"value":"x"}}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		r := NewFHIR(bytes.NewReader(in), Options{})
		var c coding.Claim
		for {
			err := r.Next(t.Context(), &c)
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				if e, ok := errors.AsType[*Error](err); !ok || e.Place.Offset > int64(len(in)) {
					t.Fatalf("error without a place in the file: %v", err)
				}
				return
			}
			if _, err := json.Marshal(&c); err != nil {
				t.Fatal(err)
			}
		}
	})
}
