package cpt

import (
	"cmp"
	"slices"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// Merge puts the rows of several descriptor files together, one row a code,
// by code. Of two texts of one kind the first is kept.
func Merge(files ...[]Row) []Row {
	at := map[string]int{}
	var out []Row
	for _, rows := range files {
		for _, r := range rows {
			i, ok := at[r.Code]
			if !ok {
				at[r.Code] = len(out)
				out = append(out, r)
				continue
			}
			have := &out[i]
			for f, text := range r.Text {
				have.Text[f] = cmp.Or(have.Text[f], text)
			}
			have.Effective = cmp.Or(have.Effective, r.Effective)
			have.End = cmp.Or(have.End, r.End)
		}
	}
	slices.SortFunc(out, func(a, b Row) int { return cmp.Compare(a.Code, b.Code) })
	return out
}

// Entries makes the compiled code set's nodes of merged rows: the long text,
// or the best there is, as the title, the short one as the short title, and
// the category, section and dates as attributes.
func Entries(rows []Row) []table.Entry {
	entries := make([]table.Entry, len(rows))
	for i, r := range rows {
		t := r.Text
		entries[i] = table.Entry{
			Key: r.Code, Parent: -1, Kind: codesets.KindCode, Billable: true,
			Title: cmp.Or(t[Long], t[Consumer], t[Medium], t[Short], "(no text in the loaded file)"),
			Short: cmp.Or(t[Short], t[Medium]),
			Attrs: attrs(r),
		}
	}
	return entries
}

// RowOf returns the row that Entries made e of.
func RowOf(e table.Entry) Row {
	r := Row{Code: e.Key}
	r.Text[Long], r.Text[Short] = e.Title, e.Short
	for _, a := range e.Attrs {
		switch a.Name {
		case "medium":
			r.Text[Medium] = a.Value
		case "consumer":
			r.Text[Consumer] = a.Value
		case "clinician":
			r.Text[Clinician] = a.Value
		case codesets.AttrEffective:
			r.Effective, _ = codesets.ParseDate(a.Value)
		case codesets.AttrEnd:
			r.End, _ = codesets.ParseDate(a.Value)
		}
	}
	return r
}

func attrs(r Row) []codesets.Attr {
	s, _ := ShapeOf(r.Code)
	var out []codesets.Attr
	for _, a := range []codesets.Attr{
		{Name: "category", Value: string(s.Category)},
		{Name: "section", Value: string(s.Section)},
		{Name: "group", Value: s.Group},
		{Name: "medium", Value: r.Text[Medium]},
		{Name: "consumer", Value: r.Text[Consumer]},
		{Name: "clinician", Value: r.Text[Clinician]},
		{Name: codesets.AttrEffective, Value: r.Effective.String()},
		{Name: codesets.AttrEnd, Value: r.End.String()},
	} {
		if a.Value != "" {
			out = append(out, a)
		}
	}
	return out
}
