package load

import (
	"io"
	"strconv"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/hcpcs"
)

// hcpcsKept is for how many years a code that has ended stays in the file
// (CMS, disclaimer of the contractor file). For as long a release answers for
// the past: its codes carry their own dates.
const hcpcsKept = 4

func hcpcsKinds() []Kind {
	return []Kind{
		{
			Title: "HCPCS Level II", Set: codesets.HCPCS, Part: "codes", Rows: 7_600,
			Match: isHCPCS, Edition: hcpcsEdition("HCPCS Level II"),
			Parse: func(r io.Reader, f File) (Content, error) {
				rows, err := parseHCPCS(r, f)
				day := hcpcsDay(f)
				return Content{Entries: hcpcs.Entries(rows, day), Since: yearsBefore(day, hcpcsKept)}, err
			},
		},
		{
			Title: "HCPCS Level II modifiers", Set: codesets.Modifiers, Part: "level2", Rows: 370,
			Match: isHCPCS, Edition: hcpcsEdition("HCPCS Level II modifiers"),
			Parse: func(r io.Reader, f File) (Content, error) {
				rows, err := parseHCPCS(r, f)
				set := hcpcs.ModifierRows(rows)
				return Content{Rows: &set, Since: yearsBefore(hcpcsDay(f), hcpcsKept)}, err
			},
		},
		{
			Title: "HCPCS codes not otherwise classified", Set: codesets.HCPCS, Part: "noc",
			Match: func(f File) bool {
				return f.Named("noc") && f.Ext("prn", "txt", "csv", "xlsx") && f.HasColumns("hcpcs", "long")
			},
			Edition: hcpcsEdition("HCPCS Level II"),
			Parse: func(r io.Reader, _ File) (Content, error) {
				codes, err := hcpcs.ParseNOC(r)
				return Content{Attrs: hcpcs.NOCAttrs(codes)}, err
			},
		},
		{
			Title: "HCPCS processing notes", Set: codesets.HCPCS, Part: "notes",
			Match:   func(f File) bool { return f.Named("proc-note") && f.Ext("txt") },
			Edition: hcpcsEdition("HCPCS Level II"),
			Parse: func(r io.Reader, _ File) (Content, error) {
				notes, err := hcpcs.ParseNotes(r)
				return Content{Attrs: hcpcs.NoteAttrs(notes)}, err
			},
		},
	}
}

var hcpcsLineRE = codesets.Pattern(`(?m)^(   [A-Z0-9]{2}|[A-V]\d{4})\d{5}[37]\S`)

func isHCPCS(f File) bool {
	return f.HasColumns("hcpc", "recid", "long description") || f.Ext("txt") && hcpcsLineRE().MatchString(f.Head)
}

func parseHCPCS(r io.Reader, f File) ([]hcpcs.Row, error) {
	if f.HasColumns("hcpc", "recid") {
		return hcpcs.ParseCSV(r)
	}
	return hcpcs.ParseFixed(r)
}

var hcpcYearRE = codesets.Pattern(`hcpc(\d\d)[-_]`)

// hcpcsEdition returns the quarter that the name tells by its month
// ("HCPC2025_OCT_ANWEB.csv", "proc_notes_OCT2026.txt"), else the year: until
// 2019 there was one file a year ("HCPC17_CONTR_ANWEB.txt").
func hcpcsEdition(title string) func(File) (codesets.Release, bool) {
	return func(f File) (codesets.Release, bool) {
		for _, name := range f.names() {
			year := yearIn(name)
			if m := hcpcYearRE().FindStringSubmatch(name); m != nil {
				n, _ := strconv.Atoi(m[1])
				year = 2000 + n
			}
			if year == 0 {
				continue
			}
			if m := monthIn(name); m != 0 {
				return quarter(title, year, (m+2)/3), true
			}
			if q, n := quarterRE().FindStringSubmatch(name), 0; q != nil {
				n, _ = strconv.Atoi(q[2])
				return quarter(title, year, n), true
			}
			return annual(title, year), true
		}
		return codesets.Release{}, false
	}
}

// hcpcsDay returns the first day of the release f belongs to, zero when its
// name does not tell.
func hcpcsDay(f File) codesets.Date {
	rel, _ := hcpcsEdition("")(f)
	return rel.Effective
}

// yearsBefore returns the day n years before d, zero for the zero day.
func yearsBefore(d codesets.Date, n int) codesets.Date {
	before, _ := codesets.NewDate(d.Year()-n, d.Month(), d.Day())
	return before
}
