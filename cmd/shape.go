package cmd

import (
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/cpt"
	"github.com/medcode-cli/medcode/codesets/icd10pcs"
)

// shapes returns the sets of which input may be a code by its form, in the
// order they are shown; none for what is a code of no set. A dot stands in
// ICD-10-CM only.
func shapes(input string) []codesets.CodeSet {
	code := codesets.Normalize(input)
	var out []codesets.CodeSet
	if diagnosisShaped(code) {
		out = append(out, codesets.ICD10CM)
	}
	if strings.Contains(input, ".") {
		return out
	}
	_, isCPT := cpt.ShapeOf(code)
	for _, s := range []struct {
		set codesets.CodeSet
		fit bool
	}{
		{codesets.ICD10PCS, (len(code) == 3 || len(code) == icd10pcs.Length) && onlyOf(code, pcsCharacters)},
		{codesets.HCPCS, isHCPCS(code)},
		{codesets.CPT, isCPT},
		{codesets.Modifiers, len(code) == 2 && onlyOf(code, digits+letters)},
		{codesets.POS, len(code) == 2 && onlyOf(code, digits)},
		{codesets.RevenueCodes, len(code) == 4 && onlyOf(code, digits)},
		{codesets.MSDRG, len(code) == 3 && onlyOf(code, digits)},
		{codesets.Taxonomy, len(code) == 10 && code[9] == 'X' && onlyOf(code, digits+letters)},
	} {
		if s.fit {
			out = append(out, s.set)
		}
	}
	return out
}

const (
	digits  = "0123456789"
	letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	// pcsCharacters are those of ICD-10-PCS: no I and no O (ICD-10-PCS
	// Official Guidelines, A2).
	pcsCharacters = digits + "ABCDEFGHJKLMNPQRSTUVWXYZ"
)

func onlyOf(s, chars string) bool { return strings.Trim(s, chars) == "" }

// diagnosisShaped reports whether code may be an ICD-10-CM code, block or
// chapter: "E119", "E11-", "E08-E13", "4", "CHAPTER 4".
func diagnosisShaped(code string) bool {
	code = strings.TrimSpace(strings.TrimPrefix(code, "CHAPTER"))
	if len(code) > 0 && len(code) <= 2 && onlyOf(code, digits) {
		return true
	}
	// The second character is a digit, but for QA0, which FY2026 brought.
	return len(code) >= 3 && strings.ContainsRune(letters, rune(code[0])) && strings.ContainsRune(digits+"A", rune(code[1]))
}

// isICD9Shaped reports whether input has the form of an ICD-9-CM code with its dot:
// "250.00", "E849.0", or of a procedure, "47.01".
func isICD9Shaped(input string) bool {
	code := strings.ToUpper(strings.TrimSpace(input))
	whole, part, ok := strings.Cut(code, ".")
	whole = strings.TrimPrefix(whole, "E")
	return ok && len(whole) >= 2 && len(whole) <= 3 && onlyOf(whole, digits) && part != "" && len(part) <= 2 && onlyOf(part, digits)
}
