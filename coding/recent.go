package coding

import (
	"encoding/binary"
	"hash/maphash"
)

// window is how many claims back a duplicate is noticed; it bounds the memory.
const window = 1 << 18

// recent remembers the keys of the last claims.
type recent struct {
	seen map[uint64]struct{}
	ring []uint64
	next int
}

func newRecent() *recent { return &recent{seen: map[uint64]struct{}{}} }

// add notes key and reports whether it is among the last ones. A key of 0 is
// never remembered.
func (r *recent) add(key uint64) bool {
	if key == 0 {
		return false
	}
	if _, ok := r.seen[key]; ok {
		return true
	}
	if len(r.ring) < window {
		r.ring = append(r.ring, key)
	} else {
		delete(r.seen, r.ring[r.next])
		r.ring[r.next] = key
		r.next = (r.next + 1) % window
	}
	r.seen[key] = struct{}{}
	return false
}

var keySeed = maphash.MakeSeed()

// claimKey returns a number that is the same for claims that bill the same
// thing: patient, provider, frequency, dates, codes, modifiers, units and
// charges; 0 for a claim without an id or a patient, which cannot be compared.
func claimKey(c *Claim) uint64 {
	if (c.ID == "" && c.Patient.ID == "") || len(c.Lines) == 0 {
		return 0
	}
	var h maphash.Hash
	h.SetSeed(keySeed)
	text := func(s string) {
		h.WriteString(s)
		h.WriteByte(0)
	}
	number := func(n int64) {
		var b [8]byte
		binary.LittleEndian.PutUint64(b[:], uint64(n))
		h.Write(b[:])
	}
	if c.Patient.ID != "" {
		text(c.Patient.ID)
	} else {
		text(c.ID)
	}
	text(c.Billing.NPI)
	text(c.Render.NPI)
	text(c.Frequency)
	number(int64(c.Patient.Birth))
	number(int64(c.From))
	number(int64(c.To))
	for i := range c.Lines {
		ln := &c.Lines[i]
		text(ln.Code)
		text(ln.Revenue)
		text(ln.Render.NPI)
		number(int64(ln.From))
		number(ln.Units.Milli)
		number(ln.Charge.Cents)
		for _, m := range ln.Modifiers {
			text(m)
		}
		h.WriteByte(1)
	}
	for i := range c.DX {
		text(c.DX[i].Code)
	}
	return max(h.Sum64(), 1)
}
