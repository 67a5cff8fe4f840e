package watch

import (
	"context"
	"slices"

	"github.com/stemma-news/stemma/store"
)

// ahead is the batch behind the one that is being placed, read meanwhile: placing and writing take one core and a
// third of the time, reading as many as there are.
type ahead struct {
	arrivals []store.Arrival
	read     []reading
	err      error
	stop     context.CancelFunc
	done     chan struct{}
}

// readAhead begins to read what comes behind arrivals, if there may be more. What is read rests on the articles
// alone: in which story they are by an earlier form is known when those before them are placed.
func (p *placer) readAhead(ctx context.Context, arrivals []store.Arrival, size int) {
	border := arrivals[len(arrivals)-1].N
	if border%int64(size) != 0 && len(arrivals) < size/2 { // the last
		return
	}
	ctx, stop := context.WithCancel(ctx)
	next := &ahead{stop: stop, done: make(chan struct{})}
	p.next = next
	go func() {
		defer close(next.done)
		if next.arrivals, next.err = p.archive.UnplacedAfter(ctx, border, size); next.err == nil && len(next.arrivals) > 0 {
			next.arrivals = toBorder(next.arrivals, int64(size))
			next.read, next.err = p.readEach(ctx, next.arrivals)
		}
	}()
}

// taken returns what was read ahead of these arrivals, with what is known of them now; nil if it is of others.
func (p *placer) taken(arrivals []store.Arrival) []reading {
	next := p.next
	if next == nil {
		return nil
	}
	<-next.done
	p.stopAhead()
	same := func(a, b store.Arrival) bool { return a.N == b.N && (a.Err == nil) == (b.Err == nil) }
	if next.err != nil || !slices.EqualFunc(next.arrivals, arrivals, same) {
		return nil
	}
	for i := range next.read {
		r := &next.read[i]
		r.Revised, r.Story = arrivals[i].Revised, arrivals[i].Story
	}
	return next.read
}

// stopAhead ends what is read ahead.
func (p *placer) stopAhead() {
	if p.next != nil {
		p.next.stop()
		<-p.next.done
		p.next = nil
	}
}
