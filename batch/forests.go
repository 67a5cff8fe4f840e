package batch

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
)

// A window of three days of the largest crawl has a million articles and, by what was measured,
// fourteen times as many ties; a dense one may have a hundred times as many. They do not all
// meet. Of any part of them only those of its spanning forests are sent on: the forest of the
// surest ties (Kruskal), that of the surest of the others, and so on, some forests deep. A tie
// that is in none of those of a part is in none of those of the whole, since between its ends
// there are surer ways, one in each forest, and none of their ties is in an earlier forest of the
// whole; so the forests of the parts' forests are the whole's (as sparse certificates of
// connectivity are: Nagamochi & Ibaraki 1992), however the ties were dealt. The first
// forest alone would join the same components if they had no bound of size; the others keep
// for an article whose surest component is full where else it may go.
//
// Ties are dealt into dealt parts by a hash of their articles, and parts are brought together
// by so many at a time as steps says. No worker is handed more ties than the dealt-th part of
// all of a window, or those of the forests of four parts, or of two and of the borders in the end: at
// most forests times as many as articles, each.

const (
	// forests is how deep the forests are.
	forests = 4
	// dealt is into how many parts the ties of a window are dealt.
	dealt = 32
)

// steps are into how many parts those before are brought together.
var steps = [...]int{8, 2, 1}

// partOf is the part of an edge: edges of two articles are in one.
func partOf(e *Edge) int { return int(mix(hash(e.A)^mix(hash(e.B))) % dealt) }

// thin keeps the ties that are in a forest, the surest first; of several of two articles the surest.
func (p *pool) thin() {
	p.sort()
	slices.SortFunc(p.ties, func(x, y tie) int {
		return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b), surer(x, y))
	})
	p.ties = slices.CompactFunc(p.ties, func(x, y tie) bool { return x.a == y.a && x.b == y.b })
	slices.SortFunc(p.ties, surer)
	var layers [forests]*sets
	for i := range layers {
		layers[i] = newSets(len(p.members))
	}
	p.ties = slices.DeleteFunc(p.ties, func(t tie) bool {
		return !slices.ContainsFunc(layers[:], func(s *sets) bool { return s.joins(t.a, t.b) })
	})
}

// edges calls f with the ties that are left, by their articles.
func (p *pool) edges(f func(Edge)) {
	slices.SortFunc(p.ties, func(x, y tie) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) })
	for _, t := range p.ties {
		a, b := &p.members[t.a], &p.members[t.b]
		f(Edge{A: a.ID, B: b.ID, DayA: a.Day, DayB: b.Day, Kind: kinds[t.kind], Score: t.score}.inOrder())
	}
}

// kinds are those of edges by their sureness.
var kinds = [...]EdgeKind{EdgeCopy, EdgeStory, EdgePassage}

// closer orders the ties of an article across a border, the surest first.
func closer(from string, x, y *Edge) int {
	return cmp.Or(cmp.Compare(sureness(x.Kind), sureness(y.Kind)), cmp.Compare(y.Score, x.Score), strings.Compare(x.other(from), y.other(from)))
}

// other is the article at the other end.
func (e *Edge) other(id string) string {
	if e.A == id {
		return e.B
	}
	return e.A
}

// sheaf is edges on their way together. One by one each would have its articles' names and days, and
// an engine that keeps what belongs together as a list would keep a list of small things.
type sheaf struct{ Edges []Edge }

// sheafEdges is how many edges a sheaf has at most: a quarter of a megabyte.
const sheafEdges = 1 << 13

// sheaves gathers edges by key, and sends them on when there are many.
type sheaves struct {
	edges map[string][]Edge
	held  int
	// bytes is how many were sent.
	bytes int64
}

// mostHeldEdges is how many edges wait for their like, in some 10 MB.
const mostHeldEdges = 1 << 16

func (s *sheaves) add(key []byte, e Edge, emit func([]byte, sheaf)) {
	if s.edges == nil {
		s.edges = map[string][]Edge{}
	}
	k := string(key)
	s.edges[k] = append(s.edges[k], e)
	s.held++
	switch {
	case len(s.edges[k]) >= sheafEdges:
		s.send(k, emit)
	case s.held >= mostHeldEdges:
		s.flush(emit)
	}
}

func (s *sheaves) send(key string, emit func([]byte, sheaf)) {
	f := sheaf{s.edges[key]}
	s.bytes += int64(len(key) + len(encodeSheaf(f)))
	emit([]byte(key), f)
	s.held -= len(f.Edges)
	delete(s.edges, key)
}

// flush sends all that is there.
func (s *sheaves) flush(emit func([]byte, sheaf)) {
	for key := range s.edges {
		s.send(key, emit)
	}
}

// encodeSheaf writes each article once, and edges by their numbers.
func encodeSheaf(s sheaf) []byte {
	numbers, p := map[string]uint64{}, []byte(nil)
	number := func(id string, d Day) uint64 {
		n, ok := numbers[id]
		if !ok {
			n = uint64(len(numbers))
			numbers[id] = n
			p = binary.AppendVarint(appendString(p, id), int64(d))
		}
		return n
	}
	ties := make([]byte, 0, 16*len(s.Edges))
	for i := range s.Edges {
		e := &s.Edges[i]
		ties = binary.AppendUvarint(binary.AppendUvarint(ties, number(e.A, e.DayA)), number(e.B, e.DayB))
		ties = appendFloat(append(ties, sureness(e.Kind)), e.Score)
	}
	b := append(binary.AppendUvarint(nil, uint64(len(numbers))), p...)
	return append(binary.AppendUvarint(b, uint64(len(s.Edges))), ties...)
}

func decodeSheaf(b []byte) (s sheaf, err error) {
	r := reader{b: b}
	members := make([]member, r.count(2))
	for i := range members {
		members[i] = member{ID: r.string(), Day: Day(r.int32())}
	}
	s.Edges = make([]Edge, r.count(1+1+1+8))
	for i := range s.Edges {
		s.Edges[i] = r.tie(members)
	}
	return s, r.end()
}

// tie reads an edge of members that were read before.
func (r *reader) tie(members []member) (e Edge) {
	a, b, kind, score := r.uvarint(), r.uvarint(), r.byte(), r.float()
	if max(a, b) >= uint64(len(members)) || int(kind) >= len(kinds) {
		r.fail()
		return e
	}
	x, y := &members[a], &members[b]
	return Edge{A: x.ID, B: y.ID, DayA: x.Day, DayB: y.Day, Kind: kinds[kind], Score: score}
}
