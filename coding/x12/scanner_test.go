package x12

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// header is an ISA segment of the right widths with the given separators.
func header(el, comp, rep, term string) string {
	s := "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260401*1200*^*00501*000000001*0*T*:~"
	return strings.NewReplacer("*", el, "^", rep, ":", comp, "~", term).Replace(s)
}

func scanAll(t *testing.T, r io.Reader) []string {
	t.Helper()
	var got []string
	s := NewScanner(r)
	for s.Scan() {
		seg := s.Segment()
		var parts []string
		for i := 0; i <= seg.Len(); i++ {
			parts = append(parts, string(seg.Element(i)))
		}
		got = append(got, strings.Join(parts, "|"))
	}
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
	return got
}

func TestScannerSeparators(t *testing.T) {
	isa := strings.ReplaceAll(strings.TrimSuffix(header("|", ":", "^", "~"), "~"), "\n", "")
	for name, tc := range map[string]struct{ in string }{
		"usual":              {header("*", ":", "^", "~") + "GS*HC*A*B~SE*1**3~"},
		"line feeds":         {header("*", ":", "^", "~") + "\nGS*HC*A*B~\r\n \tSE*1**3~\n\n"},
		"byte order mark":    {"\xef\xbb\xbf" + header("*", ":", "^", "~") + "GS*HC*A*B~SE*1**3~"},
		"line as terminator": {header("*", ":", "^", "\n") + "GS*HC*A*B\nSE*1**3\n"},
		"carriage return":    {header("*", ":", "^", "\r") + "\nGS*HC*A*B\r\nSE*1**3\r\n"},
		"other separators":   {header("|", "<", "!", "'") + "GS|HC|A|B'SE|1||3'"},
		"group separators":   {header("\x1d", "\x1f", "\x1e", "\x1c") + "GS\x1dHC\x1dA\x1dB\x1cSE\x1d1\x1d\x1d3\x1c"},
		"line as separator":  {header("\n", ":", "^", "~") + "GS\nHC\nA\nB~SE\n1\n\n3\n\n~"},
		"no last terminator": {header("*", ":", "^", "~") + "GS*HC*A*B~SE*1**3"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(tc.in), iotest.OneByteReader(strings.NewReader(tc.in))} {
				got := scanAll(t, r)
				if len(got) != 3 || len(got[0]) != len(isa) {
					t.Fatalf("segments = %q, want 3", got)
				}
				if diff := cmp.Diff([]string{"GS|HC|A|B", "SE|1||3"}, got[1:]); diff != "" {
					t.Errorf("segments (-want +got):\n%s", diff)
				}
			}
		})
	}
}

func TestScannerChangesSeparatorsBetweenInterchanges(t *testing.T) {
	in := header("*", ":", "^", "~") + "IEA*0*1~\n" + header("|", ">", "!", "\n") + "IEA|0|2\n"
	got := scanAll(t, strings.NewReader(in))
	if len(got) != 4 || got[1] != "IEA|0|1" || got[3] != "IEA|0|2" {
		t.Errorf("segments = %q", got)
	}
}

func TestScannerPlaces(t *testing.T) {
	in := header("*", ":", "^", "~") + "\r\nHI*ABK:E119*ABF:I10^ABF:Z00~\n"
	s := NewScanner(strings.NewReader(in))
	for s.Scan() {
	}
	seg := s.Segment()
	for _, tc := range []struct {
		el, comp int
		want     string
	}{{1, 1, "ABK"}, {1, 2, "E119"}, {2, 2, "I10"}, {2, 3, ""}, {9, 1, ""}} {
		got := string(seg.Component(tc.el, tc.comp))
		if got != tc.want {
			t.Errorf("Component(%d, %d) = %q, want %q", tc.el, tc.comp, got, tc.want)
		}
		if at := seg.At(tc.el, tc.comp); tc.want != "" && !strings.HasPrefix(in[at:], tc.want) {
			t.Errorf("At(%d, %d) = %d: %q, want %q there", tc.el, tc.comp, at, in[at:], tc.want)
		}
	}
	if got := string(seg.Repetition(2, 2)); got != "ABF:Z00" {
		t.Errorf("Repetition(2, 2) = %q", got)
	}
	if seg.Number != 2 || in[seg.Offset:seg.Offset+2] != "HI" {
		t.Errorf("segment %d at %d", seg.Number, seg.Offset)
	}
}

// zeros is an endless source of one byte.
type zeros struct{ left int64 }

func (z *zeros) Read(p []byte) (int, error) {
	if z.left <= 0 {
		return 0, io.EOF
	}
	n := min(int64(len(p)), z.left)
	for i := range p[:n] {
		p[i] = 'A'
	}
	z.left -= n
	return int(n), nil
}

func TestScannerBoundsSegments(t *testing.T) {
	var ids []string
	s := NewScanner(io.MultiReader(strings.NewReader(header("*", ":", "^", "~")+"NM1*"), &zeros{left: 64 << 20},
		strings.NewReader("~SE*1*2~")))
	for s.Scan() {
		id := string(s.Segment().ID())
		if s.Segment().TooLong {
			id += " too long"
		}
		ids = append(ids, id)
	}
	if diff := cmp.Diff([]string{"ISA", "NM1 too long", "SE"}, ids); diff != "" {
		t.Errorf("segments (-want +got):\n%s", diff)
	}
	if len(s.buf) > bufferSize {
		t.Errorf("buffer grew to %d", len(s.buf))
	}
}

func TestScannerRefuses(t *testing.T) {
	for _, in := range []string{"id,code\n1,E11.9\n", "{}", "\x00\x01\x02ISX*", strings.Repeat("x", 1<<20)} {
		s := NewScanner(strings.NewReader(in))
		if s.Scan() || !errors.Is(s.Err(), ErrNotX12) {
			t.Errorf("%.10q: err = %v, want ErrNotX12", in, s.Err())
		}
	}
	s := NewScanner(iotest.ErrReader(io.ErrUnexpectedEOF))
	if s.Scan() || !errors.Is(s.Err(), io.ErrUnexpectedEOF) {
		t.Errorf("err = %v", s.Err())
	}
}

func TestScannerAllocatesNothing(t *testing.T) {
	in := []byte(header("*", ":", "^", "~") + strings.Repeat("NM1*85*2*SYNTHETIC CLINIC*****XX*1234567893~\n", 20000))
	s := NewScanner(bytes.NewReader(in))
	s.Scan()
	if n := testing.AllocsPerRun(1000, func() { s.Scan() }); n != 0 {
		t.Errorf("allocations per segment = %v, want 0", n)
	}
}

func FuzzScanner(f *testing.F) {
	f.Add([]byte(header("*", ":", "^", "~") + "GS*HC~ST*837*1~\n"))
	f.Add([]byte("ISA*"))
	f.Add([]byte("ISA"))
	f.Add([]byte(header("*", ":", "^", "\n") + "GS*HC\r\n" + header("|", "<", "!", "'") + "GS|HC'"))
	f.Fuzz(func(t *testing.T, in []byte) {
		s := NewScanner(iotest.HalfReader(bytes.NewReader(in)))
		last := int64(-1)
		for s.Scan() {
			seg := s.Segment()
			if seg.Offset <= last || seg.Offset >= int64(len(in)) {
				t.Fatalf("segment %d at %d after %d of %d", seg.Number, seg.Offset, last, len(in))
			}
			last = seg.Offset
			if !seg.TooLong && !bytes.HasPrefix(in[seg.Offset:], seg.Raw()) {
				t.Fatalf("segment %d is not at its offset", seg.Number)
			}
			for i := 0; i <= seg.Len(); i++ {
				_ = seg.Component(i, 2)
				_ = seg.At(i, 2)
			}
		}
	})
}

func BenchmarkScanner(b *testing.B) {
	one := "LX*1~\nSV1*HC:99213:25*125.50*UN*1***1:2~\nDTP*472*D8*20260401~\nREF*6R*1000001~\n" +
		"NM1*IL*1*SYNTHETIC*PATIENT****MI*SYN0000001~\nN3*100 EXAMPLE STREET~\nN4*SPRINGFIELD*IL*627010001~\n"
	in := []byte(header("*", ":", "^", "~") + strings.Repeat(one, 40000))
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		s := NewScanner(bytes.NewReader(in))
		n := 0
		for s.Scan() {
			n += s.Segment().Len()
		}
		if n < 40000 {
			b.Fatal(n)
		}
	}
}
