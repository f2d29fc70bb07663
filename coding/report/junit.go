package report

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

// A junitWriter writes JUnit XML: a test case a claim, in suites of suiteSize
// claims, because a suite names its counts before its cases.
type junitWriter struct {
	w     io.Writer
	date  codesets.Date
	suite junitSuite
	n     int
}

// suiteSize bounds what is held until it is written, in claims.
const suiteSize = 1000

type junitFailure struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

type junitSkipped struct {
	Message string `xml:"message,attr,omitempty"`
}

type junitCase struct {
	Name      string        `xml:"name,attr"`
	ClassName string        `xml:"classname,attr"`
	Time      string        `xml:"time,attr"`
	Skipped   *junitSkipped `xml:"skipped"`
	Failure   *junitFailure `xml:"failure"`
}

type junitSuite struct {
	XMLName    xml.Name    `xml:"testsuite"`
	Package    string      `xml:"package,attr"`
	ID         int         `xml:"id,attr"`
	Name       string      `xml:"name,attr"`
	Timestamp  string      `xml:"timestamp,attr"`
	Hostname   string      `xml:"hostname,attr"`
	Tests      int         `xml:"tests,attr"`
	Failures   int         `xml:"failures,attr"`
	Errors     int         `xml:"errors,attr"`
	Skipped    int         `xml:"skipped,attr"`
	Time       string      `xml:"time,attr"`
	Properties struct{}    `xml:"properties"`
	Cases      []junitCase `xml:"testcase"`
	Out        string      `xml:"system-out"`
	Err        string      `xml:"system-err"`
}

// Begin opens the list of suites.
func (j *junitWriter) Begin(c Config) error {
	j.date = c.Date
	_, err := io.WriteString(j.w, xml.Header+"<testsuites>\n")
	return err
}

// Claim adds the case of one claim: what failed is its failure; a claim that
// could not be judged in full is skipped.
func (j *junitWriter) Claim(r *coding.Result) error {
	c := junitCase{Name: "claim " + name(r), ClassName: "medcode.check", Time: "0"}
	var text, open []string
	rule, message := "", ""
	for i := range r.Findings {
		f := &r.Findings[i]
		line := codesets.Clean(fmt.Sprintf("%s %s: %s [%s]", kind(f), where(f), f.Message, f.Rule))
		switch {
		case f.Outcome == coding.Fail && f.Suppressed == "":
			message = cmp.Or(message, line)
			text = append(text, line)
			if f.Fix != "" {
				text = append(text, "  fix: "+codesets.Clean(f.Fix))
			}
			rule = cmp.Or(rule, f.Rule)
		case f.Outcome == coding.NoData:
			if !slices.Contains(open, f.Rule) {
				open = append(open, f.Rule)
			}
		}
	}
	switch {
	case message != "":
		c.Failure = &junitFailure{Message: message, Type: rule, Text: strings.Join(text, "\n")}
		j.suite.Failures++
	case r.Verdict == coding.Incomplete:
		c.Skipped = &junitSkipped{Message: "incomplete, no data for " + strings.Join(open, ", ")}
		j.suite.Skipped++
	}
	j.suite.Cases = append(j.suite.Cases, c)
	if len(j.suite.Cases) == suiteSize {
		return j.flush()
	}
	return nil
}

func (j *junitWriter) flush() error {
	s := &j.suite
	s.Package, s.ID, s.Name, s.Hostname, s.Time = "medcode", j.n, fmt.Sprintf("claims %d", j.n+1), "localhost", "0"
	s.Timestamp = j.date.String() + "T00:00:00"
	s.Tests = len(s.Cases)
	b, err := xml.MarshalIndent(s, "  ", "  ")
	if err != nil {
		return err
	}
	j.n++
	*s = junitSuite{Cases: s.Cases[:0]}
	_, err = j.w.Write(append(b, '\n'))
	return err
}

// End writes the last suite and closes the list.
func (j *junitWriter) End(*Summary) error {
	if len(j.suite.Cases) > 0 || j.n == 0 {
		if err := j.flush(); err != nil {
			return err
		}
	}
	_, err := io.WriteString(j.w, "</testsuites>\n")
	return err
}
