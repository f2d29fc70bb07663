package hcpcs

import (
	"cmp"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// Entries makes the nodes of the compiled code set, by code, without the
// modifiers. A code is billable when it has not ended before day, the first
// day of the release. Every field stands among the attributes, the official
// value first and then its words: "C: contractor judgment".
func Entries(rows []Row, day codesets.Date) []table.Entry {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b Row) int { return cmp.Compare(a.Code, b.Code) })
	var out []table.Entry
	for i, r := range rows {
		if r.Modifier || (i > 0 && rows[i-1].Code == r.Code) {
			continue
		}
		out = append(out, table.Entry{
			Key: r.Code, Parent: -1, Kind: codesets.KindCode,
			Title: cmp.Or(r.Long, r.Short), Short: r.Short,
			Billable: r.End.IsZero() || r.End >= day,
			Attrs:    attrs(r),
		})
	}
	return out
}

// ModifierRows makes the table of rows of the modifiers to compile: code
// (key), title, short, effective and end (ISO days), action, coverage and
// cross_references.
func ModifierRows(rows []Row) table.RowSet {
	set := table.RowSet{Columns: []string{"code", "title", "short", codesets.AttrEffective, codesets.AttrEnd, "action", "coverage", "cross_references"}, Keys: 1}
	for _, r := range rows {
		if r.Modifier {
			set.Rows = append(set.Rows, []string{
				r.Code, cmp.Or(r.Long, r.Short), r.Short, r.Added.String(), r.End.String(),
				worded(r.Action, actionWords), worded(r.Coverage, coverageWords), strings.Join(r.Xrefs, " "),
			})
		}
	}
	return set
}

// The attributes that further files of a release add.
const (
	AttrNote = "processing_note"      // the number of a note
	AttrText = "processing_note_text" // what it says
)

// NoteAttrs returns what processing notes add to the codes that carry their
// number, by "processing_note:0013".
func NoteAttrs(notes map[string]string) map[string][]codesets.Attr {
	out := map[string][]codesets.Attr{}
	for number, text := range notes {
		out[AttrNote+":"+number] = []codesets.Attr{{Name: AttrText, Value: text}}
	}
	return out
}

// NOCAttrs returns what the list of codes not otherwise classified adds.
func NOCAttrs(codes []string) map[string][]codesets.Attr {
	out := map[string][]codesets.Attr{}
	for _, c := range codes {
		out[c] = []codesets.Attr{{Name: "not_otherwise_classified", Value: "yes: the claim needs a description"}}
	}
	return out
}

func attrs(r Row) []codesets.Attr {
	var out []codesets.Attr
	add := func(name, value string) {
		if value != "" {
			out = append(out, codesets.Attr{Name: name, Value: value})
		}
	}
	add(codesets.AttrEffective, r.Added.String())
	add(codesets.AttrEnd, r.End.String())
	add("action", worded(r.Action, actionWords))
	add("action_date", r.ActionDay.String())
	add(codesets.AttrCoverage, worded(r.Coverage, coverageWords))
	add("pricing", wordedAll(r.Pricing, pricingWords))
	add("multiple_pricing", worded(r.Multiple, multipleWords))
	add("type_of_service", wordedAll(r.TOS, tosWords))
	add("betos", worded(r.BETOS, betosWords))
	if r.ASC == "YY" {
		add("asc", "YY: approved for ambulatory surgical centers"+since(r.ASCDate))
	} else {
		add("asc", r.ASC)
	}
	add("outpatient_group", r.Group)
	add("outpatient_group_payment", worded(r.GroupPay, groupPayWords))
	add(codesets.AttrInstead, strings.Join(r.Xrefs, " "))
	add("statute", r.Statute)
	add("coverage_issues_manual", strings.Join(r.CIM, "; "))
	add("carriers_manual", strings.Join(r.MCM, "; "))
	add("laboratory_certification", wordedAll(r.LabCerts, labWords))
	add(AttrNote, r.Note)
	if r.BaseUnits = strings.TrimLeft(r.BaseUnits, "0"); r.BaseUnits != "" {
		add("anesthesia_base_units", r.BaseUnits)
	}
	return out
}

func worded(v string, words map[string]string) string {
	if w := words[v]; w != "" {
		return v + ": " + w
	}
	return v
}

func wordedAll(values []string, words map[string]string) string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = worded(v, words)
	}
	return strings.Join(out, "; ")
}

func since(d codesets.Date) string {
	if d.IsZero() {
		return ""
	}
	return " since " + d.String()
}
