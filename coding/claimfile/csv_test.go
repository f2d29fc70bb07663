package claimfile

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/coding"
)

// readUntil returns the claims of reader until it fails; nil is the error at the end.
func readUntil(t *testing.T, reader Reader) ([]coding.Claim, error) {
	t.Helper()
	var all []coding.Claim
	for {
		var c coding.Claim
		err := reader.Next(t.Context(), &c)
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		all = append(all, c)
	}
}

// readCSV reads the claims of a text until the reader fails.
func readCSV(t *testing.T, r io.Reader, o Options) ([]coding.Claim, error) {
	t.Helper()
	o.File = "c.csv"
	return readUntil(t, NewCSV(r, o))
}

// told returns the claims in short: "A1" or "line 3: what is wrong".
func told(claims []coding.Claim) []string {
	var out []string
	for i := range claims {
		s := claims[i].ID
		for _, p := range claims[i].Problems {
			s += "; " + p.Place.String() + ": " + p.Message
		}
		out = append(out, s)
	}
	return out
}

const (
	csvHead = "claim,type,from,code,units,dx1\n"
	csvA1   = "A1,professional,2026-04-06,99213,1,E11.9\n"
	csvA3   = "A3,professional,2026-04-06,99213,1,E11.9\n"
)

func utf16Of(s string, big bool) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		lo, hi := byte(u), byte(u>>8)
		if big {
			lo, hi = hi, lo
		}
		b.WriteByte(lo)
		b.WriteByte(hi)
	}
	return b.String()
}

// malformed are files that cannot be read whole: the error, and what is read
// of them with KeepGoing; keep is nil where nothing can be.
var malformed = []struct{ name, text, err, keep string }{
	{"short row", csvHead + csvA1 + "A2,professional,2026-04-06\n" + csvA3, "line 3, column 27: 3 fields, want 6 as in the header", "A1|line 3; @|A3"},
	{"long row", csvHead + csvA1 + "A2,professional,2026-04-06,99213,1,E11.9,x,y\n" + csvA3, "line 3, column 42: 8 fields, want 6 as in the header", "A1|line 3; @|A3"},
	{"inside a claim", csvHead + csvA1 + "A1,professional\n" + csvA1 + csvA3, "line 3, column 16: 2 fields, want 6 as in the header", "A1|line 3; @|A3"},
	{"open quote", csvHead + csvA1 + "A2,\"professional,2026-04-06,99213,1,E11.9\n" + csvA3, "line 3, column 4: the quote opened here is never closed", "A1|line 3; @|A3"},
	{"open quote at the end", csvHead + csvA1 + "A2,\"profess", "line 3, column 4: the quote opened here is never closed", "A1|line 3; @"},
	{"quote in a field", csvHead + csvA1 + "A2,prof\"ess,2026-04-06,99213,1,E11.9\n" + csvA3, "line 3, column 8: a quote inside a field that does not begin with one", "A1|line 3; @|A3"},
	{"behind a quote", csvHead + csvA1 + "A2,\"professional\"x,2026-04-06,99213,1,E11.9\n" + csvA3, "line 3, column 18: 'x' behind a closing quote, want the separator ','", "A1|line 3; @|A3"},
	{"carriage return", csvHead + csvA1 + "A2,pro\rfess,2026-04-06,99213,1,E11.9\n" + csvA3, "line 3, column 8: a carriage return inside a line", "A1|line 3; @|A3"},
	{"NUL", csvHead + csvA1 + "A2,pro\x00fess,2026-04-06,99213,1,E11.9\n" + csvA3, "line 3, column 7: a NUL byte: this is not a text file", "A1|line 3; @|A3"},
	{"NUL in quotes", csvHead + csvA1 + "A2,\"pro\nfe\x00ss\",2026-04-06,99213,1,E11.9\n" + csvA3, "line 4, column 3: a NUL byte: this is not a text file", ""},
	{"long line", csvHead + csvA1 + "A2," + strings.Repeat("9", 3<<20) + "\n" + csvA3, "line 3, column 1048578: the record is longer than 1048576 bytes", "A1|line 3; @|A3"},
	{"long quote", csvHead + csvA1 + "A2,\"" + strings.Repeat("9\n", 1<<20), "line 3, column 4: the quote opened here is not closed within 1048576 bytes", ""},
	{"many fields", csvHead + csvA1 + strings.Repeat(",", 5000) + "\n" + csvA3, "line 3, column 2049: more than 2048 fields", "A1|line 3; @|A3"},
	{"UTF-16 little", "\xff\xfe" + utf16Of(csvHead+csvA1, false), "line 1, column 1: the file is UTF-16, want UTF-8: save it as \"CSV UTF-8\"", ""},
	{"UTF-16 big", "\xfe\xff" + utf16Of(csvHead+csvA1, true), "line 1, column 1: the file is UTF-16, want UTF-8: save it as \"CSV UTF-8\"", ""},
	{"UTF-16 without a mark", utf16Of(csvHead+csvA1, false), "line 1, column 1: the file is UTF-16, want UTF-8: save it as \"CSV UTF-8\"", ""},
	{"NUL in the header", "claim,co\x00de\n" + csvA1, "line 1, column 9: a NUL byte: this is not a text file", ""},
	{"no header", csvA1 + csvA3, "line 1, column 1: no header: none of \"A1, professional, 2026-04-06, 99213, 1, E11.9\" is a column of codes; 'medcode check --columns' lists the names", ""},
	{"empty", "", "line 1, column 1: the file is empty, want a header", ""},
	{"a column twice", "claim,code,Code\nA1,99213,99214\n", "line 1, column 12: the column \"Code\" stands twice in the header", ""},
}

// TestCSVMalformed asserts that a file that cannot be read gives one error
// with its place, and with KeepGoing the claims around what is wrong.
func TestCSVMalformed(t *testing.T) {
	for _, test := range malformed {
		t.Run(test.name, func(t *testing.T) {
			for how, wrap := range map[string]func(io.Reader) io.Reader{
				"whole": func(r io.Reader) io.Reader { return r }, "byte by byte": iotest.OneByteReader,
			} {
				if how != "whole" && len(test.text) > 1<<16 {
					continue
				}
				_, err := readCSV(t, wrap(strings.NewReader(test.text)), Options{})
				if want := "read c.csv: " + test.err; err == nil || err.Error() != want {
					t.Errorf("%s: Next = %v, want %s", how, err, want)
				}
				if test.keep == "" {
					continue
				}
				claims, err := readCSV(t, wrap(strings.NewReader(test.text)), Options{KeepGoing: true})
				if err != nil {
					t.Errorf("%s: with KeepGoing Next = %v", how, err)
				}
				want := strings.Split(strings.ReplaceAll(test.keep, "@", test.err), "|")
				if diff := cmp.Diff(want, told(claims)); diff != "" {
					t.Errorf("%s: claims (-want +got):\n%s", how, diff)
				}
			}
		})
	}
}

// TestCSVBroken asserts that an error of the file is no bad row: it ends the
// reading with KeepGoing too, behind the claims before it.
func TestCSVBroken(t *testing.T) {
	broken := errors.New("broken disk")
	for _, tail := range []string{"", "A2,\"prof", "A2,prof"} {
		r := io.MultiReader(strings.NewReader(csvHead+csvA1+tail), iotest.ErrReader(broken))
		claims, err := readCSV(t, r, Options{KeepGoing: true})
		if !errors.Is(err, broken) || len(claims) != 1 {
			t.Errorf("%q: %d claims and %v, want one and %v", tail, len(claims), err, broken)
		}
	}
}

// TestCSVWellFormed reads what looks odd and is right.
func TestCSVWellFormed(t *testing.T) {
	for name, text := range map[string]string{
		"as is":            csvHead + csvA1 + csvA3,
		"byte order mark":  "\ufeff" + csvHead + csvA1 + csvA3,
		"CRLF":             strings.ReplaceAll(csvHead+csvA1+csvA3, "\n", "\r\n"),
		"no end of line":   strings.TrimSuffix(csvHead+csvA1+csvA3, "\n"),
		"blank lines":      "\n\n" + csvHead + "\n" + csvA1 + "\r\n\n" + csvA3 + "\n\n",
		"empty fields":     csvHead + ",,,,,\n" + csvA1 + " ,, ,,,\n" + csvA3 + ",,,,,",
		"semicolons":       strings.ReplaceAll(csvHead+csvA1+csvA3, ",", ";"),
		"tabs":             strings.ReplaceAll(csvHead+csvA1+csvA3, ",", "\t"),
		"bars":             strings.ReplaceAll(csvHead+csvA1+csvA3, ",", "|"),
		"quoted":           "\"claim\",\"type\",from,code,units,dx1\n\"A1\",professional,\"2026-04-06\",\"99213\",1,\"E11.9\"\n\"A3\"," + strings.TrimPrefix(csvA3, "A3,"),
		"header in upper":  strings.ToUpper(csvHead) + csvA1 + csvA3,
		"other names":      "Claim Number,Claim-Type,Date of Service,CPT,Qty,ICD10\n" + csvA1 + csvA3,
		"blanks in fields": csvHead + strings.ReplaceAll(csvA1, ",", " , ") + csvA3,
	} {
		claims, err := readCSV(t, iotest.HalfReader(strings.NewReader(text)), Options{})
		if err != nil || len(claims) != 2 {
			t.Errorf("%s: %d claims, %v, want 2", name, len(claims), err)
			continue
		}
		c := &claims[0]
		if c.ID != "A1" || c.Type != coding.Professional || len(c.DX) != 1 || c.DX[0].Code != "E11.9" ||
			len(c.Lines) != 1 || c.Lines[0].Code != "99213" || c.Lines[0].From != 20260406 || c.Lines[0].Units != coding.Units(1) || len(c.Problems) > 0 {
			t.Errorf("%s: claim %+v", name, c)
		}
	}
	claims, err := readCSV(t, strings.NewReader("claim,dx\n\"A \"\"1\"\"\nB\",\"E11.9\nI10\"\n"), Options{})
	if err != nil || len(claims) != 1 || claims[0].ID != "A \"1\"\nB" || claims[0].At.Line != 2 {
		t.Errorf("quotes and line ends in a field: %v, %v", told(claims), err)
	}
}

// TestCSVTooManyRows asserts that one claim number all over the file does not
// make one claim of it.
func TestCSVTooManyRows(t *testing.T) {
	claims, err := readCSV(t, strings.NewReader(csvHead+strings.Repeat(csvA1, maxRows+5)), Options{})
	if err != nil || len(claims) != 2 || len(claims[0].Lines) != maxRows || len(claims[1].Lines) != 5 {
		t.Fatalf("%d claims, %v, want 2", len(claims), err)
	}
	if got := told(claims)[0]; !strings.Contains(got, "\"A1\" is hardly a claim number") {
		t.Errorf("problems: %s", got)
	}
}
