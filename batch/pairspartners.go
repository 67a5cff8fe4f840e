package batch

import (
	"cmp"
	"context"
	"encoding/binary"
	"math"
	"slices"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
)

// Partner is an article that another one is compared with.
type Partner struct {
	ID string
	Shared
}

// Partners are those of one article.
type Partners struct{ List []Partner }

// partnersFn keeps the partners of an article that share the most keys with it, up
// to a bound: a page made of all that is news would be compared with all the web.
type partnersFn struct{ Most int }

// MergeAccumulators joins two parts of the partners.
func (f *partnersFn) MergeAccumulators(a, b Partners) Partners {
	if len(a.List) < len(b.List) {
		a, b = b, a
	}
	for _, p := range b.List {
		at, found := slices.BinarySearchFunc(a.List, p, byKeys)
		if !found && at < f.Most {
			a.List = slices.Insert(a.List, at, p)
			a.List = a.List[:min(len(a.List), f.Most)]
		}
	}
	return a
}

// byKeys puts those first that share the most; who is first of others is chance.
func byKeys(x, y Partner) int {
	return cmp.Or(cmp.Compare(y.N, x.N), cmp.Compare(y.score(), x.score()), cmp.Compare(hash(x.ID), hash(y.ID)), cmp.Compare(x.ID, y.ID))
}

// partnerFn gives pairs by the article that comes first in them, those that are worth
// more than a look at their keys.
type partnerFn struct{ Comparison Comparison }

// ProcessElement takes a pair.
func (f *partnerFn) ProcessElement(ctx context.Context, pair []byte, x Shared, emit func([]byte, Partners)) error {
	a, b, err := pairOf(pair)
	if err != nil {
		return err
	}
	switch {
	case x.Kind == EdgeStory && x.score() < leastScore:
		count(ctx, "pairs_unlike", 1)
		return nil
	case x.Kind != EdgeStory && x.isFormula(f.Comparison.Articles):
		count(ctx, "pairs_of_formulas", 1)
		return nil
	}
	p := Partners{List: []Partner{{ID: b, Shared: x}}}
	count(ctx, "partners", 1)
	count(ctx, "bytes_partners", int64(len(a)+len(encodePartners(p))))
	emit([]byte(a), p)
	return nil
}

// isFormula reports that two texts share nothing but passages which so many of the
// articles have that they would not be told. If they were copies, they would share a
// band of the whole.
func (x *Shared) isFormula(articles int64) bool {
	most := max(allUpTo, float64(articles)*formulaShare)
	for _, k := range x.Keys {
		if k.Hash == 0 || float64(k.Held) <= most {
			return false
		}
	}
	return true
}

// score is how probable it is that two articles tell one story, by their vectors and by
// how many names they share: a logistic model, read off the development stories, where
// of articles at most four days apart with none, one, two … names in common as many
// are of one story as not at these distances.
func (x *Shared) score() float64 {
	even := [...]float64{28, 34, 40, 43, 44, 44, 47}
	const slope = 0.35
	return 1 / (1 + math.Exp(slope*(float64(x.Distance)-even[min(len(even)-1, x.names())])))
}

// names is how many names two articles share at least.
func (x *Shared) names() int {
	n := 0
	for n*(n-1)/2 < int(x.Twos) {
		n++
	}
	return max(n, int(x.Names))
}

// leastScore is from which score on two articles are candidates. On the development
// stories that gives 66 edges between stories beside 1,871 within them, and leaves five
// of 413 reports apart from the others of their story.
const leastScore = 0.8

// partners gives the best pairs of each article.
func partners(s beam.Scope, pairs beam.PCollection, o Comparison) beam.PCollection {
	return beam.CombinePerKey(s, &partnersFn{Most: o.withDefaults().Partners}, beam.ParDo(s, &partnerFn{Comparison: o}, pairs))
}

// storyEdgesFn turns the partners of an article into edges: what they are candidates
// by is what a story is told by, and package cluster decides.
type storyEdgesFn struct{}

// ProcessElement takes the partners of an article.
func (storyEdgesFn) ProcessElement(ctx context.Context, id []byte, p Partners, emit func(Edge)) {
	for _, q := range p.List {
		e := Edge{A: string(id), B: q.ID, DayA: q.DayA, DayB: q.DayB, Kind: EdgeStory, Score: q.score()}
		emit(e.inOrder())
	}
	count(ctx, "edges_story", int64(len(p.List)))
}

// inOrder puts the ids of an edge in their order.
func (e Edge) inOrder() Edge {
	if e.A > e.B {
		e.A, e.B, e.DayA, e.DayB = e.B, e.A, e.DayB, e.DayA
	}
	return e
}

func appendMember(b []byte, m *Member) []byte {
	var has byte
	if m.Sketch != 0 {
		has = 1
	}
	if m.Code != ([4]uint64{}) {
		has |= 2
	}
	b = binary.BigEndian.AppendUint32(append(b, has), m.Order)
	b = binary.AppendVarint(appendString(b, m.ID), int64(m.Day))
	if has&1 != 0 {
		b = binary.BigEndian.AppendUint32(b, m.Sketch)
	}
	if has&2 != 0 {
		b = binary.BigEndian.AppendUint64(b, m.Code[0])
		b = binary.BigEndian.AppendUint64(b, m.Code[1])
	}
	return b
}

func (r *reader) member() (m Member) {
	has := r.take(1)
	m.Order, m.ID, m.Day = r.uint32(), r.string(), Day(r.int32())
	if has == nil {
		return m
	}
	if has[0]&1 != 0 {
		m.Sketch = r.uint32()
	}
	if has[0]&2 != 0 {
		m.Code[0], m.Code[1] = r.uint64(), r.uint64()
	}
	return m
}

// leastMember is how many bytes a member has at least.
const leastMember = 1 + 4 + 1 + 1

func encodeHolders(h Holders) []byte {
	b := make([]byte, 0, h.size())
	b = binary.AppendUvarint(binary.AppendUvarint(b, uint64(h.N)), uint64(len(h.Members))) //nolint:gosec // a count
	for i := range h.Members {
		b = appendMember(b, &h.Members[i])
	}
	return b
}

func decodeHolders(b []byte) (h Holders, err error) {
	r := reader{b: b}
	h.N = int64(r.uvarint() & math.MaxInt64) //nolint:gosec // masked
	h.Members = make([]Member, r.count(leastMember))
	for i := range h.Members {
		h.Members[i] = r.member()
	}
	return h, r.end()
}

// size is how many bytes holders take on their way, about.
func (h Holders) size() int {
	n := 3
	for i := range h.Members {
		m := &h.Members[i]
		n += 9 + len(m.ID)
		if m.Sketch != 0 {
			n += 4
		}
		if m.Code != ([4]uint64{}) {
			n += 16
		}
	}
	return n
}

func appendShared(b []byte, x *Shared) []byte {
	b = appendString(b, string(x.Kind))
	b = binary.AppendVarint(binary.AppendVarint(b, int64(x.DayA)), int64(x.DayB))
	for _, n := range []uint32{x.Distance, x.Names, x.Twos, x.N} {
		b = binary.AppendUvarint(b, uint64(n))
	}
	b = binary.AppendUvarint(b, uint64(len(x.Keys)))
	for _, k := range x.Keys {
		b = binary.AppendUvarint(binary.BigEndian.AppendUint64(b, k.Hash), uint64(k.Held))
	}
	return b
}

func (r *reader) shared() (x Shared) {
	x.Kind = EdgeKind(r.string())
	x.DayA, x.DayB = Day(r.int32()), Day(r.int32())
	for _, n := range []*uint32{&x.Distance, &x.Names, &x.Twos, &x.N} {
		*n = uint32(r.uvarint()) //nolint:gosec // written as such
	}
	if n := r.count(9); n > 0 {
		x.Keys = make([]heldKey, n)
	}
	for i := range x.Keys {
		x.Keys[i] = heldKey{r.uint64(), uint32(r.uvarint())} //nolint:gosec // written as such
	}
	return x
}

func encodeShared(x Shared) []byte { return appendShared(nil, &x) }

func decodeShared(b []byte) (Shared, error) {
	r := reader{b: b}
	x := r.shared()
	return x, r.end()
}

// size is how many bytes it takes on its way, about.
func (x *Shared) size() int { return 16 + len(x.Kind) + 10*len(x.Keys) }

func encodePartners(p Partners) []byte {
	b := binary.AppendUvarint(nil, uint64(len(p.List)))
	for i := range p.List {
		b = appendShared(appendString(b, p.List[i].ID), &p.List[i].Shared)
	}
	return b
}

func decodePartners(b []byte) (p Partners, err error) {
	r := reader{b: b}
	p.List = make([]Partner, r.count(9))
	for i := range p.List {
		p.List[i].ID, p.List[i].Shared = r.string(), r.shared()
	}
	return p, r.end()
}
