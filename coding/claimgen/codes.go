package claimgen

// diagnoses are billable ICD-10-CM codes of FY2026 that may stand first and
// beside each other, undotted.
var diagnoses = []string{
	"E119", "I10", "E785", "M5459", "J069", "N390", "K219", "F411", "G4733", "M1711", "J4520", "H6123",
	"R0789", "B349", "L309", "E039", "D509", "K5900", "M25511", "R1013", "J0190", "H1033", "L0390", "R42",
	"G43909", "F329", "I480", "N179", "E6601", "M542", "R519", "K6289", "J209", "R059", "S93401A",
}

// A visit is a service with its place.
type visit struct {
	code, pos string
	charge    int64 // cents
}

// A service is a code with its charge in cents.
type service struct {
	code   string
	charge int64
}

// visits are evaluation and management codes with the place they fit.
var visits = []visit{
	{"99213", "11", 12500},
	{"99213", "11", 12500},
	{"99214", "11", 18400},
	{"99214", "11", 18400},
	{"99203", "11", 16800},
	{"99212", "11", 8200},
	{"99215", "11", 25100},
	{"99284", "23", 54000},
	{"99232", "21", 14100},
	{"99202", "11", 11300},
}

// office is the place of service where a physician does tests.
const office = "11"

// reading is what a physician bills of a test in a hospital.
var reading = service{"93010", 2100}

// tests are what is done beside a visit.
var tests = []service{
	{"36415", 1200},
	{"80053", 4800},
	{"85025", 3900},
	{"83036", 4100},
	{"93000", 6500},
	{"71046", 9400},
	{"81003", 1500},
	{"80061", 5200},
	{"84443", 7600},
	{"87880", 4300},
	{"94010", 8800},
	{"G0008", 2900},
}
