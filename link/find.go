package link

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/bound"
	"github.com/stemma-news/stemma/text"
)

// Options of Find. The zero value is the default.
type Options struct {
	// Corpus, if not nil, knows the phrases of all stories of the run. What
	// many of them have says little about which sentences correspond, and
	// nothing about who copied whom: see Link.Common and Stretch.Common.
	Corpus *Corpus
	// Bound, if not nil, limits the work: what it leaves no time for is left out,
	// and noted there.
	Bound *bound.Bound
}

// Find returns the links between all pairs of articles of one story, in the
// order of docs. vecs[i][j] is the unit vector of sentence j of docs[i]; where
// it is missing or zero, only what is written alike can link the sentence.
// Boilerplate is never linked.
//
// The links do not depend on the order of docs, but for which article of a
// link is called A: the earlier one.
func Find(ctx context.Context, docs []*text.Document, vecs [][][]float32, o Options) ([]stemma.Link, error) {
	return new(Memory).Find(ctx, docs, vecs, o)
}

// find compares pairs of articles; what it finds runs parallel to them.
func (s *story) find(ctx context.Context, pairs [][2]int) ([][]finding, error) {
	if len(s.articles) > 2 {
		if err := s.poll(ctx, pairs); err != nil {
			return nil, err
		}
	}
	found := make([][]finding, len(pairs))
	err := s.each(ctx, len(pairs), func(m *matcher, n int) {
		found[n] = m.reuse(m.match(&s.articles[pairs[n][0]], &s.articles[pairs[n][1]]))
	})
	return found, err
}

// each calls do for 0 ≤ n < count from as many workers as there are cores.
// What do(n) computes must depend on n alone.
func (s *story) each(ctx context.Context, count int, do func(m *matcher, n int)) error {
	var next atomic.Int64
	g, ctx := errgroup.WithContext(ctx)
	for range min(runtime.GOMAXPROCS(0), count) {
		g.Go(func() error {
			m := &matcher{story: s}
			for {
				n := int(next.Add(1)) - 1
				if n >= count {
					return nil
				}
				if err := ctx.Err(); err != nil {
					return err
				}
				do(m, n)
			}
		})
	}
	return g.Wait()
}

// links turns the matches of a pair of articles into links over the documents
// as they came in: A is the earlier one.
func (s *story) links(pair [2]int, found []finding) []stemma.Link {
	links := make([]stemma.Link, 0, len(found))
	for _, f := range found {
		a, b := &s.articles[pair[0]], &s.articles[pair[1]]
		i, j, stretches := f.a, f.b, a.spansOf(b, f.stretches)
		if a.place > b.place {
			a, b, i, j = b, a, j, i
			turn(stretches)
		}
		links = append(links, stemma.Link{
			A: a.doc.Article.ID, ASentences: a.indices(i),
			B: b.doc.Article.ID, BSentences: b.indices(j),
			Kind: f.kind, Score: f.score, Stretches: stretches,
			Common: max(a.commonIn(i), b.commonIn(j)),
		})
	}
	slices.SortFunc(links, func(x, y stemma.Link) int {
		return cmp.Or(cmp.Compare(x.ASentences[0], y.ASentences[0]), cmp.Compare(x.BSentences[0], y.BSentences[0]))
	})
	return links
}

// turn exchanges the sides of stretches and orders them by the new first.
func turn(stretches []stemma.Stretch) {
	for i := range stretches {
		stretches[i].A, stretches[i].B = stretches[i].B, stretches[i].A
	}
	slices.SortFunc(stretches, func(x, y stemma.Stretch) int { return x.A.Start - y.A.Start })
}
