package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// enough is the share of a passage's bytes, on both sides, from which it
// counts as found, or what was found as right.
const enough = 0.5

// kinds of reuse, in the order of the table.
var kinds = []string{"copy", "family", "paragraph", "sentence", "clause"}

// tally counts gold pairs.
type tally struct{ all, found int }

func (t tally) share() float64 { return float64(t.found) / max(1, float64(t.all)) }

func (t *tally) add(found bool) {
	t.all++
	if found {
		t.found++
	}
}

// result of a comparison.
type result struct {
	kinds   map[string]*tally // recall by what is copied
	joined  tally             // pairs of families that a chain of pairs found joins
	edits   map[string]*tally // and by "kind, edit"
	right   int               // found passages of which half is in the gold
	formula int               // those that are formulas
	wrong   []pair            // the others
	event   int               // pairs found of one event, which are not judged
	missed  []pair
	bytes   struct{ gold, covered, found, right int } // of passages, on both sides; families, formulas and events apart
	offsets []int                                     // distance of the edges found from the gold's, in bytes
}

func score(g golden, found map[ids]pair) result {
	r := result{kinds: map[string]*tally{}, edits: map[string]*tally{}}
	for _, id := range slices.SortedFunc(maps.Keys(g.pairs), compare) {
		r.recall(g.pairs[id], found, id)
	}
	r.joined = joined(g, found)
	for _, id := range slices.SortedFunc(maps.Keys(found), compare) {
		if g.events[id] {
			r.event++
			continue
		}
		r.precision(g, id, found[id])
	}
	slices.Sort(r.offsets)
	return r
}

func compare(x, y ids) int {
	return cmp.Or(strings.Compare(x[0], y[0]), strings.Compare(x[1], y[1]))
}

// recall looks up a pair of the gold in what was found.
func (r *result) recall(gold pair, found map[ids]pair, id ids) {
	f, ok := found[id]
	if ok && len(f.Spans) > 0 {
		ok = covered(gold.Spans, f.Spans) >= enough
		if gold.Kind != "family" {
			r.bytes.covered += overlap(spansA(gold.Spans), spansA(f.Spans)) + overlap(spansB(gold.Spans), spansB(f.Spans))
		}
		if ok && len(gold.Spans) == 1 && gold.Kind != "copy" && gold.Kind != "family" {
			r.offsets = append(r.offsets, edges(gold.Spans[0], f.Spans)...)
		}
	}
	if gold.Kind != "family" { // of these a chain of pairs is enough
		r.bytes.gold += length(spansA(gold.Spans)) + length(spansB(gold.Spans))
	}
	if !ok {
		r.missed = append(r.missed, gold)
	}
	r.tally(r.kinds, gold.Kind).add(ok)
	edits := gold.Edits
	if len(edits) == 0 {
		edits = []string{"none"}
	}
	for _, e := range edits {
		r.tally(r.edits, gold.Kind+", "+e).add(ok)
	}
}

func (r *result) tally(m map[string]*tally, key string) *tally {
	if m[key] == nil {
		m[key] = &tally{}
	}
	return m[key]
}

// precision judges each passage that was found.
func (r *result) precision(g golden, id ids, found pair) {
	gold, reused := g.pairs[id]
	if len(found.Spans) == 0 {
		r.judge(reused, false, found)
		return
	}
	for _, s := range found.Spans {
		one := []stretch{s}
		formula := mostly(s.A, g.formulas[id[0]]) && mostly(s.B, g.formulas[id[1]])
		if right := covered(one, gold.Spans) >= enough; right || !formula {
			r.bytes.found += length(spansA(one)) + length(spansB(one))
			r.bytes.right += overlap(spansA(one), spansA(gold.Spans)) + overlap(spansB(one), spansB(gold.Spans))
		}
		r.judge(reused && covered(one, gold.Spans) >= enough, formula, pair{A: id[0], B: id[1], Spans: one})
	}
}

// mostly reports whether a passage is a formula: one of both is half of the
// other, since aligners run on over what is alike by chance.
func mostly(s span, formulas []span) bool {
	one := []span{s}
	return share(one, formulas) >= enough || share(formulas, one) >= enough
}

func (r *result) judge(right, formula bool, p pair) {
	switch {
	case right:
		r.right++
	case formula:
		r.formula++
	default:
		r.wrong = append(r.wrong, p)
	}
}

// covered is the share of the passages' bytes that lie in others, on the side
// where it is less.
func covered(passages, by []stretch) float64 {
	return min(share(spansA(passages), spansA(by)), share(spansB(passages), spansB(by)))
}

func spansA(all []stretch) []span {
	out := make([]span, 0, len(all))
	for _, s := range all {
		out = append(out, s.A)
	}
	return out
}

func spansB(all []stretch) []span {
	out := make([]span, 0, len(all))
	for _, s := range all {
		out = append(out, s.B)
	}
	return out
}

// share is how much of the spans lies in the union of others.
func share(spans, by []span) float64 {
	return float64(overlap(spans, by)) / max(1, float64(length(spans)))
}

// overlap is how many bytes of the spans lie in others, length how many they have.
func overlap(spans, by []span) int {
	by = union(by)
	in := 0
	for _, s := range union(spans) {
		for _, t := range by {
			in += max(0, min(s.End, t.End)-max(s.Start, t.Start))
		}
	}
	return in
}

func length(spans []span) int {
	n := 0
	for _, s := range union(spans) {
		n += s.End - s.Start
	}
	return n
}

// union joins spans that overlap.
func union(spans []span) []span {
	spans = slices.SortedFunc(slices.Values(spans), func(x, y span) int { return cmp.Or(x.Start-y.Start, x.End-y.End) })
	var out []span
	for _, s := range spans {
		if n := len(out); n > 0 && s.Start <= out[n-1].End {
			out[n-1].End = max(out[n-1].End, s.End)
		} else {
			out = append(out, s)
		}
	}
	return out
}

// edges are the distances of the gold's four edges from those of the
// passages found over it, together.
func edges(gold stretch, found []stretch) []int {
	var hull stretch
	first := true
	for _, f := range found {
		if f.A.Start >= gold.A.End || f.A.End <= gold.A.Start || f.B.Start >= gold.B.End || f.B.End <= gold.B.Start {
			continue
		}
		if first {
			hull, first = f, false
		}
		hull.A = span{min(hull.A.Start, f.A.Start), max(hull.A.End, f.A.End)}
		hull.B = span{min(hull.B.Start, f.B.Start), max(hull.B.End, f.B.End)}
	}
	return []int{
		distance(hull.A.Start, gold.A.Start), distance(hull.A.End, gold.A.End),
		distance(hull.B.Start, gold.B.Start), distance(hull.B.End, gold.B.End),
	}
}

func distance(x, y int) int { return max(x-y, y-x) }

// joined counts the pairs of families that what was found joins, directly or
// through others of the family.
func joined(g golden, found map[ids]pair) tally {
	root := map[string]string{}
	find := func(id string) string {
		for root[id] != "" {
			id = root[id]
		}
		return id
	}
	for id, p := range g.pairs {
		if _, ok := found[id]; ok && p.Kind == "family" {
			if a, b := find(id[0]), find(id[1]); a != b {
				root[a] = b
			}
		}
	}
	var t tally
	for id, p := range g.pairs {
		if p.Kind == "family" {
			t.add(find(id[0]) == find(id[1]))
		}
	}
	return t
}

// exactness is the share of passages right among those that are no formula.
func (r result) exactness() float64 {
	return float64(r.right) / max(1, float64(r.right+len(r.wrong)))
}

// caught is the share of the gold's bytes that are in what was found, justified
// that of what was found and is no formula that is in the gold.
func (r result) caught() float64 { return float64(r.bytes.covered) / max(1, float64(r.bytes.gold)) }

func (r result) justified() float64 {
	return float64(r.bytes.right) / max(1, float64(r.bytes.found))
}

// quantile of the distances of edges; "–" where there are none.
func (r result) quantile(q float64) string {
	if len(r.offsets) == 0 {
		return "–"
	}
	return strconv.Itoa(r.offsets[int(q*float64(len(r.offsets)-1))])
}

// row is the result's cells of a Markdown table.
func (r result) row() string {
	var cells []string
	for _, k := range kinds {
		cell := fmt.Sprintf("%.3f", r.tally(r.kinds, k).share())
		if k == "family" {
			cell += fmt.Sprintf(" (%.3f)", r.joined.share())
		}
		cells = append(cells, cell)
	}
	cells = append(cells, fmt.Sprintf("%.3f", r.exactness()), strconv.Itoa(r.formula), r.quantile(0.5)+" / "+r.quantile(0.9))
	return strings.Join(cells, " | ")
}

func (r result) print(w io.Writer) {
	for _, k := range kinds {
		t := r.tally(r.kinds, k)
		fmt.Fprintf(w, "%-10s %6d of %6d found: %.3f\n", k, t.found, t.all, t.share())
	}
	fmt.Fprintf(w, "family, joined by a chain of pairs: %.3f\n", r.joined.share())
	for _, e := range slices.Sorted(maps.Keys(r.edits)) {
		fmt.Fprintf(w, "  %-28s %6d of %6d: %.3f\n", e, r.edits[e].found, r.edits[e].all, r.edits[e].share())
	}
	fmt.Fprintf(w, "passages: %d right, %d formulas, %d wrong; right of those that are no formula: %.4f\n",
		r.right, r.formula, len(r.wrong), r.exactness())
	fmt.Fprintf(w, "bytes: %.4f of the gold's are found; %.4f of those found are the gold's; %d pairs of one event are not judged\n",
		r.caught(), r.justified(), r.event)
	fmt.Fprintf(w, "edges, bytes from the gold's: median %s, nine of ten within %s\n", r.quantile(0.5), r.quantile(0.9))
}
