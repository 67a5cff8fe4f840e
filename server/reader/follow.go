package reader

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/stemma-news/stemma/internal/crew"
)

const (
	// pollEvery is how often it is looked for what is new, while somebody follows: one row is read where nothing is.
	pollEvery = time.Second
	// maxEvents is how many events are remembered, for those who lost the connection or are slow.
	maxEvents = 1000
	// maxChanged is how many stories are told of at a time: of more, as in a large import, those of the last reports.
	maxChanged = 200
	// maxAwaited is for how many stories that have changed it is looked whether they are traced.
	maxAwaited = 200
)

// Event is something that happened in the archive, for who follows it.
type Event struct {
	// N grows with each; who lost the connection goes on behind the last that came. It goes on growing when the server
	// is started anew.
	N int64 `json:"n"`
	// Kind is "story" (a story is new or has changed) or "tree" (one was traced).
	Kind  string `json:"kind"`
	Story Story  `json:"story"`
}

// The kinds of event.
const (
	StoryChanged = "story"
	TreeTraced   = "tree"
)

// events remember the last events, and find new ones while somebody follows.
type events struct {
	r     *Reader
	every time.Duration // pollEvery, but in tests

	mu   sync.Mutex
	last []Event
	n    int64 // of the last event
	// more is closed with the next event, and another one is in its place.
	more   chan struct{}
	follow int
	// polling is how many run that look: one, or for a moment two while one is about to end.
	polling bool
	// placed is up to which arrival it was looked, of the archive that is open; -1 where it was not yet.
	placed int64
	// awaited are the stories of which a tree of this version is awaited.
	awaited map[string]int64
}

func newEvents(r *Reader) *events {
	// So that numbers go on growing when the server is started anew, and stay exact in JavaScript.
	return &events{r: r, every: pollEvery, n: time.Now().UnixMilli(), more: make(chan struct{}), placed: -1, awaited: map[string]int64{}}
}

// Follow returns what happens from now on, or behind an event that is still remembered, until ctx ends or the reader is
// closed. Nobody waits for who is slow: of what he has not read, the last thousand remain.
func (r *Reader) Follow(ctx context.Context, after int64) <-chan Event {
	out := make(chan Event)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		close(out)
		return out
	}
	from := r.events.join(after)
	r.background.Go(func() {
		defer close(out)
		defer r.events.leave()
		r.events.send(ctx, from, out)
	})
	return out
}

// join takes one in who follows, and returns behind which event he is.
func (e *events) join(after int64) int64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	if after <= 0 || after > e.n {
		after = e.n
		if e.follow == 0 { // what came while nobody followed is not of now
			e.placed = -1
			clear(e.awaited)
		}
	}
	if e.follow++; !e.polling {
		e.polling = true
		e.r.background.Go(e.poll)
	}
	return after
}

func (e *events) leave() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.follow--
}

func (e *events) followers() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.follow
}

// restart has another archive be looked at.
func (e *events) restart() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.placed = -1
	clear(e.awaited)
}

// send gives the events behind one.
func (e *events) send(ctx context.Context, after int64, out chan<- Event) {
	for {
		some, more := e.behind(after)
		for _, v := range some {
			select {
			case out <- v:
				after = v.N
			case <-ctx.Done():
				return
			case <-e.r.running.Done():
				return
			}
		}
		if len(some) > 0 {
			continue
		}
		select {
		case <-more:
		case <-ctx.Done():
			return
		case <-e.r.running.Done():
			return
		}
	}
}

// behind are the events behind one, and what tells of the next.
func (e *events) behind(after int64) ([]Event, <-chan struct{}) {
	e.mu.Lock()
	defer e.mu.Unlock()
	first := len(e.last)
	for first > 0 && e.last[first-1].N > after {
		first--
	}
	return append([]Event(nil), e.last[first:]...), e.more
}

// add remembers an event, and tells of it.
func (e *events) add(kind string, s Story) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.n++
	if e.last = append(e.last, Event{N: e.n, Kind: kind, Story: s}); len(e.last) >= 2*maxEvents {
		e.last = append([]Event(nil), e.last[maxEvents:]...)
	}
	close(e.more)
	e.more = make(chan struct{})
}

// poll looks for what is new as long as somebody follows.
func (e *events) poll() {
	t := time.NewTicker(e.every)
	defer t.Stop()
	for e.goesOn() {
		_ = crew.Safely(e.look) // an archive that cannot be read now may be later; who asks for a story is told
		select {
		case <-t.C:
		case <-e.r.running.Done():
		}
	}
}

// goesOn says that somebody follows.
func (e *events) goesOn() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.polling = e.follow > 0 && e.r.running.Err() == nil
	return e.polling
}

// look tells of the stories that have changed, and of those that were traced.
func (e *events) look() error {
	ctx := e.r.running
	h, done, err := e.r.use(ctx)
	if err != nil {
		return err
	}
	defer done()
	if err := e.changed(ctx, h); err != nil {
		return err
	}
	return e.retraced(ctx, h)
}

func (e *events) changed(ctx context.Context, h *opened) error {
	e.mu.Lock()
	from := e.placed
	e.mu.Unlock()
	if from < 0 {
		placed, _, err := h.archive.Position(ctx)
		if err == nil {
			e.at(from, placed)
		}
		return err
	}
	ids, upto, _, err := h.archive.StoriesPlaced(ctx, from, maxChanged)
	if err != nil || !e.at(from, upto) {
		return err
	}
	for _, id := range slices.Backward(ids) { // what came last comes last
		s, err := e.r.line(ctx, h, id)
		if err != nil {
			continue // it was merged into another meanwhile, which will be told of
		}
		e.add(StoryChanged, s)
		e.await(&s)
	}
	return nil
}

// at notes up to which arrival it was looked; false where another archive is there by now.
func (e *events) at(from, upto int64) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.placed != from {
		return false
	}
	e.placed = upto
	return true
}

func (e *events) await(s *Story) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.awaited) >= maxAwaited {
		clear(e.awaited)
	}
	e.awaited[s.ID] = s.Version
}

// retraced tells of stories that have changed, and were traced by the process that fills the archive.
func (e *events) retraced(ctx context.Context, h *opened) error {
	e.mu.Lock()
	ids := slices.Collect(maps.Keys(e.awaited))
	e.mu.Unlock()
	if len(ids) == 0 {
		return nil
	}
	heads, err := h.archive.TraceHeads(ctx, ids)
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(heads)) {
		if e.came(id, heads[id].Version) {
			e.tell(ctx, h, id)
		}
	}
	return nil
}

// came says that a tree is awaited no more.
func (e *events) came(id string, version int64) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	wanted, ok := e.awaited[id]
	if !ok || version < wanted {
		return false
	}
	delete(e.awaited, id)
	return true
}

// traced tells of a story that was traced here.
func (e *events) traced(ctx context.Context, h *opened, id string) {
	e.mu.Lock()
	delete(e.awaited, id)
	e.mu.Unlock()
	e.tell(ctx, h, id)
}

func (e *events) tell(ctx context.Context, h *opened, id string) {
	if s, err := e.r.line(ctx, h, id); err == nil {
		e.add(TreeTraced, s)
	}
}
