package batch

import (
	"context"
	"slices"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/reuse"
	"github.com/stemma-news/stemma/text"
)

// Body is the text of an article on its way to those that it is compared with.
type Body struct{ ID, Text string }

// Half is a pair of which one text is there.
type Half struct {
	Body
	Shared
}

// bodyFn gives the texts of articles by their ids.
type bodyFn struct{}

// ProcessElement takes an article.
func (bodyFn) ProcessElement(a stemma.Article, emit func([]byte, Body)) {
	emit([]byte(a.ID), Body{a.ID, text.Beginning(a.Text, maxText)})
}

// turnFn gives the partners of an article by their own ids. The text of a partner then goes to
// the article, of which no more than Partners are sent to it: an article may be a partner
// of many more.
type turnFn struct{}

// ProcessElement takes the partners of an article.
func (turnFn) ProcessElement(ctx context.Context, id []byte, p Partners, emit func([]byte, Partners)) {
	var bytes int64
	for _, q := range p.List {
		bytes += int64(len(q.ID) + len(id) + q.size())
		emit([]byte(q.ID), Partners{List: []Partner{{ID: string(id), Shared: q.Shared}}})
	}
	count(ctx, "bytes_partners", bytes)
}

// halvesFn sends the text of an article to those whose partner it is.
type halvesFn struct{}

// ProcessElement takes the text of an article and whose partner it is.
func (halvesFn) ProcessElement(ctx context.Context, id []byte, bodies func(*Body) bool, lists func(*Partners) bool, emit func([]byte, Half)) {
	var b Body
	if !bodies(&b) {
		return
	}
	bytes := int64(len(id) + len(b.Text))
	for p := (Partners{}); lists(&p); p = (Partners{}) {
		for _, q := range p.List {
			bytes += int64(len(q.ID) + len(b.ID) + len(b.Text) + q.size())
			emit([]byte(q.ID), Half{b, q.Shared})
		}
	}
	count(ctx, "bytes_texts", bytes)
}

// verifyFn compares the texts of pairs.
type verifyFn struct {
	Comparison Comparison

	compare func(ctx context.Context, a, b Body, x *Shared) ([]Link, Edge, error) // another one in tests
}

// ProcessElement takes the text of an article and those of its partners, one after the
// other.
func (f *verifyFn) ProcessElement(
	ctx context.Context, id []byte, bodies func(*Body) bool, halves func(*Half) bool, links func(Link), edges func(Edge), bad func(row),
) error {
	var b Body
	if !bodies(&b) {
		return nil
	}
	bytes := int64(len(id) + len(b.Text))
	count(ctx, "bytes_texts", bytes)
	for h := (Half{}); halves(&h); h = (Half{}) {
		bytes += int64(len(h.Text))
		if err := f.pair(ctx, b, &h, links, edges, bad); err != nil {
			return err
		}
	}
	largest(ctx, "largest_texts", bytes)
	return nil
}

// pair compares an article with a partner.
func (f *verifyFn) pair(ctx context.Context, a Body, h *Half, links func(Link), edges func(Edge), bad func(row)) error {
	compare := f.compare
	if compare == nil {
		compare = f.Comparison.withDefaults().verify
	}
	var found []Link
	var e Edge
	ok, err := guarded(ctx, a.ID+" and "+h.ID, "what they have in common is not looked for", bad, func() (err error) {
		found, e, err = compare(ctx, a, h.Body, &h.Shared)
		return err
	})
	if !ok {
		return err
	}
	count(ctx, "pairs_verified", 1)
	if len(found) == 0 {
		count(ctx, "pairs_empty", 1)
		return nil
	}
	for _, l := range found {
		links(l)
	}
	count(ctx, "links", int64(len(found)))
	count(ctx, "edges_"+string(e.Kind), 1)
	edges(e)
	return nil
}

const (
	// mostly is the share of the words of the shorter of two articles from which on
	// one is a copy of the other; copyShare that from which on what is a formula by
	// itself is part of a copy; rareShare of the least words, if no other article had
	// them, is what a passage must score. All are those of package reuse, which
	// weighs by a whole corpus; here the keys tell how many have a passage.
	mostly, copyShare, rareShare = 0.5, 0.25, 5.0 / 6
	// formulaShare of a window's articles make a passage a formula, but no fewer than allUpTo.
	formulaShare = 1.0 / 200
)

// verify returns the passages that two articles have in common, and the edge that
// they make; none if there are none. a and b are in the order of the pair.
func (o Comparison) verify(ctx context.Context, a, b Body, x *Shared) ([]Link, Edge, error) {
	days := [2]Day{x.DayA, x.DayB}
	if a.ID > b.ID {
		a, b, days[0], days[1] = b, a, days[1], days[0]
	}
	r, err := reuse.Find(ctx, []reuse.Text{{ID: a.ID, Text: a.Text}, {ID: b.ID, Text: b.Text}}, reuse.Options{MinWords: o.MinWords})
	if err != nil || len(r.Passages) == 0 {
		return nil, Edge{}, err
	}
	shingles, words := reuse.Shingles(a.Text)
	_, wordsB := reuse.Shingles(b.Text)
	words = max(1, min(words, wordsB))
	w := newWeights(x, shingles)
	var links []Link
	same, weighed := 0.0, 0.0
	for _, p := range r.Passages {
		same += p.Same * float64(p.Words)
	}
	for _, p := range r.Passages {
		weight := w.of(p.ASpan)
		score := weight * p.Same * float64(p.Words)
		if same < copyShare*float64(words) && (weight < w.formula || score < rareShare*float64(o.MinWords)*p.Same) {
			continue
		}
		weighed += score
		links = append(links, Link{
			A: a.ID, B: b.ID, DayA: days[0], DayB: days[1], ASpan: p.ASpan, BSpan: p.BSpan,
			Words: p.Words, Same: p.Same, Weight: weight, Score: score,
		})
	}
	e := Edge{A: a.ID, B: b.ID, DayA: days[0], DayB: days[1], Kind: EdgePassage, Score: min(1, weighed/float64(words))}
	if same >= mostly*float64(words) {
		e.Kind, e.Score = EdgeCopy, min(1, same/float64(words))
	}
	return links, e, nil
}

// weights tells how rare the passages of a pair are, by how many articles have the
// keys that lie in them.
type weights struct {
	articles int
	keys     []placedKey
	others   float64 // where no key is known: the mean of all
	formula  float64
}

// placedKey is a key that two texts share, and where it is in one.
type placedKey struct {
	stemma.Span
	weight float64
}

func newWeights(x *Shared, shingles []reuse.Shingle) *weights {
	w := &weights{articles: int(x.Among), others: 1}
	w.formula = reuse.Rarity(max(allUpTo, int(formulaShare*float64(w.articles))), w.articles)
	held := make(map[uint64]float64, len(x.Keys))
	sum := 0.0
	for _, k := range x.Keys {
		rarity := reuse.Rarity(int(k.Held), w.articles)
		held[k.Hash] = rarity
		sum += rarity
	}
	if len(x.Keys) > 0 {
		w.others = sum / float64(len(x.Keys))
	}
	for _, s := range shingles {
		if weight, ok := held[mix(s.Hash)]; ok {
			w.keys = append(w.keys, placedKey{s.Span, weight})
		}
	}
	return w
}

// of returns the weight of a passage: what a quarter of its keys weigh no more than.
// At the ends of a passage keys are chosen by what stands beside it, too, and so
// fewer articles have them than have the passage.
func (w *weights) of(p stemma.Span) float64 {
	var within []float64
	for _, k := range w.keys {
		if k.Start >= p.Start && k.End <= p.End {
			within = append(within, k.weight)
		}
	}
	if len(within) == 0 {
		return w.others
	}
	slices.Sort(within)
	return within[(len(within)-1)/4]
}

// verified joins partners with their texts, and compares them.
func verified(s beam.Scope, articles, partners beam.PCollection, o Comparison) (links, edges, bad beam.PCollection) {
	bodies := beam.ParDo(s, &bodyFn{}, articles)
	halves := beam.ParDo(s, &halvesFn{}, beam.CoGroupByKey(s, bodies, beam.ParDo(s, &turnFn{}, partners)))
	return beam.ParDo3(s, &verifyFn{Comparison: o}, beam.CoGroupByKey(s, bodies, halves))
}

func encodeBody(x Body) []byte { return appendString(appendString(nil, x.ID), x.Text) }

func decodeBody(b []byte) (x Body, err error) {
	r := reader{b: b}
	x.ID, x.Text = r.string(), r.string()
	return x, r.end()
}

func encodeHalf(h Half) []byte {
	return appendShared(appendString(appendString(nil, h.ID), h.Text), &h.Shared)
}

func decodeHalf(b []byte) (h Half, err error) {
	r := reader{b: b}
	h.ID, h.Text, h.Shared = r.string(), r.string(), r.shared()
	return h, r.end()
}
