package table

import (
	"cmp"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/medcode-cli/medcode/codesets"
)

// A PairSet gathers the rows of a table of pairs in little memory: 12 bytes a
// row. The zero PairSet is empty and ready for use.
type PairSet struct {
	rows       []pairRow
	codes      []string
	codeIDs    map[string]uint32
	edits      []Edit
	editIDs    map[Edit]uint32
	rationales []string
}

type pairRow struct{ first, second, edit uint32 }

// Add adds one row. It is an error when a code has no or more than 8
// characters, or the rationale is the 257th.
func (s *PairSet) Add(p Pair) error {
	if s.codeIDs == nil {
		s.codeIDs, s.editIDs = map[string]uint32{}, map[Edit]uint32{}
	}
	if n := len(p.Column1); n == 0 || n > keySize {
		return fmt.Errorf("column 1 code %q, want 1 to %d characters", p.Column1, keySize)
	}
	if n := len(p.Column2); n == 0 || n > keySize {
		return fmt.Errorf("column 2 code %q, want 1 to %d characters", p.Column2, keySize)
	}
	edit, ok := s.editIDs[p.Edit]
	if !ok {
		if !slices.Contains(s.rationales, p.Rationale) {
			s.rationales = append(s.rationales, p.Rationale)
		}
		if len(s.rationales) > maxRationale {
			return fmt.Errorf("rationale %q is one too many, want at most %d", p.Rationale, maxRationale)
		}
		edit = uint32(len(s.edits))
		s.edits = append(s.edits, p.Edit)
		s.editIDs[p.Edit] = edit
	}
	s.rows = append(s.rows, pairRow{s.code(p.Column1), s.code(p.Column2), edit})
	return nil
}

func (s *PairSet) code(code string) uint32 {
	id, ok := s.codeIDs[code]
	if !ok {
		id = uint32(len(s.codes))
		s.codes = append(s.codes, code)
		s.codeIDs[code] = id
	}
	return id
}

// Len returns the number of rows.
func (s *PairSet) Len() int { return len(s.rows) }

// Merge adds every row of other.
func (s *PairSet) Merge(other *PairSet) error {
	for _, r := range other.rows {
		if err := s.Add(Pair{other.codes[r.first], other.codes[r.second], other.edits[r.edit]}); err != nil {
			return err
		}
	}
	return nil
}

// Rationales returns the distinct rationales, in no order.
func (s *PairSet) Rationales() []string { return s.rationales }

// NameRationales puts the texts of names in place of rationales that are
// their numbers.
func (s *PairSet) NameRationales(names map[string]string) {
	named := func(r string) string {
		if text, ok := names[r]; ok {
			return text
		}
		return r
	}
	for i := range s.edits {
		s.edits[i].Rationale = named(s.edits[i].Rationale)
	}
	for i := range s.rationales {
		s.rationales[i] = named(s.rationales[i])
	}
	slices.Sort(s.rationales)
	s.rationales = slices.Compact(s.rationales)
	s.editIDs = map[Edit]uint32{}
	for i, e := range s.edits {
		s.editIDs[e] = uint32(i)
	}
}

// CompilePairs returns the compiled form of set. A row that stands twice is
// kept once; Release.Rows is counted here.
func CompilePairs(rel codesets.Release, set *PairSet) ([]byte, error) {
	slices.Sort(set.rationales)
	codes, codeRank := rank(set.codes, cmp.Compare[string])
	edits, editRank := rank(set.edits, compareEdits)
	rows := make([]pairRow, len(set.rows))
	for i, r := range set.rows {
		rows[i] = pairRow{codeRank[r.first], codeRank[r.second], editRank[r.edit]}
	}
	slices.SortFunc(rows, func(a, b pairRow) int {
		return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.second, b.second), cmp.Compare(a.edit, b.edit))
	})
	rows = slices.Compact(rows)
	rel.Rows, rel.Billable = len(rows), 0
	head := pairsHead{
		Pairs: len(rows), CodeWidth: max(2, width(len(codes))), EditWidth: max(2, width(len(edits))),
		Rationales: set.rationales,
	}
	starts, second, edit := pairArrays(rows, len(codes), head)
	manifest, err := json.Marshal(rel)
	if err != nil {
		return nil, err
	}
	heading, err := json.Marshal(head)
	if err != nil {
		return nil, err
	}
	return MakeContainer([]Section{
		{"release", manifest},
		{"pairs", heading},
		{"codes", packCodes(codes)},
		{"starts", starts},
		{"second", second},
		{"edit", edit},
		{"edits", packEdits(edits, set.rationales)},
		{"sums", appendSums(appendSums(nil, second), edit)},
	}), nil
}

// rank returns list sorted, and for each old place the new one.
func rank[T any](list []T, compare func(a, b T) int) ([]T, []uint32) {
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return compare(list[a], list[b]) })
	sorted, at := make([]T, len(list)), make([]uint32, len(list))
	for i, o := range order {
		sorted[i], at[o] = list[o], uint32(i)
	}
	return sorted, at
}

// compareEdits puts the older edit first, and of equal effective dates the
// one deleted first; an active one is last.
func compareEdits(a, b Edit) int {
	open := func(e Edit) int {
		if e.Deletion.IsZero() {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(a.Effective, b.Effective), cmp.Compare(open(a), open(b)),
		cmp.Compare(a.Deletion, b.Deletion), cmp.Compare(a.Indicator, b.Indicator),
		cmp.Compare(a.Rationale, b.Rationale), cmp.Compare(flag(a.Pre1996), flag(b.Pre1996)))
}

func pairArrays(rows []pairRow, codes int, h pairsHead) (starts, second, edit []byte) {
	starts = make([]byte, 0, 4*(codes+1))
	second = make([]byte, 0, len(rows)*h.CodeWidth)
	edit = make([]byte, 0, len(rows)*h.EditWidth)
	i := 0
	for first := range uint32(codes) {
		starts = binary.LittleEndian.AppendUint32(starts, uint32(i))
		for ; i < len(rows) && rows[i].first == first; i++ {
			second = appendNumber(second, h.CodeWidth, rows[i].second)
			edit = appendNumber(edit, h.EditWidth, rows[i].edit)
		}
	}
	return binary.LittleEndian.AppendUint32(starts, uint32(i)), second, edit
}

func packCodes(codes []string) []byte {
	b := make([]byte, 0, keySize*len(codes))
	for _, c := range codes {
		b = binary.LittleEndian.AppendUint64(b, packKey(c))
	}
	return b
}

func packEdits(edits []Edit, rationales []string) []byte {
	b := make([]byte, 0, editSize*len(edits))
	for _, e := range edits {
		r, _ := slices.BinarySearch(rationales, e.Rationale)
		b = binary.LittleEndian.AppendUint32(b, uint32(e.Effective))
		b = binary.LittleEndian.AppendUint32(b, uint32(e.Deletion))
		b = append(b, byte(r), e.Indicator, flag(e.Pre1996), 0)
	}
	return b
}
