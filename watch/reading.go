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
	// The rest is kept only where somebody asks for it.
	doc          *text.Document
	vectors      [][]float32
	attributions []stemma.Attribution
	sources      []stemma.Source
}

// readAll reads articles on all cores.
func (p *placer) readAll(ctx context.Context, arrivals []store.Arrival, sum *Placed) ([]reading, error) {
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
	return slices.DeleteFunc(all, func(r reading) bool {
		if r.Err != nil {
			sum.Damaged = append(sum.Damaged, stemma.InputError{Input: r.Article.ID, Problem: r.Err.Error() + ": import it again (stemma import --again)"})
		}
		return r.Err != nil
	}), nil
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
		if fault := recover(); fault != nil {
			r.Err = fmt.Errorf("a fault of stemma itself (%v): please report it with this report; it is in no story", fault)
		}
	}()
	return p.readArticle(ctx, habits, r)
}

func (p *placer) readArticle(ctx context.Context, habits *text.Habits, r *reading) error {
	d := habits.Read(r.Article)
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
	r.cites = citesOf(r.Article.ID, sources)
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

// citesOf are the named sources that an article cites, each by all names that it has there.
func citesOf(id string, sources []stemma.Source) store.Cites {
	c := store.Cites{Article: id}
	seen := map[string]bool{}
	for i := range sources {
		if sources[i].Kind == stemma.SourceUnnamed {
			continue
		}
		for _, name := range append([]string{sources[i].Name}, sources[i].Aliases...) {
			if key := text.Fold(name); key != "" && !seen[key] {
				seen[key] = true
				c.Sources = append(c.Sources, store.CitedSource{Key: key, Name: sources[i].Name})
			}
		}
	}
	return c
}
