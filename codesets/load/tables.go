package load

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/ahrq"
	"github.com/medcode-cli/medcode/codesets/gems"
	"github.com/medcode-cli/medcode/codesets/hcc"
	"github.com/medcode-cli/medcode/codesets/icd10cm"
	"github.com/medcode-cli/medcode/codesets/mce"
	"github.com/medcode-cli/medcode/codesets/mpfs"
	"github.com/medcode-cli/medcode/codesets/msdrg"
	"github.com/medcode-cli/medcode/codesets/poa"
	"github.com/medcode-cli/medcode/codesets/table"
	"github.com/medcode-cli/medcode/codesets/taxonomy"
)

// rowsOf returns a Kind's Parse: read makes rows, set makes them a table.
func rowsOf[R any](read func(io.Reader) ([]R, error), set func([]R) table.RowSet) func(io.Reader, File) (Content, error) {
	return func(r io.Reader, _ File) (Content, error) {
		rows, err := read(r)
		if err != nil {
			return Content{}, err
		}
		s := set(rows)
		return Content{Rows: &s}, nil
	}
}

func diagnosisKinds() []Kind {
	return []Kind{
		{
			Title: "ICD-10-CM conversion table", Set: codesets.ICD10CMConversion, Part: "table", Rows: 2_000,
			Match:   func(f File) bool { return f.HasColumns("current code assignment", "previous code") },
			Edition: fiscalEdition("ICD-10-CM conversion table"),
			Parse:   rowsOf(icd10cm.ParseConversion, icd10cm.ConversionRows),
		},
		{
			Title: "POA-exempt list", Set: codesets.POAExempt, Part: "list", Rows: 35_000,
			Match: func(f File) bool {
				return f.Ext("txt") && f.Named("poaexemptcodes") && f.HasColumns("ord", "poaexemptcode")
			},
			Edition: fiscalEdition("POA-exempt list"),
			Parse:   rowsOf(poa.Parse, poa.Rows),
		},
		{
			Title: "CCSR of diagnoses", Set: codesets.CCSR, Part: "mapping", Rows: 75_000,
			Match: func(f File) bool {
				return f.HasColumns("icd-10-cm code", "ccsr category", "default ccsr")
			},
			Edition: ahrqEdition("CCSR"),
			Parse:   rowsOf(ahrq.ParseCCSR, ahrq.CCSRRows),
		},
		{
			Title: "Chronic Condition Indicator", Set: codesets.CCIR, Part: "list", Rows: 70_000,
			Match: func(f File) bool {
				return f.HasColumns("icd-10-cm code", "chronic indicator") || f.Ext("json") && strings.Contains(f.Head, "Chronic Condition Indicator")
			},
			Edition: ahrqEdition("Chronic Condition Indicator Refined"),
			Parse:   parseCCIR,
		},
		{
			Title: "Elixhauser comorbidity measures", Set: codesets.Elixhauser, Part: "mapping", Rows: 4_500,
			Match:   func(f File) bool { return f.HasColumns("icd-10-cm diagnosis", "# comorbidities") },
			Edition: ahrqEdition("Elixhauser comorbidity measures"),
			Parse:   rowsOf(ahrq.ParseElixhauser, ahrq.ElixhauserRows),
		},
	}
}

func parseCCIR(r io.Reader, f File) (Content, error) {
	if !f.Ext("json") {
		return rowsOf(ahrq.ParseCCIR, ahrq.CCIRRows)(r, f)
	}
	rows, _, err := ahrq.ParseCCIRJSON(r)
	set := ahrq.CCIRRows(rows)
	return Content{Rows: &set}, err
}

var ahrqRE = codesets.Pattern(`v(20\d\d)[-.](\d)`)

// ahrqEdition returns the version of an AHRQ file, "DXCCSR_v2026-1.csv": its
// year is the fiscal one. Where the name has none, the first lines may.
func ahrqEdition(title string) func(File) (codesets.Release, bool) {
	return func(f File) (codesets.Release, bool) {
		for _, text := range append(f.names(), f.Line(1), f.Line(2)) {
			m := ahrqRE().FindStringSubmatch(text)
			if m == nil {
				continue
			}
			year, _ := strconv.Atoi(m[1])
			rel := fiscal(title, year, 0)
			rel.Edition = fmt.Sprintf("v%s.%s", m[1], m[2])
			rel.Title = title + " " + rel.Edition
			return rel, true
		}
		return codesets.Release{}, false
	}
}

func gemKinds() []Kind {
	var out []Kind
	for _, g := range []struct{ from, to, old, part string }{
		{gems.ICD9CM, gems.ICD10CM, "i9gem", "icd9-icd10cm"},
		{gems.ICD10CM, gems.ICD9CM, "i10gem", "icd10cm-icd9"},
		{gems.ICD9PCS, gems.ICD10PCS, "gem-i9pcs", "icd9pcs-icd10pcs"},
		{gems.ICD10PCS, gems.ICD9PCS, "gem-pcsi9", "icd10pcs-icd9pcs"},
	} {
		out = append(out, Kind{
			Title: "GEMs, " + g.part, Set: codesets.GEMs, Part: g.part, Rows: 24_000,
			Match: func(f File) bool { return f.Named(g.old) && gemRE().MatchString(f.Line(1)) },
			Edition: func(f File) (codesets.Release, bool) {
				year := cmp.Or(yearIn(f.Name), yearIn(f.Archive), lastGEMs)
				rel := fiscal("General Equivalence Mappings", year, 0)
				rel.Edition, rel.Title, rel.End = strconv.Itoa(year), fmt.Sprintf("General Equivalence Mappings %d", year), 0
				return rel, true
			},
			Parse: func(r io.Reader, _ File) (Content, error) {
				rows, err := gems.Parse(r)
				set := gems.Rows(gems.Mapping{From: g.from, To: g.to, Rows: rows})
				return Content{Rows: &set, Note: "last published for 2018: codes made since are not in it"}, err
			},
		})
	}
	return out
}

var gemRE = codesets.Pattern(`^[0-9A-Za-z]+ +[0-9A-Za-z]+ +\d{5}\s*$`)

// lastGEMs is the year of the last mappings published.
const lastGEMs = 2018

func claimKinds() []Kind {
	return []Kind{
		{
			Title: "Medicare Code Editor lists, all edits", Set: codesets.MCE, Part: "lists", Rows: 12_400, Open: true,
			Match:   func(f File) bool { return f.HasColumns("mce_version", "mce_edit_type") },
			Edition: mceEdition,
			Parse:   parseMCE,
		},
		{
			Title: "Medicare Code Editor lists", Set: codesets.MCE, Part: "lists", Rows: 6_600,
			Match: func(f File) bool {
				return f.HasColumns("icd_code", "icd_conflict_rule") ||
					f.Ext("json") && strings.Contains(f.Head, "Medicare Code Editor")
			},
			Edition: mceEdition,
			Parse:   parseMCE,
		},
		{
			Title: "Medicare physician fee schedule", Set: codesets.MPFS, Part: "values", Rows: 16_000,
			Match: func(f File) bool {
				return f.Named("pprrvu") && f.Ext("csv", "xlsx") || f.HasColumns("hcpcs", "status", "pctc", "bilat_surg") ||
					f.Ext("json") && strings.Contains(f.Head, "PPRRVU")
			},
			Edition: mpfsEdition,
			Parse: func(r io.Reader, f File) (Content, error) {
				if !f.Ext("json") {
					return rowsOf(mpfs.Parse, mpfs.Rows)(r, f)
				}
				rows, err := mpfs.ParseJSON(r)
				set := mpfs.Rows(rows)
				return Content{Rows: &set, Note: "global days and bilateral indicator only"}, err
			},
		},
		{
			Title: "Provider taxonomy", Set: codesets.Taxonomy, Part: "codes", Rows: 850,
			Match:   func(f File) bool { return f.HasColumns("grouping", "classification", "specialization") },
			Edition: taxonomyEdition,
			Parse:   rowsOf(taxonomy.Parse, taxonomy.Rows),
		},
	}
}

var mceRE = codesets.Pattern(`v(\d\d)\.?(\d)?(?:\D|$)`)

// mceEdition: version 33 is that of FY2016, one more each year; .1 is the
// update of April. JSON lists are named by the year.
func mceEdition(f File) (codesets.Release, bool) {
	const title = "Medicare Code Editor"
	for _, name := range f.names() {
		if m := mceRE().FindStringSubmatch(name); m != nil {
			version, _ := strconv.Atoi(m[1])
			month := 0
			if m[2] == "1" {
				month = 4
			}
			rel := fiscal(title, 2016+version-33, month)
			rel.Edition = strings.TrimSuffix("v"+m[1]+"."+m[2], ".")
			rel.Title = title + " " + rel.Edition
			return rel, true
		}
		if year := yearIn(name); year != 0 {
			return fiscal(title, year, 0), true
		}
	}
	return codesets.Release{}, false
}

func parseMCE(r io.Reader, f File) (Content, error) {
	if f.Ext("json") {
		return rowsOf(mce.ParseJSON, mce.Rows)(r, f)
	}
	rows, _, err := mce.Parse(r)
	set := mce.Rows(rows)
	return Content{Rows: &set}, err
}

var pprrvuRE = codesets.Pattern(`pprrvu(\d\d)[-_]|rvu(\d\d)([abcd])`)

// mpfsEdition: "PPRRVU2025_Oct.csv", "PPRRVU25_JAN.csv", or the archive
// "rvu26d.zip", whose letter is the quarter.
func mpfsEdition(f File) (codesets.Release, bool) {
	const title = "Medicare physician fee schedule"
	for _, name := range f.names() {
		year, month := yearIn(strings.NewReplacer("pprrvu", "").Replace(name)), monthIn(name)
		m := pprrvuRE().FindStringSubmatch(name)
		if m != nil && m[3] != "" {
			n, _ := strconv.Atoi(m[2])
			return quarter(title, 2000+n, int(m[3][0]-'a')+1), true
		}
		if m != nil && year == 0 {
			n, _ := strconv.Atoi(m[1])
			year = 2000 + n
		}
		if year != 0 && month != 0 {
			return quarter(title, year, (month+2)/3), true
		}
	}
	return codesets.Release{}, false
}

var taxonomyRE = codesets.Pattern(`taxonomy[-_](\d\d)([01])(?:\D|$)`)

// taxonomyEdition: "nucc_taxonomy_251.csv" is version 25.1, of July 2025; .0
// is that of January. A version holds until the next.
func taxonomyEdition(f File) (codesets.Release, bool) {
	m := taxonomyRE().FindStringSubmatch(f.Name)
	if m == nil {
		return codesets.Release{}, false
	}
	year, _ := strconv.Atoi(m[1])
	day, _ := codesets.NewDate(2000+year, map[string]int{"0": 1, "1": 7}[m[2]], 1)
	edition := m[1] + "." + m[2]
	return codesets.Release{Edition: edition, Title: "Provider taxonomy " + edition, Effective: day}, true
}

func riskKinds() []Kind {
	kind := func(title, part string, rows int, columns []string, read func(io.Reader) ([]hcc.Row, error)) Kind {
		return Kind{
			Title: title, Set: codesets.HCC, Part: part, Rows: rows, Open: part == "labels",
			Match:   func(f File) bool { return f.Ext("csv", "xlsx") && f.HasColumns(columns...) },
			Edition: hccEdition,
			Parse:   rowsOf(read, hcc.Rows),
		}
	}
	return []Kind{
		kind("HCC mapping of diagnoses", "mapping", 50_000, []string{"diagnosis_code", "cc", "model_name"}, hcc.ParseMapping),
		kind("HCC labels", "labels", 0, []string{"cc,", "label", "model_domain"}, hcc.ParseLabels),
		kind("HCC hierarchies", "hierarchies", 0, []string{"cc_parent", "cc_child"}, hcc.ParseHierarchies),
		{
			Title: "HCC mapping of CMS", Set: codesets.HCC, Part: "mapping-cms", Rows: 10_000,
			Match: func(f File) bool {
				return f.Ext("csv", "xlsx") && f.Named("icd-10", "mappings") && strings.Contains(f.Head, "CMS-HCC")
			},
			Edition: hccEdition,
			Parse:   rowsOf(hcc.ParseOfficial, hcc.Rows),
		},
		{
			Title: "HCC mapping of the model software", Set: codesets.HCC, Part: "mapping-sas", Rows: 7_000,
			Match: func(f File) bool {
				_, ok := hcc.ModelOf(f.Name)
				return ok && f.Ext("txt") && hccLineRE().MatchString(f.Line(1))
			},
			Edition: func(f File) (codesets.Release, bool) {
				year, _ := strconv.Atoi(f.Name[3:5])
				return paymentYear(2000 + year), true
			},
			Parse: func(r io.Reader, f File) (Content, error) {
				model, _ := hcc.ModelOf(f.Name)
				rows, err := hcc.ParseFormat(r, model)
				set := hcc.Rows(rows)
				return Content{Rows: &set, Part: "mapping-sas " + model}, err
			},
		},
	}
}

var hccLineRE = codesets.Pattern(`^[A-Z][0-9A-Z]{2,6}\s+\d+(\s+[A-Z])?\s*$`)

func hccEdition(f File) (codesets.Release, bool) {
	for _, name := range f.names() {
		if year := yearIn(name); year != 0 {
			return paymentYear(year), true
		}
	}
	return codesets.Release{}, false
}

// paymentYear returns the release of a payment year, which is made from the
// diagnoses of the year before.
func paymentYear(year int) codesets.Release {
	rel := annual("HCC", year-1)
	rel.Edition = fmt.Sprintf("PY%d", year)
	rel.Title = fmt.Sprintf("HCC mappings for payment year %d", year)
	return rel
}

func drgKinds() []Kind {
	list := func(title, part string, rows int, columns ...string) Kind {
		return Kind{
			Title: "MS-DRG " + title, Set: codesets.MSDRG, Part: part, Rows: rows,
			Match:   func(f File) bool { return f.Ext("csv") && f.HasColumns(strings.Join(columns, ",")) },
			Edition: drgEdition,
			Parse:   rowsOf(msdrg.ParseLists, msdrg.Rows),
		}
	}
	manual := func(title, part string, rows int, mark string) Kind {
		return Kind{
			Title: "MS-DRG " + title, Set: codesets.MSDRG, Part: part, Rows: rows,
			Match:   func(f File) bool { return f.Ext("txt") && f.Named("appendix") && strings.Contains(f.Head, mark) },
			Edition: drgEdition,
			Parse:   rowsOf(msdrg.ParseManual, msdrg.Rows),
		}
	}
	return []Kind{
		list("CC and MCC list", "cc", 13_000, "icd_code", "cc_mcc", "pdx_exclusion_group"),
		list("exclusion groups", "exclusions", 180_000, "pdx_exclusion_group", "icd_code"),
		list("index of diagnoses", "index", 200_000, "icd_code", "mdc", "drg_range", "drg"),
		list("groups", "groups", 750, "drg", "mdc", "drg_abb", "drg_description"),
		manual("appendix A", "appendix-a", 750, "Appendix A List of MS-DRGs"),
		manual("appendix G", "appendix-g", 10_000, "Appendix G Diagnoses Defined"),
		manual("appendix H", "appendix-h", 3_000, "Appendix H Diagnoses Defined"),
		manual("appendices F to J", "appendix-f-j", 0, "Appendix F Unrelated"),
	}
}

var drgRE = codesets.Pattern(`v(\d\d)(?:\.?(\d))?(?:\D|$)|[Vv]ersion (\d\d)\.(\d)`)

// drgEdition: version 33 is that of FY2016, one more each year; .1 is the
// update of April. The version stands in the name, the folder or the heading.
func drgEdition(f File) (codesets.Release, bool) {
	const title = "MS-DRG"
	for _, text := range []string{f.Name, f.Path, f.Archive, f.Folder, f.Line(2)} {
		m := drgRE().FindStringSubmatch(text)
		if m == nil {
			continue
		}
		version, _ := strconv.Atoi(m[1] + m[3])
		minor := cmp.Or(m[2]+m[4], "0")
		month := 0
		if minor == "1" {
			month = 4
		}
		rel := fiscal(title, 2016+version-33, month)
		rel.Edition = strings.TrimSuffix(fmt.Sprintf("v%d.%s", version, minor), ".0")
		rel.Title = title + " " + rel.Edition
		return rel, true
	}
	return codesets.Release{}, false
}
