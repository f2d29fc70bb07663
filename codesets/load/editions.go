package load

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
)

var months = [...]string{
	"", "January", "February", "March", "April", "May", "June",
	"July", "August", "September", "October", "November", "December",
}

// monthIn returns the month that name tells, 1 to 12, 0 when it tells none.
func monthIn(name string) int {
	for _, w := range strings.FieldsFunc(name, func(r rune) bool { return r < 'a' || r > 'z' }) {
		for i, m := range months {
			m = strings.ToLower(m)
			if i > 0 && (w == m || w == m[:3] || (w == "sept" && i == 9)) {
				return i
			}
		}
	}
	return 0
}

var (
	yearRE    = codesets.Pattern(`(?:^|\D)(20\d\d)(?:\D|$)`)
	fyRE      = codesets.Pattern(`(?:fy|codes)-?(?:20)?(\d\d)(?:\D|$)`)
	updateRE  = codesets.Pattern(`20\d\d-(01|04)(?:\D|$)`)
	quarterRE = codesets.Pattern(`(20\d\d)[-_ ]?q([1-4])`)
	usDateRE  = codesets.Pattern(`(\d\d)[-_]?(\d\d)[-_]?(20\d\d)`)
	ptpRE     = codesets.Pattern(`cci(?:pra|oph)-v(\d\d)([0-3])r`)
)

// yearIn returns the year that name tells, 0 when it tells none.
func yearIn(name string) int {
	if m := fyRE().FindStringSubmatch(name); m != nil {
		n, _ := strconv.Atoi(m[1])
		return 2000 + n
	}
	if m := yearRE().FindStringSubmatch(name); m != nil {
		n, _ := strconv.Atoi(m[1])
		return n
	}
	return 0
}

// names returns what tells of f's edition: its name, then its archive's, then
// its folder's when that has a number.
func (f File) names() []string {
	names := []string{f.Name, f.Archive}
	if strings.ContainsAny(f.Folder, "0123456789") {
		names = append(names, f.Folder)
	}
	return names
}

// fiscal returns the edition of fiscal year fy, which is in force from
// 1 October of the year before to 30 September; month, when it is not 0 or
// 10, is that of an update, in force from its first day.
func fiscal(title string, fy, month int) codesets.Release {
	end, _ := codesets.NewDate(fy, 9, 30)
	from, _ := codesets.NewDate(fy-1, 10, 1)
	r := codesets.Release{Edition: fmt.Sprintf("FY%d", fy), Title: fmt.Sprintf("%s FY%d", title, fy), Effective: from, End: end}
	if month != 0 && month != 10 {
		year := fy
		if month > 10 {
			year--
		}
		r.Effective, _ = codesets.NewDate(year, month, 1)
		r.Edition += fmt.Sprintf("-%02d", month)
		r.Title += ", " + months[month]
	}
	return r
}

// fiscalEdition returns a Kind's Edition for files named by fiscal year:
// "icd10cm_order_2026.txt", "POAexemptCodesFY26.txt",
// "icd10cm-tabular-April-1-2026.xml", "icd10cm_order_2022-04_april.txt".
func fiscalEdition(title string) func(File) (codesets.Release, bool) {
	return func(f File) (codesets.Release, bool) {
		year, month := 0, 0
		for _, name := range f.names() {
			if year == 0 {
				year = yearIn(name)
			}
			if m := monthIn(name); month == 0 && (m == 1 || m == 4) {
				month = m
			}
			if m := updateRE().FindStringSubmatch(name); month == 0 && m != nil {
				month, _ = strconv.Atoi(m[1])
			}
		}
		return fiscal(title, year, month), year != 0
	}
}

// quarter returns the edition of quarter q, 1 to 4, of a calendar year.
func quarter(title string, year, q int) codesets.Release {
	from, _ := codesets.NewDate(year, 3*q-2, 1)
	next, _ := codesets.NewDate(year+q/4, 3*q%12+1, 1)
	return codesets.Release{
		Edition: fmt.Sprintf("%dQ%d", year, q), Title: fmt.Sprintf("%s %d, quarter %d", title, year, q),
		Effective: from, End: next.AddDays(-1),
	}
}

// quarterEdition returns a Kind's Edition for tables of a calendar quarter:
// "…_2024q3.csv", "ccipra-v323r0-f1.txt", "MCR_MUE_…_Eff_07-01-2026.csv",
// "HCPC2025_OCT_ANWEB.txt", "AOC_V2026Q3.txt".
func quarterEdition(title string) func(File) (codesets.Release, bool) {
	return func(f File) (codesets.Release, bool) {
		for _, name := range f.names() {
			if year, q := quarterIn(name); year != 0 {
				return quarter(title, year, q), true
			}
		}
		return codesets.Release{}, false
	}
}

// quarterIn returns the calendar quarter that name tells, 0 when it tells none.
func quarterIn(name string) (year, q int) {
	if m := quarterRE().FindStringSubmatch(name); m != nil {
		year, _ = strconv.Atoi(m[1])
		q, _ = strconv.Atoi(m[2])
		return year, q
	}
	// NCCI numbers its versions from 1994: 323 is the fourth quarter of 2026.
	if m := ptpRE().FindStringSubmatch(name); m != nil {
		v, _ := strconv.Atoi(m[1])
		q, _ = strconv.Atoi(m[2])
		return 1994 + v, q + 1
	}
	if m := usDateRE().FindStringSubmatch(name); m != nil {
		month, _ := strconv.Atoi(m[1])
		year, _ = strconv.Atoi(m[3])
		if month >= 1 && month <= 12 {
			return year, (month + 2) / 3
		}
	}
	year = yearIn(strings.NewReplacer("hcpc", "", "pprrvu", "").Replace(name))
	if m := monthIn(name); m != 0 && year != 0 {
		return year, (m + 2) / 3
	}
	return 0, 0
}

// annual returns the edition of a calendar year.
func annual(title string, year int) codesets.Release {
	from, _ := codesets.NewDate(year, 1, 1)
	end, _ := codesets.NewDate(year, 12, 31)
	return codesets.Release{Edition: strconv.Itoa(year), Title: fmt.Sprintf("%s %d", title, year), Effective: from, End: end}
}

// annualEdition returns a Kind's Edition for tables of a calendar year.
func annualEdition(title string) func(File) (codesets.Release, bool) {
	return func(f File) (codesets.Release, bool) {
		for _, name := range f.names() {
			if year := yearIn(name); year != 0 {
				return annual(title, year), true
			}
		}
		return codesets.Release{}, false
	}
}
