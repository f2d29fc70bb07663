package alphabetic

import (
	"testing"

	"github.com/medcode-cli/medcode/codesets/icd10cm"
)

// BenchmarkFind looks words up in the official Index: "opened" with the main
// terms read once before, "fresh" as one run of the command does.
func BenchmarkFind(b *testing.B) {
	book, _ := officialBook(b)
	rows := book.rows
	queries := []string{"fracture femur neck", "diabetes cataract", "breast cancer", "fall from ladder", "acetaminophen", "depresion major recurent"}
	b.Run("opened", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			book.Find("", queries[i%len(queries)], 5)
		}
	})
	b.Run("fresh", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			fresh := Book{Parts: map[string]*Term{}}
			for _, part := range icd10cm.IndexParts() {
				fresh.Parts[part] = Open(rows, part)
			}
			fresh.Find("", queries[i%len(queries)], 5)
		}
	})
}
