package watch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/attribution"
	"github.com/stemma-news/stemma/cluster"
	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/vector"
)

// streamState is the name of the stream's own state in the archive's.
const streamState = "cluster/stream"

// batchArrivals is how many articles are placed in one transaction. Within one, the stream gets them in the order of
// their publication. Batches end at multiples of it, wherever a catch-up begins.
const batchArrivals = 2048

// CatchUpOptions say how what is new is put into stories. The zero value is ready to use.
type CatchUpOptions struct {
	// Outlets is the reader's own table of agencies and outlets; nil means none.
	Outlets *attribution.Outlets
	// Progress, if not nil, is told of each batch that was placed, with all counts so far.
	Progress func(Placed)
	// Warn, if not nil, is told what is amiss with the archive, in words for its user.
	Warn func(string)
	// Version is that of the program: what another one failed at is read again. Again has all reports read again of which
	// nothing could be made.
	Version string
	Again   bool

	// placing, if not nil, gives what is to be written together with a batch.
	placing func(ctx context.Context, read []reading, events []cluster.Event) (store.Update, error)
	// placed, if not nil, is called when it was written.
	placed func(ctx context.Context) error
	// asked are names that rules ask for, which count as agencies' where a report names them; nil for none.
	asked *attribution.Asked
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
	// Indexed were placed before, and are ready for search now.
	Indexed int `json:"indexed,omitempty"`
	// Damaged are articles whose record could not be read.
	Damaged []stemma.InputError `json:"damaged,omitempty"`
	Seconds float64             `json:"seconds"`
	// faults are those of the damaged that the program failed at.
	faults []Failure
}

// CatchUp puts the articles that came into an archive since the last time into stories. It can be interrupted and killed
// at any moment: the next one goes on where it was, with the same stories in the end. What it returned with an error was
// done. The memory it takes is that of a batch, and of the stories that are open.
//
// In a database one process places at a time. Where another does (store.ErrLocked), it places what came here, too.
func CatchUp(ctx context.Context, a *store.Archive, o CatchUpOptions) (placed Placed, err error) {
	lease, err := a.Lease(ctx, store.Placing)
	if err != nil {
		return Placed{}, err
	}
	defer func() { err = errors.Join(err, lease.Close()) }()
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
	failed  []Failure
	next    *ahead // nil if nothing is read ahead
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

func (p *placer) warn(what string) {
	if p.o.Warn != nil {
		p.o.Warn(what)
	}
}

// catchUp places all that is new.
func (p *placer) catchUp(ctx context.Context) (Placed, error) {
	began := time.Now()
	var sum Placed
	if err := p.retry(ctx); err != nil {
		return sum, err
	}
	if err := p.index(ctx, &sum); err != nil {
		return sum, err
	}
	defer p.stopAhead()
	for {
		size := cmp.Or(p.o.batch, batchArrivals)
		arrivals, err := p.archive.Unplaced(ctx, size)
		if err != nil || len(arrivals) == 0 {
			return sum, err
		}
		arrivals = toBorder(arrivals, int64(size))
		if err := p.batch(ctx, arrivals, &sum); err != nil {
			return sum, fmt.Errorf("put reports into stories: %w", err)
		}
		sum.Seconds = time.Since(began).Seconds()
		if p.o.Progress != nil {
			p.o.Progress(sum)
		}
	}
}

// toBorder cuts arrivals behind the next multiple of size, so that a batch has the same articles however often the
// catch-up was interrupted.
func toBorder(arrivals []store.Arrival, size int64) []store.Arrival {
	border := (arrivals[0].N + size - 1) / size * size
	if at := slices.IndexFunc(arrivals, func(a store.Arrival) bool { return a.N > border }); at > 0 {
		return arrivals[:at]
	}
	return arrivals
}

// batch places some articles.
func (p *placer) batch(ctx context.Context, arrivals []store.Arrival, sum *Placed) error {
	upto := arrivals[len(arrivals)-1].N
	read, err := p.readAll(ctx, arrivals, sum)
	if err != nil {
		return err
	}
	p.readAhead(ctx, arrivals, cmp.Or(p.o.batch, batchArrivals))
	events, err := p.stream.Add(ctx, itemsOf(read))
	if err != nil {
		return errors.Join(err, p.restore(context.WithoutCancel(ctx)))
	}
	placement, err := p.placement(ctx, upto, read, events)
	if err == nil {
		err = p.failing(sum, read, placement.State)
	}
	if err == nil {
		err = p.archive.Place(context.WithoutCancel(ctx), placement)
	}
	if err != nil { // the stream is ahead of the archive
		return errors.Join(err, p.restore(context.WithoutCancel(ctx)))
	}
	sum.count(read, events)
	if p.o.placed != nil {
		return errors.Join(p.o.placed(ctx), ctx.Err())
	}
	return ctx.Err()
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
		r.keep(&out.Update)
	}
	if out.State == nil {
		out.State = map[string][]byte{}
	}
	out.State[streamState] = p.stream.AppendState(nil)
	return out, inherit(ctx, p.archive, out.State, events)
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
		return 0, errors.Join(fmt.Errorf("close stories: %w", err), p.restore(context.WithoutCancel(ctx)))
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
