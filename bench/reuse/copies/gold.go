package copies

import (
	"encoding/json"
	"slices"
)

// span is a range of bytes [Start, End) of an article's text.
type span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// stretch is a passage in both of a pair.
type stretch struct {
	A span `json:"a"`
	B span `json:"b"`
}

// goldPair is what two articles share. A record of kind "formula" has one
// article and says where it has a formula of its agency, which is no reuse.
type goldPair struct {
	A     string    `json:"a"`
	B     string    `json:"b,omitempty"`
	Kind  kind      `json:"kind"`
	Edits []string  `json:"edits,omitempty"`
	Spans []stretch `json:"spans"`
}

const formulaKind kind = "formula"

// carrier is an article of a group, written out.
type carrier struct {
	id     string
	quotes int
	edits  []string
	written
}

// goldOf writes the pairs of a group.
func (c *Corpus) goldOf(g group, enc *json.Encoder) error {
	var all []carrier
	for _, i := range g.members() {
		d, edits := c.article(i)
		all = append(all, carrier{id: articleID(i), quotes: d.quotes, edits: edits, written: d.write()})
	}
	slices.SortFunc(all, func(x, y carrier) int { return compareStrings(x.id, y.id) })
	for i, x := range all {
		for _, y := range all[i+1:] {
			if err := enc.Encode(pairOf(g.kind, x, y)); err != nil {
				return err
			}
		}
	}
	return nil
}

func compareStrings(x, y string) int {
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// pairOf joins the units that two articles share to stretches: units that
// follow each other in both are one.
func pairOf(k kind, x, y carrier) goldPair {
	p := goldPair{A: x.id, B: y.id, Kind: k, Edits: union(x.edits, y.edits)}
	inY := map[unit]int{}
	for j, m := range y.units {
		inY[m.unit] = j
	}
	last, quoted := -2, false
	lastX := -2
	for i, m := range x.units {
		j, ok := inY[m.unit]
		if !ok {
			continue
		}
		n := y.units[j]
		quoted = quoted || m.quoted
		if end := len(p.Spans) - 1; i == lastX+1 && j == last+1 {
			p.Spans[end].A.End, p.Spans[end].B.End = m.end, n.end
		} else {
			p.Spans = append(p.Spans, stretch{A: span{m.start, m.end}, B: span{n.start, n.end}})
		}
		lastX, last = i, j
	}
	if quoted && x.quotes != y.quotes {
		p.Edits = union(p.Edits, []string{"quotes"})
	}
	return p
}

func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}
