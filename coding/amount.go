package coding

import (
	"fmt"
	"strconv"
)

// String returns dollars and cents: "1234.50"; "" when not given.
func (a Amount) String() string {
	if !a.Given {
		return ""
	}
	sign, n := "", a.Cents
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%02d", sign, n/100, n%100)
}

// MarshalJSON writes cents as a JSON number; null when not given.
func (a Amount) MarshalJSON() ([]byte, error) {
	if !a.Given {
		return []byte("null"), nil
	}
	return strconv.AppendInt(nil, a.Cents, 10), nil
}

// UnmarshalJSON reads cents.
func (a *Amount) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*a = Amount{}
		return nil
	}
	n, err := strconv.ParseInt(string(b), 10, 64)
	if err != nil {
		return fmt.Errorf("amount %s, want a whole number of cents", b)
	}
	*a = Cents(n)
	return nil
}

// String returns the number of units: "2" or "1.5"; "" when not given.
func (q Quantity) String() string {
	if !q.Given {
		return ""
	}
	return strconv.FormatFloat(float64(q.Milli)/1000, 'f', -1, 64)
}

// MarshalJSON writes the number of units, 2 or 1.5; null when not given.
func (q Quantity) MarshalJSON() ([]byte, error) {
	if !q.Given {
		return []byte("null"), nil
	}
	return []byte(q.String()), nil
}

// UnmarshalJSON reads a number of units.
func (q *Quantity) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*q = Quantity{}
		return nil
	}
	v, ok := ParseQuantity(string(b))
	if !ok {
		return fmt.Errorf("units %s, want a number with at most 3 decimals", b)
	}
	*q = v
	return nil
}
