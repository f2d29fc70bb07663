package codesets

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func FuzzNormalize(f *testing.F) {
	for _, s := range []string{"E11.9", " e119 ", "s72.001a", "E1.19", "E08-E13", "I10", "....", "\x00", "ﬁ11.9", "ı10.1", "00 ."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		code := Normalize(s)
		if code != strings.ToUpper(code) || code != strings.TrimSpace(code) {
			t.Errorf("Normalize(%q) = %q, want upper case without blanks around", s, code)
		}
		// What people write and what is kept stand for the same code.
		if shaped := strings.Trim(code, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""; shaped {
			if shown := Display(ICD10CM, code); Normalize(shown) != code {
				t.Errorf("Normalize(Display(%q)) = %q", code, Normalize(shown))
			}
		}
	})
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"a\x1b[31mb", "\u202eabc", "a\r\nb\tc", "\xff\xfe", "ok"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Clean(s)
		if !utf8.ValidString(got) || strings.ContainsAny(got, "\x1b\r\n\t\x00\u202e") || Clean(got) != got {
			t.Errorf("Clean(%q) = %q", s, got)
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2026-04-01", "2024-02-29", "2023-02-29", "0000-00-00", "9999-12-31", "20260401", "2026-4-1", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		if err != nil {
			return
		}
		again, err := ParseDate(d.String())
		if err != nil || again != d {
			t.Errorf("ParseDate(%q) = %v, and of that %v, %v", s, d, again, err)
		}
		if d.AddDays(1).DaysSince(d) != 1 {
			t.Errorf("the day after %v is %v", d, d.AddDays(1))
		}
	})
}
