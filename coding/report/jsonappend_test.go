package report

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

// TestAppend compares the appended messages with those of encoding/json, over
// messages of which any field may be set. A field that is added to a struct and
// not to the appending fails here.
func TestAppend(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for range 3000 {
		var c claimMessage
		fill(t, rng, reflect.ValueOf(&c).Elem())
		same(t, c, object{}.claim(&c))
		f := fileMessage{c.File, c.Verdict, c.Findings}
		same(t, f, object{}.file(&f))
	}
}

func same(t *testing.T, v any, got []byte) {
	t.Helper()
	var want bytes.Buffer
	enc := json.NewEncoder(&want)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.String(), string(got)+"\n"); diff != "" {
		t.Fatalf("message (-encoding/json +got):\n%s", diff)
	}
}

// texts are what a file may bring into a message.
var texts = []string{"", "99213", "a <b> & c", "say \"it\" \\ twice", "tab\t\x00\x1b[31m", "caf\u00e9 \u2028 \U0001f600", "cut \xc3", "\x7f"}

// words are the types that are written as words, and their last value.
var words = map[reflect.Type]uint64{
	reflect.TypeFor[coding.Severity]():  uint64(coding.Reject),
	reflect.TypeFor[coding.Outcome]():   uint64(coding.Fail),
	reflect.TypeFor[coding.Verdict]():   uint64(coding.Findings),
	reflect.TypeFor[coding.ClaimType](): uint64(coding.DME),
}

// fill sets v to a random value; about one value in three stays zero.
func fill(t *testing.T, rng *rand.Rand, v reflect.Value) {
	t.Helper()
	if rng.IntN(3) == 0 && v.Kind() != reflect.Struct {
		return
	}
	if last, ok := words[v.Type()]; ok {
		v.SetUint(rng.Uint64N(last + 1))
		return
	}
	if v.Type() == reflect.TypeFor[codesets.Date]() {
		v.SetInt([]int64{20260401, 19991231, 10101}[rng.IntN(3)])
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for _, field := range v.Fields() {
			fill(t, rng, field)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), rng.IntN(4), 4))
		for i := range v.Len() {
			fill(t, rng, v.Index(i))
		}
	case reflect.String:
		v.SetString(texts[rng.IntN(len(texts))])
	case reflect.Int, reflect.Int64:
		v.SetInt(rng.Int64N(2e9) - 10)
	default:
		t.Fatalf("no value for a %s: add it here and to the appending", v.Type())
	}
}
