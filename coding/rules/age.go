package rules

import "github.com/medcode-cli/medcode/codesets"

// Age returns the whole years from birth to d; -1 when d is before birth.
func Age(birth, d codesets.Date) int {
	if d < birth {
		return -1
	}
	years := d.Year() - birth.Year()
	if d.Month() < birth.Month() || d.Month() == birth.Month() && d.Day() < birth.Day() {
		years--
	}
	return years
}
