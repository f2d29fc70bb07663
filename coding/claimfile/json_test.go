package claimfile

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/coding"
)

// readJSON reads the claims of a text until the reader fails.
func readJSON(t *testing.T, r io.Reader, o Options) ([]coding.Claim, error) {
	t.Helper()
	o.File = "c.json"
	return readUntil(t, NewJSON(r, o))
}

// TestJSON reads claims of every form, and tells what is wrong with the others.
func TestJSON(t *testing.T) {
	for _, test := range []struct{ name, text, want, err, keep string }{
		{name: "one", text: `{"id":"B1"}`, want: "B1"},
		{name: "array", text: "\ufeff [{\"id\":\"B1\"},\n{\"id\":\"B2\"}]\n", want: "B1|B2"},
		{name: "empty array", text: "[]", want: ""},
		{name: "lines", text: "{\"id\":\"B1\"}\n\n{\"id\":\"B2\"}\n", want: "B1|B2"},
		{name: "a diagnosis as text", text: `{"id":"B1","dx":["E11.9",{"code":"I10","poa":"Y"}]}`, want: "B1"},
		{
			name: "unknown field", text: "{\"id\":\"B1\"}\n{\"id\":\"B2\",\"dxs\":[]}\n{\"id\":\"B3\"}\n", want: "B1",
			err: `line 2: the claim model has no field "dxs"; it has dx`, keep: "B1|line 2; @|B3",
		},
		{
			name: "wrong kind", text: "[{\"id\":\"B1\",\n\"lines\":[{\"code\":99213}]},{\"id\":\"B2\"}]",
			err: `line 1: lines.code is a JSON number, want a string`, keep: "line 1; @|B2",
		},
		{name: "no object", text: `[7,{"id":"B1"}]`, err: "line 1: a JSON number, want a claim, which is an object", keep: "line 1; @|B1"},
		{name: "null", text: `[null,{"id":"B1"}]`, err: "line 1: null is no claim, want an object", keep: "line 1; @|B1"},
		{
			name: "date", text: `{"id":"B1","lines":[{"code":"99213","from":"2026-02-30"}]}`,
			err: `line 1: date "2026-02-30", want YYYY-MM-DD`, keep: "line 1; @",
		},
		{name: "cents", text: `{"id":"B1","total":12.5}`, err: "line 1: amount 12.5, want a whole number of cents", keep: "line 1; @"},
		{name: "cut off", text: "{\"id\":\"B1\"}\n{\"id\":", want: "B1", err: "line 2: the file ends inside a claim"},
		{name: "array cut off", text: "[{\"id\":\"B1\"}", want: "B1", err: "line 1: the file ends inside a claim"},
		{name: "a brace too many", text: "{\"id\":\"B1\"}}\n{\"id\":\"B2\"}", want: "B1", err: "line 1: invalid character '}' looking for beginning of value"},
		{name: "behind an array", text: "[{\"id\":\"B1\"}]\n{\"id\":\"B2\"}", want: "B1", err: "line 2: more text behind the last claim"},
	} {
		t.Run(test.name, func(t *testing.T) {
			claims, err := readJSON(t, iotest.OneByteReader(strings.NewReader(test.text)), Options{})
			if diff := cmp.Diff(test.want, strings.Join(told(claims), "|")); diff != "" {
				t.Errorf("claims (-want +got):\n%s", diff)
			}
			if want := "read c.json: " + test.err; test.err == "" && err != nil || test.err != "" && (err == nil || err.Error() != want) {
				t.Errorf("Next = %v, want %s", err, want)
			}
			if test.keep == "" {
				return
			}
			claims, err = readJSON(t, strings.NewReader(test.text), Options{KeepGoing: true})
			at, message, _ := strings.Cut(test.err, ": ")
			want := strings.ReplaceAll(test.keep, "@", at+": "+message)
			if diff := cmp.Diff(want, strings.Join(told(claims), "|")); diff != "" || err != nil {
				t.Errorf("with KeepGoing (-want +got):\n%s%v", diff, err)
			}
		})
	}
}

// FuzzJSON asserts that no text makes the reader panic or go on for ever.
func FuzzJSON(f *testing.F) {
	f.Add(`{"id":"B1","type":"professional","dx":["E11.9"],"lines":[{"code":"99213","units":1.5,"charge":100}]}`)
	f.Add(`[null,{"id":"B1"}] {}`)
	f.Fuzz(func(t *testing.T, text string) {
		claims, _ := readJSON(t, strings.NewReader(text), Options{KeepGoing: true})
		if len(claims) > len(text) {
			t.Fatalf("%d claims of %d bytes", len(claims), len(text))
		}
	})
}
