package watch

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/attribution"
	"github.com/stemma-news/stemma/cluster"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/text"
)

// reading is an article as it is placed.
type reading struct {
	store.Arrival
	profile *cluster.Profile
	index   *store.IndexEntry
	cites   store.Cites
	divided *store.Divided // its sentences, where they are not those of the record
	// The rest is kept only where somebody asks for it.
	doc          *text.Document
	vectors      [][]float32
	attributions []stemma.Attribution
	sources      []stemma.Source
}

// readAll reads articles, or takes what was read of them ahead. It leaves out what can't be read, and notes it.
func (p *placer) readAll(ctx context.Context, arrivals []store.Arrival, sum *Placed) ([]reading, error) {
	all := p.taken(arrivals)
	if all == nil {
		var err error
		if all, err = p.readEach(ctx, arrivals); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(all, func(r reading) bool {
		if r.Err != nil {
			sum.unread(&r)
		}
		return r.Err != nil
	}), nil
}

// readEach reads articles on all cores.
func (p *placer) readEach(ctx context.Context, arrivals []store.Arrival) ([]reading, error) {
	all := make([]reading, len(arrivals))
	habits := habitsOf(arrivals)
	g, groupCtx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i := range arrivals {
		if groupCtx.Err() != nil {
			break
		}
		all[i].Arrival = arrivals[i]
		if arrivals[i].Err != nil {
			continue
		}
		g.Go(func() error { return p.read(groupCtx, habits, &all[i]) })
	}
	if err := errors.Join(g.Wait(), ctx.Err()); err != nil {
		return nil, err
	}
	return all, nil
}

// habitsOf learns what outlets put on all their articles from those of a batch
// alone, so that an article is read alike however often a run is interrupted.
func habitsOf(arrivals []store.Arrival) *text.Habits {
	articles := make([]stemma.Article, 0, len(arrivals))
	for i := range arrivals {
		if arrivals[i].Err == nil {
			articles = append(articles, arrivals[i].Article)
		}
	}
	return text.LearnHabits(articles)
}

// read finds what an article is compared and searched by. A fault of the program in one article is an error of that
// article.
func (p *placer) read(ctx context.Context, habits *text.Habits, r *reading) error {
	defer func() {
		if cause := recover(); cause != nil {
			r.Err = &fault{cause}
		}
	}()
	return p.readArticle(ctx, habits, r)
}

func (p *placer) readArticle(ctx context.Context, habits *text.Habits, r *reading) error {
	d := habits.Read(r.Article)
	if !slices.Equal(d.Article.Sentences, r.Article.Sentences) { // another version of the reader kept it
		r.divided = &store.Divided{N: r.N, Sentences: d.Article.Sentences}
	}
	title := cluster.Title(d)
	sentences := make([]string, 0, len(d.Sentences)+1)
	for i := range d.Sentences {
		sentences = append(sentences, d.Sentences[i].Text)
	}
	if title != "" {
		sentences = append(sentences, title)
	}
	vecs, err := p.vectors.Vectors(ctx, sentences)
	if err != nil {
		return fmt.Errorf("sentence vectors: %w", err)
	}
	var titleVec []float32
	if title != "" {
		vecs, titleVec = vecs[:len(vecs)-1], vecs[len(vecs)-1]
	}
	r.profile = cluster.NewProfile(d, vecs, titleVec)
	if r.index, err = p.indexer.Entry(ctx, d, vecs); err != nil {
		return fmt.Errorf("what it is searched by: %w", err)
	}
	attributions, sources, err := attribution.FindByRules(ctx, d, attribution.Options{Outlets: p.o.Outlets})
	if err != nil {
		return fmt.Errorf("find attributions: %w", err)
	}
	if attributions, sources, err = p.o.asked.Cites(ctx, d, attributions, sources); err != nil {
		return fmt.Errorf("find whom the rules name: %w", err)
	}
	r.cites = store.Cites{Article: r.Article.ID, N: r.N, Sources: sources, Attributions: attributions}
	if p.o.keep {
		r.Article, r.doc, r.vectors, r.attributions, r.sources = d.Article, d, vecs, attributions, sources
	} else {
		r.Article = stemma.Article{ID: r.Article.ID, Published: d.Article.Published}
	}
	return nil
}

// again reads an article that was placed before.
func (p *placer) again(ctx context.Context, id string) (reading, bool, error) {
	a, ok, err := p.archive.Article(ctx, id)
	if _, damaged := errors.AsType[*store.ArticleError](err); damaged || err == nil && !ok {
		return reading{}, false, nil
	}
	r := reading{Arrival: store.Arrival{Article: a}}
	if err == nil {
		err = p.read(ctx, nil, &r)
	}
	return r, r.Err == nil, err
}

// keep writes what was read of an article besides what it is placed and found by.
func (r *reading) keep(u *store.Update) {
	u.Cites = append(u.Cites, r.cites)
	if r.divided != nil {
		u.Divided = append(u.Divided, *r.divided)
	}
}
