package validate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
)

// malformed returns the verdict on input that is not shaped like a code, with
// the code it becomes when dots, blanks and look-alikes are put right.
func (v *Validator) malformed(out Verdict, input string) Verdict {
	out.Status = Malformed
	shown := codesets.Clean(input)
	if len(shown) > 40 {
		shown = shown[:40] + "…"
	}
	bare := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" .-_/\t", r) {
			return -1
		}
		return r
	}, out.Code)
	switch procedure, modifier, ok := cutModifier(out.Code); {
	case shown == "":
		out.Message = "no code"
		return out
	case ok:
		out.Message = fmt.Sprintf("%q is code %s with modifier %s: 'medcode check --line %s-%s' judges the two together", shown, procedure, modifier, procedure, modifier)
		return out
	case len(out.Code) < 3:
		out.Message = fmt.Sprintf("%q is too short to be a code", shown)
	case strings.Count(input, ".") > 0 && shaped(bare):
		out.Message = fmt.Sprintf("%q has its dot in the wrong place: one dot behind the third character", shown)
	default:
		out.Message = fmt.Sprintf("%q is not shaped like a code", shown)
	}
	if _, ok := v.known(bare); ok && bare != "" {
		out.Suggestions = []string{bare}
	} else if shaped(bare) {
		out.Suggestions = v.near(bare)
	} else if len(bare) > 7 && shaped(bare[:7]) {
		out.Message = fmt.Sprintf("%q has too many characters", shown)
		out.Suggestions = v.shortened(bare)
	}
	return out
}

// cutModifier cuts a CPT or HCPCS code from the modifier behind it:
// "99213-25", "99213 25", "J0131:JW".
func cutModifier(code string) (procedure, modifier string, ok bool) {
	if m := codeAndModifier().FindStringSubmatch(code); m != nil {
		return m[1], m[2], true
	}
	return "", "", false
}

// codeAndModifier: a CPT or HCPCS code has digits between its first and its
// last character.
var codeAndModifier = codesets.Pattern(`^([0-9A-Z][0-9]{3}[0-9A-Z])[-:, ]([0-9A-Z]{2})$`)

// known reports whether the release has code, and whether it is billable.
func (v *Validator) known(code string) (billable, ok bool) {
	n, ok := v.Table.Find(code)
	if !ok || !isCode(v.Table.Kind(n)) {
		return false, false
	}
	return v.Table.Billable(n), true
}

// placeholder tries the code with the placeholder X put in where it may have
// been left out: before the 7th character (S67.01A), or inside (S74.89S).
func (v *Validator) placeholder(out Verdict) (Verdict, bool) {
	n := len(out.Code)
	if n < 4 || n > 6 || v.Table.Release().Set != codesets.ICD10CM {
		return out, false
	}
	var found []string
	try := func(code string) {
		if billable, _ := v.known(code); billable && !slices.Contains(found, code) {
			found = append(found, code)
		}
	}
	for at := n - 1; at >= 3; at-- {
		for fill := 7 - n; fill >= 1; fill-- {
			try(out.Code[:at] + strings.Repeat("X", fill) + out.Code[at:])
		}
	}
	if len(found) == 0 {
		return out, false
	}
	out.Status, out.Suggestions = PlaceholderMissing, found[:min(len(found), MaxSuggestions)]
	out.Message = fmt.Sprintf("%s lacks the placeholder X: %s", v.display(out.Code), v.display(found[0]))
	return out, true
}

// seventh looks at what stands before the 7th character: a stem that takes
// 7th characters, written with its placeholders or without.
func (v *Validator) seventh(out Verdict) (Verdict, bool) {
	stem := out.Code[:min(len(out.Code), 6)]
	n, ok := v.Table.Find(stem)
	for !ok && len(stem) > 3 && stem[len(stem)-1] == 'X' {
		stem = stem[:len(stem)-1]
		n, ok = v.Table.Find(stem)
	}
	if !ok || v.Table.Billable(n) || !v.lacksSeventh(n) {
		return out, false
	}
	out.Suggestions = v.completed(n)
	if len(out.Code) < 7 {
		out.Status = SeventhMissing
		out.Message = fmt.Sprintf("%s needs a 7th character: %s", v.display(out.Code), v.seventhList(n))
		return out, true
	}
	out.Status = SeventhIllegal
	out.Message = fmt.Sprintf("%s has no 7th character %q: %s has %s",
		v.Table.Release().Title, out.Code[6:], v.display(stem), v.seventhList(n))
	return out, true
}

// tooLong says of a billable code with characters behind it that they are too many.
func (v *Validator) tooLong(out Verdict) (Verdict, bool) {
	short := v.shortened(out.Code)
	if len(short) == 0 {
		return out, false
	}
	out.Status = NotFound
	out.Message = fmt.Sprintf("%s has too many characters: %s is complete", v.display(out.Code), v.display(short[0]))
	out.Suggestions = short
	for _, s := range v.near(out.Code) {
		if len(out.Suggestions) < MaxSuggestions && !slices.Contains(out.Suggestions, s) {
			out.Suggestions = append(out.Suggestions, s)
		}
	}
	return out, true
}

// shortened returns the billable code that code begins with, if there is one.
func (v *Validator) shortened(code string) []string {
	for n := min(len(code)-1, 7); n >= 3; n-- {
		if billable, _ := v.known(code[:n]); billable {
			return []string{code[:n]}
		}
	}
	return nil
}

// alphabet is what a code is written with.
const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// lookAlikes are the characters most often typed for each other.
var lookAlikes = [...][2]byte{{'O', '0'}, {'0', 'O'}, {'I', '1'}, {'1', 'I'}, {'L', '1'}, {'5', 'S'}, {'S', '5'}, {'B', '8'}, {'8', 'B'}, {'Z', '2'}}

// near returns the codes one slip away from code, look-alikes first, then two
// characters swapped, one left out, one too many, one mistyped; billable
// codes before headers.
func (v *Validator) near(code string) []string {
	var billable, headers []string
	try := func(c string) {
		if c == code || slices.Contains(billable, c) || slices.Contains(headers, c) {
			return
		}
		if b, ok := v.known(c); b {
			billable = append(billable, c)
		} else if ok {
			headers = append(headers, c)
		}
	}
	tryLookAlikes(code, try)
	for i := 0; i+1 < len(code); i++ {
		try(code[:i] + code[i+1:i+2] + code[i:i+1] + code[i+2:])
	}
	for i := range len(code) {
		try(code[:i] + code[i+1:])
	}
	for i := len(code); i >= 0 && len(code) < 7; i-- {
		for _, c := range []byte(alphabet) {
			try(code[:i] + string(c) + code[i:])
		}
	}
	for i := len(code) - 1; i >= 0; i-- {
		for _, c := range []byte(alphabet) {
			try(code[:i] + string(c) + code[i+1:])
		}
	}
	all := slices.Concat(billable, headers)
	return all[:min(len(all), MaxSuggestions)]
}

// tryLookAlikes tries code with look-alikes put right: the first character is
// a letter, the second a digit; then each character alone, then all at once.
func tryLookAlikes(code string, try func(string)) {
	fixed := []byte(code)
	swap := func(i int, letter bool) {
		for _, p := range lookAlikes {
			if isLetter := p[1] >= 'A'; fixed[i] == p[0] && isLetter == letter && (fixed[i] >= 'A') != letter {
				fixed[i] = p[1]
				return
			}
		}
	}
	swap(0, true)
	swap(1, false)
	try(string(fixed))
	for i := range code {
		for _, p := range lookAlikes {
			if code[i] == p[0] {
				try(code[:i] + string(p[1]) + code[i+1:])
			}
		}
	}
	for i := 2; i < len(fixed); i++ {
		swap(i, false)
		try(string(fixed))
	}
}
