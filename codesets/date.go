package codesets

import (
	"fmt"
	"time"
)

// A Date is a civil day, kept as the number yyyymmdd, so that dates compare
// with < and >. The zero Date means "no date"; as an end date it means open.
type Date int32

// NewDate returns the Date of a year, month and day. It reports false when
// there is no such day between the years 1 and 9999.
func NewDate(year, month, day int) (Date, bool) {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return 0, false
	}
	return Date(year*10000 + month*100 + day), true
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// DateOf returns the day of t in t's own time zone.
func DateOf(t time.Time) Date {
	return Date(t.Year()*10000 + int(t.Month())*100 + t.Day())
}

// ParseDate reads an ISO 8601 day, "2026-04-01". The error names the text.
func ParseDate(s string) (Date, error) {
	if len(s) == 10 && s[4] == '-' && s[7] == '-' {
		if d, ok := ParseBasicDate(s[0:4] + s[5:7] + s[8:10]); ok {
			return d, nil
		}
	}
	return 0, fmt.Errorf("date %q, want YYYY-MM-DD", s)
}

// ParseBasicDate reads eight digits, "20260401", the form of official tables
// and of X12. It reports false when s is not a day.
func ParseBasicDate(s string) (Date, bool) {
	if len(s) != 8 {
		return 0, false
	}
	n := 0
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return NewDate(n/10000, n/100%100, n%100)
}

// Year returns the calendar year, 0 for the zero Date.
func (d Date) Year() int { return int(d) / 10000 }

// Month returns the month, 1 to 12, or 0 for the zero Date.
func (d Date) Month() int { return int(d) / 100 % 100 }

// Day returns the day of the month, 1-based, or 0 for the zero Date.
func (d Date) Day() int { return int(d) % 100 }

// IsZero reports whether d is no date.
func (d Date) IsZero() bool { return d == 0 }

// FiscalYear returns the federal fiscal year of d, which begins on 1 October
// of the year before: ICD-10-CM and ICD-10-PCS releases are named by it.
func (d Date) FiscalYear() int {
	if d.Month() >= 10 {
		return d.Year() + 1
	}
	return d.Year()
}

// Time returns midnight UTC of d.
func (d Date) Time() time.Time {
	return time.Date(d.Year(), time.Month(d.Month()), d.Day(), 0, 0, 0, 0, time.UTC)
}

// AddDays returns the day n days after d; n may be negative.
func (d Date) AddDays(n int) Date { return DateOf(d.Time().AddDate(0, 0, n)) }

// DaysSince returns the number of days from e to d, negative when d is earlier.
func (d Date) DaysSince(e Date) int {
	return int(d.Time().Sub(e.Time()) / (24 * time.Hour))
}

// String returns the ISO form, "2026-04-01", or "" for the zero Date.
func (d Date) String() string {
	b, _ := d.AppendText(make([]byte, 0, len("2026-04-01")))
	return string(b)
}

// AppendText appends the ISO form to b; that of the zero Date is empty. The
// error is always nil.
func (d Date) AppendText(b []byte) ([]byte, error) {
	if d == 0 {
		return b, nil
	}
	y, m, day := d.Year(), d.Month(), d.Day()
	return append(b, digit(y/1000), digit(y/100), digit(y/10), digit(y), '-', digit(m/10), digit(m), '-', digit(day/10), digit(day)), nil
}

func digit(n int) byte { return '0' + byte(n%10) }

// MarshalText writes the ISO form; the zero Date is empty.
func (d Date) MarshalText() ([]byte, error) { return d.AppendText(nil) }

// UnmarshalText reads the ISO form; empty text is the zero Date.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = 0
		return nil
	}
	v, err := ParseDate(string(b))
	if err != nil {
		return err
	}
	*d = v
	return nil
}
