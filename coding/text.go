package coding

import (
	"math"
	"strings"
)

// FoldName returns s in lower case with letters and digits only, so that
// "Outpatient Institutional" and "outpatient-institutional" are one name.
func FoldName(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, s)
}

// ParseAmount reads money as files write it, "1,234.50", "$12" or "-3.5", into
// cents. It reports false for anything else, or more than two decimals that
// are not zero.
func ParseAmount(s string) (int64, bool) {
	s = strings.ReplaceAll(strings.TrimPrefix(strings.TrimSpace(s), "$"), ",", "")
	return parseFixed(s, 2)
}

// ParseQuantity reads units as files write them, "1", "2.5" or "3.000".
func ParseQuantity(s string) (Quantity, bool) {
	n, ok := parseFixed(strings.TrimSpace(s), 3)
	return Quantity{Milli: n, Given: ok}, ok
}

// parseFixed reads a decimal number into a whole number of its last place.
func parseFixed(s string, places int) (int64, bool) {
	negative := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(s, "-")
	whole, frac, _ := strings.Cut(s, ".")
	if whole == "" && frac == "" {
		return 0, false
	}
	for len(frac) > places && strings.HasSuffix(frac, "0") {
		frac = frac[:len(frac)-1]
	}
	if len(frac) > places {
		return 0, false
	}
	n, ok := digits(whole, 0)
	if !ok {
		return 0, false
	}
	if n, ok = digits(frac, n); !ok {
		return 0, false
	}
	for range places - len(frac) {
		if n > math.MaxInt64/10 {
			return 0, false
		}
		n *= 10
	}
	if negative {
		n = -n
	}
	return n, true
}

// digits reads decimal digits behind the number n.
func digits(s string, n int64) (int64, bool) {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' || n > (math.MaxInt64-9)/10 {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}
