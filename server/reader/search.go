package reader

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/trace"
	"github.com/stemma-news/stemma/watch"
)

// Article returns a report, with its sentences. ErrUnknown where there is none.
func (r *Reader) Article(ctx context.Context, id string) (a stemma.Article, err error) {
	err = r.answer(ctx, "article", func(ctx context.Context, h *opened) (err error) {
		a, err = h.article(ctx, id)
		return err
	})
	return a, err
}

func (h *opened) article(ctx context.Context, id string) (stemma.Article, error) {
	if len(id) > maxName {
		return stemma.Article{}, ErrUnknown
	}
	a, ok, err := h.archive.Article(ctx, id)
	switch {
	case err != nil:
		return stemma.Article{}, err
	case !ok:
		return stemma.Article{}, ErrUnknown
	case len(a.Sentences) == 0: // of an archive that an older program filled
		a = text.Article(a)
	}
	return a, nil
}

// Search finds reports.
func (r *Reader) Search(ctx context.Context, words string, o search.Options) (found *search.Result, err error) {
	q, err := search.Parse(words)
	if err != nil {
		return nil, err
	}
	err = r.answer(ctx, "search", func(ctx context.Context, h *opened) error {
		s, err := h.searching(ctx, &o)
		if err == nil {
			found, err = s.Find(ctx, q, o)
		}
		return unknownStory(err)
	})
	return found, err
}

// searching returns what searches, and adds to options which further reports cite the source that is asked for.
func (h *opened) searching(ctx context.Context, o *search.Options) (*search.Searcher, error) {
	if o.Source != "" && o.Citing == nil {
		var err error
		if o.Citing, err = h.told(ctx, o.Source); err != nil {
			return nil, err
		}
	}
	return h.searcher()
}

// unknownStory makes an error of a story that there is not ErrUnknown, and of several ErrSeveral.
func unknownStory(err error) error {
	if none := (*search.UnknownStoryError)(nil); errors.As(err, &none) {
		return fmt.Errorf("%w: %s", ErrUnknown, none.ID)
	}
	return several(err)
}

// Claim finds out who says a sentence, and from how many origins: small stories are traced for that, where the model of
// sentence vectors is the built-in one. Another may take minutes, and ask a server, which nobody expects of a search.
func (r *Reader) Claim(ctx context.Context, sentence string, o search.Options) (found *search.ClaimResult, err error) {
	err = r.answer(ctx, "claim", func(ctx context.Context, h *opened) error {
		s, err := h.searching(ctx, &o)
		if err == nil {
			found, err = s.Claim(ctx, sentence, o)
		}
		if err != nil || !h.builtIn(ctx, r) {
			return unknownStory(err)
		}
		return watch.CountOrigins(ctx, h.archive, found, func(ctx context.Context, st *store.Story) (*stemma.Result, bool, error) {
			return r.current(ctx, h, st)
		})
	})
	return found, err
}

// builtIn says that trees rest on the built-in model of sentence vectors.
func (h *opened) builtIn(ctx context.Context, r *Reader) bool {
	trees, _, err := h.tracer(ctx, r)
	return err == nil && trees.BuiltIn()
}

// current is the tree of a small story as it is now, which is traced for it if need be.
func (r *Reader) current(ctx context.Context, h *opened, st *store.Story) (tree *stemma.Result, traced bool, err error) {
	k, err := r.load(ctx, h, st.ID)
	if err != nil {
		return nil, false, err
	}
	if h.fits(ctx, r, k, st) {
		return k.result, false, nil
	}
	var t Tree
	k, err = r.renew(ctx, h, st, nil, &t)
	if k == nil || err != nil {
		return nil, true, err
	}
	return k.result, true, nil
}

// Facets are the languages and outlets of the archive, those of the most reports first.
type Facets struct {
	Languages []store.Counted
	Outlets   []store.Counted
}

const (
	// facetsFor is how long facets are taken for those of now: to count them takes up to a second in a large archive.
	facetsFor = 30 * time.Second
	// writtenOutlets is of how many outlets it is looked up how they write themselves.
	writtenOutlets = 200
)

// facetsCache has the facets of some seconds ago.
type facetsCache struct {
	mu  sync.Mutex
	of  Facets
	at  time.Time
	has *opened
}

func (c *facetsCache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.has, c.of = nil, Facets{}
}

// Facets returns what stories can be filtered by.
func (r *Reader) Facets(ctx context.Context) (f Facets, err error) {
	err = r.answer(ctx, "facets", func(ctx context.Context, h *opened) (err error) {
		f, err = r.facets.get(ctx, h)
		return err
	})
	return f, err
}

func (c *facetsCache) get(ctx context.Context, h *opened) (Facets, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.has == h && time.Since(c.at) < facetsFor {
		return c.of, nil
	}
	f, err := h.count(ctx)
	if err == nil {
		c.of, c.at, c.has = f, time.Now(), h
	}
	return f, err
}

func (h *opened) count(ctx context.Context) (f Facets, err error) {
	if f.Languages, err = h.archive.Languages(ctx); err != nil {
		return f, err
	}
	if f.Outlets, err = h.archive.Outlets(ctx); err != nil {
		return f, err
	}
	f.Outlets = slices.DeleteFunc(f.Outlets, func(c store.Counted) bool { return c.Name == "" })
	for i := range f.Outlets[:min(len(f.Outlets), writtenOutlets)] {
		o := &f.Outlets[i]
		if o.Name, err = h.archive.OutletName(ctx, o.Name); err != nil {
			return f, err
		}
	}
	return f, nil
}

// Compare puts two articles side by side, as stemma diff does: a result with the two, and the changes from the first to the second.
func (r *Reader) Compare(ctx context.Context, a, b stemma.Article) (result *stemma.Result, err error) {
	err = r.told(ctx, "compare", func(ctx context.Context) error {
		o, err := r.options(ctx)
		if err == nil {
			result, err = trace.Compare(ctx, a, b, o)
		}
		return err
	})
	return result, err
}

// options are how is traced here.
func (r *Reader) options(ctx context.Context) (trace.Options, error) {
	h, done, err := r.use(ctx)
	if errors.Is(err, ErrNoArchive) {
		return r.o.Trace, nil
	}
	if err != nil {
		return trace.Options{}, err
	}
	defer done()
	_, o, err := h.tracer(ctx, r)
	return o, err
}

// Ready says whether the archive can be read: ErrNoArchive where there is none.
func (r *Reader) Ready(ctx context.Context) error {
	h, done, err := r.use(ctx)
	if err != nil {
		return err
	}
	defer done()
	_, _, err = h.archive.Position(ctx)
	return unreadable(err)
}
