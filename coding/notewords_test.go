package coding

import "testing"

func TestNamesCategory(t *testing.T) {
	const text = "acidosis, see categories E08-E10, E11.-, E13, in odd words"
	for category, want := range map[string]bool{
		"E07": false, "E08": true, "E09": true, "E10": true, "E11": true, "E12": false, "E13": true, "E14": false,
	} {
		if got := namesCategory(text, category); got != want {
			t.Errorf("namesCategory(%q, %q) = %v, want %v", text, category, got, want)
		}
	}
}
