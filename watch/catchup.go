package watch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/attribution"
	"github.com/stemma-news/stemma/cluster"
	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/vector"
)

// streamState is the name of the stream's own state in the archive's.
const streamState = "cluster/stream"

// batchArrivals is how many articles are placed in one transaction. Within one, the stream gets them in the order of
// their publication: the more there are, the less it matters how an archive of old articles was filled.
const batchArrivals = 2048

// CatchUpOptions say how what is new is put into stories. The zero value is ready to use.
type CatchUpOptions struct {
	// Outlets is the reader's own table of agencies and outlets; nil means none.
	Outlets *attribution.Outlets
	// Progress, if not nil, is told of each batch that was placed, with all counts so far.
	Progress func(Placed)

	// placing, if not nil, gives what is to be written together with a batch.
	placing func(ctx context.Context, read []reading, events []cluster.Event) (store.Update, error)
	// placed, if not nil, is called when it was written.
	placed func(ctx context.Context) error
	// keep says that these need what was read of the articles.
	keep bool
	// batch is how many articles are placed at a time; batchArrivals if zero.
	batch int
}

// Placed says what became of what was new.
type Placed struct {
	// Articles were placed, Revised of them again, since they have changed.
	Articles int `json:"articles"`
	Revised  int `json:"revised"`
	// Founded, Merged and Closed are stories.
	Founded int `json:"stories_founded"`
	Merged  int `json:"stories_merged"`
	Closed  int `json:"stories_closed"`
	// Damaged are articles whose record could not be read.
	Damaged []stemma.InputError `json:"damaged,omitempty"`
	Seconds float64             `json:"seconds"`
}

// CatchUp puts the articles that came into an archive since the last time into stories. It can be interrupted and killed
// at any moment: the next one goes on where it was, with the same stories in the end. What it returned with an error was
// done. The memory it takes is that of a batch, and of the stories that are open.
func CatchUp(ctx context.Context, a *store.Archive, o CatchUpOptions) (Placed, error) {
	p, err := newPlacer(ctx, a, o)
	if err != nil {
		return Placed{}, err
	}
	return p.catchUp(ctx)
}

// placer places articles, and keeps the stream of stories for the next time.
type placer struct {
	archive *store.Archive
	o       CatchUpOptions
	stream  *cluster.Stream
	vectors *vector.Static
	indexer *search.Indexer
}

// newPlacer restores the stream as it was when the last batch was placed.
func newPlacer(ctx context.Context, a *store.Archive, o CatchUpOptions) (*placer, error) {
	m, err := vector.Default()
	if err != nil {
		return nil, fmt.Errorf("open the built-in vectors: %w", err)
	}
	x, err := search.NewIndexer()
	if err != nil {
		return nil, err
	}
	p := &placer{archive: a, o: o, vectors: m, indexer: x}
	return p, p.restore(ctx)
}

func (p *placer) restore(ctx context.Context) error {
	p.stream = cluster.NewStream(cluster.StreamOptions{})
	state, _, err := p.archive.State(ctx, streamState)
	if err != nil {
		return err
	}
	_ = p.stream.RestoreState(state) // damaged: it goes on without, a little differently
	for m, err := range p.archive.Active(ctx) {
		if err != nil {
			return err
		}
		profile := &cluster.Profile{}
		if profile.UnmarshalBinary(m.Profile) != nil {
			continue // of an older form, or damaged: the story is compared by its others
		}
		if err := p.stream.Restore(cluster.Item{ID: m.Article, Arrival: m.N, Story: m.Story, Profile: profile}); err != nil {
			return fmt.Errorf("restore the stories of %s: %w", p.archive.Dir(), err)
		}
	}
	return ctx.Err()
}

// catchUp places all that is new.
func (p *placer) catchUp(ctx context.Context) (Placed, error) {
	began := time.Now()
	var sum Placed
	if err := p.index(ctx); err != nil {
		return sum, err
	}
	for {
		arrivals, err := p.archive.Unplaced(ctx, cmp.Or(p.o.batch, batchArrivals))
		if err != nil || len(arrivals) == 0 {
			return sum, err
		}
		if err := p.batch(ctx, arrivals, &sum); err != nil {
			return sum, fmt.Errorf("put reports into stories: %w", err)
		}
		sum.Seconds = time.Since(began).Seconds()
		if p.o.Progress != nil {
			p.o.Progress(sum)
		}
	}
}

// index fills the index of search with what was placed and is not in it, as after an archive came from elsewhere.
func (p *placer) index(ctx context.Context) error {
	for {
		arrivals, err := p.archive.Unindexed(ctx, cmp.Or(p.o.batch, batchArrivals))
		if err != nil || len(arrivals) == 0 {
			return err
		}
		read, err := p.readAll(ctx, arrivals, &Placed{})
		if err != nil || len(read) == 0 { // what is damaged is told of when it is placed
			return err
		}
		placed := make([]store.Placed, len(read))
		for i := range read {
			placed[i] = store.Placed{N: read[i].N, Article: read[i].Article.ID, Index: read[i].index}
		}
		if err := p.archive.PutIndex(context.WithoutCancel(ctx), placed); err != nil {
			return err
		}
	}
}

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

// batch places some articles.
func (p *placer) batch(ctx context.Context, arrivals []store.Arrival, sum *Placed) error {
	upto := arrivals[len(arrivals)-1].N
	read, err := p.readAll(ctx, arrivals, sum)
	if err != nil {
		return err
	}
	events, err := p.stream.Add(ctx, itemsOf(read))
	if err != nil {
		return errors.Join(err, p.restore(ctx))
	}
	placement, err := p.placement(ctx, upto, read, events)
	if err != nil {
		return err
	}
	if err := p.archive.Place(context.WithoutCancel(ctx), placement); err != nil {
		return err
	}
	sum.count(read, events)
	if p.o.placed != nil {
		return errors.Join(p.o.placed(ctx), ctx.Err())
	}
	return ctx.Err()
}

// readAll reads articles on all cores.
func (p *placer) readAll(ctx context.Context, arrivals []store.Arrival, sum *Placed) ([]reading, error) {
	all := make([]reading, len(arrivals))
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
		g.Go(func() error { return p.read(groupCtx, &all[i]) })
	}
	if err := errors.Join(g.Wait(), ctx.Err()); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(r reading) bool {
		if r.Err != nil {
			sum.Damaged = append(sum.Damaged, stemma.InputError{Input: r.Article.ID, Problem: r.Err.Error() + ": import the report again"})
		}
		return r.Err != nil
	}), nil
}

// read finds what an article is compared and searched by. A fault of the program in one article is an error of that
// article.
func (p *placer) read(ctx context.Context, r *reading) error {
	defer func() {
		if fault := recover(); fault != nil {
			r.Err = fmt.Errorf("a fault of stemma itself (%v): please report it with this report; it is in no story", fault)
		}
	}()
	return p.readArticle(ctx, r)
}

func (p *placer) readArticle(ctx context.Context, r *reading) error {
	d := text.Read(r.Article)
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
		err = p.read(ctx, &r)
	}
	return r, r.Err == nil, err
}

// changedStories are those that have other members, or other forms of them, than before.
func changedStories(read []reading, events []cluster.Event) []string {
	var all []string
	for i := range read {
		if read[i].Revised {
			all = append(all, read[i].Story)
		}
	}
	for _, e := range events {
		if e.Kind != cluster.Closed {
			all = append(all, e.Story, e.Into)
		}
	}
	return all
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

// itemsOf are articles for the stream, in the order in which they were published; those without a date, or with one
// that is still to come, where they came.
func itemsOf(read []reading) []cluster.Item {
	type dated struct {
		at   time.Time
		item cluster.Item
	}
	all := make([]dated, len(read))
	for i := range read {
		r := &read[i]
		at := r.Article.Published
		if at.IsZero() || at.After(r.Added) {
			at = r.Added
		}
		all[i] = dated{at, cluster.Item{ID: r.Article.ID, Arrival: r.N, Story: r.Story, Profile: r.profile}}
	}
	slices.SortStableFunc(all, func(a, b dated) int { return a.at.Compare(b.at) })
	items := make([]cluster.Item, len(all))
	for i := range all {
		items[i] = all[i].item
	}
	return items
}

// placement is what is written of a batch.
func (p *placer) placement(ctx context.Context, upto int64, read []reading, events []cluster.Event) (store.Placement, error) {
	out := store.Placement{Upto: upto, Events: storeEvents(events)}
	if p.o.placing != nil {
		update, err := p.o.placing(ctx, read, events)
		if err != nil {
			return out, err
		}
		out.Update = update
	}
	for i := range read {
		r := &read[i]
		profile, err := r.profile.AppendBinary(nil)
		if err != nil {
			return out, fmt.Errorf("profile of %s: %w", r.Article.ID, err)
		}
		out.Placed = append(out.Placed, store.Placed{N: r.N, Article: r.Article.ID, Profile: profile, Index: r.index})
		out.Cites = append(out.Cites, r.cites)
	}
	if out.State == nil {
		out.State = map[string][]byte{}
	}
	out.State[streamState] = p.stream.AppendState(nil)
	return out, nil
}

func storeEvents(events []cluster.Event) []store.StoryEvent {
	kinds := map[cluster.EventKind]store.StoryEventKind{
		cluster.Founded: store.StoryFounded, cluster.Joined: store.StoryJoined, cluster.Moved: store.StoryMoved,
		cluster.Merged: store.StoryMerged, cluster.Closed: store.StoryClosed,
	}
	out := make([]store.StoryEvent, len(events))
	for i, e := range events {
		out[i] = store.StoryEvent{Kind: kinds[e.Kind], Story: e.Story, Article: e.Article, Into: e.Into}
	}
	return out
}

// advance tells the stream the time of day, and writes which stories that closes.
func (p *placer) advance(ctx context.Context, now time.Time) (closed int, err error) {
	events := p.stream.Advance(now)
	if len(events) == 0 {
		return 0, nil
	}
	err = p.archive.Place(context.WithoutCancel(ctx), store.Placement{
		Events: storeEvents(events), Update: store.Update{State: map[string][]byte{streamState: p.stream.AppendState(nil)}},
	})
	if err != nil {
		return 0, fmt.Errorf("close stories: %w", err)
	}
	return len(events), nil
}

// count adds what became of a batch.
func (sum *Placed) count(read []reading, events []cluster.Event) {
	sum.Articles += len(read)
	for i := range read {
		if read[i].Revised {
			sum.Revised++
		}
	}
	for _, e := range events {
		switch e.Kind {
		case cluster.Founded:
			sum.Founded++
		case cluster.Merged:
			sum.Merged++
		case cluster.Closed:
			sum.Closed++
		case cluster.Joined, cluster.Moved:
		}
	}
}
