package report

import (
	"bytes"
	"encoding/json"
	"strconv"

	"github.com/medcode-cli/medcode/coding"
)

// The messages of claims are appended by hand, for there is one a claim and
// reflection took longer than the check. TestAppend holds them to what
// encoding/json writes of the same structs.

// An object is JSON that is being written, its innermost object open.
type object []byte

// claim appends m.
func (b object) claim(m *claimMessage) object {
	b = append(b, '{')
	b = b.text("id", m.ID)
	if m.Type != 0 {
		b = b.text("type", m.Type.String())
	}
	b = b.optional("file", m.File)
	b = b.text("verdict", m.Verdict.String())
	b = b.findings(m.Findings)
	return append(b, '}')
}

// file appends m.
func (b object) file(m *fileMessage) object {
	b = append(b, '{')
	b = b.text("file", m.File)
	b = b.text("verdict", m.Verdict.String())
	b = b.findings(m.Findings)
	return append(b, '}')
}

// key begins a member.
func (b object) key(name string) object {
	if c := b[len(b)-1]; c != '{' {
		b = append(b, ',')
	}
	b = append(b, '"')
	b = append(b, name...)
	return append(b, '"', ':')
}

func (b object) text(name, value string) object { return b.key(name).quote(value) }

func (b object) optional(name, value string) object {
	if value == "" {
		return b
	}
	return b.text(name, value)
}

func (b object) number(name string, n int64) object {
	if n == 0 {
		return b
	}
	return strconv.AppendInt(b.key(name), n, 10)
}

func (b object) numbers(name string, ns []int) object {
	if len(ns) == 0 {
		return b
	}
	b = b.key(name)
	for i, n := range ns {
		b = strconv.AppendInt(append(b, separator(i)), int64(n), 10)
	}
	return append(b, ']')
}

func (b object) texts(name string, values []string) object {
	if len(values) == 0 {
		return b
	}
	b = b.key(name)
	for i, v := range values {
		b = append(b, separator(i)).quote(v)
	}
	return append(b, ']')
}

// separator returns what stands before element i of an array.
func separator(i int) byte {
	if i == 0 {
		return '['
	}
	return ','
}

func (b object) findings(list []coding.Finding) object {
	b = b.key("findings")
	if list == nil {
		return append(b, "null"...)
	}
	b = append(b, '[')
	for i := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = b.finding(&list[i])
	}
	return append(b, ']')
}

func (b object) finding(f *coding.Finding) object {
	b = append(b, '{')
	b = b.text("rule", f.Rule)
	b = b.text("severity", f.Severity.String())
	b = b.text("outcome", f.Outcome.String())
	if !f.Place.IsZero() {
		b = b.place(&f.Place)
	}
	b = b.number("line", int64(f.Line))
	b = b.number("related", int64(f.Related))
	b = b.numbers("lines", f.Lines)
	b = b.numbers("dx", f.DX)
	b = b.texts("codes", f.Codes)
	b = b.text("message", f.Message)
	b = b.optional("fix", f.Fix)
	b = b.text("source", f.Source)
	b = b.optional("table", string(f.Table))
	b = b.optional("release", f.Release)
	b = b.optional("row", f.Row)
	if f.Date != 0 {
		b, _ = f.Date.AppendText(append(b.key("date"), '"'))
		b = append(b, '"')
	}
	b = b.optional("by", f.By)
	b = b.optional("why", f.Why)
	b = b.optional("carc", f.CARC)
	b = b.optional("rarc", f.RARC)
	b = b.optional("suppressed", f.Suppressed)
	return append(b, '}')
}

func (b object) place(p *coding.Place) object {
	b = append(b.key("place"), '{')
	b = b.number("line", int64(p.Line))
	b = b.number("column", int64(p.Column))
	b = b.number("segment", int64(p.Segment))
	b = b.optional("tag", p.Tag)
	b = b.number("element", int64(p.Element))
	b = b.number("component", int64(p.Component))
	b = b.optional("path", p.Path)
	b = b.number("offset", p.Offset)
	return append(b, '}')
}

// quote appends a text. What is not plain ASCII is left to encoding/json.
func (b object) quote(s string) object {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return append(b, escape(s)...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

func escape(s string) []byte {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // no text fails, and no write to memory
	return bytes.TrimRight(out.Bytes(), "\n")
}
