package rules_test

import (
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/coding"
)

// randomClaims returns n claims of one to six lines made of the codes of the
// raw files, so that many meet an edit, and as many just miss it.
func randomClaims(raw *rawFiles, n int) []coding.Claim {
	d := &dice{rand.New(rand.NewPCG(2024, 3)), raw}
	claims := make([]coding.Claim, n)
	for i := range claims {
		c := &claims[i]
		c.ID, c.Type = strconv.Itoa(i+1), coding.Professional
		if i%2 == 1 {
			c.Type = coding.Outpatient
		}
		for lines := 1 + d.IntN(6); len(c.Lines) < lines; {
			d.lines(c)
		}
		for k := range c.Lines {
			d.vary(&c.Lines[k])
		}
		if d.IntN(2) == 0 { // the order of lines must not matter
			d.Shuffle(len(c.Lines), func(a, b int) { c.Lines[a], c.Lines[b] = c.Lines[b], c.Lines[a] })
		}
		for k := range c.Lines {
			c.Lines[k].Number = k + 1
		}
	}
	return claims
}

// dice draw claims.
type dice struct {
	*rand.Rand
	raw *rawFiles
}

func (d *dice) pick(lines []string) []string { return fields(lines[d.IntN(len(lines))]) }

// lines adds one or two lines: a pair of a PTP edit, a code with an MUE and
// units about its value, or an add-on code with or without a primary.
func (d *dice) lines(c *coding.Claim) {
	add := func(code string, units int64) *coding.Line {
		ln := c.AddLine()
		ln.Code, ln.Units = code, coding.Units(max(units, 1))
		return ln
	}
	setting := settingOf(c)
	switch d.IntN(10) {
	case 0, 1, 2, 3:
		f := d.pick(d.raw.ptp[setting])
		add(f[0], 1)
		add(f[1], 1)
	case 4, 5:
		f := d.pick(d.raw.mue[setting])
		for i := 0; d.IntN(100) != 0 && i < 100 && f[2] != "1"; i++ { // few codes have the indicator 1
			f = d.pick(d.raw.mue[setting])
		}
		value, _ := strconv.ParseInt(f[1], 10, 64)
		add(f[0], value+d.Int64N(3)-1)
		if d.IntN(2) == 0 {
			add(f[0], value/2+d.Int64N(2))
		}
	case 6, 7, 8:
		f := d.pick(d.raw.aoc)
		add(f[1], 1)
		if d.IntN(2) == 0 && f[0] != "CCCCC" {
			add(f[0], 1)
		}
	case 9:
		add("99292", 1)
		if d.IntN(2) == 0 {
			add("99291", 1)
		}
	}
}

// oracleDays are days of the quarter, and one on either side of it.
var oracleDays = []codesets.Date{20240701, 20240701, 20240701, 20240702, 20240702, 20240930, 20240630, 20241001}

// oracleModifiers are modifiers that bypass a PTP edit and others that do not.
var oracleModifiers = strings.Fields("59 25 XS XE XU XP LT RT E1 FA T5 LC 24 27 57 58 78 79 91 22 26 50 51 52 53 62 76 77 80 TC GA KX")

// vary gives a line a date, perhaps modifiers, a span of days, a provider.
func (d *dice) vary(ln *coding.Line) {
	ln.From = oracleDays[0]
	if d.IntN(3) == 0 {
		ln.From = oracleDays[d.IntN(len(oracleDays))]
	}
	for d.IntN(3) == 0 && len(ln.Modifiers) < 4 {
		ln.Modifiers = append(ln.Modifiers, oracleModifiers[d.IntN(len(oracleModifiers))])
	}
	if d.IntN(12) == 0 && ln.From < 20240930 {
		ln.To = ln.From.AddDays(d.IntN(4))
		ln.Units = coding.Units(ln.Units.Milli/1000 + d.Int64N(4))
	}
	ln.Render.NPI = "1234567893"
	if d.IntN(12) == 0 {
		ln.Render.NPI = "1245319599"
	}
}
