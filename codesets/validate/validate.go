package validate

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// A Status is the outcome for one code. The values are a contract.
type Status string

// The statuses. Only Valid may be reported on a claim.
const (
	Valid              Status = "valid"
	Header             Status = "header"              // needs more characters
	SeventhMissing     Status = "seventh_missing"     // complete but for its 7th character
	SeventhIllegal     Status = "seventh_illegal"     // has a 7th character its category does not know
	PlaceholderMissing Status = "placeholder_missing" // valid with the placeholder X put in
	NotInForce         Status = "not_in_force"        // known, but not in the release in force on the date
	NotFound           Status = "not_found"           // shaped like a code, in no release at hand
	Malformed          Status = "malformed"           // not shaped like a code of the set
)

// A Verdict is what is known of one code as typed.
type Verdict struct {
	Status      Status
	Code        string     // normalized: upper case, undotted
	Node        table.Node // of Valid, Header, SeventhMissing and a code out of its own dates; else table.None
	Message     string     // what is wrong, "" when Valid
	Suggestions []string   // what was probably meant, undotted, likeliest first; at most MaxSuggestions
}

// MaxSuggestions bounds Verdict.Suggestions.
const MaxSuggestions = 8

// A Validator checks codes against one release. It is safe for concurrent use
// once filled in.
type Validator struct {
	Table *table.Codes
	// Others gives further releases of the same code set, oldest first: a code
	// that only they have is NotInForce. It is asked when a code is not in
	// Table, and may be nil.
	Others func() []*table.Codes
	// Date is the date of service: a code with dates of its own, as HCPCS and
	// CPT codes have, is NotInForce outside them. Zero for no such check, but
	// that a code which ended before its release is never Valid.
	Date codesets.Date
}

// Check returns the verdict on input: a code with or without its dot, in any
// case, with blanks around it.
func (v *Validator) Check(input string) Verdict {
	code := codesets.Normalize(input)
	if n, ok := v.Table.Find(code); ok && isCode(v.Table.Kind(n)) {
		if problem := v.outOfDate(code, n); problem != "" {
			return Verdict{Status: NotInForce, Code: code, Node: n, Message: problem}
		}
		if v.Table.Billable(n) {
			return Verdict{Status: Valid, Code: code, Node: n}
		}
		return v.header(code, n)
	}
	return v.wrong(input, code)
}

// outOfDate says that a code of a flat set is not in force by its own dates;
// "" when it is, or has none.
func (v *Validator) outOfDate(code string, n table.Node) string {
	if v.Table.Parent(n) != table.None {
		return "" // of a classification: its release tells
	}
	effective, end := OwnDates(v.Table.Attrs(n))
	switch {
	case !end.IsZero() && (end < v.Date || !v.Table.Billable(n)):
		return code + " ended " + end.String()
	case !v.Date.IsZero() && effective > v.Date:
		return code + " is in force from " + effective.String()
	}
	return ""
}

// OwnDates returns the first and last day of a code with dates of its own, of
// HCPCS or CPT; zero for those it does not have.
func OwnDates(attrs []codesets.Attr) (effective, end codesets.Date) {
	for _, a := range attrs {
		switch a.Name {
		case codesets.AttrEffective:
			effective, _ = codesets.ParseDate(a.Value)
		case codesets.AttrEnd:
			end, _ = codesets.ParseDate(a.Value)
		}
	}
	return effective, end
}

// isCode reports whether k is a code or a header, and not a block or chapter.
func isCode(k codesets.Kind) bool {
	return k != codesets.KindChapter && k != codesets.KindBlock
}

// header returns the verdict on a code that needs more characters.
func (v *Validator) header(code string, n table.Node) Verdict {
	out := Verdict{Status: Header, Code: code, Node: n}
	if v.lacksSeventh(n) {
		out.Status = SeventhMissing
		out.Message = v.display(code) + " needs a 7th character: " + v.seventhList(n)
		out.Suggestions = v.completed(n)
		return out
	}
	count := 0
	out.Suggestions, count = v.billableBelow(n)
	out.Message = v.display(code) + " is a header, not billable: " + strconv.Itoa(count) + " billable codes beneath it"
	return out
}

// completed returns the first codes that 7th characters make of n.
func (v *Validator) completed(n table.Node) []string {
	out := make([]string, 0, MaxSuggestions)
	for c := range v.Table.Children(n) {
		if len(out) == MaxSuggestions {
			break
		}
		out = append(out, v.Table.Key(c))
	}
	return out
}

// lacksSeventh reports whether all that n lacks is the 7th character: what
// stands right beneath it has seven, and nothing but placeholders before it.
func (v *Validator) lacksSeventh(n table.Node) bool {
	if v.Table.End(n) == n+1 || v.Table.SeventhOwner(n) == table.None {
		return false
	}
	stem, key := v.Table.Key(n), v.Table.Key(n+1)
	return len(key) == 7 && strings.Trim(key[len(stem):6], "X") == ""
}

// seventhList returns the 7th characters of n as "A, D, S".
func (v *Validator) seventhList(n table.Node) string {
	var list []byte
	for _, c := range []byte(v.Table.SeventhChars(n)) {
		if len(list) > 0 {
			list = append(list, ", "...)
		}
		list = append(list, c)
	}
	return string(list)
}

// billableBelow returns the likeliest billable codes beneath n: unspecified
// ones first, since that is what a header means when nothing more is known,
// "other" ones last, those between with fewer characters first, then by tabular
// order. Of the codes that
// 7th characters make of one stem the first, the initial encounter, stands
// for all, unless they are all there is. It also returns how many billable
// codes there are beneath n.
func (v *Validator) billableBelow(n table.Node) (codes []string, count int) {
	var first []candidate
	var rest []string
	header, stem := v.Table.Key(n), ""
	for c := n + 1; c < v.Table.End(n); c++ {
		if !v.Table.Billable(c) {
			continue
		}
		count++
		key := v.Table.Key(c)
		if len(key) == 7 && key[:6] == stem {
			if len(rest) < MaxSuggestions {
				rest = append(rest, key)
			}
			continue
		}
		stem = key[:min(6, len(key))]
		first = append(first, candidate{node: c, key: key, rank: rank(header, key)})
	}
	slices.SortStableFunc(first, byRank)
	first = first[:min(len(first), maxRanked)]
	for i, c := range first {
		switch title := v.Table.Title(c.node); {
		case strings.Contains(title, "nspecified"):
			first[i].rank -= 3
		case strings.HasPrefix(title, "Other "), strings.Contains(title, " other "):
			first[i].rank += 6
		}
	}
	slices.SortStableFunc(first, byRank)
	for _, c := range first {
		codes = append(codes, c.key)
	}
	codes = append(codes, rest...)
	return codes[:min(len(codes), MaxSuggestions)], count
}

// maxRanked bounds the codes beneath a header whose titles are looked at.
const maxRanked = 32

// A candidate is a code that may have been meant, the likelier the lower its rank.
type candidate struct {
	node table.Node
	key  string
	rank int
}

func byRank(a, b candidate) int { return cmp.Compare(a.rank, b.rank) }

// rank says how unlikely a code with key is meant by the header above it:
// short codes and those with the 9 of "unspecified" rank low.
func rank(header, key string) int {
	switch stem := strings.TrimRight(key[:min(6, len(key))], "X"); {
	case stem == header+"9":
		return len(key) - 5
	case stem[len(stem)-1] == '9':
		return len(key) - 2
	}
	return len(key)
}

// wrong returns the verdict on a code the release does not have.
func (v *Validator) wrong(input, code string) Verdict {
	out := Verdict{Code: code, Node: table.None}
	if !shaped(code) {
		return v.malformed(out, input)
	}
	for _, check := range []func(Verdict) (Verdict, bool){v.notInForce, v.placeholder, v.seventh, v.tooLong} {
		if got, ok := check(out); ok {
			return got
		}
	}
	out.Status = NotFound
	out.Message = fmt.Sprintf("%s is not in %s", v.display(code), v.Table.Release().Title)
	out.Suggestions = v.near(code)
	return out
}

// shaped reports whether code, normalized, could be a code of a set: 3 to 7
// letters and digits. What stands where is for the table to say.
func shaped(code string) bool {
	if len(code) < 3 || len(code) > 7 {
		return false
	}
	for _, c := range []byte(code) {
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

// notInForce looks for the code in the other releases, newest first.
func (v *Validator) notInForce(out Verdict) (Verdict, bool) {
	if v.Others == nil {
		return out, false
	}
	for _, t := range slices.Backward(v.Others()) {
		n, ok := t.Find(out.Code)
		if !ok || !isCode(t.Kind(n)) {
			continue
		}
		out.Status = NotInForce
		when := "no longer in"
		if t.Release().Effective > v.Table.Release().Effective {
			when = "not yet in"
		}
		out.Message = fmt.Sprintf("%s is %s %s: it is in %s", v.display(out.Code), when, v.Table.Release().Title, t.Release().Title)
		out.Suggestions = v.near(out.Code)
		return out, true
	}
	return out, false
}

func (v *Validator) display(code string) string {
	return codesets.Display(v.Table.Release().Set, code)
}
