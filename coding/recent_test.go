package coding

import "testing"

// TestRecent remembers the last claims, and forgets those long gone.
func TestRecent(t *testing.T) {
	r := newRecent()
	key := func(i int) uint64 { return uint64(i+1) * 0x9e3779b97f4a7c15 }
	const n = 5 * window
	for i := range n {
		if r.add(key(i)) {
			t.Fatalf("claim %d is said to be a duplicate", i)
		}
	}
	for _, i := range []int{n - 1, n - 2, n - window/2, n - window} {
		if !r.add(key(i)) {
			t.Errorf("claim %d of %d is forgotten", i, n)
		}
	}
	if r.add(key(0)) {
		t.Error("the first claim is still remembered")
	}
	for range 2 {
		if r.add(0) {
			t.Error("a claim that cannot be compared is said to be a duplicate")
		}
	}
}
