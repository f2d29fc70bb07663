package store_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/icd10cm"
	"github.com/medcode-cli/medcode/codesets/sharedtest"
	"github.com/medcode-cli/medcode/codesets/table"
)

// TestEmbedded checks what the generator recorded.
func TestEmbeddedRelease(t *testing.T) {
	r := embedded(t).Release()
	if r.Rows != 98186 || r.Billable != 74719 || !r.Embedded || !r.Has(icd10cm.PartTabular) {
		t.Errorf("embedded release %+v", r)
	}
	if len(r.Sources) != 1 || len(r.Sources[0].SHA256) != 64 || r.Sources[0].Package == "" || r.Sources[0].Licence == "" {
		t.Errorf("provenance %+v", r.Sources)
	}
}

// TestEmbeddedUnparsed bounds the notes whose references the grammar does not
// understand: 4 of the 12,086 lines that may refer to codes.
func TestEmbeddedUnparsed(t *testing.T) {
	c := embedded(t)
	notes, unparsed := 0, 0
	for n := range table.Node(c.Len()) {
		for _, note := range c.Notes(n) {
			if note.Kind == codesets.InclusionTerm || note.Kind == codesets.SeventhNote {
				continue
			}
			notes++
			if note.Unparsed {
				unparsed++
			}
		}
	}
	t.Logf("%d note lines, %d with references not understood", notes, unparsed)
	if notes != 12086 || unparsed > 4 {
		t.Errorf("%d note lines, %d not understood; want 12086, at most 4", notes, unparsed)
	}
}

// TestEmbeddedOrderFile compares the release, made from the Tabular List and
// its 7th characters, with the official order file: every code, flag and title.
func TestEmbeddedOrderFile(t *testing.T) {
	raw := sharedtest.Read(t, "data", "icd10cm", "order", "icd10cm_order_2026.txt.xz")
	rows, err := icd10cm.ParseOrder(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	c := embedded(t)
	if len(rows) != c.Release().Rows {
		t.Errorf("%d rows, the order file has %d", c.Release().Rows, len(rows))
	}
	accents := 0
	for _, r := range rows {
		n, ok := c.Find(r.Code)
		if !ok || c.Billable(n) != r.Billable {
			t.Errorf("%s: found %t, billable is %t in the order file", r.Code, ok, r.Billable)
			continue
		}
		switch title := c.Title(n); {
		case title == r.Long:
		case unaccented.Replace(title) == r.Long:
			accents++
		default:
			t.Errorf("%s: title %q, want %q", r.Code, title, r.Long)
		}
	}
	t.Logf("%d codes; %d titles differ from the order file by an accent only", len(rows), accents)
}

// unaccented writes a title as the order file does, which has no accents.
var unaccented = strings.NewReplacer("é", "e", "è", "e", "ö", "o", "ü", "u", "ô", "o", "ñ", "n", "ä", "a", "ç", "c", "É", "E")
