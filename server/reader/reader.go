// Package reader answers what people and programs ask of an archive, for the pages, the API and the tools: which stories
// there are, the tree of one, who says what. It writes nothing but trees.
//
// The archive is read while another process fills it. What is kept there is shown at once, and what has changed since is
// traced by a job in the background. Its tree is put into the archive, unless another process holds that (a folder), and is kept here,
// within a bound on bytes. An archive that comes later, or takes the place of another, is opened when it is there.
package reader

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/stemma-news/stemma/review"
	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/server/lack"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/trace"
)

var (
	// ErrUnknown says that there is no such story or report.
	ErrUnknown = errors.New("there is no such story or report in the archive")
	// ErrSeveral says that several stories are meant; the error names them.
	ErrSeveral = errors.New("several stories are meant")
	// ErrNoArchive says that the server has none: only what is handed to it can be traced.
	ErrNoArchive = errors.New("there is no archive here: stemma import makes one")
	// ErrUnreadable says that there is an archive, which cannot be read at the moment.
	ErrUnreadable = errors.New("the archive cannot be read at the moment")
	// ErrCursor says that a cursor is none of ours.
	ErrCursor = errors.New("the cursor is not one that this list gave")
)

// Options say how stories are traced. Archive may be nil.
type Options struct {
	// Archive is open for reading, and closed by who opened it. Where it is nil, or another archive has taken its place,
	// Open is asked for one: at most every two seconds. The reader closes what Open gave.
	Archive *store.Archive
	Open    func(context.Context) (*store.Archive, error)
	Trace   trace.Options
	// Kind tells trees apart (watch.NewTrees).
	Kind string
	// Settings, if not nil, says in the place of Trace and Kind how an archive's stories are traced: once it is open, and
	// when what it remembers has changed.
	Settings func(context.Context, *store.Archive) (trace.Options, string, error)
	Book     *review.Book
	// Jobs trace; nil stands for a queue of the reader's own.
	Jobs *job.Queue
	// Ahead traces small stories that lists show and nobody has traced, one after the other, when there is nothing else to
	// do, so that their origins are known at the next look.
	Ahead bool
	// Cache is how many bytes of trees are kept in memory, ready to be shown, besides the last; 256 MiB if 0.
	Cache int64
	// Log, if not nil, is told why trees are not kept in the archive: who may not write there has them traced again by the next process.
	Log *slog.Logger
	// Span, if not nil, is told of each answer as it begins, and of its end by what it returned.
	Span func(ctx context.Context, name string) (context.Context, func(error))
}

// Reader answers. It may be used by many goroutines.
type Reader struct {
	o       Options
	jobs    *job.Queue
	ownJobs bool
	trees   *cache
	pace    pace
	sums    *summaries
	failed  *failures
	loading singleflight.Group
	facets  facetsCache
	recent  recent
	ahead   *ahead
	events  *events
	figures figures
	// running ends with Close, and background are the goroutines that heed it.
	running    context.Context //nolint:containedctx // it is that of all that runs beside
	stop       context.CancelFunc
	background sync.WaitGroup

	mu      sync.Mutex
	now     *opened // nil where there is none
	looked  time.Time
	looking chan struct{} // closed when it is known which archive there is; nil where nobody looks
	problem error         // why there is none
	closed  bool
	// openings is how many archives were opened.
	openings int64
}

// New returns a reader of an archive.
func New(o Options) (*Reader, error) {
	o.Cache = cmp.Or(o.Cache, 256<<20)
	r := &Reader{o: o, jobs: o.Jobs, trees: newCache(o.Cache), sums: newSummaries(), failed: newFailures(), problem: ErrNoArchive}
	r.running, r.stop = context.WithCancel(context.Background())
	if r.jobs == nil {
		r.jobs, r.ownJobs = job.NewQueue(job.Options{}), true
	}
	r.events = newEvents(r)
	if o.Ahead {
		r.ahead = &ahead{r: r}
	}
	if o.Archive == nil {
		return r, nil
	}
	if first := o.Archive; o.Open == nil {
		r.o.Open = func(ctx context.Context) (*store.Archive, error) {
			return first.Reopen(ctx, store.Options{ReadOnly: true})
		}
	}
	r.now, r.looked = r.opened(o.Archive, false), time.Now()
	return r, nil
}

// Close ends what runs beside it. Queries that are still at work are waited for, and jobs of a queue of its own.
func (r *Reader) Close() error {
	r.mu.Lock()
	if r.closed {
		r.mu.Unlock()
		return nil
	}
	r.closed = true
	r.stop()
	r.retire()
	r.mu.Unlock()
	var err error
	if r.ownJobs {
		err = r.jobs.Close()
	}
	r.background.Wait()
	return err
}

// Figures tell what the reader does.
type Figures struct {
	// TreesKept counts how often Tree had one that is as the story is, TreesTraced how often it had to have one traced.
	TreesKept, TreesTraced uint64
	// Followers is how many follow, Bytes what the trees in memory take.
	Followers int
	Bytes     int64
}

type figures struct {
	kept, traced atomic.Uint64
	made         atomic.Uint64 // trees that were made here
}

// Figures tell what the reader does.
func (r *Reader) Figures() Figures {
	return Figures{TreesKept: r.figures.kept.Load(), TreesTraced: r.figures.traced.Load(), Followers: r.events.followers(), Bytes: r.trees.bytes()}
}

// answer finds an answer in the archive, and tells of it.
func (r *Reader) answer(ctx context.Context, name string, find func(context.Context, *opened) error) error {
	return r.told(ctx, name, func(ctx context.Context) error {
		h, done, err := r.use(ctx)
		if err != nil {
			return err
		}
		defer done()
		return unreadable(find(ctx, h))
	})
}

// unreadable says of an error that it is one of the disk or the file, and not of what was asked for.
func unreadable(err error) error {
	if _, is := lack.Of(err); is && !errors.Is(err, ErrUnreadable) {
		return fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	return err
}

// told tells of an answer as it begins and ends.
func (r *Reader) told(ctx context.Context, name string, find func(context.Context) error) error {
	if r.o.Span == nil {
		return find(ctx)
	}
	ctx, end := r.o.Span(ctx, name)
	err := find(ctx)
	end(err)
	return err
}
