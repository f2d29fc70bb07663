package delimited

import (
	"errors"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/codesets"
)

func read(in string, columns ...string) (out []string, err error) {
	err = Read(strings.NewReader(in), Format{Columns: columns}, func(r Record) error {
		code, err := r.Code("code", 3, 7)
		if err != nil {
			return err
		}
		day, err := r.Date("first day")
		if err != nil {
			return err
		}
		out = append(out, code+"|"+r.Get("what it is")+"|"+day.String())
		return nil
	})
	return out, err
}

func TestRead(t *testing.T) {
	const want = "E119|dïabetes|2025-10-01"
	for name, in := range map[string]string{
		"comma":          "code,What it is,First day\ne11.9,dïabetes,20251001\n",
		"tab":            "Code\tWhat it is\tFirst day\nE11.9\tdïabetes\t2025-10-01\r\n",
		"latin-1, BOM":   "\ufeffcode,what it is,first day\n\n,,\nE119,d\xefabetes,20251001\n",
		"preamble":       "\"© someone\nall rights\",,\ncode,\"what\nit is\",first-day\nE119,dïabetes,20251001",
		"columns in any": "first day,code,more,what it is\n20251001,E119,x,dïabetes\n",
	} {
		got, err := read(in, "code", "what it is")
		if err != nil || len(got) != 1 || got[0] != want {
			t.Errorf("%s: Read = %q, %v, want %q", name, got, err, want)
		}
	}
}

func TestReadErrors(t *testing.T) {
	for _, tt := range []struct {
		in        string
		line, col int
	}{
		{"", 1, 0},
		{"<!DOCTYPE html><html><body>not found</body></html>", 1, 0},
		{"code,what it is\n", 0, 0},
		{"code,what it is\nE119,a\nE!,b\n", 3, 1},
		{"what it is,code,first day\na,E119,13/45\n", 2, 3},
	} {
		_, err := read(tt.in, "code", "what it is")
		var pe *codesets.ParseError
		if !errors.As(err, &pe) || pe.Line != tt.line || pe.Column != tt.col {
			t.Errorf("Read(%q) = %v, want a ParseError at line %d column %d", tt.in, err, tt.line, tt.col)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("code,what it is,first day\nE119,x,20251001\n")
	f.Add("code\twhat it is\nE119\t\"x\n")
	f.Fuzz(func(t *testing.T, in string) {
		rows, err := read(in, "code", "what it is")
		if err == nil && len(rows) == 0 {
			t.Fatal("neither rows nor an error")
		}
	})
}
