package load

import (
	"io"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/ncci"
)

// PTP tables that carry effective dates hold every edit since the beginning,
// so one of them answers for every date up to the end of its quarter. Add-on
// code edits are published since April 2013.
const (
	ptpSince codesets.Date = 19960101
	aocSince codesets.Date = 20130401
)

const undated = "no effective dates: answers for its own quarter only"

func ncciKinds() []Kind {
	return []Kind{
		ptpKind(codesets.PTPPractitioner, "NCCI PTP edits, practitioner", 2_500_000, isPractitionerPTP),
		ptpKind(codesets.PTPHospital, "NCCI PTP edits, outpatient hospital", 1_770_000, isHospitalPTP),
		rationalesKind(codesets.PTPPractitioner, "NCCI PTP edits, practitioner", isPractitionerPTP),
		rationalesKind(codesets.PTPHospital, "NCCI PTP edits, outpatient hospital", isHospitalPTP),
		mueKind(codesets.MUEPractitioner, "NCCI MUE, practitioner", 14_600, "practitioner"),
		mueKind(codesets.MUEHospital, "NCCI MUE, outpatient hospital", 14_600, "hospital"),
		mueKind(codesets.MUEDME, "NCCI MUE, DME supplier", 2_900, "dme"),
		{
			Title: "NCCI add-on code edits", Set: codesets.AOC, Part: "aoc", Rows: 7_400,
			Match: func(f File) bool {
				return f.Named("aoc") && (f.Ext("txt") || f.Ext("csv", "xlsx") && f.HasColumns("primary", "type"))
			},
			Edition: quarterEdition("NCCI add-on code edits"),
			Parse:   parseAOC,
		},
	}
}

func isPractitionerPTP(f File) bool {
	return f.Named("ccipra") || strings.Contains(f.Archive, "ccipra") || f.Named("ptp", "practitioner")
}

func isHospitalPTP(f File) bool {
	return f.Named("ccioph") || strings.Contains(f.Archive, "ccioph") || f.Named("ptp", "hospital")
}

func ptpKind(set codesets.CodeSet, title string, rows int, match func(File) bool) Kind {
	return Kind{
		Title: title, Set: set, Part: "edits", Rows: rows,
		Match: func(f File) bool {
			return match(f) && !f.Named("additions") && (f.HasColumns("column1", "column2") || f.HasColumns("column 1", "column 2"))
		},
		Edition: quarterEdition(title),
		Parse:   parsePTP,
	}
}

// parsePTP names the part after the quarter of the table it is: "f1" to "f4".
func parsePTP(r io.Reader, f File) (Content, error) {
	p, err := ncci.ParsePTP(r)
	if err != nil {
		return Content{}, err
	}
	c := Content{Pairs: p.Pairs, Note: undated}
	if p.Dated {
		c.Note, c.Since = "", ptpSince
	}
	for _, part := range []string{"f1", "f2", "f3", "f4"} {
		if f.Named("-"+part+".") || strings.Contains(f.Archive, "-"+part+".") {
			c.Part = part
		}
	}
	return c, nil
}

func rationalesKind(set codesets.CodeSet, title string, match func(File) bool) Kind {
	return Kind{
		Title: title + ", rationales", Set: set, Part: partRationales,
		Match:   func(f File) bool { return match(f) && f.Named("rationale") && f.HasColumns("id", "rationale") },
		Edition: quarterEdition(title),
		Parse: func(r io.Reader, _ File) (Content, error) {
			m, err := ncci.ParseRationales(r)
			return Content{Rationales: m}, err
		},
	}
}

func mueKind(set codesets.CodeSet, title string, rows int, who string) Kind {
	return Kind{
		Title: title, Set: set, Part: "mue", Rows: rows,
		Match: func(f File) bool {
			return f.Named("mue", who) && f.HasColumns("hcpcs") && f.HasColumns("mue", "rationale")
		},
		Edition: quarterEdition(title),
		Parse: func(r io.Reader, _ File) (Content, error) {
			rows, err := ncci.ParseMUE(r)
			return Content{Rows: &rows}, err
		},
	}
}

func parseAOC(r io.Reader, _ File) (Content, error) {
	rows, dated, err := ncci.ParseAOC(r)
	if err != nil {
		return Content{}, err
	}
	c := Content{Rows: &rows, Note: undated}
	if dated {
		c.Note, c.Since = "", aocSince
	}
	return c, nil
}
