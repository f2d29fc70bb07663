package hcpcs

import (
	"cmp"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// A File is what one release is made of. Only Rows must be there.
type File struct {
	Rows  []Row
	Notes map[string]string // processing notes by number
	NOC   []string          // codes not otherwise classified
}

// Entries makes the nodes of the compiled code set: modifiers and codes, by
// code, each a level of its own. A code is billable when it has not ended
// before day, the first day of the release. Every field stands among the
// attributes, the official value first and then its words: "C: contractor
// judgment".
func Entries(f File, day codesets.Date) []table.Entry {
	rows := slices.Clone(f.Rows)
	slices.SortStableFunc(rows, func(a, b Row) int { return cmp.Compare(a.Code, b.Code) })
	noc := map[string]bool{}
	for _, c := range f.NOC {
		noc[c] = true
	}
	var out []table.Entry
	for i, r := range rows {
		if i > 0 && rows[i-1].Code == r.Code {
			continue
		}
		r.NOC = r.NOC || noc[r.Code]
		out = append(out, table.Entry{
			Key: r.Code, Parent: -1, Kind: codesets.KindCode,
			Title: cmp.Or(r.Long, r.Short), Short: r.Short,
			Billable: r.End.IsZero() || r.End >= day,
			Attrs:    attrs(r, f.Notes),
		})
	}
	return out
}

func attrs(r Row, notes map[string]string) []codesets.Attr {
	var out []codesets.Attr
	add := func(name, value string) {
		if value != "" {
			out = append(out, codesets.Attr{Name: name, Value: value})
		}
	}
	if r.Modifier {
		add("kind", "modifier")
	}
	add(codesets.AttrEffective, r.Added.String())
	add(codesets.AttrEnd, r.End.String())
	add("action", worded(r.Action, actionWords))
	add("action_date", r.ActionDay.String())
	add("coverage", worded(r.Coverage, coverageWords))
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
	add("cross_references", strings.Join(r.Xrefs, " "))
	add("statute", r.Statute)
	add("coverage_issues_manual", strings.Join(r.CIM, "; "))
	add("carriers_manual", strings.Join(r.MCM, "; "))
	add("laboratory_certification", wordedAll(r.LabCerts, labWords))
	if r.Note != "" {
		add("processing_note", strings.TrimSuffix(r.Note+": "+notes[r.Note], ": "))
	}
	if r.BaseUnits = strings.TrimLeft(r.BaseUnits, "0"); r.BaseUnits != "" {
		add("anesthesia_base_units", r.BaseUnits)
	}
	if r.NOC {
		add("not_otherwise_classified", "yes: the claim needs a description")
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
