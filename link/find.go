package link

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"sync"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/bound"
	"github.com/stemma-news/stemma/internal/crew"
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

// find compares pairs of articles; what it finds runs parallel to the first of
// them, as far as the bound went.
func (s *story) find(ctx context.Context, pairs [][2]int, b *bound.Bound) ([][]finding, error) {
	if len(s.articles) > 2 {
		if err := s.poll(ctx, pairs, b); err != nil {
			return nil, err
		}
	}
	found := make([][]finding, len(pairs))
	done, err := s.upTo(ctx, b, len(pairs), func(m *matcher, n int) {
		found[n] = m.reuse(m.match(&s.articles[pairs[n][0]], &s.articles[pairs[n][1]]))
	})
	return found[:done], err
}

// each calls do for 0 ≤ n < count from as many workers as there are cores.
// What do(n) computes must depend on n alone.
func (s *story) each(ctx context.Context, count int, do func(m *matcher, n int)) error {
	_, err := s.upTo(ctx, nil, count, do)
	return err
}

// upTo is each within a bound, and returns how many of them were done, the first
// ones. The bound is asked as work is handed out, in its order: where it counts,
// the same is done on any number of cores.
func (s *story) upTo(ctx context.Context, b *bound.Bound, count int, do func(m *matcher, n int)) (done int, err error) {
	var turn sync.Mutex
	take := func() (n int, ok bool) {
		turn.Lock()
		defer turn.Unlock()
		if done == count || b.Spent() {
			return 0, false
		}
		done++
		return done - 1, true
	}
	g, ctx := crew.WithContext(ctx)
	for range min(runtime.GOMAXPROCS(0), count) {
		g.Go(func() error {
			m := &matcher{story: s, ended: ctx.Done()}
			for n, ok := take(); ok && ctx.Err() == nil; n, ok = take() {
				do(m, n)
			}
			return ctx.Err()
		})
	}
	return done, g.Wait()
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
