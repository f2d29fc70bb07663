package icd10cm

import (
	"strings"

	"github.com/medcode-cli/medcode/codesets"
)

// xmlVision is the table of visual impairment categories at H54.
type xmlVision struct {
	Categories []struct {
		Heading string `xml:"heading"`
		Value   string `xml:"value"`
		Ranges  []struct {
			Heading string     `xml:"heading"`
			Max     xmlVisPart `xml:"visMax"`
			Min     xmlVisPart `xml:"visMin"`
		} `xml:"visRange"`
	} `xml:"visCategory"`
}

type xmlVisPart struct {
	Heading string `xml:"heading"`
	Value   string `xml:"value"`
}

// visionNotes returns the table as plain notes, one a category: "Category of
// visual impairment 1: Maximum less than: 6/18, 3/10(0.3), 20/70; Minimum
// equal to or better than: 6/60, 1/10(0.1), 20/200".
func visionNotes(tables []xmlVision) []codesets.Note {
	var out []codesets.Note
	for _, t := range tables {
		var heading, maxHead, minHead string
		for _, c := range t.Categories {
			if c.Heading != "" && len(c.Ranges) > 0 {
				heading, maxHead, minHead = c.Heading, c.Ranges[0].Max.Heading, c.Ranges[0].Min.Heading
				continue
			}
			var most, least []string
			for _, r := range c.Ranges {
				most = appendText(most, r.Max.Value)
				least = appendText(least, r.Min.Value)
			}
			text := heading + " " + c.Value + ":"
			if len(most) > 0 {
				text += " " + maxHead + " " + strings.Join(most, ", ")
			}
			if len(least) > 0 {
				text += "; " + minHead + " " + strings.Join(least, ", ")
			}
			out = append(out, codesets.Note{Kind: codesets.PlainNote, Text: codesets.Clean(text)})
		}
	}
	return out
}

func appendText(list []string, s string) []string {
	if s = codesets.Clean(s); s != "" {
		list = append(list, s)
	}
	return list
}
