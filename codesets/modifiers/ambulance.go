package modifiers

import "strings"

// places are the letters of an ambulance modifier (Medicare Claims Processing
// Manual, chapter 15, section 30.A). X stands only for a destination.
const places = "DEGHIJNPRSX"

var placeWords = [...]string{
	"diagnostic or therapeutic site",
	"residential, domiciliary or custodial facility",
	"hospital-based dialysis facility",
	"hospital",
	"transfer site between modes of ambulance",
	"freestanding dialysis facility",
	"skilled nursing facility",
	"physician's office",
	"residence",
	"scene of accident or acute event",
	"physician's office on the way to the hospital",
}

// Ambulance returns the origin and destination that a two-letter ambulance
// modifier names, such as "RH": residence to hospital. It reports false when
// code is none. These modifiers are valid on ambulance services only, and
// some share their letters with another modifier ("GN").
func Ambulance(code string) (origin, destination string, ok bool) {
	if len(code) != 2 {
		return "", "", false
	}
	from, to := strings.IndexByte(places, code[0]), strings.IndexByte(places, code[1])
	if from < 0 || to < 0 || code[0] == 'X' {
		return "", "", false
	}
	return placeWords[from], placeWords[to], true
}
