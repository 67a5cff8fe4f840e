package search

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/internal/crew"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/vector"
)

// Searcher searches an archive. It may be used by many goroutines.
type Searcher struct {
	archive *store.Archive
	index   *store.Index
	indexer *Indexer
	// kept gives the trees that are kept of stories.
	kept func(ctx context.Context, story string) (*stemma.Result, error)
}

// UseTrees has the trees that are kept of stories be taken from who has decoded them already; nil is none. It comes before
// the first search.
func (s *Searcher) UseTrees(kept func(ctx context.Context, story string) (*stemma.Result, error)) {
	s.kept = kept
}

// New returns a searcher of an archive.
func New(a *store.Archive) (*Searcher, error) {
	x, err := NewIndexer()
	if err != nil {
		return nil, err
	}
	return &Searcher{archive: a, index: a.Index(), indexer: x}, nil
}

// Stale counts the reports that an older program indexed in a way that does not compare:
// they are not found until watch.CatchUp has made the index anew.
func (s *Searcher) Stale(ctx context.Context) (int, error) {
	return s.archive.StaleIndex(ctx, s.indexer.made)
}

// Options say what may be found, and how.
type Options struct {
	store.Filter
	// Story and Source leave the articles of a story, and those that cite a source.
	Story, Source string
	// Citing are the ids of further articles that cite Source (Searcher.Told).
	Citing []string
	// By leaves one of the two ways: "words" or "meaning".
	By string
	// Limit is how many articles are wanted, 20 where 0.
	Limit int
}

// The two ways by which an article is found.
const (
	ByWords   = "words"
	ByMeaning = "meaning"
)

const (
	defaultLimit = 20
	// fused is how many articles of each ranking are fused.
	fused = 100
	// read is how many articles are read to check phrases.
	read = 300
	// compared is how many passages are compared by their vectors, of all that
	// are near by their codes.
	compared = 120
	// rankBase is the constant of reciprocal rank fusion.
	rankBase = 60
	// leastShare is how much of what the words of a query weigh an article has at least:
	// one that shares with a question only a number is no answer to it.
	leastShare = 0.3
	// leastAlike is the cosine from which a passage may mean what is asked for.
	leastAlike = vector.Threshold
)

// found is an article that was found.
type found struct {
	doc     store.Doc
	article stemma.Article
	story   string // of the article, read with it
	score   float64
	by      []string
	// The passage that means most nearly what was asked for, and its cosine.
	passage int
	alike   float64
	vector  []float32
	// Of a passage that is held to a claim: it has nearly all words of it, and the probability that it says it, at the most.
	worded bool
	most   float64
}

// Find finds articles.
func (s *Searcher) Find(ctx context.Context, q Query, o Options) (*Result, error) {
	if o.Limit <= 0 {
		o.Limit = defaultLimit
	}
	scope, err := s.scope(ctx, o) // before the view: who holds one must not wait for another connection
	if err != nil {
		return nil, err
	}
	q.scope(&scope)
	v, err := s.index.View(ctx, s.indexer.made)
	if err != nil {
		return nil, err
	}
	defer v.Close()
	in, err := v.In(scope)
	if err != nil {
		return nil, err
	}
	words, meaning, err := s.bothWays(ctx, v, &q, in, o)
	if err != nil {
		return nil, err
	}
	all := fuse(words, meaning)
	if q.short() && len(words) > 0 {
		if err := holdersFirst(v, &q, scope, all, words); err != nil {
			return nil, err
		}
	}
	all = all[:min(len(all), o.Limit)]
	if err := readAll(v, all); err != nil {
		return nil, err
	}
	indexed, _ := v.Size()
	return s.result(&q, indexed, all), nil
}

// bothWays ranks articles by their words and by their meaning, at the same time.
func (s *Searcher) bothWays(ctx context.Context, v *store.View, q *Query, in *store.Scoped, o Options) (words, meaning []found, err error) {
	check := newCheck(q)
	g := crew.New()
	if o.By != ByMeaning {
		g.Go(func() (err error) {
			words, err = s.byWords(ctx, v, q, in, check, max(fused, o.Limit))
			return err
		})
	}
	if o.By != ByWords && q.meant() != "" {
		g.Go(func() (err error) {
			meaning, err = s.byMeaning(ctx, v, q.meant(), in, check)
			return err
		})
	}
	err = g.Wait() // before the two are read
	return words, meaning, err
}

// byWords ranks articles by their words.
func (s *Searcher) byWords(ctx context.Context, v *store.View, q *Query, in *store.Scoped, c *check, limit int) ([]found, error) {
	wanted := limit
	if c.needed() {
		wanted = read
	}
	hits, err := v.Match(q.words(), in, wanted)
	if err != nil {
		return nil, err
	}
	var out []found
	for _, h := range hits {
		if h.Share >= leastShare {
			out = append(out, found{doc: h.Doc, score: h.Score, by: []string{ByWords}, passage: -1})
		}
	}
	if !c.needed() {
		return out, nil
	}
	kept := out[:0]
	for part := range slices.Chunk(out, 32) { // most often the first have it
		if err := readAll(v, part); err != nil {
			return nil, err
		}
		passes := make([]bool, len(part))
		if err := onCores(ctx, len(part), func(i int) error {
			passes[i] = c.passes(&part[i])
			return nil
		}); err != nil {
			return nil, err
		}
		for i, f := range part {
			if passes[i] {
				kept = append(kept, f)
			}
		}
		if len(kept) >= limit {
			break
		}
	}
	return kept[:min(len(kept), limit)], nil
}

// readAll reads the articles that have not been read.
func readAll(v *store.View, all []found) error {
	var docs []store.Doc
	for i := range all {
		if all[i].article.ID == "" {
			docs = append(docs, all[i].doc)
		}
	}
	articles, err := v.Articles(docs)
	if err != nil {
		return err
	}
	for i := range all {
		if all[i].article.ID == "" {
			r := articles[all[i].doc]
			all[i].article, all[i].story = r.Article, r.Story
		}
	}
	return nil
}

// byMeaning ranks articles by the passage of each that means most nearly what is asked.
func (s *Searcher) byMeaning(ctx context.Context, v *store.View, meant string, in *store.Scoped, c *check) ([]found, error) {
	passages, err := s.near(ctx, v, meant, in)
	if err != nil {
		return nil, err
	}
	var out []found
	seen := map[store.Doc]bool{}
	for _, p := range passages {
		if p.alike < leastAlike || len(out) == fused {
			break
		}
		if seen[p.doc] || !c.passes(&p) {
			continue
		}
		seen[p.doc] = true
		out = append(out, p)
	}
	return out, nil
}

// near finds the passages that mean nearly the same as a text, the nearest first.
func (s *Searcher) near(ctx context.Context, v *store.View, meant string, in *store.Scoped) ([]found, error) {
	vectors, err := s.indexer.model.Vectors(ctx, []string{meant})
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	if isZero(vectors[0]) {
		return nil, nil
	}
	near, err := v.Near(store.Target{Code: codeOf(vectors[0]), Vector: vectors[0]}, in, compared)
	if err != nil {
		return nil, err
	}
	out := foundBy(near)
	if err := s.liken(ctx, v, vectors[0], out); err != nil {
		return nil, err
	}
	slices.SortStableFunc(out, nearer)
	return out, nil
}

// foundBy are passages that were found by their codes.
func foundBy(near []store.Near) []found {
	out := make([]found, len(near))
	for i, n := range near {
		out[i] = found{doc: n.Doc, passage: n.Sentence, by: []string{ByMeaning}}
	}
	return out
}

// nearer orders passages by their cosines.
func nearer(a, b found) int {
	return cmp.Or(cmp.Compare(b.alike, a.alike), a.doc.Compare(b.doc), cmp.Compare(a.passage, b.passage))
}

// liken reads passages, and says how near each is to a vector.
func (s *Searcher) liken(ctx context.Context, v *store.View, meant []float32, passages []found) error {
	if err := readAll(v, passages); err != nil {
		return err
	}
	texts := make([]string, len(passages))
	for i := range passages {
		texts[i], _ = sentence(&passages[i].article, passages[i].passage)
	}
	theirs, err := s.indexer.model.Vectors(ctx, texts)
	if err != nil {
		return fmt.Errorf("search: %w", err)
	}
	for i := range passages {
		passages[i].alike, passages[i].vector = float64(vector.Dot(meant, theirs[i])), theirs[i]
	}
	return nil
}

// fuse makes one ranking of two. Of two that count the same, what has the words comes first: it is seen to be right.
func fuse(words, meaning []found) []found {
	at := map[store.Doc]int{}
	var all []found
	for _, ranking := range [][]found{words, meaning} {
		for rank, f := range ranking {
			f.score = 1 / float64(rankBase+1+rank)
			i, known := at[f.doc]
			if !known {
				at[f.doc] = len(all)
				all = append(all, f)
				continue
			}
			o := &all[i]
			o.score += f.score
			o.by = append(slices.Clip(o.by), f.by...)
			o.passage, o.alike = f.passage, f.alike
			if f.article.ID != "" {
				o.article, o.story = f.article, f.story
			}
		}
	}
	slices.SortStableFunc(all, func(a, b found) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.way(), b.way()), a.doc.Compare(b.doc))
	})
	return all
}

// way is by what an article was found: 0 by words, and perhaps by meaning, 1 by meaning alone.
func (f *found) way() int {
	if slices.Contains(f.by, ByWords) {
		return 0
	}
	return 1
}

// UnknownStoryError says that there is no story by an id.
type UnknownStoryError struct{ ID string }

func (e *UnknownStoryError) Error() string {
	return fmt.Sprintf("there is no story %q: stemma stories lists those there are", e.ID)
}

// scope is what options say, for the index.
func (s *Searcher) scope(ctx context.Context, o Options) (store.Scope, error) {
	scope := store.Scope{Filter: o.Filter, Source: text.Fold(o.Source), Citing: o.Citing}
	if o.Story == "" {
		return scope, nil
	}
	story, found, err := s.archive.Story(ctx, o.Story)
	if err == nil && !found {
		err = &UnknownStoryError{o.Story}
	}
	scope.Story = story.ID
	return scope, err
}
