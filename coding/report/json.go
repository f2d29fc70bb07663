package report

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/medcode-cli/medcode/coding"
)

// A claimMessage is one claim in JSON.
type claimMessage struct {
	ID       string           `json:"id"`
	Type     coding.ClaimType `json:"type,omitempty"`
	File     string           `json:"file,omitempty"`
	Verdict  coding.Verdict   `json:"verdict"`
	Findings []coding.Finding `json:"findings"`
}

func message(r *coding.Result) claimMessage {
	m := claimMessage{ID: r.ID, Verdict: r.Verdict, Findings: r.Findings}
	if r.Claim != nil {
		m.Type, m.File = r.Claim.Type, r.Claim.File
	}
	if m.Findings == nil {
		m.Findings = []coding.Finding{}
	}
	return m
}

// A jsonlWriter writes one message a line, one key an object.
type jsonlWriter struct {
	w    io.Writer
	line object
}

func (j *jsonlWriter) write(v any) error {
	enc := json.NewEncoder(j.w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// Begin writes {"config":{…}}.
func (j *jsonlWriter) Begin(c Config) error {
	return j.write(struct {
		Config Config `json:"config"`
	}{c})
}

// A fileMessage is what was found in a file outside of its claims.
type fileMessage struct {
	File     string           `json:"file"`
	Verdict  coding.Verdict   `json:"verdict"`
	Findings []coding.Finding `json:"findings"`
}

func fileOf(r *coding.Result) fileMessage { return fileMessage{r.Claim.File, r.Verdict, r.Findings} }

// Claim writes {"claim":{…}}, or {"file":{…}} of the envelope of a file.
func (j *jsonlWriter) Claim(r *coding.Result) error {
	if r.Outside {
		m := fileOf(r)
		j.line = append(j.line[:0], `{"file":`...).file(&m)
	} else {
		m := message(r)
		j.line = append(j.line[:0], `{"claim":`...).claim(&m)
	}
	j.line = append(j.line, "}\n"...)
	_, err := j.w.Write(j.line)
	return err
}

// End writes {"summary":{…}}.
func (j *jsonlWriter) End(s *Summary) error {
	return j.write(struct {
		Summary *Summary `json:"summary"`
	}{s})
}

// A jsonWriter writes one document: config, claims, files, summary. Files are
// there when something is wrong with the envelope of one.
type jsonWriter struct {
	w      io.Writer
	claims int
	files  []fileMessage
	line   object
	buf    bytes.Buffer
}

func (j *jsonWriter) put(before string, v any) error {
	var b bytes.Buffer
	b.WriteString(before)
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("  ", "  ")
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := j.w.Write(bytes.TrimRight(b.Bytes(), "\n"))
	return err
}

// Begin writes the configuration and opens the list of claims.
func (j *jsonWriter) Begin(c Config) error {
	if err := j.put("{\n  \"config\": ", c); err != nil {
		return err
	}
	_, err := io.WriteString(j.w, ",\n  \"claims\": [")
	return err
}

// Claim writes one claim of the list.
func (j *jsonWriter) Claim(r *coding.Result) error {
	if r.Outside {
		j.files = append(j.files, fileOf(r))
		return nil
	}
	before := ",\n  "
	if j.claims == 0 {
		before = "\n  "
	}
	j.claims++
	m := message(r)
	j.line = j.line[:0].claim(&m)
	j.buf.Reset()
	j.buf.WriteString(before)
	if err := json.Indent(&j.buf, j.line, "  ", "  "); err != nil {
		return err
	}
	_, err := j.w.Write(j.buf.Bytes())
	return err
}

// End closes the list and writes the summary.
func (j *jsonWriter) End(s *Summary) error {
	before := "\n  ],\n"
	if len(j.files) > 0 {
		if err := j.put(before+"  \"files\": ", j.files); err != nil {
			return err
		}
		before = ",\n"
	}
	if err := j.put(before+"  \"summary\": ", s); err != nil {
		return err
	}
	_, err := io.WriteString(j.w, "\n}\n")
	return err
}
