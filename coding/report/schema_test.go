package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// schemaChecks are Python programs that check a document by a schema, and the
// names of the schemas in the folder MEDCODE_SCHEMAS.
var schemaChecks = map[string]struct{ schema, program string }{
	"sarif": {"sarif-schema-2.1.0.json", "import json,sys,jsonschema; jsonschema.Draft4Validator(json.load(open(sys.argv[1])), format_checker=jsonschema.FormatChecker()).validate(json.load(sys.stdin))"},
	"junit": {"JUnit.xsd", "import sys,xmlschema; xmlschema.XMLSchema(sys.argv[1]).validate(sys.stdin.read())"},
}

// TestSchemas checks SARIF by the schema of OASIS and JUnit by that of Windy
// Road, with the Python that MEDCODE_PYTHON names and its packages jsonschema
// and xmlschema. It skips without the folder of the schemas.
func TestSchemas(t *testing.T) {
	dir, python := os.Getenv("MEDCODE_SCHEMAS"), os.Getenv("MEDCODE_PYTHON")
	if dir == "" {
		t.Skip("MEDCODE_SCHEMAS names no folder with the schemas")
	}
	if python == "" {
		python = "python3"
	}
	for format, check := range schemaChecks {
		for name, doc := range map[string][]byte{
			"all": written(t, format, Options{Rules: testRules}), "none": writeAll(t, format, Options{}, nil),
		} {
			c := exec.CommandContext(t.Context(), python, "-c", check.program, filepath.Join(dir, check.schema))
			c.Stdin = bytes.NewReader(doc)
			if out, err := c.CombinedOutput(); err != nil {
				t.Errorf("%s, %s: %v\n%s", format, name, err, out)
			}
		}
	}
}

// TestSARIF checks what the schema and the specification ask of a log: names,
// levels by kind, rules by index.
func TestSARIF(t *testing.T) {
	var log struct {
		Schema  string `json:"$schema"`
		Version string
		Runs    []struct {
			Tool struct {
				Driver struct {
					Name  string
					Rules []struct{ ID string }
				}
			}
			Results []struct {
				RuleID    string
				RuleIndex int
				Kind      string
				Level     string
				Message   struct{ Text string }
				Locations []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI string }
						Region           struct{ StartLine, StartColumn int }
					}
				}
				Suppressions []struct{ Kind, Justification string }
			}
			Invocations []struct {
				ExecutionSuccessful        bool
				ToolExecutionNotifications []struct{ Level string }
			}
		}
	}
	if err := json.Unmarshal(written(t, "sarif", Options{Rules: testRules}), &log); err != nil {
		t.Fatal(err)
	}
	if log.Version != "2.1.0" || len(log.Runs) != 1 || !strings.Contains(log.Schema, "sarif") {
		t.Fatalf("version %q, %d runs, schema %q", log.Version, len(log.Runs), log.Schema)
	}
	run := log.Runs[0]
	var got []string
	for _, r := range run.Results {
		if run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID {
			t.Errorf("rule index %d is not %s", r.RuleIndex, r.RuleID)
		}
		if (r.Kind == "fail") == (r.Level == "none") {
			t.Errorf("a result of kind %s has the level %s", r.Kind, r.Level)
		}
		if r.Message.Text == "" || len(r.Locations) != 1 || len(r.Suppressions) > 1 {
			t.Errorf("result %+v", r)
		}
		p := r.Locations[0].PhysicalLocation
		got = append(got, fmt.Sprintf("%s %s %s %s:%d:%d %d", r.RuleID, r.Kind, r.Level, p.ArtifactLocation.URI, p.Region.StartLine, p.Region.StartColumn, len(r.Suppressions)))
	}
	want := []string{
		"units fail error a%20b.csv:3:9 0", "ptp fail error a%20b.csv:5:0 0", "ptp pass none a%20b.csv:0:0 0", "dx-side fail warning a%20b.csv:0:0 1",
		"dx-side fail warning a%20b.csv:0:0 0", "mue open none :0:0 0", "mue open none :0:0 0", "units fail error f.837:0:0 0",
	}
	if !slices.Equal(got, want) {
		t.Errorf("results\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if len(run.Invocations) != 1 || !run.Invocations[0].ExecutionSuccessful || len(run.Invocations[0].ToolExecutionNotifications) != 3 {
		t.Errorf("invocations %+v, want one with three notifications", run.Invocations)
	}
}

// junitChildren are the children of an element in their order, and
// junitAttributes what it must have (JUnit.xsd of Windy Road).
var (
	junitChildren = map[string][]string{
		"": {"testsuites"}, "testsuites": {"testsuite"}, "testsuite": {"properties", "testcase", "system-out", "system-err"},
		"testcase": {"skipped", "failure"}, "properties": nil, "skipped": nil, "failure": nil, "system-out": nil, "system-err": nil,
	}
	junitAttributes = map[string][]string{
		"testsuite": {"package", "id", "name", "timestamp", "hostname", "tests", "failures", "errors", "time"},
		"testcase":  {"name", "classname", "time"}, "failure": {"type"},
	}
)

// TestJUnit checks a report by the structure of the schema, and that suites
// count their cases.
func TestJUnit(t *testing.T) {
	checkJUnit(t, written(t, "junit", Options{Rules: testRules}))
	var doc struct {
		Suites []struct {
			Tests    int `xml:"tests,attr"`
			Failures int `xml:"failures,attr"`
			Skipped  int `xml:"skipped,attr"`
			Cases    []struct {
				Failure *struct {
					Type string `xml:"type,attr"`
				} `xml:"failure"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal(written(t, "junit", Options{Rules: testRules}), &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Suites) != 1 {
		t.Fatalf("%d suites, want 1", len(doc.Suites))
	}
	s := doc.Suites[0]
	if s.Tests != 6 || len(s.Cases) != 6 || s.Failures != 3 || s.Skipped != 1 {
		t.Errorf("suite %+v, want six cases, three failures and one skipped", s)
	}
	if f := s.Cases[1].Failure; f == nil || f.Type != "units" {
		t.Errorf("failure %+v, want one of units", f)
	}
}

// checkJUnit asserts that elements stand where the schema has them, with the
// attributes they must have.
func checkJUnit(t *testing.T, doc []byte) {
	t.Helper()
	dec := xml.NewDecoder(bytes.NewReader(doc))
	path, at := []string{""}, []int{0}
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			parent := len(path) - 1
			i := slices.Index(junitChildren[path[parent]], e.Name.Local)
			if i < at[parent] {
				t.Errorf("%s stands in %s at the wrong place", e.Name.Local, path[parent])
			}
			at[parent] = i
			for _, name := range junitAttributes[e.Name.Local] {
				if !slices.ContainsFunc(e.Attr, func(a xml.Attr) bool { return a.Name.Local == name && a.Value != "" }) {
					t.Errorf("%s has no %s", e.Name.Local, name)
				}
			}
			path, at = append(path, e.Name.Local), append(at, 0)
		case xml.EndElement:
			path, at = path[:len(path)-1], at[:len(at)-1]
		}
	}
}
