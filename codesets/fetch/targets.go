package fetch

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/medcode-cli/medcode/codesets"
)

// A Target is one official file to download.
type Target struct {
	Set     codesets.CodeSet
	Title   string         // for people: "ICD-10-CM order file FY2027"
	URLs    []string       // where it should be, in the order to try
	Landing string         // the page that lists it; "" for none
	Link    *regexp.Regexp // what its name looks like there, lower case
	AMA     bool           // holds CPT codes: the CMS/AMA agreement must be accepted
	// Optional says that there may be no such file, as with mid-year updates.
	Optional bool
}

// Name returns the base name of the file, as first tried.
func (t Target) Name() string {
	u := t.URLs[0]
	return u[strings.LastIndexByte(u, '/')+1:]
}

// The places official files are published at.
const (
	cms      = "https://www.cms.gov/files/zip/"
	cdc      = "https://ftp.cdc.gov/pub/Health_Statistics/NCHS/Publications/ICD10CM/"
	hcup     = "https://hcup-us.ahrq.gov/toolssoftware/"
	billing  = "https://www.cms.gov/medicare/coding-billing/"
	icdPage  = billing + "icd-10-codes"
	ncciPage = billing + "national-correct-coding-initiative-ncci-edits/medicare-ncci-"
)

// A template is a Target with its edition left open:
//
//	{fy}    federal fiscal year, 2027          {yyyy}  calendar year, 2026
//	{yy}    its last two digits                {q}     quarter, 1 to 4
//	{month} first month of the quarter, july   {rel}   a, b, c or d by quarter
//	{v}     NCCI version, 323 for 2026 quarter 4
//	{hcc}   payment year of the HCC mappings, the next calendar year
type template struct {
	set     codesets.CodeSet
	title   string
	urls    []string
	landing string
	link    string // pattern, lower case
	ama     bool
	april   bool // only for dates from April to September, and not always there
}

var templates = sync.OnceValue(func() []template {
	return slices.Concat(icdTemplates, procedureTemplates, ncciTemplates(), riskTemplates)
})

var icdTemplates = []template{
	{
		set: codesets.ICD10CM, title: "ICD-10-CM order file FY{fy}", landing: icdPage,
		urls: []string{
			cms + "{fy}-code-descriptions-tabular-order.zip", cms + "{fy}-code-descriptions-in-tabular-order.zip",
			cdc + "{fy}/icd10cm-code-descriptions-{fy}.zip", cdc + "{fy}/icd10cm-Code%20Descriptions-{fy}.zip",
		},
		link: `^{fy}-code-descriptions.*tabular-order.*\.zip$`,
	},
	{
		set: codesets.ICD10CM, title: "ICD-10-CM Tabular List and Index FY{fy}", landing: icdPage,
		urls: []string{
			cms + "{fy}-code-tables-tabular-index.zip", cms + "{fy}-code-tables-tabular-and-index.zip",
			cdc + "{fy}/icd10cm-table-and-index-{fy}.zip", cdc + "{fy}/icd10cm-table%20and%20index-{fy}.zip",
		},
		link: `^{fy}-code-tables.*index.*\.zip$`,
	},
	{
		set: codesets.ICD10CM, title: "ICD-10-CM order file April {fy}", landing: icdPage, april: true,
		urls: []string{cms + "april-1-{fy}-code-descriptions-tabular-order.zip"},
		link: `^april-1-{fy}-code-descriptions.*\.zip$`,
	},
	{
		set: codesets.ICD10CM, title: "ICD-10-CM Tabular List and Index April {fy}", landing: icdPage, april: true,
		urls: []string{cms + "april-1-{fy}-code-tables-tabular-index.zip"},
		link: `^april-1-{fy}-code-tables.*\.zip$`,
	},
	{
		set: codesets.ICD10CMConversion, title: "ICD-10-CM conversion table FY{fy}", landing: icdPage,
		urls: []string{cms + "{fy}-conversion-table.zip"},
		link: `^{fy}-conversion-table.*\.zip$`,
	},
	{
		set: codesets.POAExempt, title: "POA-exempt list FY{fy}", landing: icdPage,
		urls: []string{cms + "{fy}-poa-exempt-codes.zip"},
		link: `^{fy}-poa-exempt.*\.zip$`,
	},
	{
		set: codesets.ICD10PCS, title: "ICD-10-PCS order file FY{fy}", landing: icdPage,
		urls: []string{
			cms + "{fy}-icd-10-pcs-order-file-long-and-abbreviated-titles.zip",
			cms + "{fy}-icd-10-pcs-order-file-long-abbreviated-titles.zip",
		},
		link: `{fy}-icd-10-pcs-order-file.*\.zip$`,
	},
	{
		set: codesets.ICD10PCSTables, title: "ICD-10-PCS tables and index FY{fy}", landing: icdPage,
		urls: []string{cms + "{fy}-icd-10-pcs-code-tables-index.zip", cms + "{fy}-icd-10-pcs-code-tables-and-index.zip"},
		link: `{fy}-icd-10-pcs-code-tables.*\.zip$`,
	},
	{
		set: codesets.GEMs, title: "General Equivalence Mappings 2018, diagnoses",
		urls: []string{
			"https://www.cms.gov/Medicare/Coding/ICD10/Downloads/2018-ICD-10-CM-General-Equivalence-Mappings.zip",
			cdc + "2018/Dxgem_2018.zip",
		},
	},
}

var procedureTemplates = []template{
	{
		set: codesets.HCPCS, title: "HCPCS Level II {yyyy} quarter {q}",
		landing: billing + "healthcare-common-procedure-system/quarterly-update",
		urls:    []string{cms + "{month}-{yyyy}-alpha-numeric-hcpcs-file.zip", cms + "{month}-{yyyy}-alpha-numeric-hcpcs-files.zip"},
		link:    `^{month}-{yyyy}-alpha-numeric-hcpcs-file.*\.zip$`,
	},
	{
		set: codesets.MPFS, title: "Medicare physician fee schedule {yyyy}, release {rel}", ama: true,
		landing: "https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files",
		urls:    []string{cms + "rvu{yy}{rel}.zip"},
		link:    `^rvu{yy}{rel}.*\.zip$`,
	},
}

func ncciTemplates() []template {
	return slices.Concat(
		ptpTemplates(codesets.PTPPractitioner, "practitioner", "ccipra"),
		ptpTemplates(codesets.PTPHospital, "hospital", "ccioph"),
		[]template{
			mueTemplate(codesets.MUEPractitioner, "practitioner-services"),
			mueTemplate(codesets.MUEHospital, "facility-outpatient-hospital-services"),
			mueTemplate(codesets.MUEDME, "dme-supplier-services"),
			{
				set: codesets.AOC, title: "NCCI add-on code edits {yyyy} quarter {q}", ama: true,
				landing: ncciPage + "add-code-edits",
				urls:    []string{cms + "add-code-edits-medicare-effective-{mm}01{yyyy}.zip"},
				link:    `^add-code-edits-medicare-effective-\d{8}.*\.zip$`,
			},
		},
	)
}

func ptpTemplates(set codesets.CodeSet, who, file string) []template {
	var out []template
	for f := 1; f <= 4; f++ {
		name := fmt.Sprintf("medicare-ncci-{yyyy}q{q}-%s-ptp-edits-%s-v{v}r0-f%d.zip", who, file, f)
		out = append(out, template{
			set: set, title: fmt.Sprintf("NCCI PTP edits, %s, {yyyy} quarter {q}, part %d", who, f), ama: true,
			landing: ncciPage + "procedure-procedure-ptp-edits",
			urls:    []string{cms + name},
			link:    fmt.Sprintf(`^medicare-ncci-{yyyy}-?q{q}-%s-ptp-edits-%s-v{v}r\d+-f%d\.zip$`, who, file, f),
		})
	}
	return out
}

func mueTemplate(set codesets.CodeSet, who string) template {
	return template{
		set: set, title: "NCCI MUE, " + strings.ReplaceAll(who, "-", " ") + ", {yyyy} quarter {q}", ama: true,
		landing: ncciPage + "medically-unlikely-edits",
		urls:    []string{cms + "medicare-ncci-{yyyy}-q{q}-" + who + "-mue-table.zip"},
		link:    `^medicare-ncci-{yyyy}-?q{q}-` + who + `-mue-table.*\.zip$`,
	}
}

var riskTemplates = []template{
	{
		set: codesets.MCE, title: "Medicare Code Editor FY{fy}",
		landing: "https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/ms-drg-classifications-and-software",
		urls:    []string{cms + "fy{fy}-fr-definition-mce-v{drg}.zip", cms + "definition-medicare-code-edits-v{drg}.zip"},
		link:    `(mce|medicare-code-edit).*v{drg}.*\.zip$`,
	},
	{
		set: codesets.HCC, title: "CMS-HCC mappings {hcc}",
		landing: "https://www.cms.gov/medicare/payment/medicare-advantage-rates-statistics/risk-adjustment",
		urls:    []string{cms + "{hcc}-initial-icd-10-cm-mappings.zip", cms + "{hcc}-midyear-final-icd-10-mappings.zip"},
		link:    `^{hcc}-.*icd-10.*mappings.*\.zip$`,
	},
	{
		set: codesets.CCSR, title: "CCSR for ICD-10-CM diagnoses v{fy}.1", landing: hcup + "ccsr/dxccsr.jsp",
		urls: []string{hcup + "ccsr/DXCCSR-v{fy}-1.zip", hcup + "ccsr/DXCCSR_v{fy}-1.zip"},
		link: `^dxccsr[-_]v{fy}-1\.zip$`,
	},
	{
		set: codesets.CCIR, title: "Chronic Condition Indicator Refined v{fy}.1", landing: hcup + "chronic_icd10/chronic_icd10.jsp",
		urls: []string{hcup + "chronic_icd10/CCIR-v{fy}-1.zip", hcup + "chronic_icd10/CCIR_v{fy}-1.zip"},
		link: `^ccir[-_]v{fy}-1\.zip$`,
	},
	{
		set: codesets.Elixhauser, title: "Elixhauser Comorbidity Software Refined v{fy}.1", landing: hcup + "comorbidityicd10/comorbidity_icd10.jsp",
		urls: []string{hcup + "comorbidityicd10/CMR-Reference-File-v{fy}-1.xlsx"},
		link: `^cmr-reference-file-v{fy}-1\.xlsx$`,
	},
}

// Sets returns the sets that can be fetched, in the order of codesets.CodeSets.
func Sets() []codesets.CodeSet {
	var out []codesets.CodeSet
	for _, info := range codesets.CodeSets {
		if slices.ContainsFunc(templates(), func(t template) bool { return t.set == info.Set }) {
			out = append(out, info.Set)
		}
	}
	return out
}

// Targets returns the files of set whose release is in force on d, none when
// the set is not one of Sets.
func Targets(set codesets.CodeSet, d codesets.Date) []Target {
	fill := placeholders(d)
	var out []Target
	for _, t := range templates() {
		if t.set != set || (t.april && (d.Month() < 4 || d.Month() > 9)) {
			continue
		}
		target := Target{Set: set, Title: fill.Replace(t.title), Landing: t.landing, AMA: t.ama, Optional: t.april}
		for _, u := range t.urls {
			target.URLs = append(target.URLs, fill.Replace(u))
		}
		if t.link != "" {
			target.Link = regexp.MustCompile(fill.Replace(t.link))
		}
		out = append(out, target)
	}
	return out
}

// placeholders returns what stands for the templates' braces on d.
func placeholders(d codesets.Date) *strings.Replacer {
	q := (d.Month() + 2) / 3
	first := 3*q - 2
	fy := d.FiscalYear()
	return strings.NewReplacer(
		"{fy}", strconv.Itoa(fy),
		"{yyyy}", strconv.Itoa(d.Year()),
		"{yy}", fmt.Sprintf("%02d", d.Year()%100),
		"{q}", strconv.Itoa(q),
		"{mm}", fmt.Sprintf("%02d", first),
		"{month}", map[int]string{1: "january", 4: "april", 7: "july", 10: "october"}[first],
		"{rel}", string("abcd"[max(q-1, 0)]),
		"{v}", fmt.Sprintf("%d%d", d.Year()-1994, q-1),
		"{drg}", strconv.Itoa(fy-1983),
		"{hcc}", strconv.Itoa(d.Year()+1),
	)
}

var (
	fiscalRE  = codesets.Pattern(`^FY(20\d\d)(?:-(\d\d))?$`)
	quarterRE = codesets.Pattern(`^(20\d\d)Q([1-4])$`)
	yearRE    = codesets.Pattern(`^20\d\d$`)
)

// EditionDate returns a day on which the edition is the one in force:
// "FY2027", "FY2027-04", "2026Q4" or "2026".
func EditionDate(edition string) (codesets.Date, error) {
	if m := fiscalRE().FindStringSubmatch(edition); m != nil {
		fy, _ := strconv.Atoi(m[1])
		month, _ := strconv.Atoi(m[2])
		if m[2] == "" {
			fy, month = fy-1, 10
		}
		if d, ok := codesets.NewDate(fy, month, 1); ok {
			return d, nil
		}
	}
	if m := quarterRE().FindStringSubmatch(edition); m != nil {
		year, _ := strconv.Atoi(m[1])
		q, _ := strconv.Atoi(m[2])
		d, _ := codesets.NewDate(year, 3*q-2, 1)
		return d, nil
	}
	if yearRE().MatchString(edition) {
		year, _ := strconv.Atoi(edition)
		d, _ := codesets.NewDate(year, 1, 1)
		return d, nil
	}
	return 0, fmt.Errorf("edition %q, want a form such as FY2027, FY2027-04, 2026Q4 or 2026", edition)
}
