package cmd

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/gems"
	"github.com/medcode-cli/medcode/codesets/hcc"
	"github.com/medcode-cli/medcode/codesets/msdrg"
)

// diagnosisTables are the tables keyed by a diagnosis or an inpatient
// procedure; facts adds what they say of the code and returns how much.
var diagnosisTables = []struct {
	set   codesets.CodeSet
	facts func(*factFinder, pickedRows) int
}{
	{codesets.MCE, mceFacts},
	{codesets.POAExempt, poaFacts},
	{codesets.MSDRG, drgFacts},
	{codesets.HCC, hccFacts},
	{codesets.CCSR, ccsrFacts},
	{codesets.CCIR, ccirFacts},
	{codesets.Elixhauser, elixhauserFacts},
	{codesets.ICD10CMConversion, conversionFacts},
	{codesets.GEMs, gemFacts},
	{codesets.Taxonomy, taxonomyFacts},
}

func mceFacts(f *factFinder, t pickedRows) int {
	n := 0
	for r := range t.Find(f.code) {
		meaning := ""
		switch {
		case r.Get("max_age") != "":
			meaning = fmt.Sprintf("ages %s to %s", r.Get("min_age"), r.Get("max_age"))
		case r.Get("sex") != "":
			meaning = map[string]string{"F": "females only", "M": "males only"}[r.Get("sex")]
		}
		f.add("mce", "list", r.Get("edit"), meaning, &t.from)
		n++
	}
	return n
}

func poaFacts(f *factFinder, t pickedRows) int {
	if _, ok := t.First(f.code); !ok {
		return 0
	}
	f.add("poa-exempt", "present on admission", "exempt", "no POA indicator is reported", &t.from)
	return 1
}

func drgFacts(f *factFinder, t pickedRows) int {
	n := 0
	var drgs []string
	mdc := ""
	for r := range t.Find(f.code) {
		switch list := r.Get("list"); list {
		case msdrg.Leads:
			if r.Get("value") == "" {
				continue // the pre-MDC without a group
			}
			drgs = append(drgs, r.Get("value"))
			mdc = cmp.Or(mdc, r.Get("detail"))
		case msdrg.Group:
			f.add("msdrg", "MS-DRG "+f.code, r.Get("value"), r.Get("detail"), &t.from)
		case msdrg.Exclusion:
			f.add("msdrg", "principal diagnosis", "exclusion group "+r.Get("value"), "CCs and MCCs of this group do not count with it", &t.from)
		default:
			value := r.Get("value")
			if value != "" {
				value = "exclusion group " + value
			}
			f.add("msdrg", strings.ToUpper(list), value, "", &t.from)
		}
		n++
	}
	if len(drgs) > 0 {
		f.add("msdrg", "MS-DRGs", strings.Join(drgs, " "), "MDC "+mdc+", as principal diagnosis", &t.from)
	}
	return n
}

func hccFacts(f *factFinder, t pickedRows) int {
	labels := map[[2]string]string{}
	n := 0
	for r := range t.Find(f.code, hcc.Mapping) {
		category, model := r.Get("value"), r.Get("model")
		key := [2]string{category, model}
		if _, ok := labels[key]; !ok {
			for l := range t.Find(category, hcc.Label) {
				labels[[2]string{category, l.Get("model")}] = l.Get("value")
			}
		}
		f.add("hcc", model, category, labels[key], &t.from)
		n++
	}
	for r := range t.Find(f.code, hcc.Label) {
		f.add("hcc", r.Get("model"), r.Get("value"), "", &t.from)
		n++
	}
	return n
}

func ccsrFacts(f *factFinder, t pickedRows) int {
	n := 0
	for r := range t.Find(f.code) {
		var defaults []string
		if r.Get("inpatient") == "Y" {
			defaults = append(defaults, "inpatient default")
		}
		if r.Get("outpatient") == "Y" {
			defaults = append(defaults, "outpatient default")
		}
		f.add("ccsr", r.Get("category"), r.Get("title"), strings.Join(defaults, ", "), &t.from)
		n++
	}
	return n
}

func ccirFacts(f *factFinder, t pickedRows) int {
	r, ok := t.First(f.code)
	if !ok {
		return 0
	}
	words := map[string]string{"0": "not chronic", "1": "chronic", "9": "not determined"}
	f.add("ccir", "chronic condition", r.Get("indicator"), words[r.Get("indicator")], &t.from)
	return 1
}

func elixhauserFacts(f *factFinder, t pickedRows) int {
	n := 0
	for r := range t.Find(f.code) {
		f.add("elixhauser", r.Get("measure"), r.Get("title"), "", &t.from)
		n++
	}
	return n
}

func conversionFacts(f *factFinder, t pickedRows) int {
	n := 0
	for r := range t.Find(f.code) {
		if r.Get("previous") != "" {
			f.add("icd10cm-conversion", "assigned before", codesets.Display(codesets.ICD10CM, r.Get("previous")), r.Get("text"), &t.from)
			n++
		}
	}
	return n
}

func gemFacts(f *factFinder, t pickedRows) int {
	n := 0
	for _, g := range gems.Targets(t.Rows, f.code) {
		f.add("gems", g.From+" to "+g.To, displayIn(g.To, g.Code), gems.Words(g.Flags), &t.from)
		n++
	}
	return n
}

func taxonomyFacts(f *factFinder, t pickedRows) int {
	r, ok := t.First(f.code)
	if !ok {
		return 0
	}
	f.add("taxonomy", r.Get("name"), r.Get("classification"), strings.Trim(r.Get("specialization")+"; "+r.Get("grouping"), "; "), &t.from)
	return 1
}
