package cmd

import (
	"fmt"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// An indexItem is a term of the Alphabetic Index that leads to a code.
type indexItem struct {
	Path          string `json:"path"` // from the main term down, with " > " between
	Column        string `json:"column,omitempty"`
	Shown         string `json:"shown"`                   // the code as printed: "E11.3-"
	Manifestation string `json:"manifestation,omitempty"` // dotted: the code in brackets
}

// indexed adds to the page of an ICD-10-CM code the terms of the Alphabetic
// Index that lead to it, when that is loaded.
func (r *lookupRun) indexed(p *codePage) error {
	if len(r.app.releases(codesets.ICD10CMIndex)) == 0 {
		return nil
	}
	t, ok, err := r.app.rows(codesets.ICD10CMIndex)
	if err != nil || !ok {
		return err
	}
	for row := range t.Find(p.Code) {
		p.Index = append(p.Index, indexLine(row))
	}
	if len(p.Index) > 0 {
		p.IndexFrom = &t.from
	}
	return nil
}

func indexLine(row table.Row) indexItem {
	return indexItem{
		Path: codesets.Clean(row.Get("path")), Column: codesets.Clean(row.Get("column")), Shown: codesets.Clean(row.Get("shown")),
		Manifestation: codesets.Display(codesets.ICD10CM, codesets.Clean(row.Get("manifestation"))),
	}
}

// printIndex writes the terms of the Alphabetic Index.
func (c *codePage) printIndex(p *pager) {
	if c.IndexFrom == nil {
		return
	}
	p.heading("In the Index (" + c.IndexFrom.Title + ")")
	for i, it := range c.Index {
		if i == maxListed {
			fmt.Fprintf(p.w, "  … %d more; see --format json\n", len(c.Index)-i)
			return
		}
		line := it.Path
		if it.Column != "" {
			line += ": " + it.Column
		}
		if it.Manifestation != "" {
			line += " [" + it.Manifestation + "]"
		}
		p.line(0, "", line)
	}
}
