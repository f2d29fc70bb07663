package index

import (
	"slices"
	"strings"

	"github.com/medcode-cli/medcode/codesets"
	"github.com/medcode-cli/medcode/codesets/table"
)

// codeHits answers a query that is a code or the beginning of one, from the
// sorted codes; none when it is anything else.
func (x *Index) codeHits(q Query, f filter, limit int) []Hit {
	word := strings.TrimRight(strings.TrimSpace(q.Words), "-*")
	if q.Words == "" && len(f.spans) > 0 {
		return x.listed(f, limit)
	}
	if len(word) < 3 || len(word) > 9 || strings.ContainsAny(word, " \t") || !strings.ContainsAny(word, "0123456789") {
		return nil
	}
	var hits []Hit
	for n := range x.codes.Prefixed(codesets.Normalize(word)) {
		if k := x.codes.Kind(n); k == codesets.KindBlock || k == codesets.KindChapter {
			continue
		}
		if hits = x.appendCode(hits, n, f); len(hits) == limit {
			break
		}
	}
	return hits
}

// listed answers a query that only names codes.
func (x *Index) listed(f filter, limit int) []Hit {
	var hits []Hit
	for n := f.spans[0].lo; n < f.spans[0].hi && len(hits) < limit; n++ {
		if k := x.codes.Kind(n); k != codesets.KindBlock && k != codesets.KindChapter {
			hits = x.appendCode(hits, n, f)
		}
	}
	return hits
}

func (x *Index) appendCode(hits []Hit, n table.Node, f filter) []Hit {
	d, ok := x.fwd.docOf(n)
	if !ok || !x.allows(d, f) || f.billable && !x.codes.Billable(n) {
		return hits
	}
	h := Hit{Code: x.codes.Code(n), Score: 1, doc: d}
	h.Matched = Match{Kind: "code", Text: h.Code.Code, Owner: h.Code.Code}
	h.Beneath = x.codes.BillableBeneath(n)
	return append(hits, h)
}

// searchNotes answers note:KIND: the codes that carry a note of the kind with
// all the words.
func (x *Index) searchNotes(q Query, f filter, limit int) (Result, error) {
	kind, _ := noteKind(q.Note)
	var want []string
	for _, tok := range Tokens(q.Words) {
		if !isStop(tok) {
			want = append(want, stem(tok))
		}
	}
	var res Result
	for d := range uint32(x.fwd.docs()) {
		n := table.Node(x.fwd.node.at(d))
		if !x.allows(d, f) || f.billable && !x.codes.Billable(n) {
			continue
		}
		for _, note := range x.codes.Notes(n) {
			if note.Kind != kind || !hasWords(note.Text, want) || !containsAll(note.Text, q.Phrases) {
				continue
			}
			h := Hit{Code: x.codes.Code(n), Score: 1, Beneath: x.codes.BillableBeneath(n), doc: d}
			h.Matched = Match{Kind: kind.String(), Text: note.Text, Owner: h.Code.Code}
			if res.Hits = append(res.Hits, h); len(res.Hits) == limit {
				return res, nil
			}
			break
		}
	}
	return res, nil
}

func hasWords(text string, want []string) bool {
	var have []string
	for _, tok := range Tokens(text) {
		have = append(have, stem(tok))
	}
	for _, w := range want {
		if !slices.Contains(have, w) {
			return false
		}
	}
	return true
}

func containsAll(text string, phrases []string) bool {
	text = strings.ToLower(text)
	for _, p := range phrases {
		if !strings.Contains(text, strings.ToLower(p)) {
			return false
		}
	}
	return true
}
