package coding

import (
	"encoding/binary"
	"hash/maphash"
)

// window is the least number of claims back that a duplicate is noticed; twice
// as many at most. It bounds the memory.
const window = 1 << 17

// recent remembers the keys of the last claims in two tables: when the newer
// one has window keys, it becomes the older, which is forgotten. They are made
// when first needed: a run of one claim needs none.
type recent struct {
	newer, older *keyTable
}

func newRecent() *recent { return &recent{} }

// add notes key and reports whether it is among the last ones. A key of 0 is
// never remembered.
func (r *recent) add(key uint64) bool {
	if key == 0 {
		return false
	}
	if r.newer == nil {
		r.newer = new(keyTable)
	}
	if r.older != nil && r.older.has(key) || !r.newer.add(key) {
		return true
	}
	if r.newer.n == window {
		r.newer, r.older = r.older, r.newer
		if r.newer != nil {
			*r.newer = keyTable{}
		}
	}
	return false
}

// A keyTable is a set of keys by open addressing, half full at most.
type keyTable struct {
	n    int
	keys [2 * window]uint64
}

// at returns the place of key, or the empty one where it would stand.
func (t *keyTable) at(key uint64) *uint64 {
	for i := key; ; i++ {
		if k := &t.keys[i%uint64(len(t.keys))]; *k == key || *k == 0 {
			return k
		}
	}
}

func (t *keyTable) has(key uint64) bool { return *t.at(key) == key }

// add adds key, and reports false when it was there.
func (t *keyTable) add(key uint64) bool {
	k := t.at(key)
	if *k == key {
		return false
	}
	*k = key
	t.n++
	return true
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
