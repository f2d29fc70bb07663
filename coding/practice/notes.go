package practice

import (
	"fmt"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// excludes1 returns the Excludes1 note that bars a and b from one encounter.
// A code that is itself in the excluded range is not barred by that note.
func excludes1(t *table.Codes, a, b table.Node) (codesets.Note, bool) {
	if note, ok := noteCovering(t, a, b, codesets.Excludes1); ok {
		return note, true
	}
	return noteCovering(t, b, a, codesets.Excludes1)
}

// noteCovering returns the first effective note of kind of a that refers to b
// and not to a itself.
func noteCovering(t *table.Codes, a, b table.Node, kind codesets.NoteKind) (codesets.Note, bool) {
	for _, note := range t.EffectiveNotes(a) {
		if note.Kind != kind {
			continue
		}
		for _, ref := range note.Refs {
			if t.Covers(ref, b) && !t.Covers(ref, a) {
				return note, true
			}
		}
	}
	return codesets.Note{}, false
}

// mustPrecede returns the note by which first stands before second: second's
// "code first", or first's "use additional code" (guideline I.A.13).
func mustPrecede(t *table.Codes, first, second table.Node) (codesets.Note, bool) {
	if note, ok := noteCovering(t, second, first, codesets.CodeFirst); ok {
		return note, true
	}
	return noteCovering(t, first, second, codesets.UseAdditional)
}

// quote shows a note with its owner.
func quote(note codesets.Note) string {
	return fmt.Sprintf("%s at %s: %s", note.Kind.Title(), codesets.Display(codesets.ICD10CM, note.Owner), strings.TrimPrefix(codesets.Clean(note.Text), ", "))
}

// shown returns an ICD-10-CM code as people read it.
func shown(code string) string { return codesets.Display(codesets.ICD10CM, code) }
