// Package trace is the main path: it takes articles and returns their
// stories, each with its family tree.
//
// The steps are the packages of the module, in the order of Run and story;
// nothing is decided here. The command and users of the library come through
// Run. The same articles give the same result, byte for byte, whatever the
// number of cores.
package trace

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/attribution"
	"github.com/stemma-news/stemma/bound"
	"github.com/stemma-news/stemma/claim"
	"github.com/stemma-news/stemma/cluster"
	"github.com/stemma-news/stemma/distrust"
	"github.com/stemma-news/stemma/internal/crew"
	"github.com/stemma-news/stemma/lineage"
	"github.com/stemma-news/stemma/link"
	"github.com/stemma-news/stemma/text"
)

// Options of Run. The zero value is the default.
type Options struct {
	// OneStory takes all articles as one story instead of looking for stories.
	OneStory bool
	// Rounds is the number of bootstrap rounds behind every edge's support;
	// 0 means lineage.DefaultRounds.
	Rounds int
	// Seed seeds the bootstrap.
	Seed uint64
	// Vectors is the model of sentence vectors; nil means the built-in one.
	// Its cosines must be on the built-in one's scale (package vector/model
	// brings them there), which the steps were fitted on.
	Vectors Vectorizer
	// Judge, if not nil, is a stronger model for the sentences that may have a
	// counterpart: the vectors of Vectors find the stories and such sentences,
	// those of Judge say what corresponds.
	Judge Vectorizer
	// Outlets is the reader's own table of agencies and outlets, over the one
	// that ships with the program; nil means none.
	Outlets *attribution.Outlets
	// ArticleTime is how long one article may take to read, and StoryTime how long
	// one story may take to trace; 0 means DefaultArticleTime and DefaultStoryTime,
	// and less than 0 any time. What is not done by then is left out, and the
	// result says so (Result.Partial).
	ArticleTime, StoryTime time.Duration
	// Progress, if not nil, is told of each step as it begins, from one
	// goroutine at a time.
	Progress func(step string)

	spent func() bool // instead of the clock, in tests
}

// Vectorizer turns sentences of any language into unit vectors in one space.
type Vectorizer interface {
	// Name identifies the model; the result carries it.
	Name() string
	// Vectors returns a vector for each sentence, a zero one where there is
	// nothing to go by.
	Vectors(ctx context.Context, sentences []string) ([][]float32, error)
}

// Run traces the articles: which of them tell one story, and in each story
// who derives from whom. Articles must have ids, and no two the same. It fails
// only when ctx ends or a model of sentence vectors fails; an article that
// tells no one's story is listed in Unplaced.
func Run(ctx context.Context, articles []stemma.Article, o Options) (*stemma.Result, error) {
	return run(ctx, articles, o, nil)
}

// run is Run; told, if not nil, may change what was found of the groups before it
// becomes a result.
func run(ctx context.Context, articles []stemma.Article, o Options, told func(docs []*text.Document, parts []part)) (*stemma.Result, error) {
	if err := checkIDs(articles); err != nil {
		return nil, err
	}
	model, err := o.model()
	if err != nil {
		return nil, err
	}

	o.progress("reading articles")
	docs, err := read(ctx, articles, o)
	if err != nil {
		return nil, err
	}
	o.progress("computing vectors")
	vecs, err := vectors(ctx, model, docs, everySentence, nil)
	if err != nil {
		return nil, err
	}
	o.progress("finding stories")
	groups, err := group(ctx, model, docs, vecs, o)
	if err != nil {
		return nil, err
	}
	if o.Judge != nil {
		o.progress("computing the judge's vectors")
		if vecs, err = judge(ctx, o.Judge, docs, groups, vecs); err != nil {
			return nil, err
		}
	}
	o.progress("tracing stories")
	parts, err := tell(ctx, groups, docs, vecs, o)
	if err != nil {
		return nil, err
	}
	if told != nil {
		told(docs, parts)
	}
	result := assemble(docs, parts)
	result.Vectors = o.vectorNames(model)
	return result, nil
}

func (o Options) progress(step string) {
	if o.Progress != nil {
		o.Progress(step)
	}
}

func checkIDs(articles []stemma.Article) error {
	seen := make(map[string]bool, len(articles))
	for i, a := range articles {
		switch {
		case a.ID == "":
			return fmt.Errorf("article %d (%s) has no id", i, a.Input)
		case seen[a.ID]:
			return fmt.Errorf("two articles have the id %q", a.ID)
		}
		seen[a.ID] = true
	}
	return nil
}

// each calls f for 0..n-1 on all cores and stops at the first error.
func each(ctx context.Context, n int, f func(ctx context.Context, i int) error) error {
	g, groupCtx := crew.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i := range n {
		if groupCtx.Err() != nil {
			break
		}
		g.Go(func() error { return f(groupCtx, i) })
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return ctx.Err()
}

func read(ctx context.Context, articles []stemma.Article, o Options) ([]*text.Document, error) {
	docs := make([]*text.Document, len(articles))
	habits, same := text.LearnHabits(articles), new(copies)
	err := each(ctx, len(articles), func(ctx context.Context, i int) error {
		docs[i] = o.readArticle(habits, articles[i])
		same.share(docs[i])
		return ctx.Err()
	})
	return docs, err
}

func group(ctx context.Context, model Vectorizer, docs []*text.Document, vecs [][][]float32, o Options) ([][]int, error) {
	if !o.OneStory {
		titles, err := headlines(ctx, model, docs)
		if err != nil {
			return nil, err
		}
		groups, err := cluster.Group(ctx, docs, vecs, titles)
		if err != nil {
			return nil, fmt.Errorf("find stories: %w", err)
		}
		slices.SortStableFunc(groups, func(a, b []int) int { return cmp.Compare(len(b), len(a)) })
		return groups, nil
	}
	all := make([]int, len(docs))
	for i := range all {
		all[i] = i
	}
	return [][]int{all}, nil
}

// tell traces the groups side by side; part i belongs to group i. What many
// groups say in the same words is no evidence within one of them.
func tell(ctx context.Context, groups [][]int, docs []*text.Document, vecs [][][]float32, o Options) ([]part, error) {
	stories := make([]lineage.Story, len(groups))
	told := make([][]*text.Document, len(groups))
	for i, group := range groups {
		s := lineage.Story{Outlets: o.Outlets}
		for _, d := range inOrder(group, docs) {
			s.Docs = append(s.Docs, docs[d])
			s.Vectors = append(s.Vectors, vecs[d])
		}
		stories[i], told[i] = s, s.Docs
	}
	corpus := link.NewCorpus(told)
	parts := make([]part, len(groups))
	err := each(ctx, len(groups), func(ctx context.Context, i int) error {
		var err error
		parts[i], err = new(memory).story(ctx, stories[i], corpus, o)
		return err
	})
	return parts, err
}

// inOrder sorts a group by time and id, so that the order in which the articles
// were given leaves no trace in what is found. Undated ones come last.
func inOrder(group []int, docs []*text.Document) []int {
	return slices.SortedFunc(slices.Values(group), func(x, y int) int {
		return byTime(&docs[x].Article, &docs[y].Article)
	})
}

func byTime(a, b *stemma.Article) int {
	if a.Published.IsZero() != b.Published.IsZero() {
		if a.Published.IsZero() {
			return 1
		}
		return -1
	}
	return cmp.Or(a.Published.Compare(b.Published), cmp.Compare(a.ID, b.ID))
}

// part is what one group of articles contributes to the result. A group of
// one article has attributions but no story.
type part struct {
	story        *stemma.Story
	sources      []stemma.Source
	attributions []stemma.Attribution
	articles     []string
	partial      []stemma.Partial
	distrusted   []stemma.Distrust
}

// memory is what the steps remember of a story from one trace to the next; that
// of Run is empty.
type memory struct {
	attributions attribution.Memory
	links        link.Memory
	changes      claim.Memory
	published    map[*text.Document]*text.Document // see asPublished
}

// story takes the documents of one group the rest of the way.
func (m *memory) story(ctx context.Context, s lineage.Story, corpus *link.Corpus, o Options) (part, error) {
	b, docs := o.storyBound(), s.Docs
	s.Docs = m.asPublished(docs)
	p, err := m.traced(ctx, s, corpus, o, b)
	if err != nil {
		return part{}, err
	}
	var edges []stemma.Edge
	if p.story != nil {
		edges = p.story.Edges
	}
	p.distrusted = distrust.Find(docs, edges)
	p.partial = append(unread(docs), b.Partial()...)
	return p, nil
}

// asPublished returns the documents with the outlets that published them, where
// some bear another outlet's name: the same ones as the last time, for the steps
// know a document by its address.
func (m *memory) asPublished(docs []*text.Document) []*text.Document {
	out, published := slices.Clone(docs), map[*text.Document]*text.Document{}
	for i, owner := range distrust.Impostors(docs) {
		if owner == "" {
			continue
		}
		d := m.published[docs[i]]
		if d == nil || d.Article.Outlet != owner {
			d = new(*docs[i])
			d.Article.Outlet = owner
		}
		out[i], published[docs[i]] = d, d
	}
	m.published = published
	return out
}

// traced is story without what is said about it.
func (m *memory) traced(ctx context.Context, s lineage.Story, corpus *link.Corpus, o Options, b *bound.Bound) (part, error) {
	var err error
	p := part{articles: ids(s.Docs)}
	if s.Attributions, s.Sources, err = m.attributions.Find(ctx, s.Docs, attribution.Options{Outlets: o.Outlets, Bound: b}); err != nil {
		return part{}, fmt.Errorf("find attributions: %w", err)
	}
	p.attributions, p.sources = s.Attributions, s.Sources
	if len(s.Docs) < 2 {
		return p, nil
	}
	if s.Links, err = m.links.Find(ctx, s.Docs, s.Vectors, link.Options{Corpus: corpus, Bound: b}); err != nil {
		return part{}, fmt.Errorf("find links: %w", err)
	}
	s.Claims = claim.Join(s.Docs, s.Links)
	tree, err := lineage.Infer(ctx, s, lineage.Options{Rounds: o.Rounds, Seed: o.Seed, Bound: b})
	if err != nil {
		return part{}, fmt.Errorf("infer the tree: %w", err)
	}
	p.attributions, p.sources = tree.Attributions, tree.Sources
	p.story = &stemma.Story{
		Title:        title(s.Docs),
		Articles:     p.articles,
		Origins:      tree.Origins,
		Edges:        tree.Edges,
		Links:        s.Links,
		Roots:        tree.Roots,
		OriginCounts: tree.OriginCounts,
		Descents:     tree.Descents,
		Claims: m.changes.Compare(claim.Story{
			Docs: s.Docs, Links: s.Links, Claims: s.Claims, Edges: tree.Edges, Attributions: tree.Attributions, Sources: tree.Sources, Bound: b,
		}),
	}
	return p, nil
}

func ids(docs []*text.Document) []string {
	out := make([]string, len(docs))
	for i, d := range docs {
		out[i] = d.Article.ID
	}
	return out
}

// title returns the title of the first article by time that has one; undated
// articles come last.
func title(docs []*text.Document) string {
	titled := slices.DeleteFunc(slices.Clone(docs), func(d *text.Document) bool { return d.Article.Title == "" })
	if len(titled) == 0 {
		return ""
	}
	first := slices.MinFunc(titled, func(a, b *text.Document) int { return byTime(&a.Article, &b.Article) })
	return first.Article.Title
}
